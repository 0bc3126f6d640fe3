"""Going through an attempt: the question at hand, an answer, the end, the result."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from quizzes.cards import Card, cards
from quizzes.forms import AnswerForm
from quizzes.models import Attempt, AttemptClosed, Slot, Superseded
from quizzes.summary import progress_of, result_of
from quizzes.taking import answer
from studyapp.http import Request, render_part

CONFLICT = "This question was answered before, perhaps in another tab. That answer stands."


def show(request: Request, card: Card, **context: Any) -> HttpResponse:
    """One card, as a page or as the part that htmx swaps in."""
    status = context.pop("status", 200)
    slot = card.slot
    context |= {
        "card": card,
        "slot": slot,
        "attempt": slot.attempt,
        "client_id": uuid.uuid4(),
        "revision": card.answer.revision + 1 if card.answer else 1,
        "progress": progress_of(slot) if slot.pk else None,
    }
    return render_part(
        request, "quizzes/question.html", "quizzes/_take.html", context, status=status
    )


def conflict(request: Request, other: Superseded) -> HttpResponse:
    """Another answer stands: show it, say so."""
    slot = Slot.objects.complete().select_related("attempt__quiz").get(pk=other.answer.slot_id)
    return show_slot(request, slot, message=CONFLICT, status=409)


def show_slot(request: Request, slot: Slot, **context: Any) -> HttpResponse:
    """A slot as it stands: revealed once practice has the answer, or the attempt is over."""
    attempt = slot.attempt
    answered = slot.latest()
    over = not attempt.is_open
    reveal = bool(answered) and (over or attempt.mode == Attempt.Mode.PRACTICE)
    [card] = cards([slot], reveal=reveal)
    return show(request, card, **context)


def attempt(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Where the learner is: the first open question, the review before the end, or the result."""
    attempt = _attempt(request, pk)
    slots = list(attempt.slots.complete())
    if not attempt.is_open:
        return render(request, "quizzes/result.html", result_of(attempt, slots))
    waiting = next((slot for slot in slots if not slot.latest()), None)
    if waiting is None:
        return render(request, "quizzes/before_end.html", {"attempt": attempt, "slots": slots})
    return redirect(waiting)


def slot(request: Request, pk: uuid.UUID, position: int) -> HttpResponse:
    """One question of an attempt; a POST keeps an answer to it."""
    slots = Slot.objects.complete().select_related("attempt__quiz")
    slot = get_object_or_404(
        slots.filter(attempt__in=Attempt.objects.of(request.user)), attempt=pk, position=position
    )
    if request.method != "POST":
        return show_slot(request, slot)
    form = AnswerForm(request.POST, item=slot.version.item())
    if not form.is_valid():
        return show_slot(request, slot, form=form, status=422)
    given = form.cleaned_data
    try:
        answer(
            slot,
            given["answer"],
            revision=given["revision"],
            client_id=given["client_id"],
            at=timezone.now(),
        )
    except Superseded as other:
        return conflict(request, other)
    except AttemptClosed as closed:
        return redirect(closed.attempt)
    return _after(request, slot)


def _after(request: Request, slot: Slot) -> HttpResponse:
    """Practice shows the reasons; an attempt with answers at the end goes on."""
    if slot.attempt.mode == Attempt.Mode.DEFERRED:
        following = slot.attempt.slots.filter(position=slot.position + 1).first()
        return redirect(following or slot.attempt)
    if not request.htmx:
        return redirect(slot)
    fresh = Slot.objects.complete().select_related("attempt__quiz").get(pk=slot.pk)
    return show_slot(request, fresh)


@require_POST
def finish(request: Request, pk: uuid.UUID) -> HttpResponse:
    """End the attempt; what is not answered counts as not answered."""
    attempt = _attempt(request, pk)
    attempt.finish(timezone.now())
    return redirect(attempt)


def _attempt(request: Request, pk: uuid.UUID) -> Attempt:
    return get_object_or_404(Attempt.objects.of(request.user).select_related("quiz"), pk=pk)
