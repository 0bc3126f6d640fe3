"""The traces of the sampled records: segments with their subsegments. No Django here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from studyapp.labs.engine.telemetry.record import Call, Invocation, Result
from studyapp.labs.engine.telemetry.settings import Settings
from studyapp.labs.engine.telemetry.work import FUNCTION

SERVICE = "AWS::Lambda"
CODE = "AWS::Lambda::Function"
THROTTLED = 429
RETURN = Decimal("0.5")  # of the answer through the service, an assumption


class Span(NamedTuple):
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

    def flat(self) -> list["Span"]:
        """This span and all below it."""
        found = [self]
        for part in self.parts:
            found += part.flat() if part.parts else (part,)
        return found

    def walk(self, depth: int = 0) -> list[tuple[int, "Span"]]:
        """This span and all below it, each with its depth."""
        found = [(depth, self)]
        for part in self.parts:
            found += part.walk(depth + 1)
        return found


@dataclass(eq=False)
class Trace:
    """One sampled request. Two requests with one trace ID belong together.

    Its segments are made when they are looked at: most pages show one trace of many.
    """

    record: Invocation
    settings: Settings

    @property
    def id(self) -> str:
        return self.record.trace_id

    @property
    def number(self) -> int:
        return self.record.number

    @property
    def request_id(self) -> str:
        return self.record.request_id

    @property
    def sick(self) -> bool:
        return self.record.fault

    @cached_property
    def segments(self) -> tuple[Span, ...]:
        return _segments(self)

    @property
    def start(self) -> Decimal:
        return self.record.time if self.record.refused else self.record.received

    @property
    def end(self) -> Decimal:
        one = self.record
        return (one.time if one.refused else one.ended + one.overhead) + RETURN

    @property
    def lasts(self) -> Decimal:
        return self.end - self.start

    @property
    def outcome(self) -> str:
        """The worst that one of its spans tells of: throttled, fault, error; "" if all is well."""
        one = self.record
        if one.refused:
            return "throttled"
        if one.failed or one.spoilt or any([_is_fault(call.status) for call in one.calls]):  # noqa: C419  faster
            return "fault"
        return "error" if any([_is_error(call.status) for call in one.calls]) else ""  # noqa: C419  faster


def traces(records: Sequence[Invocation], settings: Settings) -> tuple[Trace, ...]:
    if not settings.tracing:
        return ()
    return tuple(Trace(one, settings) for one in records if one.sampled)


def _segments(trace: Trace) -> tuple[Span, ...]:
    one, settings = trace.record, trace.settings
    ids = settings.chance.many_hexes("spans", one.number)
    named = next(ids)  # the one that the log names
    if one.refused:  # seen from the caller: the function has no part in it
        seen = trace.start, trace.end
        refused = Span(next(ids), FUNCTION, "service", *seen, status=THROTTLED)
        return (refused._replace(error=True, throttle=True),)
    end = one.ended + one.overhead
    parts = _parts(one, settings, ids)
    begin, failed = one.initialised_from, one.failed
    code = Span(named, FUNCTION, "code", begin, end, False, False, failed, None, parts)
    seen = trace.start, trace.end
    return Span(next(ids), FUNCTION, "service", *seen, fault=failed, status=200), code


def _parts(one: Invocation, settings: Settings, ids: Iterator[str]) -> tuple[Span, ...]:
    """What the function's segment holds: initialisation, calls, overhead."""
    began, ended = one.began, one.ended
    name = "Init" if settings.newer else "Initialization"
    before = tuple(_inits_before(one, name, ids))
    inside = (
        *_inits_inside(one, name, ids),
        *(_call(call, began, next(ids)) for call in one.calls),
    )
    if settings.newer:
        return before + inside
    failed = one.failed
    invocation = Span(
        next(ids), "Invocation", "invocation", began, ended, fault=failed, parts=inside
    )
    overhead = Span(next(ids), "Overhead", "overhead", ended, ended + one.overhead)
    return (*before, invocation, overhead)


def _inits_before(one: Invocation, name: str, ids: Iterator[str]) -> Iterator[Span]:
    at = one.initialised_from
    for part in one.spoilt:
        if part.phase == "init":
            yield Span(next(ids), name, "init", at, at + part.duration, fault=True)
            at += part.duration
    if one.init:
        yield Span(next(ids), name, "init", at, at + one.init)


def _inits_inside(one: Invocation, name: str, ids: Iterator[str]) -> Iterator[Span]:
    at = one.began
    for part in one.spoilt:
        if part.phase == "invoke":
            yield Span(next(ids), name, "init", at, at + part.duration, fault=True)
            at += part.duration
    if one.again:
        cut = one.result is Result.TIMEOUT and one.again > one.duration
        yield Span(next(ids), name, "init", at, min(at + one.again, one.ended), fault=cut)


def _call(call: Call, began: Decimal, ident: str) -> Span:
    status, start = call.status, began + call.start
    error, fault = _is_error(status), _is_fault(status)
    return Span(ident, call.name, "call", start, start + call.duration, error, False, fault, status)


def _is_error(status: int | None) -> bool:
    return status is not None and 400 <= status < 500


def _is_fault(status: int | None) -> bool:
    return status is None or status >= 500
