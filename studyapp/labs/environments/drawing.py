"""The picture of a run: the step line of concurrency, the lanes below it, or a histogram.

Coordinates are texts with one decimal, ready for SVG attributes. Two drawings of each run: in the
narrow one the words of a lane stand above its bars, because there is no room beside them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from studyapp.charts import LETTER, LINE, Label, Scale, nice_ticks
from studyapp.labs.engine.cost.text import plain
from studyapp.labs.engine.environments.figures import Curve, Figures
from studyapp.labs.engine.environments.model import Result
from studyapp.labs.engine.environments.rules import SECOND
from studyapp.labs.environments.lanes import (
    Bar,
    Frame,
    Lane,
    has_lanes,
    lane_name,
    lanes,
    lanes_of,
    px,
)

WIDE = Frame("wide", 680, 52, 150, 104, 26, 18, 7, 60, above=False)
NARROW = Frame("narrow", 320, 34, 6, 90, 42, 18, 4, 28, above=True)
NEAR = 1.6  # a limit up to so many times the highest level is drawn, a higher one is told


@dataclass(frozen=True, slots=True)
class Below:
    """What stands below the step line: lanes, or columns with a title at `title`."""

    lanes: tuple[Lane, ...]
    columns: tuple[Bar, ...]  # `kind` says which part, `at` how high, `middle` its y
    title: str
    bottom: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole drawing."""

    name: str
    width: int
    height: int
    left: str
    right: str
    boxes: str  # x of the lanes' boxes
    anchor: str  # how they are anchored
    bar: int
    line: str  # the step line, all functions together
    own: str  # that of the first function, if there are others
    top: str
    y_ticks: tuple[Label, ...]
    limits: tuple[Label, ...]
    refused: tuple[Label, ...]  # red ticks; some have words
    refused_at: str
    below: Below
    bottom: str
    x_ticks: tuple[Label, ...]
    x_title: Label
    high: str  # the time at the right end


def limits_of(result: Result, figures: Figures) -> list[tuple[int, str]]:
    """The limits and their names: the account's, and the first function's own."""
    own = result.setup.functions[0]
    limits = [(result.setup.limit, f"account {plain(result.setup.limit)}")]
    if own.reserved is not None:
        limits.append((own.reserved, f"reserved {plain(own.reserved)}"))
    return limits


def is_near(limit: int, figures: Figures) -> bool:
    return limit <= NEAR * max(figures.total.peak, 1)


def picture(result: Result, figures: Figures, frame: Frame) -> Picture:
    """One drawing of the run."""
    high = max(result.until, 1)
    across = Scale(0, high, _left(result, frame), frame.width - frame.right)
    near = [one for one in limits_of(result, figures) if is_near(one[0], figures)]
    most = max([figures.total.peak, 1, *(limit for limit, _ in near)])
    up = Scale(0, most, LINE + 8.0 + frame.line_height, LINE + 22.0)
    below = _below(result, frame, across, up.start + 22 + LINE)
    shared = len(result.setup.functions) > 1
    return Picture(
        name=frame.name,
        width=frame.width,
        height=round(below.bottom + 2.8 * LINE),
        left=px(across.start),
        right=px(across.end),
        boxes=px(frame.width - 2 if frame.above else across.end + 10),
        anchor="end" if frame.above else "start",
        bar=frame.bar,
        line=_steps(figures.total, across, up),
        own=_steps(figures.own, across, up) if shared else "",
        top=px(up.end - 14),
        y_ticks=tuple(_y_ticks(up, most, across)),
        limits=tuple(Label(px(across.end), px(up.at(at)), name, "end") for at, name in near),
        refused=tuple(_refused(result, across, frame.width)),
        refused_at=px(up.start + 8),
        below=below,
        bottom=px(below.bottom),
        x_ticks=tuple(_x_ticks(across, high, frame, below.bottom)),
        x_title=Label(
            px((across.start + across.end) / 2),
            px(below.bottom + 2.3 * LINE),
            "Seconds",
        ),
        high=f"{high / SECOND:.3f}",
    )


def _below(result: Result, frame: Frame, across: Scale, top: float) -> Below:
    """The lanes, or the histogram of a run that is too large for them."""
    if has_lanes(result):
        drawn = tuple(lanes(result, frame, across, top))
        return Below(drawn, (), "", top + frame.lane * len(drawn))
    columns, bottom = _columns(result, frame, across, top + LINE)
    return Below((), columns, px(top + 6), bottom)


def _y_ticks(up: Scale, most: int, across: Scale) -> Iterator[Label]:
    for tick in nice_ticks(most, 3):
        if tick == int(tick):
            yield Label(px(across.start - 8), px(up.at(tick)), f"{tick:,.0f}", "end")


def _left(result: Result, frame: Frame) -> float:
    """Where the time begins: beside the names of the lanes, unless they stand above."""
    names = [] if frame.above or not has_lanes(result) else lanes_of(result)
    return max([frame.left, *(8 + LETTER * len(lane_name(result, one)) for one in names)])


def _x_ticks(across: Scale, high: int, frame: Frame, bottom: float) -> Iterator[Label]:
    for tick in nice_ticks(high / SECOND, frame.ticks):
        text = plain(Decimal(str(tick)), 3)
        yield Label(px(across.at(tick * SECOND)), px(bottom + LINE), text)


def _steps(curve: Curve, across: Scale, up: Scale) -> str:
    """A step line; of all changes within one point of the picture the highest and the last."""
    columns: dict[int, tuple[float, int, int]] = {}
    start, each = across.start, (across.end - across.start) / (across.high - across.low)
    for at, level in curve.points:
        x = start + at * each
        seen = columns.get(int(x))
        if seen is None:
            columns[int(x)] = (x, level, level)
        else:
            columns[int(x)] = (seen[0], level if level > seen[1] else seen[1], level)
    parts, before = [], px(up.at(0))
    for x, highest, last in columns.values():
        parts.append(f"{px(x)},{before} {px(x)},{px(up.at(highest))}")
        before = px(up.at(last))
        if last != highest:
            parts.append(f"{px(x)},{before}")
    return f"{' '.join(parts)} {px(across.end)},{before}"


def _refused(result: Result, across: Scale, right: float) -> Iterator[Label]:
    """A red tick where something was throttled; the count beside it where there is room."""
    instants = Counter([run.start for run in result.runs if run.environment < 0])
    counts: Counter[int] = Counter()
    for at, count in instants.items():
        counts[round(across.at(at))] += count
    places = sorted(counts)
    for x, following in pairwise([*places, 10**6]):
        text = f"{counts[x]:,} throttled"
        end = x + 6 + LETTER * len(text)
        fits = end < min(following - 4, right)
        yield Label(px(x), px(x + 6), text if fits else "", "start")


def _columns(
    result: Result, frame: Frame, across: Scale, top: float
) -> tuple[tuple[Bar, ...], float]:
    """Tries over time: cold, warm and throttled ones on top of each other."""
    bins = frame.bins
    parts = [[0, 0, 0] for _ in range(bins)]
    for run in result.runs:
        place = min(run.start * bins // max(result.until, 1), bins - 1)
        parts[place][2 if run.environment < 0 else 0 if run.cold else 1] += 1
    high, bottom = max(sum(part) for part in parts) or 1, top + frame.line_height
    wide = (across.end - across.start) / bins
    columns = []
    for place, part in enumerate(parts):
        y = bottom
        for kind, value in zip(("cold", "warm", "refused"), part, strict=True):
            tall = frame.line_height * value / high
            y -= tall
            if value:
                columns.append(
                    Bar(
                        *(
                            px(across.start + place * wide),
                            px(max(wide - 1, 1)),
                            kind,
                            px(tall),
                        ),
                        middle=px(y),
                    )
                )
    return tuple(columns), bottom


def drawings(result: Result, figures: Figures) -> Sequence[Picture]:
    return [picture(result, figures, frame) for frame in (WIDE, NARROW)]
