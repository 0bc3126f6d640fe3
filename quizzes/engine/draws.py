"""From an item and a seed: its numbers, its worked solution, the order of its options.

The same seed gives the same draw on every machine and in every release: the
generator is SHA-256, not a library's.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from quizzes.engine.expressions import ExpressionError, Numbers, evaluate, rounded
from quizzes.engine.kinds.numbers import NumberBody
from quizzes.engine.parts import Kind, exact

PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


@dataclass(frozen=True)
class Draw:
    """A numeric item with its numbers filled in."""

    answer: Decimal
    names: dict[str, Decimal]
    mistakes: tuple[tuple[Decimal, str], ...]


def chance(seed: int, *labels: object) -> int:
    """A number below 2**64 that depends on `seed` and `labels` alone."""
    text = ":".join(map(str, (seed, *labels)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def shuffled(ids: Sequence[str], seed: int) -> list[str]:
    """`ids` in the order that `seed` gives (each order is equally likely)."""
    return sorted(ids, key=lambda item_id: chance(seed, "order", item_id))


def draw(item: NumberBody, seed: int, facts: Numbers) -> Draw:
    """The numbers of a numeric or parameterised item for `seed`."""
    if item.kind is Kind.NUMERIC:
        mistakes = tuple((exact(mistake.value), mistake.reason) for mistake in item.mistakes)
        return Draw(exact(item.answer), {}, mistakes)
    names: dict[str, Decimal] = {}
    for name, spread in item.params.items():
        names[name] = spread.pick(chance(seed, "param", name))
    for step in item.steps:
        names[step.name] = evaluate(step.expr, names, facts)
    answer = rounded(evaluate(item.answer, names, facts), item.decimals)
    mistakes = tuple(
        (rounded(evaluate(mistake.expr, names, facts), item.decimals), fill(mistake.reason, names))
        for mistake in item.mistakes
    )
    return Draw(answer, names, mistakes)


def fill(text: str, names: Numbers) -> str:
    """`text` with each `{name}` replaced by its number, written for a reader."""
    return PLACE.sub(lambda m: written(names[m[1]]) if m[1] in names else m[0], text)


def written(number: Decimal) -> str:
    """A number for a reader: thousands separated, at most 10 decimals, no idle zeros.

    >>> written(Decimal("1250000.50"))
    '1,250,000.5'
    """
    plain = f"{rounded(number, 10) + 0:,f}"  # no “-0”
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def problems(item: NumberBody, facts: Numbers, samples: int = 200) -> list[str]:
    """What is wrong with a parameterised item, found by drawing it `samples` times."""
    if item.kind is not Kind.PARAMETERISED:
        return []
    try:
        draws = [draw(item, seed, facts) for seed in range(samples)]
    except ExpressionError as error:
        return [str(error)]
    lines = [part.text for part in item.steps] + [part.reason for part in item.mistakes]
    unknown = {
        name
        for text in (item.stem, item.explanation, *lines)
        for name in PLACE.findall(text)
        if name not in draws[0].names
    }
    found = [
        f"uses {{{name}}}, which is neither a parameter nor a step" for name in sorted(unknown)
    ]
    tolerance = exact(item.tolerance)
    for index, mistake in enumerate(item.mistakes):
        clash = next((d for d in draws if abs(d.mistakes[index][0] - d.answer) <= tolerance), None)
        if clash:
            numbers = ", ".join(f"{name} {written(value)}" for name, value in clash.names.items())
            found.append(f"mistake “{mistake.expr}” counts as right for {numbers}")
    return found
