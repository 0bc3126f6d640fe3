"""The ledger: what is true, since when, who says so, and when it was checked."""

from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone


class FactQuerySet(models.QuerySet["Fact"]):
    def due(self, on: date) -> Self:
        """Facts whose check is overdue."""
        return self.filter(check_by__lt=on)

    def changed(self, since: str = "") -> Self:
        """Facts that older material tells otherwise; `since` a year, changed in it or later."""
        return self.exclude(then="").filter(changed_on__gte=since)

    def as_of(self, oldest: date) -> Self:
        """Facts checked on that day or later."""
        return self.filter(checked_on__gte=oldest)

    def revised(self, since: datetime | None = None) -> Self:
        """Facts that say something else than before, since a moment or at all."""
        return (
            self.exclude(revised_at=None) if since is None else self.filter(revised_at__gte=since)
        )


class Fact(models.Model):
    """One checked statement about AWS, the only place a number may come from."""

    class How(models.TextChoices):
        DOC = "doc", "read in the AWS documentation"
        MODEL = "model", "read in AWS's own API model"
        BOTH = "doc+model", "the AWS documentation and its API model agree"
        TWO = "two", "two independent sources agree"
        COMPUTED = "computed", "worked out from facts that are confirmed themselves"

    key = models.CharField(max_length=64, primary_key=True)
    topic = models.CharField(max_length=32, db_index=True)
    value = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=40, blank=True)
    statement = models.TextField()
    source = models.URLField(max_length=300)
    how = models.CharField(max_length=10, choices=How)
    checked_on = models.DateField()
    check_by = models.DateField(db_index=True)
    then = models.TextField(blank=True)
    changed_on = models.CharField(max_length=10, blank=True)
    # What the files said when they were last taken in, dates aside.
    imported_hash = models.CharField(max_length=64, blank=True, editable=False)
    # When the ledger began to say something else: what was learnt before is learnt anew.
    revised_at = models.DateTimeField(null=True, blank=True, editable=False)

    TRUTH = ("value", "unit", "number", "statement")
    """What a learner would learn."""

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "key"]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return self._url

    @cached_property
    def _url(self) -> str:
        return reverse("facts:fact", args=[self.key])

    @property
    def label(self) -> str:
        return f"{self.value} {self.unit}".strip()

    @property
    def exact(self) -> Decimal:
        """The number for arithmetic. Only facts that carry one have it."""
        return Decimal(self.number)

    def is_due(self, on: date) -> bool:
        return self.check_by < on

    def truth(self) -> dict[str, str]:
        """What it says, as a revision keeps it."""
        return {name: getattr(self, name) for name in self.TRUTH}


class RevisionQuerySet(models.QuerySet["Revision"]):
    def of_truth(self) -> Self:
        """Those after which the ledger said something else."""
        return self.exclude(kind=Revision.Kind.CHECKED)


class Revision(models.Model):
    """One thing that happened to a fact. Appended, never changed."""

    class Kind(models.TextChoices):
        CHECKED = "checked", "checked again"
        CHANGED = "changed", "changed at AWS"
        CORRECTED = "corrected", "corrected in the ledger"

    fact = models.ForeignKey(Fact, models.CASCADE, related_name="revisions")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True)
    before: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    after: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.fact_id} {self.get_kind_display()}"
