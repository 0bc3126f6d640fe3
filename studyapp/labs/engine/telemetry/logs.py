"""The log lines of the records, as text or JSON, a stream for each environment. No Django here."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

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

GROUP = f"/aws/lambda/{FUNCTION}"
DAY = f"{datetime.fromtimestamp(EPOCH, UTC):%Y-%m-%d}"
SINCE_MIDNIGHT = EPOCH % 86_400  # no scene lasts until the next
WRITE = json.JSONEncoder(separators=(",", ":")).encode
RUNTIME = "python:3.14.v0"  # invented, as the ARN is


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a stream. `number` is that of the record it was made of."""

    at: Decimal
    text: str
    kind: str  # INIT_START, INIT_REPORT, START, END, REPORT, XRAY, app, platform
    number: int
    fault: bool


@dataclass(frozen=True, slots=True)
class Stream:
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
    return tuple(
        Stream(stream_name(number, settings), number, tuple(lines))
        for number, lines in found.items()
    )


def stream_name(environment: int, settings: Settings) -> str:
    return f"{DAY.replace('-', '/')}/[$LATEST]{settings.chance.hexes(32, 'stream', environment)}"


def stamp(at: Decimal) -> str:
    """As the time of a log line: 2026-11-23T10:00:00.123Z."""
    return f"{DAY}T{clock(at)}Z"


def clock(at: Decimal) -> str:
    """The time of day in a stamp: 10:00:00.123."""
    seconds, ms = divmod(int(at) + SINCE_MIDNIGHT * 1000, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}.{ms:03d}"


def _text_lines(one: Invocation, settings: Settings) -> Iterator[Line]:
    def line(at: Decimal, kind: str, text: str) -> Line:
        return Line(at, text, kind, one.number, one.fault)

    if one.cold or one.again or one.spoilt:
        if one.cold:
            arn = f"arn:aws:lambda:{REGION}::runtime:{settings.chance.hexes(64, 'runtime')}"
            text = f"INIT_START Runtime Version: {RUNTIME}\tRuntime Version ARN: {arn}"
            yield line(one.initialised_from, "INIT_START", text)
        at = one.initialised_from
        for part in one.spoilt:
            at += part.duration
            yield line(at, "INIT_REPORT", init_report(part))
    yield line(one.time, "START", f"START RequestId: {one.request_id} Version: $LATEST")
    for said in one.outputs:
        yield line(one.began + said.at, "app", _said(one, said))
    yield from (line(one.ended, "platform", text) for text in _older_end(one, settings))
    yield line(one.ended, "END", f"END RequestId: {one.request_id}")
    report = Report.of(one, settings.memory, settings.newer).text()
    yield line(one.ended, "REPORT", report)
    if one.sampled and settings.tracing:
        yield line(one.ended, "XRAY", _xray(one, settings))


def _said(one: Invocation, said: Output) -> str:
    raised = one.result is Result.ERROR and said is one.outputs[-1]
    if raised:  # the runtime writes the exception itself; its stack is left out here
        return f"[ERROR] {said.text}"
    return f"[{said.level}]\t{stamp(one.began + said.at)}\t{one.request_id}\t{said.text}"


def _older_end(one: Invocation, settings: Settings) -> Iterable[str]:
    """The lines that say in the older style what Status says in the newer one."""
    if settings.newer:
        return
    if one.result is Result.TIMEOUT:
        text = f"Task timed out after {settings.timeout:.2f} seconds"
        yield f"{stamp(one.ended)} {one.request_id} {text}"
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
    def line(at: Decimal, kind: str, name: str, record: dict[str, object]) -> Line:
        body = {"time": stamp(at), "type": f"platform.{name}", "record": record}
        return Line(at, WRITE(body), kind, one.number, one.fault)

    if one.cold:
        start = {"initializationType": "on-demand", "phase": "init", "runtimeVersion": RUNTIME}
        named = {"functionName": FUNCTION, "functionVersion": "$LATEST"}
        yield line(one.initialised_from, "INIT_START", "initStart", {**start, **named})
    at = one.initialised_from
    for part in one.spoilt:
        at += part.duration
        yield line(at, "INIT_REPORT", "initReport", init_record(part))
    opened = {"requestId": one.request_id, "version": "$LATEST"}
    yield line(one.time, "START", "start", dict(opened))
    for said in one.outputs:
        body = _said_in_json(one, said)
        yield Line(one.began + said.at, body, "app", one.number, one.fault)
    report = Report.of(one, settings.memory, newer=True)
    record = report.record(STATUS[one.result])
    if one.sampled and settings.tracing:
        segment = segment_of(one, settings)
        value = f"Root={one.trace_id};Parent={segment};Sampled=1"
        record["tracing"] = {"spanId": segment, "type": "X-Amzn-Trace-Id", "value": value}
    yield line(one.ended, "REPORT", "report", record)


def _said_in_json(one: Invocation, said: Output) -> str:
    body = {
        "timestamp": stamp(one.began + said.at),
        "level": said.level,
        "message": said.text,
        "requestId": one.request_id,
    }
    return WRITE(body)


def all_lines(found: Iterable[Stream]) -> list[Line]:
    """The lines of all streams in the order of their time, as a query over the group gives them."""
    lines = [line for stream in found for line in stream.lines]
    return sorted(lines, key=lambda line: line.at)  # lines of one moment keep their order
