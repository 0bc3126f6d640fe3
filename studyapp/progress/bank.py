"""What the figures need to know of each question, read once in a process and edition."""

from dataclasses import dataclass
from functools import lru_cache

from quizzes.engine.items import Level
from quizzes.engine.outline import FORMATS
from quizzes.engine.readiness.difficulty import KNOWN_FLOOR, difficulty, guessing_floor
from quizzes.engine.readiness.records import Question
from quizzes.models import QuestionVersion
from studyapp.lessons.models import Edition
from studyapp.progress.models import Facility


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


def weighed(traits: Bank) -> dict[int, Question]:
    """The questions whose difficulty can be judged, by what all learners did. One query."""
    counts = {row.question_id: row for row in Facility.objects.all()}
    questions = {}
    for key, trait in traits.items():
        if trait.floor is None:
            continue
        seen = counts.get(key)
        hard = difficulty(
            trait.rating, trait.floor, seen.n if seen else 0, seen.n_right if seen else 0
        )
        questions[key] = Question(str(key), trait.domain, trait.task, trait.floor, hard)
    return questions
