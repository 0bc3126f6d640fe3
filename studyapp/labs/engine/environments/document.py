"""A run as plain data: what scenarios, goals and scripts read. Times in seconds."""

from typing import Any

from studyapp.labs.engine.environments.figures import (
    Figures,
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
        "functions": {
            share.name: {
                name: getattr(share, name)
                for name in share.__dataclass_fields__
                if name not in ("name", "reserved", "provisioned")
            }
            for share in figures.shares
        },
        "end": result.until / SECOND,
        "mean_in_flight": round(mean_in_flight(figures, result.until), 4),
        "per_second": per_second(result),
        "moments": [
            {
                **{"at": moment.at / SECOND, "asked": moment.asked, "started": moment.started},
                **{"throttled": moment.throttled, "in_flight": moment.in_flight},
            }
            for moment in moments(result)
        ],
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


def _run(result: Result, run: Run) -> dict[str, Any]:
    return {
        **{"request": run.number, "try": run.attempt, "at": run.start / SECOND},
        **{"end": run.end / SECOND, "environment": result.name_of(run), "cold": run.cold},
        **{"outcome": run.outcome.value, "reason": result.reason_of(run)},
        **{"globals": run.globals, "files": run.files, "init": run.init / SECOND},
        **{"again": run.again / SECOND},
    }
