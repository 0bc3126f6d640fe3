"""What a line of arithmetic is made of. No Django here."""

from dataclasses import dataclass
from decimal import Decimal

from studyapp.labs.engine.cost.charges import Charge


@dataclass(frozen=True, slots=True)
class Step:
    """A piece of arithmetic: text, then perhaps a fact, then perhaps more text."""

    text: str
    fact: str = ""
    label: str = ""  # how the fact is called here; empty: as it calls itself
    after: str = ""


Told = tuple[str, tuple[Step, ...]]
"""What a line is for, and its steps."""


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    steps: tuple[Step, ...]
    amount: Decimal | None = None
    priced: bool = True  # False: it is charged, but no price is confirmed

    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(step.fact for step in self.steps if step.fact)


def priced(quantity: str, charge: Charge) -> Step:
    """The last step of a charge: what was used times its price."""
    return Step(f"{quantity} ×", charge.price.fact) if charge.price else Step(f"{quantity} × ?")
