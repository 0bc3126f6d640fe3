"""Two settings of one workload beside each other. No Django here."""

from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from studyapp.labs.engine.cost.charges import Arch
from studyapp.labs.engine.cost.duration import EXACT, Outcome
from studyapp.labs.engine.cost.pricing import Prices
from studyapp.labs.engine.cost.study import Setting, Workload, at


@dataclass(frozen=True, slots=True)
class Comparison:
    """`second` beside `first`: what is above zero takes longer or costs more."""

    first: Setting
    second: Setting

    @property
    def time(self) -> Decimal | None:
        """The difference of the durations in ms; None where one is killed."""
        if any(one.run.outcome is Outcome.OUT_OF_MEMORY for one in (self.first, self.second)):
            return None
        with localcontext(EXACT):
            return self.second.run.duration - self.first.run.duration

    @property
    def cost(self) -> Decimal | None:
        """The difference of the bills in USD a month, of whole cents; None if one is unknown."""
        if self.first.cost is None or self.second.cost is None:
            return None
        before, after = self.first.bill.total, self.second.bill.total
        with localcontext(EXACT):
            return None if before is None or after is None else after - before


def beside(
    first: Setting, workload: Workload, memory: int, arch: Arch, prices: Prices
) -> Comparison:
    """`first` beside the same work at another memory, perhaps on the other architecture."""
    return Comparison(first, at(replace(workload, arch=arch), memory, prices))


def part(difference: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """A difference as a share of what it departs from; None if there is nothing to share."""
    if difference is None or not whole:
        return None
    with localcontext(EXACT):
        return difference / whole
