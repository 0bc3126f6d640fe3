"""What the site says of a question or a fact after somebody contested it. Public, and appended."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone


class Overtaken(Exception):
    """Somebody else ruled on the same thing meanwhile."""


def exactly_one(*fields: str) -> Q:
    """The condition that one of two foreign keys is set, and only one."""
    one, other = fields
    return Q(**{f"{one}__isnull": True, f"{other}__isnull": False}) | Q(
        **{f"{one}__isnull": False, f"{other}__isnull": True}
    )


class StandingQuerySet(models.QuerySet["Standing"]):
    """Each method reads as an adjective and can follow any other."""

    def current(self) -> Self:
        return self.filter(until=None)

    def in_dispute(self) -> Self:
        """What the public page lists: contested or withdrawn now."""
        return self.current().exclude(state=Standing.State.VERIFIED)

    def now(self) -> "Standing | None":
        """The one that holds, of what a template reached by its relation: `fact.standings.now`."""
        return self.current().first()

    def rule(self, wanted: "Standing", *, over: "Standing | None", at: datetime) -> bool:
        """End `over`, what held so far, and let `wanted` hold; False where nothing changes.

        Of two instructors who rule at once one wins: the row that ends must still
        hold, and only one row of a thing can hold. The other gets `Overtaken`.
        """
        if over and over.says() == wanted.says():
            return False
        if over is None and wanted.state == Standing.State.VERIFIED:
            return False
        wanted.since = at
        try:
            with transaction.atomic():
                if over and not self.current().filter(pk=over.pk).update(until=at):
                    raise Overtaken
                wanted.save(force_insert=True)
        except IntegrityError as error:
            raise Overtaken from error
        return True


class Standing(models.Model):
    """How one question or fact stands from `since` until `until`.

    No row means verified and never contested. A ruling ends the row that held
    and adds the next one, so what was said, and for how long, can be read for ever.
    """

    class State(models.TextChoices):
        VERIFIED = "verified", "verified"
        CONTESTED = "contested", "contested"
        WITHDRAWN = "withdrawn", "withdrawn"

    question = models.ForeignKey(
        "quizzes.Question", models.CASCADE, null=True, blank=True, related_name="standings"
    )
    fact = models.ForeignKey(
        "lessons.Fact", models.PROTECT, null=True, blank=True, related_name="standings"
    )
    state = models.CharField(max_length=9, choices=State)
    case_against = models.TextField(blank=True)
    case_for = models.TextField(blank=True)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = StandingQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("question", "fact"), name="a_standing_has_one_subject"
            ),
            models.CheckConstraint(
                condition=Q(state="verified") | (~Q(case_against="") & ~Q(case_for="")),
                name="a_dispute_has_two_sides",
            ),
            models.UniqueConstraint(
                fields=["question"], condition=Q(until=None), name="one_standing_per_question"
            ),
            models.UniqueConstraint(
                fields=["fact"], condition=Q(until=None), name="one_standing_per_fact"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id or self.fact_id}: {self.state}"

    def says(self) -> tuple[str, str, str]:
        """What a reader can tell it by."""
        return self.state, self.case_against, self.case_for

    @property
    def is_contested(self) -> bool:
        return self.state == self.State.CONTESTED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == self.State.WITHDRAWN

    @property
    def in_dispute(self) -> bool:
        return self.state != self.State.VERIFIED
