"""Mock exams: what is on offer, the start, the grid before the end, the report."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from quizzes.clocks import clock_of
from quizzes.forms import ExamForm, MarksForm
from quizzes.mock_reports import past_of, report_of, sitting_of, tagging
from quizzes.mocks import (
    NothingToAsk,
    extra_minutes_for,
    seal,
    shares,
    sizes,
    start,
    start_sealed,
    unsaved,
)
from quizzes.models import Attempt, SealedForm, Slot
from quizzes.summary import states_of
from quizzes.taking import mark_up
from studyapp.accounts.guests import learner_for
from studyapp.http import Request, render_part

EMPTY = "The bank has no question that a mock exam could ask."
SEALED = 65


def index(request: Request) -> HttpResponse:
    """What a mock exam is here; where the learner is in one; a start; earlier results."""
    running = _exams(request).open().with_progress().first()
    if running:
        running.expire(timezone.now())
    lengths, sealed = sizes(), SealedForm.objects.of(request.user).first()
    context = {
        "sizes": lengths,
        "domains": shares(lengths),
        "short": sum(not size.is_full for size in lengths),
        "open": running if running and running.is_open else None,
        "sealed": sealed,
        "sealed_extra": extra_minutes_for(sealed.size) if sealed else 0,
        "past": past_of(request.user),
        "new_attempt": uuid.uuid4(),
    }
    return render(request, "exams/index.html", context)


@require_POST
def begin(request: Request) -> HttpResponse:
    """Start a mock exam, or go on with the one that is open."""
    form = ExamForm(request.POST)
    if not form.is_valid():
        return redirect("exams:index")
    given = form.cleaned_data
    sealed, now = given["sealed"], timezone.now()
    title = "Sealed form" if sealed else "Mock exam"
    attempt, extra = unsaved(learner_for(request), given["attempt"], now, title), given["extra"]
    try:
        if sealed:
            return redirect(start_sealed(attempt, extra=extra))
        return redirect(start(attempt, given["size"], extra=extra))
    except NothingToAsk:
        messages.warning(request, EMPTY)
        return redirect("exams:index")
    except Attempt.DoesNotExist:
        raise Http404 from None


@require_POST
def set_aside(request: Request) -> HttpResponse:
    """Seal a form for the last week; a second click keeps the first."""
    try:
        seal(learner_for(request), SEALED, timezone.now())
    except NothingToAsk:
        messages.warning(request, EMPTY)
    return redirect("exams:index")


def grid(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Every question with its state in words, and the way to the end."""
    exam = get_object_or_404(_exams(request), pk=pk)
    now = timezone.now()
    exam.expire(now)
    if not exam.is_open:
        return redirect("exams:report", pk)
    rows = states_of(exam)
    context = {
        "attempt": exam,
        "rows": rows,
        "open": [row for row in rows if not row.answered],
        "flagged": [row for row in rows if row.flagged],
        "clock": clock_of(exam, now),
    }
    return render(request, "exams/grid.html", context)


@require_POST
def submit(request: Request, pk: uuid.UUID) -> HttpResponse:
    """End it; what is not answered counts as not answered. Sent again, it changes nothing."""
    _exams(request).filter(pk=pk).submit(timezone.now())
    return redirect("exams:report", pk)


def report(request: Request, pk: uuid.UUID) -> HttpResponse:
    """What happened, why, what next; then the numbers; then question by question."""
    exam = get_object_or_404(_exams(request).with_late(), pk=pk)
    exam.expire(timezone.now())
    if exam.is_open:
        return redirect("exams:grid", pk)
    return render(request, "exams/report.html", report_of(exam))


@require_POST
def tag(request: Request, pk: uuid.UUID, position: int) -> HttpResponse:
    """Note why a question was missed, and count the reasons anew."""
    exam = get_object_or_404(_exams(request).finished(), pk=pk)
    form = MarksForm({"miss_tag": request.POST.get("miss_tag", "")})
    if not form.is_valid():
        raise Http404
    try:
        mark_up(request.user, pk, position, form.marks())
    except Slot.DoesNotExist:
        raise Http404 from None
    if not request.htmx:
        return redirect(f"{exam.report_url}#question-{position}")
    context = tagging(sitting_of(exam, list(exam.slots.complete())))
    return render_part(request, "exams/_tags.html", "exams/_tags.html", context)


def time(request: Request, pk: uuid.UUID) -> JsonResponse:
    """Seconds left, by the server's clock: for a page that slept."""
    exam = get_object_or_404(_exams(request), pk=pk)
    return JsonResponse({"left": exam.seconds_left(timezone.now()) or 0})


def _exams(request: Request) -> Any:
    mine: QuerySet[Attempt] = Attempt.objects.of(request.user)
    return mine.filter(mode=Attempt.Mode.EXAM)
