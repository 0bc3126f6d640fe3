"""From shares to places in a drawing: numbers as text, ready for SVG attributes."""

from dataclasses import dataclass
from typing import Final

EDGE: Final = 24.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A strip from 0 to 100, as wide as its cell: `start`, `width` of an interval; `at` a point."""

    start: str
    width: str
    at: str


def bar(low: float, high: float, at: float) -> Bar:
    """
    >>> bar(.5, .75, .6)
    Bar(start='50', width='25', at='59.5')
    """
    return Bar(_c(low * 100), _c((high - low) * 100), _c(min(99.0, max(0.0, at * 100 - 0.5))))


@dataclass(frozen=True, slots=True)
class Tick:
    x: str
    text: str


@dataclass(frozen=True, slots=True)
class Ruler:
    """An interval on a scale of percent, with the practice line across it."""

    name: str
    width: int
    left: str
    right: str
    start: str
    span: str
    middle: str
    line: str
    line_text: str
    ticks: tuple[Tick, ...]


def rulers(low: float, high: float, line: float) -> tuple[Ruler, Ruler]:
    """One drawing for wide places and one for narrow: scaled letters would be too small."""
    return _ruler("wide", 720, low, high, line), _ruler("narrow", 340, low, high, line)


def _ruler(name: str, width: int, low: float, high: float, line: float) -> Ruler:
    def x(share: float) -> float:
        return EDGE + share * (width - 2 * EDGE)

    return Ruler(
        name=name,
        width=width,
        left=_c(x(0)),
        right=_c(x(1)),
        start=_c(x(low)),
        span=_c(x(high) - x(low)),
        middle=_c(x((low + high) / 2)),
        line=_c(x(line)),
        line_text=f"practice line {line * 100:.0f} %",
        ticks=tuple(Tick(_c(x(step / 4)), f"{step * 25} %") for step in range(5)),
    )


def _c(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
