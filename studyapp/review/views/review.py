"""Review: the plan of today, its prompts on the spot, its questions as a session."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quizzes.models import Attempt
from studyapp.http import Request, leave_for
from studyapp.lessons.models import Fact, Lesson
from studyapp.lessons.pages import Prompts, named_in
from studyapp.review.forms import BeginForm, MinutesForm
from studyapp.review.models import Plan
from studyapp.review.session import begin, ending_of, go_on
from studyapp.review.today import MORE, Today, today_of
from studyapp.review.waiting import WaitingQuestion


def review(request: Request) -> HttpResponse:
    """What today holds, for as many minutes as are chosen."""
    chosen = MinutesForm(request.GET).chosen()
    today = today_of(request.user, timezone.now(), chosen)
    context = {"today": today, "attempt_id": uuid.uuid4(), "chips": list(Plan.Minutes.values)}
    return render(request, "review/review.html", context | _on_the_spot(today))


def _on_the_spot(today: Today) -> dict[str, Any]:
    """The changed facts and the prompts of today, ready for the page. Two queries at most."""
    if today.queue is None:
        return {}
    lessons = Lesson.objects.in_bulk({item.lesson for item in today.prompts})
    known = [item for item in today.prompts if item.lesson in lessons]
    found = [(item, lessons[item.lesson].prompt(item.prompt)) for item in known]
    stored = [prompt for _, prompt in found if prompt]
    keys = named_in(stored)
    facts = Fact.objects.in_bulk(keys) if keys else {}
    prompts = Prompts(facts, today.queue.standings, today.queue.turns, reverse("review:review"))
    day = timezone.now().date()
    fresh: list[dict[str, Any]] = []
    usual: list[dict[str, Any]] = []
    for item, prompt in found:
        if prompt:
            lesson = lessons[item.lesson]
            ready = {"lesson": lesson, "prompt": prompts.ready(lesson, prompt, day)}
            (fresh if item.changed else usual).append(ready)
    changed = [item.changed for item in today.questions]
    titles = today.deck.bank.titles if today.deck else {}
    return {
        "changed": fresh,
        "changed_questions": [
            {"question": one.question, "title": titles.get(one.question.lesson_slug, "")}
            for one in changed
            if isinstance(one, WaitingQuestion)
        ],
        "prompts": usual,
        "facts": [facts[key] for key in keys if key in facts],
        "due": [fact for fact in facts.values() if fact.is_due(day)],
    }


@require_POST
def start(request: Request) -> HttpResponse:
    """Begin the session that the page offered, or go on with the one of today."""
    form, now = BeginForm(request.POST), timezone.now()
    if not form.is_valid():
        return redirect("review:review")
    given = form.cleaned_data
    minutes = MORE if given["more"] else given["minutes"]
    today = today_of(request.user, now, minutes, ahead=given["more"])
    try:
        attempt = begin(request.user, today, given["attempt"], now)
    except Attempt.DoesNotExist:
        raise Http404 from None
    return redirect(attempt or "review:review")


@require_POST
def onward(request: Request, pk: uuid.UUID) -> HttpResponse:
    """From the last answer to what was missed, and from there to the end."""
    try:
        place = go_on(request.user, pk, timezone.now())
    except Attempt.DoesNotExist:
        raise Http404 from None
    return leave_for(request, reverse("review:session", args=[pk]) if place.pk == pk else place)


def session(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The end of a session; before that, the way back into it."""
    reviews = Attempt.objects.of(request.user).filter(mode=Attempt.Mode.REVIEW)
    attempt = get_object_or_404(reviews.select_related("user"), pk=pk)
    if attempt.is_open:
        waiting = [slot for slot in attempt.slots.complete() if not slot.is_answered]
        if waiting:
            return redirect(waiting[0])
        return render(request, "review/all_answered.html", {"attempt": attempt})
    context = {"attempt": attempt, "ending": ending_of(attempt, timezone.now())}
    return render(request, "review/ended.html", context | {"attempt_id": uuid.uuid4()})
