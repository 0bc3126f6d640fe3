"""Geometry of a diagram: boxes and arrows become rectangles, lines of text and arrow heads.

Numbers only: colours are classes, which the templates and the style sheet know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Protocol

CHAR = 7.4
"""The mean width of a letter of a label, 14 px and half bold."""
LINE = 18
PADDING = 10
HEAD = 9
TONES = {"plain": "f-box", "soft": "f-soft", "accent": "f-accent", "dashed": "f-dash"}


class BoxLike(Protocol):
    """A rectangle with a label. Zones, in tone "dashed", carry theirs at the top."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def x(self) -> int: ...
    @property
    def y(self) -> int: ...
    @property
    def w(self) -> int: ...
    @property
    def h(self) -> int: ...
    @property
    def tone(self) -> str: ...
    @property
    def region(self) -> bool: ...


class ArrowLike(Protocol):
    @property
    def source(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def dashed(self) -> bool: ...


class SheetLike(Protocol):
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


@dataclass(frozen=True)
class TextLine:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Rectangle:
    """A box as it is drawn. `state` is that of a region after the answer."""

    id: str
    x: int
    y: int
    w: int
    h: int
    tone: str
    region: bool
    lines: tuple[TextLine, ...]
    state: str = ""

    @property
    def badge(self) -> tuple[int, int, int]:
        """The mark in the upper right corner of a region: its middle, and the line of its sign."""
        return self.x + self.w - 4, self.y + 4, self.y + 9


@dataclass(frozen=True)
class Line:
    """An arrow: its shaft, its head as the corners of a triangle, its label."""

    x1: float
    y1: float
    x2: float
    y2: float
    head: str
    dashed: bool
    label: TextLine | None = None


@dataclass(frozen=True)
class Drawing:
    """`size` (narrow, middle, wide) says how far the page may scale it down."""

    width: int
    height: int
    rectangles: tuple[Rectangle, ...]
    lines: tuple[Line, ...]

    @property
    def size(self) -> str:
        return "narrow" if self.width <= 360 else "middle" if self.width <= 520 else "wide"


def draw_diagram(
    sheet: SheetLike,
    boxes: Sequence[BoxLike],
    arrows: Sequence[ArrowLike],
    states: Mapping[str, str],
) -> Drawing:
    """The drawing, large boxes first so that those within them lie on top."""
    by_id = {box.id: box for box in boxes}
    rectangles = tuple(
        _rectangle(box, states.get(box.id, ""), _holds(box, boxes))
        for box in sorted(boxes, key=lambda box: -box.w * box.h)
    )
    lines = tuple(
        _line(by_id[arrow.source], by_id[arrow.target], arrow)
        for arrow in arrows
        if arrow.source in by_id and arrow.target in by_id
    )
    return Drawing(sheet.width, sheet.height, rectangles, lines)


def wrapped(label: str, width: float) -> list[str]:
    """`label` in lines of at most `width`; a word that is too long stands alone."""
    lines: list[str] = []
    for word in label.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and len(longer) * CHAR <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def fits(box: BoxLike) -> bool:
    """Whether the label stays within its box."""
    lines = wrapped(box.label, box.w - PADDING)
    wide = max((len(line) * CHAR for line in lines), default=0)
    return wide <= box.w and len(lines) * LINE <= box.h


def label_fits(source: BoxLike, target: BoxLike, label: str) -> bool:
    """Whether an arrow's label finds room between its boxes; beside a steep one it always does."""
    x1, y1, x2, y2 = _ends(source, target)
    return abs(y2 - y1) > abs(x2 - x1) or len(label) * CHAR <= abs(x2 - x1) + PADDING


def inside(box: BoxLike, sheet: SheetLike) -> bool:
    return box.x + box.w <= sheet.width and box.y + box.h <= sheet.height


def overlap(one: BoxLike, other: BoxLike) -> bool:
    """Whether two boxes cross; one that lies within the other does not."""
    if contains(one, other) or contains(other, one):
        return False
    across = one.x < other.x + other.w and other.x < one.x + one.w
    return across and one.y < other.y + other.h and other.y < one.y + one.h


def contains(outer: BoxLike, inner: BoxLike) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and outer.x + outer.w >= inner.x + inner.w
        and outer.y + outer.h >= inner.y + inner.h
    )


def _holds(box: BoxLike, boxes: Sequence[BoxLike]) -> bool:
    return any(contains(box, other) for other in boxes if other.id != box.id)


def _rectangle(box: BoxLike, state: str, is_zone: bool) -> Rectangle:
    words = wrapped(box.label, box.w - PADDING)
    middle = box.x + box.w / 2
    # A zone's label stands under its upper edge, that of a box in its middle.
    first = box.y + LINE if is_zone else box.y + box.h / 2 - (len(words) - 1) * LINE / 2 + 5
    lines = tuple(TextLine(middle, first + row * LINE, text) for row, text in enumerate(words))
    tone = TONES[box.tone]
    return Rectangle(box.id, box.x, box.y, box.w, box.h, tone, box.region, lines, state)


def _line(source: BoxLike, target: BoxLike, arrow: ArrowLike) -> Line:
    x1, y1, x2, y2 = _ends(source, target)
    length = hypot(x2 - x1, y2 - y1) or 1.0
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    back_x, back_y = x2 - ux * HEAD, y2 - uy * HEAD
    side = HEAD / 2
    corners = (
        (x2, y2),
        (back_x - uy * side, back_y + ux * side),
        (back_x + uy * side, back_y - ux * side),
    )
    head = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + " Z"
    label = None
    if arrow.label:
        steep = abs(uy) > abs(ux)
        wide = len(arrow.label) * CHAR / 2
        x = (x1 + x2) / 2 + (wide + 8 if steep else 0)
        y = (y1 + y2) / 2 + (4 if steep else -7)
        label = TextLine(round(x, 1), round(y, 1), arrow.label)
    return Line(
        round(x1, 1), round(y1, 1), round(back_x, 1), round(back_y, 1), head, arrow.dashed, label
    )


def _ends(source: BoxLike, target: BoxLike) -> tuple[float, float, float, float]:
    """Where the arrow leaves and arrives: straight where the boxes face each other."""
    left, right = max(source.x, target.x), min(source.x + source.w, target.x + target.w)
    top, bottom = max(source.y, target.y), min(source.y + source.h, target.y + target.h)
    if right - left >= 8 and bottom < top:  # one above the other
        x = (left + right) / 2
        down = source.y < target.y
        return (
            x,
            source.y + (source.h if down else 0),
            x,
            target.y + (0 if down else target.h),
        )
    if bottom - top >= 8 and right < left:  # side by side
        y = (top + bottom) / 2
        ahead = source.x < target.x
        return (
            source.x + (source.w if ahead else 0),
            y,
            target.x + (0 if ahead else target.w),
            y,
        )
    start, end = _middle(source), _middle(target)
    return (*_edge(source, end), *_edge(target, start))


def _middle(box: BoxLike) -> tuple[float, float]:
    return box.x + box.w / 2, box.y + box.h / 2


def _edge(box: BoxLike, toward: tuple[float, float]) -> tuple[float, float]:
    """Where the way from the middle of a box to a point crosses its edge."""
    x, y = _middle(box)
    dx, dy = toward[0] - x, toward[1] - y
    share = min(
        box.w / 2 / abs(dx) if dx else float("inf"),
        box.h / 2 / abs(dy) if dy else float("inf"),
        1.0,
    )
    return x + dx * share, y + dy * share
