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

JOINED = 8  # ticks no further apart than this are counted together
GRID = 600  # so many places of the time are told apart in a step line
Step = tuple[int, int, int]
WIDE = Frame("wide", 680, 52, 150, 104, 26, 18, 7, 60, above=False)
NARROW = Frame("narrow", 320, 34, 6, 90, 42, 18, 4, 30, above=True)
NEAR = 1.6  # a limit up to so many times the highest level is drawn, a higher one is told


@dataclass(frozen=True, slots=True)
class Gist:
    """Of a run what both drawings show: step lines, and counts where there are no lanes."""

    total: Sequence[Step]
    own: Sequence[Step]
    counts: Sequence[list[int]]


@dataclass(frozen=True, slots=True)
class Below:
    """What stands below the step line: lanes, or columns with a title at `title`."""

    lanes: tuple[Lane, ...]
    columns: tuple[Bar, ...]  # `kind` says which part, `at` how high, `middle` its y
    title: str
    most: str  # how many tries the highest column stands for, written at `most_at`
    most_at: str
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


def drawings(result: Result, figures: Figures) -> Sequence[Picture]:
    """The run drawn twice; what both need of its thousands of tries is gathered once."""
    shared = len(result.setup.functions) > 1
    own = thinned(figures.own, result.until) if shared else ()
    counts = () if has_lanes(result) else counted(result)
    gist = Gist(thinned(figures.total, result.until), own, counts)
    return [picture(result, figures, gist, frame) for frame in (WIDE, NARROW)]


def thinned(curve: Curve, until: int) -> Sequence[Step]:
    """Of all changes within one place of the grid the time of the first, the highest, the last."""
    places: dict[int, Step] = {}
    for at, level in curve.points:
        place = at * GRID // (until or 1)
        seen = places.get(place)
        if seen is None:
            places[place] = (at, level, level)
        else:
            places[place] = (seen[0], level if level > seen[1] else seen[1], level)
    return list(places.values())


def counted(result: Result) -> Sequence[list[int]]:
    """Cold, warm and throttled tries in each part of the time."""
    parts = [[0, 0, 0] for _ in range(WIDE.bins)]
    bins, until = WIDE.bins, result.until or 1
    for run in result.runs:
        place = min(run.start * bins // until, bins - 1)
        kind = 2 if run.environment < 0 else 0 if run.files == 1 and not run.provisioned else 1
        parts[place][kind] += 1
    return parts


def picture(result: Result, figures: Figures, gist: Gist, frame: Frame) -> Picture:
    """One drawing of the run."""
    high = max(result.until, 1)
    near = [one for one in limits_of(result, figures) if is_near(one[0], figures)]
    most = max([figures.total.peak, 1, *(limit for limit, _ in near)])
    across = Scale(0, high, _left(result, frame, most), frame.width - frame.right)
    up = Scale(0, most, LINE + 8.0 + frame.line_height, LINE + 22.0)
    below = _below(result, gist, frame, across, up.start + 22 + LINE)
    return Picture(
        name=frame.name,
        width=frame.width,
        height=round(below.bottom + 2.8 * LINE),
        left=px(across.start),
        right=px(across.end),
        boxes=px(frame.width - 2 if frame.above else across.end + 10),
        anchor="end" if frame.above else "start",
        bar=frame.bar,
        line=_steps(gist.total, across, up),
        own=_steps(gist.own, across, up) if gist.own else "",
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


def _below(result: Result, gist: Gist, frame: Frame, across: Scale, top: float) -> Below:
    """The lanes, or the histogram of a run that is too large for them."""
    if has_lanes(result):
        drawn = tuple(lanes(result, frame, across, top))
        return Below(drawn, (), "", "", "", top + frame.lane * len(drawn))
    parts = [*map(_added, gist.counts[::2], gist.counts[1::2])] if frame.above else gist.counts
    most, floor = max(map(sum, parts)), top + LINE + frame.line_height
    columns = tuple(_columns(parts, Scale(0, most, floor, top + LINE), across))
    return Below((), columns, px(top + 6), f"{most:,}", px(top + LINE + 10), floor)


def _y_ticks(up: Scale, most: int, across: Scale) -> Iterator[Label]:
    for tick in nice_ticks(most, 3):
        if tick == int(tick):
            yield Label(px(across.start - 8), px(up.at(tick)), f"{tick:,.0f}", "end")


def _left(result: Result, frame: Frame, most: int) -> float:
    """Where the time begins: beside the levels, and the lanes' names if they stand there."""
    names = [] if frame.above or not has_lanes(result) else lanes_of(result)
    words = [f"{nice_ticks(most, 3)[-1]:,.0f}", *(lane_name(result, one) for one in names)]
    return max(frame.left, *(8 + LETTER * len(text) for text in words))


def _x_ticks(across: Scale, high: int, frame: Frame, bottom: float) -> Iterator[Label]:
    for tick in nice_ticks(high / SECOND, frame.ticks):
        text = plain(Decimal(str(tick)), 3)
        last = frame.width - LETTER * len(text) / 2  # so that no label is cut at the edge
        yield Label(px(min(across.at(tick * SECOND), last)), px(bottom + LINE), text)


def _steps(steps: Sequence[Step], across: Scale, up: Scale) -> str:
    """A step line through these places."""
    parts, before = [], px(up.at(0))
    for at, highest, last in steps:
        x = px(across.at(at))
        parts.append(f"{x},{before} {x},{px(up.at(highest))}")
        before = px(up.at(last))
        if last != highest:
            parts.append(f"{x},{before}")
    return f"{' '.join(parts)} {px(across.end)},{before}"


def _refused(result: Result, across: Scale, right: float) -> Iterator[Label]:
    """A red tick where something was throttled; the count beside it where there is room."""
    instants = Counter([run.start for run in result.runs if run.environment < 0])
    counts: Counter[int] = Counter()
    for at, count in instants.items():
        counts[round(across.at(at))] += count
    several = 0
    for x, following in pairwise([*sorted(counts), 10**6]):
        several += counts[x]
        text = f"{several:,} throttled" if following - x > JOINED else ""
        fits = x + 6 + LETTER * len(text) < min(following - 4, right)
        several = 0 if text else several
        yield Label(px(x), px(x + 6), text if fits else "", "start")


def _added(one: list[int], other: list[int]) -> list[int]:
    return [first + second for first, second in zip(one, other, strict=True)]


def _columns(parts: Sequence[list[int]], up: Scale, across: Scale) -> Iterator[Bar]:
    """Cold, warm and throttled tries on top of each other."""
    wide = (across.end - across.start) / len(parts)
    for place, part in enumerate(parts):
        x, width, below = px(across.start + place * wide), px(max(wide - 1, 1)), 0
        for kind, value in zip(("cold", "warm", "refused"), part, strict=True):
            if value:
                y = up.at(below + value)
                yield Bar(x, width, kind, px(up.at(below) - y), middle=px(y))
            below += value
