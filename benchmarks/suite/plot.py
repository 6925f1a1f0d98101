# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Plots as SVG, readable on a light and on a dark page."""

import math

from . import verdict
from .page import by_row

STYLE = """<style>
text { font: 12px sans-serif; fill: #222; }
.grid { stroke: #ccc; stroke-width: 1; }
.line { fill: none; stroke-width: 2; }
.peer { stroke-dasharray: 6 4; }
.bar { stroke: #222; stroke-width: 2; }
.a { stroke: #0b62a8; } .b { stroke: #b3420e; } .c { stroke: #2c7a2c; } .d { stroke: #8a3fa0; }
.dot { stroke: none; }
.dot.a, .fill { fill: #0b62a8; } .dot.b, .other { fill: #b3420e; } .dot.c { fill: #2c7a2c; } .dot.d { fill: #8a3fa0; }
@media (prefers-color-scheme: dark) {
  text { fill: #ddd; } .grid { stroke: #444; } .bar { stroke: #ddd; }
  .a { stroke: #6cb6ff; } .b { stroke: #ff9a63; } .c { stroke: #7fd07f; } .d { stroke: #d9a0ea; }
  .dot.a, .fill { fill: #6cb6ff; } .dot.b, .other { fill: #ff9a63; } .dot.c { fill: #7fd07f; } .dot.d { fill: #d9a0ea; }
}
</style>"""


def svg(width, height, title, body):
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
                      f'height="{height}" role="img">', f"<title>{title}</title>", STYLE, *body, "</svg>"]) + "\n"


def text(x, y, words, anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'


def curves(data):
    """(label, class, [(n, milliseconds)]) with one thread."""
    wanted = [("full", "all pairs", "a"), ("causal", "causal", "b"), ("window", "window 256", "c"),
              ("strided", "strided 128", "d")]
    times = {}
    for row, results in by_row(data):
        if 1 in results and getattr(row, "entry", None) and not row.is_bf16:
            for contender in results[1]["contenders"]:
                if contender["name"] in ("Ambit", "PyTorch SDPA", "PyTorch FlexAttention"):
                    times.setdefault((row.entry, contender["name"]), []).append((row.n, contender["seconds"] * 1e3))
    for entry, label, style in wanted:
        for (found, name), points in times.items():
            if found == entry and (len(points) > 1 or name == "Ambit"):
                yield f"{label}, {name}", style + ("" if name == "Ambit" else " peer"), sorted(points)


def time_over_length(data):
    """Both axes logarithmic."""
    width, height, left, right, top, bottom = 720, 420, 60, 225, 30, 40
    lines = list(curves(data))
    points = [point for _, _, line in lines for point in line]
    if not points:
        return svg(width, height, "no row of attention was measured", [])
    sizes = [min(n for n, _ in points), max(n for n, _ in points)]
    low = math.floor(math.log10(min(t for _, t in points)))
    high = max(low + 1, math.ceil(math.log10(max(t for _, t in points))))
    across = (width - left - right) / max(1e-9, math.log2(sizes[1] / sizes[0]))
    x = lambda n: left + across * math.log2(n / sizes[0])
    y = lambda t: height - bottom - (math.log10(t) - low) * (height - top - bottom) / (high - low)
    body = [text(left, 18, "Attention: milliseconds over length, one thread; peers dashed")]
    for power in range(low, high + 1):
        body += [f'<line class="grid" x1="{left}" x2="{width - right}" y1="{y(10**power):.1f}" y2="{y(10**power):.1f}"/>',
                 text(left - 8, y(10**power) + 4, f"{10.0**power:g}", "end")]
    for n in sorted({n for n, _ in points}):
        body.append(text(x(n), height - bottom + 18, n, "middle"))
    for label, style, line in lines:
        path = " ".join(f"{x(n):.1f},{y(t):.1f}" for n, t in line)
        body.append(f'<polyline class="line {style}" points="{path}"/>')
        body += [f'<circle class="dot {style[0]}" cx="{x(n):.1f}" cy="{y(t):.1f}" r="3"/>' for n, t in line]
    # Labels keep a distance, in the order in which the lines end.
    last = top
    for label, style, line in sorted(lines, key=lambda entry: y(entry[2][-1][1])):
        at = max(last, y(line[-1][1]) + 4)
        last = at + 14
        body.append(f'<line class="line {style}" x1="{width - right + 8}" x2="{width - right + 30}" '
                    f'y1="{at - 4:.1f}" y2="{at - 4:.1f}"/>')
        body.append(text(width - right + 36, at, label))
    return svg(width, height, "Time of attention over length", body)


def shares(data):
    """One bar for each row; a mark where the issue's bar is, a dot for the best peer."""
    rows = [(row, results[1]) for row, results in by_row(data) if 1 in results and not row.is_curve]
    left, step, top, width = 330, 20, 46, 760
    height = top + step * len(rows) + 20
    x = lambda part: left + (width - left - 30) * min(part, 1.05)
    body = [text(10, 18, "Share of the peak, one thread: Ambit (bar), best peer (dot), what is asked for (mark)")]
    for percent in range(0, 101, 20):
        at = x(percent / 100)
        body += [f'<line class="grid" x1="{at:.1f}" x2="{at:.1f}" y1="{top - 8}" y2="{height - 16}"/>',
                 text(at, top - 12, f"{percent} %", "middle")]
    for number, (row, result) in enumerate(rows):
        y = top + step * number
        body.append(text(left - 8, y + 11, row.title, "end"))
        part = x(verdict.share(result, verdict.ambit(result)))
        body.append(f'<rect class="fill" x="{left}" y="{y}" width="{part - left:.1f}" height="13"/>')
        unit = verdict.main_unit(result)
        for name, least in verdict.share_bars(row, result):
            if name == unit:
                body.append(f'<line class="bar" x1="{x(least):.1f}" x2="{x(least):.1f}" y1="{y - 2}" y2="{y + 15}"/>')
        best = verdict.best(result)
        if best:
            body.append(f'<circle class="other" cx="{x(verdict.share(result, best)):.1f}" cy="{y + 6.5}" r="4.5"/>')
    return svg(width, height, "Share of the peak of every row", body)
