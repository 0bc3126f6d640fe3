"""The two curves of the cost lab: duration and cost over the memory."""

from collections.abc import Sequence

from studyapp import charts
from studyapp.labs.engine.cost.duration import MEMORY_MAX, MEMORY_MIN, VCPU_MB, Outcome
from studyapp.labs.engine.cost.fitting import Fit
from studyapp.labs.engine.cost.strategies import Choice
from studyapp.labs.engine.cost.study import Study, Workload
from studyapp.labs.engine.cost.text import money, plain

WIDE = charts.Frame("wide", 640, 150, (128, 256, 512, 1024, 2048, 4096, 10_240))
NARROW = charts.Frame("narrow", 296, 120, (128, 512, 2048, 10_240), y_ticks=3)
MARKS = {"wide": ("1 vCPU", "2", "3", "4", "5"), "narrow": ("1 vCPU", "2", "3", "", "5")}


def drawing(
    result: Study, workload: Workload, frame: charts.Frame, fit: Fit | None = None
) -> charts.Stack:
    """The two curves over the memory; without a price, the duration alone."""
    return drawings(result, workload, (frame,), fit)[0]


def drawings(
    result: Study, workload: Workload, frames: Sequence[charts.Frame], fit: Fit | None = None
) -> list[charts.Stack]:
    """The same for some frames.

    What was measured lies over the durations, so that one sees where the model only is a model.
    """
    measured = [
        charts.Dot(miss.point.memory, float(miss.point.duration), "", "measured")
        for miss in (fit.misses if fit else ())
    ]
    drawn = [setting for setting in result.curve if setting.memory >= workload.profile.needs]
    times = [(float(one.memory), float(one.run.duration)) for one in drawn]
    series = [charts.Series("Duration, ms", times, measured + _dots(result, "duration"))]
    paid = [(float(one.memory), one.cost) for one in drawn]
    costs = [(memory, float(cost)) for memory, cost in paid if cost is not None]
    if costs:
        dots = _dots(result, "cost")
        series.append(charts.Series("Cost a month, USD", costs, dots, write=_dollars))
    full = workload.profile.full_speed
    return [
        charts.stack(
            series,
            frame,
            x_title="Memory, MB",
            x_range=(MEMORY_MIN, MEMORY_MAX),
            marks=[
                (VCPU_MB * n, name, "full" if VCPU_MB * n == full else "")
                for n, name in enumerate(MARKS[frame.name], start=1)
            ],
            hair=float(result.chosen.memory),
        )
        for frame in frames
    ]


def _dots(result: Study, of: str) -> list[charts.Dot]:
    """The chosen setting with its value, and the recommended ones with their initials."""
    dots = []
    chosen = result.chosen
    for choice in result.choices:
        if choice.option.memory != chosen.memory:
            height = float(getattr(choice.option, of))
            dots.append(charts.Dot(choice.option.memory, height, initials(choice)))
    value = chosen.run.duration if of == "duration" else chosen.cost
    if value is not None and chosen.run.outcome is not Outcome.OUT_OF_MEMORY:
        label = f"{plain(value, 2)} ms" if of == "duration" else money(value)
        same = [one for one in result.choices if one.option.memory == chosen.memory]
        label = charts.APART.join([label, *(initials(one) for one in same)])
        dots.append(charts.Dot(chosen.memory, float(value), label, "own"))
    return dots


def initials(choice: Choice) -> str:
    return " ".join(name[0] for name in choice.names)


def _dollars(value: float) -> str:
    """A label of the axis: $0.05, $2.50, $20, $1.5 m."""
    for size, letter in ((1e9, " bn"), (1e6, " m")):
        if value >= size:
            return f"${value / size:,.10g}{letter}"
    if value == int(value):
        return f"${value:,.0f}"
    return f"${value:,.2f}" if value >= 0.01 else "$" + f"{value:.12f}".rstrip("0")


def picked(strategies: Sequence[str]) -> str:
    """
    >>> picked(["Cheapest", "Fastest", "Balanced"])
    'Cheapest, fastest and balanced'
    """
    names = [strategies[0], *(name.lower() for name in strategies[1:])]
    last = f" and {names[-1]}" if len(names) > 1 else ""
    return (", ".join(names[:-1]) or names[0]) + last
