"""Answering: from what a form said to a stored, marked answer."""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from quizzes.models import Answer, Kept, Outcome, Slot
from quizzes.summary import progress_of

TRIES = 5
"""Of several tabs that answer one question in the same moment, each is let in after so many."""

Said = dict[str, Any]


class Refused(Exception):
    """The response cannot be read; `slot` is where it was meant for, `form` says why."""

    def __init__(self, slot: Slot, form: Any) -> None:
        super().__init__("the response cannot be read")
        self.slot, self.form = slot, form


def said(response: Iterable[str], client_id: uuid.UUID, **beside: Any) -> Said:
    """A response with all that may be said beside it, where no form says it."""
    silent = {"base": 0, "sureness": "", "seconds": None, "device": None, "sequence": 0}
    return {"response": list(response), "client_id": client_id, **silent, **beside}


def answer(
    user: Any, attempt: uuid.UUID, position: int, read: Callable[[Slot], Said], at: datetime
) -> Kept:
    """Take in one answer to a slot of the user's own; `Slot.DoesNotExist` for anybody else's.

    `read` makes of the slot what was said to it, or raises `Refused`. Five statements: BEGIN,
    the slot with its locked attempt, INSERT, perhaps the end of the attempt, COMMIT. Sent
    again, it changes nothing; a race with another tab is run again with what holds then.
    """
    # Who asks is found out here, before the database is kept from anybody else.
    slots = Slot.objects.of(user).at_hand().select_for_update(of=("attempt",))
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                slot = slots.get(attempt=attempt, position=position)
                return keep(slot, read(slot), at)
        except IntegrityError as clash:
            twin = again(slot, client_id=read(slot)["client_id"])
            if twin:
                return twin
            last = clash
    raise last


def keep(slot: Slot, said: Said, at: datetime) -> Kept:
    """Keep one answer in a locked slot; practice ends with its last one."""
    marks = said.pop("marks", {})
    kept = slot.keep(said, at)
    changed = {name: value for name, value in marks.items() if getattr(slot, name) != value}
    # The marks beside an answer that does not count are as old as it is.
    if changed and kept.outcome is Outcome.SAVED and not slot.attempt.tells_at_once:
        Slot.objects.filter(pk=slot.pk).update(**changed)
    if kept.outcome is Outcome.LATE:
        slot.attempt.expire(at)
    elif slot.attempt.ends_by_itself and progress_of(slot, kept).next_position is None:
        slot.attempt.finish(at)
    return kept


def again(slot: Slot, client_id: uuid.UUID) -> Kept | None:
    """What this very request has kept before, if it has."""
    answers = list(Answer.objects.filter(slot=slot).order_by("revision"))
    if any(answer.client_id == client_id for answer in answers):
        slot.attempt.refresh_from_db()
        return Kept(Outcome.DUPLICATE, slot, answers[-1])
    return None


def begin_with_answer(
    offer: Slot, read: Callable[[Slot], Said], at: datetime, *, slots: list[Slot]
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
        return answer(attempt.user, attempt.pk, slot.position, read, at)


def mark_up(user: Any, attempt: uuid.UUID, position: int, marks: Said) -> None:
    """Store a learner's own marks on a slot (flag, struck options, note, miss tag)."""
    mine = Slot.objects.of(user).filter(attempt=attempt, position=position)
    if marks and not mine.update(**marks):
        raise Slot.DoesNotExist
