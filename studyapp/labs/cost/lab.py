"""The cost lab: memory, vCPU share, time and the bill."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from studyapp.labs.base import Ask, Document, Goal, Lab, Verdict
from studyapp.labs.cost import asks, page, sections
from studyapp.labs.cost.documents import document
from studyapp.labs.cost.forms import CostForm
from studyapp.labs.cost.further import EDGE, MICROVMS
from studyapp.labs.cost.reckoning import Reckoning, reckon
from studyapp.labs.engine.cost.pricelist import (
    edge_keys,
    edge_list,
    microvm_keys,
    microvm_list,
    price_keys,
    price_list,
)
from studyapp.labs.engine.numbers import Numbers
from studyapp.lessons.models import Fact

# Facts that the lines of arithmetic lean on besides prices.
EXPLAINING = (
    *("vcpu-one", "vcpu-single-thread", "price-rounding", "price-billed-phases", "free-tmp"),
    *("price-pc-step", "price-async-size", "free-pc", "power-tuning"),
)


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
    assumes = (
        "All runs last equally long: the waiting, which no memory changes, and the CPU time "
        "divided by the share of the vCPUs that the code can use.",
        "Threads share their CPU time evenly, and nothing is lost between them.",
        "The initialisation of a cold start lasts equally long at any memory, and what a "
        "provisioned environment saves is the same at any memory, too.",
        "A month of Lambda MicroVMs has 720 hours, as in the worked examples of the pricing page, "
        "and all their launches are alike.",
        "A share of the requests is rounded half up to whole requests.",
    )
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
        place = form.cleaned_data["place"]
        if place == EDGE:
            return [*edge_keys(), *EXPLAINING]
        if place == MICROVMS:
            return [*microvm_keys(), *EXPLAINING]
        return [*price_keys(form.cleaned_data["region"]), *EXPLAINING]

    def solve(self, form: CostForm, numbers: Numbers) -> Reckoning:
        place = form.cleaned_data["place"]
        if place == EDGE:
            return reckon(form, edge_list(numbers))
        if place == MICROVMS:
            return reckon(form, microvm_list(numbers))
        return reckon(form, price_list(form.cleaned_data["region"], numbers))

    def document(self, result: Reckoning) -> dict[str, Any]:
        return document(result)

    def asks(self, form: CostForm) -> tuple[Ask, ...]:
        return asks.asks(form)

    def settle(self, ask: Ask, said: str, result: Reckoning) -> Verdict:
        return asks.settle(ask, said, result)

    def controls(self, form: CostForm, facts: Mapping[str, Fact]) -> dict[str, Any]:
        return page.question(form, facts)

    def show(self, form: CostForm, result: Reckoning, facts: Mapping[str, Fact]) -> dict[str, Any]:
        return page.answer(form, result, facts) | sections.more(form, result)
