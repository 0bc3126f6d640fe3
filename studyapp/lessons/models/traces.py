"""What a learner left in the lessons."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone


def own_id(given: uuid.UUID, user: Any) -> uuid.UUID:
    """The id that a row gets at this user's where somebody else has its own: always the same."""
    return uuid.uuid5(given, str(user.pk))


class TraceQuerySet(models.QuerySet[Any]):
    """Rows that belong to one learner and move with them."""

    def of(self, user: Any) -> Self:
        return self.filter(user=user) if user.is_authenticated else self.none()

    def export(self) -> list[dict[str, Any]]:
        return list(self.values(*self.model.EXPORTED))


class ReadQuerySet(TraceQuerySet):
    def hand_over(self, guest: Any, account: Any) -> int:
        """Give the guest's marks to the account; where both have one, the earlier stays."""
        kept = {read.lesson_id: read for read in self.of(account)}
        rows = list(self.of(guest))
        for read in rows:
            twin = kept.get(read.lesson_id)
            if twin is None:
                self.filter(pk=read.pk).update(user=account)
            elif read.read_at < twin.read_at:
                self.filter(pk=twin.pk).update(read_at=read.read_at)
        return len(rows)


class LessonRead(models.Model):
    """The learner marked a lesson as read. Taking the mark back deletes the row."""

    EXPORTED = ("lesson_id", "read_at")
    NOUN = ("lesson mark", "lesson marks")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lessons_read")
    lesson = models.ForeignKey("lessons.Lesson", models.CASCADE, related_name="reads")
    read_at = models.DateTimeField(default=timezone.now)

    objects = ReadQuerySet.as_manager()

    class Meta:
        ordering = ["read_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "lesson"], name="one_read_mark_per_lesson"),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} read by {self.user}"


@dataclass(frozen=True)
class Standing:
    """The newest outcome of a prompt, and the newest answer: to skip it is none."""

    outcome: str
    at: datetime
    answer: str
    answered_at: datetime | None


class RecallQuerySet(TraceQuerySet):
    def hand_over(self, guest: Any, account: Any) -> int:
        return self.of(guest).update(user=account)

    def standings(self) -> "dict[tuple[str, str], Standing]":
        """How it stands with each prompt: {(lesson, prompt): standing}. One query."""
        found: dict[tuple[str, str], Standing] = {}
        rows = self.order_by("at", "pk").values_list("lesson_id", "prompt", "outcome", "at")
        for lesson, prompt, outcome, at in rows:
            before = found.get((lesson, prompt))
            answer, answered_at = (before.answer, before.answered_at) if before else ("", None)
            if outcome != Recall.Outcome.SKIPPED:
                answer, answered_at = outcome, at
            found[lesson, prompt] = Standing(outcome, at, answer, answered_at)
        return found


class Recall(models.Model):
    """One answer to a prompt inside a lesson. Appended, never changed."""

    EXPORTED = ("client_id", "lesson_id", "prompt", "outcome", "at")
    NOUN = ("recall prompt", "recall prompts")

    class Outcome(models.TextChoices):
        KNEW = "knew", "knew it"
        NOT_YET = "not-yet", "not yet"
        SKIPPED = "skipped", "skipped"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recalls")
    lesson = models.ForeignKey("lessons.Lesson", models.CASCADE, related_name="recalls")
    prompt = models.CharField(max_length=64)
    outcome = models.CharField(max_length=8, choices=Outcome)
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=timezone.now)
    # The same click sent twice is one answer.
    client_id = models.UUIDField(unique=True)

    objects = RecallQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.lesson_id}/{self.prompt}: {self.outcome}"
