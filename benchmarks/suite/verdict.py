# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a measured row says: shares of peaks, ratios, and whether bars hold."""

from dataclasses import dataclass

UNITS = {
    "fma": "f32 multiply-add",
    "bf16": "bf16 dot product",
    "amx": "AMX, bf16",
    "read": "reading memory",
}
# Shares of the unit for bf16; one of them is enough.
BF16_BARS = {"bf16": 0.8, "amx": 0.5}
SPEED_UP = 1.9


@dataclass
class Verdict:
    text: str
    bar: str
    holds: bool


def ambit(result):
    return result["contenders"][0]


def peers(result):
    return [contender for contender in result["contenders"] if contender["kind"] == "peer"]


def share(result, contender, unit=None):
    unit = unit or main_unit(result)
    return contender["work"] / contender["seconds"] / result["peaks"][unit]


def main_unit(result):
    """The fastest unit that the row can use."""
    return max(result["peaks"], key=result["peaks"].get)


def ratio(result, contender):
    """How much longer than Ambit a contender takes."""
    return contender["seconds"] / ambit(result)["seconds"]


def best(result, prefix=""):
    found = [peer for peer in peers(result) if peer["name"].startswith(prefix)]
    return min(found, key=lambda peer: peer["seconds"], default=None)


def share_bars(row, result):
    """(unit, least share)."""
    if row.unit == "bf16":
        return [(unit, least) for unit, least in BF16_BARS.items() if unit in result["peaks"]]
    return [(row.unit, row.share)] if row.share else []


def share_verdict(row, result):
    """None without a bar."""
    bars = share_bars(row, result)
    if not bars:
        return None
    measured = [(unit, share(result, ambit(result), unit), least) for unit, least in bars]
    return Verdict(", ".join(f"{100 * got:.1f} % of {unit}" for unit, got, _ in measured),
                   " or ".join(f"{100 * least:.0f} %" for _, _, least in measured),
                   any(got >= least for _, got, least in measured))


def cost_verdict(row, result):
    """Time for a pair against time for a pair of the dense row."""
    if not row.cost:
        return None
    dense = next(contender for contender in result["contenders"] if contender["kind"] == "yardstick")
    cost = ambit(result)["seconds"] / ambit(result)["work"] / (dense["seconds"] / dense["work"])
    return Verdict(f"{cost:.2f} times the dense rate", f"at most {row.cost:g}", cost <= row.cost)


def ratio_verdicts(row, result):
    found = []
    for bar in row.bars:
        peer = best(result, bar.peers)
        if peer:
            got = ratio(result, peer)
            found.append(Verdict(f"{got:.2f}x {peer['name']}", f"{bar.factor:g}x", got >= bar.factor))
    return found


def speed_up(row, one, two):
    """Of two threads, each run measured against its own peak of one core, so
    that a clock that changes between the runs does not count."""
    if not row.scales or one is None or two is None:
        return None
    unit = main_unit(one)
    times = [ambit(result)["seconds"] * result["peaks"][unit] / result["threads"] for result in (one, two)]
    return Verdict(f"{times[0] / times[1]:.2f}x", f"{SPEED_UP:g}x", times[0] / times[1] >= SPEED_UP)


def verdicts(row, results):
    """All bars of a row; `results` by number of threads."""
    one, two = results.get(1), results.get(2)
    found = [speed_up(row, one, two)]
    if one:
        found += [share_verdict(row, one), cost_verdict(row, one), *ratio_verdicts(row, one)]
    return [verdict for verdict in found if verdict]
