"""What first answers tell of a learner: a posterior on a grid, for each domain and what they share.

Ability in a domain is `shared + own`, together N(0, 1); `SHARED` of that variance is common to all
four, so that an answer in one domain says something of the others too. A question of difficulty b
is right with the chance floor + (1 - floor) * logistic(ability - b); b is not known exactly, and
its error flattens the curve by 1 / sqrt(1 + pi / 8 * error**2), the usual approximation of a
logistic curve over a normal error.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, log1p, pi, sqrt
from operator import mul
from typing import Final

from quizzes.engine.readiness.records import Difficulty, FirstAnswer

SHARED: Final = 0.6
HALF_LIFE: Final = 30.0  # days until an answer counts half: learners improve

ABILITIES: Final = tuple(i / 4 for i in range(-16, 17))
COMMON: Final = tuple(i / 4 for i in range(-12, 13))

Row = tuple[float, ...]


def _normal(values: Sequence[float], mean: float, variance: float) -> Row:
    """A normal density on a grid, adding up to 1."""
    dense = [exp(-((value - mean) ** 2) / (2 * variance)) for value in values]
    whole = sum(dense)
    return tuple(one / whole for one in dense)


PRIOR: Final = _normal(COMMON, 0, SHARED)
OWN: Final = tuple(_normal(ABILITIES, common, 1 - SHARED) for common in COMMON)


def knows(difficulty: Difficulty) -> Row:
    """The chance to know a question of this difficulty, for each ability of the grid."""
    flat = 1 / sqrt(1 + pi / 8 * difficulty.error**2)
    return tuple(1 / (1 + exp(-flat * (ability - difficulty.mean))) for ability in ABILITIES)


@dataclass(frozen=True)
class Ability:
    """The posterior. `common` goes with COMMON; `domains[d][i]` is that of d, given COMMON[i]."""

    common: Row
    domains: Mapping[int, tuple[Row, ...]]

    def of(self, domain: int) -> Row:
        """The posterior of one domain, on ABILITIES."""
        rows = self.domains[domain]
        return tuple(sum(map(mul, self.common, column)) for column in zip(*rows, strict=True))


def ability(answers: Iterable[FirstAnswer], domains: Iterable[int]) -> Ability:
    """What `answers` tell of each of `domains`; an old answer counts less."""
    logs = _log_likelihoods(answers)
    common = [log(prior) for prior in PRIOR]
    rows: dict[int, tuple[Row, ...]] = {}
    for domain in domains:
        here = logs.get(domain, [0.0] * len(ABILITIES))
        peak = max(here)
        likely = [exp(one - peak) for one in here]
        joint = [[own * one for own, one in zip(row, likely, strict=True)] for row in OWN]
        wholes = [sum(row) for row in joint]
        rows[domain] = tuple(
            tuple(one / whole for one in row) for row, whole in zip(joint, wholes, strict=True)
        )
        common = [was + log(whole) for was, whole in zip(common, wholes, strict=True)]
    peak = max(common)
    likely = [exp(one - peak) for one in common]
    whole = sum(likely)
    return Ability(tuple(one / whole for one in likely), rows)


def _log_likelihoods(answers: Iterable[FirstAnswer]) -> dict[int, list[float]]:
    """For each domain, on ABILITIES. Alike questions are counted together: that bounds the work."""
    alike: dict[tuple[int, float, float, float], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for answer in answers:
        question = answer.question
        hard = question.difficulty
        key = (question.domain, question.floor, round(hard.mean, 1), round(hard.error, 1))
        alike[key][answer.right] += 0.5 ** (max(0.0, answer.age) / HALF_LIFE)
    logs: dict[int, list[float]] = {}
    for (domain, floor, mean, error), (wrong, right) in alike.items():
        here = logs.setdefault(domain, [0.0] * len(ABILITIES))
        for place, know in enumerate(knows(Difficulty(mean, error))):
            chance = floor + (1 - floor) * know
            here[place] += right * log(chance) + wrong * log1p(-chance)
    return logs
