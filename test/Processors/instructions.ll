; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; Instructions that this machine may lack, from their descriptions. The name of
; an intrinsic stands above the function that stands for it; bf16 is held in
; integers.

; A number without exponent is zero.
define internal <16 x float> @flush(<16 x i32> %bits) {
  %exponent = and <16 x i32> %bits, splat (i32 2139095040)
  %is_zero = icmp eq <16 x i32> %exponent, zeroinitializer
  %sign = and <16 x i32> %bits, splat (i32 -2147483648)
  %flushed = select <16 x i1> %is_zero, <16 x i32> %sign, <16 x i32> %bits
  %float = bitcast <16 x i32> %flushed to <16 x float>
  ret <16 x float> %float
}

; f32 whose lower halves are zero: their products are exact.
define internal <16 x float> @add_products(<16 x float> %sum, <16 x i32> %a, <16 x i32> %b) {
  %sum_bits = bitcast <16 x float> %sum to <16 x i32>
  %start = call <16 x float> @flush(<16 x i32> %sum_bits)
  %left = call <16 x float> @flush(<16 x i32> %a)
  %right = call <16 x float> @flush(<16 x i32> %b)
  %product = fmul <16 x float> %left, %right
  %added = fadd <16 x float> %start, %product
  %bits = bitcast <16 x float> %added to <16 x i32>
  %result = call <16 x float> @flush(<16 x i32> %bits)
  ret <16 x float> %result
}

; llvm.x86.avx512bf16.dpbf16ps.512
define internal <16 x float> @add_pair_products(<16 x float> %sum, <32 x i16> %a, <32 x i16> %b) {
  %a_bits = bitcast <32 x i16> %a to <16 x i32>
  %b_bits = bitcast <32 x i16> %b to <16 x i32>
  %a_odd = and <16 x i32> %a_bits, splat (i32 -65536)
  %b_odd = and <16 x i32> %b_bits, splat (i32 -65536)
  %half = call <16 x float> @add_products(<16 x float> %sum, <16 x i32> %a_odd, <16 x i32> %b_odd)
  %a_even = shl <16 x i32> %a_bits, splat (i32 16)
  %b_even = shl <16 x i32> %b_bits, splat (i32 16)
  %result = call <16 x float> @add_products(<16 x float> %half, <16 x i32> %a_even, <16 x i32> %b_even)
  ret <16 x float> %result
}

; To nearest, ties to even; NaN stays NaN.
define internal <16 x i16> @round(<16 x float> %x) {
  %x_bits = bitcast <16 x float> %x to <16 x i32>
  %float = call <16 x float> @flush(<16 x i32> %x_bits)
  %bits = bitcast <16 x float> %float to <16 x i32>
  %kept = lshr <16 x i32> %bits, splat (i32 16)
  %odd = and <16 x i32> %kept, splat (i32 1)
  %half = add <16 x i32> %odd, splat (i32 32767)
  %sum = add <16 x i32> %bits, %half
  %rounded = lshr <16 x i32> %sum, splat (i32 16)
  %quiet = or <16 x i32> %kept, splat (i32 64)
  %is_nan = fcmp uno <16 x float> %x, zeroinitializer
  %result = select <16 x i1> %is_nan, <16 x i32> %quiet, <16 x i32> %rounded
  %short = trunc <16 x i32> %result to <16 x i16>
  ret <16 x i16> %short
}

; llvm.x86.avx512bf16.cvtneps2bf16.512
define internal <16 x i16> @round_one(<16 x float> %x) {
  %result = call <16 x i16> @round(<16 x float> %x)
  ret <16 x i16> %result
}

; llvm.x86.avx512bf16.cvtne2ps2bf16.512
define internal <32 x i16> @round_two(<16 x float> %high, <16 x float> %low) {
  %a = call <16 x i16> @round(<16 x float> %low)
  %b = call <16 x i16> @round(<16 x float> %high)
  %both = shufflevector <16 x i16> %a, <16 x i16> %b, <32 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15, i32 16, i32 17, i32 18, i32 19, i32 20, i32 21, i32 22, i32 23, i32 24, i32 25, i32 26, i32 27, i32 28, i32 29, i32 30, i32 31>
  ret <32 x i16> %both
}

; Blocks are 16 rows of 64 bytes; the sizes that the instructions are told are not
; looked at.
; llvm.x86.tilezero.internal
define internal <256 x i32> @make_block(i16 %rows, i16 %bytes) {
  ret <256 x i32> zeroinitializer
}

; llvm.x86.tileloadd64.internal
define internal <256 x i32> @load_block(i16 %rows, i16 %bytes, ptr %from, i64 %stride) {
entry:
  %block = alloca <256 x i32>
  br label %loop
loop:
  %row = phi i64 [0, %entry], [%next, %loop]
  %offset = mul i64 %row, %stride
  %source = getelementptr i8, ptr %from, i64 %offset
  %target = getelementptr <16 x i32>, ptr %block, i64 %row
  %values = load <16 x i32>, ptr %source, align 1
  store <16 x i32> %values, ptr %target
  %next = add i64 %row, 1
  %more = icmp ult i64 %next, 16
  br i1 %more, label %loop, label %end
end:
  %result = load <256 x i32>, ptr %block
  ret <256 x i32> %result
}

; llvm.x86.tilestored64.internal
define internal void @store_block(i16 %rows, i16 %bytes, ptr %to, i64 %stride, <256 x i32> %values) {
entry:
  %block = alloca <256 x i32>
  store <256 x i32> %values, ptr %block
  br label %loop
loop:
  %row = phi i64 [0, %entry], [%next, %loop]
  %offset = mul i64 %row, %stride
  %source = getelementptr <16 x i32>, ptr %block, i64 %row
  %target = getelementptr i8, ptr %to, i64 %offset
  %line = load <16 x i32>, ptr %source
  store <16 x i32> %line, ptr %target, align 1
  %next = add i64 %row, 1
  %more = icmp ult i64 %next, 16
  br i1 %more, label %loop, label %end
end:
  ret void
}

; Even and odd products are summed apart, then added to the sums of before.
; llvm.x86.tdpbf16ps.internal
define internal <256 x i32> @multiply_blocks(i16 %m, i16 %n, i16 %k, <256 x i32> %c, <256 x i32> %a, <256 x i32> %b) {
entry:
  %sums = alloca <256 x i32>
  %left = alloca <256 x i32>
  %right = alloca <256 x i32>
  store <256 x i32> %c, ptr %sums
  store <256 x i32> %a, ptr %left
  store <256 x i32> %b, ptr %right
  br label %rows
rows:
  %row = phi i64 [0, %entry], [%next_row, %end_row]
  br label %pairs
pairs:
  %pair = phi i64 [0, %rows], [%next, %pairs]
  %even = phi <16 x float> [zeroinitializer, %rows], [%next_even, %pairs]
  %odd = phi <16 x float> [zeroinitializer, %rows], [%next_odd, %pairs]
  %left_row = getelementptr <16 x i32>, ptr %left, i64 %row
  %left_pair = getelementptr i32, ptr %left_row, i64 %pair
  %right_row = getelementptr <16 x i32>, ptr %right, i64 %pair
  %scalar = load i32, ptr %left_pair
  %one = insertelement <16 x i32> poison, i32 %scalar, i64 0
  %a_bits = shufflevector <16 x i32> %one, <16 x i32> poison, <16 x i32> zeroinitializer
  %b_bits = load <16 x i32>, ptr %right_row
  %a_even = shl <16 x i32> %a_bits, splat (i32 16)
  %b_even = shl <16 x i32> %b_bits, splat (i32 16)
  %next_even = call <16 x float> @add_products(<16 x float> %even, <16 x i32> %a_even, <16 x i32> %b_even)
  %a_odd = and <16 x i32> %a_bits, splat (i32 -65536)
  %b_odd = and <16 x i32> %b_bits, splat (i32 -65536)
  %next_odd = call <16 x float> @add_products(<16 x float> %odd, <16 x i32> %a_odd, <16 x i32> %b_odd)
  %next = add i64 %pair, 1
  %more = icmp ult i64 %next, 16
  br i1 %more, label %pairs, label %end_row
end_row:
  %sums_row = getelementptr <16 x float>, ptr %sums, i64 %row
  %sum = load <16 x float>, ptr %sums_row
  %products = fadd <16 x float> %next_even, %next_odd
  %added = fadd <16 x float> %sum, %products
  store <16 x float> %added, ptr %sums_row
  %next_row = add i64 %row, 1
  %more_rows = icmp ult i64 %next_row, 16
  br i1 %more_rows, label %rows, label %end
end:
  %result = load <256 x i32>, ptr %sums
  ret <256 x i32> %result
}
