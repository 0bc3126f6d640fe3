"""The ledger at the instructor's desk: what is due, what was checked, what turned out otherwise."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from studyapp.lessons.admin.forms import NoteForm, RevisionForm
from studyapp.lessons.admin.keys import KeyedByText
from studyapp.lessons.importing.deciding import fingerprint
from studyapp.lessons.importing.facts import words_of
from studyapp.lessons.models import Fact
from studyapp.lessons.resting import lessons_on, old_numbers, questions_on
from studyapp.lessons.revising import check_again, revise

KEPT = (
    'The ledger says so from now on. <a href="#resting">Look at what rests on it</a>, '
    'or <a href="{}">see it on the site</a>.'
)
RECENT = timedelta(days=30)


class AttentionFilter(admin.SimpleListFilter):
    """Facts whose check is overdue, that turned lately, and that older material tells otherwise."""

    title, parameter_name = "attention", "show"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("due", "check is due"),
            ("revised", "changed in the last 30 days"),
            ("changed", "older material says otherwise"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "due":
            return queryset.due(timezone.now().date())
        if self.value() == "revised":
            return queryset.revised(timezone.now() - RECENT)
        return queryset.changed() if self.value() == "changed" else queryset


@admin.register(Fact)
class FactAdmin(KeyedByText):
    """Facts come and go with the content files; here they are checked, and corrected."""

    form = RevisionForm
    show_facets = admin.ShowFacets.NEVER
    actions = ["mark_as_checked"]
    list_display = ["key", "label", "topic", "how", "checked_on", "check_by", "due", "changed"]
    list_filter = [AttentionFilter, "topic", "how"]
    search_fields = ["key", "value", "statement", "then"]
    search_help_text = "Searches the key, the value, the statement and what it was before."
    fieldsets = [
        (
            "It says something else",
            {"fields": ["kind", ("value", "unit", "number"), "statement", "source"]},
        ),
        ("If it changed at AWS", {"fields": ["changed_on", "then"]}),
        ("For the record", {"fields": ["note", "loaded"]}),
    ]

    # The list

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

    @admin.action(description="Checked again: they hold", permissions=["change"])
    def mark_as_checked(self, request: HttpRequest, queryset: QuerySet[Fact]) -> None:
        keys = list(queryset.values_list("pk", flat=True))
        self._tell_checked(request, check_again(keys, request.user), len(keys))

    # The page of one fact

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return [(None, {"fields": ["key", "value", "unit", "number", "statement", "source"]})]

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        fact = super().get_object(request, object_id, from_field)
        # Of two instructors who keep at once, the second waits here and is then told.
        if fact and request.method == "POST" and transaction.get_connection().in_atomic_block:
            list(Fact.objects.select_for_update().filter(pk=object_id).values("pk"))
            fact = super().get_object(request, object_id, from_field)
        return fact

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        fact: Any = kwargs.get("obj")
        if fact:
            old = old_numbers(fact)
            context |= {
                "old_numbers": sorted(old),
                "lessons": lessons_on(fact, old),
                "questions": questions_on(fact, old),
                "revisions": fact.revisions.select_related("by"),
                "origin": origin(fact),
                "is_due": fact.late,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Fact, form: Any, change: bool) -> None:
        if form.is_repeated:
            self.message_user(request, "The ledger says so already.", messages.INFO)
            return
        revise(obj.pk, form.words, form.revision_kind, request.user, form.cleaned_data["note"])
        words = format_html(KEPT, obj.get_absolute_url())
        self.message_user(request, words, messages.SUCCESS)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect(_page(obj.pk))

    # Checked again

    def get_urls(self) -> list[URLPattern]:
        checked = self.admin_site.admin_view(require_POST(self.checked))
        name = "lessons_fact_checked"
        return [path("<fact:key>/checked/", checked, name=name), *super().get_urls()]

    def checked(self, request: HttpRequest, key: str = "") -> HttpResponse:
        """The fact was read again today and holds."""
        fact = get_object_or_404(Fact, pk=key)
        if not self.has_change_permission(request, fact):
            raise PermissionDenied
        form = NoteForm(request.POST)
        if form.is_valid():
            new = check_again([fact.pk], request.user, form.cleaned_data["note"])
            self._tell_checked(request, new, 1)
        return redirect(_page(fact.pk))

    def _tell_checked(self, request: HttpRequest, new: int, of: int) -> None:
        words = f"{new} fact{'' if new == 1 else 's'} checked today, good for 90 days."
        if new < of:
            words = f"{words if new else ''} {of - new} checked today before.".strip()
        self.message_user(request, words, messages.SUCCESS if new else messages.INFO)


def _page(key: str) -> str:
    return reverse("admin:lessons_fact_change", args=[quote(key)])


def origin(fact: Fact) -> str:
    """Where the words come from, and what an import will do to them."""
    if fact.imported_hash == fingerprint(words_of(fact)):
        return "As in the content files. An import brings their changes."
    return "Edited here: imports keep these words and report where the files changed too."
