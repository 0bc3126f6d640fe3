"""Charts: numbers go in, geometry comes out. No Django here, no colour, no words of our own.

A `Stack` is some panels under each other that share one x axis; `studyapp.drawn` draws it.
Coordinates are strings with one decimal, ready for SVG attributes. The same data is laid out
twice, wide and narrow: letters of a scaled-down drawing would be too small on a phone.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, log2, log10
from typing import NamedTuple

LETTER = 7.4  # width of a digit of the chart's type, for the room that labels need
LINE = 18  # height of a line of it
NAMES = 2 * LINE  # room above the highest point, for two lines of names
APART = " · "  # between the parts of a label that may stand on two lines
CROSS = "m-4.5-4.5l9 9m0-9l-9 9"
ASIDE = 1.4  # how far from a dot, as a ratio on the log axis, its line is looked at


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of its own: with a name, unless its label is empty."""

    x: float
    y: float
    label: str
    kind: str = "choice"


@dataclass(frozen=True, slots=True)
class Series:
    """One panel: its title, its line, its dots, and how its values are written."""

    title: str
    points: Sequence[tuple[float, float]]
    dots: Sequence[Dot] = ()
    write: Callable[[float], str] = "{:,.0f}".format


@dataclass(frozen=True, slots=True)
class Frame:
    """How large a drawing is and what it can afford."""

    name: str
    width: int
    height: int  # of one panel
    x_values: Sequence[float]  # where the x axis is labelled
    y_ticks: int = 4


@dataclass(frozen=True, slots=True)
class Scale:
    """A value to a coordinate; `log` with base 2, so that each doubling is equally wide."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        """
        >>> Scale(128, 512, 0, 100, log=True).at(256)
        50.0
        """
        low, high = self.low, self.high
        if self.log:
            low, high, value = log2(low), log2(high), log2(value)
        return self.start + (value - low) / (high - low) * (self.end - self.start)


class Label(NamedTuple):
    """A text at a place; `x` and `y` are where it is anchored."""

    x: str
    y: str
    text: str
    anchor: str = "middle"
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    title: Label
    top: str
    bottom: str
    line: str
    axis: str
    grid: str
    ticks: tuple[Label, ...]
    dots: tuple[Label, ...]  # each with the place of the dot
    rings: tuple[Label, ...]  # those of them that are choices
    own: Label | None  # the one that is set
    crosses: str  # those that were measured, as one path
    names: tuple[Label, ...]  # the words beside them


@dataclass(frozen=True, slots=True)
class Stack:
    """A whole drawing. `marks` and `hair` run through all panels."""

    name: str
    width: int
    height: int
    left: str
    right: str
    top: str
    bottom: str
    panels: tuple[Panel, ...]
    x_ticks: tuple[Label, ...]
    x_title: Label
    marks: tuple[Label, ...]
    marked: str  # the marks that have a kind, as one path
    faint: str  # the others
    hair: str


def nice_ticks(high: float, count: int) -> list[float]:
    """Round numbers from 0 that do not exceed `high`, at most `count` steps of them.

    >>> nice_ticks(6523, 3)
    [0.0, 2500.0, 5000.0]
    """
    rough = high / count
    power = 10.0 ** floor(log10(rough))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= rough * 0.999)
    return [float(f"{step * n:.12g}") for n in range(floor(high / step + 0.001) + 1)]


def stack(
    series: Sequence[Series],
    frame: Frame,
    x_title: str,
    x_range: tuple[float, float],
    marks: Sequence[tuple[float, str, str]] = (),
    hair: float | None = None,
) -> Stack:
    """Lay out `series` under each other; `marks` are places on the x axis: x, name, kind."""
    highs = [_high(one, frame) for one in series]
    ticks = [nice_ticks(high, frame.y_ticks) for high in highs]
    written = [[one.write(tick) for tick in row] for one, row in zip(series, ticks, strict=True)]
    left = 10 + LETTER * max(len(text) for row in written for text in row)
    right = frame.width - 0.5 * LETTER * len(f"{x_range[1]:,.0f}") - 2
    across = Scale(*x_range, left, right, log=True)
    panels = []
    top = LINE + 4.0
    for one, high, row, texts in zip(series, highs, ticks, written, strict=True):
        up = Scale(0, high, top + LINE + 8 + frame.height, top + LINE + 8)
        panels.append(_panel(one, across, up, list(zip(row, texts, strict=True)), top))
        top = up.start + LINE
    bottom = top - LINE
    return Stack(
        name=frame.name,
        width=frame.width,
        height=round(bottom + 2.6 * LINE),
        left=_c(left),
        right=_c(right),
        top=_c(LINE),
        bottom=_c(bottom),
        panels=tuple(panels),
        x_ticks=_labels([(x, f"{x:,.0f}", "") for x in frame.x_values], across, bottom + LINE),
        x_title=Label(_c((left + right) / 2), _c(bottom + 2.2 * LINE), x_title),
        marks=_labels(marks, across, LINE - 5),
        marked=_upright([across.at(x) for x, _, kind in marks if kind], bottom),
        faint=_upright([across.at(x) for x, _, kind in marks if not kind], bottom),
        hair="" if hair is None else _c(across.at(hair)),
    )


def _labels(marks: Sequence[tuple[float, str, str]], across: Scale, y: float) -> tuple[Label, ...]:
    return tuple(Label(_c(across.at(x)), _c(y), text, kind=kind) for x, text, kind in marks)


def _upright(places: Sequence[float], bottom: float) -> str:
    """Lines from the top of a drawing to its bottom."""
    return "".join(f"M{_c(x)} {LINE}V{_c(bottom)}" for x in places)


def _high(one: Series, frame: Frame) -> float:
    """Where a panel's scale ends: above its line, with room for two lines of names."""
    return frame.height / (frame.height - NAMES) * max(_heights(one)) or 1.0


def _heights(one: Series) -> list[float]:
    return [y for _, y in one.points] + [dot.y for dot in one.dots]


def _panel(
    one: Series, across: Scale, up: Scale, ticks: Sequence[tuple[float, str]], top: float
) -> Panel:
    places = [(across.at(dot.x), up.at(dot.y), dot) for dot in one.dots]
    dots = tuple(Label(_c(x), _c(y), "", kind=dot.kind) for x, y, dot in places)
    level = [f"M{_c(across.start)} {_c(up.at(value))}H{_c(across.end)}" for value, _ in ticks]
    return Panel(
        title=Label("0", _c(top + LINE - 4), one.title, "start"),
        top=_c(up.end),
        bottom=_c(up.start),
        line=_line(one.points, across, up),
        axis=level[0],
        grid="".join(level[1:]),
        ticks=tuple(
            Label(_c(across.start - 8), _c(up.at(value)), text, "end") for value, text in ticks
        ),
        dots=dots,
        rings=tuple(dot for dot in dots if dot.kind == "choice"),
        own=next((dot for dot in dots if dot.kind == "own"), None),
        crosses="".join(f"M{dot.x} {dot.y}{CROSS}" for dot in dots if dot.kind == "measured"),
        names=_names([one for one in places if one[2].label], across, one.points),
    )


def _line(points: Sequence[tuple[float, float]], across: Scale, up: Scale) -> str:
    """The points of a polyline; the scales are unfolded, as there are many points."""
    low, start, foot = log2(across.low), across.start, up.start
    wide = (across.end - start) / (log2(across.high) - low)
    tall = (up.end - foot) / (up.high - up.low)
    return " ".join(
        f"{start + (log2(x) - low) * wide:.1f},{foot + (y - up.low) * tall:.1f}" for x, y in points
    )


def _names(
    places: Sequence[tuple[float, float, Dot]],
    across: Scale,
    points: Sequence[tuple[float, float]],
) -> tuple[Label, ...]:
    """The names of the dots: above them, beside the hair line, higher where two would overlap."""
    taken: list[tuple[float, float, float]] = []
    labels = []
    hair = next((x for x, _, dot in places if dot.kind == "own"), None)
    for x, y, dot in places:
        level = y - 10
        for text, start in _lines(x, dot, across, points, hair):
            end = start + LETTER * len(text)
            beside = [at for left, right, at in taken if start < right + 4 and left < end + 4]
            for at in sorted(beside, reverse=True):
                if abs(level - at) < LINE:
                    level = at - LINE
            taken.append((start, end, level))
            labels.append(Label(_c(start), _c(level), text, "start", dot.kind))
    return tuple(labels)


def _lines(
    x: float,
    dot: Dot,
    across: Scale,
    points: Sequence[tuple[float, float]],
    hair: float | None,
) -> list[tuple[str, float]]:
    """The label of a dot and where it starts; two lines, the lower one first, if it is too long."""
    width = LETTER * len(dot.label)
    if dot.kind != "own":
        return [(dot.label, _beside_the_hair(x, width, across, hair))]
    if x - 9 - width > across.start and _falls_to_the_left(points, dot.x):
        return [(dot.label, x - 9 - width)]
    if x + 9 + width < across.end:
        return [(dot.label, x + 9)]
    parts = dot.label.split(APART)
    widest = LETTER * max(len(part) for part in parts)
    if len(parts) > 1 and x + 9 + widest < across.end + 8:
        return [(part, x + 9) for part in parts]
    return [(dot.label, x - 9 - width)]


def _beside_the_hair(x: float, width: float, across: Scale, hair: float | None) -> float:
    """Where a name above its dot starts, so that the hair line does not run through it."""
    start = min(max(x - width / 2, across.start + 3), across.end - width + 8)
    if hair is None or not start - 5 < hair < start + width + 5:
        return start
    left, right = hair - 5 - width, hair + 5
    if right + width < across.end + 8 and (x > hair or left <= across.start):
        return right
    return left if left > across.start else start


def _falls_to_the_left(points: Sequence[tuple[float, float]], x: float) -> bool:
    """Whether the line is lower on the left of `x`: a name there does not lie on it."""

    def near(goal: float) -> float:
        return points[min(bisect_left(points, goal, key=_x), len(points) - 1)][1]

    return near(x / ASIDE) < near(x * ASIDE)


def _x(point: tuple[float, float]) -> float:
    return point[0]


def _c(value: float) -> str:
    """A coordinate: one decimal, no idle zero, never "-0"."""
    text = f"{value:.1f}"
    if text.endswith(".0"):
        text = text[:-2]
    return "0" if text == "-0" else text
