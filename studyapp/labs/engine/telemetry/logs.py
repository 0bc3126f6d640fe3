"""The log lines of the records, as text or JSON, a stream for each environment. No Django here."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from studyapp.labs.engine.telemetry.record import Invocation, Output, Result
from studyapp.labs.engine.telemetry.report import (
    STATUS,
    Report,
    init_record,
    init_report,
)
from studyapp.labs.engine.telemetry.settings import Settings
from studyapp.labs.engine.telemetry.stage import EPOCH
from studyapp.labs.engine.telemetry.work import FUNCTION, REGION

BY_TIME = attrgetter("at")
GROUP = f"/aws/lambda/{FUNCTION}"
DAY = f"{datetime.fromtimestamp(EPOCH, UTC):%Y-%m-%d}"
SINCE_MIDNIGHT = EPOCH % 86_400  # no scene lasts until the next
WRITE = json.JSONEncoder(separators=(",", ":")).encode
ESCAPED = json.encoder.encode_basestring_ascii  # what it does with a text
RUNTIME = "python:3.14.v0"  # invented, as the ARN is
STARTED = WRITE(
    {
        **{"initializationType": "on-demand", "phase": "init", "runtimeVersion": RUNTIME},
        **{"functionName": FUNCTION, "functionVersion": "$LATEST"},
    }
)


class Line(NamedTuple):
    """One event of a stream. `number` is that of the record it was made of."""

    at: Decimal
    time: str  # of the day, as a stamp has it
    text: str
    kind: str  # INIT_START, INIT_REPORT, START, END, REPORT, XRAY, app, platform
    number: int
    fault: bool


class Stream(NamedTuple):
    name: str
    environment: int
    lines: tuple[Line, ...]


def streams(records: Sequence[Invocation], settings: Settings) -> tuple[Stream, ...]:
    """Without the permission there is none; a refused request writes nowhere."""
    if not settings.logs:
        return ()
    write = _json_lines if settings.as_json else _text_lines
    found: dict[int, list[Line]] = {}
    for one in records:
        if one.environment is not None:
            found.setdefault(one.environment, []).extend(write(one, settings))
    names = stream_names(records, settings)
    return tuple(Stream(names[number], number, tuple(lines)) for number, lines in found.items())


def stream_names(records: Sequence[Invocation], settings: Settings) -> dict[int, str]:
    """The names of the streams by environment, in the order in which they began."""
    used = dict.fromkeys(one.environment for one in records) if settings.logs else ()
    day, chance = DAY.replace("-", "/"), settings.chance
    return {
        number: f"{day}/[$LATEST]{chance.hexes(32, 'stream', number)}"
        for number in used
        if number is not None
    }


def clock(at: Decimal) -> str:
    """The time of day in a stamp: 10:00:00.123."""
    seconds, ms = divmod(int(at), 1000)
    return f"{_second(seconds)}.{ms:03d}"


@lru_cache(2048)
def _second(since: int) -> str:
    """The same seconds stand in every scene: most of them begin at 10:00."""
    minutes, second = divmod(since + SINCE_MIDNIGHT, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}"


def _text_lines(one: Invocation, settings: Settings) -> Iterator[Line]:
    def line(at: Decimal, kind: str, text: str) -> Line:
        return Line(at, clock(at), text, kind, one.number, one.fault)

    if one.cold:
        arn = f"arn:aws:lambda:{REGION}::runtime:{settings.chance.hexes(64, 'runtime')}"
        text = f"INIT_START Runtime Version: {RUNTIME}\tRuntime Version ARN: {arn}"
        yield line(one.initialised_from, "INIT_START", text)
    if one.spoilt:
        at = one.initialised_from
        for part in one.spoilt:
            at += part.duration
            yield line(at, "INIT_REPORT", init_report(part))
    began, ended = one.began, one.ended
    yield line(one.time, "START", f"START RequestId: {one.request_id} Version: $LATEST")
    for said in one.outputs:
        at = began + said.at
        yield line(at, "app", _said(one, at, said))
    yield from (line(ended, "platform", text) for text in _older_end(one, settings))
    yield line(ended, "END", f"END RequestId: {one.request_id}")
    report = Report.of(one, settings.memory, settings.newer).text()
    yield line(ended, "REPORT", report)
    if one.sampled and settings.tracing:
        yield line(ended, "XRAY", _xray(one, settings))


def _said(one: Invocation, at: Decimal, said: Output) -> str:
    raised = one.result is Result.ERROR and said is one.outputs[-1]
    if raised:  # the runtime writes the exception itself; its stack is left out here
        return f"[ERROR] {said.text}"
    return f"[{said.level}]\t{DAY}T{clock(at)}Z\t{one.request_id}\t{said.text}"


def _older_end(one: Invocation, settings: Settings) -> Iterable[str]:
    """The lines that say in the older style what Status says in the newer one."""
    if settings.newer:
        return
    if one.result is Result.TIMEOUT:
        text = f"Task timed out after {settings.timeout:.2f} seconds"
        yield f"{DAY}T{clock(one.ended)}Z {one.request_id} {text}"
    elif one.error_type == "Runtime.OutOfMemory":
        text = "Error: Runtime exited with error: signal: killed Runtime.ExitError"
        yield f"RequestId: {one.request_id} {text}"


def segment_of(one: Invocation, settings: Settings) -> str:
    """The ID of the function's segment, which the trace and the log both name."""
    return next(settings.chance.many_hexes("spans", one.number))


def _xray(one: Invocation, settings: Settings) -> str:
    segment = segment_of(one, settings)
    return f"XRAY TraceId: {one.trace_id}\tSegmentId: {segment}\tSampled: true"


def _json_lines(one: Invocation, settings: Settings) -> Iterator[Line]:
    def line(at: Decimal, kind: str, name: str, record: str) -> Line:
        time = clock(at)
        body = f'{{"time":"{DAY}T{time}Z","type":"platform.{name}","record":{record}}}'
        return Line(at, time, body, kind, one.number, one.fault)

    if one.cold:
        yield line(one.initialised_from, "INIT_START", "initStart", STARTED)
    if one.spoilt:
        at = one.initialised_from
        for part in one.spoilt:
            at += part.duration
            yield line(at, "INIT_REPORT", "initReport", WRITE(init_record(part)))
    opened = f'{{"requestId":"{one.request_id}","version":"$LATEST"}}'
    yield line(one.time, "START", "start", opened)
    began = one.began
    for said in one.outputs:
        at = began + said.at
        time = clock(at)
        yield Line(at, time, _said_in_json(one, time, said), "app", one.number, one.fault)
    report = Report.of(one, settings.memory, newer=True).in_json(STATUS[one.result])
    if one.sampled and settings.tracing:
        segment = segment_of(one, settings)
        value = f"Root={one.trace_id};Parent={segment};Sampled=1"
        traced = f'{{"spanId":"{segment}","type":"X-Amzn-Trace-Id","value":"{value}"}}'
        report = f'{report[:-1]},"tracing":{traced}}}'
    yield line(began + one.duration, "REPORT", "report", report)


def _said_in_json(one: Invocation, time: str, said: Output) -> str:
    """Only the message may hold what JSON has to escape."""
    return (
        f'{{"timestamp":"{DAY}T{time}Z","level":"{said.level}",'
        f'"message":{ESCAPED(said.text)},"requestId":"{one.request_id}"}}'
    )


def all_lines(found: Iterable[Stream]) -> list[Line]:
    """The lines of all streams in the order of their time, as a query over the group gives them."""
    lines = [line for stream in found for line in stream.lines]
    return sorted(lines, key=BY_TIME)  # lines of one moment keep their order
