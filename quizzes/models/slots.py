"""Slots: a question's place in an attempt, and how an answer is kept in it."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from quizzes.engine.expressions import Numbers
from quizzes.engine.items import Item
from quizzes.engine.scoring import mark
from quizzes.models.answers import Answer, StrayAnswer
from quizzes.models.bank import QuestionVersion
from quizzes.models.drawn import numbers_today, with_fixed
from quizzes.models.surroundings import Around, Surroundings
from studyapp.content.references import facts_computed


class Outcome(StrEnum):
    """What became of an answer that reached us. All but the last mean that it is stored."""

    SAVED = "saved"
    DUPLICATE = "duplicate"
    LATE = "late"
    SUPERSEDED = "superseded"
    OVERTAKEN = "overtaken"
    REFUSED = "refused"


@dataclass(frozen=True)
class Kept:
    """An answer that was taken in: `answer` is the one that stands in the slot now.

    `elsewhere`: another tab or device had answered since this page was made.
    """

    outcome: Outcome
    slot: "Slot"
    answer: Answer | None
    elsewhere: bool = False


class SlotQuerySet(models.QuerySet["Slot"]):
    def of(self, user: Any) -> Self:
        mine = self.filter(attempt__user=user.pk)
        return mine if user.is_authenticated else self.none()

    def complete(self) -> Self:
        """With version, question and answers: all that a page needs, in two queries."""
        return self.select_related("version__question").prefetch_related("answers")

    def unanswered(self) -> Self:
        """Those whose newest answer is none, or was taken back."""
        newest = Answer.objects.filter(slot=OuterRef("pk")).order_by("-revision")
        told = Coalesce(Subquery(newest.values("verdict")[:1]), Value(""))
        return self.alias(told=told).filter(told="")

    def at_hand(self) -> Self:
        """All that one question's page or save needs, in one query; `around` comes with it."""
        whole = self.select_related("version__question", "attempt__quiz").order_by()
        return whole.annotate(around=Surroundings())


class Slot(models.Model):
    """One question's place in an attempt: the version, its numbers, the order of its options."""

    class MissTag(models.TextChoices):
        """Why somebody missed it, in their own judgement."""

        FACT = "fact", "I did not know the fact"
        LOOK_ALIKE = "look-alike", "I took it for a look-alike"
        KEY_WORD = "key-word", "I missed the key word"
        MISREAD = "misread", "I misread it"
        ARITHMETIC = "arithmetic", "I miscalculated"
        GUESS = "guess", "I guessed"

    attempt = models.ForeignKey("quizzes.Attempt", models.CASCADE, related_name="slots")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="slots")
    seed = models.PositiveIntegerField()
    option_order = models.JSONField(default=list)
    # {fact: number} as the draw began with; empty in attempts older than this column.
    numbers = models.JSONField(default=dict)
    # False: a pilot item of a mock exam. Nobody is told which these are before the report.
    scored = models.BooleanField(default=True)
    # The learner's own marks on it.
    flagged = models.BooleanField(default=False)
    struck = models.JSONField(default=list)
    note = models.TextField(blank=True, default="", max_length=2_000)
    miss_tag = models.CharField(max_length=10, choices=MissTag, blank=True, default="")

    # Annotated by `at_hand()`.
    around: Around | None = None

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="one_slot_per_position"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} #{self.position}"

    def get_absolute_url(self) -> str:
        return reverse("quizzes:slot", args=[self.attempt_id, self.position])

    @property
    def item(self) -> Item:
        return self.version.item()

    def numbers_over(self, today: Numbers) -> Numbers:
        """What its draw computes with: today's facts, but for those fixed when it began."""
        return with_fixed(today, self.numbers)

    def latest(self) -> Answer | None:
        """The answer that counts. Uses prefetched answers if there are any."""
        return max(self.answers.all(), key=lambda answer: answer.revision, default=None)

    def follows_case(self, case_id: str) -> bool:
        """Whether the question before it in its attempt is about the same case. One query."""
        if not self.pk or self.position == 1:
            return False
        before = Slot.objects.filter(attempt=self.attempt_id, position=self.position - 1)
        return before.filter(version__body__case__id=case_id).exists()

    @property
    def is_sealed(self) -> bool:
        """A mock exam asks it, or will: here its key is not told. Known of slots `at_hand()`."""
        asks = self.attempt.mode == "exam" and self.attempt.is_open
        return bool(self.around and self.around["sealed"] and not asks)

    @property
    def is_answered(self) -> bool:
        newest = self.latest()
        return bool(newest and newest.is_given)

    def own_numbers(self) -> Numbers:
        """What its draw computes with, by itself: as fixed; the rest (old attempts) as of today."""
        missing = facts_computed(self.item) - self.numbers.keys()
        return self.numbers_over(numbers_today(missing) if missing else {})

    def keep(self, said: dict[str, Any], at: datetime) -> Kept:
        """Store one response (see `Answer.SAID`), inside the transaction that locked the attempt.

        `self` comes from `at_hand()`. Nothing that arrives is thrown away: what cannot count
        becomes a `StrayAnswer`. `IntegrityError`: this very request was kept before, or
        another one was faster; the caller's transaction is over then.
        """
        assert self.around is not None, "the slot does not come from at_hand()"  # noqa: S101
        before, strays = self.around["said"] or [], self.around["strays"] or ()
        newest = max((revision for revision, _, _ in before), default=0)
        if said["client_id"] in map(uuid.UUID, strays):
            return self._stray_again(said)
        if newest and self.attempt.tells_at_once:
            return self._stray(said, StrayAnswer.Why.SUPERSEDED, at)
        if not self.attempt.takes(at):
            return self._stray(said, StrayAnswer.Why.LATE, at)
        if _is_overtaken(said, before):
            return self._stray(said, StrayAnswer.Why.OVERTAKEN, at)
        answer = Answer(slot=self, revision=newest + 1, answered_at=at, **said)
        marked = mark(self.item, said["response"], self.seed, self.own_numbers())
        answer.bear(marked).save(force_insert=True)
        return Kept(Outcome.SAVED, self, answer, elsewhere=said["base"] < newest)

    def _stray_again(self, said: dict[str, Any]) -> Kept:
        """What did not count once does not count when it is sent again."""
        stray = StrayAnswer.objects.get(slot=self, client_id=said["client_id"])
        return Kept(Outcome(stray.why), self, self.latest(), elsewhere=True)

    def _stray(self, said: dict[str, Any], why: StrayAnswer.Why, at: datetime) -> Kept:
        answers = list(Answer.objects.filter(slot=self).order_by("revision"))
        standing = answers[-1] if answers else None
        if any(answer.client_id == said["client_id"] for answer in answers):
            return Kept(Outcome.DUPLICATE, self, standing)
        StrayAnswer.objects.keep(StrayAnswer(slot=self, why=why, received_at=at, **said))
        return Kept(Outcome(why.value), self, standing, elsewhere=True)

    KEPT = ("seed", "option_order", "numbers", "flagged", "struck", "note", "miss_tag")

    def as_record(self, *, tells: bool) -> dict[str, Any]:
        """The slot for a file; marks, and which questions are pilots, where the attempt `tells`.

        `says` is the beginning of the hash of the version's words: another site may have
        given its number to other words.
        """
        return {
            "position": self.position,
            "question": self.version.question.slug,
            "version": self.version.number,
            "says": self.version.content_hash[:16],
            **{name: getattr(self, name) for name in self.KEPT},
            **({"scored": self.scored} if tells else {}),
            "answers": [answer.as_record(tells=tells) for answer in self.answers.all()],
            "not_counted": [stray.as_record() for stray in self.strays.all()],
        }


def _is_overtaken(said: dict[str, Any], before: list[tuple[int, str | None, int]]) -> bool:
    """The same browser has sent something later before this reached us, whoever came between."""
    # SQLite writes a UUID without hyphens, PostgreSQL with them.
    own = (sequence for _, device, sequence in before if device and _is(device, said["device"]))
    return any(said["sequence"] < sequence for sequence in own)


def _is(device: str, other: uuid.UUID | None) -> bool:
    return other is not None and uuid.UUID(device) == other
