"""A mock exam set aside: a learner keeps its questions unseen until the last week."""

from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from quizzes.models.attempts import Attempt


class SealedFormQuerySet(models.QuerySet["SealedForm"]):
    """Each method reads as an adjective and can follow any other."""

    def of(self, user: Any) -> Self:
        return self.filter(user=user) if user.is_authenticated else self.none()

    def set_aside(self, user: Any) -> set[int]:
        """Ids of the questions that no set, review or form may show this learner. One query."""
        mine = self.of(user).values_list("questions", flat=True)
        return {pk for questions in mine for pk, _ in questions}

    def hand_over(self, guest: Any, account: Any) -> int:
        """Give the guest's to the account, unless it has one: one is kept for the last week."""
        return 0 if self.of(account).exists() else self.of(guest).update(user=account)

    def export(self) -> list[dict[str, Any]]:
        """When and how many; which questions these are is not told before they are taken."""
        return [{"made_at": form.made_at, "questions": form.size} for form in self]


class SealedForm(models.Model):
    """The questions of one mock exam, chosen when its learner asked for it; gone once taken."""

    NOUN = ("sealed form", "sealed forms")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sealed_forms")
    # [question id, whether it is scored], in the order they are asked.
    questions = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = SealedFormQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["user"], name="one_sealed_form_for_each_learner"),
        ]

    def __str__(self) -> str:
        return f"{self.size} questions set aside for {self.user_id}"

    @property
    def size(self) -> int:
        return len(self.questions)

    def keep(self) -> "SealedForm":
        """Save it; or return the one that waits already."""
        try:
            with transaction.atomic():
                self.save(force_insert=True)
            return self
        except IntegrityError:
            return SealedForm.objects.of(self.user).get()


def sealed_for(user: Any) -> set[int]:
    """Ids of the questions whose keys this learner is shown nowhere. Two queries.

    Their open mock exam asks them, or they are set aside for one.
    """
    return Attempt.objects.of(user).under_way().asked() | SealedForm.objects.set_aside(user)


def kept_back(user: Any) -> set[int]:
    """Those, and what an open set keeps back until its end: no list tells them. Two queries."""
    return Attempt.objects.kept_back(user) | SealedForm.objects.set_aside(user)
