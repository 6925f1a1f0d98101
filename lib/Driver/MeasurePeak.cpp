// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builds and times the loop of fused multiply-adds.
#include "MeasurePeak.h"
#include "ambit/Emit/Object.h"

#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Intrinsics.h"
#include <ctime>

using namespace llvm;
using namespace ambit;
using namespace ambit::driver;

double driver::threadTime() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

/// Enough chains to hide the latency of two units; 16 registers hold them all.
static constexpr unsigned chains = 12;

/// void loop(i64 iterations, ptr data): 12 accumulators, one addition of a
/// product to each per iteration. `data` keeps the sums alive.
static Function *buildLoop(Module &module, TargetMachine &machine,
                           unsigned &lanes) {
  LLVMContext &context = module.getContext();
  IRBuilder<> builder(context);
  Type *i64 = builder.getInt64Ty();
  auto *function = Function::Create(
      FunctionType::get(builder.getVoidTy(), {i64, builder.getPtrTy()}, false),
      GlobalValue::ExternalLinkage, "loop", module);
  function->addFnAttr("target-cpu", machine.getTargetCPU());
  function->addFnAttr("target-features", machine.getTargetFeatureString());
  function->addFnAttr("prefer-vector-width", "512");
  function->addFnAttr("min-legal-vector-width", "512");
  lanes = machine.getTargetTransformInfo(*function)
              .getRegisterBitWidth(TargetTransformInfo::RGK_FixedWidthVector)
              .getFixedValue() /
          32;
  Type *vector = FixedVectorType::get(builder.getFloatTy(), lanes);

  auto *entry = BasicBlock::Create(context, "entry", function);
  auto *body = BasicBlock::Create(context, "body", function);
  auto *exit = BasicBlock::Create(context, "exit", function);
  builder.SetInsertPoint(entry);
  Value *factor =
      builder.CreateAlignedLoad(vector, function->getArg(1), Align(4));
  builder.CreateBr(body);
  builder.SetInsertPoint(body);
  PHINode *count = builder.CreatePHI(i64, 2);
  count->addIncoming(function->getArg(0), entry);
  SmallVector<PHINode *> sums;
  for (unsigned i = 0; i < chains; ++i) {
    sums.push_back(builder.CreatePHI(vector, 2));
    sums.back()->addIncoming(ConstantFP::get(vector, double(i)), entry);
  }
  for (PHINode *sum : sums)
    sum->addIncoming(builder.CreateIntrinsic(Intrinsic::fma, {vector},
                                             {factor, factor, sum}),
                     body);
  Value *next = builder.CreateSub(count, builder.getInt64(1));
  count->addIncoming(next, body);
  builder.CreateCondBr(builder.CreateICmpSGT(next, builder.getInt64(0)), body,
                       exit);
  builder.SetInsertPoint(exit);
  Value *total = Constant::getNullValue(vector);
  for (PHINode *sum : sums)
    total = builder.CreateFAdd(total, sum->getIncomingValueForBlock(body));
  builder.CreateAlignedStore(total, function->getArg(1), Align(4));
  builder.CreateRetVoid();
  return function;
}

Expected<std::unique_ptr<PeakLoop>> PeakLoop::create(StringRef cpu) {
  auto machine = emit::createTargetMachine(cpu);
  if (!machine)
    return machine.takeError();
  LLVMContext context;
  Module module("peak", context);
  module.setTargetTriple((*machine)->getTargetTriple());
  module.setDataLayout((*machine)->createDataLayout());
  unsigned lanes;
  buildLoop(module, **machine, lanes);
  std::unique_ptr<PeakLoop> peak(new PeakLoop());
  auto object = emit::getObject(module, **machine);
  if (!object)
    return object.takeError();
  auto program =
      emit::Program::create(std::move(*object), **machine, /*symbols=*/{});
  if (!program)
    return program.takeError();
  auto loop = (*program)->lookup<void (*)(int64_t, float *)>("loop");
  if (!loop)
    return loop.takeError();
  peak->program = std::move(*program);
  peak->loop = *loop;
  peak->flopsPerIteration = 2.0 * chains * lanes;
  // Reach about a millisecond.
  for (double seconds = 0; seconds < 1e-3 && peak->iterations < 100000000;) {
    double start = threadTime();
    peak->measure();
    seconds = threadTime() - start;
    if (seconds < 1e-3)
      peak->iterations *= 2;
  }
  return peak;
}

double PeakLoop::measure() {
  float data[64] = {};
  double start = threadTime();
  loop(iterations, data);
  return flopsPerIteration * iterations / (threadTime() - start);
}
