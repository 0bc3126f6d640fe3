"""The list of questions: what a row shows and what it can be narrowed to, without a query a row."""

from typing import Any

from django.contrib import admin
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from quizzes.admin.forms import LEVELS
from quizzes.admin.kinds import KINDS
from quizzes.models import Answer, Question, QuestionVersion, Quiz, QuizItem
from studyapp.lessons.models import Lesson

STATES = {
    "published": "published",
    "changed": "published, changes in draft",
    "draft": "draft, not yet published",
}
TOLD = ("kind", "topic", "task", "lesson", "stem", "explanation", "tags", "facts")


def with_newest(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Annotate what the newest version says, the state, and the use of each question."""
    versions = QuestionVersion.objects.filter(question=OuterRef("pk"))
    newest = versions.order_by("-number")
    published = versions.filter(state=QuestionVersion.State.PUBLISHED)

    def said(name: str) -> Subquery:
        told = newest.annotate(told=KT(f"body__{name}")).values("told")[:1]
        return Subquery(told, output_field=CharField())

    return questions.annotate(
        **{name: said(name) for name in TOLD},
        level=Coalesce(said("level"), Value("exam")),
        number=Subquery(newest.values("number")[:1]),
        content_hash=Subquery(newest.values("content_hash")[:1]),
        newest_state=Subquery(newest.values("state")[:1]),
        state=Case(
            When(~Exists(published), Value("draft")),
            When(newest_state="draft", then=Value("changed")),
            default=Value("published"),
            output_field=CharField(),
        ),
        n_quizzes=counted(QuizItem.objects.all(), "question", "pk"),
        n_answers=counted(Answer.objects.all(), "slot__version__question", "pk"),
    )


def counted(rows: QuerySet[Any], per: str, of: str = "") -> Coalesce:
    """How many of `rows` have in `per` what the outer row has in `of` (or in the same)."""
    own = rows.filter(**{per: OuterRef(of or per)}).order_by()
    numbers = own.values(per).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)


class AnnotatedFilter(admin.SimpleListFilter):
    """Narrows by one annotation of `with_newest`; `options` gives the choices."""

    options: dict[str, str] = {}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.options.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(**{str(self.parameter_name): value}) if value else queryset


class StateFilter(AnnotatedFilter):
    title, parameter_name, options = "state", "state", STATES


class KindFilter(AnnotatedFilter):
    title, parameter_name = "kind", "kind"
    options = {kind.value: name for kind, name in KINDS.items()}


class LevelFilter(AnnotatedFilter):
    title, parameter_name = "level", "level"
    options = {level.value: name for level, name in LEVELS.items()}


class LessonFilter(admin.SimpleListFilter):
    title, parameter_name = "lesson", "lesson"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Lesson.objects.values_list("slug", "title"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        slug = self.value()
        if not slug:
            return queryset
        return queryset.filter(Q(lesson=slug) | Q(lesson__startswith=f"{slug}#"))


class QuizFilter(admin.SimpleListFilter):
    title, parameter_name = "quiz", "quiz"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", "in no quiz"), *Quiz.objects.values_list("slug", "title")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        slug = self.value()
        if slug == "none":
            return queryset.filter(n_quizzes=0)
        if not slug:
            return queryset
        return queryset.filter(
            Exists(QuizItem.objects.filter(question=OuterRef("pk"), quiz__slug=slug))
        )


class FactFilter(admin.SimpleListFilter):
    """Only there when the page of a fact sends somebody here: 570 links would help nobody."""

    title, parameter_name = "fact", "fact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        key = request.GET.get("fact")
        return [(key, f"rests on {key}")] if key else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        key = self.value()
        named = Q(facts__contains=f'"{key}"')
        return queryset.filter(named | Q(basis=key)).distinct() if key else queryset
