"""The arithmetic of Lambda MicroVMs in words. No Django here."""

from collections.abc import Callable
from decimal import Decimal, localcontext

from studyapp.labs.engine.cost.charges import Charge, Kind
from studyapp.labs.engine.cost.duration import EXACT
from studyapp.labs.engine.cost.lines import Step, Told, priced
from studyapp.labs.engine.cost.microvms import MONTH_H, MicroVmPrices, MicroVms
from studyapp.labs.engine.cost.text import equals, plain


def _vcpu(charge: Charge, used: MicroVms, prices: MicroVmPrices) -> Told:
    ratio = prices.gb_a_vcpu
    with localcontext(EXACT):
        vcpus = used.memory_gb / ratio.number
    size = Step(
        f"{plain(used.memory_gb)} GB ÷",
        ratio.fact,
        f"{plain(ratio.number)} GB",
        f"{equals(vcpus)} vCPU",
    )
    steps = (size, *_running(used, vcpus, "vCPU"))
    return "vCPUs of MicroVMs", (*steps, priced(f"{plain(charge.quantity)} vCPU-s", charge))


def _memory(charge: Charge, used: MicroVms, prices: MicroVmPrices) -> Told:
    steps = _running(used, used.memory_gb, "GB")
    return "Memory of MicroVMs", (*steps, priced(f"{plain(charge.quantity)} GB-s", charge))


def _running(used: MicroVms, size: Decimal, unit: str) -> tuple[Step, ...]:
    """The seconds at the baseline and at the peak, each by what they have."""
    with localcontext(EXACT):
        phases = zip(used.seconds, (size, size * used.peak), ("baseline", "peak"), strict=True)
        return tuple(
            Step(
                f"{name}: {plain(seconds)} s × {plain(much)} {unit}"
                f" {equals(seconds * much)} {unit}-s"
            )
            for seconds, much, name in phases
            if seconds
        )


def _written(charge: Charge, used: MicroVms, prices: MicroVmPrices) -> Told:
    return "Snapshots written", (
        _cycles(used, "suspended"),
        priced(f"{plain(charge.quantity)} GB", charge),
    )


def _cycles(used: MicroVms, what: str) -> Step:
    """What all suspends write, and as many resumes read."""
    times = f"{plain(used.launches)} × {plain(used.cycles)} times"
    with localcontext(EXACT):
        total = used.resumes * used.state_gb
    return Step(f"{what}: {times} × {plain(used.state_gb)} GB {equals(total)} GB")


def _read(charge: Charge, used: MicroVms, prices: MicroVmPrices) -> Told:
    steps = []
    if used.launches and used.image_gb:
        with localcontext(EXACT):
            images = used.launches * used.image_gb
        size = f"{plain(used.image_gb)} GB {equals(images)} GB"
        steps.append(Step(f"launched: {plain(used.launches)} × {size}"))
    if used.resumes and used.state_gb:
        steps.append(_cycles(used, "resumed"))
    return "Snapshots read", (*steps, priced(f"{plain(charge.quantity)} GB", charge))


def _kept(charge: Charge, used: MicroVms, prices: MicroVmPrices) -> Told:
    images, suspended = used.kept_gb
    steps = []
    if images:
        size = f"{plain(used.images)} × {plain(used.image_gb)} GB"
        steps.append(Step(f"images: {size} {equals(images)} GB-months"))
    if suspended:
        each = f"{plain(used.state_gb)} GB × {plain(used.suspended)} h ÷ {MONTH_H} h"
        told = f"suspended: {plain(used.launches)} × {each} {equals(suspended)} GB-months"
        steps.append(Step(told))
    return "Snapshots kept", (*steps, priced(f"{plain(charge.quantity)} GB-months", charge))


MICROVMS: dict[Kind, Callable[[Charge, MicroVms, MicroVmPrices], Told]] = {
    Kind.VM_VCPU: _vcpu,
    Kind.VM_MEMORY: _memory,
    Kind.VM_WRITTEN: _written,
    Kind.VM_READ: _read,
    Kind.VM_KEPT: _kept,
}
