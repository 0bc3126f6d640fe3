"""What a forecast is made from, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LINE: Final = 0.72  # our practice line: a declared share of right answers, not AWS's pass mark
FORM: Final = 50  # scored questions of the exam
LEAST: Final = 20  # first answers below which nothing is forecast
LEAST_OF_A_DOMAIN: Final = 5
ROUGH: Final = 53  # first answers below which ability is known to no better than 0.3 logits
MASS: Final = 0.8  # how often an interval should hold what comes


@dataclass(frozen=True, slots=True)
class Difficulty:
    """In logits, 0 for a middling question; `error` is the standard error of `mean`."""

    mean: float
    error: float


@dataclass(frozen=True, slots=True)
class Question:
    """As far as a forecast cares. `floor` is the chance to get it right by guessing."""

    id: str
    domain: int
    task: str
    floor: float
    difficulty: Difficulty


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """What a learner gave when the question was new. Later answers prove memory, not ability."""

    question: Question
    right: bool
    age: float  # in days


@dataclass(frozen=True, slots=True)
class Part:
    """A domain or a task: right first answers, and for a domain what is expected of it."""

    name: str
    n: int
    n_right: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class TooFew:
    """Below the gates. `missing`: domain -> first answers still wanted there."""

    n: int
    missing: Mapping[int, int]
    domains: tuple[Part, ...]
    tasks: tuple[Part, ...]

    @property
    def n_wanted(self) -> int:
        """First answers that open the gates, if they go where they are missing."""
        return max(LEAST - self.n, sum(self.missing.values()))


@dataclass(frozen=True, slots=True)
class Forecast:
    """Shares of a form of `size` questions: 0 to 1.

    `probability` is that of the share right being at or above `line`. `knowledge` and `luck` are
    the two parts of the variance of the share: what we do not know of the learner, and what no
    number of answers can tell, the luck of one sitting.
    """

    n: int
    size: int
    low: float
    high: float
    mean: float
    line: float
    probability: float
    knowledge: float
    luck: float
    domains: tuple[Part, ...]
    tasks: tuple[Part, ...]

    @property
    def is_rough(self) -> bool:
        return self.n < ROUGH
