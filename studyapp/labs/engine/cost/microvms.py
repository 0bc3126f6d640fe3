"""What Lambda MicroVMs cost, paid while they run and for their snapshots. No Django here.

The formulas are those of the two worked examples of the pricing page: seconds at the baseline and
seconds at the peak, each by the vCPUs and the memory they have; a launch and a resume read a
snapshot, a suspend writes one; images and suspended sandboxes are kept by the GB-month.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from studyapp.labs.engine.cost.charges import Charge, Kind, Sourced
from studyapp.labs.engine.cost.duration import EXACT

PEAK_MOST = 4  # fact microvm-burst: times the baseline
SIZES_GB = ("0.5", "1", "2", "4", "8")  # fact microvm-sizes
HOUR_S = 3600
LIFE_H = 8  # fact microvm: running and suspended together
MONTH_H = 720  # as the examples of the pricing page reckon a month


@dataclass(frozen=True, slots=True)
class MicroVms:
    """A month of launches that are all alike. Of the baseline follows the peak."""

    memory_gb: Decimal
    launches: int
    running: Decimal  # s of each launch, without the time it is suspended
    at_peak: Decimal  # the share of it that is spent at the peak
    peak: Decimal  # how many times the baseline
    cycles: int  # suspends of each launch, and as many resumes
    suspended: Decimal  # h of each launch
    state_gb: Decimal  # what a suspend writes, keeps and a resume reads
    images: int
    image_gb: Decimal  # of each image; a launch reads it

    @property
    def seconds(self) -> tuple[Decimal, Decimal]:
        """Of all launches together: at the baseline, at the peak."""
        with localcontext(EXACT):
            total = self.launches * self.running
            peak = total * self.at_peak
            return total - peak, peak

    @property
    def hours(self) -> Decimal:
        """That all of them run, together."""
        with localcontext(EXACT):
            return self.launches * self.running / HOUR_S

    @property
    def resumes(self) -> int:
        return self.launches * self.cycles

    @property
    def kept_gb(self) -> tuple[Decimal, Decimal]:
        """GB-months: of the images, of what is suspended."""
        with localcontext(EXACT):
            suspended = self.launches * self.state_gb * self.suspended / MONTH_H
            return self.images * self.image_gb, suspended


@dataclass(frozen=True, slots=True)
class MicroVmPrices:
    """In us-east-1, on arm64: no other is confirmed."""

    vcpu: Sourced  # of a vCPU-second
    memory: Sourced  # of a GB-second
    written: Sourced  # of a GB
    read: Sourced  # of a GB
    kept: Sourced  # of a GB-month
    gb_a_vcpu: Sourced  # GB of memory that come with each vCPU


def microvm_charges(used: MicroVms, prices: MicroVmPrices) -> tuple[Charge, ...]:
    """Those that are not zero, in the order of the bill."""
    with localcontext(EXACT):
        baseline, peak = used.seconds
        gb_seconds = (baseline + peak * used.peak) * used.memory_gb
        charges = (
            Charge(Kind.VM_VCPU, gb_seconds / prices.gb_a_vcpu.number, prices.vcpu),
            Charge(Kind.VM_MEMORY, gb_seconds, prices.memory),
            Charge(Kind.VM_WRITTEN, used.resumes * used.state_gb, prices.written),
            Charge(
                Kind.VM_READ,
                used.resumes * used.state_gb + used.launches * used.image_gb,
                prices.read,
            ),
            Charge(Kind.VM_KEPT, sum(used.kept_gb, Decimal(0)), prices.kept),
        )
    return tuple(charge for charge in charges if charge.quantity)
