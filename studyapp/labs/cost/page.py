"""The cost lab as its templates need it: texts and geometry, nothing left to reckon."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from math import log2
from typing import Any

from django.utils import timezone

from studyapp import charts
from studyapp.labs.cost.forms import DEFAULTS, OF_THE_WORK, CostForm
from studyapp.labs.cost.reckoning import Reckoning
from studyapp.labs.cost.regions import REGIONS
from studyapp.labs.cost.samples import LICENCE
from studyapp.labs.engine.cost import explaining, reading
from studyapp.labs.engine.cost.duration import MEMORY_MAX, MEMORY_MIN, VCPU_MB, Outcome, share
from studyapp.labs.engine.cost.fitting import Fit
from studyapp.labs.engine.cost.pricing import Prices
from studyapp.labs.engine.cost.strategies import Choice
from studyapp.labs.engine.cost.study import PRESETS, Setting, Study, Workload
from studyapp.labs.engine.cost.text import common_places, fixed, money, plain
from studyapp.lessons.models import Fact

UNIT = re.compile(r"(?<=[0-9]) (?=(?:ms|MB|GB-s|KB|s|h|vCPU)\b)")
SLIDER_STEPS = 64  # positions of the slider to one doubling of the memory
WIDE = charts.Frame("wide", 640, 150, (128, 256, 512, 1024, 2048, 4096, 10_240))
NARROW = charts.Frame("narrow", 296, 120, (128, 512, 2048, 10_240), y_ticks=3)
MARKS = {"wide": ("1 vCPU", "2", "3", "4", "5"), "narrow": ("1 vCPU", "2", "3", "", "5")}


def question(form: CostForm, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The controls."""
    memory = form.cleaned_data.get("memory", MEMORY_MIN)
    today = timezone.now().date()
    return {
        "slider": {"at": slider_position(int(memory)), "low": MEMORY_MIN, "high": MEMORY_MAX}
        | {"last": slider_position(MEMORY_MAX), "steps": SLIDER_STEPS, "snap": VCPU_MB},
        "works": [_work(radio) for radio in form["work"]],
        "open_runs": form.touched("cold", "init", "needs", "timeout", "tmp", "event"),
        "open_second": form.touched("beside", "besidearch", "weight"),
        "licence": LICENCE,
        "open_units": form.touched("units", "hours", "served", "pcfree"),
        "chips": {
            key.replace("-", "_"): _step(explaining.Step("", key), facts, today)
            for key in ("free-requests", "free-gbs", "free-pc", "vcpu-one")
        },
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
    result, workload, prices = reckoning.study, reckoning.workload, reckoning.prices
    chosen = result.chosen
    return {
        "chosen": chosen,
        "outcome": chosen.run.outcome.name.lower(),
        "summary": reading.summary(chosen, workload),
        "tiles": _tiles(chosen, workload),
        "notes": _notes(result, workload, prices),
        "charts": drawings(result, workload, (WIDE, NARROW), reckoning.fit),
        "reading": _glued(reading.chart_reading(result, workload)),
        "picks": [_pick(choice, result, form) for choice in result.choices],
        "least": result.least,
        "least_query": form.query(memory=result.least) if result.least else "",
        "home_query": form.query(region="us-east-1"),
        "x86_query": form.query(arch="x86_64"),
        "region_name": REGIONS[prices.region],
        "bill": _bill(chosen, workload, facts),
        "rows": [_row(setting, result, form) for setting in result.compared],
    }


def slider_position(memory: int) -> int:
    return round(SLIDER_STEPS * log2(memory / MEMORY_MIN))


def drawing(
    result: Study, workload: Workload, frame: charts.Frame, fit: Fit | None = None
) -> charts.Stack:
    """The two curves over the memory; without a price, the duration alone."""
    return drawings(result, workload, (frame,), fit)[0]


def drawings(
    result: Study, workload: Workload, frames: Sequence[charts.Frame], fit: Fit | None = None
) -> list[charts.Stack]:
    """The same for some frames.

    What was measured lies over the durations, so that one sees where the model only is a model.
    """
    measured = [
        charts.Dot(miss.point.memory, float(miss.point.duration), "", "measured")
        for miss in (fit.misses if fit else ())
    ]
    drawn = [setting for setting in result.curve if setting.memory >= workload.profile.needs]
    times = [(float(one.memory), float(one.run.duration)) for one in drawn]
    series = [charts.Series("Duration, ms", times, measured + _dots(result, "duration"))]
    paid = [(float(one.memory), one.cost) for one in drawn]
    costs = [(memory, float(cost)) for memory, cost in paid if cost is not None]
    if costs:
        dots = _dots(result, "cost")
        series.append(charts.Series("Cost a month, USD", costs, dots, write=_dollars))
    full = workload.profile.full_speed
    return [
        charts.stack(
            series,
            frame,
            x_title="Memory, MB",
            x_range=(MEMORY_MIN, MEMORY_MAX),
            marks=[
                (VCPU_MB * n, name, "full" if VCPU_MB * n == full else "")
                for n, name in enumerate(MARKS[frame.name], start=1)
            ],
            hair=float(result.chosen.memory),
        )
        for frame in frames
    ]


def _dots(result: Study, of: str) -> list[charts.Dot]:
    """The chosen setting with its value, and the recommended ones with their initials."""
    dots = []
    chosen = result.chosen
    for choice in result.choices:
        if choice.option.memory != chosen.memory:
            height = float(getattr(choice.option, of))
            dots.append(charts.Dot(choice.option.memory, height, _initials(choice)))
    value = chosen.run.duration if of == "duration" else chosen.cost
    if value is not None and chosen.run.outcome is not Outcome.OUT_OF_MEMORY:
        label = f"{plain(value, 2)} ms" if of == "duration" else money(value)
        same = [one for one in result.choices if one.option.memory == chosen.memory]
        label = " · ".join([label, *(_initials(one) for one in same)])
        dots.append(charts.Dot(chosen.memory, float(value), label, "own"))
    return dots


def _initials(choice: Choice) -> str:
    return " ".join(name[0] for name in choice.names)


def _dollars(value: float) -> str:
    """A label of the axis: $0.05, $2.50, $20, $1.5 m."""
    for size, letter in ((1e9, " bn"), (1e6, " m")):
        if value >= size:
            return f"${value / size:,.10g}{letter}"
    if value == int(value):
        return f"${value:,.0f}"
    return f"${value:,.2f}" if value >= 0.01 else "$" + f"{value:.12f}".rstrip("0")


def _tiles(chosen: Setting, workload: Workload) -> list[tuple[str, str, str]]:
    """Label, value, remark."""
    vcpus = ("vCPU share", fixed(share(chosen.memory), 2), "")
    if chosen.run.outcome is Outcome.OUT_OF_MEMORY:
        return [vcpus, ("Duration", "–", "killed"), ("Billed", "–", ""), ("A month", "–", "")]
    stopped = "stopped" if chosen.run.outcome is Outcome.TIMED_OUT else ""
    starts = any(calls.cold for calls in chosen.usage.calls)
    cold = f"cold start: {plain(chosen.run.billed(workload.init))} ms" if starts else ""
    total = chosen.bill.total
    month = "–" if total is None else money(total)
    at_most = "at most" if chosen.bill.at_most else "no price" if total is None else ""
    return [
        vcpus,
        ("Duration", f"{plain(chosen.run.duration, 2)} ms", stopped),
        ("Billed", f"{plain(chosen.run.billed())} ms", cold),
        ("A month", month, at_most),
    ]


def _notes(result: Study, workload: Workload, prices: Prices) -> list[str]:
    """Remarks that only some settings need."""
    remarks = [
        reading.upper_bound(result.chosen, prices, REGIONS[prices.region]),
        reading.provisioned(result.chosen, workload, prices),
    ]
    return [remark for remark in remarks if remark]


def picked(strategies: Sequence[str]) -> str:
    """
    >>> picked(["Cheapest", "Fastest", "Balanced"])
    'Cheapest, fastest and balanced'
    """
    names = [strategies[0], *(name.lower() for name in strategies[1:])]
    last = f" and {names[-1]}" if len(names) > 1 else ""
    return (", ".join(names[:-1]) or names[0]) + last


def _pick(choice: Choice, result: Study, form: CostForm) -> dict[str, Any]:
    return {
        "initials": _initials(choice),
        "name": picked(choice.names),
        "slug": choice.names[0].lower(),
        "memory": choice.option.memory,
        "size": plain(choice.option.memory),
        "time": f"{plain(choice.option.duration, 2)} ms",
        "cost": money(choice.option.cost),
        "query": form.query(memory=choice.option.memory),
        "current": choice.option.memory == result.chosen.memory,
    }


def _bill(chosen: Setting, workload: Workload, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The lines of arithmetic, each amount with as many decimals as one of them needs."""
    times, lines = explaining.time_lines(chosen, workload), explaining.bill_lines(chosen)
    total, exact = chosen.bill.total, chosen.cost
    if chosen.run.outcome is Outcome.OUT_OF_MEMORY:
        lines, total = (), None
    places = common_places([line.amount for line in lines if line.amount is not None])
    today = timezone.now().date()
    return {
        "time": [_line(line, places, facts, today) for line in times],
        "lines": [_line(line, places, facts, today) for line in lines],
        "exact": "" if exact is None else fixed(exact, places),
        "total": "" if total is None else fixed(total, 2),
        "rounded": total != exact,
    }


def _line(
    line: explaining.Line, places: int, facts: Mapping[str, Fact], today: date
) -> dict[str, Any]:
    amount = "" if line.amount is None else fixed(line.amount, places)
    return {
        "label": line.label,
        "steps": [_step(step, facts, today) for step in line.steps],
        "amount": amount if line.priced else "no price",
    }


def _step(step: explaining.Step, facts: Mapping[str, Fact], today: date) -> dict[str, Any]:
    fact = facts.get(step.fact)
    label = step.label or (fact.label if fact else step.fact)
    texts = {name: _glued(text) for name, text in asdict(step).items() if name != "fact"}
    texts["fact"], texts["label"] = step.fact, _glued(label)
    return texts | {"due": bool(fact and fact.is_due(today)), "known": fact}


def _glued(text: str) -> str:
    """A number and its unit never stand on two lines."""
    return UNIT.sub("\u00a0", text)


def _row(setting: Setting, result: Study, form: CostForm) -> dict[str, Any]:
    """A line of the table: the twin of the chart in numbers."""
    out_of_memory = setting.run.outcome is Outcome.OUT_OF_MEMORY
    total = None if out_of_memory else setting.bill.total
    named: Sequence[str] = [
        name
        for choice in result.choices
        if choice.option.memory == setting.memory
        for name in choice.names
    ]
    return {
        "memory": setting.memory,
        "size": plain(setting.memory),
        "share": fixed(share(setting.memory), 2),
        "time": "–" if out_of_memory else plain(setting.run.duration, 2),
        "billed": "–" if out_of_memory else plain(setting.run.billed()),
        "cost": "–" if total is None else money(total),
        "remarks": ([] if setting.done else [setting.run.outcome.value]) + list(named),
        "query": form.query(memory=setting.memory),
        "current": setting.memory == result.chosen.memory,
    }
