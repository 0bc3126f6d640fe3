"""What the cost lab says as plain data. Scenarios, goals and scripts read it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from studyapp.labs.cost.asks import ANSWERS
from studyapp.labs.cost.reckoning import Reckoning
from studyapp.labs.engine.cost import explaining
from studyapp.labs.engine.cost.charges import Kind
from studyapp.labs.engine.cost.comparing import Comparison
from studyapp.labs.engine.cost.duration import Outcome
from studyapp.labs.engine.cost.fitting import Fit
from studyapp.labs.engine.cost.lines import Line, Step
from studyapp.labs.engine.cost.pricing import request_units
from studyapp.labs.engine.cost.strategies import Choice
from studyapp.labs.engine.cost.study import Setting, Workload, break_even, utilisation
from studyapp.labs.engine.cost.text import fixed


def document(result: Reckoning) -> dict[str, Any]:
    """Amounts are strings, so that no digit is lost; None is what cannot be known."""
    chosen, work = result.study.chosen, result.workload
    busy, even = utilisation(chosen), break_even(result.prices, work.arch)
    picks = named(result.study.choices)
    cold = any(calls.cold for calls in chosen.usage.calls)
    return {
        **_setting(chosen),
        "cold_ms": int(chosen.run.billed(work.init)) if cold else None,
        "request_units": request_units(work.event_kb),
        "prepared_ms": next((calls.billed_ms for calls in chosen.usage.on_provisioned), None),
        "place": result.place,
        "charges": _charges(chosen),
        "unpriced": [_name(kind) for kind in chosen.bill.unpriced],
        "tier": max((charge.tier for charge in chosen.bill.charges), default=1),
        **{key: picks.get(key) for key in ("cheapest", "fastest", "balanced")},
        "at_cheapest": chosen.memory == picks.get("cheapest"),
        "least": result.study.least,
        "at_least": chosen.memory == result.study.least,
        "full_speed": work.profile.full_speed,
        "at_full_speed": chosen.memory == work.profile.full_speed,
        "waits": _text(work.profile.waits),
        "units_pay": bool(busy and even and even < busy <= 1),
        "requests": sum(calls.count for calls in chosen.usage.calls),
        "fixed": _given(work),
        "answers": {
            key: answer(result)[0] or None
            for key, answer in ANSWERS.items()
            if chosen.timed or key == "part"
        },
        "beside": _beside(result.beside),
        "fit": _fit(result.fit),
        "measured": named(result.measured) or None,
        "steps": [
            {"label": line.label, "text": [_written(step) for step in line.steps]}
            for line in _lines(result)
        ],
    }


def _given(work: Workload) -> dict[str, Any]:
    """What went in, for goals that forbid to change it."""
    profile = work.profile
    times = (profile.waits, profile.single, profile.parallel)
    return {
        "work": ", ".join(_text(time) for time in times),
        "timeout": work.timeout,
        "free": work.free,
        "units": f"{_text(work.hours)} h, {_text(100 * work.served)} %",
    }


def named(choices: Sequence[Choice]) -> dict[str, int]:
    """The memory that each strategy takes."""
    return {name.lower(): one.option.memory for one in choices for name in one.names}


def _setting(one: Setting) -> dict[str, Any]:
    lost = one.run.outcome is Outcome.OUT_OF_MEMORY
    return {
        "memory": one.memory,
        "arch": one.usage.arch.value,
        "outcome": one.run.outcome.name.lower() if one.timed else "not_modelled",
        "duration_ms": None if lost or not one.timed else str(one.run.duration),
        "billed_ms": None if lost or not one.timed else int(one.run.billed()),
        "total_usd": None if lost or one.bill.total is None else str(one.bill.total),
        "exact_usd": None if one.cost is None else _text(one.cost),
    }


def _charges(one: Setting) -> dict[str, str | None]:
    """USD by kind, the tiers of the duration together."""
    found: dict[str, Decimal | None] = {}
    for charge in one.bill.charges:
        name = _name(charge.kind)
        before = found.get(name, Decimal(0))
        known = before is not None and charge.amount is not None
        found[name] = (before or Decimal(0)) + (charge.amount or Decimal(0)) if known else None
    return {name: None if amount is None else _text(amount) for name, amount in found.items()}


def _name(kind: Kind) -> str:
    return kind.value.replace(" ", "_")


def _beside(pair: Comparison | None) -> dict[str, Any] | None:
    if pair is None:
        return None
    return {
        **_setting(pair.second),
        "slower_ms": None if pair.time is None else _text(pair.time),
        "dearer_usd": None if pair.cost is None else _text(pair.cost),
    }


def _fit(fit: Fit | None) -> dict[str, Any] | None:
    if fit is None:
        return None
    profile = fit.profile
    return {
        "waits_ms": _text(profile.waits),
        "single_ms": _text(profile.single),
        "parallel_ms": _text(profile.parallel),
        "threads": profile.threads,
        "settings": len(fit.misses),
        "mean_percent": fixed(100 * fit.mean, 1),
        "max_percent": fixed(100 * abs(fit.worst.error), 1),
    }


def _lines(result: Reckoning) -> tuple[Line, ...]:
    chosen = result.study.chosen
    lines = explaining.time_lines(chosen, result.workload) if chosen.timed else ()
    if chosen.cost is None:
        return lines
    return lines + explaining.bill_lines(chosen, result.prices.further)


def _written(step: Step) -> str:
    return " ".join(filter(None, (step.text, step.label or step.fact, step.after)))


def _text(value: Decimal) -> str:
    """All its digits, and no idle zeros.

    >>> _text(Decimal("2.3300")), _text(Decimal("200"))
    ('2.33', '200')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
