"""How it stands with each lesson, in four words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from studyapp.progress.bank import Bank
from studyapp.progress.history import Look

SOME: Final = 3  # questions of a lesson answered, below which it is new
ENOUGH: Final = 5  # below which it is not yet holding
SHARE: Final = 0.8  # of the last answers right; of what should be recalled on exam day
APART: Final = timedelta(days=2)  # a right answer sooner after the first proves little


class Word(StrEnum):
    NEW = "new"
    LEARNING = "learning"
    HOLDING = "holding"
    SOLID = "solid on exam day"


@dataclass(frozen=True, slots=True)
class Mastery:
    """Of one lesson: how many of its questions were answered, and right the last time."""

    word: Word = Word.NEW
    n: int = 0
    n_right: int = 0
    n_questions: int = 0


def mastery(
    looks: Iterable[Look], traits: Bank, recalls: Mapping[int, float] | None = None
) -> dict[str, Mastery]:
    """By lesson. `recalls`: the predicted recall of a question on exam day, where it is known."""
    met: dict[int, list[Look]] = defaultdict(list)
    for look in looks:
        if look.is_given and look.question in traits:
            met[look.question].append(look)
    by_lesson: dict[str, list[list[Look]]] = defaultdict(list)
    sizes: dict[str, int] = defaultdict(int)
    for key, trait in traits.items():
        sizes[trait.lesson] += 1
        if key in met:
            by_lesson[trait.lesson].append(met[key])
    return {
        lesson: _stand(by_lesson[lesson], size, recalls or {}) for lesson, size in sizes.items()
    }


def _stand(questions: list[list[Look]], size: int, recalls: Mapping[int, float]) -> Mastery:
    n = len(questions)
    n_right = sum(looks[-1].is_right for looks in questions)
    if n < min(SOME, size):
        word = Word.NEW
    elif n < min(ENOUGH, size) or n_right < SHARE * n:
        word = Word.LEARNING
    else:
        word = Word.SOLID if _is_solid(questions, recalls) else Word.HOLDING
    return Mastery(word, n, n_right, size)


def _is_solid(questions: list[list[Look]], recalls: Mapping[int, float]) -> bool:
    """Predicted to be there; where no card tells, half of it came back after days."""
    known = [recalls[looks[0].question] for looks in questions if looks[0].question in recalls]
    if len(known) * 2 > len(questions):
        return sum(known) / len(known) >= SHARE
    came_back = sum(
        looks[-1].is_right and looks[-1].at - looks[0].at >= APART for looks in questions
    )
    return came_back * 2 >= len(questions)
