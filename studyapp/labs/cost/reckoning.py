"""All that the cost lab works out for one state."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from studyapp.labs.cost.forms import CostForm
from studyapp.labs.engine.cost.charges import GB_MB, Arch
from studyapp.labs.engine.cost.comparing import Comparison, beside
from studyapp.labs.engine.cost.duration import EXACT, MEMORY_MAX, billed_ms
from studyapp.labs.engine.cost.fitting import Fit
from studyapp.labs.engine.cost.measured import Point
from studyapp.labs.engine.cost.pricing import Prices
from studyapp.labs.engine.cost.strategies import Choice, Option, choices
from studyapp.labs.engine.cost.study import Setting, Study, Workload, at, study


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A workload over all settings; at twice the memory; on the other architecture."""

    place: str
    workload: Workload
    prices: Prices
    study: Study
    doubled: Setting
    other: Setting | None  # None where it has no other
    beside: Comparison | None
    fit: Fit | None
    measured: tuple[Choice, ...]  # the strategies over the measured settings alone


def reckon(form: CostForm, prices: Prices) -> Reckoning:
    workload, memory = form.workload(), form.memory_size
    found = study(workload, memory, prices, form.cleaned_data["weight"])
    swapped = Arch.ARM if workload.arch is Arch.X86 else Arch.X86
    fixed = workload.edge or workload.machines
    other = None if fixed else at(replace(workload, arch=swapped), memory, prices)
    second, fitted = form.second(), form.fitted
    points = [miss.point for miss in fitted.misses] if fitted else []
    options = _options(points, workload.arch, prices)
    return Reckoning(
        form.cleaned_data["place"],
        workload,
        prices,
        found,
        doubled=at(workload, min(2 * memory, MEMORY_MAX), prices),
        other=other,
        beside=beside(found.chosen, workload, *second, prices) if second else None,
        fit=fitted,
        measured=choices(options, form.cleaned_data["weight"]),
    )


def _options(points: Sequence[Point], arch: Arch, prices: Prices) -> list[Option]:
    """Measured settings with the cost that was measured, or else by the first tier."""
    price = prices.of(arch).tiers[0].price.number
    given = [point.cost for point in points if point.cost is not None]
    with localcontext(EXACT):
        reckoned = [
            billed_ms(point.duration) * Decimal(point.memory) / GB_MB / 1000 * price
            for point in points
        ]
    costs = given if len(given) == len(points) else reckoned
    return [
        Option(point.memory, cost, point.duration)
        for point, cost in zip(points, costs, strict=True)
    ]
