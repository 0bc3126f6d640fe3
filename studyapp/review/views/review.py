"""Review: what changed, and what was not known, to be answered on the spot."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from studyapp.http import Request
from studyapp.lessons.models import Fact, Lesson
from studyapp.lessons.pages import Prompts, named_in
from studyapp.review.waiting import Queue, Waiting, WaitingPrompt, queue_of

MOST = 20
"""More than these would be a wall. The rest waits."""


def review(request: Request) -> HttpResponse:
    """The oldest of what waits, new truth first."""
    queue = queue_of(request.user)
    return render(request, "review/review.html", _page(queue) | {"n_waiting": len(queue)})


def _page(queue: Queue) -> dict[str, Any]:
    """What the page shows of a queue, in two queries."""
    today = timezone.now().date()
    changed = queue.changed[:MOST]
    unknown = queue.unknown[: MOST - len(changed)]
    stored = [one.prompt for one in [*changed, *unknown] if isinstance(one, WaitingPrompt)]
    keys = named_in(stored)
    facts = Fact.objects.in_bulk(keys) if keys else {}
    prompts = Prompts(facts, queue.standings, queue.turns, reverse("review:review"))
    titles = dict(Lesson.objects.values_list("slug", "title")) if changed else {}

    def ready(one: Waiting) -> dict[str, Any]:
        if isinstance(one, WaitingPrompt):
            return {"lesson": one.lesson, "prompt": prompts.ready(one.lesson, one.prompt, today)}
        return {"question": one.question, "title": titles.get(one.question.lesson_slug, "")}

    return {
        "changed": [ready(one) for one in changed],
        "unknown": [ready(one) for one in unknown],
        "n_shown": len(changed) + len(unknown),
        "facts": [facts[key] for key in keys if key in facts],
        "due": [fact for fact in facts.values() if fact.is_due(today)],
    }
