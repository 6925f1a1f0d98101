# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the page of one measurement: tables, plots and settings."""

from . import verdict
from .table import ROWS

HEAD = """# Ambit beside its peers

Made by `./benchmarks/peers.py`; do not edit. {cpu}, {cores} cores, {date}, commit `{commit}`. f32 unless said; attention has
8 heads of size 64, batch size 1 everywhere.

Peers: {versions}. Shares are of the peak measured between the samples of the row, of useful work
only. "1.20x" beside a peer means that the peer takes 1.20 times as long. [How it is measured](README.md). A bar that a row
misses is written **so**.

| unit | one thread | two threads |
| --- | --: | --: |
{peaks}

![time over length](attention.svg)

![share of the peak](shares.svg)
"""


def rate(value, unit):
    if not value:
        return "-"
    return f"{value / 1e9:.1f} {'GB/s' if unit == 'read' else 'GFLOP/s'}"


def peak_lines(data):
    for unit, text in verdict.UNITS.items():
        best = [max((result["peaks"].get(unit, 0) for result in data["rows"] if result["threads"] == threads),
                    default=0) for threads in (1, 2)]
        if any(best):
            yield f"| {text} | {rate(best[0], unit)} | {rate(best[1], unit)} |"
        else:
            yield f"| {text} | not there | not there |"


def by_row(data):
    """(row, results by threads) in the order of the table."""
    for row in ROWS.values():
        yield row, {result["threads"]: result for result in data["rows"] if result["name"] == row.name}


def mark(verdict, with_bar=True):
    if verdict is None:
        return ""
    text = verdict.text + (f" (bar {verdict.bar})" if with_bar else "")
    return text if verdict.holds else f"**{text}**"


def one_thread_lines(data):
    yield "| work | share of the peak | beside the peers | best peer | all bars |"
    yield "| --- | --: | --: | --: | --- |"
    for row, results in by_row(data):
        result = results.get(1)
        if row.is_curve:
            continue
        if not result:
            yield f"| {row.title} | not measured | | | |"
            continue
        shares = [mark(found) for found in (verdict.share_verdict(row, result), verdict.cost_verdict(row, result))
                  if found]
        if not verdict.share_verdict(row, result):
            unit = verdict.main_unit(result)
            shares.insert(0, f"{100 * verdict.share(result, verdict.ambit(result)):.1f} % of {unit}")
        peers = [mark(found) for found in verdict.ratio_verdicts(row, result)]
        best = verdict.best(result)
        best = f"{verdict.ratio(result, best):.2f}x {best['name']}" if best else ""
        holds = all(found.holds for found in verdict.verdicts(row, {1: result}))
        yield f"| {row.title} | {'; '.join(shares)} | {'; '.join(peers)} | {best} | {'held' if holds else '**missed**'} |"


def two_thread_lines(data):
    yield "| work | speed-up over one thread | share of the peak of both | best peer |"
    yield "| --- | --: | --: | --: |"
    for row, results in by_row(data):
        result = results.get(2)
        if row.is_curve or not result:
            continue
        speed = mark(verdict.speed_up(row, results.get(1), result))
        unit, best = verdict.main_unit(result), verdict.best(result)
        best = f"{verdict.ratio(result, best):.2f}x {best['name']}" if best else ""
        yield (f"| {row.title} | {speed} | {100 * verdict.share(result, verdict.ambit(result)):.1f} % of {unit} "
               f"| {best} |")


def contender_lines(data):
    yield "| work | contender | time, 1 thread | of Ambit's | share | spread | 2 threads: of Ambit's | share |"
    yield "| --- | --- | --: | --: | --: | --: | --: | --: |"
    for row, results in by_row(data):
        first = next(iter(results.values()), {"contenders": []})
        for number, contender in enumerate(first["contenders"]):
            cells = [row.title if number == 0 else "", contender["name"]]
            for threads in (1, 2):
                result = results.get(threads)
                if not result:
                    cells += [""] * (4 if threads == 1 else 2)
                    continue
                own = result["contenders"][number]
                if threads == 1:
                    cells.append(f"{own['seconds'] * 1e3:.3f} ms")
                cells += [f"{verdict.ratio(result, own):.2f}", f"{100 * verdict.share(result, own):.1f} %"]
                if threads == 1:
                    cells.append(f"{100 * own['spread']:.0f} %")
            yield "| " + " | ".join(cells) + " |"


def setting_lines(data):
    yield "| contender | rows | how |"
    yield "| --- | --- | --- |"
    rows = {}
    for row, results in by_row(data):
        for contender in next(iter(results.values()), {"contenders": []})["contenders"]:
            if contender["kind"] != "yardstick":
                rows.setdefault((contender["name"], contender["setting"]), []).append(row.name)
    for (name, setting), names in sorted(rows.items()):
        kinds = dict.fromkeys(name.split("-")[0] for name in names)
        yield f"| {name} | {', '.join(kinds)} | {setting} |"


def render(data):
    """The text of docs/benchmarks/peers.md."""
    versions = ", ".join(f"{name} {version}" for name, version in data["versions"].items())
    text = HEAD.format(cpu=data["cpu"], cores=data["cores"], date=data["date"], commit=data["commit"],
                       versions=versions, peaks="\n".join(peak_lines(data)))
    for title, lines in (("One thread", one_thread_lines), ("Two threads", two_thread_lines),
                         ("Every contender", contender_lines), ("Settings", setting_lines)):
        text += f"\n## {title}\n\n" + "\n".join(lines(data)) + "\n"
    return text


def missed(data):
    """(row title, verdict) of every bar that does not hold."""
    return [(row.title, found) for row, results in by_row(data) if not row.is_curve
            for found in verdict.verdicts(row, results) if not found.holds]
