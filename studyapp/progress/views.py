"""The first page, and what a learner has done so far."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quizzes.cards import Card, Shelf
from quizzes.misses import misses_of
from quizzes.offers import next_slot
from quizzes.summary import progress_of
from studyapp.http import Request
from studyapp.lessons.pages import oldest_check
from studyapp.progress.overview import overview_of
from studyapp.review.today import today_of


def home(request: Request) -> HttpResponse:
    """One sentence, a live question, three doors."""
    slot = next_slot(request.user)
    today = today_of(request.user, timezone.now())
    shelf = Shelf.at(today.edition) if today.edition else Shelf.whole()
    context: dict[str, Any] = {"slot": slot, "client_id": uuid.uuid4(), "revision": 1}
    if slot:
        context["card"] = Card(slot, shelf.under(slot.version))
        context["attempt"] = slot.attempt
        context["progress"] = progress_of(slot) if slot.pk else None
    facts, day = list(shelf.facts.values()), timezone.now().date()
    context |= {
        "n_facts": len(facts),
        "n_current": sum(not fact.is_due(day) for fact in facts),
        "oldest_days": (day - (oldest_check(facts) or day)).days,
        "n_lessons": len(shelf.titles),
        "today": today,
    }
    return render(request, "home.html", context)


def progress(request: Request) -> HttpResponse:
    """Everything kept about this learner's work, newest first."""
    asked = request.GET.get("page", "")
    page = max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    context = overview_of(request.user, page, timezone.now())
    return render(request, "progress/progress.html", context)


def misses(request: Request) -> HttpResponse:
    """A cheat sheet of what this learner got wrong."""
    return render(request, "progress/misses.html", {"groups": misses_of(request.user)})
