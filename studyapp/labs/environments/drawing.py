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
from studyapp.labs.engine.environments.model import Environment, Outcome, Result, Run
from studyapp.labs.engine.environments.rules import SECOND

MOST_LANES = 40
MOST_REQUESTS = 300
NEAR = 1.6  # a limit up to so many times the highest level is drawn, a higher one is told
BAD = {Outcome.ERROR: "failed", Outcome.TIMEOUT: "timed out", Outcome.CRASH: "crashed"}


@dataclass(frozen=True, slots=True)
class Frame:
    name: str
    width: int
    left: int
    right: int  # room on the right, for the boxes of the lanes
    line_height: int  # of the step line's panel
    lane: int  # from one lane to the next
    bar: int
    ticks: int
    bins: int
    above: bool  # the words of a lane stand above its bars


WIDE = Frame("wide", 680, 52, 150, 104, 26, 18, 7, 60, above=False)
NARROW = Frame("narrow", 320, 34, 6, 90, 42, 18, 4, 28, above=True)


@dataclass(frozen=True, slots=True)
class Bar:
    """A run or a part of it. `at` is when it begins, in seconds, for the cursor."""

    x: str
    width: str
    kind: str  # init, run or bad
    at: str
    number: str = ""  # if there is room for it
    middle: str = ""
    title: str = ""
    calls: str = ""  # what the box of the lane says from here on


@dataclass(frozen=True, slots=True)
class Lane:
    name: str
    box: str
    middle: str  # y of the bars' middle
    top: str  # y of the bars
    words: str  # y of the words
    start: str
    stop: str
    gone: str  # x of the end, if it was reclaimed within the picture
    gone_at: str
    born_at: str
    bars: tuple[Bar, ...]


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


def lanes_of(result: Result) -> list[Environment]:
    return [one for one in result.environments if one.numbers or one.provisioned]


def has_lanes(result: Result) -> bool:
    return len(lanes_of(result)) <= MOST_LANES and len(result.requests) <= MOST_REQUESTS


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
        left=_c(across.start),
        right=_c(across.end),
        boxes=_c(frame.width - 2 if frame.above else across.end + 10),
        anchor="end" if frame.above else "start",
        bar=frame.bar,
        line=_steps(figures.total, across, up),
        own=_steps(figures.own, across, up) if shared else "",
        top=_c(up.end - 14),
        y_ticks=tuple(_y_ticks(up, most, across)),
        limits=tuple(Label(_c(across.end), _c(up.at(at)), name, "end") for at, name in near),
        refused=tuple(_refused(result, across, frame.width)),
        refused_at=_c(up.start + 8),
        below=below,
        bottom=_c(below.bottom),
        x_ticks=tuple(_x_ticks(across, high, frame, below.bottom)),
        x_title=Label(
            _c((across.start + across.end) / 2), _c(below.bottom + 2.3 * LINE), "Seconds"
        ),
        high=f"{high / SECOND:.3f}",
    )


def _below(result: Result, frame: Frame, across: Scale, top: float) -> Below:
    """The lanes, or the histogram of a run that is too large for them."""
    if has_lanes(result):
        lanes = tuple(_lanes(result, frame, across, top))
        return Below(lanes, (), "", top + frame.lane * len(lanes))
    columns, bottom = _columns(result, frame, across, top + LINE)
    return Below((), columns, _c(top + 6), bottom)


def _y_ticks(up: Scale, most: int, across: Scale) -> Iterator[Label]:
    for tick in nice_ticks(most, 3):
        if tick == int(tick):
            yield Label(_c(across.start - 8), _c(up.at(tick)), f"{tick:,.0f}", "end")


def _left(result: Result, frame: Frame) -> float:
    """Where the time begins: beside the names of the lanes, unless they stand above."""
    names = [] if frame.above or not has_lanes(result) else lanes_of(result)
    return max([frame.left, *(8 + LETTER * len(_name(result, one)) for one in names)])


def _name(result: Result, one: Environment) -> str:
    shared = len(result.setup.functions) > 1
    return f"{result.setup.functions[one.function].name} {one.name}" if shared else one.name


def _x_ticks(across: Scale, high: int, frame: Frame, bottom: float) -> Iterator[Label]:
    for tick in nice_ticks(high / SECOND, frame.ticks):
        text = plain(Decimal(str(tick)), 3)
        yield Label(_c(across.at(tick * SECOND)), _c(bottom + LINE), text)


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
    parts, before = [], _c(up.at(0))
    for x, highest, last in columns.values():
        parts.append(f"{_c(x)},{before} {_c(x)},{_c(up.at(highest))}")
        before = _c(up.at(last))
        if last != highest:
            parts.append(f"{_c(x)},{before}")
    return f"{' '.join(parts)} {_c(across.end)},{before}"


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
        yield Label(_c(x), _c(x + 6), text if fits else "", "start")


def _lanes(result: Result, frame: Frame, across: Scale, top: float) -> Iterator[Lane]:
    runs: dict[int, list[Run]] = {}
    for run in result.runs:
        runs.setdefault(run.environment, []).append(run)
    indexed = {id(one): index for index, one in enumerate(result.environments)}
    for place, one in enumerate(lanes_of(result)):
        y = top + frame.lane * place + (LINE if frame.above else 0)
        stop = result.until if one.gone is None else min(one.gone, result.until)
        gone = one.gone is not None and one.gone <= result.until
        name = _name(result, one)
        words = y - 5 if frame.above else y + frame.bar / 2 + 5
        yield Lane(
            *(name, _box(one.globals, one.files), _c(y + frame.bar / 2), _c(y), _c(words)),
            *(_c(across.at(one.ready)), _c(across.at(max(stop, one.ready)))),
            _c(across.at(one.gone)) if gone and one.gone is not None else "",
            *(_s(one.gone or 0), _s(one.born)),
            tuple(
                bar for run in runs.get(indexed[id(one)], ()) for bar in _bars(run, across, name)
            ),
        )


def _bars(run: Run, across: Scale, name: str) -> Iterator[Bar]:
    """The initialisation, hatched, and the run with its number."""
    begins = run.start + run.init + run.again
    if run.init or run.again:
        x, end = across.at(run.start), across.at(begins)
        yield Bar(_c(x), _c(end - x), "init", _s(run.start))
    x, end = across.at(begins), max(across.at(run.end), across.at(begins) + 2)
    text = str(run.number)
    told = f"Request {run.number} in {name}, {_s(run.start)} to {_s(run.end)} s"
    bad = BAD.get(run.outcome, "")
    yield Bar(
        *(_c(x), _c(end - x), "bad" if bad else "run", _s(run.start)),
        number=text if end - x >= LETTER * len(text) + 2 else "",
        middle=_c((x + end) / 2),
        title=f"{told}, {bad}" if bad else told,
        calls=_box(run.globals, run.files),
    )


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
                        *(_c(across.start + place * wide), _c(max(wide - 1, 1)), kind, _c(tall)),
                        middle=_c(y),
                    )
                )
    return tuple(columns), bottom


def _box(calls: int, files: int) -> str:
    return f"globals {plain(calls)}, /tmp {plain(files)}"


def _s(micro: int) -> str:
    return plain(Decimal(micro) / SECOND, 3).replace(",", "")


def _c(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def drawings(result: Result, figures: Figures) -> Sequence[Picture]:
    return [picture(result, figures, frame) for frame in (WIDE, NARROW)]
