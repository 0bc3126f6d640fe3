"""An attempt to take along: every question, rendered; in practice with its reasons.

With reasons it holds keys. They are only in packets of attempts that tell them after each
answer anyway, where the learner's own honesty is all there is to protect. A set that is
marked at its end is taken along without them; a mock exam is not taken along at all, nor are
the keys of what it asks.
"""

import uuid
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.formats import date_format

from quizzes.cards import VERDICTS, Card, Shelf
from quizzes.models import Attempt, Slot, sealed_for
from quizzes.summary import Progress


def may_go_along(attempt: Attempt) -> bool:
    return attempt.tells_at_once or attempt.mode == Attempt.Mode.DEFERRED


def packet_of(attempt: Attempt, request: HttpRequest, on: date) -> dict[str, Any]:
    """Everything about `attempt` that offline practice shows, ready for JSON."""
    if not may_go_along(attempt):
        raise ValueError("this attempt is answered online")
    kept = sealed_for(attempt.user) if attempt.tells_at_once else set()
    every = list(attempt.slots.complete())
    slots = [slot for slot in every if slot.version.question_id not in kept]
    versions = [slot.version for slot in slots]
    shelf = Shelf.of((version.item() for version in versions), versions)
    return {
        "attempt": str(attempt.pk),
        "name": attempt.name,
        "on": date_format(on, "j M"),
        "count": len(every),
        "slots": [_entry(slot, attempt, shelf, len(every), request) for slot in slots],
    }


def _entry(
    slot: Slot, attempt: Attempt, shelf: Shelf, n_slots: int, request: HttpRequest
) -> dict[str, Any]:
    slot.attempt = attempt
    given = None if attempt.tells_at_once else slot.latest()
    context = {"slot": slot, "attempt": attempt, "client_id": uuid.uuid4()}
    context["revision"] = given.revision + 1 if given else 1
    context["progress"] = Progress([], slot.position, n_slots, 0, None)
    asked = Card(slot, shelf, given)
    entry = {
        "position": slot.position,
        "url": slot.get_absolute_url(),
        "answered": slot.is_answered,
        "question": _part("_question", context | {"card": asked}, request),
    }
    return entry | _reasons(slot, shelf, context, request) if attempt.tells_at_once else entry


def _reasons(
    slot: Slot, shelf: Shelf, context: dict[str, Any], request: HttpRequest
) -> dict[str, Any]:
    """The key, and all that is told after an answer."""
    told = Card(slot, shelf, reveal=True)
    return {
        "told": _part("_told_offline", context | {"card": told}, request),
        "verdicts": _verdicts(told.verdict),
        **comparable(told),
    }


def _part(name: str, context: dict[str, Any], request: HttpRequest) -> str:
    return render_to_string(f"quizzes/{name}.html", context, request)


def _verdicts(unanswered: str) -> dict[str, str]:
    """What is said to each answer, out of what is said where there is none."""
    wrong, partly = (unanswered.replace(VERDICTS[""], VERDICTS[w], 1) for w in ("wrong", "partly"))
    return {"right": VERDICTS["right"], "partly": partly, "wrong": wrong}


def comparable(card: Card) -> dict[str, Any]:
    """What a browser compares a response with: ids, or a range of numbers; else nothing."""
    if card.item.is_choice:
        return {"key": sorted(card.item.key)}
    if card.item.is_number:
        low, high = card.range
        return {"range": [float(low), float(high)], "unit": card.item.unit}
    return {}
