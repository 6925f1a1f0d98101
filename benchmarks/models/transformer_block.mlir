// One layer of an encoder, norms before their maps: 768 channels, 12 heads, 3072
// channels between the maps.

!x = tensor<1x?x768xf32>
!square = tensor<768x768xf32>
!up = tensor<768x3072xf32>
!down = tensor<3072x768xf32>
!row = tensor<768xf32>
!hidden = tensor<3072xf32>

ambit.global @scale1 : !row
ambit.global @shift1 : !row
ambit.global @query : !square
ambit.global @key : !square
ambit.global @value : !square
ambit.global @output : !square
ambit.global @query_bias : !row
ambit.global @key_bias : !row
ambit.global @value_bias : !row
ambit.global @output_bias : !row
ambit.global @scale2 : !row
ambit.global @shift2 : !row
ambit.global @up : !up
ambit.global @up_bias : !hidden
ambit.global @down : !down
ambit.global @down_bias : !row

func.func @transformer_block(%x: !x) -> !x {
  %scale1 = ambit.get_global @scale1 : !row
  %shift1 = ambit.get_global @shift1 : !row
  %wq = ambit.get_global @query : !square
  %wk = ambit.get_global @key : !square
  %wv = ambit.get_global @value : !square
  %wo = ambit.get_global @output : !square
  %bq = ambit.get_global @query_bias : !row
  %bk = ambit.get_global @key_bias : !row
  %bv = ambit.get_global @value_bias : !row
  %bo = ambit.get_global @output_bias : !row
  %norm1 = ambit.layer_norm %x, %scale1 bias %shift1 : (!x, !row, !row) -> !x
  %mixed = ambit.multi_head_attention %norm1, %wq, %wk, %wv, %wo
      biases(%bq, %bk, %bv, %bo) heads(12)
      : (!x, !square, !square, !square, !square, !row, !row, !row, !row) -> !x
  %y = ambit.add %x, %mixed : (!x, !x) -> !x

  %scale2 = ambit.get_global @scale2 : !row
  %shift2 = ambit.get_global @shift2 : !row
  %u = ambit.get_global @up : !up
  %bu = ambit.get_global @up_bias : !hidden
  %d = ambit.get_global @down : !down
  %bd = ambit.get_global @down_bias : !row
  %norm2 = ambit.layer_norm %y, %scale2 bias %shift2 : (!x, !row, !row) -> !x
  %mapped = ambit.feed_forward %norm2, %u, %d hidden_bias %bu output_bias %bd kind(gelu)
      : (!x, !up, !down, !hidden, !row) -> !x
  %z = ambit.add %y, %mapped : (!x, !x) -> !x
  return %z : !x
}
