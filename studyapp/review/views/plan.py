"""The plan: its form, the week before the exam, the day itself, and how it went."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from quizzes.engine.outline import DOMAINS
from studyapp.accounts.access import has_account
from studyapp.accounts.guests import learner_for
from studyapp.accounts.limits import spend
from studyapp.http import Request
from studyapp.lessons.models import Fact
from studyapp.review.folding import cards_of, catch_up
from studyapp.review.forms import OutcomeForm, PlanForm
from studyapp.review.models import Outcome, Plan
from studyapp.review.plan import boxes
from studyapp.review.recall import strength
from studyapp.review.reminders import ask_to_confirm

EXAM_FACTS = ("fmt-total", "score-guess", "score-pass")


def plan(request: Request) -> HttpResponse:
    """The form of the plan and the last week before the exam."""
    kept, today = _plan_of(request.user), timezone.now().date()
    form = PlanForm(
        request.POST or None, instance=kept, today=today, has_address=has_account(request.user)
    )
    if request.method == "POST" and form.is_valid():
        _keep(request, form)
        return redirect("plan:plan")
    shown = _plan_of(request.user) if form.errors else kept
    context = {
        "form": form,
        "plan": shown,
        "left": shown.days_left(today),
        "boxes": boxes(shown, today),
        "feed": request.build_absolute_uri("/"),
    }
    return render(request, "review/plan.html", context, status=422 if form.errors else 200)


def _plan_of(user: Any) -> Plan:
    """The learner's plan, unsaved if there is none yet."""
    return Plan.objects.of(user).select_related("user").first() or Plan()


def _keep(request: Request, form: PlanForm) -> None:
    """Store the plan; ask for a confirmation where mails are wanted and the address is new."""
    learner = learner_for(request)
    given = {name: form.cleaned_data[name] for name in form.fields}
    kept, _ = Plan.objects.update_or_create(
        user=learner, defaults=given | {"changed_at": timezone.now()}
    )
    catch_up(learner)
    if kept.reminds and not kept.is_confirmed:
        spend("confirm", request, learner)
        ask_to_confirm(kept, request.build_absolute_uri("/"))
        messages.info(request, f"Kept. Open the link we have just sent to {learner.email}.")
    else:
        messages.success(request, "Your plan is kept.")


def exam_day(request: Request) -> HttpResponse:
    """Good luck: the day itself, with nothing to answer."""
    facts = Fact.objects.in_bulk(EXAM_FACTS)
    return render(request, "review/exam_day.html", {"facts": list(facts.values())})


def outcome(request: Request) -> HttpResponse:
    """How did it go? Optional, and told to nobody by name."""
    today = timezone.now().date()
    before = _plan_of(request.user).exam_date
    initial = {"taken_on": before if before and before <= today else None}
    form = OutcomeForm(request.POST or None, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        _note(request, form.cleaned_data)
        messages.success(request, "Thank you. It is kept with your work.")
        return redirect("plan:outcome")
    told = Outcome.objects.of(request.user)
    context = {"form": form, "told": told, "domains": DOMAINS}
    return render(request, "review/outcome.html", context, status=422 if form.errors else 200)


def _note(request: Request, given: dict[str, Any]) -> None:
    learner = learner_for(request)
    given = dict(given)
    day: date = given.pop("taken_on")
    catch_up(learner)
    given["forecast"] = strength(cards_of(learner).values(), day)
    Outcome.objects.update_or_create(user=learner, taken_on=day, defaults=given)
