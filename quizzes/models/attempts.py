"""Attempts: which questions were asked, in which order, how and until when."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Case, F, Max, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from quizzes.engine.draws import chance
from quizzes.models.answers import Answer, StrayAnswer
from quizzes.models.bank import QuestionVersion
from quizzes.models.counts import columns, number
from quizzes.models.drawn import fix_numbers
from quizzes.models.quizzes import Quiz
from quizzes.models.slots import Slot


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Each method reads as an adjective and can follow any other."""

    def of(self, user: Any) -> Self:
        return self.filter(user=user) if user.is_authenticated else self.none()

    def open(self) -> Self:
        return self.filter(finished_at=None)

    def finished(self) -> Self:
        return self.exclude(finished_at=None)

    def taken_here(self) -> Self:
        """Without what came in with a file: its times and answers are as somebody wrote them."""
        return self.filter(brought_at=None)

    def of_sets(self) -> Self:
        """Practice sets: drawn for their learner, by no quiz."""
        modes = [Attempt.Mode.PRACTICE, Attempt.Mode.DEFERRED]
        return self.filter(quiz=None, mode__in=modes).exclude(title="")

    def telling(self) -> Self:
        """Those whose keys their learner may see, of what has been answered."""
        return self.filter(Q(mode__in=Attempt.TELL_AT_ONCE) | Q(finished_at__isnull=False))

    def kept_back(self, user: Any) -> set[int]:
        """Ids of the questions whose keys an open set or exam of this learner's keeps back."""
        return self.of(user).open().exclude(mode__in=Attempt.TELL_AT_ONCE).asked()

    def under_way(self) -> Self:
        """Mock exams that nobody has ended yet."""
        return self.open().filter(mode=Attempt.Mode.EXAM)

    def asked(self) -> set[int]:
        """Ids of the questions that these ask. One query."""
        slots = Slot.objects.filter(attempt__in=self.order_by()).order_by()
        return set(slots.values_list("version__question", flat=True))

    def submit(self, at: datetime) -> int:
        """End these where they are open, each at its deadline if that has passed; how many.

        One UPDATE decides, whoever else ends them at the same time.
        """
        end = Case(
            When(deadline_at__lt=at, then=F("deadline_at")),
            # Another machine's clock began it, and is ahead of this one's.
            When(started_at__gt=at, then=F("started_at")),
            default=Value(at),
        )
        return self.open().update(finished_at=end)

    def with_late(self) -> Self:
        """Annotate `n_late`: answers after the end that nobody has decided on."""
        late = StrayAnswer.objects.waiting().filter(slot__attempt=OuterRef("pk"))
        return self.annotate(n_late=number(late, "slot__attempt"))

    def overdue(self, at: datetime) -> Self:
        """Open although their time, grace included, is over."""
        return self.open().filter(closes_at__lt=at)

    def with_progress(self) -> Self:
        """Annotate `n_slots`, `n_answered` and `n_right`, in one query.

        They are counted for each row that is returned, not for those that a slice leaves out.
        """
        return self._counting("n_slots", "n_answered", "n_right")

    def with_result(self) -> Self:
        """Annotate `n_got` of `n_asked`: right of scored ones; of an open one answered of all."""
        return self._counting("n_asked", "n_got")

    def _counting(self, *names: str) -> Self:
        return self.annotate(**{name: columns()[name] for name in names})

    def hand_over(self, guest: Any, account: Any) -> int:
        """Give the guest's attempts to the account; return how many answers came along.

        Where both have an open attempt on one quiz, or an open mock exam, the one answered
        last stays open and the other is closed as it is: no answer is dropped.
        """
        answers = Answer.objects.filter(slot__attempt__user=guest).count()
        theirs = {what: (at, pk) for what, at, pk in self.of(account)._going_on()}
        for what, at, pk in self.of(guest)._going_on():
            if what in theirs:
                last, older = min((at, pk), theirs[what])
                self.filter(pk=older).update(finished_at=last)
        self.of(guest).update(user=account)
        return answers

    def _going_on(self) -> list[tuple[int | str, datetime, uuid.UUID]]:
        """What may be open only once, as (quiz or mode, newest answer or start, id)."""
        newest = Greatest(
            Coalesce(Max("slots__answers__answered_at"), F("started_at")), F("started_at")
        )
        once = ~Q(quiz=None) | Q(mode=Attempt.Mode.EXAM)
        rows = self.open().filter(once).annotate(last=newest)
        return [
            (quiz or mode, last, pk)
            for quiz, mode, last, pk in rows.values_list("quiz", "mode", "last", "pk")
        ]

    def export(self) -> list[dict[str, Any]]:
        """Every attempt with its slots and answers, ready for JSON."""
        rows = self.select_related("quiz").prefetch_related(
            "slots__version__question", "slots__answers", "slots__strays"
        )
        return [attempt.as_record() for attempt in rows]


class Attempt(models.Model):
    """One learner's pass through a quiz, a set, a mock exam, a review, or one question.

    Versions, option orders and numbers are fixed when it starts, so a later
    edit changes no attempt already begun. Its id is made by the page that
    offers it: a form sent twice starts one attempt.
    """

    NOUN = ("answer", "answers")

    class Mode(models.TextChoices):
        PRACTICE = "practice", "Practise"
        DEFERRED = "deferred", "Set"
        EXAM = "exam", "Mock exam"
        REVIEW = "review", "Review"

    TELL_AT_ONCE = frozenset({Mode.PRACTICE, Mode.REVIEW})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="attempts")
    quiz = models.ForeignKey(Quiz, models.PROTECT, null=True, blank=True, related_name="attempts")
    # What it is called where it follows no quiz: "Only what I missed".
    title = models.CharField(max_length=120, blank=True, default="")
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.PRACTICE)
    started_at = models.DateTimeField()
    # By the server's clock, accommodations included; `closes_at` adds the grace for slow lines.
    deadline_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # When it came in with a file; None: taken here, by the server's own clock.
    brought_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        indexes = [
            # A page of them is found without counting what lies in the others.
            models.Index(fields=["user", "-started_at"], name="newest_attempts"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "quiz"],
                condition=Q(finished_at=None),
                name="one_open_attempt_per_quiz",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(finished_at=None, mode="exam"),
                name="one_open_mock_exam",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("started_at")),
                name="an_attempt_ends_after_its_start",
            ),
            models.CheckConstraint(
                condition=Q(deadline_at=None, closes_at=None)
                | Q(deadline_at__gt=F("started_at"), closes_at__gte=F("deadline_at")),
                name="a_deadline_comes_with_its_grace",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id or self.title or 'question'} by {self.user_id}"

    def get_absolute_url(self) -> str:
        return reverse("quizzes:attempt", args=[self.pk])

    @property
    def report_url(self) -> str:
        """Of a mock exam: its grid while it is open, then its report."""
        return reverse("exams:report", args=[self.pk])

    @property
    def name(self) -> str:
        """What a learner knows it by."""
        return self.quiz.title if self.quiz else self.title or "One question"

    @property
    def is_open(self) -> bool:
        return self.finished_at is None

    @property
    def tells_at_once(self) -> bool:
        """The reasons come with each answer, so the first answer stands."""
        return self.mode in self.TELL_AT_ONCE

    @property
    def ends_by_itself(self) -> bool:
        """With its last answer; everything else is ended by the learner or the clock."""
        return self.mode == self.Mode.PRACTICE

    @property
    def tells(self) -> bool:
        """Its keys may be shown for what has been answered."""
        return self.tells_at_once or not self.is_open

    def takes(self, at: datetime) -> bool:
        """Whether an answer that reaches us at `at` still counts."""
        return self.is_open and (self.closes_at is None or at <= self.closes_at)

    def layout(self, versions: list[QuestionVersion], seed: int | None = None) -> list["Slot"]:
        """The unsaved slots this attempt would have: they follow from its id alone.

        So the page that offers a first question and the request that answers it
        agree without a row in between. `seed` fixes the numbers, for a link.
        """
        slots = []
        for position, version in enumerate(versions, 1):
            own = chance(self.id.int, position) % 2**31 if seed is None else seed
            item = version.item()
            order = item.rules.order(item, chance(self.id.int, position))
            slots.append(
                Slot(attempt=self, position=position, version=version, seed=own, option_order=order)
            )
        return slots

    def begin(self, slots: list["Slot"]) -> "Attempt":
        """Save this attempt and its slots; or return the one that already stands.

        The same form sent again finds its own attempt; a second start of a quiz
        finds the open one. Another learner's id raises `Attempt.DoesNotExist`.
        """
        fix_numbers(slots)
        try:
            with transaction.atomic():
                self.save(force_insert=True)
                Slot.objects.bulk_create(slots)
            return self
        except IntegrityError:
            mine = Attempt.objects.of(self.user)
            return mine.filter(pk=self.pk).first() or mine.open().get(self._only_once())

    def _only_once(self) -> Q:
        """Which open attempts it cannot stand beside."""
        if self.quiz_id:
            return Q(quiz=self.quiz_id)
        return Q(mode=self.mode) if self.mode == self.Mode.EXAM else Q(pk=self.pk)

    def finish(self, at: datetime) -> None:
        """Close the attempt, at its deadline if that has passed. A second call changes nothing.

        Whoever ends it (a click, the clock, two workers at once): one UPDATE wins.
        """
        if Attempt.objects.filter(pk=self.pk).submit(at):
            end = min(at, self.deadline_at) if self.deadline_at else at
            self.finished_at = max(end, self.started_at)
        else:
            self.refresh_from_db(fields=["finished_at"])

    def seconds_left(self, at: datetime) -> int | None:
        """Until its deadline, never below 0; None where no clock runs."""
        if self.deadline_at is None or not self.is_open:
            return None
        return max(0, round((self.deadline_at - at).total_seconds()))

    def expire(self, at: datetime) -> None:
        """End it if its time, grace included, is over."""
        if self.is_open and not self.takes(at):
            self.finish(at)

    def as_record(self) -> dict[str, Any]:
        return {
            "id": str(self.pk),
            "quiz": self.quiz.slug if self.quiz else None,
            "title": self.title,
            "mode": self.mode,
            "started_at": self.started_at,
            "deadline_at": self.deadline_at,
            "closes_at": self.closes_at,
            "finished_at": self.finished_at,
            "brought_at": self.brought_at,
            "questions": [slot.as_record(tells=self.tells) for slot in self.slots.all()],
        }
