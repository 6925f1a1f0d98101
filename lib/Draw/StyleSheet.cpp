// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The colours and fonts of all pictures. Literal colours, because viewers of
// SVG files know no variables. Text has a contrast of 4.5 at least, marks of 3.

#include "ambit/Draw/Svg.h"

llvm::StringRef ambit::draw::styleSheet() {
  return R"(
svg text { font-family: "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; font-size: 12px; fill: #24292f; }
svg .title { font-size: 15px; font-weight: 600; }
svg .note { fill: #57606a; }
svg .code { font-family: ui-monospace, Menlo, Consolas, "Liberation Mono", monospace; font-size: 14px; font-weight: 600; }
svg .middle { text-anchor: middle; }
svg .end { text-anchor: end; }
svg .page { fill: #ffffff; }
svg .empty { fill: #f3f4f6; }
svg .partial { fill: #cfe1f5; }
svg .pair { fill: #3f7fbf; }
svg .full { fill: #143f75; }
svg .grid { fill: none; stroke: #d5d9de; stroke-width: 0.5; }
svg .gap { fill: none; stroke: #ffffff; stroke-width: 0.75; }
svg .frame { fill: none; stroke: #6e7781; stroke-width: 1; }
svg .tick { fill: none; stroke: #6e7781; stroke-width: 1; }
svg .edge { fill: none; stroke: #1b4f8f; stroke-width: 0.75; stroke-opacity: 0.55; }
svg .cone { fill: #a8c8ea; fill-opacity: 0.45; }
svg .dot { fill: #b9c0c8; }
svg .read { fill: #1b4f8f; }
svg .mark { fill: #24292f; stroke: #ffffff; stroke-width: 1; }
svg .series { fill: none; stroke-width: 2; stroke-linejoin: round; }
svg .s0 { stroke: #1b4f8f; } svg .s1 { stroke: #b3430f; } svg .s2 { stroke: #1a7046; } svg .s3 { stroke: #7a3e9d; } svg .s4 { stroke: #6b5900; } svg .s5 { stroke: #a3195b; }
svg .m0 { fill: #1b4f8f; } svg .m1 { fill: #b3430f; } svg .m2 { fill: #1a7046; } svg .m3 { fill: #7a3e9d; } svg .m4 { fill: #6b5900; } svg .m5 { fill: #a3195b; }
@media (prefers-color-scheme: dark) {
svg text { fill: #e6edf3; }
svg .note { fill: #9da7b1; }
svg .page { fill: #0d1117; }
svg .empty { fill: #1a2028; }
svg .partial { fill: #24405f; }
svg .pair { fill: #5f9bdc; }
svg .full { fill: #b7d6f8; }
svg .read { fill: #85b9f2; }
svg .mark { fill: #e6edf3; stroke: #0d1117; }
svg .grid { stroke: #30363d; }
svg .gap { stroke: #0d1117; }
svg .frame, svg .tick { stroke: #8b949e; }
svg .edge { stroke: #85b9f2; }
svg .cone { fill: #2d5583; }
svg .dot { fill: #4a525c; }
svg .s0 { stroke: #85b9f2; } svg .s1 { stroke: #f0975f; } svg .s2 { stroke: #6fce9b; } svg .s3 { stroke: #cf9fe8; } svg .s4 { stroke: #d9c25c; } svg .s5 { stroke: #f08fbd; }
svg .m0 { fill: #85b9f2; } svg .m1 { fill: #f0975f; } svg .m2 { fill: #6fce9b; } svg .m3 { fill: #cf9fe8; } svg .m4 { fill: #d9c25c; } svg .m5 { fill: #f08fbd; }
}
)";
}
