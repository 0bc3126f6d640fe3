"""Forecasts: worked out from the answers for a page, stored and settled by the daily job."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from quizzes.engine.blueprints import EXAM_WEIGHTS
from quizzes.engine.readiness.forecast import forecast
from quizzes.engine.readiness.records import (
    FORM,
    MASS,
    FirstAnswer,
    Question,
    TooFew,
)
from quizzes.engine.readiness.records import Forecast as Said
from quizzes.models import Attempt
from studyapp.progress.bank import Bank, bank, weighed
from studyapp.progress.history import Look, first_looks, looks_of_everybody
from studyapp.progress.models import Facility, Forecast
from studyapp.progress.tally import Tally

LEAST_SCORED = 20  # a smaller exam settles nothing: its luck is larger than what we claim to know
LEAST_SETTLED = 50  # below, a coverage says nothing
TRUSTED = (0.7, 0.9)  # the coverage outside which forecasts are taken back


@dataclass(frozen=True)
class Accuracy:
    """How good all stored forecasts were, so far."""

    n: int
    n_held: int
    aim = MASS

    @property
    def coverage(self) -> float:
        return self.n_held / self.n if self.n else 0.0

    @property
    def is_early(self) -> bool:
        return self.n < LEAST_SETTLED

    @property
    def is_trusted(self) -> bool:
        """False takes every forecast off the pages, until more results say otherwise."""
        low, high = TRUSTED
        return self.is_early or low <= self.coverage <= high

    @classmethod
    def now(cls) -> "Accuracy":
        return cls(*Forecast.objects.accuracy())


def say(
    tally: Tally,
    questions: Mapping[int, Question],
    traits: Bank,
    at: datetime,
    *,
    retention: Mapping[int, float] | None = None,
    weights: Mapping[int, int] = EXAM_WEIGHTS,
    size: int = FORM,
) -> Said | TooFew:
    """What a log tells, as of `at`: only what was met before it counts."""
    answers = [
        FirstAnswer(questions[key], sight.is_right, (at - sight.at).total_seconds() / 86400)
        for key, sight in tally.met.items()
        if sight.at < at and sight.is_given and key in questions
    ]
    pool = [question for key, question in questions.items() if traits[key].on_forms]
    return forecast(answers, pool, retention=retention, weights=weights, size=size)


def keep_forecasts(at: datetime) -> tuple[int, int]:
    """Count what all learners did, then store what is new; (of the day, settled by an exam)."""
    count_facilities()
    traits = bank()
    questions = weighed(traits)
    stored = Forecast.objects.filter(exam=None).order_by("as_of").values_list("user", "as_of")
    newest: dict[int, datetime] = dict(stored)
    exams = _unsettled()
    rows: list[Forecast] = []
    for looks in looks_of_everybody():
        user, tally = looks[0].user, Tally.of(looks)
        if user not in newest or looks[-1].at >= newest[user]:
            rows += _row(user, at, say(tally, questions, traits, at))
        for exam in exams.get(user, ()):
            rows += _settled(exam, looks, questions, traits)
    before = Forecast.objects.count()
    Forecast.objects.bulk_create(rows, ignore_conflicts=True)
    settled = sum(row.exam_id is not None for row in rows)
    return Forecast.objects.count() - before - settled, settled


def count_facilities() -> None:
    """First answers given here and right ones of every question, over all learners."""
    seen: Counter[int] = Counter()
    right: Counter[int] = Counter()
    for looks in looks_of_everybody():
        for look in first_looks(look for look in looks if look.brought_at is None):
            if look.is_given:
                seen[look.question] += 1
                right[look.question] += look.is_right
    Facility.objects.bulk_create(
        [Facility(question_id=key, n=n, n_right=right[key]) for key, n in seen.items()],
        update_conflicts=True,
        unique_fields=["question"],
        update_fields=["n", "n_right"],
    )
    Facility.objects.exclude(question__in=seen.keys()).delete()


def _unsettled() -> dict[int, list[Attempt]]:
    """Finished mock exams that no forecast has been held against, by learner."""
    exams = Attempt.objects.finished().taken_here().filter(mode=Attempt.Mode.EXAM, forecast=None)
    found: dict[int, list[Attempt]] = {}
    for exam in exams:
        found.setdefault(exam.user_id, []).append(exam)
    return found


def _settled(
    exam: Attempt,
    looks: Sequence[Look],
    questions: Mapping[int, Question],
    traits: Bank,
) -> list[Forecast]:
    """What would have been said at the start of `exam`, for a form of its kind; and its result.

    A question seen before proves memory: only scored questions that were new count, and
    `LEAST_SCORED` of them are wanted. What was left open is not right. What a file brought
    after the start was not known then, whatever times it names.
    """
    looks = [look for look in looks if not look.brought_at or look.brought_at < exam.started_at]
    sat = [
        look
        for look in first_looks(looks)
        if look.attempt == exam.pk and look.scored and look.question in questions
    ]
    if len(sat) < LEAST_SCORED:
        return []
    weights = Counter(questions[look.question].domain for look in sat)
    tally = Tally.of(looks)
    said = say(tally, questions, traits, exam.started_at, weights=weights, size=len(sat))
    share = sum(look.is_right for look in sat) / len(sat)
    return _row(exam.user_id, exam.started_at, said, exam=exam, share=share)


def _row(user: int, at: datetime, said: Said | TooFew, **more: Any) -> list[Forecast]:
    """The row to store; none where nothing was said."""
    if isinstance(said, TooFew):
        return []
    told = ("n", "size", "low", "high", "mean", "line", "probability")
    domains = [asdict(part) for part in said.domains]
    values = {name: getattr(said, name) for name in told}
    exam = more.get("exam")
    occasion = str(exam.pk if exam else at.date())
    values |= {"occasion": occasion, "domains": domains}
    return [Forecast(user_id=user, as_of=at, day=at.date(), **values, **more)]
