// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The dialect, the tensor types it works on, and the base class of its ops.

#ifndef AMBIT_DIALECT
#define AMBIT_DIALECT

include "dialects/Ambit/CostInterface.td"
include "dialects/Ambit/DimCheckInterface.td"
include "dialects/Ambit/MixerInterface.td"
include "mlir/IR/CommonAttrConstraints.td"
include "mlir/IR/CommonTypeConstraints.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Ambit_Dialect : Dialect {
  let name = "ambit";
  let cppNamespace = "::ambit";
  let summary = "Sequence models on tensors: what is computed";
  let description = [{
    Operations of sequence models on ranked tensors of f32, bf16, f16 or f64.
    Every dimension may be dynamic unless an operation says otherwise. No
    operation has side effects, and none says how it is computed: that is
    chosen by the `plan` stage and written into the `plan` attribute.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"
  ];
  let useDefaultAttributePrinterParser = 1;
  let extraClassDeclaration = [{
    void registerAttributes();
  }];
}

def Ambit_Float : AnyTypeOf<[F32, BF16, F16, F64], "f32, bf16, f16 or f64">;
def Ambit_Id : AnyTypeOf<[I32, I64], "i32 or i64">;
def Ambit_PlainPred : CPred<
    "!::llvm::cast<::mlir::RankedTensorType>($_self).getEncoding()">;

class Ambit_TensorOf<Type element>
    : ConfinedType<RankedTensorOf<[element]>, [Ambit_PlainPred],
                   "ranked tensor of " # element.summary # " values">;
class Ambit_TensorOfRank<int rank, Type element = Ambit_Float>
    : ConfinedType<RankedTensorOf<[element]>,
                   [Ambit_PlainPred, HasAnyRankOfPred<[rank]>],
                   rank # "-D tensor of " # element.summary # " values">;
def Ambit_Tensor : Ambit_TensorOf<Ambit_Float>;

// Bounded so that products of two of them never overflow.
def Ambit_Count : ConfinedAttr<I64Attr,
    [IntMinValue<1>, IntMaxValue<2147483647>]>;

class Ambit_Op<string mnemonic, list<Trait> traits = []>
    : Op<Ambit_Dialect, mnemonic, traits>;

// An op that computes tensors from tensors.
class Ambit_ComputeOp<string mnemonic, list<Trait> traits = []>
    : Ambit_Op<mnemonic, !listconcat(traits, [
        Pure,
        DeclareOpInterfaceMethods<DimCheckOpInterface>,
        DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface,
                                  ["reifyResultShapes"]>])> {
  let hasVerifier = 1;
}

// A compute op that is not made of others: it tells what it costs and reads.
class Ambit_BasicOp<string mnemonic, list<Trait> traits = []>
    : Ambit_ComputeOp<mnemonic, !listconcat(traits, [
        DeclareOpInterfaceMethods<CostOpInterface>,
        DeclareOpInterfaceMethods<MixerOpInterface>])>;

#endif // AMBIT_DIALECT
