"""A cache of the log: how well each question and prompt is known. Written by `folding` alone.

Both models are derived: they go with their learner, and nothing of them is merged or
exported. Whoever merges two logs leaves a cache that no longer adds up, and the next look
makes it anew.
"""

from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from quizzes.engine.memory import CardState, recall_on

Subject = tuple[str, ...] | int
"""A question's primary key, or (lesson, prompt)."""


class CardQuerySet(models.QuerySet["Card"]):
    def of(self, user: Any) -> Self:
        return self.filter(user=user) if user.is_authenticated else self.none()


class Card(models.Model):
    """What the log says about one question, or one prompt of a lesson."""

    IS_DERIVED = True
    STATE = ("stability", "difficulty", "due", "last_review", "state", "step", "reps", "lapses")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="cards")
    question = models.ForeignKey(
        "quizzes.Question", models.CASCADE, null=True, blank=True, related_name="cards"
    )
    lesson = models.ForeignKey(
        "lessons.Lesson", models.CASCADE, null=True, blank=True, related_name="cards"
    )
    prompt = models.CharField(max_length=64, blank=True, default="")
    stability = models.FloatField()
    difficulty = models.FloatField()
    due: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    last_review: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    state = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField(null=True, blank=True)
    reps = models.PositiveIntegerField()
    lapses = models.PositiveIntegerField()
    # The newest answer was certain, and wrong.
    misled = models.BooleanField(default=False)

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["user", "question", "lesson", "prompt"]
        constraints = [
            models.UniqueConstraint(fields=["user", "question"], name="one_card_per_question"),
            models.UniqueConstraint(
                fields=["user", "lesson", "prompt"], name="one_card_per_prompt"
            ),
            models.CheckConstraint(
                condition=Q(question__isnull=False, lesson=None, prompt="")
                | Q(question=None, lesson__isnull=False),
                name="a_card_is_of_a_question_or_a_prompt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} of {self.user_id}"

    @property
    def subject(self) -> Subject:
        if self.question_id is not None:
            return self.question_id
        return str(self.lesson_id), self.prompt

    @property
    def known(self) -> CardState:
        return CardState(**{name: getattr(self, name) for name in self.STATE})

    @property
    def is_shaky(self) -> bool:
        """Missed some time, and not yet known again."""
        return self.step is not None and self.lapses > 0

    def learn(self, state: CardState) -> None:
        for name in self.STATE:
            setattr(self, name, getattr(state, name))

    def recall_on(self, day: date) -> float:
        """How likely it is recalled on a day, if nothing is done until then."""
        return recall_on(self.known, day)

    def as_record(self) -> dict[str, Any]:
        return {"subject": self.subject, "misled": self.misled, **self.known.as_record()}


class Folding(models.Model):
    """How far a learner's log is folded into cards: up to when, and how many entries that were.

    The counts make it safe: an entry that came in before `upto` (a merge, an attempt that
    was closed at its deadline) leaves a sum that does not add up, and all is folded anew.
    """

    IS_DERIVED = True

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="folding")
    upto: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True, blank=True
    )
    n_answers = models.PositiveIntegerField(default=0)
    n_recalls = models.PositiveIntegerField(default=0)
    horizon: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    # {"single.1": [41, 62, …]}: the last times taken, by kind and length.
    paces = models.JSONField(default=dict)
    # Of which rules the cards are; others make them anew.
    rules = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.user_id} up to {self.upto}"
