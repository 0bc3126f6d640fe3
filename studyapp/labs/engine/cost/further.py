"""What a function may cost besides requests, duration and provisioned concurrency. No Django here.

SnapStart and tenant environments are paid by the memory, streaming, durable functions and event
pollers are not. Managed Instances are paid by the instance, and have no duration.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from studyapp.labs.engine.cost.charges import GB_MB, ZERO, Arch, Charge, Kind, Sourced
from studyapp.labs.engine.cost.duration import EXACT
from studyapp.labs.engine.cost.microvms import HOUR_S, MicroVmPrices, MicroVms, microvm_charges

STREAMED_MOST_MB = 200  # fact payload-stream
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Further:
    """What a month uses of it."""

    snapshot_hours: Decimal = ZERO  # for which the snapshots of all versions are kept
    restores: int = 0
    streamed: int = 0  # responses
    streamed_mb: Decimal = ZERO  # of each
    streamed_free: bool = False  # whether the monthly allowance is taken off
    tenants: int = 0  # environments made for tenants
    operations: int = 0
    written_gb: Decimal = ZERO
    kept_gb: Decimal = ZERO  # GB kept for a month
    kafka_hours: Decimal = ZERO  # EPU hours
    sqs_hours: Decimal = ZERO


NOTHING = Further()


@dataclass(frozen=True, slots=True)
class Instances:
    """EC2 instances of a capacity provider, in a month."""

    hours: Decimal
    on_demand: Decimal  # USD an hour, by which the fee goes
    paid: Decimal  # USD an hour, after a discount


@dataclass(frozen=True, slots=True)
class FurtherPrices:
    """None where no source of the ledger gives the price, as in every Region but one."""

    snapshot_least: Sourced  # h
    stream_first: Sourced  # MB of each response without a charge
    stream_month: Sourced  # GB
    fee: Sourced  # per cent of the on-demand price
    snapshot: Sourced | None = None
    restore: Sourced | None = None
    stream: Sourced | None = None
    tenants: tuple[Sourced | None, Sourced | None] = (None, None)  # x86_64, arm64
    operation: Sourced | None = None
    written: Sourced | None = None
    kept: Sourced | None = None
    kafka: Sourced | None = None
    sqs: Sourced | None = None
    managed_request: Sourced | None = None
    microvms: MicroVmPrices | None = None  # read only for the place that needs them


def snapshot_hours(used: Further, prices: FurtherPrices) -> Decimal:
    """The hours charged: a snapshot that is kept for less is kept for the least."""
    return max(used.snapshot_hours, prices.snapshot_least.number) if used.snapshot_hours else ZERO


def streamed(used: Further, prices: FurtherPrices) -> tuple[Decimal, Decimal]:
    """GB above what each response has free, and how many of them the allowance takes off."""
    with localcontext(EXACT):
        beyond = max(used.streamed_mb - prices.stream_first.number, ZERO)
        total = used.streamed * beyond / GB_MB
        return total, min(total, prices.stream_month.number) if used.streamed_free else ZERO


def charges_by_memory(
    used: Further, memory: int, arch: Arch, prices: FurtherPrices
) -> list[Charge]:
    """Those that grow with the memory and are not zero, in the order of the bill."""
    gb = EXACT.divide(Decimal(memory), GB_MB)
    tenant = prices.tenants[0] if arch is Arch.X86 else prices.tenants[1]
    kept_s = EXACT.multiply(snapshot_hours(used, prices), HOUR_S)
    counts = (
        (Kind.SNAPSHOT, kept_s, prices.snapshot),
        (Kind.RESTORES, used.restores, prices.restore),
        (Kind.TENANTS, used.tenants, tenant),
    )
    return [
        Charge(kind, EXACT.multiply(gb, count), price) for kind, count, price in counts if count
    ]


def steady_charges(used: Further, prices: FurtherPrices) -> tuple[Charge, ...]:
    """Those that no memory changes and that are not zero, in the order of the bill."""
    total, free = streamed(used, prices)
    charges = (
        Charge(Kind.STREAMING, EXACT.subtract(total, free), prices.stream, free),
        Charge(Kind.OPERATIONS, Decimal(used.operations), prices.operation),
        Charge(Kind.WRITTEN, used.written_gb, prices.written),
        Charge(Kind.KEPT, used.kept_gb, prices.kept),
        Charge(Kind.KAFKA, used.kafka_hours, prices.kafka),
        Charge(Kind.SQS, used.sqs_hours, prices.sqs),
    )
    return tuple(charge for charge in charges if charge.quantity)


def instance_charges(used: Instances, requests: int, prices: FurtherPrices) -> tuple[Charge, ...]:
    """Managed Instances: requests, the instances at what is paid, the fee on the list price."""
    with localcontext(EXACT):
        listed = used.hours * used.on_demand
        fee = Sourced(prices.fee.number / HUNDRED, prices.fee.fact)
        return (
            Charge(Kind.REQUESTS, Decimal(requests), prices.managed_request),
            Charge(Kind.INSTANCES, used.hours, Sourced(used.paid, "")),
            Charge(Kind.FEE, listed, fee),
        )


def machine_charges(
    used: Instances | MicroVms, requests: int, prices: FurtherPrices
) -> tuple[Charge, ...]:
    """What is paid for machines that run, instead of for the time of each request."""
    if isinstance(used, Instances):
        return instance_charges(used, requests, prices)
    assert prices.microvms is not None  # noqa: S101  the price list of that place holds them
    return microvm_charges(used, prices.microvms)
