"""How long one invocation lasts at a memory setting, and how much of it is billed. No Django here.

The model: memory buys a share of vCPU time; waiting ignores it, one thread uses at most
one vCPU, k threads use at most k. So the time falls with memory up to a point that the
code decides, not the setting.
"""

from bisect import bisect_left
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Context, Decimal, localcontext
from enum import StrEnum

# Wide enough that every product of our inputs is exact; only a division by a share is not.
EXACT = Context(prec=60)

VCPU_MB = 1769  # fact vcpu-one
MEMORY_MIN = 128  # fact mem-min
MEMORY_MAX = 10_240  # fact mem-max-default
HUNDREDTH = Decimal("0.01")


class Outcome(StrEnum):
    DONE = "done"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"


@dataclass(frozen=True, slots=True)
class Profile:
    """What the code does in one warm invocation, in ms; CPU time as if it had one whole vCPU."""

    waits: Decimal = Decimal(0)
    single: Decimal = Decimal(0)
    parallel: Decimal = Decimal(0)
    threads: int = 1
    needs: int = MEMORY_MIN  # MB; with less the invocation is killed, not slowed

    @property
    def full_speed(self) -> int:
        """The memory from which more of it makes nothing faster.

        >>> Profile(single=Decimal(400)).full_speed
        1769
        >>> Profile(parallel=Decimal(400), threads=2).full_speed
        3538
        """
        useful = self.threads if self.parallel else 1 if self.single else 0
        return min(max(useful * VCPU_MB, MEMORY_MIN), MEMORY_MAX)


@dataclass(frozen=True, slots=True)
class Run:
    """One invocation. `duration` is in ms with two decimals, as a REPORT line gives it."""

    memory: int
    duration: Decimal
    outcome: Outcome

    def billed(self, init: Decimal = Decimal(0)) -> int:
        return billed_ms(self.duration, init)


def share(memory: int) -> Decimal:
    """The vCPUs that `memory` buys, by the documented rule."""
    with localcontext(EXACT):
        return Decimal(memory) / VCPU_MB


def modelled_ms(profile: Profile, memory: int) -> Decimal:
    """A + S / min(1, share) + P / min(threads, share), written so that a whole vCPU is exact."""
    with localcontext(EXACT):
        single = profile.single * VCPU_MB / min(VCPU_MB, memory)
        parallel = profile.parallel * VCPU_MB / min(profile.threads * VCPU_MB, memory)
        return profile.waits + single + parallel


def billed_ms(duration: Decimal, init: Decimal = Decimal(0)) -> int:
    """The whole milliseconds charged: initialisation counts, and the sum is rounded up once.

    >>> billed_ms(Decimal("2.37"), Decimal("423.98"))
    427
    >>> billed_ms(Decimal("600000.00"), Decimal("476.75"))
    600477
    """
    reported = EXACT.add(duration, init).quantize(HUNDREDTH, ROUND_HALF_EVEN, EXACT)
    return int(reported.to_integral_value(ROUND_CEILING))


def run(profile: Profile, memory: int, timeout_s: int) -> Run:
    """What happens to one invocation: it ends, is stopped at the timeout, or does not fit."""
    modelled, limit = modelled_ms(profile, memory), Decimal(timeout_s * 1000)
    if memory < profile.needs:
        outcome = Outcome.OUT_OF_MEMORY
    elif modelled > limit:
        outcome = Outcome.TIMED_OUT
    else:
        outcome = Outcome.DONE
    lasts = min(modelled, limit).quantize(HUNDREDTH, ROUND_HALF_EVEN, EXACT)
    return Run(memory, lasts, outcome)


def least_memory(profile: Profile, timeout_s: int) -> int | None:
    """The smallest setting at which the work fits and ends in time; None if there is none."""
    settings = range(max(MEMORY_MIN, profile.needs), MEMORY_MAX + 1)
    limit = Decimal(timeout_s * 1000)
    at = bisect_left(settings, True, key=lambda memory: modelled_ms(profile, memory) <= limit)
    return settings[at] if at < len(settings) else None
