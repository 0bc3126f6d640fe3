"""Classes: who teaches and who learns in which."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone


class Cohort(models.Model):
    """A class that an instructor teaches."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="accounts.Enrolment", related_name="cohorts"
    )

    class Meta:
        ordering = ["name"]
        verbose_name = "class"
        verbose_name_plural = "classes"

    def __str__(self) -> str:
        return self.name


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def of(self, user: Any) -> Self:
        return self.filter(user=user) if user.is_authenticated else self.none()

    def hand_over(self, guest: Any, account: Any) -> int:
        """Give the guest's places to the account, but for classes it is in already."""
        taken = self.of(account).values("cohort")
        return self.of(guest).exclude(cohort__in=taken).update(user=account)

    def export(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self.values("cohort__name", "role", "joined_at")]


class Enrolment(models.Model):
    """One person's part in one class: the same person may teach here and learn there."""

    NOUN = ("class", "classes")

    class Role(models.TextChoices):
        LEARNER = "learner", "learner"
        TEACHER = "teacher", "teacher"

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="enrolments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrolments")
    role = models.CharField(max_length=8, choices=Role, default=Role.LEARNER)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["cohort", "role", "user"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "user"], name="one_enrolment_per_class"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.cohort}"
