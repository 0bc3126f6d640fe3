"""Attempts: what was asked, in which order, and everything that was answered."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from quizzes.engine.draws import chance, shuffled
from quizzes.engine.expressions import Numbers
from quizzes.engine.items import Response
from quizzes.engine.scoring import Mark
from quizzes.models.bank import QuestionVersion
from quizzes.models.drawn import fix_numbers, with_fixed
from quizzes.models.quizzes import Quiz


class AttemptClosed(Exception):
    """The attempt takes no more answers."""

    def __init__(self, attempt: "Attempt") -> None:
        super().__init__("the attempt is closed")
        self.attempt = attempt


class Superseded(Exception):
    """Another answer to this slot came first; `answer` is the one that stands."""

    def __init__(self, answer: "Answer") -> None:
        super().__init__("another answer stands")
        self.answer = answer


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Each method reads as an adjective and can follow any other."""

    def of(self, user: Any) -> Self:
        return self.filter(user=user) if user.is_authenticated else self.none()

    def open(self) -> Self:
        return self.filter(finished_at=None)

    def finished(self) -> Self:
        return self.exclude(finished_at=None)

    def with_progress(self) -> Self:
        """Annotate `n_slots`, `n_answered` and `n_right`, in one query."""
        newest = Answer.objects.filter(slot=OuterRef("slots")).order_by("-revision")
        is_newest = Q(slots__answers__revision=Subquery(newest.values("revision")[:1]))
        counted = self.annotate(
            n_slots=Count("slots", distinct=True),
            n_answered=Count("slots", filter=Q(slots__answers__revision=1), distinct=True),
            n_right=Count("slots", filter=Q(slots__answers__points=1) & is_newest, distinct=True),
        )
        # A query that groups drops the model's own order.
        return counted.order_by("-started_at")

    def hand_over(self, guest: Any, account: Any) -> int:
        """Give the guest's attempts to the account; return how many answers came along.

        Where both have an open attempt on one quiz, the one answered last stays
        open and the other is closed as it is: no answer is dropped.
        """
        answers = Answer.objects.filter(slot__attempt__user=guest).count()
        theirs = {quiz: (at, pk) for quiz, at, pk in self.of(account)._going_on()}
        for quiz, at, pk in self.of(guest)._going_on():
            if quiz in theirs:
                last, older = min((at, pk), theirs[quiz])
                self.filter(pk=older).update(finished_at=last)
        self.of(guest).update(user=account)
        return answers

    def _going_on(self) -> list[tuple[int, datetime, uuid.UUID]]:
        """Open attempts at a quiz as (quiz, newest answer or start, id)."""
        newest = Coalesce(Max("slots__answers__answered_at"), F("started_at"))
        rows = self.open().exclude(quiz=None).annotate(last=newest)
        return list(rows.values_list("quiz", "last", "pk"))

    def export(self) -> list[dict[str, Any]]:
        """Every attempt with its slots and answers, ready for JSON."""
        rows = self.select_related("quiz").prefetch_related(
            "slots__version__question", "slots__answers"
        )
        return [attempt.as_record() for attempt in rows]


class Attempt(models.Model):
    """One learner's pass through a quiz, or through one question by its link.

    Versions, option orders and numbers are fixed when it starts, so a later
    edit changes no attempt already begun. Its id is made by the page that
    offers it: a form sent twice starts one attempt.
    """

    NOUN = ("answer", "answers")

    class Mode(models.TextChoices):
        PRACTICE = "practice", "answers as you go"
        DEFERRED = "deferred", "answers at the end"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="attempts")
    quiz = models.ForeignKey(Quiz, models.PROTECT, null=True, blank=True, related_name="attempts")
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.PRACTICE)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "quiz"],
                condition=Q(finished_at=None),
                name="one_open_attempt_per_quiz",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("started_at")),
                name="an_attempt_ends_after_its_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id or 'question'} by {self.user_id}"

    def get_absolute_url(self) -> str:
        return reverse("quizzes:attempt", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.finished_at is None

    def layout(self, versions: list[QuestionVersion], seed: int | None = None) -> list["Slot"]:
        """The unsaved slots this attempt would have: they follow from its id alone.

        So the page that offers a first question and the request that answers it
        agree without a row in between. `seed` fixes the numbers, for a link.
        """
        slots = []
        for position, version in enumerate(versions, 1):
            own = chance(self.id.int, position) % 2**31 if seed is None else seed
            item = version.item()
            order = shuffled([option.id for option in item.options], chance(self.id.int, position))
            slots.append(
                Slot(attempt=self, position=position, version=version, seed=own, option_order=order)
            )
        return slots

    def begin(self, slots: list["Slot"]) -> "Attempt":
        """Save this attempt and its slots; or return the one that already stands.

        The same form sent again finds its own attempt; a second start of a quiz
        finds the open one. Another learner's id raises `Attempt.DoesNotExist`.
        """
        fix_numbers(slots)
        try:
            with transaction.atomic():
                self.save(force_insert=True)
                Slot.objects.bulk_create(slots)
            return self
        except IntegrityError:
            mine = Attempt.objects.of(self.user)
            same = Q(pk=self.pk)
            if self.quiz_id:
                same |= Q(quiz=self.quiz_id, finished_at=None)
            return mine.filter(same).order_by("-started_at").first() or mine.get(pk=self.pk)

    def finish(self, at: datetime) -> None:
        """Close the attempt. A second call changes nothing."""
        if Attempt.objects.filter(pk=self.pk, finished_at=None).update(finished_at=at):
            self.finished_at = at
        else:
            self.refresh_from_db(fields=["finished_at"])

    def as_record(self) -> dict[str, Any]:
        return {
            "id": str(self.pk),
            "quiz": self.quiz.slug if self.quiz else None,
            "mode": self.mode,
            "started_at": self.started_at,
            "finished_at": self.finished_at,
            "questions": [slot.as_record() for slot in self.slots.all()],
        }


class SlotQuerySet(models.QuerySet["Slot"]):
    def complete(self) -> Self:
        """With version, question and answers: all that a page needs, in two queries."""
        return self.select_related("version__question").prefetch_related("answers")


class Slot(models.Model):
    """One question's place in an attempt: the version, its numbers, the order of its options."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="slots")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="slots")
    seed = models.PositiveIntegerField()
    option_order = models.JSONField(default=list)
    # {fact: number} as the draw began with; empty in attempts older than this column.
    numbers = models.JSONField(default=dict)

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="one_slot_per_position"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} #{self.position}"

    def get_absolute_url(self) -> str:
        return reverse("quizzes:slot", args=[self.attempt_id, self.position])

    def numbers_over(self, today: Numbers) -> Numbers:
        """What its draw computes with: today's facts, but for those fixed when it began."""
        return with_fixed(today, self.numbers)

    def latest(self) -> "Answer | None":
        """The answer that counts. Uses prefetched answers if there are any."""
        return max(self.answers.all(), key=lambda answer: answer.revision, default=None)

    def record(
        self, response: Response, mark: Mark, *, revision: int, client_id: uuid.UUID, at: datetime
    ) -> "Answer":
        """Append one answer, number `revision` to this slot, inside the caller's transaction.

        Of two clicks, two tabs, or an answer and the end of the attempt, one wins:
        the attempt's row is locked, and (slot, revision) is unique. In practice
        there is one answer, whatever the form believes. Raises `AttemptClosed` or
        `IntegrityError`; the caller's transaction is over then, and `standing`
        tells what holds.
        """
        attempt = Attempt.objects.select_for_update().get(pk=self.attempt_id)
        if not attempt.is_open:
            raise AttemptClosed(attempt)
        return Answer.objects.create(
            slot=self,
            revision=1 if attempt.mode == Attempt.Mode.PRACTICE else revision,
            response=list(response),
            points=mark.points,
            verdict=mark.verdict,
            client_id=client_id,
            answered_at=at,
        )

    def standing(self, client_id: uuid.UUID, late: Exception) -> "Answer":
        """The answer this very request gave before; else who was first, as an exception."""
        answers = list(Answer.objects.filter(slot=self).order_by("revision"))
        again = next((answer for answer in answers if answer.client_id == client_id), None)
        if again:
            return again
        if isinstance(late, AttemptClosed):
            deferred = late.attempt.mode == Attempt.Mode.DEFERRED
            if deferred or not answers:
                raise late
        raise Superseded(answers[-1]) from late

    def as_record(self) -> dict[str, Any]:
        return {
            "question": self.version.question.slug,
            "version": self.version.number,
            "seed": self.seed,
            "option_order": self.option_order,
            "numbers": self.numbers,
            "answers": [answer.as_record() for answer in self.answers.all()],
        }


class Answer(models.Model):
    """One answer to one slot. Appended, never changed; the highest revision counts."""

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="answers")
    revision = models.PositiveSmallIntegerField()
    response = models.JSONField()
    points = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=6)
    client_id = models.UUIDField()
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["slot", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "revision"], name="one_answer_per_revision"),
            models.UniqueConstraint(fields=["slot", "client_id"], name="one_answer_per_request"),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id} r{self.revision}: {self.verdict}"

    def as_record(self) -> dict[str, Any]:
        return {
            "revision": self.revision,
            "response": self.response,
            "points": self.points,
            "verdict": self.verdict,
            "answered_at": self.answered_at,
        }
