"""The queue of reports: what waits, what it is about, and what is decided."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Case, IntegerField, QuerySet, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.timezone import localtime

from quizzes.admin.listing import LessonFilter, counted
from quizzes.admin.preview import ATTEMPT
from quizzes.admin.rulings import RulingForm
from quizzes.cards import Card, Shelf
from quizzes.models import Overtaken, Question, Report, Standing
from quizzes.offers import single
from studyapp.lessons.models import Fact

# What is new comes first, what is settled last.
RANK = Case(
    *(When(state=state, then=Value(at)) for at, state in enumerate(Report.State.values)),
    output_field=IntegerField(),
)
SEEN: list[Any] = ["about", "why", "said", "when"]


class SubjectFilter(admin.SimpleListFilter):
    title, parameter_name = "about", "about"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("question", "a question"), ("fact", "a fact")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        about_fact = {"fact": True, "question": False}.get(self.value() or "")
        return queryset if about_fact is None else queryset.filter(version__isnull=about_fact)


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Reports come from the site and are answered here; who sent one is not shown."""

    form = RulingForm
    list_display = ["about", "status", "reason", "in_lesson", "age", "same"]
    list_display_links = ["about"]
    list_filter = ["state", "reason", SubjectFilter, LessonFilter]
    show_facets = admin.ShowFacets.NEVER  # a query for each choice of each filter
    search_fields = ["text", "reply", "version__question__slug", "fact__key", "fact_said"]
    search_help_text = "Searches the report, the reply, the id of the question, the fact."
    list_per_page = 50
    actions = ["take_up"]
    fieldsets = [
        ("The report", {"fields": SEEN}),
        ("Your answer", {"fields": ["state", "reply", "also"]}),
        (
            "How the question or fact stands",
            {"fields": ["standing", "case_against", "case_for", "loaded"]},
        ),
    ]

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        waiting = Report.objects.waiting()
        n_same = counted(waiting, "version__question") + counted(waiting, "fact")
        reports: Any = super().get_queryset(request)
        listed: QuerySet[Report] = reports.with_subject().annotate(
            lesson=Cast(KeyTextTransform("lesson", "version__body"), TextField()),
            n_same=n_same,
            rank=RANK,
        )
        return listed

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [RANK.asc(), "created_at"]

    @admin.display(ordering="version__question__slug")
    def about(self, report: Report) -> str:
        if report.version:
            words = Truncator(report.version.body["stem"]).chars(90)
            return format_html("<code>{}</code> <span>{}</span>", report.about, words)
        return format_html("fact <code>{}</code> <span>{}</span>", report.about, report.fact)

    @admin.display(description="state", ordering="rank")
    def status(self, report: Report) -> str:
        return format_html(
            '<span class="state state-{}">{}</span>', report.state, report.get_state_display()
        )

    @admin.display(description="lesson", ordering="lesson")
    def in_lesson(self, report: Any) -> str:
        return report.lesson or ""

    @admin.display(ordering="created_at")
    def age(self, report: Report) -> str:
        return timesince(report.created_at, depth=1)

    @admin.display(description="waiting about it", ordering="n_same")
    def same(self, report: Any) -> int:
        return int(report.n_same)

    @admin.action(description="Take up the selected reports", permissions=["change"])
    def take_up(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        pks = list(queryset.values_list("pk", flat=True))
        count = Report.objects.filter(pk__in=pks).take_up()
        late = f", {len(pks) - count} were no longer new" if count < len(pks) else ""
        self.message_user(request, f"{count} taken up{late}.", messages.SUCCESS)

    # One report

    @admin.display(description="reason")
    def why(self, report: Report) -> str:
        return report.get_reason_display()

    @admin.display(description="text")
    def said(self, report: Report) -> str:
        return format_html('<div class="report-text">{}</div>', report.text or "(nothing more)")

    @admin.display(description="sent")
    def when(self, report: Report) -> str:
        return date_format(localtime(report.created_at), "DATETIME_FORMAT")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return SEEN

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if not self.has_change_permission(request, obj):
            return self.fieldsets[:1]
        return self.fieldsets

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        report = super().get_object(request, object_id, from_field)
        # Of two who decide on one thing at once, the second waits here and is then told.
        if report and request.method == "POST" and transaction.get_connection().in_atomic_block:
            subject: Any = Question if report.version else Fact
            pk = report.version.question_id if report.version else report.fact_id
            list(subject.objects.select_for_update().filter(pk=pk).values("pk"))
            report = super().get_object(request, object_id, from_field)
        return report

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Overtaken:
            # Nothing was kept. What holds by now is not what the page was loaded with: the
            # form says so, with all that was typed.
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Report, form: Any, change: bool) -> None:
        ruled, others = form.apply(request.user, timezone.now())
        if others:
            self.message_user(request, f"{others} more settled with the same reply.")
        if ruled:
            words = f"From now on {obj.about} is {form.cleaned_data['standing']}."
            self.message_user(request, words, messages.SUCCESS)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        report: Any = kwargs.get("obj")
        context |= beside(request, report)
        return super().render_change_form(request, context, *args, **kwargs)


def beside(request: HttpRequest, report: Report) -> dict[str, Any]:
    """What stands beside the form: the thing as it was seen, its history, the other reports."""
    others = Report.objects.about_the_same(report).order_by("-created_at")
    standings = Standing.objects.select_related("ruled_by")
    context: dict[str, Any] = {"report": report, "others": others[:20]}
    if report.version:
        context["seen_html"] = render_to_string(
            "admin/quizzes/report/_seen.html", {"card": seen(report)}, request
        )
        context["standings"] = standings.filter(question=report.version.question_id)
        context["edit_url"] = reverse(
            "admin:quizzes_question_change", args=[report.version.question_id]
        )
    else:
        context["standings"] = standings.filter(fact=report.fact_id)
        context["edit_url"] = reverse("admin:lessons_fact_change", args=[report.fact_id])
    return context


def seen(report: Any) -> Card:
    """The question as it was seen: version, numbers, order and answer; with the key."""
    version = report.version
    slot = report.slot or single(version, ATTEMPT, report.seed)
    slot.version = version
    shelf = Shelf.of([version.item()])
    return Card(slot, shelf, slot.latest() if slot.pk else None, reveal=True)
