"""Everything a learner has answered, in one query: what all the figures are made of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from quizzes.engine.looking import looked_at
from quizzes.models import Attempt, Slot


@dataclass(frozen=True, slots=True)
class Look:
    """One question met once, with the answer that counts. `verdict` is "" where none was given.

    `at` is when the answer was given, or when its key was shown to somebody who gave none.
    `brought_at`: when it came in with a file, whose times are as somebody wrote them.
    """

    user: int
    question: int
    attempt: UUID
    scored: bool
    at: datetime
    verdict: str
    sureness: str
    seconds: int | None
    brought_at: datetime | None = None

    @property
    def is_given(self) -> bool:
        return bool(self.verdict)

    @property
    def is_right(self) -> bool:
        return self.verdict == "right"


@dataclass(frozen=True)
class Stretch:
    """Some of a log: looks at attempts that ended, how much that is, up to when; and open ones."""

    ended: list[Look]
    going: list[Look]
    n_slots: int
    n_answers: int
    upto: datetime | None


def stretch_of(attempts: QuerySet[Attempt]) -> Stretch:
    """The looks of these attempts, in no order. One query."""
    rows = list(_rows(attempts))
    ended = [row for row in rows if row[_ENDED_AT]]
    return Stretch(
        ended=list(_looks(ended)),
        going=list(_looks(row for row in rows if not row[_ENDED_AT])),
        n_slots=len({row[0] for row in ended}),
        n_answers=sum(row[_ANSWERED_AT] is not None for row in ended),
        upto=max((row[_ENDED_AT] for row in ended), default=None),
    )


def looks_of(user: Any) -> list[Look]:
    """What this learner may know of, oldest first. One query."""
    return _sorted(_looks(_rows(Attempt.objects.of(user).telling())))


def looks_of_everybody() -> Iterator[list[Look]]:
    """The looks of each learner in turn. One query; for the daily job."""
    looks = _looks(_rows(Attempt.objects.telling()).iterator())
    for _, mine in groupby(looks, key=attrgetter("user")):
        yield _sorted(mine)


def first_looks(looks: Iterable[Look]) -> list[Look]:
    """The first time with each question; a key that was shown is known from then on."""
    first: dict[int, Look] = {}
    for look in looks:
        first.setdefault(look.question, look)
    return list(first.values())


FIELDS = (
    "pk",
    "attempt__user_id",
    "version__question_id",
    "attempt_id",
    "scored",
    "attempt__finished_at",
    "answers__answered_at",
    "answers__verdict",
    "answers__sureness",
    "answers__seconds",
    "attempt__brought_at",
)
_ENDED_AT = FIELDS.index("attempt__finished_at")
_ANSWERED_AT = FIELDS.index("answers__answered_at")
_SECONDS = FIELDS.index("answers__seconds")


def _rows(attempts: QuerySet[Attempt]) -> QuerySet[Slot, Any]:
    """The revisions of every slot that was met, in order.

    Of an open attempt that tells at once only what has been answered was met; the end of any
    attempt shows every key.
    """
    met = Q(answers__isnull=False) | Q(attempt__finished_at__isnull=False)
    told = Slot.objects.filter(met, attempt__in=attempts)
    return told.order_by("attempt__user_id", "pk", "answers__revision").values_list(*FIELDS)


def _looks(rows: Iterable[Any]) -> Iterator[Look]:
    """The last revision of each slot makes its look, with the seconds of them all."""
    for _, revisions in groupby(rows, key=itemgetter(0)):
        met = list(revisions)
        _, user, question, attempt, scored, finished, answered, *said, brought = met[-1]
        verdict, sureness, _ = said
        yield Look(
            user=user,
            question=question,
            attempt=attempt,
            scored=scored,
            at=answered if verdict else finished or answered,
            verdict=verdict or "",
            sureness=(sureness or "") if verdict else "",
            seconds=looked_at((row[_ANSWERED_AT], row[_SECONDS]) for row in met),
            brought_at=brought,
        )


def _sorted(looks: Iterable[Look]) -> list[Look]:
    return sorted(looks, key=attrgetter("at", "verdict"))
