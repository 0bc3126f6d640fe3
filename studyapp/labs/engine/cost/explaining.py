"""The arithmetic in words, with the learner's own numbers. No Django here.

Each line is data: what it is, the steps as text (a step may lean on a fact, which the page
shows as a chip), and the exact amount. The texts are made from the same values as the bill.
"""

from collections.abc import Callable
from decimal import Decimal, localcontext

from studyapp.labs.engine.cost.charges import GB_MB, Charge, Kind
from studyapp.labs.engine.cost.duration import (
    EXACT,
    VCPU_MB,
    Outcome,
    Profile,
    modelled_ms,
    share,
)
from studyapp.labs.engine.cost.explaining_further import FURTHER
from studyapp.labs.engine.cost.further import FurtherPrices
from studyapp.labs.engine.cost.lines import Line, Step, priced
from studyapp.labs.engine.cost.pricing import STORAGE_FREE_MB, Calls, Usage, request_units
from studyapp.labs.engine.cost.study import Setting, Workload
from studyapp.labs.engine.cost.text import equals, plain

TIER_NAMES = {1: "first", 2: "second", 3: "third"}


def time_lines(setting: Setting, workload: Workload) -> tuple[Line, ...]:
    """From memory to billed milliseconds, in three lines."""
    vcpu = share(setting.memory)
    size = f"{plain(setting.memory)} MB ÷"
    one = Step(size, "vcpu-one", f"{plain(VCPU_MB)} MB", f"{equals(vcpu)} vCPU")
    lines = [Line("CPU share", (one,)), Line("Duration", _duration_steps(setting, workload))]
    if setting.run.outcome is not Outcome.OUT_OF_MEMORY:
        lines.append(Line("Billed", _billed_steps(setting, workload)))
    return tuple(lines)


def bill_lines(setting: Setting, further: FurtherPrices) -> tuple[Line, ...]:
    """One line for each charge, in the order of the bill."""
    return tuple(_charge_line(charge, setting.usage, further) for charge in setting.bill.charges)


def _duration_steps(setting: Setting, workload: Workload) -> tuple[Step, ...]:
    profile, memory = workload.profile, setting.memory
    if setting.run.outcome is Outcome.OUT_OF_MEMORY:
        return (Step(f"{plain(profile.needs)} MB needed, {plain(memory)} MB given: killed"),)
    terms = [f"{plain(profile.waits)} ms waiting"] if profile.waits else []
    if profile.single:
        terms.append(f"{plain(profile.single)} ms ÷ {plain(_useful(memory, 1))} vCPU")
    if profile.parallel:
        vcpus = plain(_useful(memory, profile.threads))
        terms.append(f"{plain(profile.parallel)} ms ÷ {vcpus} vCPU")
    steps = [Step(f"{' + '.join(terms)} {_result(setting, profile)}")]
    if setting.run.outcome is Outcome.TIMED_OUT:
        seconds = plain(workload.timeout)
        steps.append(Step(f"more than the timeout of {seconds} s: stopped there, result lost"))
    elif profile.single and memory > VCPU_MB:
        steps.append(
            Step("one thread:", "vcpu-single-thread", f"no gain above {plain(VCPU_MB)} MB")
        )
    return tuple(steps)


def _result(setting: Setting, profile: Profile) -> str:
    if setting.run.outcome is Outcome.TIMED_OUT:
        return f"> {plain(setting.run.duration)} ms"
    shares = [_useful(setting.memory, 1)] if profile.single else []
    shares += [_useful(setting.memory, profile.threads)] if profile.parallel else []
    cut = any(equals(useful).startswith("≈") for useful in shares)
    exact = not cut and modelled_ms(profile, setting.memory) == setting.run.duration
    return f"{'=' if exact else '≈'} {plain(setting.run.duration, 2)} ms"


def _useful(memory: int, threads: int) -> Decimal:
    """The vCPUs that this many threads can use of what the memory buys."""
    return min(Decimal(threads), share(memory))


def _billed_steps(setting: Setting, workload: Workload) -> tuple[Step, ...]:
    duration = plain(setting.run.duration, 2)
    billed = f"= {_ms(setting.run.billed())}"
    steps = [Step(f"{duration} ms, rounded up to", "price-rounding", "1 ms", billed)]
    if any(calls.cold for calls in setting.usage.calls):
        init, whole = plain(workload.init, 2), setting.run.billed(workload.init)
        with localcontext(EXACT):
            total = setting.run.duration + workload.init
        after = f"= {plain(total, 2)} ms" + ("" if total == whole else f", billed {_ms(whole)}")
        steps.append(Step(f"cold: {duration} + {init} ms", "price-billed-phases", "INIT", after))
    return tuple(steps)


def _ms(value: int) -> str:
    return f"{plain(value)} ms"


def _charge_line(charge: Charge, usage: Usage, further: FurtherPrices) -> Line:
    if charge.kind in FURTHER:
        label, steps = FURTHER[charge.kind](charge, usage, further)
    else:
        label, steps = EXPLAIN[charge.kind](charge, usage)
    return Line(label, steps, charge.amount, priced=charge.price is not None)


def _time(group: tuple[Calls, ...], usage: Usage) -> tuple[Step, ...]:
    """Requests x milliseconds, then x memory: how the GB-seconds come about."""
    steps = []
    with localcontext(EXACT):
        seconds = sum((calls.seconds for calls in group), Decimal(0))
        gbs = usage.gb_seconds(seconds)
        for calls in group:
            cold = " cold" if calls.cold else ""
            product = (
                f"{plain(calls.count)}{cold} × {_ms(calls.billed_ms)} {equals(calls.seconds)} s"
            )
            steps.append(Step(product))
    size = f"{plain(usage.memory)} MB ÷ {plain(GB_MB)}"
    steps.append(Step(f"{plain(seconds)} s × {size} {equals(gbs)} GB-s"))
    return tuple(steps)


def _explain_duration(charge: Charge, usage: Usage) -> tuple[str, tuple[Step, ...]]:
    quantity = f"{plain(charge.quantity)} GB-s"
    if charge.tier > 1:
        start = (Step("what is above", charge.above.fact),) if charge.above else ()
        return f"Duration, {TIER_NAMES[charge.tier]} tier", (*start, priced(quantity, charge))
    steps = list(_time(usage.on_demand, usage))
    if charge.free:
        steps.append(Step(f"less {plain(charge.free)} GB-s of the", "free-gbs", "free tier"))
    return "Duration", (*steps, priced(quantity, charge))


def _explain_provisioned_duration(charge: Charge, usage: Usage) -> tuple[str, tuple[Step, ...]]:
    steps = _time(usage.on_provisioned, usage)
    quantity = f"{plain(charge.quantity)} GB-s"
    return "Duration on provisioned concurrency", (*steps, priced(quantity, charge))


def _explain_requests(charge: Charge, usage: Usage) -> tuple[str, tuple[Step, ...]]:
    steps = []
    units = request_units(usage.event_kb)
    if units > 1:
        count = sum(calls.count for calls in usage.calls)
        text = f"{plain(count)} events of {plain(usage.event_kb)} KB ×"
        steps.append(Step(text, "price-async-size", f"{units} requests", equals(usage.requests)))
    if charge.free:
        text = f"{plain(usage.requests)} less {plain(charge.free)} of the"
        steps.append(Step(text, "free-requests", "free tier"))
    return "Requests", (*steps, priced(plain(charge.quantity), charge))


def _explain_provisioned(charge: Charge, usage: Usage) -> tuple[str, tuple[Step, ...]]:
    hours = f"{plain(usage.hours)} h, rounded up to"
    seconds = plain(usage.provisioned_seconds)
    size = f"{plain(usage.memory)} MB ÷ {plain(GB_MB)}"
    steps = (
        Step(hours, "price-pc-step", "5 minutes", f"= {seconds} s"),
        Step(f"{plain(usage.units)} × {seconds} s × {size} {equals(charge.quantity)} GB-s"),
        priced(f"{plain(charge.quantity)} GB-s", charge),
    )
    return "Provisioned concurrency", steps


def _explain_storage(charge: Charge, usage: Usage) -> tuple[str, tuple[Step, ...]]:
    with localcontext(EXACT):
        seconds = sum((calls.seconds for calls in usage.calls), Decimal(0))
    size = f"{plain(usage.storage_mb)} MB less"
    extra = f"{plain(usage.storage_mb - STORAGE_FREE_MB)} MB"
    product = f"{plain(seconds)} s × {extra} ÷ {plain(GB_MB)} {equals(charge.quantity)} GB-s"
    steps = (
        Step(size, "free-tmp", f"{plain(STORAGE_FREE_MB)} MB", f"= {extra}"),
        Step(product),
        priced(f"{plain(charge.quantity)} GB-s", charge),
    )
    return "Storage in /tmp", steps


EXPLAIN: dict[Kind, Callable[[Charge, Usage], tuple[str, tuple[Step, ...]]]] = {
    Kind.DURATION: _explain_duration,
    Kind.PROVISIONED_DURATION: _explain_provisioned_duration,
    Kind.REQUESTS: _explain_requests,
    Kind.PROVISIONED: _explain_provisioned,
    Kind.STORAGE: _explain_storage,
}
