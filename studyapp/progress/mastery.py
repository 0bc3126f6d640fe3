"""How it stands with each lesson, in four words."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from studyapp.progress.bank import Bank
from studyapp.progress.tally import Tally

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
    tally: Tally, traits: Bank, recalls: Mapping[int, float] | None = None
) -> dict[str, Mastery]:
    """By lesson. `recalls`: the predicted recall of a question on exam day, where it is known."""
    by_lesson: dict[str, list[int]] = defaultdict(list)
    sizes: dict[str, int] = defaultdict(int)
    for key, trait in traits.items():
        sizes[trait.lesson] += 1
        if key in tally.last:
            by_lesson[trait.lesson].append(key)
    return {
        lesson: _stand(by_lesson[lesson], tally, size, recalls or {})
        for lesson, size in sizes.items()
    }


def _stand(questions: list[int], tally: Tally, size: int, recalls: Mapping[int, float]) -> Mastery:
    n = len(questions)
    n_right = sum(tally.last[key].is_right for key in questions)
    if n < min(SOME, size):
        word = Word.NEW
    elif n < min(ENOUGH, size) or n_right < SHARE * n:
        word = Word.LEARNING
    else:
        word = Word.SOLID if _is_solid(questions, tally, recalls) else Word.HOLDING
    return Mastery(word, n, n_right, size)


def _is_solid(questions: list[int], tally: Tally, recalls: Mapping[int, float]) -> bool:
    """Predicted to be there; where no card tells, half of it came back after days."""
    known = [recalls[key] for key in questions if key in recalls]
    if len(known) * 2 > len(questions):
        return sum(known) / len(known) >= SHARE
    came_back = sum(
        tally.last[key].is_right and tally.last[key].at - tally.first[key].at >= APART
        for key in questions
    )
    return came_back * 2 >= len(questions)
