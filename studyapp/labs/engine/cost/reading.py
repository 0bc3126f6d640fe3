"""What the result says in sentences: the one that is spoken, and what the chart shows.

No Django here. A reader who does not see the picture gets its point from these.
"""

from collections.abc import Sequence
from decimal import Decimal, localcontext

from studyapp.labs.engine.cost.charges import Kind
from studyapp.labs.engine.cost.duration import EXACT, MEMORY_MAX, Outcome, share
from studyapp.labs.engine.cost.further import Instances
from studyapp.labs.engine.cost.microvms import MicroVms
from studyapp.labs.engine.cost.pricing import Prices
from studyapp.labs.engine.cost.study import Setting, Study, Workload, break_even, utilisation
from studyapp.labs.engine.cost.text import fixed, money, percent, plain

SAME = Decimal("0.01")  # bills that differ by less are called the same


def summary(setting: Setting, workload: Workload) -> str:
    """The chosen setting in one sentence."""
    place = f"At {plain(setting.memory)} MB"
    total = setting.bill.total
    month = "no confirmed price" if total is None else f"{money(total)} a month"
    if isinstance(workload.machines, Instances):
        hours = f"{plain(workload.machines.hours)} instance hours"
        return f"On Managed Instances: {plain(workload.requests)} requests, {hours}, {month}."
    if workload.machines:
        hours = f"{plain(workload.machines.hours, 1)} hours of running"
        return f"MicroVMs: {plain(workload.machines.launches)} launches, {hours}, {month}."
    place += " on Lambda@Edge" if workload.edge else ""
    if setting.run.outcome is Outcome.OUT_OF_MEMORY:
        return f"{place} the invocation is killed: it needs {plain(workload.profile.needs)} MB."
    if setting.run.outcome is Outcome.TIMED_OUT:
        limit = f"the timeout of {plain(workload.timeout)} s"
        return f"{place} the invocation is stopped at {limit} and its result is lost; {month}."
    time = f"{plain(setting.run.duration, 2)} ms"
    billed = f"billed as {plain(setting.run.billed())} ms"
    return f"{place}: {fixed(share(setting.memory), 2)} vCPU, {time}, {billed}, {month}."


def chart_reading(study: Study, workload: Workload) -> str:
    """What the two curves show, in one sentence."""
    done = [setting for setting in study.compared if setting.done]
    if not done:
        return "At no memory setting does the work fit and end before the timeout."
    first, last = done[0], done[-1]
    full = max(workload.profile.full_speed, first.memory)
    whole = next(setting for setting in done if setting.memory >= full)
    if whole is first:
        return f"More memory makes nothing faster here{_after(whole, last)}."
    time = (
        f"The duration falls from {plain(first.run.duration, 2)} ms at {plain(first.memory)} MB"
        f" to {plain(whole.run.duration, 2)} ms at {plain(full)} MB"
    )
    return f"{time}{_meanwhile(first, whole)}{_after(whole, last)}."


def _meanwhile(first: Setting, whole: Setting) -> str:
    """What the bill does while more memory still makes the function faster."""
    before, now = first.cost, whole.cost
    if before is None or now is None:
        return ""
    if not before:
        return f", and the bill goes from nothing to {money(now)}" if now else ", at no cost"
    with localcontext(EXACT):
        change = now / before - 1
    if abs(change) < SAME:
        return " while the bill stays the same within 1\u00a0%, so up to there speed is free"
    if change >= 1:
        return f" while the bill grows to {plain(change + 1, 1)} times as much"
    return f" while the bill {'rises' if change > 0 else 'falls'} by {percent(abs(change))}"


def _after(whole: Setting, last: Setting) -> str:
    """What happens beyond the point from which nothing gets faster."""
    if whole.memory >= last.memory or whole.cost is None or last.cost is None:
        return ""
    if not whole.cost:
        return f"; beyond it only the bill grows, to {money(last.cost)}" if last.cost else ""
    with localcontext(EXACT):
        times = last.cost / whole.cost
    if times - 1 < SAME:
        return ""
    grown = f"to {plain(times, 1)} times as much at {plain(MEMORY_MAX)} MB"
    return f"; beyond {plain(whole.memory)} MB only the bill grows, {grown}"


NAMES = {
    Kind.PROVISIONED: "provisioned concurrency",
    Kind.PROVISIONED_DURATION: "duration on provisioned concurrency",
    Kind.REQUESTS: "requests on Managed Instances",
    Kind.SNAPSHOT: "the SnapStart cache",
    Kind.RESTORES: "SnapStart restores",
    Kind.STREAMING: "streamed responses",
    Kind.TENANTS: "environments made for tenants",
    Kind.OPERATIONS: "durable operations",
    Kind.WRITTEN: "what durable functions write",
    Kind.KEPT: "what durable functions keep",
    Kind.KAFKA: "event pollers for Kafka",
    Kind.SQS: "event pollers for SQS",
}


def named(kinds: Sequence[Kind]) -> str:
    """Charges in a sentence.

    >>> named((Kind.STREAMING, Kind.SQS))
    'streamed responses and event pollers for SQS'
    """
    names = [NAMES[kind] for kind in kinds]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def streaming(workload: Workload, setting: Setting) -> str:
    """That streamed responses cost nothing, where they were asked for and do not."""
    used = workload.further.streamed and workload.further.streamed_mb
    if not used or any(charge.kind is Kind.STREAMING for charge in setting.bill.charges):
        return ""
    return "Streaming adds nothing to the bill: all of it lies within what is free."


def prepared(setting: Setting, workload: Workload) -> str:
    """That nothing is left of the requests on provisioned environments."""
    ready = setting.usage.on_provisioned
    if not workload.spared or not ready or any(calls.billed_ms for calls in ready):
        return ""
    return "The provisioned environments save more than a request lasts: it counts as 0 ms there."


def machines(workload: Workload) -> str:
    """What is paid, and what is not modelled, where machines run instead of requests."""
    if not workload.machines:
        return ""
    if isinstance(workload.machines, MicroVms):
        return (
            "A MicroVM is no function: it has no invocations, and it is paid while it runs, and for"
            " its snapshots. Prices of US East (N. Virginia) on arm64; no others are confirmed."
        )
    return (
        "On Managed Instances time is not billed, the instances are: one environment answers many"
        " requests at once, so neither duration nor the number of instances follows from a memory"
        " setting. Enter the hours that all instances together run."
    )


def upper_bound(setting: Setting, prices: Prices, region: str) -> str:
    """Why the bill may be too high; empty when it is exact."""
    known = prices.of(setting.usage.arch).known_to
    if not setting.bill.at_most or known is None:
        return ""
    return (
        f"Beyond {plain(known.number)} GB-s a month a lower price begins, but for {region} it is"
        " not confirmed: all of it is reckoned at the first tier, so the bill is at most this."
    )


def provisioned(setting: Setting, workload: Workload, prices: Prices) -> str:
    """Whether provisioned concurrency pays off here; empty without it."""
    busy, even = utilisation(setting), break_even(prices, workload.arch)
    if busy is None or setting.run.outcome is not Outcome.DONE:
        return ""
    if busy > 1:
        return (
            f"{plain(workload.units)} provisioned environments cannot answer that many requests:"
            f" they would be busy {percent(busy)} of the time. The rest runs on demand."
        )
    said = f"The provisioned environments are busy {percent(busy)} of the time"
    if even is None:
        return f"{said}."
    verdict = "cheaper" if busy > even else "dearer"
    return (
        f"{said}: {verdict} than on demand, as they pay off above {percent(even)} in this Region."
    )
