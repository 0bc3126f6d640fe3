"""What a learner did in the labs: predictions, repairs, goals. Appended, never changed."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from studyapp.lessons.models.traces import TraceQuerySet

LONGEST_STATE = 10_000
LONGEST_WORDS = 500


class PredictionQuerySet(TraceQuerySet):
    def hand_over(self, guest: Any, account: Any) -> int:
        return self.of(guest).update(user=account)

    def repairs(self) -> Self:
        """Changes that were to bring something about, rather than predictions."""
        return self.filter(ask="")


class Prediction(models.Model):
    """What was said before the lab was looked at; without `ask`, a change that was tried.

    Stored before the model answers; `right` follows in the same request, and is null only
    where the model could not answer then.
    """

    EXPORTED = ("client_id", "lab", "puzzle", "ask", "state", "said", "right", "at")
    NOUN = ("prediction", "predictions")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="predictions")
    lab = models.CharField(max_length=20)
    puzzle = models.CharField(max_length=64, blank=True)
    ask = models.CharField(max_length=40, blank=True)
    state = models.TextField(max_length=LONGEST_STATE, blank=True)
    said = models.CharField(max_length=LONGEST_WORDS, blank=True)
    right = models.BooleanField(null=True)
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=timezone.now)
    # The same click sent twice is one prediction.
    client_id = models.UUIDField(unique=True)

    objects = PredictionQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["user", "lab"])]

    def __str__(self) -> str:
        return f"{self.lab}: {self.ask or 'change'} {self.said}"


class ReachedQuerySet(TraceQuerySet):
    def hand_over(self, guest: Any, account: Any) -> int:
        """Give the guest's goals to the account; where both have one, the earlier stays."""
        kept = {(row.lab, row.goal): row for row in self.of(account)}
        rows = list(self.of(guest))
        for row in rows:
            twin = kept.get((row.lab, row.goal))
            if twin is None:
                self.filter(pk=row.pk).update(user=account)
            elif row.at < twin.at:
                self.filter(pk=twin.pk).update(at=row.at, state=row.state)
        return len(rows)


class Reached(models.Model):
    """A goal of a lab that the learner reached, with the state that did it."""

    EXPORTED = ("lab", "goal", "state", "at")
    NOUN = ("lab goal", "lab goals")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lab_goals")
    lab = models.CharField(max_length=20)
    goal = models.CharField(max_length=40)
    state = models.TextField(max_length=LONGEST_STATE, blank=True)
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=timezone.now)

    objects = ReachedQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "lab", "goal"], name="a_goal_is_reached_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lab}/{self.goal}"
