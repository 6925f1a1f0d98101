// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolution along the sequence.

#ifndef AMBIT_CONVOLUTION_OPS
#define AMBIT_CONVOLUTION_OPS

include "dialects/Ambit/AmbitDialect.td"
include "dialects/Ambit/PlanAttr.td"

def Ambit_Layout : I32EnumAttr<"Layout", "order of channels and length", [
    I32EnumAttrCase<"ChannelsLast", 0, "channels_last">,
    I32EnumAttrCase<"ChannelsFirst", 1, "channels_first">]> {
  let genSpecializedAttr = 0;
  let cppNamespace = "::ambit";
}
def Ambit_LayoutAttr : EnumAttr<Ambit_Dialect, Ambit_Layout, "layout">;

def Ambit_Padding : I32EnumAttr<"Padding", "how the sequence is padded", [
    I32EnumAttrCase<"Explicit", 0, "explicit">,
    I32EnumAttrCase<"Causal", 1, "causal">,
    I32EnumAttrCase<"Same", 2, "same">]> {
  let genSpecializedAttr = 0;
  let cppNamespace = "::ambit";
}
def Ambit_PaddingAttr : EnumAttr<Ambit_Dialect, Ambit_Padding, "padding">;

def Ambit_ConvolutionGroup : OpDocGroup {
  let summary = "Convolution";
  let description = "";
}

let opDocGroup = Ambit_ConvolutionGroup in {

def Ambit_ConvOp : Ambit_BasicOp<"conv", [
    AllElementTypesMatch<["input", "weight", "output"]>]> {
  let summary = "Convolution along the sequence";
  let description = [{
    Each output position is a weighted sum of `kernel size` input positions,
    `dilation` apart. Positions outside the sequence read zero.

    Operands and attributes:

    - `input` `[batch, n, in]`, or `[batch, in, n]` with
      `layout(channels_first)`; `output` likewise with `out` channels.
    - `weight` `[kernel size, in / groups, out]`; the kernel is not flipped.
    - `bias` `[out]`, optional.
    - `dilation`, `stride` and `groups` default to 1. With as many groups as
      channels the convolution is depthwise.
    - `padding`: `causal` puts all of `p = dilation * (kernel size - 1)` zeros
      before the sequence, `same` puts `p floordiv 2` before and the rest after,
      `[low, high]` says both; the default is `[0, 0]`.

    Semantics (channels last, one group of `c = in / groups`, `o = out / groups`):

        output[b, t, f] = bias[f] + sum_{k, e}
            input[b, t * stride + k * dilation - low, (f floordiv o) * c + e] * weight[k, e, f]
        output length   = max(0, (n + low + high - p - 1) floordiv stride + 1)

    Constraints:

    - C1: `input` has `groups` times as many channels as `weight` has inputs.
    - C2: `weight` and `output` have the same number of output channels.
    - C3: `bias` has one value for each output channel, of the same type.
    - C4: `groups` divides the number of output channels.
    - C5: The kernel size is static and positive, and so are the channels when
      there is more than one group.
    - C6: `input` and `output` have the same batch size.
    - C7: `output` has the length that follows from `input`.
    - C8: Padding is not negative.

    Example:

    ```mlir
    func.func @dilated(%x: tensor<1x?x64xf32>, %w: tensor<2x64x128xf32>,
                       %b: tensor<128xf32>) -> tensor<1x?x128xf32> {
      %0 = ambit.conv %x, %w bias %b padding(causal) dilation(512)
          : (tensor<1x?x64xf32>, tensor<2x64x128xf32>, tensor<128xf32>)
          -> tensor<1x?x128xf32>
      return %0 : tensor<1x?x128xf32>
    }
    ```
  }];
  let arguments = (ins
    Ambit_TensorOfRank<3>:$input,
    Ambit_TensorOfRank<3>:$weight,
    Optional<Ambit_TensorOfRank<1>>:$bias,
    DefaultValuedAttr<Ambit_PaddingAttr, "::ambit::Padding::Explicit">:$padding,
    DefaultValuedAttr<DenseI64ArrayAttr, "{0, 0}">:$pads,
    DefaultValuedAttr<Ambit_Count, "1">:$dilation,
    DefaultValuedAttr<Ambit_Count, "1">:$stride,
    DefaultValuedAttr<Ambit_Count, "1">:$groups,
    DefaultValuedAttr<Ambit_LayoutAttr, "::ambit::Layout::ChannelsLast">:$layout,
    OptionalAttr<Ambit_PlanAttr>:$plan);
  let results = (outs Ambit_TensorOfRank<3>:$output);
  let assemblyFormat = [{
    $input `,` $weight (`bias` $bias^)? `` custom<Padding>($padding, $pads)
    oilist(`layout` `` custom<Layout>($layout) | `dilation` `(` $dilation `)`
           | `stride` `(` $stride `)` | `groups` `(` $groups `)`)
    attr-dict `:` functional-type(operands, results)
  }];
  let extraClassDeclaration = [{
    /// Zeros before and after the sequence.
    std::pair<int64_t, int64_t> getLowAndHighPadding();
    int64_t getKernelSize() { return getWeight().getType().getDimSize(0); }
    /// Dimension of `input` and `output` that holds the length or the channels.
    int64_t getLengthDim();
    int64_t getChannelDim();
  }];
}

}

#endif // AMBIT_CONVOLUTION_OPS
