"""A study as plain data: what scenarios compare, goals read and scripts fetch. No Django here."""

from typing import Any

from studyapp.labs.engine.telemetry import signs
from studyapp.labs.engine.telemetry.logs import GROUP
from studyapp.labs.engine.telemetry.rules import MINUTE
from studyapp.labs.engine.telemetry.study import Study


def document(study: Study) -> dict[str, Any]:
    settings = study.settings
    return {
        "fault": settings.fault,
        "twist": settings.twist,
        "memory": settings.memory,
        "timeout": settings.timeout,
        "orders": study.events,
        "requests": len(study.records),
        "log": signs.of_logs(study.streams) | signs.of_records(study.records, settings),
        "metrics": signs.of_metrics(study.series),
        "trace": signs.of_traces(study.traces),
        "p99": signs.trend(study.series),
        "retries": _retries(study),
        "evidence": _evidence(study),
    }


def counts(study: Study) -> dict[str, Any]:
    """What the goals read of it, told by the records: they are held against every look, and no
    line has to be written for that."""
    streams = len(study.stream_names)
    log = {"streams": streams, "report": study.ran if streams else 0}
    return {
        "requests": len(study.records),
        "log": log | signs.of_records(study.records, study.settings),
        "metrics": {"Errors": study.failed},
    }


def _retries(study: Study) -> list[int]:
    """The minutes in which an event that Lambda itself retried was begun."""
    queued = [one for one in study.records if one.age is not None]
    again = {one.request_id for one in queued if one.attempt > 1}
    return [int(one.time // MINUTE) for one in queued if one.request_id in again]


def _evidence(study: Study) -> dict[str, Any]:
    """The evidence itself."""
    return {
        "group": GROUP if study.streams else "",
        "streams": [
            {"name": one.name, "lines": [line.text for line in one.lines]} for one in study.streams
        ],
        "series": [
            {
                "metric": one.metric,
                "statistic": str(one.stat),
                "unit": one.unit,
                "values": [None if value is None else float(value) for value in one.values],
            }
            for one in study.series
        ],
        "traces": [
            {"id": one.id, "request": one.request_id, "segments": len(one.segments)}
            for one in study.traces
        ],
    }
