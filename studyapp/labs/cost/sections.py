"""What the cost lab shows besides one setting: measurements, and a second setting."""

from decimal import Decimal
from typing import Any

from studyapp.labs.cost import written
from studyapp.labs.cost.drawing import picked
from studyapp.labs.cost.forms import CostForm
from studyapp.labs.cost.reckoning import Reckoning
from studyapp.labs.cost.samples import LICENCE, OWN, SAMPLES, SOURCE
from studyapp.labs.engine.cost.comparing import Comparison, part
from studyapp.labs.engine.cost.duration import Outcome, share
from studyapp.labs.engine.cost.fitting import Fit, Miss
from studyapp.labs.engine.cost.study import Setting
from studyapp.labs.engine.cost.text import fixed, money, percent, plain


def more(form: CostForm, result: Reckoning) -> dict[str, Any]:
    """What only some states show; None where there is nothing of it."""
    return {
        "fit": _fit(form, result) if result.fit else None,
        "beside": _beside(result.beside) if result.beside else None,
    }


def _fit(form: CostForm, result: Reckoning) -> dict[str, Any]:
    fit = result.fit
    assert fit is not None  # noqa: S101  asked for only where there is one
    sample = SAMPLES.get(form.cleaned_data["sample"])
    return {
        "name": sample.name if sample else "Your measurements",
        "source": SOURCE if form.cleaned_data["sample"] != OWN else "",
        "licence": LICENCE,
        "sentence": _fitted(fit),
        "caveat": _caveat(fit),
        "count": len(fit.misses),
        "rows": written.measured(_miss(miss) for miss in fit.misses),
        "picks": [
            f"{picked(one.names).lower()} {plain(one.option.memory)} MB" for one in result.measured
        ],
    }


def _fitted(fit: Fit) -> str:
    profile = fit.profile
    parts = [
        f"{plain(profile.waits, 2)} ms waiting" if profile.waits else "no waiting",
        f"{plain(profile.single, 2)} ms CPU on one thread" if profile.single else "",
        f"{plain(profile.parallel, 2)} ms CPU shared by {profile.threads} threads"
        if profile.parallel
        else "",
    ]
    worst = fit.worst
    return (
        f"The model that fits best: {', '.join(filter(None, parts))}. It misses the measured"
        f" durations by {percent(fit.mean)} on average, and by {percent(abs(worst.error))} at most,"
        f" at {plain(worst.point.memory)} MB."
    )


def _caveat(fit: Fit) -> str:
    if not fit.told_apart:
        return (
            "All settings measured hold at least one vCPU: waiting and CPU time cannot be told"
            " apart, so nothing is known of smaller settings."
        )
    if len(fit.misses) < 3:
        return "Two settings can always be fitted. Measure a third to see how good the model is."
    return ""


def _miss(miss: Miss) -> tuple[str, ...]:
    """A row of what was measured, as `written` takes it."""
    error = miss.error
    sign = "+" if error > 0 else "\u2212" if error < 0 else ""
    return (
        plain(miss.point.memory),
        plain(miss.point.duration, 2),
        plain(miss.modelled, 2),
        f"{sign}{percent(abs(error))}",
    )


def _beside(pair: Comparison) -> dict[str, Any]:
    first, second = pair.first, pair.second
    rows = [
        ("vCPU share", *(fixed(share(one.memory), 2) for one in (first, second)), ""),
        ("Duration", _time(first), _time(second), _more(pair.time, first.run.duration, _ms)),
        ("A month", _month(first), _month(second), _more(pair.cost, first.bill.total, money)),
    ]
    return {
        "heads": [_head(first), _head(second)],
        "rows": [
            {"label": label, "first": one, "second": other, "difference": gap}
            for label, one, other, gap in rows
        ],
        "sentence": _told(pair),
    }


def _head(one: Setting) -> str:
    return f"{plain(one.memory)} MB, {one.usage.arch.value}"


def _ms(value: Decimal) -> str:
    return f"{plain(value, 2)} ms"


def _time(one: Setting) -> str:
    return "–" if one.run.outcome is Outcome.OUT_OF_MEMORY else _ms(one.run.duration)


def _month(one: Setting) -> str:
    return "–" if one.cost is None else money(one.cost)


def _more(gap: Decimal | None, whole: Decimal | None, write: Any) -> str:
    """A difference with its sign, and as a part of the first."""
    if gap is None:
        return "–"
    if not gap:
        return "none"
    share_of = part(gap, whole)
    sign = "+" if gap > 0 else "\u2212"
    beside = "" if share_of is None else f" ({sign}{percent(abs(share_of))})"
    return f"{sign}{write(abs(gap))}{beside}"


def _told(pair: Comparison) -> str:
    if pair.time is None:
        return "One of the two is killed: out of memory."
    time = "takes as long" if not pair.time else "is slower" if pair.time > 0 else "is faster"
    if pair.cost is None:
        return f"The second {time}; no bill can be given."
    cost = "costs the same" if not pair.cost else "costs more" if pair.cost > 0 else "costs less"
    word = "and" if (pair.time > 0) == (pair.cost > 0) else "but"
    return f"The second {time} {word} {cost}."
