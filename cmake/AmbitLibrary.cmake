# The one shared library, and how a folder joins it.

set(AMBIT_SANITIZE "" CACHE STRING "Sanitizers, for example address,undefined")
option(AMBIT_WARNINGS_AS_ERRORS "Treat warnings as errors" ON)

# What every C++ source of ours is compiled with.
add_library(ambit_flags INTERFACE)
separate_arguments(llvm_definitions NATIVE_COMMAND "${LLVM_DEFINITIONS}")
target_compile_definitions(ambit_flags INTERFACE ${llvm_definitions})
target_compile_options(ambit_flags INTERFACE
  -Wall -Wextra -Wno-unused-parameter
  "SHELL:-Xclang -fno-pch-timestamp"
  $<$<BOOL:${AMBIT_WARNINGS_AS_ERRORS}>:-Werror>
  $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<NOT:$<BOOL:${LLVM_ENABLE_RTTI}>>>:-fno-rtti>)
target_include_directories(ambit_flags INTERFACE
  ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include
  ${PROJECT_BINARY_DIR} ${PROJECT_BINARY_DIR}/include)
target_include_directories(ambit_flags SYSTEM INTERFACE ${MLIR_INCLUDE_DIRS})
if(AMBIT_SANITIZE)
  add_compile_options(-fsanitize=${AMBIT_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all -fno-sanitize=vptr,function)
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-runtime-dir
    OUTPUT_VARIABLE sanitizer_folder OUTPUT_STRIP_TRAILING_WHITESPACE)
  add_link_options(-fsanitize=${AMBIT_SANITIZE} -shared-libsan
    -Wl,-rpath,${sanitizer_folder})
endif()

# Precompiled MLIR headers: most of the time of a compile goes there.
file(WRITE ${PROJECT_BINARY_DIR}/Precompiled.cpp "")
add_library(ambit_precompiled OBJECT ${PROJECT_BINARY_DIR}/Precompiled.cpp)
target_link_libraries(ambit_precompiled PRIVATE ambit_flags)
target_precompile_headers(ambit_precompiled PRIVATE
  <mlir/Dialect/Arith/IR/Arith.h> <mlir/Dialect/MemRef/IR/MemRef.h>
  <mlir/Dialect/SCF/IR/SCF.h> <mlir/Dialect/Vector/IR/VectorOps.h>
  <mlir/IR/OpImplementation.h> <mlir/IR/PatternMatch.h>
  <mlir/Pass/Pass.h>)

# Depends on every generated header; sources depend on it.
add_custom_target(ambit_generated)

add_library(Ambit SHARED)
set_target_properties(Ambit PROPERTIES
  LINKER_LANGUAGE CXX VERSION ${PROJECT_VERSION} SOVERSION 0)
target_link_libraries(Ambit PUBLIC MLIR LLVM)
if(NOT AMBIT_SANITIZE)
  target_link_options(Ambit PRIVATE -Wl,-z,defs)
endif()

# ambit_library(Name sources…): one folder of dialects/ or lib/, objects that
# end up in libAmbit.so.
function(ambit_library name)
  add_library(Ambit${name} OBJECT ${ARGN})
  target_link_libraries(Ambit${name} PRIVATE ambit_flags)
  target_precompile_headers(Ambit${name} REUSE_FROM ambit_precompiled)
  add_dependencies(Ambit${name} ambit_generated)
  target_sources(Ambit PRIVATE $<TARGET_OBJECTS:Ambit${name}>)
endfunction()
