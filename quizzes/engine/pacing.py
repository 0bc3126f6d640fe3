"""Time in a mock exam: what is left, in words; how it went, as a drawing. No clock here."""

from collections.abc import Sequence
from dataclasses import dataclass

SLOWER, FASTER = 0.9, 1.15


def time_left(seconds: float) -> str:
    """Time left, as a clock says it that nobody has to watch.

    >>> time_left(4260), time_left(4201), time_left(90), time_left(0)
    ('71 min left', '71 min left', '90 seconds left', 'Time is over')
    """
    if seconds <= 0:
        return "Time is over"
    if seconds > 120:
        return f"{-int(-seconds // 60)} min left"
    whole = -int(-seconds // 1)
    return f"{whole} second{'' if whole == 1 else 's'} left"


def clocked(seconds: float) -> str:
    """Minutes and seconds.

    >>> clocked(110), clocked(9.6), clocked(3600)
    ('1:50', '0:10', '60:00')
    """
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def pace(position: int, left: float, waiting: int, planned: float) -> str:
    """How the time left compares with what is still to be answered; never a reproach.

    `planned`: seconds for each question if all take the same.
    """
    if left <= 0:
        return ""
    if not waiting:
        return f"Every question is answered, {time_left(left)}."
    each = left / waiting
    word = "On pace"
    if each < SLOWER * planned:
        word = "A little behind pace"
    elif each > FASTER * planned:
        word = "Ahead of pace"
    return f"{word}: question {position}, {time_left(left)}; about {clocked(each)} for each."


@dataclass(frozen=True)
class Column:
    """A bar of the drawing. `seconds` is None where nothing tells; `kind` names its look."""

    x: str
    y: str
    height: str
    kind: str


@dataclass(frozen=True)
class Tick:
    at: str
    text: str


@dataclass(frozen=True)
class Columns:
    """A drawing of seconds by question: `name` wide or narrow, coordinates as text."""

    name: str
    width: int
    height: int
    left: int
    base: int
    bar: str
    columns: tuple[Column, ...]
    lines: tuple[Tick, ...]
    numbers: tuple[Tick, ...]
    planned: str


ROOM_LEFT, ROOM_TOP, ROOM_BELOW = 48, 12, 28


def columns(
    name: str, width: int, height: int, times: Sequence[tuple[int | None, str]], planned: float
) -> Columns:
    """Lay out (seconds, kind) of each question in order, with a line at the planned time."""
    longest = max([planned, *(seconds or 0 for seconds, _ in times)]) or 1
    step = _step(longest)
    top = step * -(-longest // step)
    base, span = height - ROOM_BELOW, height - ROOM_BELOW - ROOM_TOP
    each = (width - ROOM_LEFT - 4) / max(len(times), 1)

    def y(seconds: float) -> float:
        return base - span * seconds / top

    bars = tuple(
        Column(_c(ROOM_LEFT + each * i), _c(y(seconds or 0)), _c(base - y(seconds or 0)), kind)
        for i, (seconds, kind) in enumerate(times)
    )
    marks = [i for i in range(len(times)) if i == 0 or (i + 1) % _every(len(times), width) == 0]
    return Columns(
        name=name,
        width=width,
        height=height,
        left=ROOM_LEFT,
        base=base,
        bar=_c(max(each - max(1.0, each * 0.2), 1)),
        columns=bars,
        lines=tuple(Tick(_c(y(at)), clocked(at)) for at in _upto(top, step)),
        numbers=tuple(Tick(_c(ROOM_LEFT + each * (i + 0.4)), str(i + 1)) for i in marks),
        planned=_c(y(planned)),
    )


def _step(longest: float) -> int:
    """Seconds between two lines, so that there are three to five."""
    return next((step for step in (15, 30, 60, 120, 300, 600) if longest <= 4 * step), 1800)


def _upto(top: float, step: int) -> list[int]:
    return list(range(0, int(top) + 1, step))


def _every(count: int, width: int) -> int:
    """Every how many-th question has its number below, so that the numbers do not touch."""
    return next((n for n in (1, 5, 10, 20) if count / n * 28 <= width - ROOM_LEFT), 50)


def _c(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
