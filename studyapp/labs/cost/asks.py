"""What can be predicted of a function's time and bill, and how a prediction is marked."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from studyapp.labs.base import Ask, Choice, Verdict
from studyapp.labs.cost.forms import CostForm
from studyapp.labs.cost.further import EDGE, MANAGED, MICROVMS
from studyapp.labs.cost.reckoning import Reckoning
from studyapp.labs.engine.cost.charges import Kind
from studyapp.labs.engine.cost.duration import EXACT, MEMORY_MAX, Outcome
from studyapp.labs.engine.cost.further import streamed
from studyapp.labs.engine.cost.pricing import EVENT_FIRST_KB, request_units
from studyapp.labs.engine.cost.study import Setting
from studyapp.labs.engine.cost.text import money, plain

SAME = Decimal("0.01")  # a smaller part of the amount is no difference
MOVES = (Choice("up", "It grows"), Choice("same", "It stays"), Choice("down", "It falls"))
ENDS = (
    Choice("done", "It ends in time"),
    Choice("timed_out", "It is stopped at the timeout"),
    Choice("out_of_memory", "It is killed: out of memory"),
)
PARTS = (
    Choice("duration", "The duration"),
    Choice("requests", "The requests"),
    Choice("provisioned", "The provisioned concurrency itself"),
    Choice("storage", "The storage in /tmp"),
)
# Those that only some states have: the fields that bring them, and which charges they are.
MORE = {
    "snapstart": ("SnapStart", ("snap",), (Kind.SNAPSHOT, Kind.RESTORES)),
    "streaming": ("The streamed responses", ("streamed",), (Kind.STREAMING,)),
    "tenants": ("The environments of tenants", ("tenants",), (Kind.TENANTS,)),
    "durable": (
        "The durable functions",
        ("ops", "written", "kept"),
        (Kind.OPERATIONS, Kind.WRITTEN, Kind.KEPT),
    ),
    "pollers": ("The event pollers", ("kafka", "sqs"), (Kind.KAFKA, Kind.SQS)),
}
OF_INSTANCES = (
    Choice("requests", "The requests"),
    Choice("instances", "The EC2 instances"),
    Choice("fee", "The fee on top of them"),
)
OF_MICROVMS = (
    Choice("vcpus", "The vCPUs"),
    Choice("memory", "The memory"),
    Choice("snapshots", "The snapshots"),
)
PART_OF = {
    Kind.DURATION: "duration",
    Kind.PROVISIONED_DURATION: "duration",
    Kind.REQUESTS: "requests",
    Kind.PROVISIONED: "provisioned",
    Kind.STORAGE: "storage",
    Kind.INSTANCES: "instances",
    Kind.FEE: "fee",
    Kind.VM_VCPU: "vcpus",
    Kind.VM_MEMORY: "memory",
    **dict.fromkeys((Kind.VM_WRITTEN, Kind.VM_READ, Kind.VM_KEPT), "snapshots"),
    **{kind: name for name, (_, _, kinds) in MORE.items() for kind in kinds},
}
OF_MACHINES = {MANAGED: OF_INSTANCES, MICROVMS: OF_MICROVMS}
TOLD = {one.id: one.text.lower() for one in (*PARTS, *OF_INSTANCES, *OF_MICROVMS)}
TOLD |= {name: text[0].lower() + text[1:] for name, (text, _, _) in MORE.items()}
TOLD["snapstart"] = "SnapStart"
BILL = Ask("bill", "Twice this memory: what happens to the monthly bill?", MOVES)
TIME = Ask("time", "Twice this memory: what happens to the duration?", MOVES)
ARCH = Ask("arch", "The other architecture, all else equal: what happens to the bill?", MOVES)
PART = Ask("part", "What is the largest part of the bill?", PARTS)
OUTCOME = Ask("outcome", "How does an invocation end at this memory?", ENDS)
FULL = Ask(
    "full",
    "From which memory on does more of it make nothing faster?",
    unit="MB",
    most=MEMORY_MAX,
)
LEAST = Ask(
    "least", "What is the least memory with which it ends in time?", unit="MB", most=MEMORY_MAX
)
BILLED = Ask("billed", "How many milliseconds of a warm invocation are billed?", unit="ms")
COLD = Ask("cold", "How many milliseconds of a cold start are billed?", unit="ms")
UNITS = Ask("units", "As how many requests is one of these events billed?", unit="requests")
STREAMED = Ask("streamed", "For how many GB of streamed responses does a month pay?", unit="GB")


def asks(form: CostForm) -> tuple[Ask, ...]:
    """What makes sense to ask at this state."""
    data = form.cleaned_data if form.is_valid() else {}
    place, part = data.get("place"), _part_of(data)
    if place in OF_MACHINES:
        return (part,)
    memory = data.get("memory", 0)
    runs = memory >= data.get("needs", 0)  # what is killed has no duration and no bill
    found = [BILL, TIME] if runs and 2 * memory <= MEMORY_MAX else []
    found += [ARCH] if runs and place != EDGE else []
    found += [FULL, OUTCOME, LEAST, BILLED, part] if runs else [OUTCOME, FULL, LEAST]
    if data.get("cold") and runs:
        found.append(COLD)
    if data.get("event", 0) > EVENT_FIRST_KB:
        found.append(UNITS)
    if data.get("streamed"):
        found.append(STREAMED)
    return tuple(found)


def _part_of(data: Mapping[str, Any]) -> Ask:
    """The question for the largest part, with the parts that this state may have."""
    more = tuple(
        Choice(name, text)
        for name, (text, fields, _) in MORE.items()
        if any(data.get(field) for field in fields)
    )
    usual = OF_MACHINES.get(data.get("place", ""), PARTS)
    return replace(PART, choices=(*usual, *more)) if more or usual is not PARTS else PART


def settle(ask: Ask, said: str, result: Reckoning) -> Verdict:
    answer, shown, why = ANSWERS[ask.id](result)
    if not answer:
        return Verdict(None, "It cannot be told", why)
    if ask.choices:
        shown = next(choice.text for choice in ask.choices if choice.id == answer)
    return Verdict(said == answer, shown, why)


Answer = tuple[str, str, str]  # what is right, how it is written, why


def _bill(result: Reckoning) -> Answer:
    return _moved(result.study.chosen, result.doubled, of_time=False)


def _time(result: Reckoning) -> Answer:
    return _moved(result.study.chosen, result.doubled, of_time=True)


def _arch(result: Reckoning) -> Answer:
    if result.other is None:
        return "", "", "Here the ledger holds one price, without an architecture."
    return _moved(result.study.chosen, result.other, of_time=False)


def _moved(first: Setting, second: Setting, *, of_time: bool) -> Answer:
    pair = (first, second)
    known = [one.run.duration if of_time else one.cost for one in pair]
    values = [value for value in known if value is not None]
    if len(values) < 2 or any(one.run.outcome is Outcome.OUT_OF_MEMORY for one in pair):
        return "", "", "One of the two settings has no result."
    same_memory = first.memory == second.memory
    before, after = (
        f"{f'{plain(value, 2)} ms' if of_time else money(value)}"
        f" {f'on {one.usage.arch}' if same_memory else f'at {plain(one.memory)} MB'}"
        for value, one in zip(values, pair, strict=True)
    )
    return went(*values), "", f"It is {before} and {after}."


def went(before: Decimal, after: Decimal) -> str:
    if abs(after - before) <= SAME * before:
        return "same"
    return "up" if after > before else "down"


def _part(result: Reckoning) -> Answer:
    amounts: dict[str, Decimal] = {}
    for charge in result.study.chosen.bill.charges:
        name = PART_OF[charge.kind]
        amounts[name] = amounts.get(name, Decimal(0)) + (charge.amount or Decimal(0))
    if result.study.chosen.cost is None or not any(amounts.values()):
        return "", "", "There is no bill here."
    largest = max(amounts, key=lambda name: amounts[name])
    rest = ", ".join(f"{TOLD[name]} {money(amount)}" for name, amount in amounts.items())
    return largest, "", f"A month: {rest}."


def _outcome(result: Reckoning) -> Answer:
    chosen, work = result.study.chosen, result.workload
    needs = f"It needs {plain(work.profile.needs)} MB"
    why = {
        Outcome.DONE: f"It lasts {plain(chosen.run.duration, 2)} ms of {plain(work.timeout)} s.",
        Outcome.TIMED_OUT: f"It would last longer than the timeout of {plain(work.timeout)} s;"
        " what it did is lost, and billed.",
        Outcome.OUT_OF_MEMORY: f"{needs}. Less is not slow, it is fatal.",
    }
    return chosen.run.outcome.name.lower(), "", why[chosen.run.outcome]


def _full(result: Reckoning) -> Answer:
    profile = result.workload.profile
    full = profile.full_speed
    threads = profile.threads if profile.parallel else 1 if profile.single else 0
    uses = f"It can use {threads} vCPU{'' if threads == 1 else 's'}" if threads else "It only waits"
    return str(full), f"{plain(full)} MB", f"{uses}; what is above that stays idle, and is billed."


def _least(result: Reckoning) -> Answer:
    least, work = result.study.least, result.workload
    if least is None:
        return "", "", f"No setting ends within {plain(work.timeout)} s."
    why = f"One megabyte less, and it needs more memory or more than {plain(work.timeout)} s."
    return str(least), f"{plain(least)} MB", why if least > 128 else "There is no smaller setting."


def _billed(result: Reckoning) -> Answer:
    run = result.study.chosen.run
    if run.outcome is Outcome.OUT_OF_MEMORY:
        return "", "", "How soon it is killed is not modelled."
    why = f"{plain(run.duration, 2)} ms, rounded up to whole milliseconds."
    return str(run.billed()), f"{plain(run.billed())} ms", why


def _cold(result: Reckoning) -> Answer:
    run, init = result.study.chosen.run, result.workload.init
    if run.outcome is Outcome.OUT_OF_MEMORY:
        return "", "", "How soon it is killed is not modelled."
    billed = run.billed(init)
    why = f"{plain(run.duration, 2)} ms and {plain(init, 2)} ms of initialisation, rounded up once."
    return str(billed), f"{plain(billed)} ms", why


def _units(result: Reckoning) -> Answer:
    size = result.workload.event_kb
    units = request_units(size)
    why = f"One for the first part of the {plain(size)} KB, and one for each further part begun."
    return str(units), f"{units} requests", why


def _streamed(result: Reckoning) -> Answer:
    used, prices = result.workload.further, result.prices.further
    total, free = streamed(used, prices)
    paid = EXACT.subtract(total, free)
    if not used.streamed or paid != int(paid):
        return "", "", "It is no whole number of GB here."
    why = f"{plain(used.streamed)} responses hold {plain(total)} GB above what each has free"
    rest = f"; {plain(free)} GB of them are free in a month" if free else ""
    return str(int(paid)), f"{plain(paid)} GB", f"{why}{rest}."


ANSWERS: dict[str, Callable[[Reckoning], Answer]] = {
    "bill": _bill,
    "time": _time,
    "arch": _arch,
    "part": _part,
    "outcome": _outcome,
    "full": _full,
    "least": _least,
    "billed": _billed,
    "cold": _cold,
    "units": _units,
    "streamed": _streamed,
}
