// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builds the exported C functions around the bufferized entry functions.
#include "ambit/Emit/Interface.h"
#include "ambit/Emit/Passes.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace ambit::emit {
#define GEN_PASS_DEF_WRAPENTRIESPASS
#include "ambit/Emit/Passes.h.inc"
} // namespace ambit::emit

using namespace mlir;
using namespace ambit;
using namespace ambit::emit;

namespace {
/// Emits the body of one C function.
struct Wrapper {
  OpBuilder builder;
  Location loc;
  LLVMTypeConverter &converter;
  Type i32 = builder.getI32Type();
  Type i64 = builder.getI64Type();
  Type ptr = LLVM::LLVMPointerType::get(builder.getContext());

  Value constant(int64_t value, Type type) {
    return LLVM::ConstantOp::create(builder, loc, type,
                                    builder.getIntegerAttr(type, value));
  }
  /// Element `index` of the array of `type` at `base`.
  Value address(Value base, Type type, int64_t index) {
    if (index == 0)
      return base;
    return LLVM::GEPOp::create(builder, loc, ptr, type, base,
                               ArrayRef<LLVM::GEPArg>{int32_t(index)});
  }
  Value load(Type type, Value base, int64_t index) {
    return LLVM::LoadOp::create(builder, loc, type, address(base, type, index));
  }
  void store(Value value, Value base, int64_t index) {
    LLVM::StoreOp::create(builder, loc, value,
                          address(base, value.getType(), index));
  }
  Value select(Value condition, Value yes, Value no) {
    return LLVM::SelectOp::create(builder, loc, condition, yes, no);
  }

  /// Sizes of array `index` of `arrays`, then a memref of them.
  SmallVector<Value> loadSizes(Value arrays, int64_t index, MemRefType type) {
    SmallVector<Value> sizes;
    Value shape = load(ptr, arrays, 2 * index + 1);
    for (int64_t dim = 0; dim < type.getRank(); ++dim)
      sizes.push_back(load(i64, shape, dim));
    return sizes;
  }
  Value toMemRef(Value arrays, int64_t index, MemRefType type,
                 ArrayRef<Value> sizes);
};

/// First failed check of a C function, found without branches.
struct Status {
  Value code, got, expected;
};
} // namespace

/// Descriptor of a contiguous array. Static sizes are constants, whatever the
/// caller passed: the checks come before any use.
Value Wrapper::toMemRef(Value arrays, int64_t index, MemRefType type,
                        ArrayRef<Value> sizes) {
  auto descriptor =
      MemRefDescriptor::poison(builder, loc, converter.convertType(type));
  Value data = load(ptr, arrays, 2 * index);
  descriptor.setAllocatedPtr(builder, loc, data);
  descriptor.setAlignedPtr(builder, loc, data);
  descriptor.setConstantOffset(builder, loc, 0);
  Value stride = constant(1, i64);
  for (int64_t dim = type.getRank() - 1; dim >= 0; --dim) {
    Value size = type.isDynamicDim(dim) ? sizes[dim]
                                        : constant(type.getDimSize(dim), i64);
    descriptor.setSize(builder, loc, dim, size);
    descriptor.setStride(builder, loc, dim, stride);
    if (dim > 0)
      stride = LLVM::MulOp::create(builder, loc, stride, size);
  }
  return UnrealizedConversionCastOp::create(builder, loc, type,
                                            Value(descriptor))
      .getResult(0);
}

/// Creates the function `name` that takes `arguments` pointers.
static std::pair<LLVM::LLVMFuncOp, Wrapper>
createWrapper(func::FuncOp body, StringRef name, unsigned arguments,
              LLVMTypeConverter &converter) {
  OpBuilder builder(body);
  Type ptr = LLVM::LLVMPointerType::get(builder.getContext());
  auto type = LLVM::LLVMFunctionType::get(builder.getI32Type(),
                                          SmallVector<Type>(arguments, ptr));
  auto function = LLVM::LLVMFuncOp::create(builder, body.getLoc(), name, type);
  builder.setInsertionPointToStart(function.addEntryBlock(builder));
  return {function, Wrapper{builder, body.getLoc(), converter}};
}

/// `@f`: the checks of `@f_shapes`, the sizes of the outputs, the call.
static void createFunction(const Entry &entry, func::FuncOp body,
                           LLVM::LLVMFuncOp shapes,
                           LLVMTypeConverter &converter) {
  auto [function, w] = createWrapper(body, entry.name, 3, converter);
  Value inputs = function.getArgument(0), globals = function.getArgument(1),
        outputs = function.getArgument(2);
  SmallVector<Value> memrefs;
  for (auto [index, array] : llvm::enumerate(entry.inputs))
    memrefs.push_back(w.toMemRef(inputs, index, array.type,
                                 w.loadSizes(inputs, index, array.type)));
  for (auto [index, array] : llvm::enumerate(entry.globals))
    memrefs.push_back(w.toMemRef(globals, index, array.type,
                                 w.loadSizes(globals, index, array.type)));

  // Where @f_shapes writes: two values, then the sizes of the outputs.
  int64_t total = 2;
  for (const Array &array : entry.outputs)
    total += array.type.getRank();
  Value numbers = LLVM::AllocaOp::create(w.builder, w.loc, w.ptr, w.i64,
                                         w.constant(total, w.i64));
  Value pointers = LLVM::AllocaOp::create(
      w.builder, w.loc, w.ptr, w.ptr, w.constant(entry.outputs.size(), w.i64));
  int64_t begin = 2;
  for (auto [index, array] : llvm::enumerate(entry.outputs)) {
    w.store(w.address(numbers, w.i64, begin), pointers, index);
    begin += array.type.getRank();
  }
  Value status =
      LLVM::CallOp::create(w.builder, w.loc, shapes,
                           ValueRange{inputs, globals, pointers, numbers})
          .getResult();

  int64_t code = entry.checks.size() - entry.outputs.size();
  begin = 2;
  Value zero = w.constant(0, w.i32);
  for (auto [index, array] : llvm::enumerate(entry.outputs)) {
    SmallVector<Value> sizes = w.loadSizes(outputs, index, array.type);
    ++code;
    for (Value size : sizes) {
      Value differs =
          LLVM::ICmpOp::create(w.builder, w.loc, LLVM::ICmpPredicate::ne, size,
                               w.load(w.i64, numbers, begin++));
      Value isFirst = LLVM::ICmpOp::create(
          w.builder, w.loc, LLVM::ICmpPredicate::eq, status, zero);
      Value both = LLVM::AndOp::create(w.builder, w.loc, differs, isFirst);
      status = w.select(both, w.constant(code, w.i32), status);
    }
    memrefs.push_back(w.toMemRef(outputs, index, array.type, sizes));
  }

  Value isOk = LLVM::ICmpOp::create(w.builder, w.loc, LLVM::ICmpPredicate::eq,
                                    status, zero);
  Block *run = function.addBlock(), *stop = function.addBlock();
  LLVM::CondBrOp::create(w.builder, w.loc, isOk, run, stop);
  w.builder.setInsertionPointToStart(stop);
  LLVM::ReturnOp::create(w.builder, w.loc, status);
  w.builder.setInsertionPointToStart(run);
  Value result =
      func::CallOp::create(w.builder, w.loc, body, memrefs).getResult(0);
  Value succeeded = LLVM::ICmpOp::create(w.builder, w.loc,
                                         LLVM::ICmpPredicate::eq, result, zero);
  LLVM::ReturnOp::create(
      w.builder, w.loc,
      w.select(succeeded, zero, w.constant(statusOutOfMemory, w.i32)));
}

/// Compares the sizes of one array with its type, in front of `status`. The
/// numbers of these checks go up from `code`.
static void checkSizes(Wrapper &w, MemRefType type, ArrayRef<Value> sizes,
                       int64_t code, Status &status) {
  for (int64_t dim = type.getRank() - 1; dim >= 0; --dim) {
    bool isDynamic = type.isDynamicDim(dim);
    Value expected = w.constant(isDynamic ? 0 : type.getDimSize(dim), w.i64);
    Value fails = LLVM::ICmpOp::create(w.builder, w.loc,
                                       isDynamic ? LLVM::ICmpPredicate::slt
                                                 : LLVM::ICmpPredicate::ne,
                                       sizes[dim], expected);
    status.code = w.select(fails, w.constant(code + dim, w.i32), status.code);
    status.got = w.select(fails, sizes[dim], status.got);
    status.expected = w.select(fails, expected, status.expected);
  }
}

/// `@f_shapes`: sizes against the types of the model, then what the body
/// checks, then the sizes of the outputs. `firstCode` is the number of the
/// first check of sizes.
static LLVM::LLVMFuncOp createShapesFunction(const Entry &entry,
                                             func::FuncOp body,
                                             int64_t firstCode,
                                             LLVMTypeConverter &converter) {
  auto [function, w] =
      createWrapper(body, entry.name + "_shapes", 4, converter);
  SmallVector<Value> memrefs;
  SmallVector<std::pair<MemRefType, SmallVector<Value>>> arrays;
  for (auto [group, list] :
       {std::pair(function.getArgument(0), &entry.inputs),
        std::pair(function.getArgument(1), &entry.globals)})
    for (auto [index, array] : llvm::enumerate(*list)) {
      SmallVector<Value> sizes = w.loadSizes(group, index, array.type);
      memrefs.push_back(w.toMemRef(group, index, array.type, sizes));
      arrays.emplace_back(array.type, std::move(sizes));
    }
  auto call = func::CallOp::create(w.builder, w.loc, body, memrefs);
  SmallVector<Value> results(call.getResults());
  for (Value &result : MutableArrayRef(results).drop_front())
    result = UnrealizedConversionCastOp::create(w.builder, w.loc, w.i64, result)
                 .getResult(0);

  Status status{results.front(), results.end()[-2], results.back()};
  int64_t code = firstCode;
  for (auto &[type, sizes] : arrays)
    code += type.getRank();
  for (auto &[type, sizes] : llvm::reverse(arrays)) {
    code -= type.getRank();
    checkSizes(w, type, sizes, code, status);
  }

  int64_t next = 1;
  for (auto [index, array] : llvm::enumerate(entry.outputs)) {
    Value shape = w.load(w.ptr, function.getArgument(2), index);
    for (int64_t dim = 0; dim < array.type.getRank(); ++dim)
      w.store(results[next++], shape, dim);
  }
  w.store(status.got, function.getArgument(3), 0);
  w.store(status.expected, function.getArgument(3), 1);
  LLVM::ReturnOp::create(w.builder, w.loc, status.code);
  return function;
}

/// `@f_set_threads`: the runtime inside a library is not visible outside it.
static void createThreadsFunction(const Entry &entry, func::FuncOp body,
                                  SymbolTable &symbols) {
  OpBuilder builder(body);
  Location loc = body.getLoc();
  auto type = LLVM::LLVMFunctionType::get(
      LLVM::LLVMVoidType::get(builder.getContext()), builder.getI32Type());
  auto runtime = symbols.lookup<LLVM::LLVMFuncOp>("ambit_set_threads");
  if (!runtime) {
    runtime = LLVM::LLVMFuncOp::create(builder, loc, "ambit_set_threads", type);
    symbols.insert(runtime);
  }
  auto function =
      LLVM::LLVMFuncOp::create(builder, loc, entry.name + "_set_threads", type);
  builder.setInsertionPointToStart(function.addEntryBlock(builder));
  LLVM::CallOp::create(builder, loc, runtime, function.getArgument(0));
  LLVM::ReturnOp::create(builder, loc, ValueRange());
}

/// Messages for the checks that the wrappers add.
static void appendChecks(Entry &entry) {
  for (const std::vector<Array> *arrays : {&entry.inputs, &entry.globals})
    for (const Array &array : *arrays)
      for (auto [dim, size] : llvm::enumerate(array.type.getShape()))
        entry.checks.push_back(
            "expected dimension " + std::to_string(dim) + " of `" + array.name +
            (ShapedType::isDynamic(size) ? "` to be at least {1}"
                                         : "` to be {1}") +
            ", but got {0}");
  for (const Array &array : entry.outputs)
    entry.checks.push_back("expected the array for `" + array.name +
                           "` to have the shape that `" + entry.name +
                           "_shapes` returns, but it has another");
}

static bool isCIdentifier(StringRef name) {
  return !name.empty() && !llvm::isDigit(name.front()) &&
         llvm::all_of(name,
                      [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

/// Reads the entry off the arguments of `function`.
static FailureOr<Entry> readEntry(func::FuncOp function) {
  Entry entry;
  entry.name = function.getName().str();
  if (!isCIdentifier(entry.name))
    return function.emitOpError("expected a name that C can spell, but got `")
           << entry.name << "`";
  for (BlockArgument argument : function.getArguments()) {
    unsigned index = argument.getArgNumber();
    auto name = function.getArgAttrOfType<StringAttr>(index, "ambit.name");
    auto role = function.getArgAttrOfType<StringAttr>(index, "ambit.role");
    auto type = dyn_cast<MemRefType>(argument.getType());
    if (!name || !role || !type || !type.getLayout().isIdentity())
      return function.emitOpError("expected argument ")
             << index
             << " to be a contiguous memref with `ambit.name` and `ambit.role`"
             << ", but got " << argument.getType();
    std::vector<Array> *list = role == "input"    ? &entry.inputs
                               : role == "global" ? &entry.globals
                               : role == "output" ? &entry.outputs
                                                  : nullptr;
    if (!list)
      return function.emitOpError("expected `ambit.role` of argument ")
             << index << " to be input, global or output, but got " << role;
    // The wrappers pass inputs, globals and outputs in this order.
    if ((list == &entry.inputs && !entry.globals.empty()) ||
        (list != &entry.outputs && !entry.outputs.empty()))
      return function.emitOpError(
                 "expected inputs, globals and outputs in this "
                 "order, but got ")
             << role << " at argument " << index;
    list->push_back({name.str(), type});
  }
  if (!function.getFunctionType().getResults().equals(
          {IntegerType::get(function.getContext(), 32)}))
    return function.emitOpError("expected one result of type i32, but got ")
           << function.getFunctionType();
  return entry;
}

/// True when the results of `@f_shapes` are a status, the sizes of all outputs
/// and two values.
static bool hasShapeResults(const Entry &entry, func::FuncOp shapes) {
  size_t sizes = 0;
  for (const Array &array : entry.outputs)
    sizes += array.type.getRank();
  ArrayRef<Type> results = shapes.getResultTypes();
  return shapes.getNumArguments() ==
             entry.inputs.size() + entry.globals.size() &&
         results.size() == sizes + 3 && results.front().isInteger(32) &&
         llvm::all_of(results.drop_front(),
                      [](Type type) { return type.isIndex(); });
}

/// Takes `function` out of the exported names. Its attributes are in the
/// interface of the module, LLVM IR has no place for them.
static void makeInternal(func::FuncOp function) {
  function.removeArgAttrsAttr();
  function.removeResAttrsAttr();
  function->removeAttr("ambit.checks");
  function.setPrivate();
  function->setAttr(
      "llvm.linkage",
      LLVM::LinkageAttr::get(function.getContext(), LLVM::Linkage::Internal));
}

namespace {
struct WrapEntriesPass
    : public emit::impl::WrapEntriesPassBase<WrapEntriesPass> {
  void runOnOperation() override;
  FailureOr<Entry> wrap(func::FuncOp body, SymbolTable &symbols,
                        LLVMTypeConverter &converter);
};
} // namespace

FailureOr<Entry> WrapEntriesPass::wrap(func::FuncOp body, SymbolTable &symbols,
                                       LLVMTypeConverter &converter) {
  FailureOr<Entry> entry = readEntry(body);
  if (failed(entry))
    return failure();
  auto shapes = symbols.lookup<func::FuncOp>(entry->name + "_shapes");
  if (!shapes || !hasShapeResults(*entry, shapes))
    return body.emitOpError("expected `")
           << entry->name << "_shapes` beside it, with results (i32, index "
           << "for every output dimension, index, index)";
  if (auto checks = shapes->getAttrOfType<ArrayAttr>("ambit.checks"))
    for (auto check : checks.getAsRange<StringAttr>())
      entry->checks.push_back(check.str());
  int64_t firstCode = entry->checks.size() + 1;
  appendChecks(*entry);

  for (func::FuncOp function : {body, shapes}) {
    std::string name = function.getName().str() + "_body";
    if (failed(symbols.rename(function, name)))
      return body.emitOpError("expected no other symbol of the name ") << name;
    makeInternal(function);
  }
  LLVM::LLVMFuncOp shapesWrapper =
      createShapesFunction(*entry, shapes, firstCode, converter);
  createFunction(*entry, body, shapesWrapper, converter);
  createThreadsFunction(*entry, body, symbols);
  return entry;
}

void WrapEntriesPass::runOnOperation() {
  ModuleOp module = getOperation();
  SymbolTable symbols(module);
  LLVMTypeConverter converter(&getContext());
  std::vector<Entry> entries;
  SmallVector<func::FuncOp> bodies;
  for (auto function : module.getOps<func::FuncOp>()) {
    if (function.isPrivate()) {
      if (!function.isDeclaration())
        makeInternal(function);
    } else if (!function->hasAttr("ambit.checks") &&
               llvm::any_of(
                   llvm::seq(function.getNumArguments()), [&](unsigned index) {
                     return bool(function.getArgAttr(index, "ambit.role"));
                   })) {
      bodies.push_back(function);
    }
  }
  for (func::FuncOp body : bodies) {
    FailureOr<Entry> entry = wrap(body, symbols, converter);
    if (failed(entry))
      return signalPassFailure();
    entries.push_back(std::move(*entry));
  }
  setEntries(module, entries);
}
