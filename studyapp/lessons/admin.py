"""The ledger and the lessons to look at. They are edited in the content files."""

from typing import Any

from django.contrib import admin
from django.db.models import BooleanField, Case, Count, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from studyapp.lessons.models import Fact, Lesson


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """To be looked at by whoever has the right to view."""

    actions = None
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DueFilter(admin.SimpleListFilter):
    """Facts whose check is overdue, and facts that older material tells otherwise."""

    title, parameter_name = "attention", "show"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("due", "check is due"), ("changed", "older material says otherwise")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "due":
            return queryset.due(timezone.now().date())
        return queryset.changed() if self.value() == "changed" else queryset


@admin.register(Fact)
class FactAdmin(ReadOnly):
    list_display = ["key", "label", "topic", "how", "checked_on", "check_by", "due", "changed"]
    list_filter = [DueFilter, "topic", "how"]
    search_fields = ["key", "value", "statement", "then"]
    search_help_text = "Searches the key, the value, the statement and what it was before."
    fields = ["key", "topic", "value", "unit", "statement", "page", "how", "checked_on"]
    fields += ["check_by", "then", "changed_on", "shown_in", "asked_in"]

    def get_queryset(self, request: HttpRequest) -> Any:
        late = When(check_by__lt=timezone.now().date(), then=Value(True))
        due = Case(late, default=Value(False), output_field=BooleanField())
        return super().get_queryset(request).annotate(late=due)

    @admin.display(description="value", ordering="value")
    def label(self, fact: Fact) -> str:
        return fact.label

    @admin.display(boolean=True, ordering="check_by", description="checked in time")
    def due(self, fact: Any) -> bool:
        return not fact.late

    @admin.display(ordering="changed_on")
    def changed(self, fact: Fact) -> str:
        return fact.changed_on or ("before" if fact.then else "")

    @admin.display(description="source")
    def page(self, fact: Fact) -> str:
        return format_html('<a href="{0}" rel="noopener">{0}</a>', fact.source)

    @admin.display(description="lessons that show it")
    def shown_in(self, fact: Fact) -> str:
        links = ((lesson.get_absolute_url(), lesson.title) for lesson in fact.lessons.all())
        return format_html_join(", ", '<a href="{}">{}</a>', links) or "none"

    @admin.display(description="questions that rest on it")
    def asked_in(self, fact: Fact) -> str:
        url = reverse("admin:quizzes_question_changelist")
        return format_html('<a href="{}?fact={}">List them</a>', url, fact.key)


@admin.register(Lesson)
class LessonAdmin(ReadOnly):
    list_display = ["title", "module", "order", "minutes", "n_facts", "n_due"]
    list_filter = ["module"]
    search_fields = ["slug", "title", "summary"]
    fields = ["slug", "title", "module", "order", "minutes", "summary", "sections", "questions"]

    def get_queryset(self, request: HttpRequest) -> Any:
        due = Case(When(facts__check_by__lt=timezone.now().date(), then="facts"))
        lessons = super().get_queryset(request).defer("blocks")
        return lessons.annotate(all=Count("facts", distinct=True), late=Count(due, distinct=True))

    @admin.display(description="facts", ordering="all")
    def n_facts(self, lesson: Any) -> int:
        return int(lesson.all)

    @admin.display(description="facts due", ordering="late")
    def n_due(self, lesson: Any) -> int:
        return int(lesson.late)

    @admin.display
    def sections(self, lesson: Lesson) -> str:
        url = lesson.get_absolute_url()
        parts = ((url, part["anchor"], part["title"]) for part in lesson.contents)
        return format_html_join(", ", '<a href="{}#{}">{}</a>', parts)

    @admin.display(description="questions that belong to it")
    def questions(self, lesson: Lesson) -> str:
        url = reverse("admin:quizzes_question_changelist")
        return format_html('<a href="{}?lesson={}">List them</a>', url, lesson.pk)
