"""Forecasts: worked out from the answers for a page, stored and settled by the daily job."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils import timezone

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
from quizzes.models import Attempt, StrayAnswer
from studyapp.progress.bank import Bank, Counts, bank, weighed
from studyapp.progress.history import Look, first_looks, looks_of_everybody
from studyapp.progress.models import Facility, Forecast
from studyapp.progress.recalling import Recalls, recalls_at, recalls_of
from studyapp.progress.tally import Tally
from studyapp.review.models import Plan

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


@dataclass(frozen=True)
class Basis:
    """What all forecasts of one run of the daily job rest on. `plans` are by learner."""

    traits: Bank
    counts: Counts
    plans: Mapping[int, Plan]

    @classmethod
    def now(cls) -> "Basis":
        planned = Plan.objects.exclude(exam_date=None).select_related("user")
        return cls(bank(), Counts.now(), {plan.user_id: plan for plan in planned})

    def questions(self, tally: Tally) -> dict[int, Question]:
        """As hard as all others found them."""
        return weighed(self.traits, self.counts.without(tally))


def keep_forecasts(at: datetime) -> tuple[int, int]:
    """Count what all learners did, then store what is new; (of the day, settled by an exam)."""
    count_facilities(at)
    basis, exams = Basis.now(), _to_settle()
    stored = Forecast.objects.filter(exam=None).order_by("as_of").values_list("user", "as_of")
    newest: dict[int, datetime] = dict(stored)
    rows: list[Forecast] = []
    changed = 0
    for looks in looks_of_everybody():
        user = looks[0].user
        if user not in newest or looks[-1].at >= newest[user]:
            rows += _of_the_day(user, looks, at, basis)
        for exam, held in exams.get(user, ()):
            if held is None:
                rows += _settled(exam, looks, basis)
            else:
                changed += _settled_anew(held, exam, looks, basis)
    before = Forecast.objects.count()
    Forecast.objects.bulk_create(rows, ignore_conflicts=True)
    settled = sum(row.exam_id is not None for row in rows)
    return Forecast.objects.count() - before - settled, settled + changed


def _of_the_day(user: int, looks: Sequence[Look], at: datetime, basis: Basis) -> list[Forecast]:
    tally = Tally.of(looks)
    questions = basis.questions(tally)
    said = say(tally, questions, basis.traits, at)
    recalls, then = Recalls(), {}
    if user in basis.plans:
        recalls = recalls_of(basis.plans[user].user, timezone.localdate(at))
    if recalls.exam:
        kept = recalls.retention(basis.traits)
        then = _then(recalls.exam, say(tally, questions, basis.traits, at, retention=kept))
    return _row(user, at, said, then=then)


def count_facilities(at: datetime) -> None:
    """First answers given here and right ones of every question, over all learners."""
    seen: Counter[int] = Counter()
    right: Counter[int] = Counter()
    for looks in looks_of_everybody():
        own = Tally.of(looks).answers_here(at)
        seen.update(own.keys())
        right.update(key for key, is_right in own.items() if is_right)
    Facility.objects.bulk_create(
        [
            Facility(question_id=key, n=n, n_right=right[key], counted_at=at)
            for key, n in seen.items()
        ],
        update_conflicts=True,
        unique_fields=["question"],
        update_fields=["n", "n_right", "counted_at"],
    )
    Facility.objects.exclude(question__in=seen.keys()).delete()


def _to_settle() -> dict[int, list[tuple[Attempt, Forecast | None]]]:
    """Finished mock exams by learner, with the forecast that was held against each.

    Those without one, and those in which an answer was let in that had come too late: it may
    be younger than the result.
    """
    exams = Attempt.objects.finished().taken_here().filter(mode=Attempt.Mode.EXAM)
    let_in = StrayAnswer.objects.exclude(accepted_at=None).values("slot__attempt")
    wanted = exams.filter(Q(forecast=None) | Q(pk__in=let_in)).select_related("forecast")
    found: dict[int, list[tuple[Attempt, Forecast | None]]] = {}
    for exam in wanted:
        pair = exam, getattr(exam, "forecast", None)
        found.setdefault(exam.user_id, []).append(pair)
    return found


def _settled(exam: Attempt, looks: Sequence[Look], basis: Basis) -> list[Forecast]:
    """What would have been said at the start of `exam`, for a form of its kind; and its result.

    What a file brought after the start was not known then, whatever times it names. How hard a
    question is comes from the others alone: nothing of the result is known beforehand.
    """
    questions = basis.questions(Tally.of(looks))
    known = _known_at(exam, looks)
    sat = _sat(exam, known, basis)
    if len(sat) < LEAST_SCORED:
        return []
    tally, start = Tally.of(known), exam.started_at
    weights = Counter(questions[look.question].domain for look in sat)
    said_with = partial(say, tally, questions, basis.traits, start, weights=weights, size=len(sat))
    then, plan = {}, basis.plans.get(exam.user_id)
    recalls = recalls_at(plan, start) if plan and plan.changed_at <= start else Recalls()
    if recalls.exam:
        then = _then(recalls.exam, said_with(retention=recalls.retention(basis.traits)))
    return _row(exam.user_id, start, said_with(), exam=exam, share=_share(sat), then=then)


def _settled_anew(held: Forecast, exam: Attempt, looks: Sequence[Look], basis: Basis) -> int:
    """Write down what came of it by now; what was said stays. How many changed."""
    sat = _sat(exam, _known_at(exam, looks), basis)
    if len(sat) < LEAST_SCORED or held.share == _share(sat):
        return 0
    return Forecast.objects.filter(pk=held.pk).update(share=_share(sat))


def _known_at(exam: Attempt, looks: Sequence[Look]) -> list[Look]:
    return [look for look in looks if not look.brought_at or look.brought_at < exam.started_at]


def _sat(exam: Attempt, looks: Sequence[Look], basis: Basis) -> list[Look]:
    """The scored questions of `exam` that were new. What was seen before proves memory."""
    traits = basis.traits
    return [
        look
        for look in first_looks(looks)
        if look.attempt == exam.pk
        and look.scored
        and look.question in traits
        and traits[look.question].floor is not None
    ]


def _share(sat: Sequence[Look]) -> float:
    """What was left open is not right."""
    return sum(look.is_right for look in sat) / len(sat)


def _then(day: date, said: Said | TooFew) -> dict[str, Any]:
    """What is said of the day of the exam, as it is stored."""
    if isinstance(said, TooFew):
        return {}
    told = ("low", "high", "mean", "probability")
    return {"day": day.isoformat(), **{name: getattr(said, name) for name in told}}


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
