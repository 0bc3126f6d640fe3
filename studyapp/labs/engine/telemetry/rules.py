"""What AWS says, as numbers of the ledger. No Django here."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

SECOND = Decimal(1000)
MINUTE = 60 * SECOND

NEEDED = (
    *("lc-init-limit", "async-retries", "async-retry-first", "async-retry-second"),
    *("met-minute", "vcpu-one", "xr-sample-first", "xr-sample-rest"),
)
"""Keys of the facts that the model calculates with."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Times in ms."""

    init_limit: Decimal
    retries: int
    waits: tuple[Decimal, ...]  # before the first and the second retry
    period: Decimal  # between two data points of a metric
    vcpu_mb: int
    sampled_first: int  # traces taken in each second, before the share
    sampled_rest: Decimal  # percent of the others


def rules(numbers: Mapping[str, Decimal]) -> Rules:
    return Rules(
        init_limit=numbers["lc-init-limit"] * SECOND,
        retries=int(numbers["async-retries"]),
        waits=(numbers["async-retry-first"] * MINUTE, numbers["async-retry-second"] * MINUTE),
        period=numbers["met-minute"] * MINUTE,
        vcpu_mb=int(numbers["vcpu-one"]),
        sampled_first=int(numbers["xr-sample-first"]),
        sampled_rest=numbers["xr-sample-rest"],
    )
