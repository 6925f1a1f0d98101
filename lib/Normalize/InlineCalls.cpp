// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Replaces every call by the body of the function, callees first, so that
// every body is copied in its final form.

#include "ambit/Normalize/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/SymbolTable.h"

namespace ambit::normalize {
#define GEN_PASS_DEF_INLINECALLSPASS
#include "ambit/Normalize/Passes.h.inc"
} // namespace ambit::normalize

using namespace mlir;
using namespace ambit;

namespace {
/// Bodies double at each level of calls, so their growth is bounded.
constexpr size_t maxOperations = 1000000;

class Inliner {
public:
  explicit Inliner(ModuleOp module) : symbols(module) {}

  LogicalResult flatten(func::FuncOp root);

private:
  /// A function whose calls are being replaced, and those still to do.
  struct Frame {
    func::FuncOp function;
    SmallVector<func::CallOp> calls;
    size_t next = 0;
  };
  enum class State { Open, Done };

  LogicalResult open(func::FuncOp function, Operation *from);
  FailureOr<func::FuncOp> getCallee(func::CallOp call);
  LogicalResult replace(func::CallOp call, func::FuncOp callee);

  SymbolTable symbols;
  DenseMap<Operation *, State> states;
  DenseMap<Operation *, size_t> sizes;
  SmallVector<Frame> stack;
};
} // namespace

FailureOr<func::FuncOp> Inliner::getCallee(func::CallOp call) {
  auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
  if (!callee)
    return call.emitOpError("expected a function named `")
           << call.getCallee() << "`, but the module has none";
  if (callee.isDeclaration()) {
    InFlightDiagnostic diagnostic =
        call.emitOpError("not supported yet: a call of the declaration `")
        << call.getCallee() << "`";
    diagnostic.attachNote(callee.getLoc()) << "the declaration is here";
    return diagnostic;
  }
  return callee;
}

LogicalResult Inliner::open(func::FuncOp function, Operation *from) {
  auto [state, isNew] = states.try_emplace(function, State::Open);
  if (!isNew) {
    assert(state->second == State::Open && "a finished function is not opened");
    return from->emitOpError("not supported yet: recursion through `")
           << function.getSymName() << "`";
  }
  if (!function.getBody().hasOneBlock())
    return function.emitOpError("not supported yet: control flow in the "
                                "function `")
           << function.getSymName() << "`";
  Frame frame = {function, {}};
  size_t size = 0;
  function.walk([&](Operation *op) {
    ++size;
    if (auto call = dyn_cast<func::CallOp>(op))
      frame.calls.push_back(call);
  });
  sizes[function] = size;
  stack.push_back(std::move(frame));
  return success();
}

LogicalResult Inliner::replace(func::CallOp call, func::FuncOp callee) {
  auto caller = call->getParentOfType<func::FuncOp>();
  size_t &size = sizes[caller];
  size += sizes[callee];
  if (size > maxOperations)
    return call.emitOpError("not supported yet: more than ")
           << maxOperations << " operations in `" << caller.getSymName()
           << "` after inlining";
  IRMapping mapping;
  mapping.map(callee.getArguments(), call.getOperands());
  OpBuilder builder(call);
  for (Operation &op : callee.getBody().front().without_terminator())
    builder.clone(op, mapping);
  Operation *end = callee.getBody().front().getTerminator();
  for (auto [result, value] :
       llvm::zip_equal(call.getResults(), end->getOperands()))
    result.replaceAllUsesWith(mapping.lookupOrDefault(value));
  call.erase();
  return success();
}

// Depth first, with a stack of our own: a chain of calls may be long.
LogicalResult Inliner::flatten(func::FuncOp root) {
  if (root.isDeclaration() || states.contains(root))
    return success();
  if (failed(open(root, root)))
    return failure();
  while (!stack.empty()) {
    Frame &frame = stack.back();
    if (frame.next == frame.calls.size()) {
      states[frame.function] = State::Done;
      stack.pop_back();
      continue;
    }
    func::CallOp call = frame.calls[frame.next];
    FailureOr<func::FuncOp> callee = getCallee(call);
    if (failed(callee))
      return failure();
    auto state = states.find(*callee);
    if (state == states.end() || state->second == State::Open) {
      if (failed(open(*callee, call)))
        return failure();
      continue;
    }
    ++frame.next;
    if (failed(replace(call, *callee)))
      return failure();
  }
  return success();
}

namespace {
struct InlineCalls : normalize::impl::InlineCallsPassBase<InlineCalls> {
  void runOnOperation() override {
    Inliner inliner(getOperation());
    SmallVector<func::FuncOp> functions(getOperation().getOps<func::FuncOp>());
    for (func::FuncOp function : functions)
      if (failed(inliner.flatten(function)))
        return signalPassFailure();
    for (func::FuncOp function : functions)
      if (function.isPrivate() && !function.isDeclaration())
        function.erase();
  }
};
} // namespace
