"""What was forecast, and what came of it; two caches of the log that the figures rest on."""

from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q


class Facility(models.Model):
    """How many learners got a question right at first sight, as of the last count.

    A cache of the answers: the daily job counts anew.
    """

    question = models.OneToOneField(
        "quizzes.Question", models.CASCADE, primary_key=True, related_name="facility"
    )
    n = models.PositiveIntegerField()
    n_right = models.PositiveIntegerField()
    # Answers from then on are not in it.
    counted_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True
    )

    class Meta:
        verbose_name_plural = "facilities"
        constraints = [
            models.CheckConstraint(condition=Q(n_right__lte=F("n")), name="no_more_right_than_n"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.n_right} of {self.n}"


class Digest(models.Model):
    """What a learner's ended attempts come to. A cache of the log, written by `digests` alone.

    It goes with its learner, and is neither merged nor exported: the counts tell whether it still
    is what the log says.
    """

    IS_DERIVED = True

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digest")
    # The end of the last attempt in it.
    upto: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True, blank=True
    )
    n_slots = models.PositiveIntegerField(default=0)
    n_answers = models.PositiveIntegerField(default=0)
    # As `Tally.as_record` writes it.
    sums = models.JSONField(default=dict)
    # Of which rules, and in which time zone its days are counted; others make it anew.
    rules = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.user_id} up to {self.upto}"


class ForecastQuerySet(models.QuerySet["Forecast"]):
    def of(self, user: Any) -> Self:
        return self.filter(user=user) if user.is_authenticated else self.none()

    def settled(self) -> Self:
        return self.exclude(exam=None)

    def accuracy(self) -> tuple[int, int]:
        """How many were settled, and how many of them held what came. One query."""
        held = Q(share__gte=F("low") - HAIR, share__lte=F("high") + HAIR)
        counts = self.settled().aggregate(n=Count("pk"), held=Count("pk", filter=held))
        return counts["n"], counts["held"]

    def hand_over(self, guest: Any, account: Any) -> int:
        """Give the guest's to the account; of two for one day the account's stays."""
        mine = self.of(guest)
        n = mine.count()
        taken = list(self.of(account).values_list("occasion", flat=True))
        mine.exclude(occasion__in=taken).update(user=account)
        return n

    def export(self) -> list[dict[str, Any]]:
        return list(self.values(*self.model.EXPORTED))


HAIR = 1e-9


class Forecast(models.Model):
    """What was forecast for one learner on a day; or for the start of a mock exam, and its result.

    Both are made by the daily job, the second from what had been answered before that start.
    The columns are for the occasion itself, and only they are settled; `then` is for another day.
    """

    EXPORTED = (
        "day",
        "n",
        "size",
        "low",
        "high",
        "mean",
        "line",
        "probability",
        "then",
        "exam_id",
        "share",
    )
    NOUN = ("forecast", "forecasts")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="forecasts")
    as_of: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    # What it was made for: a day as 2026-11-23, or the id of a mock exam.
    occasion = models.CharField(max_length=36)
    day: "models.DateField[date, date]" = models.DateField()
    n = models.PositiveIntegerField("first answers")
    size = models.PositiveSmallIntegerField("questions on the form")
    low = models.FloatField()
    high = models.FloatField()
    mean = models.FloatField()
    line = models.FloatField()
    probability = models.FloatField()
    # [{"name", "n", "n_right", "mean", "low", "high"}] by domain
    domains = models.JSONField(default=list)
    # Where the learner had set the day of the exam: what was said of that day, with what is
    # likely forgotten by then taken off. {"day", "low", "high", "mean", "probability"}
    then = models.JSONField(default=dict, blank=True)
    exam = models.OneToOneField(
        "quizzes.Attempt", models.CASCADE, null=True, blank=True, related_name="forecast"
    )
    # Of the scored questions of that exam that were new, the share right.
    share = models.FloatField(null=True, blank=True)

    objects = ForecastQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of"]
        constraints = [
            models.UniqueConstraint(fields=["user", "occasion"], name="one_forecast_per_occasion"),
            models.CheckConstraint(
                condition=Q(exam=None, share=None) | Q(exam__isnull=False, share__isnull=False),
                name="a_forecast_is_settled_by_an_exam",
            ),
            models.CheckConstraint(
                condition=Q(low__gte=0, low__lte=F("high"), high__lte=1), name="low_to_high"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.low:.0%} to {self.high:.0%} on {self.day}"

    @property
    def held(self) -> bool | None:
        """Whether the interval held what came; None where nothing came yet."""
        if self.share is None:
            return None
        return self.low - HAIR <= self.share <= self.high + HAIR
