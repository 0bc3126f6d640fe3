"""A learner's tally: of ended attempts from a cache, of open ones from the log itself.

What an ended attempt adds to it changes no more, but for an answer that is let in later, so the
cache follows the ends of attempts. As with cards, a look first counts: if the attempts that ended
after `upto` are not exactly what is missing, everything is added up anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from quizzes.models import Answer, Attempt, Slot
from studyapp.accounts.models import User
from studyapp.progress.history import Stretch, stretch_of
from studyapp.progress.models import Digest
from studyapp.progress.tally import Tally
from studyapp.review.folding import counted

RULES: Final = "1"
"""Count up when a tally holds something else: every cache is made anew then."""


@dataclass(frozen=True)
class Mark:
    """How far the cache is, and how long the log of ended attempts. One query."""

    n_slots: int = 0
    n_answers: int = 0
    kept_slots: int = 0
    kept_answers: int = 0
    rules: str | None = None
    upto: datetime | None = None
    sums: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_due(self) -> bool:
        """The cache is not what the log says."""
        wanted = self.n_slots, self.n_answers, _rules()
        has = self.kept_slots, self.kept_answers, self.rules
        return wanted != has and bool(self.n_slots or self.rules)


def tally_of(user: Any) -> Tally:
    """All that this learner may know of. Two queries where no attempt has ended since."""
    if not user.is_authenticated:
        return Tally()
    mark = _mark_of(user)
    if mark.is_due:
        _store(user)
        mark = _mark_of(user)
    # Whatever ends in this very moment is not in the cache either.
    fresh = Q(finished_at=None)
    fresh |= Q(finished_at__gt=mark.upto) if mark.upto else Q(finished_at__isnull=False)
    rest = stretch_of(Attempt.objects.of(user).telling().filter(fresh))
    return Tally.read(dict(mark.sums)).add(rest.looks)


def rebuild(user: Any) -> None:
    """Make the cache anew, out of the whole log."""
    _store(user, anew=True)


def _rules() -> str:
    """Days are counted in a time zone."""
    return f"{RULES} {timezone.get_current_timezone_name()}"


def _mark_of(user: Any) -> Mark:
    ended = Attempt.objects.filter(user=user.pk).finished()
    row: Any = (
        User.objects.filter(pk=user.pk)
        .annotate(
            n_slots=counted(Slot.objects.filter(attempt__in=ended)),
            n_answers=counted(Answer.objects.filter(slot__attempt__in=ended)),
            kept_slots=Coalesce("digest__n_slots", 0),
            kept_answers=Coalesce("digest__n_answers", 0),
            rules=F("digest__rules"),
            upto=F("digest__upto"),
            sums=F("digest__sums"),
        )
        .values(*Mark.__dataclass_fields__)
        .first()
    )
    return Mark(**row | {"sums": row["sums"] or {}}) if row else Mark()


@transaction.atomic
def _store(user: Any, *, anew: bool = False) -> None:
    Digest.objects.bulk_create([Digest(user=user)], ignore_conflicts=True)
    digest = Digest.objects.select_for_update().get(user=user)
    mark = _mark_of(user)
    if not (mark.is_due or anew):
        return
    ended = Attempt.objects.filter(user=user).finished()
    part = None if anew else _tail(ended, mark)
    if part is None:
        part, digest = stretch_of(ended), Digest(pk=digest.pk, user=user)
    digest.sums = Tally.read(digest.sums).add(part.looks).as_record()
    digest.n_slots += len(part.looks)
    digest.n_answers += part.n_answers
    digest.upto = part.upto or digest.upto
    digest.rules = _rules()
    digest.save()


def _tail(ended: Any, mark: Mark) -> Stretch | None:
    """What ended after the cache; None where that is not all that is missing."""
    if mark.rules != _rules() or not mark.upto:
        return None
    part = stretch_of(ended.filter(finished_at__gt=mark.upto))
    sums = mark.kept_slots + len(part.looks), mark.kept_answers + part.n_answers
    return part if sums == (mark.n_slots, mark.n_answers) else None
