"""Bringing work back: what of a file is new here, and all of that at once or nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from studyapp.accounts.belongings import belongings, in_words
from studyapp.accounts.models import User
from studyapp.labs.models import Prediction, Reached
from studyapp.lessons.models import Lesson, LessonRead, Recall
from studyapp.progress.carrying.attempts import Passes, passes_of
from studyapp.progress.carrying.labwork import LabWork, lab_work_of
from studyapp.progress.carrying.models import Parcel
from studyapp.progress.carrying.places import clicks
from studyapp.progress.carrying.reading import Unfit, read
from studyapp.progress.carrying.schema import Carried, Work
from studyapp.review.models import Outcome, Plan

SHOWN = 30
"""Unknown questions that are listed by name."""


@dataclass
class Intake:
    """A file beside what is here. Nothing is saved before `save`."""

    file: Carried
    passes: Passes
    reads: list[LessonRead] = field(default_factory=list)
    recalls: list[Recall] = field(default_factory=list)
    reads_here: int = 0
    recalls_here: int = 0
    plans: list[Plan] = field(default_factory=list)
    plans_here: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    outcomes_here: int = 0
    labs: LabWork = field(default_factory=LabWork)
    unknown_lessons: set[str] = field(default_factory=set)

    @property
    def n_attempts(self) -> int:
        return len(self.file.belongings.attempts)

    @property
    def n_answers(self) -> int:
        return sum(attempt.n_answers for attempt in self.file.belongings.attempts)

    @property
    def n_left_out(self) -> int:
        """Answers to questions that are not known here."""
        passes = self.passes
        return self.n_answers - passes.answers_here - passes.n_held - len(passes.answers)

    @property
    def held(self) -> tuple[str, ...]:
        """What stays out as long as a mock exam may still ask it, in words."""
        under_way = ("mock exam under way", "mock exams under way")
        sealed = ("attempt that shares questions with", "attempts that share questions with")
        sealed_by = " your open mock exam or sealed form"
        return (
            *in_words([(len(self.passes.under_way), under_way)]),
            *(told + sealed_by for told in in_words([(len(self.passes.sealed), sealed)])),
        )

    @property
    def overview(self) -> str:
        """ "412 answers in 38 attempts, 31 of them are here already; 2 questions are …" """
        (answers, *_), (attempts, *_) = (
            in_words([(n, (noun, f"{noun}s"))]) or (f"no {noun}s",)
            for n, noun in ((self.n_answers, "answer"), (self.n_attempts, "attempt"))
        )
        here = self.passes.here
        told = [f"{answers} in {attempts}"]
        if here:
            told[0] += f", {here:,} of them {'is' if here == 1 else 'are'} here already"
        if self.n_unknown:
            [questions] = in_words([(self.n_unknown, ("question", "questions"))])
            told.append(f"{questions} {'is' if self.n_unknown == 1 else 'are'} not known here")
        return "; ".join(told) + "."

    @property
    def fresh(self) -> tuple[str, ...]:
        """What would be added, in words."""
        passes = self.passes
        return in_words(
            [
                (len(passes.answers), ("answer", "answers")),
                (len(passes.attempts), ("attempt", "attempts")),
                (len(self.reads), LessonRead.NOUN),
                (len(self.recalls), Recall.NOUN),
                (len(self.plans), Plan.NOUN),
                (len(self.outcomes), Outcome.NOUN),
                (len(self.labs.predictions), Prediction.NOUN),
                (len(self.labs.goals), Reached.NOUN),
            ]
        )

    @property
    def here(self) -> tuple[str, ...]:
        """What the file holds and is here already."""
        return in_words(
            [
                (self.passes.answers_here, ("answer", "answers")),
                (self.passes.here, ("attempt", "attempts")),
                (self.reads_here, LessonRead.NOUN),
                (self.recalls_here, Recall.NOUN),
                (self.plans_here, Plan.NOUN),
                (self.outcomes_here, Outcome.NOUN),
                (self.labs.predictions_here, Prediction.NOUN),
                (self.labs.goals_here, Reached.NOUN),
            ]
        )

    @property
    def unknown(self) -> list[str]:
        return sorted(self.passes.unknown)[:SHOWN]

    @property
    def n_unknown(self) -> int:
        return len(self.passes.unknown)

    @property
    def n_unlisted(self) -> int:
        return max(0, self.n_unknown - SHOWN)

    @property
    def others(self) -> tuple[str, ...]:
        """Rows that stay where they are: they belong to the site they were exported from."""
        nouns = {model._meta.label: model.NOUN for model in belongings() if model is not Parcel}
        extra = self.file.belongings.__pydantic_extra__
        return in_words(
            (len(rows), nouns[label]) for label, rows in extra.items() if label in nouns
        )

    def save(self) -> None:
        self.passes.save()
        LessonRead.objects.bulk_create(self.reads, batch_size=500)
        Recall.objects.bulk_create(self.recalls, batch_size=500)
        # Whoever keeps one at this very moment keeps theirs.
        Plan.objects.bulk_create(self.plans, ignore_conflicts=True)
        Outcome.objects.bulk_create(self.outcomes, ignore_conflicts=True)
        self.labs.save()

    def __str__(self) -> str:
        """The receipt."""
        told = [f"{', '.join(self.fresh) or 'Nothing'} taken in"]
        if self.here:
            told.append(f"{', '.join(self.here)} here already")
        left = in_words([(self.n_left_out, ("answer", "answers"))]) or ("nothing",)
        told.append(f"{left[0]} left out")
        if self.labs.unmarked:
            [unmarked] = in_words([(self.labs.unmarked, Prediction.NOUN)])
            told.append(f"{unmarked} without a mark: too many to be marked at once")
        if self.held:
            told.append(f"not yet taken in: {'; '.join(self.held)}")
        return "; ".join(told)


def compare(user: Any, data: bytes, now: datetime) -> Intake:
    """What taking in these bytes would do for this user; `Unfit` where it cannot be done."""
    file = read(data, now)
    work = file.belongings
    intake = Intake(file, passes_of(user, work.attempts, now))
    lessons = set(Lesson.objects.values_list("pk", flat=True))
    named = {row.lesson_id for row in work.reads} | {row.lesson_id for row in work.recalls}
    intake.unknown_lessons = named - lessons
    _add_reads(intake, user, work, lessons)
    _add_recalls(intake, user, work, lessons)
    _add_plan(intake, user, work)
    _add_outcomes(intake, user, work)
    intake.labs = lab_work_of(user, work)
    return intake


def _add_reads(intake: Intake, user: Any, work: Work, lessons: set[str]) -> None:
    marked = set(LessonRead.objects.of(user).values_list("lesson", flat=True))
    for row in work.reads:
        if row.lesson_id in marked:
            intake.reads_here += 1
        elif row.lesson_id in lessons:
            intake.reads.append(
                LessonRead(user_id=user.pk, lesson_id=row.lesson_id, read_at=row.read_at)
            )


def _add_recalls(intake: Intake, user: Any, work: Work, lessons: set[str]) -> None:
    """A click that somebody else has made gets an id of this user's own."""
    places = clicks(user, Recall.objects.all(), (row.client_id for row in work.recalls))
    for row in work.recalls:
        pk, is_here = places[row.client_id]
        if is_here:
            intake.recalls_here += 1
        elif row.lesson_id in lessons:
            said = {"prompt": row.prompt, "outcome": row.outcome, "at": row.at}
            intake.recalls.append(
                Recall(user_id=user.pk, lesson_id=row.lesson_id, client_id=pk, **said)
            )


def _add_plan(intake: Intake, user: Any, work: Work) -> None:
    """A plan of one's own stays. Mails are asked for anew: a file confirms no address."""
    for row in work.plans:
        if Plan.objects.of(user).exists():
            intake.plans_here += 1
        else:
            kept = {name: getattr(row, name) for name in ("exam_date", "minutes", "remind_hour")}
            intake.plans.append(Plan(user_id=user.pk, **kept))


def _add_outcomes(intake: Intake, user: Any, work: Work) -> None:
    """One result for each day; what is told here already stays."""
    told = set(Outcome.objects.of(user).values_list("taken_on", flat=True))
    for row in work.outcomes:
        if row.taken_on in told:
            intake.outcomes_here += 1
        else:
            kept = {name: getattr(row, name) for name in ("taken_on", "passed", "score", "told_at")}
            weak = sorted(set(row.weak_domains))
            intake.outcomes.append(Outcome(user_id=user.pk, weak_domains=weak, **kept))


def take_in(user: Any, now: datetime) -> Intake | None:
    """Take in the file that waits for this user, all of it or nothing; None if none waits.

    The user's row is locked: a second click waits, and then finds no file.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        Parcel.objects.of(user).old(now).delete()
        parcel = Parcel.objects.of(user).first()
        if parcel is None:
            return None
        intake = compare(user, parcel.data, now)
        try:
            with transaction.atomic():
                intake.save()
        except IntegrityError:
            raise Unfit("Two rows of the file want one place. Nothing is taken in.") from None
        parcel.delete()
        return intake
