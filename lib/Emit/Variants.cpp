// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Joins the modules of several processors, and writes down what each needs.
#include "ambit/Emit/Variants.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Linker/Linker.h"
#include "llvm/TargetParser/X86TargetParser.h"

using namespace llvm;
using namespace ambit;
using namespace ambit::emit;

namespace {
/// Where a processor says that it has something; the words that
/// `ambit_choose_variant` reads.
struct Place {
  uint32_t leaf, subleaf;
  enum Register : uint32_t { eax, ebx, ecx, edx, xcr0 } reg;
  uint32_t mask;
};

struct Feature {
  StringLiteral name;
  Place place;
};
} // namespace

static constexpr Place bit1(Place::Register reg, int bit) {
  return {1, 0, reg, 1u << bit};
}
static constexpr Place bit7(Place::Register reg, int bit) {
  return {7, 0, reg, 1u << bit};
}
static constexpr Place bit71(Place::Register reg, int bit) {
  return {7, 1, reg, 1u << bit};
}
static constexpr Place bitAMD(int bit) {
  return {0x80000001, 0, Place::ecx, 1u << bit};
}

/// What vector and integer code is made of. Features that no compiled model
/// uses (cryptography, virtual machines, …) are left out.
static constexpr Feature features[] = {
    {"sse3", bit1(Place::ecx, 0)},
    {"ssse3", bit1(Place::ecx, 9)},
    {"fma", bit1(Place::ecx, 12)},
    {"cx16", bit1(Place::ecx, 13)},
    {"sse4.1", bit1(Place::ecx, 19)},
    {"sse4.2", bit1(Place::ecx, 20)},
    {"movbe", bit1(Place::ecx, 22)},
    {"popcnt", bit1(Place::ecx, 23)},
    {"avx", bit1(Place::ecx, 28)},
    {"f16c", bit1(Place::ecx, 29)},
    {"lzcnt", bitAMD(5)},
    {"sse4a", bitAMD(6)},
    {"prfchw", bitAMD(8)},
    {"xop", bitAMD(11)},
    {"fma4", bitAMD(16)},
    {"tbm", bitAMD(21)},
    {"bmi", bit7(Place::ebx, 3)},
    {"avx2", bit7(Place::ebx, 5)},
    {"bmi2", bit7(Place::ebx, 8)},
    {"avx512f", bit7(Place::ebx, 16)},
    {"avx512dq", bit7(Place::ebx, 17)},
    {"adx", bit7(Place::ebx, 19)},
    {"avx512ifma", bit7(Place::ebx, 21)},
    {"avx512cd", bit7(Place::ebx, 28)},
    {"avx512bw", bit7(Place::ebx, 30)},
    {"avx512vl", bit7(Place::ebx, 31)},
    {"avx512vbmi", bit7(Place::ecx, 1)},
    {"avx512vbmi2", bit7(Place::ecx, 6)},
    {"gfni", bit7(Place::ecx, 8)},
    {"avx512vnni", bit7(Place::ecx, 11)},
    {"avx512bitalg", bit7(Place::ecx, 12)},
    {"avx512vpopcntdq", bit7(Place::ecx, 14)},
    {"avx512vp2intersect", bit7(Place::edx, 8)},
    {"amx-bf16", bit7(Place::edx, 22)},
    {"avx512fp16", bit7(Place::edx, 23)},
    {"amx-tile", bit7(Place::edx, 24)},
    {"amx-int8", bit7(Place::edx, 25)},
    {"avxvnni", bit71(Place::eax, 4)},
    {"avx512bf16", bit71(Place::eax, 5)},
    {"amx-fp16", bit71(Place::eax, 21)},
    {"avxifma", bit71(Place::eax, 23)},
    {"avxvnniint8", bit71(Place::edx, 4)},
    {"avxneconvert", bit71(Place::edx, 5)},
    {"amx-complex", bit71(Place::edx, 8)},
    {"avxvnniint16", bit71(Place::edx, 10)},
};

/// The registers that the system must save, by the prefix of a feature.
static constexpr Feature saved[] = {
    {"avx", {0, 0, Place::xcr0, 0x6}},
    {"avx512", {0, 0, Place::xcr0, 0xe6}},
    {"amx", {0, 0, Place::xcr0, 0x60000}},
};

/// Features with an encoding of their own, which the table does not know.
static constexpr StringLiteral unknown[] = {"egpr", "avx10.2"};

/// What `cpu` must have.
static Expected<std::vector<Place>> getRequirements(StringRef cpu) {
  SmallVector<StringRef> names;
  X86::getFeaturesForCPU(cpu, names, /*NeedPlus=*/false);
  std::vector<Place> places;
  for (StringRef name : names) {
    if (is_contained(unknown, name))
      return createStringError("not supported yet: `" + cpu +
                               "` as one of several processors, for its " +
                               name);
    for (const Feature &feature : features)
      if (feature.name == name)
        places.push_back(feature.place);
  }
  for (const Feature &feature : saved)
    if (any_of(names,
               [&](StringRef name) { return name.starts_with(feature.name); }))
      places.push_back(feature.place);
  return places;
}

/// The words of `ambit_choose_variant`: for each variant the number of places
/// and four words for each of them.
static Expected<Constant *> getRequirements(ArrayRef<Variant> variants,
                                            LLVMContext &context) {
  std::vector<uint32_t> words;
  for (const Variant &variant : variants) {
    auto places = getRequirements(variant.cpu);
    if (!places)
      return places.takeError();
    words.push_back(places->size());
    for (const Place &place : *places)
      append_values(words, place.leaf, place.subleaf, place.reg, place.mask);
  }
  return ConstantDataArray::get(context, words);
}

/// `f` of the processor `cpu`.
static std::string getName(StringRef function, StringRef cpu) {
  return (function + "." + cpu).str();
}

/// The C functions of an entry.
static std::vector<std::string> getNames(const Entry &entry) {
  return {entry.name, entry.name + "_shapes", entry.name + "_set_threads"};
}

/// Moves a variant into `linker`'s module, its entries under names of their own
/// and not visible outside.
static Error addVariant(Linker &linker, const Variant &variant,
                        ArrayRef<Entry> entries, LLVMContext &context) {
  SmallString<0> bitcode;
  raw_svector_ostream os(bitcode);
  WriteBitcodeToFile(*variant.module, os);
  auto module = parseBitcodeFile(MemoryBufferRef(bitcode, "variant"), context);
  if (!module)
    return module.takeError();
  for (const Entry &entry : entries)
    for (const std::string &name : getNames(entry))
      (*module)->getFunction(name)->setName(getName(name, variant.cpu));
  if (linker.linkInModule(std::move(*module)))
    return createStringError("cannot join the code for `" + variant.cpu + "`");
  return Error::success();
}

/// `@name`: a switch over the variants.
static void addDispatch(Module &module, StringRef name,
                        ArrayRef<Variant> variants, FunctionCallee choose,
                        ArrayRef<Value *> arguments) {
  LLVMContext &context = module.getContext();
  Function *first = module.getFunction(getName(name, variants.front().cpu));
  Function *function = Function::Create(
      first->getFunctionType(), Function::ExternalLinkage, name, module);
  function->addFnAttr(Attribute::NoUnwind);
  IRBuilder<> builder(BasicBlock::Create(context, "", function));
  Value *chosen = builder.CreateCall(choose, arguments);
  BasicBlock *none = BasicBlock::Create(context, "none", function);
  SwitchInst *branch = builder.CreateSwitch(chosen, none, variants.size());
  for (auto [index, variant] : enumerate(variants)) {
    Function *callee = module.getFunction(getName(name, variant.cpu));
    callee->setLinkage(Function::InternalLinkage);
    builder.SetInsertPoint(BasicBlock::Create(context, variant.cpu, function));
    branch->addCase(builder.getInt32(index), builder.GetInsertBlock());
    CallInst *call = builder.CreateCall(
        callee, to_vector(map_range(
                    function->args(),
                    [](Argument &argument) -> Value * { return &argument; })));
    call->getType()->isVoidTy() ? builder.CreateRetVoid()
                                : builder.CreateRet(call);
  }
  builder.SetInsertPoint(none);
  function->getReturnType()->isVoidTy()
      ? builder.CreateRetVoid()
      : builder.CreateRet(builder.getInt32(statusWrongProcessor));
}

Expected<std::unique_ptr<Module>>
emit::joinVariants(const std::vector<Variant> &variants,
                   ArrayRef<Entry> entries, LLVMContext &context) {
  auto words = getRequirements(variants, context);
  if (!words)
    return words.takeError();
  auto result = std::make_unique<Module>("ambit", context);
  Linker linker(*result);
  for (const Variant &variant : variants)
    if (Error error = addVariant(linker, variant, entries, context))
      return std::move(error);

  Type *i32 = Type::getInt32Ty(context), *ptr = PointerType::get(context, 0);
  auto *requirements =
      new GlobalVariable(*result, (*words)->getType(), /*isConstant=*/true,
                         GlobalValue::PrivateLinkage, *words, "requirements");
  auto *chosen = new GlobalVariable(*result, i32, /*isConstant=*/false,
                                    GlobalValue::PrivateLinkage,
                                    ConstantInt::get(i32, 0), "chosen");
  FunctionCallee choose =
      result->getOrInsertFunction("ambit_choose_variant", i32, ptr, i32, ptr);
  Value *arguments[] = {requirements, ConstantInt::get(i32, variants.size()),
                        chosen};
  for (const Entry &entry : entries)
    for (const std::string &name : getNames(entry))
      addDispatch(*result, name, variants, choose, arguments);
  return result;
}
