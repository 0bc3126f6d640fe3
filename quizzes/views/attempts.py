"""Going through an attempt: the question at hand, an answer, the end, the result."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import push_url

from quizzes.cards import Card, Shelf, cards
from quizzes.forms import AnswerForm
from quizzes.models import Attempt, AttemptClosed, Slot, Superseded
from quizzes.summary import progress_of, result_of
from quizzes.taking import Kept, answer
from studyapp.http import Request, leave_for, render_part

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
        "progress": context.get("progress") or (progress_of(slot) if slot.pk else None),
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
    slots = Slot.objects.select_related("version__question", "attempt__quiz")
    mine = slots.filter(attempt__in=Attempt.objects.of(request.user))
    slot = get_object_or_404(mine, attempt=pk, position=position)
    if request.method == "POST":
        return _keep(request, slot)
    return push_url(show_slot(request, slot), slot.get_absolute_url())


def _keep(request: Request, slot: Slot) -> HttpResponse:
    """Keep one answer; practice shows the reasons, an attempt marked at the end goes on."""
    item = slot.version.item()
    form = AnswerForm(request.POST, item=item)
    if not form.is_valid():
        return show_slot(request, slot, form=form, status=422)
    given, shelf = form.cleaned_data, Shelf.of([item], [slot.version])
    response = given.pop("answer")
    try:
        kept = answer(slot, response, shelf, at=timezone.now(), **given)
    except Superseded as other:
        return conflict(request, other)
    except AttemptClosed as closed:
        return leave_for(request, closed.attempt)
    if slot.attempt.mode == Attempt.Mode.DEFERRED:
        following = slot.attempt.slots.filter(position=slot.position + 1).first()
        return redirect(following) if following else leave_for(request, slot.attempt)
    return shown(request, kept, shelf)


def shown(request: Request, kept: Kept, shelf: Shelf) -> HttpResponse:
    """An answer just kept, with its reasons; a form sent without htmx goes to the page of it."""
    if not request.htmx:
        return redirect(kept.slot)
    card = Card(kept.slot, shelf, kept.answer, reveal=True)
    return show(request, card, progress=kept.progress)


@require_POST
def finish(request: Request, pk: uuid.UUID) -> HttpResponse:
    """End the attempt; what is not answered counts as not answered."""
    attempt = _attempt(request, pk)
    attempt.finish(timezone.now())
    return redirect(attempt)


def _attempt(request: Request, pk: uuid.UUID) -> Attempt:
    return get_object_or_404(Attempt.objects.of(request.user).select_related("quiz"), pk=pk)
