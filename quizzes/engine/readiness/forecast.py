"""From abilities to a form: the posterior predictive of one sitting.

It holds what we do not know of the learner, what we do not know of the questions, and the luck of
one sitting. Given the shared part of ability the domains are independent, so the number right on a
form is an exact convolution of four distributions for each point of that grid, and their mixture.

A form's questions are drawn from `pool`. Whichever are drawn, one at random is right with the mean
chance of the pool, so the number right in a domain is binomial, given the ability.

Forgetting: on exam day the chance is floor + (1 - floor) * logistic(ability - b) * retention.
Ability is measured as of today, so `retention` is the share of what is recalled today that will
still be recalled then: the mean predicted recall on exam day over today's. It multiplies knowing
alone: who has forgotten can still guess. It says nothing of what is learned until then.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from math import comb, sqrt
from operator import mul
from typing import Final

from quizzes.engine.blueprints import EXAM_WEIGHTS, largest_remainder
from quizzes.engine.readiness.ability import ABILITIES, COMMON, Ability, Row, ability, knows
from quizzes.engine.readiness.records import (
    FORM,
    LEAST,
    LEAST_OF_A_DOMAIN,
    LINE,
    MASS,
    Difficulty,
    FirstAnswer,
    Forecast,
    Part,
    Question,
    TooFew,
)

QUANTILE: Final = 1.2816  # of the normal distribution, for MASS between two of them
HAIR: Final = 1e-9  # a share of 36 in 50 is at the line of .72, whatever the last bit says


def forecast(
    answers: Iterable[FirstAnswer],
    pool: Iterable[Question],
    *,
    retention: Mapping[int, float] | None = None,
    size: int = FORM,
    line: float = LINE,
    weights: Mapping[int, int] = EXAM_WEIGHTS,
) -> Forecast | TooFew:
    """What a form of `size` unseen questions of `pool` would show, or why nothing is said.

    Of two answers to one question the older one counts, as it was the first. A domain of which
    the pool holds nothing is left out, its weight going to the others.
    """
    newest_first = sorted(answers, key=lambda answer: answer.age)
    first = list({answer.question.id: answer for answer in newest_first}.values())
    chances = _chances(pool, retention or {})
    held = {domain: weight for domain, weight in weights.items() if domain in chances}
    places = largest_remainder(size, held) if held else {}
    tasks = _parts(first, lambda answer: answer.question.task)
    short = _missing(first, places)
    if short or not places or len(first) < LEAST:
        domains = _parts(first, lambda answer: str(answer.question.domain))
        return TooFew(len(first), short, domains, tasks)
    known = ability(first, places)
    odds = _form(known, chances, places)
    return Forecast(
        n=len(first),
        size=size,
        line=line,
        **_summary(odds, line),
        **_spread(odds, known, chances, places),
        domains=_expected(first, known, chances),
        tasks=tasks,
    )


def _summary(odds: Sequence[float], line: float) -> dict[str, float]:
    """What the chances of 0, 1, 2 … right say, as shares of the form."""
    size = len(odds) - 1
    low, high = (_quantile(odds, at) / size for at in ((1 - MASS) / 2, (1 + MASS) / 2))
    above = (odd for right, odd in enumerate(odds) if right / size >= line - HAIR)
    mean = sum(right * odd for right, odd in enumerate(odds)) / size
    return {"low": low, "high": high, "mean": mean, "probability": sum(above)}


def _spread(
    odds: Sequence[float], known: Ability, chances: Mapping[int, Row], places: Mapping[int, int]
) -> dict[str, float]:
    """The variance of the share right: of that the luck of one sitting, and the rest."""
    size = len(odds) - 1
    mean = sum(map(mul, odds, range(size + 1)))
    whole = sum(odd * (right - mean) ** 2 for right, odd in enumerate(odds))
    luck = sum(
        n * sum(map(mul, known.of(d), (p * (1 - p) for p in chances[d]))) for d, n in places.items()
    )
    return {"luck": luck / size**2, "knowledge": max(0.0, whole - luck) / size**2}


def _chances(pool: Iterable[Question], retention: Mapping[int, float]) -> dict[int, Row]:
    """The chance to get a question of the pool right, by domain, on ABILITIES."""
    counts: dict[int, dict[tuple[float, float, float], int]] = defaultdict(lambda: defaultdict(int))
    for question in pool:
        hard = question.difficulty
        key = (question.floor, round(hard.mean, 1), round(hard.error, 1))
        counts[question.domain][key] += 1
    chances: dict[int, Row] = {}
    for domain, alike in counts.items():
        kept = min(1.0, max(0.0, retention.get(domain, 1.0)))
        sums = [0.0] * len(ABILITIES)
        for (floor, mean, error), n in alike.items():
            for place, know in enumerate(knows(Difficulty(mean, error))):
                sums[place] += n * (floor + (1 - floor) * know * kept)
        chances[domain] = tuple(one / sum(alike.values()) for one in sums)
    return chances


def _missing(answers: Sequence[FirstAnswer], domains: Iterable[int]) -> dict[int, int]:
    given: dict[int, int] = defaultdict(int)
    for answer in answers:
        given[answer.question.domain] += 1
    return {d: LEAST_OF_A_DOMAIN - given[d] for d in domains if given[d] < LEAST_OF_A_DOMAIN}


def _form(known: Ability, chances: Mapping[int, Row], places: Mapping[int, int]) -> list[float]:
    """The chance of each number right on a form, from 0 to all."""
    tables = {domain: _binomial(n, chances[domain]) for domain, n in places.items()}
    odds = [0.0] * (sum(places.values()) + 1)
    for i, weight in zip(range(len(COMMON)), known.common, strict=True):
        form = [weight]
        for domain, table in tables.items():
            here = known.domains[domain][i]
            form = _convolve(form, [sum(map(mul, here, column)) for column in table])
        odds = [was + one for was, one in zip(odds, form, strict=True)]
    return odds


def _binomial(n: int, chances: Row) -> list[Row]:
    """For each number right of `n` its chance, on ABILITIES."""
    return [
        tuple(comb(n, k) * chance**k * (1 - chance) ** (n - k) for chance in chances)
        for k in range(n + 1)
    ]


def _convolve(one: Sequence[float], other: Sequence[float]) -> list[float]:
    both = [0.0] * (len(one) + len(other) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(other, i):
            both[j] += a * b
    return both


def _quantile(odds: Sequence[float], at: float) -> int:
    """The smallest number right that is not exceeded with the chance `at`."""
    sums = accumulate(odds)
    return next((k for k, below in enumerate(sums) if below >= at), len(odds) - 1)


def _parts(answers: Iterable[FirstAnswer], name: Callable[[FirstAnswer], str]) -> tuple[Part, ...]:
    """The first answers by `name`, in order."""
    rights: dict[str, list[bool]] = defaultdict(list)
    for answer in answers:
        rights[name(answer)].append(answer.right)
    return tuple(Part(key, len(row), sum(row)) for key, row in sorted(rights.items()))


def _expected(
    answers: Sequence[FirstAnswer], known: Ability, chances: Mapping[int, Row]
) -> tuple[Part, ...]:
    """Each domain with the share expected there, and between what it lies; no luck in it."""
    parts = []
    for part in _parts(answers, lambda answer: str(answer.question.domain)):
        domain = int(part.name)
        if domain in known.domains:
            odds, share = known.of(domain), chances[domain]
            mean = sum(map(mul, odds, share))
            width = QUANTILE * sqrt(sum(map(mul, odds, ((one - mean) ** 2 for one in share))))
            low, high = max(0.0, mean - width), min(1.0, mean + width)
            part = replace(part, mean=mean, low=low, high=high)
        parts.append(part)
    return tuple(parts)
