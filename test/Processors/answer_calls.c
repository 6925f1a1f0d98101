// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Calls the functions of a model for another process: requests come on the
// standard input, replies go to the standard output. All numbers are int64.
//
//   request: function, kind, count of inputs, inputs, count of outputs, outputs
//   kind 0:  arrays are a rank and sizes; the reply is the status, two values,
//            the sizes of the outputs
//   kind 1:  arrays are a rank, sizes, a count of bytes and the bytes; the
//   reply
//            is the status and the bytes of the outputs
//   kind 2:  in place of arrays a number of threads; the reply is 0

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "functions.h"

enum { maxArrays = 16, maxRank = 16, shapesOnly = 0, compute = 1, threads = 2 };

struct arrays {
  int64_t count;
  AmbitArray entries[maxArrays];
  int64_t shapes[maxArrays][maxRank];
  int64_t ranks[maxArrays];
  int64_t bytes[maxArrays];
};

static void readBytes(void *bytes, size_t count) {
  if (fread(bytes, 1, count, stdin) != count)
    exit(feof(stdin) ? 0 : 1);
}

static int64_t readNumber(void) {
  int64_t number;
  readBytes(&number, sizeof number);
  return number;
}

static void writeNumber(int64_t number) {
  fwrite(&number, sizeof number, 1, stdout);
}

static void readArrays(struct arrays *arrays, int64_t kind) {
  arrays->count = readNumber();
  for (int64_t i = 0; i < arrays->count; ++i) {
    arrays->ranks[i] = readNumber();
    for (int64_t dim = 0; dim < arrays->ranks[i]; ++dim)
      arrays->shapes[i][dim] = readNumber();
    arrays->bytes[i] = kind == compute ? readNumber() : 0;
    // Arrays of callers are aligned as malloc aligns.
    arrays->entries[i].data = malloc((size_t)arrays->bytes[i] + 1);
    arrays->entries[i].shape = arrays->shapes[i];
    readBytes(arrays->entries[i].data, (size_t)arrays->bytes[i]);
  }
}

static void freeArrays(struct arrays *arrays) {
  for (int64_t i = 0; i < arrays->count; ++i)
    free(arrays->entries[i].data);
}

static void answer(const struct function *function, int64_t kind) {
  static struct arrays inputs, outputs;
  readArrays(&inputs, kind);
  readArrays(&outputs, kind);
  if (kind == compute) {
    writeNumber(function->call(inputs.entries, NULL, outputs.entries));
    for (int64_t i = 0; i < outputs.count; ++i)
      fwrite(outputs.entries[i].data, 1, (size_t)outputs.bytes[i], stdout);
  } else {
    int64_t *shapes[maxArrays], got[2] = {0, 0};
    for (int64_t i = 0; i < outputs.count; ++i)
      shapes[i] = outputs.shapes[i];
    writeNumber(function->shapes(inputs.entries, NULL, shapes, got));
    fwrite(got, sizeof got, 1, stdout);
    for (int64_t i = 0; i < outputs.count; ++i)
      fwrite(shapes[i], sizeof(int64_t), (size_t)outputs.ranks[i], stdout);
  }
  freeArrays(&inputs);
  freeArrays(&outputs);
}

int main(void) {
  for (;;) {
    const struct function *function = &functions[readNumber()];
    int64_t kind = readNumber();
    if (kind == threads) {
      function->setThreads((int32_t)readNumber());
      writeNumber(0);
    } else {
      answer(function, kind);
    }
    fflush(stdout);
  }
}
