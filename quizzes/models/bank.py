"""The question bank: a question keeps its identity, its versions keep their words."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone

from quizzes.engine.items import Item
from quizzes.models.standings import Standing
from studyapp.content.references import facts_of_item
from studyapp.lessons.models import Fact

MOST_ITEMS = 10_000
_ITEMS: dict[str, Item] = {}


class Frozen(Exception):
    """A version that has been published cannot change; make a new one."""


def body_hash(body: dict[str, Any]) -> str:
    """A fingerprint of what a version says, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


class QuestionQuerySet(models.QuerySet["Question"]):
    def published(self) -> Self:
        return self.filter(versions__state=QuestionVersion.State.PUBLISHED)

    def asked(self) -> Self:
        """Questions that learners get today."""
        return self.published().exclude(pk__in=Question.objects.withdrawn())

    def withdrawn(self) -> Self:
        """Questions that learners no longer get, whatever is published of them."""
        return self.filter(standings__until=None, standings__state=Standing.State.WITHDRAWN)


class Question(models.Model):
    """A question's identity: what statistics, quizzes and links hold on to."""

    slug = models.SlugField("id", max_length=64, unique=True, help_text="Stable, in lower case.")
    # What the content files said when they were last taken in; "" for one born in the admin.
    imported_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # What its published version rests on, kept by `link_facts`.
    basis = models.ManyToManyField("lessons.Fact", related_name="questions", editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("quizzes:question", args=[self.slug])

    def published(self) -> "QuestionVersion | None":
        """The version learners get."""
        return self.versions.filter(state=QuestionVersion.State.PUBLISHED).first()

    def newest(self) -> "QuestionVersion | None":
        """The version an author goes on with."""
        return self.versions.order_by("-number").first()

    def save_draft(self, item: Item, author: Any = None) -> "QuestionVersion":
        """Keep `item` as the draft: in place if there is one, else as the next version."""
        body = item.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        with transaction.atomic():
            Question.objects.select_for_update().get(pk=self.pk)
            newest = self.newest()
            if newest and newest.content_hash == body_hash(body):
                return newest
            if newest and newest.state == QuestionVersion.State.DRAFT:
                newest.body, newest.author = body, author
                newest.save()
                return newest
            number = newest.number + 1 if newest else 1
            return self.versions.create(number=number, body=body, author=author)


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    def drawable(self) -> Self:
        """What new attempts are made of: published, and the question is not withdrawn."""
        published = self.filter(state=QuestionVersion.State.PUBLISHED)
        return published.exclude(question__in=Question.objects.withdrawn())

    def once_public(self) -> Self:
        """What learners get, or got before a newer version took its place."""
        return self.exclude(state=QuestionVersion.State.DRAFT)

    def newest_each(self) -> Self:
        """The newest version of every question."""
        ranked = self.annotate(
            rank=Window(RowNumber(), partition_by="question", order_by=F("number").desc())
        )
        return ranked.filter(rank=1)


class QuestionVersion(models.Model):
    """What a question said at one time. Once published, it never changes again."""

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        PUBLISHED = "published", "published"
        SUPERSEDED = "superseded", "superseded"

    question = models.ForeignKey(Question, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    body = models.JSONField()
    content_hash = models.CharField(max_length=64, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["question"], condition=Q(state="published"), name="one_published_version"
            ),
            models.UniqueConstraint(
                fields=["question"], condition=Q(state="draft"), name="one_draft_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        digest = body_hash(self.body)
        if self.pk and self.state != self.State.DRAFT and digest != self.content_hash:
            raise Frozen(f"version {self.number} is {self.state}")
        self.content_hash = digest
        super().save(*args, **kwargs)

    def item(self) -> Item:
        """The body as the engine knows it. Of a frozen version it is read once in a process."""
        if self.state == self.State.DRAFT or not self.content_hash:
            return Item.model_validate(self.body)
        item = _ITEMS.get(self.content_hash)
        if item is None:
            if len(_ITEMS) >= MOST_ITEMS:
                _ITEMS.clear()
            item = _ITEMS[self.content_hash] = Item.model_validate(self.body)
        return item

    def publish(self, *, linked: bool = True) -> None:
        """Make this the version learners get from now on; attempts begun keep theirs.

        Without `linked` the caller links the facts of many versions at once.
        """
        with transaction.atomic():
            Question.objects.select_for_update().get(pk=self.question_id)
            siblings = QuestionVersion.objects.filter(question=self.question_id)
            siblings.filter(state=self.State.PUBLISHED).exclude(pk=self.pk).update(
                state=self.State.SUPERSEDED
            )
            self.state, self.published_at = self.State.PUBLISHED, timezone.now()
            self.save(update_fields=["state", "published_at", "content_hash"])
            if linked:
                link_facts([self])


def link_facts(versions: "Iterable[QuestionVersion]") -> None:
    """Note for the questions of these published versions which facts of the ledger they rest on."""
    link = Question.basis.through
    wanted = {(v.question_id, key) for v in versions for key in facts_of_item(v.item())}
    known = set(Fact.objects.values_list("pk", flat=True))
    wanted = {(question, key) for question, key in wanted if key in known}
    mine = link._default_manager.filter(question_id__in={v.question_id for v in versions})
    there = set(mine.values_list("question_id", "fact_id"))
    for question, key in there - wanted:
        mine.filter(question_id=question, fact_id=key).delete()
    link._default_manager.bulk_create(
        [link(question_id=question, fact_id=key) for question, key in wanted - there],
        ignore_conflicts=True,
    )
