// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What an op says about the positions that it joins.

#ifndef AMBIT_MIXER_INTERFACE
#define AMBIT_MIXER_INTERFACE

include "mlir/IR/OpBase.td"

def MixerOpInterface : OpInterface<"MixerOpInterface"> {
  let cppNamespace = "::ambit";
  let description = [{
    Tells which positions of its operands a position of the results reads.
    Receptive fields, path lengths and the state of streaming follow from it.
  }];
  let methods = [InterfaceMethod<
    [{How positions along axis `axis` of operand number `operand` reach the
      results. Fails where they cannot be followed: the axis is summed over or
      cut.}],
    "::llvm::FailureOr<::ambit::Mixing>", "getMixing",
    (ins "unsigned":$operand, "int64_t":$axis,
         "::ambit::MaskRelations &":$masks)
  >];
}

#endif // AMBIT_MIXER_INTERFACE
