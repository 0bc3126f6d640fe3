"""Choosing what to practise, and answering a question that is only offered yet."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from quizzes.cards import Card, Shelf
from quizzes.forms import OfferForm, SetForm, StartForm
from quizzes.models import Attempt, Question, Quiz, Slot, sealed_for
from quizzes.offers import offered, question_version, single
from quizzes.sets import titles_of_lessons
from quizzes.summary import sorted_shelf
from quizzes.taking import Refused, begin_with_answer
from quizzes.views.attempts import said_to, show, told
from studyapp.accounts.guests import learner_for
from studyapp.http import Request

MOST_OPEN = 20
"""Open sets that the shelf lists."""


def index(request: Request) -> HttpResponse:
    """Every quiz and every open set, with where the learner stands in it."""
    return shelf_page(request, SetForm(titles=titles_of_lessons()))


def shelf_page(request: Request, form: SetForm, **context: Any) -> HttpResponse:
    """The page of all there is to practise, with the form of a set as it stands."""
    status = context.pop("status", 200)
    mine = Attempt.objects.of(request.user).open().of_sets().with_progress()
    context |= {"shelf": sorted_shelf(request.user), "form": form, "open_sets": mine[:MOST_OPEN]}
    return render(request, "quizzes/index.html", context, status=status)


def quiz(request: Request, slug: str) -> HttpResponse:
    """The front page of a quiz; a POST starts it, or goes on where it stands open."""
    quiz = get_object_or_404(Quiz.objects.open().select_related("lesson"), slug=slug)
    versions = quiz.current_versions()
    if request.method == "POST":
        return _start(request, quiz)
    context = {
        "quiz": quiz,
        "n_questions": len(versions),
        "n_multiple": sum(version.item().kind == "multiple" for version in versions),
        "new_attempt": uuid.uuid4(),
        "open": Attempt.objects.of(request.user).open().filter(quiz=quiz).with_progress().first(),
        "past": Attempt.objects.of(request.user).finished().filter(quiz=quiz).with_progress()[:10],
    }
    return render(request, "quizzes/quiz.html", context)


def _start(request: Request, quiz: Quiz) -> HttpResponse:
    form = StartForm(request.POST)
    versions = quiz.current_versions()
    if not form.is_valid() or not versions:
        raise Http404
    attempt = Attempt(
        pk=form.cleaned_data["attempt"],
        user=learner_for(request),
        quiz=quiz,
        mode=form.cleaned_data["mode"],
        started_at=timezone.now(),
    )
    try:
        return redirect(attempt.begin(attempt.layout(versions)))
    except Attempt.DoesNotExist:
        raise Http404 from None


def first(request: Request, slug: str) -> HttpResponse:
    """The first answer to a quiz that was offered: it starts the attempt."""
    quiz = get_object_or_404(Quiz.objects.open(), slug=slug)
    offer = OfferForm(request.POST)
    if request.method != "POST" or not offer.is_valid():
        return redirect(quiz)
    slot = offered(quiz, offer.cleaned_data["attempt"])
    if slot is None:
        raise Http404
    slots = slot.attempt.layout(quiz.current_versions())
    return _answer_offer(request, slot, slots, seen=offer.cleaned_data["version"])


def question(request: Request, slug: str) -> HttpResponse:
    """One question by its link; `?seed=` fixes the numbers of a parameterised one.

    Not while it is sealed: its answer would tell what a mock exam asks.
    """
    question = get_object_or_404(Question, slug=slug)
    version = question_version(question)
    if version is None:
        raise Http404
    if question.pk in sealed_for(request.user):
        exam = Attempt.objects.of(request.user).under_way().first()
        return render(request, "quizzes/sealed.html", {"exam": exam}, status=409)
    standing = question.standings.now()
    if standing and standing.is_withdrawn:
        context = {"standing": standing, "topic": version.item().topic}
        return render(request, "quizzes/withdrawn.html", context, status=410)
    if request.method == "POST":
        offer = OfferForm(request.POST)
        if not offer.is_valid():
            return redirect(question)
        seed = offer.cleaned_data["seed"] or 0
        slot = single(version, offer.cleaned_data["attempt"], seed)
        return _answer_offer(request, slot, [slot], seen=offer.cleaned_data["version"])
    seed = OfferForm({"attempt": uuid.uuid4(), "seed": request.GET.get("seed", "")})
    chosen = seed.cleaned_data["seed"] if seed.is_valid() else None
    numbers = uuid.uuid4().int % 2**31 if chosen is None else chosen
    slot = single(version, uuid.uuid4(), numbers)
    return show(request, Card(slot, Shelf.of([version.item()])))


CHANGED = "This question has changed since the page was opened. Here it is as it stands now."


def _answer_offer(
    request: Request, offer: Slot, slots: list[Slot], *, seen: int | None
) -> HttpResponse:
    """Keep a first answer; but never one to other words than those that were on the page."""
    shelf = Shelf.of([offer.version.item()], [offer.version])
    if seen is not None and seen != offer.version_id:
        return show(request, Card(offer, shelf), message=CHANGED, status=409)
    try:
        said_to(request, offer)
        for slot in slots:
            slot.attempt = offer.attempt
        offer.attempt.user = learner_for(request)
        read = lambda slot: said_to(request, slot)  # noqa: E731
        kept = begin_with_answer(offer, read, timezone.now(), slots=slots)
    except Refused as refused:
        return show(request, Card(offer, shelf), form=refused.form, status=422)
    except Attempt.DoesNotExist:
        raise Http404 from None
    return told(request, kept)
