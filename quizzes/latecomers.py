"""Answers that came after the end: what would change if an instructor let them count."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from quizzes.engine.scale import practice_score
from quizzes.engine.scoring import Mark, mark
from quizzes.models import Answer, StrayAnswer
from studyapp.accounts.models import User


@dataclass(frozen=True)
class Change:
    """One late answer beside the one that stands (None: no answer)."""

    stray: StrayAnswer
    standing: Answer | None
    mark: Mark
    right_before: int
    scored: int

    @property
    def points_before(self) -> int:
        return self.standing.points if self.standing else 0

    @property
    def right_after(self) -> int:
        gained = self.mark.points - self.points_before
        return self.right_before + (gained if self.stray.slot.scored else 0)

    @property
    def scores(self) -> tuple[int, int] | None:
        """On the practice scale, before and after; None where nothing is scored."""
        if not self.scored:
            return None
        before = practice_score(self.right_before, self.scored)
        return before.score, practice_score(self.right_after, self.scored).score


def taught_by(user: Any) -> QuerySet[StrayAnswer]:
    """Late answers of learners in the classes that this person teaches; of all for a superuser."""
    late = StrayAnswer.objects.filter(why=StrayAnswer.Why.LATE)
    if user.is_superuser:
        return late
    return late.filter(slot__attempt__user__in=learners_of(user))


def learners_of(user: Any) -> Any:
    """Who learns in a class that this person teaches."""
    taught = user.enrolments.filter(role="teacher").values("cohort")
    return User.objects.filter(enrolments__cohort__in=taught, enrolments__role="learner")


def changes(strays: Iterable[StrayAnswer]) -> list[Change]:
    """What each of these would change by itself, in the order they were given."""
    return [_change(stray) for stray in strays]


def accept(strays: Iterable[StrayAnswer], by: Any, at: datetime) -> int:
    """Let these count, the first to arrive first; what counts already is passed over."""
    waiting = [stray for stray in strays if stray.accepted_at is None]
    for stray in sorted(waiting, key=lambda stray: (stray.received_at, stray.pk)):
        stray.accept(by, _marked(stray), at)
    return len(waiting)


def _marked(stray: StrayAnswer) -> Mark:
    slot = stray.slot
    return mark(slot.item, tuple(stray.response), slot.seed, slot.own_numbers())


def _change(stray: StrayAnswer) -> Change:
    newest = [(slot, slot.latest()) for slot in stray.slot.attempt.slots.complete()]
    scored = [answer for slot, answer in newest if slot.scored]
    right = sum(answer.points for answer in scored if answer and answer.is_given)
    own = next(answer for slot, answer in newest if slot.pk == stray.slot_id)
    return Change(stray, own, _marked(stray), right, len(scored))
