// One layer of a decoder, norms before their maps, on the bytes of a text:
// root mean square norm, causal attention with rotary positions and 4 query heads
// that share 2 key heads, norm, feed-forward map with gelu. The weights are random.
//
//   ambit run examples/transformer_block.mlir --input examples/data/text.npy \
//     --weights examples/data/transformer_block.safetensors --check

!ids = tensor<1x?xi32>
!x = tensor<1x?x128xf32>

ambit.global @embedding : tensor<256x128xf32> from "embedding.weight"
ambit.global @attention_norm : tensor<128xf32> from "attention_norm.weight"
// PyTorch stores linear maps as [out, in].
ambit.global @query : tensor<128x128xf32> from "attention.query.weight" transpose [1, 0]
ambit.global @key : tensor<128x64xf32> from "attention.key.weight" transpose [1, 0]
ambit.global @value : tensor<128x64xf32> from "attention.value.weight" transpose [1, 0]
ambit.global @output : tensor<128x128xf32> from "attention.output.weight" transpose [1, 0]
ambit.global @feed_forward_norm : tensor<128xf32> from "feed_forward_norm.weight"
ambit.global @up : tensor<128x512xf32> from "feed_forward.hidden.weight" transpose [1, 0]
ambit.global @up_bias : tensor<512xf32> from "feed_forward.hidden.bias"
ambit.global @down : tensor<512x128xf32> from "feed_forward.output.weight" transpose [1, 0]
ambit.global @down_bias : tensor<128xf32> from "feed_forward.output.bias"

func.func @transformer_block(%ids: !ids) -> !x {
  %table = ambit.get_global @embedding : tensor<256x128xf32>
  %x = ambit.embedding %ids, %table : (!ids, tensor<256x128xf32>) -> !x

  %scale1 = ambit.get_global @attention_norm : tensor<128xf32>
  %wq = ambit.get_global @query : tensor<128x128xf32>
  %wk = ambit.get_global @key : tensor<128x64xf32>
  %wv = ambit.get_global @value : tensor<128x64xf32>
  %wo = ambit.get_global @output : tensor<128x128xf32>
  %norm1 = ambit.rms_norm %x, %scale1 : (!x, tensor<128xf32>) -> !x
  %mixed = ambit.multi_head_attention %norm1, %wq, %wk, %wv, %wo heads(4) key_heads(2)
      mask(#ambit.mask<causal>) rope(10000.0)
      : (!x, tensor<128x128xf32>, tensor<128x64xf32>, tensor<128x64xf32>,
         tensor<128x128xf32>) -> !x
  %y = ambit.add %x, %mixed : (!x, !x) -> !x

  %scale2 = ambit.get_global @feed_forward_norm : tensor<128xf32>
  %u = ambit.get_global @up : tensor<128x512xf32>
  %bu = ambit.get_global @up_bias : tensor<512xf32>
  %d = ambit.get_global @down : tensor<512x128xf32>
  %bd = ambit.get_global @down_bias : tensor<128xf32>
  %norm2 = ambit.rms_norm %y, %scale2 : (!x, tensor<128xf32>) -> !x
  %mapped = ambit.feed_forward %norm2, %u, %d hidden_bias %bu output_bias %bd kind(gelu)
      : (!x, tensor<128x512xf32>, tensor<512x128xf32>, tensor<512xf32>, tensor<128xf32>) -> !x
  %z = ambit.add %y, %mapped : (!x, !x) -> !x
  return %z : !x
}
