"""The figures as a table: processor time first, for it alone says the same on a busy machine."""

import os
from collections.abc import Iterable, Sequence

from benchmarks import goals, steps
from benchmarks.loads import Stream
from benchmarks.measuring import Comparison, Tally

# The ratio that a goal is about, by the line it stands in.
RATIOS = {
    goals.SAVE: steps.SAVE,
    goals.SIGN_IN: steps.SIGN_IN_BARE,
    goals.START: steps.START,
    goals.JOURNEY: steps.JOURNEY_OF_10,
    goals.MIX: steps.MIX,
}
HEAD = ("", "CPU ms", "floor", "ratio", "jobs/s", "p50 ms", "p95", "p99", "errors", "bytes")
WIDTHS = (34, 9, 8, 7, 8, 8, 8, 8, 7, 9)


def table(database: str, comparisons: Iterable[Comparison]) -> str:
    """One line a step: the product's figures, and the floor's processor time."""
    rows = [_row(one) for one in comparisons]
    return "\n".join(_line(cells) for cells in [(database, *HEAD[1:]), *rows])


def _row(one: Comparison) -> Sequence[str]:
    ours = one.product
    return (
        one.name,
        f"{ours.cpu_ms:.2f}",
        f"{one.floor.cpu_ms:.2f}",
        f"{one.ratio:.2f}",
        f"{ours.rate:.0f}",
        *_times(ours),
        f"{ours.errors + one.floor.errors}",
        f"{ours.bytes:.0f}",
    )


def _times(tally: Tally) -> Sequence[str]:
    return [f"{tally.percentile_ms(percent):.1f}" for percent in (50, 95, 99)]


def goals_of(comparisons: Iterable[Comparison]) -> dict[str, float]:
    """What the comparisons say about the goals."""
    by_name = {one.name: one for one in comparisons}
    figures = {goal: by_name[name].ratio for goal, name in RATIOS.items()}
    return figures | {goals.AUTOSAVE: by_name[steps.SAVE].product.bytes}


def goals_of_stream(seen: Stream) -> dict[str, float]:
    """What the steady stream says about them."""
    return {goals.P95: seen.saves.percentile_ms(95), goals.P99: seen.saves.percentile_ms(99)}


def streams(seen: Iterable[Stream]) -> str:
    """Waiting times of a steady stream."""
    return "\n".join(
        f"{one.name}: {one.rate:.0f} requests/s use {one.cpu_share:.0%} of the processors, the crowd "
        f"{one.crowd_share:.0%}; "
        f"saves p50/p95/p99 {'/'.join(_times(one.saves))} ms, the rest {'/'.join(_times(one.others))} ms, "
        f"errors {one.errors}"
        for one in seen
    )


def machine() -> str:
    """What else was going on."""
    loads = "/".join(f"{load:.1f}" for load in os.getloadavg())
    return f"{os.cpu_count()} cores, load average {loads}"


def _line(cells: Sequence[str]) -> str:
    first, *rest = cells
    aligned = [cell.rjust(width) for cell, width in zip(rest, WIDTHS[1:], strict=True)]
    return first.ljust(WIDTHS[0]) + "".join(aligned)
