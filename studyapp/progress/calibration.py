"""Said sure against was right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from quizzes.engine.intervals import wilson
from quizzes.models.answers import Sureness
from studyapp.progress.drawings import Bar, bar

LEAST: Final = 10  # answers with a word, below which nothing is said of it


@dataclass(frozen=True, slots=True)
class Said:
    """What came of one word. `share`, `low` and `high` are None below the gate."""

    word: str
    n: int
    n_right: int
    share: float | None = None
    low: float | None = None
    high: float | None = None
    bar: Bar | None = None


def calibration(said: Mapping[str, tuple[int, int]]) -> list[Said]:
    """The three words, the surest first, out of the answers and right ones with each."""
    words = (Sureness.CERTAIN, Sureness.FAIRLY, Sureness.GUESS)
    return [_row(str(word.label), *said.get(word, (0, 0))) for word in words]


def _row(word: str, n: int, n_right: int) -> Said:
    if n < LEAST:
        return Said(word, n, n_right)
    low, high = wilson(n_right, n)
    share = n_right / n
    return Said(word, n, n_right, share, low, high, bar(low, high, share))
