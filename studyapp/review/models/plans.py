"""What a learner plans: the day of the exam, minutes a day, whether to be reminded."""

from datetime import date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import get_random_string

from studyapp.lessons.models.traces import TraceQuerySet


def new_token() -> str:
    return get_random_string(40)


class PlanQuerySet(TraceQuerySet):
    def hand_over(self, guest: Any, account: Any) -> int:
        """A guest's plan comes along unless the account has its own."""
        mine = self.of(guest)
        return 0 if self.of(account).exists() else mine.update(user=account)

    def to_remind(self, at: datetime) -> Self:
        """Who asked for it, confirmed their address, and was not reminded today."""
        return self.filter(
            Q(reminded_on=None) | Q(reminded_on__lt=at.date()),
            reminds=True,
            remind_hour__lte=at.hour,
            user__is_active=True,
            confirmed=F("user__email"),
        )


class Plan(models.Model):
    """One learner's plan. `token` stands in the addresses that work without signing in."""

    EXPORTED = ("exam_date", "minutes", "reminds", "remind_hour", "confirmed")
    NOUN = ("study plan", "study plans")

    class Minutes(models.IntegerChoices):
        FIVE = 5, "5 minutes"
        TEN = 10, "10 minutes"
        TWENTY = 20, "20 minutes"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="plan")
    exam_date: "models.DateField[date | None, date | None]" = models.DateField(
        "day of the exam", null=True, blank=True
    )
    minutes = models.PositiveSmallIntegerField(
        "minutes a day", choices=Minutes, default=Minutes.TEN
    )
    reminds = models.BooleanField("remind me by e-mail", default=False)
    remind_hour = models.PositiveSmallIntegerField(
        "at which hour (UTC)", default=17, validators=[MaxValueValidator(23)]
    )
    # The address that was confirmed; another one has to be confirmed again.
    confirmed = models.EmailField(blank=True, default="")
    reminded_on = models.DateField(null=True, blank=True, editable=False)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["user"]

    def __str__(self) -> str:
        return f"{self.minutes} minutes a day of {self.user_id}"

    @property
    def is_confirmed(self) -> bool:
        return bool(self.confirmed) and self.confirmed == self.user.email

    def days_left(self, today: date) -> int | None:
        return (self.exam_date - today).days if self.exam_date else None

    def claim(self, day: date) -> bool:
        """Take on today's reminder; of two workers one gets it."""
        free = Plan.objects.filter(Q(reminded_on=None) | Q(reminded_on__lt=day), pk=self.pk)
        return bool(free.update(reminded_on=day))

    def give_back(self, day: date) -> None:
        """The mail could not be sent: another run may try."""
        yesterday = day - timedelta(days=1)
        Plan.objects.filter(pk=self.pk, reminded_on=day).update(reminded_on=yesterday)


class OutcomeQuerySet(TraceQuerySet):
    def hand_over(self, guest: Any, account: Any) -> int:
        """Give the guest's results to the account; of two for one day the account's stays."""
        days = list(self.of(account).values_list("taken_on", flat=True))
        return self.of(guest).exclude(taken_on__in=days).update(user=account)


class Outcome(models.Model):
    """How a real exam went, as its taker tells it. It is compared with what was forecast."""

    EXPORTED = ("taken_on", "passed", "score", "weak_domains", "forecast", "told_at")
    NOUN = ("exam result", "exam results")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="outcomes")
    taken_on: "models.DateField[date, date]" = models.DateField("day of the exam")
    passed = models.BooleanField(null=True, blank=True)
    score = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(100), MaxValueValidator(1000)]
    )
    # The domains that the report calls weak, 1 to 4.
    weak_domains = models.JSONField(default=list, blank=True)
    # Mean predicted recall of what the learner had met, for that day.
    forecast = models.FloatField(null=True, blank=True, editable=False)
    told_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_on"]
        constraints = [
            models.UniqueConstraint(fields=["user", "taken_on"], name="one_outcome_per_exam_day"),
        ]

    def __str__(self) -> str:
        return f"{self.score or 'no score'} on {self.taken_on}"
