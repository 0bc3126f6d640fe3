"""What the figures need to know of each question, read once in a process and edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from quizzes.engine.items import Level
from quizzes.engine.outline import FORMATS
from quizzes.engine.readiness.difficulty import KNOWN_FLOOR, difficulty, guessing_floor
from quizzes.engine.readiness.records import Question
from quizzes.models import QuestionVersion
from studyapp.lessons.models import Edition
from studyapp.progress.models import Facility
from studyapp.progress.tally import Tally


@dataclass(frozen=True, slots=True)
class Trait:
    """A question that learners get. `on_forms`: a form like the exam's may hold it."""

    question: int
    lesson: str
    task: str
    rating: int
    floor: float | None
    on_forms: bool

    @property
    def domain(self) -> int:
        return int(self.task[0])


Bank = dict[int, Trait]


def bank(stamp: str | None = None) -> Bank:
    """Every question that may be drawn. No query where this process knows the edition.

    One more for who does not know the stamp.
    """
    stamp = stamp or Edition.objects.values_list("stamp", flat=True).first()
    return _read(stamp) if stamp else _read.__wrapped__("")


@lru_cache(maxsize=2)
def _read(stamp: str) -> Bank:
    found = {}
    for version in QuestionVersion.objects.drawable():
        item = version.item()
        found[version.question_id] = Trait(
            question=version.question_id,
            lesson=item.lesson_slug,
            task=item.task,
            rating=item.difficulty,
            floor=guessing_floor(item) if item.kind in KNOWN_FLOOR else None,
            on_forms=item.kind in FORMATS and item.level is Level.EXAM,
        )
    return found


@dataclass(frozen=True)
class Counts:
    """First answers to each question over all learners, and right ones; as counted `at`."""

    seen: Mapping[int, tuple[int, int]]
    at: datetime | None = None

    @classmethod
    def now(cls) -> "Counts":
        """As the last count left them. One query."""
        rows = list(Facility.objects.values_list("question", "n", "n_right", "counted_at"))
        moments = [at for *_, at in rows if at]
        return cls({key: (n, right) for key, n, right, _ in rows}, max(moments, default=None))

    def without(self, tally: Tally) -> "Counts":
        """As the others have them: a learner's own answers are weighed once, as theirs."""
        seen = dict(self.seen)
        own = tally.answers_here(self.at) if self.at else {}
        for key, right in own.items():
            n, n_right = seen.get(key, (0, 0))
            others = max(0, n - 1)
            seen[key] = others, min(others, max(0, n_right - right))
        return Counts(seen, self.at)


def weighed(traits: Bank, counts: Counts) -> dict[int, Question]:
    """The questions whose difficulty can be judged, by what learners did."""
    questions = {}
    for key, trait in traits.items():
        if trait.floor is None:
            continue
        hard = difficulty(trait.rating, trait.floor, *counts.seen.get(key, (0, 0)))
        questions[key] = Question(str(key), trait.domain, trait.task, trait.floor, hard)
    return questions
