"""Which facts are the prices of a Region, and how they become `Prices`. No Django here.

A fact without a Region in its key is the price in us-east-1. Elsewhere only requests, the first
tier, /tmp and x86_64 provisioned concurrency are confirmed: what is missing stays missing.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from studyapp.labs.engine.cost.charges import Sourced
from studyapp.labs.engine.cost.further import FurtherPrices
from studyapp.labs.engine.cost.microvms import MicroVmPrices
from studyapp.labs.engine.cost.pricing import ArchPrices, Prices, Tier
from studyapp.labs.engine.numbers import MissingNumberError

HOME = "us-east-1"
SHARED = ("free-requests", "free-gbs", "price-tier1-x86", "price-tier1-arm")
ONLY_HOME = (
    *(f"price-gbs-{arch}-t{tier}" for arch in ("x86", "arm") for tier in (1, 2, 3)),
    *(f"price-tier2-{arch}" for arch in ("x86", "arm")),
    *("price-pc-arm", "price-pc-dur-arm"),
)
LIMITS = ("price-snapstart-least", "free-stream-first", "free-stream", "price-lmi-fee")
FURTHER = {
    "snapshot": "price-snapstart-cache",
    "restore": "price-snapstart-restore",
    "stream": "price-stream",
    "operation": "price-durable",
    "written": "price-durable-written",
    "kept": "price-durable-kept",
    "kafka": "price-epu",
    "sqs": "price-epu-sqs",
    "managed_request": "price-lmi-request",
}
TENANTS = ("price-tenant", "price-tenant-arm")
EDGE = ("price-edge", "price-edge-gbs")
MICROVMS = {
    "vcpu": "price-microvm",
    "memory": "price-microvm-gb",
    "written": "price-microvm-written",
    "read": "price-microvm-read",
    "kept": "price-microvm-kept",
    "gb_a_vcpu": "microvm-ratio",
}
PER_REGION = ("price-request", "price-tmp", "price-pc-x86", "price-pc-dur-x86")


def price_keys(region: str) -> tuple[str, ...]:
    """The keys of all facts that `price_list` may ask for."""
    if region == HOME:
        return SHARED + ONLY_HOME + PER_REGION + LIMITS + TENANTS + tuple(FURTHER.values())
    local = ("price-gbs-x86", "price-gbs-arm", *PER_REGION)
    return SHARED + LIMITS + tuple(f"{key}.{region}" for key in local)


def edge_keys() -> tuple[str, ...]:
    return price_keys(HOME) + EDGE


def microvm_keys() -> tuple[str, ...]:
    return price_keys(HOME) + tuple(MICROVMS.values())


def _need(numbers: Mapping[str, Decimal], key: str) -> Sourced:
    if key not in numbers:
        raise MissingNumberError(key)
    return Sourced(numbers[key], key)


def price_list(region: str, numbers: Mapping[str, Decimal]) -> Prices:
    """The prices of `region`, from the ledger's numbers by key."""

    def find(key: str) -> Sourced | None:
        return Sourced(numbers[key], key) if key in numbers else None

    def need(key: str) -> Sourced:
        return _need(numbers, key)

    def local(key: str) -> str:
        return key if region == HOME else f"{key}.{region}"

    def arch(name: str) -> ArchPrices:
        provisioned, duration = find(local(f"price-pc-{name}")), find(local(f"price-pc-dur-{name}"))
        first_end = need(f"price-tier1-{name}")
        if region != HOME:
            tiers: tuple[Tier, ...] = (Tier(need(f"price-gbs-{name}.{region}")),)
            return ArchPrices(tiers, provisioned, duration, known_to=first_end)
        first, second, third = (need(f"price-gbs-{name}-t{tier}") for tier in (1, 2, 3))
        second_end = need(f"price-tier2-{name}")
        tiers = (Tier(first, first_end), Tier(second, second_end), Tier(third))
        return ArchPrices(tiers, provisioned, duration)

    return Prices(
        region=region,
        request=need(local("price-request")),
        storage=need(local("price-tmp")),
        archs=(arch("x86"), arch("arm")),
        free_requests=need("free-requests"),
        free_gbs=need("free-gbs"),
        further=further_prices(region, numbers),
    )


def further_prices(region: str, numbers: Mapping[str, Decimal]) -> FurtherPrices:
    """What is confirmed of the further charges: the limits anywhere, the prices at home."""

    def find(key: str) -> Sourced | None:
        return Sourced(numbers[key], key) if region == HOME and key in numbers else None

    least, first, month, fee = (_need(numbers, key) for key in LIMITS)
    x86, arm = (find(key) for key in TENANTS)
    found: dict[str, Any] = {name: find(key) for name, key in FURTHER.items()}
    return FurtherPrices(least, first, month, fee, tenants=(x86, arm), **found)


def edge_list(numbers: Mapping[str, Decimal]) -> Prices:
    """Lambda@Edge: one price of a request and one of a GB-s, whatever the Region and the month."""
    request, duration = (_need(numbers, key) for key in EDGE)
    arch = ArchPrices((Tier(duration),), None, None)
    return replace(price_list(HOME, numbers), request=request, archs=(arch, arch))


def microvm_list(numbers: Mapping[str, Decimal]) -> Prices:
    """Lambda MicroVMs: prices of their own, of which those of one Region are confirmed."""
    prices = price_list(HOME, numbers)
    own = MicroVmPrices(**{name: _need(numbers, key) for name, key in MICROVMS.items()})
    return replace(prices, further=replace(prices.further, microvms=own))
