"""The arithmetic of the further charges in words. No Django here."""

from collections.abc import Callable
from decimal import localcontext

from studyapp.labs.engine.cost.charges import GB_MB, Charge, Kind
from studyapp.labs.engine.cost.duration import EXACT
from studyapp.labs.engine.cost.explaining_microvms import MICROVMS
from studyapp.labs.engine.cost.further import FurtherPrices, Instances, snapshot_hours
from studyapp.labs.engine.cost.lines import Step, Told, priced
from studyapp.labs.engine.cost.microvms import HOUR_S, MicroVmPrices, MicroVms
from studyapp.labs.engine.cost.pricing import Usage
from studyapp.labs.engine.cost.text import equals, plain


def _size(usage: Usage) -> str:
    return f"{plain(usage.memory)} MB ÷ {plain(GB_MB)}"


def _snapshot(charge: Charge, usage: Usage, prices: FurtherPrices) -> Told:
    hours = snapshot_hours(usage.further, prices)
    least = prices.snapshot_least
    steps = []
    if hours != usage.further.snapshot_hours:
        kept = f"{plain(usage.further.snapshot_hours)} h, charged as the least,"
        steps.append(Step(kept, least.fact, f"{plain(least.number)} h"))
    seconds = plain(hours * HOUR_S)
    steps.append(Step(f"{plain(hours)} h = {seconds} s"))
    steps.append(Step(f"{seconds} s × {_size(usage)} {equals(charge.quantity)} GB-s"))
    return "SnapStart cache", (*steps, priced(f"{plain(charge.quantity)} GB-s", charge))


def _restores(charge: Charge, usage: Usage, prices: FurtherPrices) -> Told:
    return "SnapStart restores", _by_memory(charge, usage, usage.further.restores)


def _tenants(charge: Charge, usage: Usage, prices: FurtherPrices) -> Told:
    return "Environments made for tenants", _by_memory(charge, usage, usage.further.tenants)


def _by_memory(charge: Charge, usage: Usage, count: int) -> tuple[Step, ...]:
    product = f"{plain(count)} × {_size(usage)} {equals(charge.quantity)} GB"
    return Step(product), priced(f"{plain(charge.quantity)} GB", charge)


def _streaming(charge: Charge, usage: Usage, prices: FurtherPrices) -> Told:
    used, first = usage.further, prices.stream_first
    with localcontext(EXACT):
        beyond = used.streamed_mb - first.number
        total = charge.quantity + charge.free
    product = f"{plain(used.streamed)} × {plain(beyond)} MB ÷ {plain(GB_MB)} {equals(total)} GB"
    steps = [
        Step(
            f"{plain(used.streamed_mb)} MB less the free",
            first.fact,
            f"{plain(first.number)} MB",
            f"= {plain(beyond)} MB",
        ),
        Step(product),
    ]
    if charge.free:
        steps.append(
            Step(f"less {plain(charge.free)} GB of the", prices.stream_month.fact, "free tier")
        )
    return "Streamed responses", (*steps, priced(f"{plain(charge.quantity)} GB", charge))


def _fee(charge: Charge, usage: Usage, prices: FurtherPrices) -> Told:
    listed = _listed(usage)
    return "Fee for Managed Instances", (
        Step(f"{listed} {equals(charge.quantity)} USD at the on-demand price"),
        priced(f"{plain(charge.quantity)} USD", charge),
    )


def _listed(usage: Usage) -> str:
    assert isinstance(usage.machines, Instances)  # noqa: S101  the charge is made of them
    return f"{plain(usage.machines.hours)} h × ${plain(usage.machines.on_demand, 6)}"


def _instances(charge: Charge, usage: Usage, prices: FurtherPrices) -> Told:
    assert isinstance(usage.machines, Instances)  # noqa: S101  the charge is made of them
    paid = plain(usage.machines.paid, 6)
    return "EC2 instances", (Step(f"{plain(charge.quantity)} h × ${paid}, as you entered it"),)


def _plain(label: str, unit: str) -> Callable[[Charge, Usage, FurtherPrices], Told]:
    """A charge whose quantity is what was entered."""

    def told(charge: Charge, usage: Usage, prices: FurtherPrices) -> Told:
        return label, (priced(f"{plain(charge.quantity)}{unit}", charge),)

    return told


def _of_microvms(
    told: Callable[[Charge, MicroVms, MicroVmPrices], Told],
) -> Callable[[Charge, Usage, FurtherPrices], Told]:
    def explained(charge: Charge, usage: Usage, prices: FurtherPrices) -> Told:
        assert isinstance(usage.machines, MicroVms)  # noqa: S101  the charge is made of them
        assert prices.microvms is not None  # noqa: S101  and of these
        return told(charge, usage.machines, prices.microvms)

    return explained


FURTHER: dict[Kind, Callable[[Charge, Usage, FurtherPrices], Told]] = {
    Kind.SNAPSHOT: _snapshot,
    Kind.RESTORES: _restores,
    Kind.STREAMING: _streaming,
    Kind.TENANTS: _tenants,
    Kind.OPERATIONS: _plain("Durable operations", ""),
    Kind.WRITTEN: _plain("Written by durable functions", " GB"),
    Kind.KEPT: _plain("Kept by durable functions", " GB-months"),
    Kind.KAFKA: _plain("Event pollers for Kafka", " EPU-hours"),
    Kind.SQS: _plain("Event pollers for SQS", " EPU-hours"),
    Kind.INSTANCES: _instances,
    Kind.FEE: _fee,
    **{kind: _of_microvms(told) for kind, told in MICROVMS.items()},
}
