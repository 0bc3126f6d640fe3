"""What stands beside the lessons: the glossary, and comparisons of what looks alike."""

from django.db import models
from django.urls import reverse


class Term(models.Model):
    """A word of the subject. `meaning` is sanitised HTML in which chips name facts."""

    slug = models.SlugField(primary_key=True)
    term = models.CharField(max_length=120)
    also = models.JSONField(default=list)
    meaning = models.TextField()
    lesson = models.ForeignKey("lessons.Lesson", models.CASCADE, related_name="terms")
    anchor = models.CharField(max_length=64)
    see: "models.ManyToManyField[Term, models.Model]" = models.ManyToManyField(
        "self", symmetrical=False, related_name="seen_from"
    )

    class Meta:
        ordering = ["term"]

    def __str__(self) -> str:
        return self.term

    def get_absolute_url(self) -> str:
        return f"{reverse('glossary')}#{self.slug}"

    @property
    def place(self) -> str:
        """Where it is taught."""
        return f"{self.lesson.get_absolute_url()}#{self.anchor}"


class LookAlike(models.Model):
    """Two to four things that questions mix up.

    `sides` are their names; `rows` [{"aspect", "cells": [html, …]}], `cues`
    [{"when", "side", "because"}] and `traps` [html, …] are rendered and sanitised.
    """

    slug = models.SlugField(primary_key=True)
    title = models.CharField(max_length=120)
    summary = models.TextField()
    order = models.PositiveSmallIntegerField()
    lesson = models.ForeignKey("lessons.Lesson", models.CASCADE, related_name="look_alikes")
    sides = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    cues = models.JSONField(default=list)
    traps = models.JSONField(default=list)

    class Meta:
        ordering = ["order", "slug"]
        verbose_name_plural = "look-alikes"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("look-alikes:look-alike", args=[self.slug])
