"""Writing questions: the list, the editor, its preview, the versions."""

from typing import Any

from csp.constants import NONE
from csp.decorators import csp_replace
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.views.decorators.http import require_POST

from quizzes import authoring
from quizzes.admin import listing
from quizzes.admin.forms import QuestionForm
from quizzes.admin.preview import STATES, Preview, preview, version_views
from quizzes.models import Attempt, Question, QuestionVersion, Quiz, Slot

# On a preview nothing can be sent: the learner's form is only looked at.
INERT = {"form-action": [NONE], "connect-src": [NONE], "script-src": [NONE]}
# A tuple stands on one line; Django's own check takes no list there.
ASKED: tuple[Any, ...] = ("options", "prompts", "choices", "log", "lines", "notes", "diagram")
ASKED += ("start", "tried", "solution")
ASKED += ("params", "steps", "answer", ("unit", "tolerance", "decimals"), "mistakes")
DOUBT = "Saved, but look again: {doubts}."


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """One page to write a question. Every save goes through `Question.save_draft`."""

    form = QuestionForm
    fieldsets = [
        ("Question", {"fields": ["slug", "kind", "stem", *ASKED]}),
        ("Case", {"fields": [("case_id", "case_title"), "case"], "classes": ["collapse"]}),
        ("After the answer", {"fields": ["explanation", "lab", "facts"]}),
        (
            "Where it belongs",
            {
                "fields": [
                    "lesson",
                    "task",
                    "topic",
                    ("level", "difficulty"),
                    "look_alike",
                    "tags",
                    "loaded",
                ]
            },
        ),
    ]
    list_display = ["question", "state", "kind", "topic", "task", "lesson", "level"]
    list_display += ["in_quizzes", "answered"]
    show_facets = admin.ShowFacets.NEVER  # a query for each choice of each filter
    list_filter = [
        listing.StateFilter,
        listing.KindFilter,
        listing.LevelFilter,
        listing.LessonFilter,
        listing.QuizFilter,
        listing.FactFilter,
    ]
    search_fields = ["slug", "stem", "topic", "explanation", "tags"]
    search_help_text = "Searches the id, the question, its topic, explanation and tags."
    list_per_page = 50

    class Media:
        js = [
            Script("js/admin/rows.js", type="module"),
            Script("js/admin/paste.js", type="module"),
            Script("js/admin/editor.js", type="module"),
            Script("js/admin/preview.js", type="module"),
        ]

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return listing.with_newest(super().get_queryset(request))

    @admin.display(ordering="slug")
    def question(self, question: Any) -> str:
        words = Truncator(question.stem or "").chars(90)
        return format_html("<code>{}</code> <span>{}</span>", question.slug, words)

    @admin.display(ordering="state")
    def state(self, question: Any) -> str:
        return format_html(
            '<span class="state state-{}">{}</span>', question.state, listing.STATES[question.state]
        )

    @admin.display(ordering="kind")
    def kind(self, question: Any) -> str:
        return question.kind or ""

    @admin.display(ordering="topic")
    def topic(self, question: Any) -> str:
        return question.topic or ""

    @admin.display(ordering="task")
    def task(self, question: Any) -> str:
        return question.task or ""

    @admin.display(ordering="lesson")
    def lesson(self, question: Any) -> str:
        return question.lesson or ""

    @admin.display(ordering="level")
    def level(self, question: Any) -> str:
        return question.level or ""

    @admin.display(description="quizzes", ordering="n_quizzes")
    def in_quizzes(self, question: Any) -> int:
        return int(question.n_quizzes)

    @admin.display(description="answers", ordering="n_answers")
    def answered(self, question: Any) -> int:
        return int(question.n_answers)

    # The editor

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What an address fills in: a lab's "Make it a question" sends its state along."""
        return authoring.prefilled(request.GET.lists())

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["slug"] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj and not self.has_change_permission(request, obj):
            return [(None, {"fields": ["slug"]})]
        return self.fieldsets

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        # Of two authors who save at once, the second waits here and is then told.
        if request.method == "POST" and transaction.get_connection().in_atomic_block:
            list(Question.objects.select_for_update().filter(pk=object_id).values("pk"))
        return super().get_object(request, object_id, from_field)

    def view_on_site(self, question: Question) -> str | None:
        live = getattr(question, "state", "draft") != "draft"  # annotated by `with_newest`
        return question.get_absolute_url() if live else None

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        if not change:
            obj.save()
        before = form.newest.pk if form.newest else None, form.newest and form.newest.content_hash
        version = obj.save_draft(form.item, request.user)
        words = f"Saved as draft {version.number} of {obj}."
        if before == (version.pk, version.content_hash):
            words = f"Nothing changed: {obj} stands as version {version.number}."
        if "_publish" in request.POST and version.state != version.State.PUBLISHED:
            version.publish()
            words = self._published(obj, version)
        self.message_user(request, words, messages.SUCCESS)
        if form.doubts:
            doubts = capfirst(", ".join(form.doubts))
            self.message_user(request, DOUBT.format(doubts=doubts), messages.WARNING)

    def _published(self, question: Question, version: QuestionVersion) -> str:
        kept = open_attempts(question)
        words = format_html(
            'Version {} of {} is published. <a href="{}">See it on the site</a>',
            version.number,
            question,
            question.get_absolute_url(),
        )
        if not kept:
            return words
        return format_html("{} ({})", words, keeping(kept))

    def response_add(
        self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return self.response_change(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if "_continue" in request.POST and self.has_change_permission(request, obj):
            return HttpResponseRedirect(reverse("admin:quizzes_question_change", args=[obj.pk]))
        return self.response_post_save_change(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        question: Any = kwargs.get("obj")
        context["preview_url"] = reverse("admin:quizzes_question_preview")
        context["preview_states"] = STATES
        if question:
            context["preview_url"] += f"?question={question.pk}"
            context |= overview(question)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A question that was asked or stands in a quiz is protected: say so in one line each."""
        pks = [question.pk for question in objs]
        used: Any = self.get_queryset(request).filter(pk__in=pks)
        asked = set(
            Slot.objects.filter(version__question__in=pks).values_list(
                "version__question", flat=True
            )
        )
        protected = [
            f"{q} (answers: {q.n_answers}, quizzes: {q.n_quizzes})"
            for q in used
            if q.n_quizzes or q.pk in asked
        ]
        if protected:
            return [], {}, set(), protected
        return super().get_deleted_objects(objs, request)

    # Looking at it

    def get_urls(self) -> list[URLPattern]:
        view, inert = self.admin_site.admin_view, csp_replace(INERT)
        name = "quizzes_question"
        return [
            path("preview/", view(require_POST(self.live)), name=f"{name}_preview"),
            path("preview/page/", inert(view(require_POST(self.page))), name=f"{name}_page"),
            path(
                "<int:pk>/versions/<int:number>/",
                inert(view(self.version)),
                name=f"{name}_version",
            ),
            *super().get_urls(),
        ]

    def _form(self, request: HttpRequest) -> QuestionForm:
        given = request.GET.get("question", "")
        question = Question.objects.filter(pk=given).first() if given.isdecimal() else None
        allowed = (
            self.has_change_permission(request) if question else self.has_add_permission(request)
        )
        if not allowed:
            raise PermissionDenied
        return QuestionForm(request.POST, instance=question)

    def live(self, request: HttpRequest) -> HttpResponse:
        """What stands in the form now, for the pane beside it."""
        state, seed = request.POST.get("preview_state", ""), request.POST.get("preview_seed", "")
        shown = preview(
            request,
            self._form(request),
            state if state in STATES else "before",
            int(seed) % 2**31 if seed.isdecimal() else 1,
        )
        notes = render_to_string("admin/quizzes/question/_notes.html", {"preview": shown}, request)
        return JsonResponse(
            {"notes": notes.strip(), "html": shown.html, "complete": not shown.problems}
        )

    def page(self, request: HttpRequest) -> HttpResponse:
        """The same on a page of its own: before, after a wrong and after a right answer."""
        form = self._form(request)
        views = [(state, preview(request, form, state, alone=True)) for state in STATES[:3]]
        return self._page(request, views, form.instance.slug or "A new question")

    def version(self, request: HttpRequest, pk: int = 0, number: int = 0) -> HttpResponse:
        """A stored version, as its learners have or had it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        version = get_object_or_404(
            QuestionVersion.objects.select_related("question"), question=pk, number=number
        )
        title = f"{version.question}, version {number} ({version.get_state_display()})"
        return self._page(request, version_views(request, version), title)

    def _page(
        self, request: HttpRequest, views: list[tuple[str, Preview]], title: str
    ) -> HttpResponse:
        context = {"views": views, "title": title, "preview": views[0][1]}
        return render(request, "admin/quizzes/question/preview.html", context)


def open_attempts(question: Question) -> int:
    """How many attempts are under way that ask this question."""
    return Attempt.objects.open().filter(slots__version__question=question).distinct().count()


def keeping(count: int) -> str:
    """ "2 open attempts keep the old words" """
    who = "1 open attempt keeps" if count == 1 else f"{count} open attempts keep"
    return f"{who} the old words"


def overview(question: Any) -> dict[str, Any]:
    """What stands beside the editor: state, origin, versions and use. Three queries."""
    kept = open_attempts(question)
    return {
        "state": question.state,
        "state_words": listing.STATES[question.state],
        "origin": origin(question.imported_hash, question.content_hash),
        "versions": question.versions.select_related("author").order_by("-number"),
        "used_in": Quiz.objects.filter(items__question=question),
        "keeping": keeping(kept) if kept and question.state != "draft" else "",
    }


def origin(imported: str, current: str) -> str:
    """Where the words come from, and what an import will do to them."""
    if not imported:
        return "Written here. Imports do not touch it."
    if imported == current:
        return "Came from the content files. An import brings their changes."
    return "Edited here: imports keep your words and report the conflict."
