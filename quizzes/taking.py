"""Answering: from a valid form to a stored, marked answer."""

import uuid
from datetime import datetime

from django.db import transaction

from quizzes.cards import Shelf
from quizzes.engine.items import Response
from quizzes.engine.scoring import mark
from quizzes.models import Answer, Attempt, Slot


def answer(
    slot: Slot, response: Response, *, revision: int, client_id: uuid.UUID, at: datetime
) -> Answer:
    """Mark and append one answer; a practice attempt ends with its last one."""
    item = slot.version.item()
    marked = mark(item, response, slot.seed, Shelf.of([item]).numbers)
    with transaction.atomic():
        kept = slot.record(response, marked, revision=revision, client_id=client_id, at=at)
        attempt = slot.attempt
        practising = attempt.mode == Attempt.Mode.PRACTICE and attempt.is_open
        if practising and not attempt.slots.filter(answers=None).exists():
            attempt.finish(at)
    return kept


def begin_with_answer(
    offer: Slot, response: Response, *, client_id: uuid.UUID, at: datetime, slots: list[Slot]
) -> tuple[Slot, Answer]:
    """Start the attempt that an offered question belongs to, and keep its first answer.

    Both or neither. Where the attempt stands already (the form was sent twice, or
    the quiz was begun in another tab) the answer goes to that attempt's own slot
    with this question.
    """
    with transaction.atomic():
        attempt = offer.attempt.begin(slots)
        own = attempt.slots.complete().filter(version__question=offer.version.question_id)
        slot = own.first() or attempt.slots.complete().get(position=offer.position)
        slot.attempt = attempt
        kept = answer(slot, response, revision=1, client_id=client_id, at=at)
    return slot, kept
