"""Going through an attempt: the question at hand, an answer, the end, the result."""

import uuid
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import push_url

from quizzes.cards import Card, Shelf
from quizzes.clocks import clock_of, with_clock
from quizzes.forms import AnswerForm, MarksForm
from quizzes.models import Attempt, Kept, Outcome, Slot
from quizzes.summary import progress_of, result_of
from quizzes.tagging import tags_of
from quizzes.taking import Refused, Said, answer, mark_up
from studyapp.accounts.models import User
from studyapp.http import Request, leave_for, render_part, wants_json

CONFLICT = "This question was answered before, perhaps in another tab. That answer stands."
LATE = (
    "This answer came after the end, so it does not count. It is kept: "
    "whoever teaches you can see it and let it count."
)
ELSEWHERE = "Also answered in another tab or on another device: the later answer is kept here."


def show(request: Request, card: Card, **context: Any) -> HttpResponse:
    """One card, as a page or as the part that htmx swaps in."""
    status = context.pop("status", 200)
    slot = card.slot
    card.reveal &= not slot.is_sealed
    context |= {
        "card": card,
        "slot": slot,
        "attempt": slot.attempt,
        "client_id": uuid.uuid4(),
        "revision": card.answer.revision + 1 if card.answer else 1,
        "progress": context.get("progress") or (progress_of(slot) if slot.pk else None),
    }
    context["clock"] = clock_of(slot.attempt, timezone.now(), context["progress"])
    return render_part(
        request, "quizzes/question.html", "quizzes/_take.html", context, status=status
    )


def show_slot(request: Request, slot: Slot, **context: Any) -> HttpResponse:
    """A slot as it stands: revealed once practice has the answer, or the attempt is over."""
    answered = slot.latest()
    told = bool(answered and answered.is_given) or not slot.attempt.is_open
    reveal = told and slot.attempt.tells
    return show(request, Card(slot, Shelf.for_slot(slot), answered, reveal=reveal), **context)


def attempt(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Where the learner is: the first open question, the review before the end, or the result."""
    attempt = _attempt(request, pk)
    slots = list(attempt.slots.complete())
    waiting = next((slot for slot in slots if not slot.is_answered), None)
    if waiting is None and attempt.ends_by_itself:
        # Two tabs may have given the last two answers in the same moment.
        attempt.finish(timezone.now())
    if attempt.mode == Attempt.Mode.EXAM and (waiting is None or not attempt.is_open):
        return redirect(attempt.report_url)
    if not attempt.is_open:
        context = result_of(attempt, slots)
        told = (card.slot for card in context["cards"] if card.reveal)
        return render(request, "quizzes/result.html", context | tags_of(told))
    if waiting is None and attempt.mode == Attempt.Mode.REVIEW:
        return redirect("review:session", attempt.pk)
    # A set may be ended with gaps: whoever asks for its end is shown them first.
    if waiting is None or ("end" in request.GET and attempt.mode == Attempt.Mode.DEFERRED):
        gaps = [slot for slot in slots if not slot.is_answered]
        context = {"attempt": attempt, "slots": slots, "gaps": gaps}
        return render(request, "quizzes/before_end.html", context)
    return redirect(waiting)


def slot(request: Request, pk: uuid.UUID, position: int) -> HttpResponse:
    """One question of an attempt; a POST keeps an answer to it."""
    if request.method == "POST":
        return _keep(request, pk, position)
    slot, now = _slot(request, pk, position), timezone.now()
    slot.attempt.expire(now)
    if slot.attempt.seconds_left(now) == 0:
        return leave_for(request, slot.attempt.report_url)
    page = with_clock(show_slot(request, slot), slot.attempt, now)
    return push_url(page, slot.get_absolute_url())


def said_to(request: Request, slot: Slot) -> Said:
    """What this request says to the slot; `Refused` where it cannot be read."""
    form = AnswerForm(request.POST, item=slot.item, whole=slot.attempt.tells_at_once)
    if not form.is_valid():
        raise Refused(slot, form)
    return form.said()


def _keep(request: Request, pk: uuid.UUID, position: int) -> HttpResponse:
    """Keep one answer; practice shows the reasons, an attempt marked at the end goes on."""
    read = lambda slot: said_to(request, slot)  # noqa: E731
    try:
        kept = answer(request.user, pk, position, read, timezone.now())
    except Slot.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        return refuse(request, refused)
    return told(request, kept)


def refuse(request: Request, refused: Refused) -> HttpResponse:
    """Say at the place why a response cannot be read, with everything that was given."""
    if wants_json(request):
        message = " ".join(refused.form.errors.get("answer", ["Send the form again."]))
        return JsonResponse({"state": Outcome.REFUSED, "message": message}, status=422)
    return show_slot(request, refused.slot, form=refused.form, status=422)


def told(request: Request, kept: Kept) -> HttpResponse:
    """What became of an answer, in the form that the request asked for."""
    if wants_json(request):
        return _receipt(kept)
    slot = kept.slot
    if kept.outcome is Outcome.LATE:
        messages.warning(request, LATE)
        return leave_for(request, slot.attempt)
    if kept.outcome is Outcome.SUPERSEDED:
        card = Card(slot, Shelf.for_slot(slot), kept.answer, reveal=True)
        return show(request, card, message=CONFLICT, status=409)
    if not slot.attempt.tells_at_once:
        if kept.elsewhere:
            messages.info(request, ELSEWHERE)
        if slot.position < progress_of(slot, kept).n_slots:
            return redirect("quizzes:slot", slot.attempt_id, slot.position + 1)
        is_exam = slot.attempt.mode == Attempt.Mode.EXAM
        return leave_for(request, slot.attempt.report_url if is_exam else slot.attempt)
    if not request.htmx:
        return redirect(slot)
    card = Card(slot, Shelf.for_slot(slot), kept.answer, reveal=True)
    return show(request, card, progress=progress_of(slot, kept))


def _receipt(kept: Kept) -> JsonResponse:
    """The receipt that the outbox of a browser waits for."""
    messages_of = {Outcome.LATE: LATE, Outcome.SUPERSEDED: CONFLICT, Outcome.OVERTAKEN: ELSEWHERE}
    standing = kept.answer
    receipt = JsonResponse(
        {
            "state": kept.outcome,
            "revision": standing.revision if standing else 0,
            "at": standing.answered_at if standing else None,
            "elsewhere": kept.elsewhere,
            "url": kept.slot.get_absolute_url(),
            "message": messages_of.get(kept.outcome, ELSEWHERE if kept.elsewhere else ""),
        }
    )
    with_clock(receipt, kept.slot.attempt, timezone.now())
    return receipt


@require_POST
def marks(request: Request, pk: uuid.UUID, position: int) -> HttpResponse:
    """Keep a learner's own marks on a question: flag, struck options, note, why it was missed."""
    form = MarksForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"state": Outcome.REFUSED, "errors": form.errors}, status=422)
    try:
        mark_up(request.user, pk, position, form.marks())
    except Slot.DoesNotExist:
        raise Http404 from None
    if wants_json(request):
        return JsonResponse({"state": Outcome.SAVED})
    return _marked(request, pk, position)


def _marked(request: Request, pk: uuid.UUID, position: int) -> HttpResponse:
    """Back to where a mark was made: the question, or the result with its counts anew."""
    # Counts of misses, as everything that tells marks, only when the attempt is over.
    of_result = "back" in request.POST and not (attempt := _attempt(request, pk)).is_open
    if request.htmx:
        counts = tags_of(attempt.slots.prefetch_related("answers")) if of_result else {}
        return render(request, "quizzes/_tagged.html", counts)
    if of_result:
        return redirect(f"{attempt.get_absolute_url()}#tag-{position}")
    return redirect("quizzes:slot", pk, position)


@require_POST
def finish(request: Request, pk: uuid.UUID) -> HttpResponse:
    """End the attempt; what is not answered counts as not answered."""
    attempt = _attempt(request, pk)
    attempt.finish(timezone.now())
    return redirect(attempt)


def _attempt(request: Request, pk: uuid.UUID) -> Attempt:
    """The learner's own; one whose time is over is ended by whoever looks at it first."""
    found = get_object_or_404(Attempt.objects.of(request.user).select_related("quiz"), pk=pk)
    found.user = cast(User, request.user)  # it is theirs: no query
    found.expire(timezone.now())
    return found


def _slot(request: Request, pk: uuid.UUID, position: int) -> Slot:
    slots = Slot.objects.of(request.user).at_hand()
    return get_object_or_404(slots, attempt=pk, position=position)
