"""A review session: an attempt of its own, in which what was missed comes back once."""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format

from quizzes.models import Attempt, QuestionVersion, Slot
from quizzes.models.drawn import fix_numbers
from studyapp.review.folding import cards_of, catch_up
from studyapp.review.models import Session
from studyapp.review.recall import strength
from studyapp.review.shapes import bank_of
from studyapp.review.today import Today


def begin(user: Any, today: Today, attempt_id: uuid.UUID, at: datetime) -> Attempt | None:
    """Start today's session, or return the one that stands; None without a question to ask.

    The id is made by the page: the same form sent twice starts one session. Older reviews
    that were left open are ended as they are.
    """
    before = Attempt.objects.of(user).filter(pk=attempt_id).first() or today.going
    if before or not today.questions or today.deck is None:
        return before
    reviews = Attempt.objects.of(user).open().filter(mode=Attempt.Mode.REVIEW)
    # Not what a second click has begun in this very moment.
    reviews = reviews.filter(started_at__lt=at).exclude(pk=attempt_id)
    deck, wanted = today.deck, [deck_version(today, item.question) for item in today.questions]
    rows = QuestionVersion.objects.select_related("question").in_bulk(wanted)
    attempt = Attempt(
        id=attempt_id,
        user=user,
        mode=Attempt.Mode.REVIEW,
        title=f"Review, {date_format(at, 'j M')}",
        started_at=at,
    )
    with transaction.atomic():
        for left in reviews:
            left.finish(at)
        begun = attempt.begin(attempt.layout([rows[pk] for pk in wanted]))
        session = Session(
            attempt=begun,
            minutes=today.minutes,
            n_items=len(wanted),
            seconds=round(sum(item.seconds for item in today.questions)),
            aim=deck.aim,
            strength=strength(deck.cards.values(), deck.aim) or 0,
        )
        Session.objects.bulk_create([session], ignore_conflicts=True)
    return begun


def deck_version(today: Today, question: int | None) -> int:
    """The version in which a picked question is asked."""
    assert today.deck is not None  # noqa: S101
    return today.deck.bank.asked[question or 0][0]


@transaction.atomic
def go_on(user: Any, attempt_id: uuid.UUID, at: datetime) -> Slot | Attempt:
    """The next place of a session: what waits, what was missed once more, or its end.

    What was missed is appended when all else is answered, once; then the session ends with
    its last answer. `Attempt.DoesNotExist` for a stranger.
    """
    reviews = Attempt.objects.of(user).filter(mode=Attempt.Mode.REVIEW)
    attempt = reviews.select_for_update().get(pk=attempt_id)
    slots = list(attempt.slots.complete())
    waiting = next((slot for slot in slots if not slot.is_answered), None)
    if waiting or not attempt.is_open:
        return waiting if waiting and attempt.is_open else attempt
    again = [slot.version for slot in missed_once(slots)]
    if not again:
        attempt.finish(at)
        return attempt
    # The layout follows from the places alone: those that stand come out as they are.
    fresh = attempt.layout([slot.version for slot in slots] + again)[len(slots) :]
    fix_numbers(fresh)
    Slot.objects.bulk_create(fresh)
    return fresh[0]


def missed_once(slots: list[Slot]) -> list[Slot]:
    """The places whose question was missed and has not come back yet."""
    times = Counter(slot.version.question_id for slot in slots)
    return [slot for slot in slots if times[slot.version.question_id] == 1 and not _is_right(slot)]


def _is_right(slot: Slot) -> bool:
    newest = slot.latest()
    return bool(newest and newest.points)


@dataclass(frozen=True)
class Ending:
    """What a session has come to."""

    n_done: int
    n_missed: int
    before: float
    after: float
    aim: date
    is_exam: bool
    weakest: tuple[str, str] | None

    @property
    def percents(self) -> tuple[str, str]:
        """Before and after, with a decimal only where they would look the same without."""
        for form in ("{:.0f}", "{:.1f}"):
            pair = form.format(100 * self.before), form.format(100 * self.after)
            if pair[0] != pair[1]:
                break
        return pair


def ending_of(attempt: Attempt, now: datetime) -> Ending:
    """How an ended session went: what was done, what was missed, what it was good for."""
    mark = catch_up(attempt.user)
    slots = list(attempt.slots.complete())
    first: dict[int, Slot] = {}
    for slot in slots:
        if slot.is_answered:
            first.setdefault(slot.version.question_id, slot)
    session = Session.objects.filter(attempt=attempt).first()
    aim = session.aim if session else now.astimezone(UTC).date()
    missed = [slot for slot in first.values() if not _is_right(slot)]
    after = strength(cards_of(attempt.user).values(), aim) or 0
    lessons = Counter(str(slot.version.body.get("lesson", "")).partition("#")[0] for slot in missed)
    titles = bank_of(mark.edition).titles
    weak = next((slug for slug, _ in lessons.most_common() if slug in titles), None)
    return Ending(
        n_done=len(first),
        n_missed=len(missed),
        before=session.strength if session else after,
        after=after,
        aim=aim,
        is_exam=aim == mark.horizon,
        weakest=(weak, titles[weak]) if weak else None,
    )
