"""Answering: from a valid form to a stored, marked answer."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from quizzes.cards import Shelf
from quizzes.engine.items import Response
from quizzes.engine.scoring import mark
from quizzes.models import Answer, Attempt, AttemptClosed, Slot
from quizzes.summary import Progress, progress_of


@dataclass(frozen=True)
class Kept:
    """A stored answer, the slot it belongs to, and how far the attempt is now."""

    answer: Answer
    slot: Slot
    progress: Progress


def answer(
    slot: Slot,
    response: Response,
    shelf: Shelf,
    *,
    revision: int,
    client_id: uuid.UUID,
    at: datetime,
) -> Kept:
    """Mark and append one answer; a practice attempt ends with its last one."""
    marked = mark(slot.version.item(), response, slot.seed, slot.numbers_over(shelf.numbers))
    try:
        with transaction.atomic():
            kept = slot.record(response, marked, revision=revision, client_id=client_id, at=at)
            progress = progress_of(slot)
            if slot.attempt.mode == Attempt.Mode.PRACTICE and progress.next_position is None:
                slot.attempt.finish(at)
    except (IntegrityError, AttemptClosed) as late:
        kept, progress = slot.standing(client_id, late), progress_of(slot)
    return Kept(kept, slot, progress)


def begin_with_answer(
    offer: Slot,
    response: Response,
    shelf: Shelf,
    *,
    client_id: uuid.UUID,
    at: datetime,
    slots: list[Slot],
) -> Kept:
    """Start the attempt that an offered question belongs to, and keep its first answer.

    Both or neither. Where the attempt stands already (the form was sent twice, or
    the quiz was begun in another tab) the answer goes to that attempt's own slot
    with this question.
    """
    with transaction.atomic():
        attempt = offer.attempt.begin(slots)
        own = attempt.slots.select_related("version__question")
        slot = own.filter(version__question=offer.version.question_id).first() or own.get(
            position=offer.position
        )
        slot.attempt = attempt
        return answer(slot, response, shelf, revision=1, client_id=client_id, at=at)
