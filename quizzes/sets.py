"""Practice sets: what a learner wishes for, what there is, and what comes nearest."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db.models import Q
from django.db.models.fields.json import KT, KeyTransform
from django.utils.text import Truncator

from quizzes.engine.items import Level
from quizzes.engine.kinds.registry import RULES
from quizzes.engine.picking import Candidate, pick
from quizzes.models import Attempt, QuestionVersion, Slot, sealed_for
from studyapp.lessons.models import Lesson

SIZES = (5, 10, 20)
WHICH = {"any": "Any", "unseen": "Not seen yet", "missed": "Only what I missed"}
AS_IN_EXAM = {kind.value for kind, rules in RULES.items() if rules.in_exam_format}
LONGEST_TITLE = 60


@dataclass(frozen=True)
class Wish:
    """A set as a learner asks for it. `lesson` is "" for all of them."""

    lesson: str = ""
    size: int = 10
    which: str = "any"
    mode: str = Attempt.Mode.PRACTICE
    exam_only: bool = False

    def fits(self, one: Candidate) -> bool:
        wanted = {"any": True, "unseen": one.last is None, "missed": one.was_missed}[self.which]
        right_place = not self.lesson or one.lesson == self.lesson
        return wanted and right_place and (one.is_exam_like or not self.exam_only)


@dataclass(frozen=True)
class Offer:
    """A wish that can be met, in words."""

    wish: Wish
    words: str


class Stock:
    """Every question that may be drawn, with what its learner did with it. Four queries.

    Without what is sealed: asked by the learner's open mock exam, or set aside for one.
    """

    def __init__(self, user: Any) -> None:
        sealed = sealed_for(user)
        every = _candidates(_history(user))
        self.candidates = [one for one in every if one.question not in sealed]

    def fitting(self, wish: Wish) -> list[Candidate]:
        return [one for one in self.candidates if wish.fits(one)]

    def draw(self, wish: Wish, attempt_id: uuid.UUID) -> list[QuestionVersion]:
        """The published words of a set, in its order. One query."""
        chosen = [one.question for one in pick(self.fitting(wish), wish.size, seed=attempt_id.int)]
        versions = QuestionVersion.objects.drawable().filter(question__in=chosen)
        found = {version.question_id: version for version in versions.select_related("question")}
        return [found[question] for question in chosen if question in found]

    def nearest(self, wish: Wish, titles: dict[str, str]) -> list[Offer]:
        """What can be had instead of a set for which there is nothing: the closest first."""
        less_narrow = (replace(wish, which=w) for w in ("unseen", "any") if w != wish.which)
        ways = [
            next((other for other in less_narrow if self.fitting(other)), wish),
            replace(wish, exam_only=False),
            replace(wish, lesson=""),
        ]
        counted = {way: min(len(self.fitting(way)), way.size) for way in ways}
        return [Offer(way, _offered(way, count, titles)) for way, count in counted.items() if count]


History = dict[int, tuple[datetime, bool]]


def _history(user: Any) -> History:
    """When each question was met last, and whether missed as far as that was told. One query.

    The end of an attempt shows every key, so what was not answered was met, too; a mock exam
    counts it as missed. An answer taken back is none.
    """
    met = Q(answers__isnull=False) | Q(attempt__finished_at__isnull=False)
    rows = Slot.objects.of(user).filter(met).order_by("pk", "answers__revision")
    newest = {row[0]: row for row in rows.values_list(*MET)}  # the last revision of each
    looks = [_look(*row) for row in newest.values()]
    found: History = {}
    for question, at, missed in sorted(looks, key=itemgetter(1)):
        before = found[question][1] if question in found else False
        found[question] = at, before if missed is None else missed
    return found


MET = ["pk", "version__question_id", "attempt__mode", "attempt__finished_at"]
MET += ["answers__answered_at", "answers__verdict"]


def _look(
    _: int, question: int, mode: str, ended: datetime | None, at: datetime | None, verdict: str
) -> tuple[int, datetime, bool | None]:
    """The question, when it was met, and whether missed; None where that is not told."""
    tells = mode in Attempt.TELL_AT_ONCE or ended
    when = at if verdict or not ended else ended
    assert when is not None  # noqa: S101
    if tells and verdict:
        return question, when, verdict in ("wrong", "partly")
    return question, when, True if ended and mode == Attempt.Mode.EXAM else None


def _candidates(history: History) -> Iterator[Candidate]:
    rows = QuestionVersion.objects.drawable().values_list(
        "question_id",
        KT("body__lesson"),
        KeyTransform("facts", "body"),
        KT("body__kind"),
        KT("body__level"),
    )
    for question, lesson, facts, kind, level in rows:
        last, was_missed = history.get(question, (None, False))
        yield Candidate(
            question,
            lesson=(lesson or "").partition("#")[0],
            facts=frozenset(facts or ()),
            is_exam_like=kind in AS_IN_EXAM and (level or Level.EXAM) == Level.EXAM,
            last=last,
            was_missed=was_missed,
        )


def titles_of_lessons() -> dict[str, str]:
    """What a set can be narrowed to: lessons by slug, in their order. One query."""
    return dict(Lesson.objects.values_list("slug", "title"))


def title_of(wish: Wish, count: int, titles: dict[str, str]) -> str:
    """ "Networking: 10 questions", "Only what I missed"."""
    place = Truncator(titles.get(wish.lesson, "")).chars(LONGEST_TITLE)
    if wish.which == "missed":
        return f"{place}: only what I missed" if place else WHICH["missed"]
    what = _questions(count, "new question" if wish.which == "unseen" else "question")
    if wish.exam_only:
        what += " as in the exam"
    return f"{place}: {what}" if place else f"{what} from all lessons"


def nothing_fits(wish: Wish, titles: dict[str, str]) -> str:
    """Why there is no such set, in a sentence."""
    place = titles.get(wish.lesson, "")
    here = f"in “{place}”" if place else "in any lesson"
    as_exam = " as in the exam" if wish.exam_only else ""
    if wish.which == "missed":
        return f"There is nothing that you missed {here} the last time."
    if wish.which == "unseen":
        return f"There is no question{as_exam} {here} that you have not seen."
    return f"There is no question{as_exam} {here} yet."


def _offered(wish: Wish, count: int, titles: dict[str, str]) -> str:
    place = titles.get(wish.lesson, "")
    where = f"from “{place}”" if place else "from all lessons"
    kind = " as in the exam" if wish.exam_only else ""
    told = {"any": "", "unseen": " not seen yet", "missed": " that you missed"}[wish.which]
    return f"{_questions(count)}{kind}{told} {where}"


def _questions(count: int, noun: str = "question") -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
