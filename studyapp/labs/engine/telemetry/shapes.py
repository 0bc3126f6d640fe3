"""The evidence in the shapes of the AWS APIs that would hand it out. No Django here."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from studyapp.labs.engine.telemetry.metrics import Series
from studyapp.labs.engine.telemetry.stage import EPOCH
from studyapp.labs.engine.telemetry.study import Study
from studyapp.labs.engine.telemetry.traces import CODE, SERVICE, Span, Trace

MICRO = Decimal("0.000001")


def get_metric_data(study: Study) -> dict[str, Any]:
    """As CloudWatch's GetMetricData answers; times as datetime."""
    found = (
        {
            "Id": f"m{place}",
            "Label": one.name,
            "Timestamps": [at for at, _ in _points(one)],
            "Values": [float(value) for _, value in _points(one)],
            "StatusCode": "Complete",
        }
        for place, one in enumerate(study.series, 1)
    )
    return {"MetricDataResults": list(found), "Messages": []}


def _points(one: Series) -> Iterator[tuple[datetime, Decimal]]:
    begin = datetime.fromtimestamp(EPOCH, UTC)
    for minute, value in enumerate(one.values):
        if value is not None:
            yield begin + timedelta(minutes=minute), value


def batch_get_traces(study: Study) -> dict[str, Any]:
    """As X-Ray's BatchGetTraces answers: each segment is a document in a string."""
    found: dict[str, list[Trace]] = {}
    for trace in study.traces:
        found.setdefault(trace.id, []).append(trace)
    return {
        "Traces": [
            {
                "Id": ident,
                "Duration": float((max(one.end for one in some) - some[0].start) / 1000),
                "Segments": [
                    {"Id": document["id"], "Document": json.dumps(document)}
                    for one in some
                    for document in documents(one)
                ],
            }
            for ident, some in found.items()
        ],
        "UnprocessedTraceIds": [],
    }


def documents(trace: Trace) -> Iterator[dict[str, Any]]:
    """The segment documents of one request."""
    parent = ""
    for segment in trace.segments:
        found = _document(segment) | {
            "trace_id": trace.id,
            "origin": SERVICE if segment.kind == "service" else CODE,
            "aws": {"request_id": trace.request_id},
        }
        if parent:
            found["parent_id"] = parent
        parent = segment.id
        yield found


def _document(span: Span) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": span.id,
        "name": span.name,
        "start_time": _epoch(span.start),
        "end_time": _epoch(span.end),
    }
    found |= {name: True for name in ("error", "throttle", "fault") if getattr(span, name)}
    if span.status is not None:
        found["http"] = {"response": {"status": span.status}}
    if span.kind == "call":
        found["namespace"] = "remote" if "." in span.name else "aws"
    if span.parts:
        found["subsegments"] = [_document(part) for part in span.parts]
    return found


def _epoch(at: Decimal) -> float:
    """Seconds since 1970, as X-Ray writes them."""
    return float((EPOCH + at / 1000).quantize(MICRO))


def filter_log_events(study: Study) -> dict[str, Any]:
    """As CloudWatch Logs' FilterLogEvents answers."""
    chance = study.settings.chance
    return {
        "events": [
            {
                "logStreamName": stream.name,
                "timestamp": EPOCH * 1000 + int(line.at),
                "message": line.text,
                "ingestionTime": EPOCH * 1000 + int(line.at),
                "eventId": chance.hexes(32, "event", stream.environment, place),
            }
            for stream in study.streams
            for place, line in enumerate(stream.lines)
        ],
        "searchedLogStreams": [],
    }
