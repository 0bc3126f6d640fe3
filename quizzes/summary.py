"""Where a learner stands: on the shelf of quizzes, within an attempt, at its end."""

import uuid
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Subquery

from quizzes.cards import Card, cards
from quizzes.models import Answer, Attempt, Kept, Quiz, Slot, sealed_for
from studyapp.lessons.models import Lesson


@dataclass(frozen=True)
class QuizRow:
    """A quiz on the shelf: `open` to go on with, `last` as it ended."""

    quiz: Quiz
    open: Attempt | None
    last: Attempt | None


def shelf_of(user: Any) -> list[QuizRow]:
    """Every quiz with this learner's open and last attempt. Two queries."""
    quizzes = Quiz.objects.open().with_size().select_related("lesson")
    mine = Attempt.objects.of(user).exclude(quiz=None).with_progress().order_by("started_at")
    going: dict[int | None, Attempt] = {}
    ended: dict[int | None, Attempt] = {}
    for attempt in mine:
        (going if attempt.is_open else ended)[attempt.quiz_id] = attempt
    return [QuizRow(quiz, going.get(quiz.pk), ended.get(quiz.pk)) for quiz in quizzes]


@dataclass(frozen=True)
class LessonRow:
    """A lesson on the shelf of quizzes, with its sets in order."""

    lesson: Lesson
    sets: list[QuizRow]


@dataclass(frozen=True)
class Shelf:
    """The quizzes as a learner looks for them: by module and lesson, then drills, then the rest."""

    modules: list[tuple[str, list[LessonRow]]]
    drills: list[QuizRow]
    others: list[QuizRow]

    @property
    def lists(self) -> list[tuple[str, str, list[QuizRow]]]:
        """What goes with no lesson, as (anchor, title, rows)."""
        both = [
            ("drills", "Look-alike drills", self.drills),
            ("others", "Other quizzes", self.others),
        ]
        return [entry for entry in both if entry[2]]


def sorted_shelf(user: Any) -> Shelf:
    """Every quiz in its place. Two queries."""
    rows = shelf_of(user)
    taught = [row for row in rows if row.quiz.lesson]
    taught.sort(key=lambda row: (row.quiz.lesson.order, row.quiz.order))  # type: ignore[union-attr]
    lessons = [
        LessonRow(lesson, list(sets))
        for lesson, sets in groupby(taught, key=lambda row: row.quiz.lesson)
        if lesson
    ]
    modules = [
        (module.capitalize(), list(group))
        for module, group in groupby(lessons, key=lambda row: row.lesson.module)
    ]
    rest = [row for row in rows if not row.quiz.lesson]
    drills = [row for row in rest if row.quiz.look_alike_id]
    return Shelf(modules, drills, [row for row in rest if not row.quiz.look_alike_id])


@dataclass(frozen=True)
class Progress:
    """The way through an attempt. `segments`: (position, state word); `flagged`: positions."""

    segments: list[tuple[int, str]]
    position: int
    n_slots: int
    n_answered: int
    next_position: int | None
    flagged: tuple[int, ...] = ()

    @property
    def before(self) -> int:
        return self.position - 1

    @property
    def after(self) -> int:
        return self.position + 1


def progress_of(slot: Slot, kept: Kept | None = None) -> Progress:
    """The segments above a question; right and wrong only where they are known.

    No query for a slot that came from `at_hand()`; one for any other. `kept` is an answer
    that was taken in since.
    """
    told = slot.attempt.tells
    rows = {position: (verdict, flagged) for position, verdict, flagged in _gathered(slot)}
    if kept and kept.answer:
        rows[slot.position] = kept.answer.verdict, rows[slot.position][1]
    segments = [(position, _state(rows[position][0], told)) for position in sorted(rows)]
    waiting = [position for position, state in segments if state == "left"]
    later = [position for position in waiting if position > slot.position]
    return Progress(
        segments=segments,
        position=slot.position,
        n_slots=len(segments),
        n_answered=len(segments) - len(waiting),
        next_position=next(iter(later + waiting), None),
        flagged=tuple(position for position, (_, flagged) in sorted(rows.items()) if flagged),
    )


@dataclass(frozen=True)
class GridRow:
    """A question of an open attempt, in words."""

    position: int
    answered: bool
    flagged: bool
    chosen: int
    wanted: int

    @property
    def state(self) -> str:
        if not self.answered:
            return "Not answered"
        if self.wanted > 1 and self.chosen != self.wanted:
            return f"{self.chosen} of {self.wanted} chosen"
        return "Answered"


def states_of(attempt: Attempt) -> list[GridRow]:
    """How every question of an attempt stands. One query."""
    newest = Answer.objects.filter(slot=OuterRef("pk")).order_by("-revision")
    slots: Any = attempt.slots.select_related("version").annotate(
        verdict=Subquery(newest.values("verdict")[:1]),
        response=Subquery(newest.values("response")[:1]),
    )
    return [
        GridRow(
            slot.position,
            bool(slot.verdict),
            slot.flagged,
            len(slot.response or ()) if slot.verdict else 0,
            len(slot.item.key) if slot.item.is_choice else 0,
        )
        for slot in slots
    ]


def _gathered(slot: Slot) -> list[tuple[int, str | None, bool]]:
    if slot.around:
        return slot.around["slots"]
    newest = Answer.objects.filter(slot=OuterRef("pk")).order_by("-revision").values("verdict")
    rows = slot.attempt.slots.annotate(verdict=Subquery(newest[:1]))
    return list(rows.values_list("position", "verdict", "flagged"))


def _state(verdict: str | None, told: bool) -> str:
    if not verdict:
        return "left"
    if not told:
        return "done"
    return "right" if verdict == "right" else "wrong"


def result_of(attempt: Attempt, slots: list[Slot]) -> dict[str, Any]:
    """The context of a result page: the count, every card revealed, what to look at again.

    But for what a mock exam of the same learner asks, or will.
    """
    shown, sealed = cards(slots, reveal=True), sealed_for(attempt.user)
    for card in shown:
        card.reveal = card.slot.version.question_id not in sealed
    right = sum(1 for card in shown if card.answer and card.answer.points)
    missed = [card for card in shown if card.reveal and not (card.answer and card.answer.points)]
    return {
        "attempt": attempt,
        "new_attempt": uuid.uuid4(),
        "cards": shown,
        "n_right": right,
        "n_slots": len(shown),
        "n_unanswered": sum(not (card.answer and card.answer.is_given) for card in shown),
        "missed": missed,
        "lessons": _lessons_to_read(missed),
    }


def _lessons_to_read(missed: list[Card]) -> list[dict[str, Any]]:
    """Lesson sections behind the missed questions, the most frequent first."""
    spots = Counter((card.item.lesson, card.lesson_title, card.item.topic) for card in missed)
    return [
        {
            "slug": lesson.partition("#")[0],
            "anchor": lesson.partition("#")[2],
            "title": title,
            "topic": topic,
        }
        for (lesson, title, topic), _ in spots.most_common(3)
    ]
