"""An answer of the engine as plain data: what scenarios, goals and scripts read."""

from datetime import datetime
from functools import singledispatch
from typing import Any

from studyapp.labs.engine.events import paths
from studyapp.labs.engine.events.answers import Planned, Reached, Settled


def moment(when: datetime) -> str:
    """2026-11-23T10:00, with seconds only where there are some."""
    return f"{when:%Y-%m-%dT%H:%M:%S}".removesuffix(":00") if when.second == 0 else f"{when:%FT%T}"


@singledispatch
def document(answer: Any) -> dict[str, Any]:
    raise TypeError(type(answer))


@document.register
def _(answer: Reached) -> dict[str, Any]:
    found, built = answer.followed, answer.built
    changed = sorted(map(paths.write, built.changed))
    return {
        "tab": "events",
        "source": answer.asked.told.source,
        "kind": found.kind,
        "value": found.shown if isinstance(found.value, bytes) else found.value,
        "text": found.shown,
        "error": found.error,
        "message": found.message,
        "at": found.at,
        "holds_json": found.holds_json,
        "place": paths.write(found.way),
        "records": len(built.event.get("Records", ())),
        "changed": changed,
        "gone": [paths.write(way) for way in built.gone],
        "steps": [list(step) for step in answer.steps],
        "event": built.event,
    }


@document.register
def _(answer: Settled) -> dict[str, Any]:
    found = answer.outcome
    return {
        "tab": "batch",
        "feed": answer.asked.feed,
        "again": list(found.again),
        "done": list(found.done),
        "lost": list(found.lost),
        "twice": list(found.twice),
        "overtaken": found.overtaken,
        "rule": found.rule,
        "steps": list(found.steps),
    }


@document.register
def _(answer: Planned) -> dict[str, Any]:
    refusal, runs = answer.refusal, answer.plan.runs
    return {
        "tab": "schedules",
        "service": answer.asked.service,
        "zone": answer.asked.zone,
        "accepted": refusal is None,
        "field": refusal.field if refusal else "",
        "message": refusal.message if refusal else "",
        "runs": [moment(run.wall) for run in runs],
        "utc": [moment(run.utc) for run in runs],
        "days": [day.isoformat() for day in answer.days],
        "skipped": [moment(when) for when in answer.plan.skipped],
        "twice": [moment(run.wall) for run in runs if run.twice],
        "complete": answer.plan.complete,
        "steps": [list(step) for step in answer.steps],
    }
