"""Building quizzes: which questions, in which order."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import (
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.fields.json import KT
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from quizzes.admin.questions import origin
from quizzes.importing import stored
from quizzes.models import Question, QuestionVersion, Quiz, QuizItem
from studyapp.lessons.importing.deciding import fingerprint

RESERVED = {"questions"}  # /practise/questions/ leads to single questions
LAST = 30_000  # no number typed: behind all others
PUBLISHED = QuestionVersion.State.PUBLISHED
LIST_ID = "questions-of-the-bank"


def told(questions: Any, question: str) -> Any:
    """Annotate `stem` (of the newest version) and `is_out` (one is published)."""
    versions = QuestionVersion.objects.filter(question=OuterRef(question))
    stem = versions.order_by("-number").annotate(stem=KT("body__stem")).values("stem")
    return questions.annotate(
        stem=Subquery(stem[:1], output_field=CharField()),
        is_out=Exists(versions.filter(state=PUBLISHED)),
    )


class QuizForm(forms.ModelForm):  # type: ignore[type-arg]
    """A quiz without its questions."""

    class Meta:
        model = Quiz
        fields = ("title", "slug", "summary", "lesson", "order", "is_published")
        widgets = {"summary": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})}
        help_texts = {
            "slug": "Lower case, digits and hyphens. It never changes.",
            "order": "Quizzes are listed from the smallest number up.",
            "is_published": "Learners see it, with those of its questions that are published.",
        }

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug != slug.lower() or "_" in slug:
            raise ValidationError("Lower case, digits and hyphens only.")
        if slug in RESERVED:
            raise ValidationError(f"“{slug}” is an address of its own: choose another word.")
        return slug


class QuizItemForm(forms.ModelForm):  # type: ignore[type-arg]
    """One question of a quiz, named by its id; a native list offers all of them."""

    question = forms.CharField(
        widget=forms.TextInput(
            {
                "class": "vTextField",
                "list": LIST_ID,
                "aria-label": "Question",
                "autocomplete": "off",
            }
        )
    )
    position = forms.IntegerField(
        label="Place",
        required=False,
        min_value=1,
        max_value=LAST,
        widget=forms.NumberInput({"aria-label": "Place", "class": "vPlaceField"}),
    )

    class Meta:
        model = QuizItem
        fields = ("question", "position")

    def __init__(self, *args: Any, bank: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bank = bank
        if self.instance.pk:
            self.initial["question"] = self.instance.question.slug
        else:
            self.initial["position"] = None

    def clean_question(self) -> Question:
        slug = self.cleaned_data["question"]
        if slug not in self.bank:
            raise ValidationError(f"There is no question “{slug}”. Choose one from the list.")
        question: Question = self.bank[slug]
        return question

    def clean_position(self) -> int:
        return self.cleaned_data["position"] or LAST


class QuizItemFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """The questions of a quiz, with the whole bank to choose from. One query for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bank = told(Question.objects.order_by("slug"), "pk")
        self.bank = {question.slug: question for question in bank}

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"bank": self.bank}

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:  # Django shows this box without its label
            form.fields["DELETE"].widget.attrs["aria-label"] = "Remove from the quiz"

    def kept(self) -> list[Question]:
        """The questions that stay in the quiz."""
        forms = [form for form in self.forms if form not in self.deleted_forms]
        found = [form.cleaned_data.get("question") for form in forms if form.is_valid()]
        return [question for question in found if question]

    def clean(self) -> None:
        slugs = [question.slug for question in self.kept()]
        twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
        if twice:
            raise ValidationError(f"In the quiz twice: {', '.join(twice)}.")
        super().clean()
        if self.instance.is_published and not any(self.bank[slug].is_out for slug in slugs):
            raise ValidationError("A published quiz needs at least one published question.")


class QuizItemInline(admin.TabularInline):  # type: ignore[type-arg]
    model = QuizItem
    form = QuizItemForm
    formset = QuizItemFormSet
    fields = ("position", "question", "words")
    readonly_fields = ("words",)
    extra = 3
    verbose_name, verbose_name_plural = "question", "questions"

    def get_queryset(self, request: HttpRequest) -> Any:
        return told(super().get_queryset(request).select_related("question"), "question")

    @admin.display(description="What it asks")
    def words(self, item: Any) -> str:
        if not item.pk:
            return ""
        return format_html(
            '{}{} <a href="{}">Edit<span class="visually-hidden"> {}</span></a>',
            "" if item.is_out else "Draft, left out: ",
            Truncator(item.stem or "").chars(140),
            reverse("admin:quizzes_question_change", args=[item.question_id]),
            item.question.slug,
        )

    # Who may edit a quiz may say what is in it.

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("quizzes.view_quiz") or self._may(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def _may(self, request: HttpRequest, obj: Any) -> bool:
        verb = "change" if obj and obj.pk else "add"
        return request.user.has_perm(f"quizzes.{verb}_quiz")


@admin.register(Quiz)
class QuizAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A quiz and its questions on one page; it is on the site with the next request."""

    form = QuizForm
    fields = ["title", "slug", "summary", "lesson", "order", "is_published"]
    inlines = [QuizItemInline]
    list_display = ["title", "is_published", "lesson", "order", "n_out", "n_items", "n_attempts"]
    list_filter = ["is_published", "lesson"]
    list_select_related = ["lesson"]
    search_fields = ["title", "slug", "summary", "questions__slug"]

    class Media:
        js = [Script("js/admin/order.js", type="module")]

    def get_queryset(self, request: HttpRequest) -> Any:
        out = Q(items__question__versions__state=PUBLISHED)
        return (
            super()
            .get_queryset(request)
            .annotate(
                out=Count("items", filter=out, distinct=True),
                all=Count("items", distinct=True),
                taken=Count("attempts", distinct=True),
            )
        )

    @admin.display(description="questions on the site", ordering="out")
    def n_out(self, quiz: Any) -> int:
        return int(quiz.out)

    @admin.display(description="questions", ordering="all")
    def n_items(self, quiz: Any) -> int:
        return int(quiz.all)

    @admin.display(description="attempts", ordering="taken")
    def n_attempts(self, quiz: Any) -> int:
        return int(quiz.taken)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else {"slug": ("title",)}

    def view_on_site(self, quiz: Quiz) -> str | None:
        return quiz.get_absolute_url() if quiz.is_published else None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        quiz: Quiz = form.instance
        renumber(quiz)
        waiting = [question.slug for question in formsets[0].kept() if not question.is_out]
        if quiz.is_published and waiting:
            words = f"Left out until they are published: {', '.join(waiting)}."
            self.message_user(request, words, messages.WARNING)
        if quiz.is_published:
            link = format_html('<a href="{}">See it on the site</a>', quiz.get_absolute_url())
            self.message_user(request, link, messages.INFO)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        quiz = kwargs.get("obj")
        inline = next(iter(context["inline_admin_formsets"]), None)
        context |= {"list_id": LIST_ID, "bank": inline.formset.bank.values() if inline else []}
        if quiz:
            prefetch_related_objects([quiz], "items__question")
            context["origin"] = origin(quiz.imported_hash, fingerprint(stored(quiz)))
        return super().render_change_form(request, context, *args, **kwargs)


def renumber(quiz: Quiz) -> None:
    """Places from 1 up without gaps, in the order the author gave."""
    items = list(quiz.items.order_by("position", "pk"))
    for position, item in enumerate(items, 1):
        item.position = position
    QuizItem.objects.bulk_update(items, ["position"])
