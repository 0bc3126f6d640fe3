"""A question as its learner would see it, from words that are not saved.

The same `Card`, the same templates, the same sanitiser: nothing here renders.
"""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from quizzes import authoring
from quizzes.admin.forms import QuestionForm, examine
from quizzes.cards import Card, Shelf
from quizzes.complaints import Problem
from quizzes.engine.items import Item, Response
from quizzes.engine.scoring import Unreadable, mark, read_response
from quizzes.models import Answer, Question, QuestionVersion, Slot
from quizzes.offers import single

# Always the same attempt, so that nothing jumps from one keystroke to the next.
ATTEMPT = uuid.UUID(int=1)
STATES = ("before", "wrong", "right", "answered")


@dataclass
class Preview:
    """What the editor shows beside the form. `html` is empty where nothing can be shown yet."""

    html: str = ""
    problems: list[tuple[str, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def slot_of(item: Item, slug: str, seed: int) -> Slot:
    """An unsaved slot with this item, options to choose from in the author's order."""
    version = QuestionVersion(question=Question(slug=slug))
    version.item = lambda: item  # type: ignore[method-assign]  # a sketch has no valid body
    slot = single(version, ATTEMPT, seed)
    if item.is_choice:
        slot.option_order = [option.id for option in item.options][: authoring.MOST_OPTIONS]
    return slot


def card_of(item: Item, slug: str, seed: int = 1, response: Response | None = None) -> Card:
    """The card before an answer, or with `response` after it."""
    shelf = Shelf.of([item])
    slot = slot_of(item, slug, seed)
    if response is None:
        return Card(slot, shelf)
    marked = mark(item, response, seed, shelf.numbers)
    answer = Answer(
        slot=slot,
        revision=1,
        response=list(response),
        points=marked.points,
        verdict=marked.verdict,
        fraction=marked.fraction,
    )
    return Card(slot, shelf, answer, reveal=True)


def take_html(request: HttpRequest, card: Card, **context: Any) -> str:
    """The part that a learner's page swaps in. `alone`: one of several on a page."""
    part = "_take.html"
    if context.pop("alone", False):
        part = "_feedback.html" if card.reveal else "_question.html"
    context |= {
        "card": card,
        "slot": card.slot,
        "attempt": card.slot.attempt,
        "client_id": uuid.uuid4(),
        "revision": 1,
        "progress": None,
    }
    return render_to_string(f"quizzes/{part}", context, request)


def preview(
    request: HttpRequest, form: QuestionForm, state: str, seed: int = 1, *, alone: bool = False
) -> Preview:
    """What stands in the form, in one of `STATES`; half a question is shown as far as it goes."""
    given, taken = form.typed(), form.taken()
    item, problems, doubts = examine(given, taken)
    shown = Preview(problems=[_labelled(form, p) for p in problems], doubts=doubts)
    slug = form.instance.slug or "preview"
    try:
        if item:
            shown.html = item_html(request, item, slug, state, seed, alone=alone)
        else:
            sketch = authoring.sketch(given, taken)
            shown.html = take_html(request, card_of(sketch, slug, seed), alone=alone)
    except (ValueError, ArithmeticError):
        # Not enough for a card yet: the problems say what is missing.
        shown.html = ""
    return shown


def version_views(request: HttpRequest, version: QuestionVersion) -> list[tuple[str, Preview]]:
    """A stored version before an answer, after a wrong and after a right one."""
    item, slug = version.item(), version.question.slug
    return [
        (state, Preview(item_html(request, item, slug, state, 1, alone=True)))
        for state in STATES[:3]
    ]


def item_html(
    request: HttpRequest, item: Item, slug: str, state: str, seed: int, *, alone: bool = False
) -> str:
    """A valid item in one of `STATES`, as the part of a learner's page."""
    numbers = Shelf.of([item]).numbers
    response, message = None, ""
    if state == "right":
        response = item.rules.right(item, seed, numbers)
    elif state == "wrong":
        response = item.rules.wrong(item, seed, numbers)
    elif state == "answered":
        try:
            response = read_response(item, request.POST.getlist("preview_answer"))
        except Unreadable as problem:
            message = str(problem)
    card = card_of(item, slug, seed, response)
    return take_html(request, card, message=message, alone=alone)


def _labelled(form: QuestionForm, problem: Problem) -> tuple[str, str]:
    label = form.fields[problem.field].label if problem.field in form.fields else ""
    return str(label or problem.field.capitalize()), str(problem)
