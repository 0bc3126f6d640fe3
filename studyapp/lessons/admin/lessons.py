"""The lessons to look at. They are edited in the content files."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, Count, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from studyapp.lessons.admin.keys import KeyedByText
from studyapp.lessons.models import Lesson


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


@admin.register(Lesson)
class LessonAdmin(KeyedByText, ReadOnly):
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
