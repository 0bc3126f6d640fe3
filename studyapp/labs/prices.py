"""From rows of the ledger to the prices that the engine calculates with."""

from collections.abc import Mapping

from studyapp.labs.engine.pricelist import price_keys, price_list
from studyapp.labs.engine.pricing import Prices
from studyapp.lessons.models import Fact

# Facts that the lines of arithmetic lean on besides prices.
EXPLAINING = (
    *("vcpu-one", "vcpu-single-thread", "price-rounding", "price-billed-phases", "free-tmp"),
    *("price-pc-step", "price-async-size", "free-pc"),
)


def facts_of(region: str) -> dict[str, Fact]:
    """Every fact that a bill in `region` may show, by key, in one query."""
    return Fact.objects.in_bulk([*price_keys(region), *EXPLAINING])


def prices_for(region: str, facts: Mapping[str, Fact]) -> Prices:
    """The prices of `region`; MissingPriceError names the first one that the ledger lacks."""
    return price_list(region, {key: fact.exact for key, fact in facts.items() if fact.number})
