"""A learner's tally: of attempts that ended long ago from a cache, of the rest from the log itself.

What an ended attempt adds to it changes no more, but for an answer that is let in later, so the
cache follows the ends of attempts. As with cards, a look first counts: if the attempts that ended
after `upto` are not exactly what is missing, everything is added up anew. A page adds the rest to
what is kept, and writes, one statement, only when the rest has grown long.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from quizzes.models import Answer, Attempt, Slot
from studyapp.accounts.models import User
from studyapp.progress.history import Stretch, stretch_of
from studyapp.progress.models import Digest
from studyapp.progress.tally import Tally
from studyapp.review.folding import counted

RULES: Final = "2"
"""Count up when a tally holds something else: every cache is made anew then."""
LOOSE: Final = 260
"""Questions of ended attempts, four mock exams, that are read each time rather than kept."""


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

    def fits(self, part: Stretch) -> bool:
        """Whether the cache and this part are together what the log says."""
        sums = self.kept_slots + part.n_slots, self.kept_answers + part.n_answers
        return self.rules in (None, _rules()) and sums == (self.n_slots, self.n_answers)


def tally_of(user: Any) -> Tally:
    """All that this learner may know of. Two queries; a third and a write if the cache is wrong."""
    if not user.is_authenticated:
        return Tally()
    mark = _mark_of(user)
    rest = _rest(user, mark)
    is_wrong = not mark.fits(rest)
    if is_wrong:
        mark = Mark()
        rest = _rest(user, mark)
    tally = Tally.read(dict(mark.sums)).add(rest.ended)
    if is_wrong or rest.n_slots > LOOSE:
        _keep(user, mark, rest, tally)
    return tally.add(rest.going)


def _keep(user: Any, mark: Mark, rest: Stretch, tally: Tally) -> None:
    """Write what has ended, in one statement.

    Of two at once the second stays. Each row is true up to its own `upto`, so either will do.
    """
    digest = Digest(
        user=user,
        upto=rest.upto or mark.upto,
        n_slots=mark.kept_slots + rest.n_slots,
        n_answers=mark.kept_answers + rest.n_answers,
        sums=tally.as_record(),
        rules=_rules(),
    )
    columns = ["upto", "n_slots", "n_answers", "sums", "rules"]
    Digest.objects.bulk_create(
        [digest], update_conflicts=True, update_fields=columns, unique_fields=["user"]
    )


def _rest(user: Any, mark: Mark) -> Stretch:
    """What the cache does not hold: open attempts, and what ended since. One query."""
    fresh = Q(finished_at=None) | _after(mark)
    return stretch_of(Attempt.objects.of(user).telling().filter(fresh))


def _after(mark: Mark) -> Q:
    return Q(finished_at__gt=mark.upto) if mark.upto else Q(finished_at__isnull=False)


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
            rules=NullIf(F("digest__rules"), Value("")),
            upto=F("digest__upto"),
            sums=F("digest__sums"),
        )
        .values(*Mark.__dataclass_fields__)
        .first()
    )
    return Mark(**row | {"sums": row["sums"] or {}}) if row else Mark()
