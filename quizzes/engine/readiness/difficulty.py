"""How hard a question is: its author's rating, shrunk towards what learners did with it."""

from math import comb, log, pi, sqrt
from typing import Final

from quizzes.engine.items import Item, Kind
from quizzes.engine.readiness.records import Difficulty

STEP: Final = 0.6  # logits from one rating to the next; 3 is the middle
RATING_ERROR: Final = 0.8  # ratings of authors are worth that little
LEAST_ERROR: Final = 0.25  # who answered differs from question to question, however many
NEARLY: Final = 0.02  # a share of knowers is never taken to be 0 or 1
SPREAD: Final = sqrt(1 + pi / 8)  # flattens a logistic curve over learners who differ by N(0, 1)


def guessing_floor(item: Item) -> float:
    """The chance of a blind guess: .25 for one of four, .1 for two of five, 0 for a number."""
    if item.kind is Kind.SINGLE:
        return 1 / len(item.options)
    if item.kind is Kind.MULTIPLE:
        return 1 / comb(len(item.options), len(item.key))
    return 0.0


def difficulty(rating: int, floor: float, n: int = 0, n_right: int = 0) -> Difficulty:
    """From the author's rating (1 to 5) and `n` first answers of all learners.

    The two estimates are weighted by their precision. The share right is corrected for guessing
    and read as that of learners whose ability is N(0, 1); half an answer each way is added, so
    that one answer is not taken for certainty.
    """
    rated = (rating - 3) * STEP
    if not n:
        return Difficulty(rated, RATING_ERROR)
    share = (n_right + 0.5) / (n + 1)
    know = min(1 - NEARLY, max(NEARLY, (share - floor) / (1 - floor)))
    seen = SPREAD * log((1 - know) / know)
    slope = (1 - floor) * know * (1 - know) / SPREAD
    seen_variance = share * (1 - share) / n / slope**2 + LEAST_ERROR**2
    weight = 1 / seen_variance
    prior = 1 / RATING_ERROR**2
    return Difficulty((rated * prior + seen * weight) / (prior + weight), (prior + weight) ** -0.5)
