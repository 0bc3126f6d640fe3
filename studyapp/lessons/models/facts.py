"""The ledger: what is true, since when, who says so, and when it was checked."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.urls import reverse


class FactQuerySet(models.QuerySet["Fact"]):
    def due(self, on: date) -> Self:
        """Facts whose check is overdue."""
        return self.filter(check_by__lt=on)

    def changed(self) -> Self:
        """Facts that older material tells otherwise."""
        return self.exclude(then="")


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

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "key"]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
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
