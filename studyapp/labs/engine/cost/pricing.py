"""From what was used to what it costs, in Decimals. No Django here; prices are an argument.

`bill` answers with charges: quantity x price = amount, each price with the key of its fact.
Amounts are exact; only the total is rounded, once, half up to cents. How a quantity came
about is told in words by `explaining`.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, localcontext
from functools import cached_property

from studyapp.labs.engine.cost.charges import GB_MB, THOUSAND, ZERO, Arch, Charge, Kind, Sourced
from studyapp.labs.engine.cost.duration import EXACT
from studyapp.labs.engine.cost.further import (
    NOTHING,
    Further,
    FurtherPrices,
    Instances,
    charges_by_memory,
    machine_charges,
    steady_charges,
)
from studyapp.labs.engine.cost.microvms import MicroVms

STORAGE_FREE_MB = 512  # fact free-tmp
PROVISIONED_STEP_S = 300  # fact price-pc-step
EVENT_FIRST_KB, EVENT_NEXT_KB = 256, 64  # fact price-async-size
EVENT_MOST_KB = 1024  # fact payload-async
FREE_REQUESTS, FREE_GBS = 1_000_000, 400_000  # facts free-requests, free-gbs: what can be left
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Tier:
    """The price of a GB-s up to the monthly quantity `ends`; None: without end."""

    price: Sourced
    ends: Sourced | None = None


@dataclass(frozen=True, slots=True)
class ArchPrices:
    """`known_to`: the GB-s a month beyond which no lower tier is confirmed for this Region."""

    tiers: tuple[Tier, ...]
    provisioned: Sourced | None
    provisioned_duration: Sourced | None
    known_to: Sourced | None = None


@dataclass(frozen=True, slots=True)
class Prices:
    """All prices of one Region."""

    region: str
    request: Sourced
    storage: Sourced
    archs: tuple[ArchPrices, ArchPrices]  # x86_64, arm64
    free_requests: Sourced
    free_gbs: Sourced
    further: FurtherPrices

    def of(self, arch: Arch) -> ArchPrices:
        return self.archs[0] if arch is Arch.X86 else self.archs[1]


@dataclass(frozen=True, slots=True)
class Calls:
    """Requests that are billed alike."""

    count: int
    billed_ms: int
    provisioned: bool = False
    cold: bool = False

    @property
    def seconds(self) -> Decimal:
        return EXACT.divide(Decimal(self.count * self.billed_ms), THOUSAND)


@dataclass(frozen=True, slots=True)
class Usage:
    """What one function used in a month."""

    memory: int
    arch: Arch
    calls: tuple[Calls, ...]
    storage_mb: int = STORAGE_FREE_MB
    event_kb: int = 0
    units: int = 0
    hours: Decimal = ZERO
    free_requests: bool = False
    free_duration: bool = False
    requests_left: Decimal | None = None  # of the account's free tier; None: all of it
    gbs_left: Decimal | None = None
    further: Further = NOTHING
    machines: Instances | MicroVms | None = None  # it runs on these, not on default compute

    @property
    def on_demand(self) -> tuple[Calls, ...]:
        return tuple(calls for calls in self.calls if not calls.provisioned)

    @property
    def on_provisioned(self) -> tuple[Calls, ...]:
        return tuple(calls for calls in self.calls if calls.provisioned)

    @property
    def requests(self) -> int:
        """Billable requests: a large asynchronous event counts as several."""
        return sum(calls.count for calls in self.calls) * request_units(self.event_kb)

    @property
    def provisioned_seconds(self) -> Decimal:
        """The time for which units are charged: rounded up to the next five minutes."""
        with localcontext(EXACT):
            steps = self.hours * 3600 / PROVISIONED_STEP_S
            return steps.to_integral_value(ROUND_CEILING) * PROVISIONED_STEP_S

    def gb_seconds(self, seconds: Decimal) -> Decimal:
        return EXACT.divide(EXACT.multiply(seconds, self.memory), GB_MB)


@dataclass(frozen=True)
class Bill:
    """`at_most`: some of it is billed at the first tier because no lower one is confirmed."""

    charges: tuple[Charge, ...]
    at_most: bool = False

    @property
    def unpriced(self) -> tuple[Kind, ...]:
        return tuple(charge.kind for charge in self.charges if charge.price is None)

    @cached_property
    def exact(self) -> Decimal | None:
        """The sum before rounding; None when a price is missing: no half bills."""
        exact = ZERO
        for charge in self.charges:
            if (amount := charge.amount) is None:
                return None
            exact = EXACT.add(exact, amount)
        return exact

    @property
    def total(self) -> Decimal | None:
        exact = self.exact
        if exact is None:
            return None
        with localcontext(EXACT):
            return exact.quantize(CENT, ROUND_HALF_UP)


def request_units(event_kb: int) -> int:
    """How many requests one asynchronous event of this size counts as.

    >>> [request_units(kb) for kb in (0, 256, 257, 300, 320, 321, 1024)]
    [1, 1, 2, 2, 2, 3, 13]
    """
    return 1 - min(0, (EVENT_FIRST_KB - event_kb) // EVENT_NEXT_KB)


def bill(usage: Usage, prices: Prices, steady: tuple[Charge, ...] | None = None) -> Bill:
    """Every charge of the month, in the order in which the page shows them.

    `steady`: the further charges that no memory changes, if they are known already.
    """
    arch = prices.of(usage.arch)
    charges: list[Charge] = []
    beyond = False
    if usage.machines:
        charges += machine_charges(usage.machines, usage.requests, prices.further)
    else:
        with localcontext(EXACT):
            on_demand = usage.on_demand
            used = usage.gb_seconds(sum((calls.seconds for calls in on_demand), ZERO))
            left = _left(prices.free_gbs, usage.gbs_left)
            free = min(used, left) if usage.free_duration else ZERO
            charges += _duration(used - free, free, arch.tiers) if on_demand else []
            charges += _provisioned_duration(usage, arch)
            if usage.calls:
                charges.append(_requests(usage, prices))
            charges += _provisioned(usage, arch)
            charges += _storage(usage, prices)
            beyond = arch.known_to is not None and used - free > arch.known_to.number
    if usage.further is not NOTHING:
        charges += charges_by_memory(usage.further, usage.memory, usage.arch, prices.further)
        charges += steady_charges(usage.further, prices.further) if steady is None else steady
    return Bill(tuple(charges), at_most=beyond)


def _left(whole: Sourced, left: Decimal | None) -> Decimal:
    """What the account's other functions leave of a free amount."""
    return whole.number if left is None else min(left, whole.number)


def _duration(gbs: Decimal, free: Decimal, tiers: tuple[Tier, ...]) -> list[Charge]:
    charges: list[Charge] = []
    above: Sourced | None = None
    below = ZERO
    for number, tier in enumerate(tiers, start=1):
        upto = gbs if tier.ends is None else min(gbs, tier.ends.number)
        if number == 1 or upto > below:
            taken = free if number == 1 else ZERO
            charges.append(Charge(Kind.DURATION, upto - below, tier.price, taken, number, above))
        below, above = upto, tier.ends
    return charges


def _requests(usage: Usage, prices: Prices) -> Charge:
    used = Decimal(usage.requests)
    left = _left(prices.free_requests, usage.requests_left)
    free = min(used, left) if usage.free_requests else ZERO
    return Charge(Kind.REQUESTS, used - free, prices.request, free)


def _provisioned_duration(usage: Usage, arch: ArchPrices) -> list[Charge]:
    calls = usage.on_provisioned
    if not calls:
        return []
    seconds = sum((some.seconds for some in calls), ZERO)
    price = arch.provisioned_duration
    return [Charge(Kind.PROVISIONED_DURATION, usage.gb_seconds(seconds), price)]


def _provisioned(usage: Usage, arch: ArchPrices) -> list[Charge]:
    if not usage.units:
        return []
    seconds = usage.units * usage.provisioned_seconds
    return [Charge(Kind.PROVISIONED, usage.gb_seconds(seconds), arch.provisioned)]


def _storage(usage: Usage, prices: Prices) -> list[Charge]:
    """The part of /tmp that is not included, for the billed duration of every call."""
    extra = usage.storage_mb - STORAGE_FREE_MB
    if extra <= 0 or not usage.calls:
        return []
    seconds = sum((calls.seconds for calls in usage.calls), ZERO)
    return [Charge(Kind.STORAGE, seconds * extra / GB_MB, prices.storage)]
