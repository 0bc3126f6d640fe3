"""The traces of the sampled records: segments with their subsegments. No Django here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from studyapp.labs.engine.telemetry.record import Call, Invocation, Result
from studyapp.labs.engine.telemetry.settings import Settings
from studyapp.labs.engine.telemetry.work import FUNCTION

SERVICE = "AWS::Lambda"
CODE = "AWS::Lambda::Function"
THROTTLED = 429
RETURN = Decimal("0.5")  # of the answer through the service, an assumption


@dataclass(frozen=True, slots=True)
class Span:
    """A segment or a subsegment, times in ms since the scene began."""

    id: str
    name: str
    kind: str  # service, code, init, invocation, overhead, call
    start: Decimal
    end: Decimal
    error: bool = False  # 4xx
    throttle: bool = False  # 429
    fault: bool = False  # 5xx, or no answer
    status: int | None = None
    parts: tuple["Span", ...] = ()

    @property
    def lasts(self) -> Decimal:
        return self.end - self.start

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Span"]]:
        yield depth, self
        for part in self.parts:
            yield from part.walk(depth + 1)


@dataclass(frozen=True, slots=True)
class Trace:
    """One sampled request. Two requests with one trace ID belong together."""

    id: str
    number: int
    request_id: str
    segments: tuple[Span, ...]
    sick: bool

    @property
    def start(self) -> Decimal:
        return self.segments[0].start

    @property
    def end(self) -> Decimal:
        return max(one.end for one in self.segments)


def traces(records: Sequence[Invocation], settings: Settings) -> tuple[Trace, ...]:
    if not settings.tracing:
        return ()
    return tuple(
        Trace(one.trace_id, one.number, one.request_id, _segments(one, settings), one.fault)
        for one in records
        if one.sampled
    )


def _segments(one: Invocation, settings: Settings) -> tuple[Span, ...]:
    def ident(name: str) -> str:
        return settings.chance.hexes(16, name, one.number)

    if one.refused:  # seen from the caller: the function has no part in it
        refused = Span(
            ident("service segment"),
            FUNCTION,
            "service",
            one.time,
            one.time + RETURN,
            error=True,
            throttle=True,
            status=THROTTLED,
        )
        return (refused,)
    code = _code(one, settings)
    service = Span(
        ident("service segment"),
        FUNCTION,
        "service",
        one.received,
        code.end + RETURN,
        fault=one.failed,
        status=200,
    )
    return service, code


def _code(one: Invocation, settings: Settings) -> Span:
    """The function's segment: initialisation, the invocation with its calls, overhead."""

    def ident(name: str, place: int = 0) -> str:
        return settings.chance.hexes(16, name, one.number, *([place] if place else []))

    calls = tuple(
        _call(call, one.began, ident("call", place)) for place, call in enumerate(one.calls, 1)
    )
    inside = (*_inits_inside(one, settings), *calls)
    ended = one.ended
    begin = one.initialised_from
    parts = tuple(_inits_before(one, settings))
    if settings.newer:
        parts += inside
    else:
        began = one.began
        whole = Span(
            ident("invocation"), "Invocation", "invocation", began, ended, fault=one.failed
        )
        after = Span(ident("overhead"), "Overhead", "overhead", ended, ended + one.overhead)
        parts += (replace(whole, parts=inside), after)
    return Span(
        ident("function segment"),
        FUNCTION,
        "code",
        begin,
        ended + one.overhead,
        fault=one.failed,
        parts=parts,
    )


def _inits_before(one: Invocation, settings: Settings) -> Iterator[Span]:
    name = "Init" if settings.newer else "Initialization"
    at = one.initialised_from
    for place, part in enumerate(one.spoilt):
        if part.phase == "init":
            ident = settings.chance.hexes(16, "spoilt", one.number, place)
            yield Span(ident, name, "init", at, at + part.duration, fault=True)
            at += part.duration
    if one.init:
        ident = settings.chance.hexes(16, "init", one.number)
        yield Span(ident, name, "init", at, at + one.init)


def _inits_inside(one: Invocation, settings: Settings) -> Iterator[Span]:
    name = "Init" if settings.newer else "Initialization"
    at = one.began
    for place, part in enumerate(one.spoilt):
        if part.phase == "invoke":
            ident = settings.chance.hexes(16, "spoilt", one.number, place)
            yield Span(ident, name, "init", at, at + part.duration, fault=True)
            at += part.duration
    if one.again:
        cut = one.result is Result.TIMEOUT and one.again > one.duration
        ident = settings.chance.hexes(16, "again", one.number)
        yield Span(ident, name, "init", at, min(at + one.again, one.ended), fault=cut)


def _call(call: Call, began: Decimal, ident: str) -> Span:
    status = call.status
    return Span(
        ident,
        call.name,
        "call",
        began + call.start,
        began + call.end,
        error=status is not None and 400 <= status < 500,
        fault=status is None or status >= 500,
        status=status,
    )
