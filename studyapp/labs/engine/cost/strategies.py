"""Which memory setting to choose: cheapest, fastest, or balanced. No Django here.

The rules, ties included, are those of AWS Lambda Power Tuning, so that a learner who
measures a real function is told the same thing. Settings keep the order they come in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from studyapp.labs.engine.cost.duration import EXACT

HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Option:
    """A memory setting with what it costs and how long it takes; any units, the same for all."""

    memory: int
    cost: Decimal
    duration: Decimal


@dataclass(frozen=True, slots=True)
class Choice:
    """`names`: the strategies that agree on this setting."""

    names: tuple[str, ...]
    option: Option


def cheapest(options: Sequence[Option]) -> Option:
    """The smallest cost; of equals the faster one."""
    return min(options, key=lambda option: (option.cost, option.duration))


def fastest(options: Sequence[Option]) -> Option:
    """The smallest duration; of equals the cheaper one."""
    return min(options, key=lambda option: (option.duration, option.cost))


def balanced(options: Sequence[Option], weight: Decimal = HALF) -> Option:
    """The smallest weight x cost/max + (1 - weight) x duration/max; of equals the first.

    Weight 1 looks at cost alone, yet differs from `cheapest` when costs tie: it takes the first.
    """
    weight = min(max(weight, Decimal(0)), Decimal(1))
    # Multiplied by both maxima there is no division, so ties stay exact.
    most = max(option.cost for option in options) or Decimal(1)
    longest = max(option.duration for option in options) or Decimal(1)

    def score(option: Option) -> Decimal:
        with localcontext(EXACT):
            return weight * option.cost * longest + (1 - weight) * option.duration * most

    return min(options, key=score)


def choices(options: Sequence[Option], weight: Decimal = HALF) -> tuple[Choice, ...]:
    """The three strategies over `options`, those that agree merged; nothing for no options."""
    if not options:
        return ()
    picks = {
        "Cheapest": cheapest(options),
        "Fastest": fastest(options),
        "Balanced": balanced(options, weight),
    }
    named: dict[int, tuple[list[str], Option]] = {}
    for name, option in picks.items():
        named.setdefault(option.memory, ([], option))[0].append(name)
    return tuple(Choice(tuple(names), option) for names, option in named.values())
