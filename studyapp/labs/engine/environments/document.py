"""A run as plain data: what scenarios, goals and scripts read. Times in seconds."""

from typing import Any

from studyapp.labs.engine.environments.figures import (
    Figures,
    Moment,
    Share,
    count,
    mean_in_flight,
    moments,
    per_second,
)
from studyapp.labs.engine.environments.model import Result, Run
from studyapp.labs.engine.environments.rules import SECOND

SHOWN = 300  # requests that are listed one by one


def document(result: Result, figures: Figures | None = None) -> dict[str, Any]:
    """Everything that was found out, in numbers, texts, lists and mappings."""
    figures = figures or count(result)
    setup = result.setup
    plain = (
        *("requests", "served", "failed", "dead", "tries", "cold", "warm", "throttled"),
        *("spilled", "environments", "reclaimed", "claimed"),
    )
    return {
        **{name: getattr(figures, name) for name in plain},
        "peak": figures.total.peak,
        "pool": setup.pool,
        "free": setup.limit - figures.claimed,
        "reasons": dict(figures.reasons),
        "functions": {share.name: _share(share) for share in figures.shares},
        "end": result.until / SECOND,
        "mean_in_flight": round(mean_in_flight(figures, result.until), 4),
        "per_second": per_second(result),
        "moments": [_moment(moment) for moment in moments(result)],
        "served_by": served_by(result),
        "runs": [_run(result, run) for run in result.runs[:SHOWN]],
        "ends": [
            {"request": one.number, "end": one.end.value, "at": one.done / SECOND}
            for one in result.requests[:SHOWN]
        ],
        "lanes": [
            {
                **{"name": one.name, "globals": one.globals, "files": one.files},
                **{"requests": list(one.numbers[:SHOWN])},
            }
            for one in result.environments[:40]
        ],
    }


def served_by(result: Result) -> list[str]:
    """For each of the first requests the environment of its last try; "-" when it had none."""
    last: dict[int, str] = {}
    for run in result.runs:
        if run.number <= SHOWN:
            last[run.number] = result.name_of(run) or "-"
    return [last.get(one.number, "-") for one in result.requests[:SHOWN]]


def _share(share: Share) -> dict[str, int]:
    names = ("arrivals", "started", "cold", "spilled", "throttled", "environments", "peak")
    return {name: getattr(share, name) for name in names}


def _moment(moment: Moment) -> dict[str, float]:
    names = ("asked", "started", "throttled", "in_flight")
    return {"at": moment.at / SECOND} | {name: getattr(moment, name) for name in names}


def _run(result: Result, run: Run) -> dict[str, Any]:
    return {
        **{"request": run.number, "try": run.attempt, "at": run.start / SECOND},
        **{"end": run.end / SECOND, "environment": result.name_of(run), "cold": run.cold},
        **{"outcome": run.outcome.value, "reason": result.reason_of(run)},
        **{"globals": run.globals, "files": run.files, "init": run.init / SECOND},
        **{"again": run.again / SECOND},
    }
