"""The numbers of the ledger that a draw computes with, fixed when an attempt begins."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from quizzes.engine.expressions import Numbers
from studyapp.content.references import facts_computed
from studyapp.lessons.models import Fact


def fix_numbers(slots: Iterable[Any]) -> None:
    """Note in each slot what the facts of its draw say today. One query, or none."""
    needed = [(slot, facts_computed(slot.version.item())) for slot in slots]
    keys = {key for _, own in needed for key in own}
    if not keys:
        return
    known = _known(keys)
    for slot, own in needed:
        slot.numbers = {key: known[key] for key in sorted(own) if key in known}


def numbers_today(keys: Iterable[str]) -> Numbers:
    """What these facts say now, by key; a fact without a number is left out. One query."""
    return {key: Decimal(number) for key, number in _known(set(keys)).items()}


def _known(keys: set[str]) -> dict[str, str]:
    rows = Fact.objects.filter(pk__in=keys).exclude(number="")
    return dict(rows.values_list("key", "number"))


def with_fixed(today: Numbers, fixed: dict[str, str]) -> Numbers:
    """Today's numbers, but for those that an attempt has fixed."""
    return {**today, **{key: Decimal(number) for key, number in fixed.items()}}
