"""The environments lab as its templates need it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from studyapp.labs.engine.cost.text import percent, plain
from studyapp.labs.engine.environments import explaining
from studyapp.labs.engine.environments.explaining import Step, seconds, some
from studyapp.labs.engine.environments.figures import Figures
from studyapp.labs.engine.environments.model import Result, Run
from studyapp.labs.environments import drawing, lanes
from studyapp.labs.environments.forms import OWN, EnvironmentsForm
from studyapp.lessons.models import Fact

LISTED = 300


def controls(form: EnvironmentsForm) -> dict[str, Any]:
    """Which folds stand open: those in which something was set."""
    return {
        "open_account": form.touched("limit", "others", "prepared"),
        "open_faults": form.touched("fails", "how", "retries", "timeout"),
        "open_more": form.touched("idle", "reuse", "about"),
    }


def show(
    result: Result, figures: Figures, steps: Sequence[Step], facts: Mapping[str, Fact]
) -> dict[str, Any]:
    """Everything that the result shows."""
    return {
        "summary": explaining.summary(result, figures),
        "tiles": _tiles(figures),
        "pictures": drawing.drawings(result, figures),
        "lasts": seconds(result.until),
        "has_lanes": lanes.has_lanes(result),
        "reading": reading(result, figures),
        "rows": [_row(result, run) for run in result.runs[:LISTED]],
        "unlisted": max(len(result.runs) - LISTED, 0),
        "shares": figures.shares if len(figures.shares) > 1 else (),
        "reasons": figures.reasons,
        "steps": [_step(step, facts) for step in steps],
    }


def reading(result: Result, figures: Figures) -> str:
    """The picture in one sentence, and what it cannot show."""
    peak = figures.total.peak
    first = next((at for at, level in figures.total.points if level == peak), 0)
    text = (
        f"Over {seconds(result.until)} the requests in flight reach {plain(peak)} at "
        f"{seconds(first)}; {some(figures.throttled, 'try', 'tries')} "
        f"{'is' if figures.throttled == 1 else 'are'} throttled."
    )
    far = [
        name
        for limit, name in drawing.limits_of(result, figures)
        if not drawing.is_near(limit, figures)
    ]
    if far:
        text += f" The limit ({' and '.join(far)}) lies above the picture."
    if not lanes.has_lanes(result):
        text += (
            f" More than {lanes.MOST_LANES} environments or {lanes.MOST_REQUESTS} requests: "
            "counts instead of lanes."
        )
    return text


def _tiles(figures: Figures) -> list[tuple[str, str, str]]:
    started = figures.cold + figures.warm
    share = percent(Decimal(figures.cold) / started) if started else ""
    made = f"{plain(figures.reclaimed)} reclaimed" if figures.reclaimed else "made on demand"
    last = (
        ("To the failure target", plain(figures.dead), f"of {some(figures.requests, 'event')}")
        if figures.dead
        else ("Most in flight", plain(figures.total.peak), "requests at once")
    )
    return [
        ("Cold starts", plain(figures.cold), f"{share} of the runs" if share else ""),
        ("Throttled", plain(figures.throttled), "429" if figures.throttled else "none refused"),
        ("Environments", plain(figures.environments), made),
        last,
    ]


def _row(result: Result, run: Run) -> dict[str, str]:
    return {
        "number": str(run.number) if run.attempt == 1 else f"{run.number}, try {run.attempt}",
        "at": seconds(run.start),
        "until": seconds(run.end) if run.environment >= 0 else "",
        "environment": result.name_of(run) or "none",
        "start": ("cold" if run.cold else "warm") if run.environment >= 0 else "throttled",
        "why": explaining.why(result, run),
        "reason": result.reason_of(run),
        "box": f"{run.globals}, {run.files}" if run.environment >= 0 else "",
    }


def _step(step: Step, facts: Mapping[str, Fact]) -> dict[str, Any]:
    today = timezone.now().date()
    chips = [
        {"known": facts[key], "fact": key, "label": facts[key].label}
        | {"due": facts[key].is_due(today)}
        for key in step.facts
        if key in facts
    ]
    label = "Your function" if step.label == OWN.capitalize() else step.label
    return {"label": label, "text": step.text, "assumed": step.assumed, "chips": chips}
