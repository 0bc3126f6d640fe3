"""Geometry of the observability lab: metrics as small multiples, a trace as a waterfall."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from studyapp.labs.engine.cost.text import plain
from studyapp.labs.engine.telemetry.metrics import Series
from studyapp.labs.engine.telemetry.traces import Span, Trace

GAP = 16
HEAD = 40  # title and largest value above the bars
FOOT = 22
LINE = 20
ROW = 44  # of the waterfall: a line of letters and its bar
BAR = 16
LEAST = 2.0  # a bar that is there can be seen


@dataclass(frozen=True, slots=True)
class Frame:
    name: str
    width: int
    columns: int
    up_to: str  # between a statistic and its largest value
    height: int = 62  # of the bars


WIDE = Frame("wide", 640, 3, "up to")
NARROW = Frame("narrow", 320, 2, "≤")


@dataclass(frozen=True, slots=True)
class Bar:
    x: str
    y: str
    width: str
    height: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    x: str
    y: str
    title: str
    note: str  # its statistic, and the largest value
    base: str
    right: str
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[str, str, str], ...]
    foot: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Multiples:
    name: str
    width: int
    height: int
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    value: str
    y: str
    indent: str
    bar: Bar
    marked: bool


@dataclass(frozen=True, slots=True)
class Waterfall:
    name: str
    width: int
    height: int
    right: str
    ends: str
    rows: tuple[Row, ...]


def multiples(
    series: Sequence[Series], onset: int, marked: Sequence[str], frame: Frame
) -> Multiples:
    """One panel for each series, all over the same minutes; bars from the onset are darker."""
    width = (frame.width - GAP * (frame.columns - 1)) / frame.columns
    tall = HEAD + frame.height + FOOT + GAP
    panels = []
    for place, one in enumerate(series):
        down, across = divmod(place, frame.columns)
        x, y = across * (width + GAP), down * tall
        panels.append(_panel(one, x, y, width, frame, onset, one.name in marked))
    rows = -(-len(series) // frame.columns)
    return Multiples(frame.name, frame.width, rows * tall - GAP, tuple(panels))


def _panel(
    one: Series, x: float, y: float, width: float, frame: Frame, onset: int, marked: bool
) -> Panel:
    top, base = y + HEAD, y + HEAD + frame.height
    step = width / len(one.values)
    largest = one.largest or Decimal(1)
    bars = []
    for minute, value in enumerate(one.values):
        if value:
            tall = max(LEAST, float(value / largest) * (base - top))
            kind = "after" if minute >= onset else "before"
            bars.append(
                Bar(_c(x + step * minute + 2), _c(base - tall), _c(step - 4), _c(tall), kind)
            )
    ends = ((0, "start"), (len(one.values) - 1, "end"))
    ticks = tuple(
        (_c(x if anchor == "start" else x + width), f"10:{minute:02d}", anchor)
        for minute, anchor in ends
    )
    note = f"{one.stat} {frame.up_to} {measured(one, one.largest)}"
    return Panel(
        x=_c(x),
        y=_c(y + 14),
        title=one.metric,
        note=note,
        base=_c(base),
        right=_c(x + width),
        bars=tuple(bars),
        ticks=ticks,
        foot=_c(base + 16),
        marked=marked,
    )


def measured(one: Series, value: Decimal | None) -> str:
    """A value with its unit, as short as it can be said."""
    if value is None:
        return "no data"
    if one.unit != "Milliseconds":
        return plain(value, 0)
    return lasting(value)


def lasting(ms: Decimal) -> str:
    """
    >>> lasting(Decimal("12.34")), lasting(Decimal(30000))
    ('12.3 ms', '30 s')
    """
    return f"{plain(ms / 1000, 2)} s" if ms >= 1000 else f"{plain(ms, 1)} ms"


def waterfall(trace: Trace, marked: frozenset[str], frame: Frame) -> Waterfall:
    """Each span under the one before, its bar where it was in time."""
    begin, end = trace.start, trace.end
    whole = max(end - begin, Decimal(1))
    rows = []
    spans = [pair for segment in trace.segments for pair in segment.walk()]
    for place, (depth, span) in enumerate(spans):
        y = place * ROW + LINE + 14
        x = float((span.start - begin) / whole) * frame.width
        width = max(LEAST, float(span.lasts / whole) * frame.width)
        bar = Bar(_c(min(x, frame.width - LEAST)), _c(y + 6), _c(width), str(BAR), _kind(span))
        deeper = depth + (1 if span.kind == "code" else 0)
        rows.append(
            Row(
                _name(span),
                f"{lasting(span.lasts)}{_outcome(span)}",
                _c(y),
                _c(deeper * 12 if place else 0),
                bar,
                span.id in marked,
            )
        )
    height = len(rows) * ROW + LINE + 6
    return Waterfall(frame.name, frame.width, height, str(frame.width), lasting(whole), tuple(rows))


def _name(span: Span) -> str:
    if span.kind == "service":
        return "AWS::Lambda"
    return "AWS::Lambda::Function" if span.kind == "code" else span.name


def _kind(span: Span) -> str:
    if span.kind == "init":
        return "init"
    here = span.throttle or span.kind == "call"  # where it went wrong, not all that stand above
    return "bad" if here and (span.fault or span.error) else span.kind


def _outcome(span: Span) -> str:
    if span.kind == "call" and span.status is None:
        return ", no answer"
    if span.throttle:
        return ", throttled, 429"
    if span.error:
        return f", error {span.status}"
    return ", fault" if span.fault else ""


def _c(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
