"""Every lab is operated here: looked at, predicted, and its goals kept."""

import uuid
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from studyapp.accounts.guests import learner_for
from studyapp.http import Request, render_part, wants_json
from studyapp.labs import books
from studyapp.labs.books import PredictionForm
from studyapp.labs.desk import Desk, state_of
from studyapp.labs.engine.numbers import MissingNumberError
from studyapp.labs.puzzles import puzzles_of
from studyapp.labs.registry import LABS

TOO_LONG = "This state is too long to be kept. Shorten what you typed."


@require_safe
def index(request: Request) -> HttpResponse:
    """The labs, and how far this learner is with each."""
    return render(request, "labs/index.html", {"labs": books.shelf(request.user)})


@require_safe
@vary_on_headers("Accept")
def lab(request: Request, slug: str) -> HttpResponse:
    """The lab at the state of the address: what to predict there, or what the model says."""
    desk = _desk(request, slug, request.GET)
    if desk.looks and desk.is_valid:
        desk.prediction = books.prediction(request.user, slug, request.GET.get("said", ""))
    return _shown(request, desk)


@require_POST
@never_cache
def put(request: Request, slug: str) -> HttpResponse:
    """A state too long for a form's address: set, and led to where it is packed into one."""
    desk = _desk(request, slug, request.POST)
    if desk.is_valid and not request.htmx:
        return redirect(desk.here + "#result")
    response = _shown(request, desk)
    if desk.is_valid and not _is_inside(request, desk):
        response["HX-Replace-Url"] = desk.here
    return response


@require_POST
@never_cache
def predict(request: Request, slug: str) -> HttpResponse:
    """Store what is predicted, or the change that is tried; only then ask the model."""
    sent = PredictionForm(request.POST)
    if not sent.is_valid():
        return HttpResponseBadRequest("This form was sent incomplete. Reload the page.")
    state = state_of(sent.cleaned_data["state"])
    desk = Desk(LABS[slug], state | {"look": "0", "ask": sent.cleaned_data["ask"]})
    if not desk.is_valid:
        return _shown(request, desk)
    if books.is_too_long(desk):
        return HttpResponseBadRequest(TOO_LONG)
    said = sent.said_to(desk)
    if said is None:
        return _shown(request, desk, {"refused": books.REFUSED, "typed": sent.data.get("said", "")})
    desk.prediction = books.store(learner_for(request), desk, said, sent.cleaned_data["client_id"])
    beside = {"look": "1", "said": str(desk.prediction.client_id)}
    if not request.htmx:
        return redirect(desk.url(**beside) + "#result")
    desk.query = {**desk.query, "look": "1"}
    desk.kept_goals = books.goals_kept(request.user, slug)
    response = _shown(request, desk, {"answered": True})
    if not _is_inside(request, desk):
        response["HX-Push-Url"] = desk.url(**beside)
    return response


@require_POST
@never_cache
def reach(request: Request, slug: str) -> HttpResponse:
    """Keep the goals that this state reaches."""
    desk = Desk(LABS[slug], state_of(request.POST.get("state", "")))
    if not desk.is_valid:
        return HttpResponseBadRequest("This state is not one of the lab's. Reload the page.")
    if books.is_too_long(desk):
        return HttpResponseBadRequest(TOO_LONG)
    try:
        books.keep_goals(learner_for(request), desk)
    except MissingNumberError as missing:
        return _unready(request, desk, missing)
    if not request.htmx:
        return redirect(desk.url(look="1") + "#goals")
    desk.kept_goals = books.goals_kept(request.user, slug)
    return render(request, "labs/_goals.html", {"desk": desk, "goals": desk.goals()})


def _desk(request: Request, slug: str, sent: QueryDict) -> Desk:
    """The lab at a state, with what this learner did in it."""
    desk = Desk(LABS[slug], {name: str(value) for name, value in sent.items()})
    if desk.looks and desk.is_valid:
        desk.kept_goals = books.goals_kept(request.user, slug)
    if not request.htmx:
        desk.solved = books.solved(request.user, slug)
    return desk


def _is_inside(request: Request, desk: Desk) -> bool:
    """Whether the lab stands inside another page, whose address is not its to change."""
    around = urlsplit(request.htmx.current_url or "").path if request.htmx else ""
    return "embedded" in request.GET or around not in ("", desk.action)


def _shown(request: Request, desk: Desk, extra: dict[str, Any] | None = None) -> HttpResponse:
    """The page of this desk, its part for htmx or a lesson, or its data for a script."""
    try:
        context = _context(request, desk) | (extra or {})
    except MissingNumberError as missing:
        return _unready(request, desk, missing)
    status = 200 if desk.is_valid and not context.get("refused") else 422
    if wants_json(request) or request.GET.get("format") == "json":
        told = desk.summary() if desk.is_valid else {"errors": desk.form.errors}
        return JsonResponse(told, status=status)
    arrives = context["embedded"] and request.htmx.target != "result"
    part = "labs/_form.html" if arrives else "labs/_answer.html"
    response = render_part(request, "labs/lab.html", part, context, status=status)
    if desk.is_valid and request.htmx and request.method == "GET" and not context["embedded"]:
        response["HX-Replace-Url"] = desk.here
    return response


def _unready(request: Request, desk: Desk, missing: MissingNumberError) -> HttpResponse:
    unready = {"lab": desk.lab, "missing": missing.args[0]}
    return render(request, "labs/unready.html", unready, status=503)


def _context(request: Request, desk: Desk) -> dict[str, Any]:
    """What the templates of a lab need."""
    context = {
        "desk": desk,
        "lab": desk.lab,
        "form": desk.form,
        "embedded": _is_inside(request, desk),
        "puzzles": puzzles_of(desk.lab.slug),
        "client_id": uuid.uuid4(),
        "valid": desk.is_valid,
        "looks": desk.looks,
        "form_template": f"labs/{desk.lab.slug}/_controls.html",
        "result_template": f"labs/{desk.lab.slug}/_result.html",
        "limits_template": f"labs/{desk.lab.slug}/_limits.html",
    }
    context |= desk.lab.controls(desk.form, desk.facts)
    if desk.is_valid and desk.looks:
        context |= desk.lab.show(desk.form, desk.result, desk.facts)
        context |= {"goals": desk.goals(), "verdict": desk.verdict}
    return context
