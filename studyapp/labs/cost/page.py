"""The cost lab as its templates need it: texts and geometry, nothing left to reckon."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import log2
from typing import Any

from studyapp import drawn
from studyapp.labs.cost import written
from studyapp.labs.cost.billing import bill, chip, glued
from studyapp.labs.cost.drawing import NARROW, WIDE, drawings, initials, picked
from studyapp.labs.cost.forms import DEFAULTS, OF_THE_WORK, CostForm
from studyapp.labs.cost.further import CHARGES, EDGE, PLACES
from studyapp.labs.cost.reckoning import Reckoning
from studyapp.labs.cost.regions import REGIONS
from studyapp.labs.engine.cost import reading
from studyapp.labs.engine.cost.charges import ZERO, Arch, Kind
from studyapp.labs.engine.cost.duration import MEMORY_MAX, MEMORY_MIN, VCPU_MB, Outcome, share
from studyapp.labs.engine.cost.microvms import MicroVms
from studyapp.labs.engine.cost.pricelist import HOME
from studyapp.labs.engine.cost.strategies import Choice
from studyapp.labs.engine.cost.study import PRESETS, Setting, Study, Workload
from studyapp.labs.engine.cost.text import fixed, money, plain
from studyapp.lessons.models import Fact

CHIPS = ("free-requests", "free-gbs", "free-pc", "vcpu-one")
RUNNING = (Kind.VM_VCPU, Kind.VM_MEMORY)
SNAPSHOTS = (Kind.VM_WRITTEN, Kind.VM_READ, Kind.VM_KEPT)
SLIDER_STEPS = 64  # positions of the slider to one doubling of the memory


def question(form: CostForm, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The controls. What only a whole page shows is worked out when it asks for it."""
    memory = form.cleaned_data.get("memory", MEMORY_MIN)
    return {
        "slider": {"at": slider_position(int(memory)), "low": MEMORY_MIN, "high": MEMORY_MAX}
        | {"last": slider_position(MEMORY_MAX), "steps": SLIDER_STEPS, "snap": VCPU_MB},
        "works": lambda: [_work(radio) for radio in form["work"]],
        "open_runs": lambda: form.touched("cold", "init", "needs", "timeout", "tmp", "event"),
        "open_second": lambda: form.touched("beside", "besidearch", "weight"),
        "open_units": lambda: form.touched("units", "hours", "served", "pcfree", "spared"),
        "open_charges": lambda: form.touched(*CHARGES),
        "chips": lambda: {key.replace("-", "_"): chip(key, facts) for key in CHIPS},
    }


def _work(radio: Any) -> dict[str, Any]:
    """A kind of work to choose, with its numbers in words and for the fields of "own numbers"."""
    preset = PRESETS.get(radio.data["value"])
    if preset is None:  # a fit begins with one thread, whatever was chosen before
        numbers = {"threads": DEFAULTS["threads"]} if radio.data["value"] == "fit" else {}
        return {"radio": radio, "text": "", "numbers": json.dumps(numbers) if numbers else ""}
    texts = [
        f"{plain(preset.waits)} ms waiting" if preset.waits else "",
        f"{plain(preset.single)} ms CPU" if preset.single else "",
        f"{plain(preset.parallel)} ms CPU, shared by {preset.threads}" if preset.parallel else "",
    ]
    numbers = {name: str(getattr(preset, name)) for name in OF_THE_WORK}
    return {
        "radio": radio,
        "text": ", ".join(filter(None, texts)),
        "numbers": json.dumps(numbers),
    }


def answer(form: CostForm, reckoning: Reckoning, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """Everything that the result of one setting shows."""
    result, workload = reckoning.study, reckoning.workload
    chosen, prices = result.chosen, reckoning.prices
    link = Link(form)
    shown = {
        "chosen": chosen,
        "outcome": chosen.run.outcome.name.lower(),
        "summary": reading.summary(chosen, workload),
        "tiles": _tiles(chosen, workload),
        "notes": _notes(form, reckoning),
        "unpriced": _unpriced(form, reckoning),
        "bill": bill(chosen, workload, prices.further, facts),
    }
    if not chosen.timed:
        return shown
    text = glued(reading.chart_reading(result, workload))
    charts = drawings(result, workload, (WIDE, NARROW), reckoning.fit)
    return shown | {
        "charts": drawn.lines(charts, "memory", "Duration and cost over the memory", text),
        "reading": text,
        "picks": [_pick(choice, result, link) for choice in result.choices],
        "least": result.least,
        "least_query": link.to(result.least) if result.least else "",
        "compared": len(result.compared),
        "rows": written.compared(_rows(result, link)),
    }


class Link:
    """The address of the same state at another memory: the rest of it is worked out once."""

    def __init__(self, form: CostForm) -> None:
        self._start = form.base["memory"]
        self._rest = form.query(memory=self._start)

    def to(self, memory: int) -> str:
        """
        The memory stands first, as in the form; the one that the state departs from is left out.
        """
        if str(memory) == self._start:
            return self._rest
        return f"memory={memory}&{self._rest}" if self._rest else f"memory={memory}"


def slider_position(memory: int) -> int:
    return round(SLIDER_STEPS * log2(memory / MEMORY_MIN))


def _tiles(chosen: Setting, workload: Workload) -> list[tuple[str, str, str]]:
    """Label, value, remark."""
    total = chosen.bill.total
    at_most = "at most" if chosen.bill.at_most else "no price" if total is None else ""
    month = ("A month", "–" if total is None else money(total), at_most)
    if workload.machines:
        paid = {charge.kind: charge.amount for charge in chosen.bill.charges}
    if isinstance(workload.machines, MicroVms):
        return [*_of_microvms(workload.machines, paid), month]
    if workload.machines:
        hours = f"{plain(workload.machines.hours)} h"
        ec2, fee = paid[Kind.INSTANCES] or ZERO, paid[Kind.FEE] or ZERO
        return [("EC2 instances", money(ec2), hours), ("Fee", money(fee), ""), month]
    vcpus = ("vCPU share", fixed(share(chosen.memory), 2), "")
    if chosen.run.outcome is Outcome.OUT_OF_MEMORY:
        return [vcpus, ("Duration", "–", "killed"), ("Billed", "–", ""), ("A month", "–", "")]
    stopped = "stopped" if chosen.run.outcome is Outcome.TIMED_OUT else ""
    remarks = []
    for calls in chosen.usage.calls:
        if calls.cold:
            remarks.append(f"cold start: {plain(calls.billed_ms)} ms")
        if calls.provisioned and workload.spared:
            remarks.append(f"provisioned: {plain(calls.billed_ms)} ms")
    billed = ("Billed", f"{plain(chosen.run.billed())} ms", ", ".join(remarks))
    return [vcpus, ("Duration", f"{plain(chosen.run.duration, 2)} ms", stopped), billed, month]


def _of_microvms(used: MicroVms, paid: Mapping[Kind, Decimal | None]) -> list[tuple[str, str, str]]:
    compute, snapshots = (
        sum((paid.get(kind) or ZERO for kind in kinds), ZERO) for kinds in (RUNNING, SNAPSHOTS)
    )
    launches = f"{plain(used.launches)} launches"
    return [("vCPUs and memory", money(compute), launches), ("Snapshots", money(snapshots), "")]


def _notes(form: CostForm, reckoning: Reckoning) -> list[str]:
    """Remarks that only some settings need."""
    chosen, workload, prices = reckoning.study.chosen, reckoning.workload, reckoning.prices
    remarks = [
        _elsewhere(form),
        reading.machines(workload),
        reading.upper_bound(chosen, prices, REGIONS[prices.region]),
        reading.provisioned(chosen, workload, prices),
        reading.prepared(chosen, workload),
        reading.streaming(workload, chosen),
    ]
    return [remark for remark in remarks if remark]


def _elsewhere(form: CostForm) -> str:
    """What of the form does not count where the function runs."""
    place = form.cleaned_data["place"]
    told = "Lambda@Edge has its own prices, the same in every Region." if place == EDGE else ""
    names = [str(form.fields[name].label) for name in form.ignored]
    if not names:
        return told
    return f"{told} Not counted on {PLACES[place]}, though entered: {'; '.join(names)}.".strip()


def _unpriced(form: CostForm, reckoning: Reckoning) -> dict[str, str] | None:
    """Which prices are missing, and where to go for a total; None where all are known."""
    kinds = reckoning.study.chosen.bill.unpriced
    if not kinds:
        return None
    on_arm = set(kinds) <= {Kind.PROVISIONED, Kind.PROVISIONED_DURATION}
    what = "provisioned concurrency on arm64" if on_arm else reading.named(kinds)
    return {
        "what": what,
        "region": REGIONS[reckoning.prices.region],
        "home": form.query(region=HOME),
        "x86": form.query(arch=Arch.X86.value) if on_arm else "",
    }


def _pick(choice: Choice, result: Study, link: Link) -> dict[str, Any]:
    return {
        "initials": initials(choice),
        "name": picked(choice.names),
        "slug": choice.names[0].lower(),
        "memory": choice.option.memory,
        "size": plain(choice.option.memory),
        "time": f"{plain(choice.option.duration, 2)} ms",
        "cost": money(choice.option.cost),
        "query": link.to(choice.option.memory),
        "current": choice.option.memory == result.chosen.memory,
    }


def _rows(result: Study, link: Link) -> list[tuple[str | bool, ...]]:
    """The table, the twin of the chart in numbers: as `written` takes it."""
    named = {choice.option.memory: choice.names for choice in result.choices}
    return [_row(one, result.chosen, named.get(one.memory, ()), link) for one in result.compared]


def _row(one: Setting, chosen: Setting, names: Sequence[str], link: Link) -> tuple[str | bool, ...]:
    lost = one.run.outcome is Outcome.OUT_OF_MEMORY
    total = None if lost else one.bill.total
    remarks = ["set"] if one.memory == chosen.memory else []
    remarks += [] if one.done else [one.run.outcome.value]
    remarks += [name.lower() for name in names]
    return (
        str(one.memory),
        f"{one.memory:,}",
        link.to(one.memory),
        fixed(share(one.memory), 2),
        "–" if lost else plain(one.run.duration, 2),
        "–" if lost else f"{one.run.billed():,}",
        "–" if total is None else money(total),
        ", ".join(remarks),
        one.memory == chosen.memory,
    )
