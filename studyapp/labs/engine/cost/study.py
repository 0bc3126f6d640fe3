"""The cost lab: a workload and a memory setting go in, time and money come out. No Django here.

What is held: `Workload` is everything but the memory. `at` evaluates one setting, `study` a
whole range of them, which is what the chart, its table and the three strategies show.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

from studyapp.labs.engine.cost.charges import ZERO, Arch, Charge
from studyapp.labs.engine.cost.duration import (
    EXACT,
    MEMORY_MAX,
    MEMORY_MIN,
    VCPU_MB,
    Outcome,
    Profile,
    Run,
    billed_ms,
    least_memory,
    modelled_ms,
    run,
)
from studyapp.labs.engine.cost.further import NOTHING, Further, Instances, steady_charges
from studyapp.labs.engine.cost.microvms import MicroVms
from studyapp.labs.engine.cost.pricing import STORAGE_FREE_MB, Bill, Calls, Prices, Usage, bill
from studyapp.labs.engine.cost.strategies import HALF, Choice, Option, choices

# The settings that are compared: what people choose, and the multiples of 1,769 MB. Between
# its ends and those multiples the cost is a straight line in the memory (but for /tmp above
# what is included), so its minimum cannot hide between two of them: docs/labs.md.
COMPARED = (
    *(128, 256, 512, 768, 1024, 1536, 1769, 2048, 3008, 3538, 4096),
    *(5307, 6144, 7076, 8192, 8845, 10_240),
)
CURVE_STEPS = 6  # points of the drawn curve to one doubling of the memory
PRESETS = {
    "db": Profile(waits=Decimal(80), single=Decimal(8)),
    "cpu": Profile(single=Decimal(400)),
    "six": Profile(parallel=Decimal(1200), threads=6),
}


@dataclass(frozen=True, slots=True)
class Workload:
    """A function and a month of its use, without the memory."""

    profile: Profile
    arch: Arch = Arch.X86
    requests: int = 1_000_000
    cold: Decimal = ZERO  # share of the on-demand requests that start an environment
    init: Decimal = ZERO  # ms; does not depend on the memory
    timeout: int = 30  # s
    storage_mb: int = STORAGE_FREE_MB
    event_kb: int = 0
    units: int = 0  # provisioned concurrency
    hours: Decimal = ZERO  # for which it is configured
    served: Decimal = ZERO  # share of the requests that it answers
    spared: Decimal = ZERO  # ms by which they are shorter there, at any memory
    free: bool = False
    free_with_units: bool = False  # as AWS's own examples do, against the text above them
    requests_left: Decimal | None = None  # of the account's free tier; None: all of it
    gbs_left: Decimal | None = None
    further: Further = NOTHING
    edge: bool = False  # runs as Lambda@Edge: its prices are a list of their own
    machines: Instances | MicroVms | None = None  # runs on these: no duration is modelled

    def usage(self, at: Run) -> Usage:
        """What a month uses if every request lasts as long as this one."""
        served = _part(self.requests, self.served) if self.units else 0
        cold = _part(self.requests - served, self.cold)
        calls = []
        if warm := self.requests - served - cold:
            calls.append(Calls(warm, at.billed()))
        if cold:
            calls.append(Calls(cold, at.billed(self.init), cold=True))
        if served:
            calls.append(Calls(served, self._prepared_ms(at), provisioned=True))
        return Usage(
            memory=at.memory,
            arch=self.arch,
            calls=tuple(calls),
            storage_mb=self.storage_mb,
            event_kb=self.event_kb,
            units=self.units,
            hours=self.hours,
            free_requests=self.free,
            free_duration=self.free and (not self.units or self.free_with_units),
            requests_left=self.requests_left,
            gbs_left=self.gbs_left,
            further=self.further,
            machines=self.machines,
        )

    def _prepared_ms(self, at: Run) -> int:
        """The milliseconds billed for a request on a provisioned environment."""
        if not self.spared:
            return at.billed()
        with localcontext(EXACT):
            lasts = max(modelled_ms(self.profile, at.memory) - self.spared, ZERO)
            return billed_ms(min(lasts, Decimal(self.timeout * 1000)))


@dataclass(frozen=True, slots=True)
class Setting:
    """A workload at one memory setting."""

    run: Run
    usage: Usage
    bill: Bill

    @property
    def memory(self) -> int:
        return self.run.memory

    @property
    def done(self) -> bool:
        return self.run.outcome is Outcome.DONE

    @property
    def timed(self) -> bool:
        """Whether memory decides on time: where machines are paid that is not modelled."""
        return self.usage.machines is None

    @property
    def cost(self) -> Decimal | None:
        """Unrounded USD a month; None when it cannot be known: no price, or killed on the way."""
        return None if self.run.outcome is Outcome.OUT_OF_MEMORY else self.bill.exact


@dataclass(frozen=True, slots=True)
class Study:
    """A workload over all memory settings, seen from the one that was chosen."""

    chosen: Setting
    compared: tuple[Setting, ...]
    curve: tuple[Setting, ...]
    choices: tuple[Choice, ...]
    least: int | None  # smallest setting that fits and ends in time


def at(
    workload: Workload, memory: int, prices: Prices, steady: tuple[Charge, ...] | None = None
) -> Setting:
    """Time and bill at one memory setting; `steady` as `bill` wants it."""
    invocation = run(workload.profile, memory, workload.timeout)
    usage = workload.usage(invocation)
    return Setting(invocation, usage, bill(usage, prices, steady))


def study(workload: Workload, memory: int, prices: Prices, weight: Decimal = HALF) -> Study:
    """The chosen setting, those compared with it, the curve over all, and what to choose.

    `weight`: how much the cost counts for what is balanced, from 0 to 1.
    """
    if workload.machines:
        return Study(at(workload, memory, prices), (), (), (), None)
    least = least_memory(workload.profile, workload.timeout)
    extra = {memory, workload.profile.needs} | ({least} if least else set())
    compared = sorted({*COMPARED, *extra})
    usual = _usual(workload, prices)
    settings = usual | {size: at(workload, size, prices) for size in extra if size not in usual}
    rows = tuple(settings[size] for size in compared)
    return Study(
        chosen=settings[memory],
        compared=rows,
        curve=tuple(settings[size] for size in sorted(settings)),
        choices=choices(list(_options(rows)), weight),
        least=least,
    )


@lru_cache(32)
def _usual(workload: Workload, prices: Prices) -> dict[int, Setting]:
    """What no slider moves: the settings that are compared, the kinks and the curve."""
    kinks = range(VCPU_MB, MEMORY_MAX, VCPU_MB)
    sizes = {*COMPARED, *kinks, *_spaced(CURVE_STEPS)}
    steady = steady_charges(workload.further, prices.further)
    return {size: at(workload, size, prices, steady) for size in sizes}


def utilisation(setting: Setting) -> Decimal | None:
    """The share of the provisioned time in which requests run; above 1 it cannot be served."""
    usage = setting.usage
    if not usage.units or not usage.provisioned_seconds:
        return None
    with localcontext(EXACT):
        busy = sum((calls.seconds for calls in usage.on_provisioned), ZERO)
        return busy / (usage.units * usage.provisioned_seconds)


def break_even(prices: Prices, arch: Arch) -> Decimal | None:
    """The utilisation above which provisioned concurrency is cheaper than on demand."""
    found = prices.of(arch)
    if found.provisioned is None or found.provisioned_duration is None:
        return None
    with localcontext(EXACT):
        saved = found.tiers[0].price.number - found.provisioned_duration.number
        return found.provisioned.number / saved if saved > 0 else None


def _options(settings: Iterable[Setting]) -> Iterable[Option]:
    """Settings at which the work ends, as the strategies want them. Without a cost, none."""
    for setting in settings:
        if setting.done and (cost := setting.cost) is not None:
            yield Option(setting.memory, cost, setting.run.duration)


def _part(count: int, portion: Decimal) -> int:
    """Whole requests: nobody is billed for a third of one."""
    if not portion:
        return 0
    with localcontext(EXACT):
        return int((count * portion).quantize(Decimal(1), ROUND_HALF_UP))


def _spaced(steps: int) -> Iterable[int]:
    """Memory settings at equal distances on a logarithmic axis, both ends included."""
    size, step = 0, 0
    while size < MEMORY_MAX:
        size = min(MEMORY_MAX, round(MEMORY_MIN * 2 ** (step / steps)))
        yield size
        step += 1
