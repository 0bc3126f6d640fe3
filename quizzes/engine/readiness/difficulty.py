"""How hard a question is: its author's rating, shrunk towards what learners did with it."""

from functools import lru_cache
from math import comb, exp, log, log1p, pi, sqrt
from typing import Final

from quizzes.engine.items import Item, Kind
from quizzes.engine.readiness.records import Difficulty

STEP: Final = 0.6  # logits from one rating to the next; 3 is the middle
RATING_ERROR: Final = 0.8  # ratings of authors are worth that little
MOST: Final = 100  # answers: beyond, who answered tells more than how many
SPREAD: Final = sqrt(1 + pi / 8)  # flattens a logistic curve over learners who differ by N(0, 1)
GRID: Final = tuple(i / 4 for i in range(-18, 19))


# Kinds whose chance of a blind guess is known; others are neither evidence nor forecast.
KNOWN_FLOOR: Final = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.NUMERIC, Kind.PARAMETERISED})


def guessing_floor(item: Item) -> float:
    """The chance of a blind guess: .25 for one of four, .1 for two of five, 0 for a number."""
    if item.kind is Kind.SINGLE:
        return 1 / len(item.options)
    if item.kind is Kind.MULTIPLE:
        return 1 / comb(len(item.options), len(item.key))
    return 0.0


@lru_cache(maxsize=8192)
def difficulty(rating: int, floor: float, n: int = 0, n_right: int = 0) -> Difficulty:
    """From the author's rating (1 to 5) and `n` first answers of all learners.

    The posterior of a normal prior around the rating, by what learners of ability N(0, 1) would
    have done: the more answers, the more they outweigh the author.
    """
    rated = (rating - 3) * STEP
    if not n:
        return Difficulty(rated, RATING_ERROR)
    scale = min(1.0, MOST / n)
    logs = [
        scale * (n_right * right + (n - n_right) * wrong)
        - (one - rated) ** 2 / (2 * RATING_ERROR**2)
        for one, (right, wrong) in zip(GRID, _chances(floor), strict=True)
    ]
    peak = max(logs)
    odds = [exp(one - peak) for one in logs]
    whole = sum(odds)
    mean = sum(one * odd for one, odd in zip(GRID, odds, strict=True)) / whole
    square = sum((one - mean) ** 2 * odd for one, odd in zip(GRID, odds, strict=True)) / whole
    return Difficulty(mean, sqrt(square))


@lru_cache
def _chances(floor: float) -> tuple[tuple[float, float], ...]:
    """For each difficulty of the grid, the logarithms of the chance of right and of wrong."""
    chances = (floor + (1 - floor) / (1 + exp(one / SPREAD)) for one in GRID)
    return tuple((log(chance), log1p(-chance)) for chance in chances)
