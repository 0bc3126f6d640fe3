"""What was answered: appended, never changed. What counts, and what came too late to count."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction

from quizzes.engine.scoring import Mark


class Sureness(models.TextChoices):
    """How sure somebody was, in three words. It never touches the mark."""

    GUESS = "guess", "Guess"
    FAIRLY = "fairly", "Fairly sure"
    CERTAIN = "certain", "Certain"


class Given(models.Model):
    """A response as it reached us, and what its sender said about it.

    `device` and `sequence` come from a browser's outbox and count up in it; `base` is
    the revision its page showed (0: none). `seconds` is active time on the question
    by the browser's monotonic clock; nobody's wall clock is believed.
    """

    response = models.JSONField()
    client_id = models.UUIDField()
    base = models.PositiveSmallIntegerField(default=0)
    sureness = models.CharField(max_length=7, choices=Sureness, blank=True, default="")
    seconds = models.PositiveIntegerField(null=True, blank=True)
    device = models.UUIDField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)

    SAID = ("response", "client_id", "base", "sureness", "seconds", "device", "sequence")

    class Meta:
        abstract = True

    def as_said(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.SAID}


class Answer(Given):
    """One answer to one slot; the highest revision counts.

    `verdict` is "" where the answer was taken back: the slot is not answered then.
    `points` is the exam's mark (0 or 1), `fraction` what study modes tell (0 to 1).
    """

    slot = models.ForeignKey("quizzes.Slot", models.CASCADE, related_name="answers")
    revision = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField()
    fraction = models.FloatField(default=0)
    verdict = models.CharField(max_length=6, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["slot", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "revision"], name="one_answer_per_revision"),
            models.UniqueConstraint(fields=["slot", "client_id"], name="one_answer_per_request"),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id} r{self.revision}: {self.verdict or 'taken back'}"

    @property
    def is_given(self) -> bool:
        return bool(self.verdict)

    def bear(self, mark: Mark) -> "Answer":
        """Take on a mark; an empty response has none."""
        self.points, self.fraction = mark.points, mark.fraction
        self.verdict = mark.verdict if self.response else ""
        return self

    def as_record(self, *, tells: bool) -> dict[str, Any]:
        """The answer for a file; its mark only where the attempt `tells` it."""
        record = {"revision": self.revision, **self.as_said(), "answered_at": self.answered_at}
        marks = ("points", "fraction", "verdict")
        return record | {name: getattr(self, name) for name in marks if tells}


class StrayQuerySet(models.QuerySet["StrayAnswer"]):
    def of(self, user: Any) -> Self:
        """Those of this learner's own attempts."""
        mine = self.filter(slot__attempt__user=user)
        return mine if user.is_authenticated else self.none()

    def waiting(self) -> Self:
        """Late answers that no instructor has decided on."""
        return self.filter(why=StrayAnswer.Why.LATE, accepted_at=None)

    def keep(self, stray: "StrayAnswer") -> None:
        """Store what does not count; the same request again adds nothing."""
        try:
            with transaction.atomic():
                stray.save(force_insert=True)
        except IntegrityError:
            if not self.filter(slot=stray.slot_id, client_id=stray.client_id).exists():
                raise


class StrayAnswer(Given):
    """An answer that arrived and does not count: kept as evidence, offered to the instructor."""

    class Why(models.TextChoices):
        LATE = "late", "after the end"
        SUPERSEDED = "superseded", "after another answer whose reasons were shown"
        OVERTAKEN = "overtaken", "after a later one of the same browser"

    slot = models.ForeignKey("quizzes.Slot", models.CASCADE, related_name="strays")
    why = models.CharField(max_length=10, choices=Why)
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = StrayQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "client_id"], name="one_stray_per_request"),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id}, {self.get_why_display()}"

    def accept(self, by: Any, mark: Mark, at: datetime) -> Answer:
        """Let it count after all: append it as the slot's newest answer, marked by `mark`.

        Done twice, it stays one answer. The time of the answer is when it arrived.
        """
        with transaction.atomic():
            mine = StrayAnswer.objects.select_for_update().get(pk=self.pk)
            if mine.accepted_at:
                return Answer.objects.get(slot=mine.slot_id, client_id=mine.client_id)
            newest = Answer.objects.filter(slot=mine.slot_id).order_by("-revision").first()
            answer = Answer(
                slot_id=mine.slot_id,
                revision=newest.revision + 1 if newest else 1,
                answered_at=mine.received_at,
                **mine.as_said(),
            )
            answer.bear(mark).save(force_insert=True)
            mine.accepted_at, mine.accepted_by = at, by
            mine.save(update_fields=["accepted_at", "accepted_by"])
        return answer

    def as_record(self) -> dict[str, Any]:
        told = ("why", "received_at", "accepted_at")
        return self.as_said() | {name: getattr(self, name) for name in told}
