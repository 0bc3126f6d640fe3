"""Mock exams as an instructor sees them: read only, but for answers that came too late."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString

from quizzes.latecomers import accept, changes, learners_of, taught_by
from quizzes.models import Attempt, StrayAnswer

EXAM: list[Any] = ["title", "user", "started_at", "deadline_at", "finished_at", "questions"]
LATE: list[Any] = ["learner", "exam", "question", "response", "sureness", "received_at", "preview"]


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """History is not edited."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Attempt)
class ExamAdmin(ReadOnly):
    """Mock exams of the learners whom one teaches."""

    list_display = ["title", "user", "started_at", "finished_at", "answered", "late"]
    list_display_links = ["title"]
    list_select_related = ["user"]
    list_per_page = 50
    fields = readonly_fields = EXAM
    ordering = ["-started_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attempt]:
        exams: Any = super().get_queryset(request).filter(mode=Attempt.Mode.EXAM)
        if not request.user.is_superuser:
            exams = exams.filter(user__in=learners_of(request.user))
        return exams.with_progress().with_late()  # type: ignore[no-any-return]

    @admin.display(description="answered")
    def answered(self, exam: Any) -> str:
        return f"{exam.n_answered} of {exam.n_slots}"

    @admin.display(description="came late")
    def late(self, exam: Any) -> int:
        return int(exam.n_late)

    @admin.display(description="questions")
    def questions(self, exam: Attempt) -> SafeString:
        slots = exam.slots.complete().prefetch_related("strays")
        return render_to_string("admin/quizzes/attempt/_questions.html", {"slots": slots})


@admin.register(StrayAnswer)
class StrayAnswerAdmin(ReadOnly):
    """Answers that came after the end, with what would change if they counted."""

    list_display = ["learner", "exam", "question", "response", "received_at", "accepted_at"]
    list_display_links = ["question"]
    list_filter = [("accepted_at", admin.EmptyFieldListFilter)]
    list_per_page = 50
    actions = ["accept"]
    fields = readonly_fields = LATE
    ordering = ["-received_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StrayAnswer]:
        return taught_by(request.user).select_related(
            "slot__attempt__user", "slot__attempt__quiz", "slot__version__question"
        )

    @admin.display(ordering="slot__attempt__user")
    def learner(self, stray: StrayAnswer) -> str:
        return str(stray.slot.attempt.user)

    @admin.display(ordering="slot__attempt__started_at")
    def exam(self, stray: StrayAnswer) -> str:
        return stray.slot.attempt.name

    @admin.display()
    def question(self, stray: StrayAnswer) -> str:
        return f"{stray.slot.position}: {stray.slot.version.question.slug}"

    @admin.display(description="if it counted")
    def preview(self, stray: StrayAnswer) -> SafeString:
        context = {"changes": changes([stray])}
        return render_to_string("admin/quizzes/strayanswer/_changes.html", context)

    @admin.action(description="Accept the selected answers", permissions=["accept"])
    def accept(self, request: HttpRequest, queryset: QuerySet[StrayAnswer]) -> HttpResponse | None:
        """First the page that says what would change; from there, the change."""
        strays = list(queryset.filter(accepted_at=None))
        if "confirmed" in request.POST:
            count = accept(strays, request.user, timezone.now())
            self.message_user(request, f"{count} accepted and marked.", messages.SUCCESS)
            return None
        if not strays:
            self.message_user(request, "All of these count already.", messages.WARNING)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": "Let late answers count?",
            "opts": self.model._meta,
            "changes": changes(strays),
        }
        return TemplateResponse(request, "admin/quizzes/strayanswer/accept.html", context)

    def has_accept_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("quizzes.change_strayanswer"))
