"""Quizzes: which questions, in which order."""

from typing import Self

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from quizzes.models.bank import Question, QuestionVersion


class QuizQuerySet(models.QuerySet["Quiz"]):
    def open(self) -> Self:
        """Quizzes that learners see."""
        return self.filter(is_published=True)

    def with_size(self) -> Self:
        """Annotate `n_questions`: how many questions an attempt begun now would hold."""
        published = Q(items__question__versions__state=QuestionVersion.State.PUBLISHED)
        published &= ~Q(items__question__in=Question.objects.withdrawn())
        # A query that groups drops the model's own order.
        counted = self.annotate(n_questions=Count("items", filter=published))
        return counted.order_by("order", "title")


class Quiz(models.Model):
    """A list of questions. It follows their published versions until an attempt begins."""

    slug = models.SlugField("id", unique=True, help_text="Stable; part of the address.")
    title = models.CharField(max_length=120)
    summary = models.TextField(blank=True)
    lesson = models.ForeignKey(
        "lessons.Lesson", models.SET_NULL, null=True, blank=True, related_name="quizzes"
    )
    # The drill of a comparison has one; the quizzes of lessons have none.
    look_alike = models.OneToOneField(
        "lessons.LookAlike", models.SET_NULL, null=True, blank=True, related_name="drill"
    )
    order = models.PositiveSmallIntegerField(default=100)
    is_published = models.BooleanField("published", default=False)
    questions = models.ManyToManyField(Question, through="quizzes.QuizItem", related_name="quizzes")
    imported_hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = QuizQuerySet.as_manager()

    class Meta:
        ordering = ["order", "title"]
        verbose_name_plural = "quizzes"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("quizzes:quiz", args=[self.slug])

    def current_versions(self) -> list[QuestionVersion]:
        """The published versions of its questions, in the order of the quiz. One query.

        Without those of withdrawn questions.
        """
        return list(
            QuestionVersion.objects.drawable()
            .filter(question__quiz_items__quiz=self)
            .select_related("question")
            .order_by("question__quiz_items__position")
        )


class QuizItem(models.Model):
    """A question's place in a quiz."""

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="items")
    question = models.ForeignKey(Question, models.PROTECT, related_name="quiz_items")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "question"], name="a_question_once_per_quiz"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} in {self.quiz_id}"
