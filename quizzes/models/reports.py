"""What somebody found wrong with a question or a fact, and what was answered."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from quizzes.models.bank import QuestionVersion
from quizzes.models.slots import Slot
from quizzes.models.standings import exactly_one

LONGEST = 2_000


class ReportQuerySet(models.QuerySet["Report"]):
    """Each method reads as an adjective and can follow any other."""

    def of(self, user: Any) -> Self:
        return self.filter(user=user) if user.is_authenticated else self.none()

    def waiting(self) -> Self:
        """Reports that nobody has answered yet."""
        return self.exclude(state=Report.State.SETTLED)

    def about_the_same(self, report: "Report") -> Self:
        """The other reports about this one's question (whichever version) or fact."""
        others = self.exclude(pk=report.pk)
        if report.version:
            return others.filter(version__question=report.version.question_id)
        return others.filter(fact=report.fact_id)

    def with_subject(self) -> Self:
        return self.select_related("version__question", "fact", "slot")

    def take_up(self) -> int:
        """Say that somebody looks into these. Only what is new changes."""
        return self.filter(state=Report.State.NEW).update(state=Report.State.TAKEN_UP)

    def settle(self, reply: str, by: Any, at: datetime) -> int:
        """Answer these. A report that is settled already keeps its answer."""
        return self.waiting().update(
            state=Report.State.SETTLED, reply=reply, settled_by=by, settled_at=at
        )

    def hand_over(self, guest: Any, account: Any) -> int:
        return self.of(guest).update(user=account)

    def export(self) -> list[dict[str, Any]]:
        return list(self.values(*Report.EXPORTED))


class Report(models.Model):
    """One person's report about a version of a question, or about a fact.

    It keeps what was seen: of a question the version, the seed of its numbers and
    the place in an attempt; of a fact, which has no versions here, its words.
    """

    EXPORTED = (
        "version__question__slug",
        "version__number",
        "seed",
        "fact_id",
        "fact_said",
        "reason",
        "text",
        "state",
        "reply",
        "created_at",
        "settled_at",
    )
    NOUN = ("report", "reports")

    class Reason(models.TextChoices):
        WRONG = "wrong", "The answer marked as right is wrong"
        SEVERAL = "several", "More than one answer is right"
        UNCLEAR = "unclear", "It is unclear or can be read in two ways"
        OUTDATED = "outdated", "It is outdated: AWS has changed this"
        BROKEN = "broken", "A typo, or something is shown wrongly"
        OTHER = "other", "Something else"

    class State(models.TextChoices):
        NEW = "new", "new"
        TAKEN_UP = "taken-up", "taken up"
        SETTLED = "settled", "settled"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reports")
    version = models.ForeignKey(
        QuestionVersion, models.PROTECT, null=True, blank=True, related_name="reports"
    )
    seed = models.PositiveIntegerField(null=True, blank=True)
    slot = models.ForeignKey(Slot, models.SET_NULL, null=True, blank=True, related_name="+")
    fact = models.ForeignKey(
        "lessons.Fact", models.PROTECT, null=True, blank=True, related_name="reports"
    )
    fact_said = models.TextField(blank=True)
    reason = models.CharField(max_length=8, choices=Reason)
    text = models.TextField(blank=True, max_length=LONGEST)
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    reply = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The same click sent twice is one report.
    client_id = models.UUIDField(unique=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("version", "fact"), name="a_report_has_one_subject"
            ),
            models.CheckConstraint(
                condition=Q(version=None, seed=None, slot=None)
                | Q(version__isnull=False, seed__isnull=False, fact_said=""),
                name="a_report_keeps_what_was_seen",
            ),
            models.CheckConstraint(
                condition=Q(state="settled", settled_at__isnull=False) & ~Q(reply="")
                | ~Q(state="settled") & Q(settled_at=None),
                name="a_settled_report_has_a_reply",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about}: {self.get_reason_display()}"

    def get_absolute_url(self) -> str:
        return reverse("quizzes:report", args=[self.client_id])

    @property
    def about(self) -> str:
        """The id of the question, or the key of the fact."""
        return self.version.question.slug if self.version else str(self.fact_id)

    @property
    def is_settled(self) -> bool:
        return self.state == self.State.SETTLED

    def keep(self) -> "Report":
        """Save this report, or return the one that the same click has made already.

        Another learner's id raises `Report.DoesNotExist`.
        """
        try:
            with transaction.atomic():
                self.save(force_insert=True)
            return self
        except IntegrityError:
            return Report.objects.of(self.user).get(client_id=self.client_id)
