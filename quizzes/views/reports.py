"""Saying that something is wrong, reading the answer, and all that is in dispute."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from quizzes.cards import Card, Shelf
from quizzes.disputes import public_list
from quizzes.forms import FactReportForm, QuestionReportForm, ReportForm, SeenForm
from quizzes.models import Attempt, Question, Report, Slot
from quizzes.offers import single
from studyapp.accounts.guests import learner_for
from studyapp.accounts.limits import TooMany, spend
from studyapp.http import Request, render_part
from studyapp.lessons.models import Fact

TOO_MANY = (
    "Not sent: that is a lot of reports in one hour. Your text is still here; "
    "send it again in {minutes} minute{s}."
)


def contested(request: Request) -> HttpResponse:
    """Every question and fact in dispute, with both arguments."""
    return render(request, "quizzes/contested.html", public_list(request.user))


def report_question(request: Request, slug: str) -> HttpResponse:
    """A report about one question, as the link or the form says it was seen."""
    question = get_object_or_404(Question, slug=slug)
    seen = SeenForm(request.POST if request.method == "POST" else request.GET)
    seen.is_valid()  # what cannot be read counts as not said
    slot = _seen(request, question, **seen.known())
    report = Report(version=slot.version, seed=slot.seed, slot=slot if slot.pk else None)
    card = Card(slot, Shelf.of([slot.version.item()]))
    context = {"card": card, "seen": seen, "action": request.path}
    return _report(request, report, QuestionReportForm, context)


def _seen(
    request: Request, question: Question, version: int | None, seed: int, attempt: uuid.UUID | None
) -> Slot:
    """The learner's own slot if there is one; else one like it, not saved. Drafts are nobody's."""
    versions = question.versions.once_public().select_related("question").order_by("-number")
    if version is not None:
        versions = versions.filter(number=version)
    found = versions.first()
    if found is None:
        raise Http404
    mine = Slot.objects.filter(attempt__in=Attempt.objects.of(request.user))
    own = mine.filter(attempt=attempt, version=found).select_related("version__question").first()
    return own or single(found, attempt or uuid.uuid4(), seed)


def report_fact(request: Request, key: str) -> HttpResponse:
    """A report about one fact of the ledger, with its words as they are now."""
    fact = get_object_or_404(Fact, key=key)
    report = Report(fact=fact, fact_said=f"{fact.label}: {fact.statement}")
    context = {"fact": fact, "action": request.path}
    return _report(request, report, FactReportForm, context)


def _report(
    request: Request, report: Report, form_class: type[ReportForm], context: dict[str, Any]
) -> HttpResponse:
    """Show the form, or keep what it says. What was typed stays whatever goes wrong."""
    posted = request.POST if request.method == "POST" else None
    form = form_class(posted, initial={"client_id": uuid.uuid4()})
    status = 200
    if form.is_valid():
        for name, value in form.cleaned_data.items():
            setattr(report, name, value)
        try:
            kept = _file(request, report)
        except TooMany as limit:
            status = 422 if request.htmx else 429
            minutes = -(-limit.wait // 60)
            form.add_error(None, TOO_MANY.format(minutes=minutes, s="" if minutes == 1 else "s"))
        else:
            if request.htmx:
                return render(request, "quizzes/_report_sent.html", {"report": kept})
            return redirect(kept)
    elif form.is_bound:
        status = 422
    context |= {"form": form}
    page, part = "quizzes/report.html", "quizzes/_report_form.html"
    return render_part(request, page, part, context, status=status)


def _file(request: Request, report: Report) -> Report:
    """Keep a report; the same click sent twice is one, and counts once."""
    again = Report.objects.of(request.user).filter(client_id=report.client_id).first()
    if again:
        return again
    spend("report-address", request)
    report.user = learner_for(request)
    spend("report", request, report.user)
    report.created_at = timezone.now()
    try:
        return report.keep()
    except Report.DoesNotExist:
        raise Http404 from None


def report(request: Request, client_id: uuid.UUID) -> HttpResponse:
    """One's own report: what was said, how it stands, what was answered."""
    mine = Report.objects.of(request.user).with_subject()
    report = get_object_or_404(mine, client_id=client_id)
    return render(request, "quizzes/report_sent.html", {"report": report})
