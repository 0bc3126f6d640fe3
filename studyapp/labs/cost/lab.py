"""The cost lab: memory, vCPU share, time and the bill."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from studyapp.labs.base import Ask, Choice, Document, Goal, Lab, Verdict
from studyapp.labs.cost import page
from studyapp.labs.cost.forms import CostForm
from studyapp.labs.engine.cost.duration import MEMORY_MAX, Outcome
from studyapp.labs.engine.cost.pricelist import price_keys, price_list
from studyapp.labs.engine.cost.pricing import Prices
from studyapp.labs.engine.cost.study import (
    Setting,
    Study,
    Workload,
    at,
    break_even,
    study,
    utilisation,
)
from studyapp.labs.engine.cost.text import money, plain
from studyapp.labs.engine.numbers import Numbers
from studyapp.lessons.models import Fact

# Facts that the lines of arithmetic lean on besides prices.
EXPLAINING = (
    *("vcpu-one", "vcpu-single-thread", "price-rounding", "price-billed-phases", "free-tmp"),
    *("price-pc-step", "price-async-size", "free-pc"),
)
MOVES = (Choice("up", "It grows"), Choice("same", "It stays"), Choice("down", "It falls"))
SAME = Decimal("0.01")  # a smaller part of the amount is no difference
BILL = Ask("bill", "Twice this memory: what happens to the monthly bill?", MOVES)
TIME = Ask("time", "Twice this memory: what happens to the duration?", MOVES)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A workload over all settings, and at twice the memory that was chosen."""

    workload: Workload
    prices: Prices
    study: Study
    doubled: Setting


def _free_speed(document: Document) -> bool:
    return bool(document["outcome"] == "done" and document["memory"] == document["full_speed"])


def _cheapest_wait(document: Document) -> bool:
    return bool(Decimal(document["waits"]) and document["cheapest"] == document["memory"])


def _units_pay(document: Document) -> bool:
    return bool(document["units_pay"])


class CostLab(Lab[CostForm, Reckoning]):
    slug = "cost"
    title = "Memory, vCPU, time and cost"
    lede = "Move the memory. Watch what gets faster, what gets dearer, and where neither happens."
    card = (
        "What memory buys: a share of a vCPU, and with it time. Where more of it is free, where it"
        " only costs, and how the bill comes about line by line."
    )
    lesson = "memory-and-cost"
    tasks = ("3.2", "4.2")
    shut = False
    script = "js/cost.js"
    named = ("free-requests", "free-gbs", "free-pc")
    form_class = CostForm
    goals = (
        Goal(
            "free-speed",
            "Set the least memory at which the code is as fast as it gets.",
            _free_speed,
        ),
        Goal("cheapest-wait", "Find the cheapest memory for code that waits.", _cheapest_wait),
        Goal("units-pay", "Let provisioned concurrency pay off.", _units_pay),
    )

    def facts(self, form: CostForm) -> Iterable[str]:
        return [*price_keys(form.cleaned_data["region"]), *EXPLAINING]

    def solve(self, form: CostForm, numbers: Numbers) -> Reckoning:
        prices = price_list(form.cleaned_data["region"], numbers)
        workload, memory = form.workload(), form.memory_size
        doubled = at(workload, min(2 * memory, MEMORY_MAX), prices)
        return Reckoning(workload, prices, study(workload, memory, prices), doubled)

    def document(self, result: Reckoning) -> dict[str, Any]:
        chosen, profile = result.study.chosen, result.workload.profile
        busy, even = utilisation(chosen), break_even(result.prices, result.workload.arch)
        named = {name: one.option for one in result.study.choices for name in one.names}
        cheapest = named.get("Cheapest")
        return {
            "memory": chosen.memory,
            "outcome": chosen.run.outcome.name.lower(),
            "duration_ms": str(chosen.run.duration),
            "billed_ms": int(chosen.run.billed()),
            "total_usd": None if chosen.bill.total is None else str(chosen.bill.total),
            "exact_usd": None if chosen.cost is None else str(chosen.cost),
            "cheapest": cheapest.memory if cheapest else None,
            "least": result.study.least,
            "full_speed": profile.full_speed,
            "waits": str(profile.waits),
            "units_pay": bool(busy and even and even < busy <= 1),
        }

    def asks(self, form: CostForm) -> tuple[Ask, ...]:
        return BILL, TIME

    def settle(self, ask: Ask, said: str, result: Reckoning) -> Verdict:
        pair = (result.study.chosen, result.doubled)
        of_time = ask.id == TIME.id
        known = [one.run.duration if of_time else one.cost for one in pair]
        values = [value for value in known if value is not None]
        if len(values) < 2 or any(one.run.outcome is Outcome.OUT_OF_MEMORY for one in pair):
            return Verdict(False, "It cannot be told", "One of the two settings has no result.")
        went = _went(*values)
        answer = next(choice.text for choice in MOVES if choice.id == went)
        write = _milliseconds if of_time else money
        before, after = (
            f"{write(value)} at {plain(one.memory)} MB"
            for value, one in zip(values, pair, strict=True)
        )
        return Verdict(said == went, answer, f"It is {before} and {after}.")

    def controls(self, form: CostForm, facts: Mapping[str, Fact]) -> dict[str, Any]:
        return page.question(form, facts)

    def show(self, form: CostForm, result: Reckoning, facts: Mapping[str, Fact]) -> dict[str, Any]:
        return page.answer(form, result.study, result.workload, result.prices, facts)


def _milliseconds(value: Decimal) -> str:
    return f"{plain(value, 2)} ms"


def _went(before: Decimal, after: Decimal) -> str:
    if abs(after - before) <= SAME * before:
        return "same"
    return "up" if after > before else "down"
