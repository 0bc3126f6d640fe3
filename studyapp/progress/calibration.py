"""Said sure against was right."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from quizzes.engine.intervals import wilson
from quizzes.models.answers import Sureness
from studyapp.progress.drawings import Bar, bar
from studyapp.progress.history import Look

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


def calibration(looks: Iterable[Look]) -> list[Said]:
    """The three words, the surest first."""
    said = {word: [0, 0] for word in (Sureness.CERTAIN, Sureness.FAIRLY, Sureness.GUESS)}
    for look in looks:
        if look.is_given and look.sureness in said:
            counts = said[Sureness(look.sureness)]
            counts[0] += 1
            counts[1] += look.is_right
    return [_row(str(word.label), n, n_right) for word, (n, n_right) in said.items()]


def _row(word: str, n: int, n_right: int) -> Said:
    if n < LEAST:
        return Said(word, n, n_right)
    low, high = wilson(n_right, n)
    share = n_right / n
    return Said(word, n, n_right, share, low, high, bar(low, high, share))
