"""The bill of the cost lab as its template needs it: lines of text, each number a fact."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from studyapp.labs.engine.cost import explaining
from studyapp.labs.engine.cost.duration import Outcome
from studyapp.labs.engine.cost.further import FurtherPrices
from studyapp.labs.engine.cost.lines import Line, Step
from studyapp.labs.engine.cost.study import Setting, Workload
from studyapp.labs.engine.cost.text import common_places, fixed
from studyapp.lessons.models import Fact

UNIT = re.compile(r"(?<=[0-9]) (?=(?:ms|MB|GB-s|GB|KB|s|h|vCPU|USD)\b)")


def bill(
    chosen: Setting, workload: Workload, prices: FurtherPrices, facts: Mapping[str, Fact]
) -> dict[str, Any]:
    """The lines of arithmetic, each amount with as many decimals as one of them needs."""
    times = explaining.time_lines(chosen, workload) if chosen.timed else ()
    lines, total, exact = explaining.bill_lines(chosen, prices), chosen.bill.total, chosen.cost
    if chosen.run.outcome is Outcome.OUT_OF_MEMORY:
        lines, total = (), None
    places = common_places([line.amount for line in lines if line.amount is not None])
    today = timezone.now().date()
    return {
        "time": [_line(line, places, facts, today) for line in times],
        "lines": [_line(line, places, facts, today) for line in lines],
        "exact": "" if exact is None else fixed(exact, places),
        "total": "" if total is None else fixed(total, 2),
        "rounded": total != exact,
        "free": _free(workload),
    }


def _free(workload: Workload) -> str:
    """What became of the free tier, for the last line."""
    if workload.edge or workload.machines:
        return "no free tier here"
    return "free tier taken off" if workload.free else "free tier left out"


def chip(key: str, facts: Mapping[str, Fact]) -> SafeString:
    """A fact as a link."""
    return _step(Step("", key), facts, timezone.now().date())


def glued(text: str) -> str:
    """A number and its unit never stand on two lines."""
    return UNIT.sub("\u00a0", text)


def _line(line: Line, places: int, facts: Mapping[str, Fact], today: date) -> dict[str, Any]:
    amount: Decimal | None = line.amount
    return {
        "label": line.label,
        "steps": [_step(step, facts, today) for step in line.steps],
        "amount": ("" if amount is None else fixed(amount, places)) if line.priced else "no price",
    }


def _step(step: Step, facts: Mapping[str, Fact], today: date) -> SafeString:
    """The text as HTML; a number that the ledger holds leads to its fact."""
    parts: list[str] = [escape(glued(step.text))] if step.text else []
    if step.fact:
        fact = facts.get(step.fact)
        label = escape(glued(step.label or (fact.label if fact else step.fact)))
        due = " data-due" if fact and fact.is_due(today) else ""
        link = f'<a class="fact" href="{_address(step.fact)}"{due}>{label}</a>'
        parts.append(link if fact else label)
    if step.after:
        parts.append(escape(glued(step.after)))
    return mark_safe(" ".join(parts))  # noqa: S308  all of it is escaped


@lru_cache(256)
def _address(key: str) -> str:
    return reverse("facts:fact", args=[key])
