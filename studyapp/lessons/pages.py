"""A lesson as its page needs it: blocks with today's facts, prompts with their state."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from studyapp.content.markdown import CHIP, popover_chip, with_chips
from studyapp.lessons.models import Fact, Lesson, LessonRead, Recall
from studyapp.lessons.truth import Standings, Turns, news_of

HTML_FIELDS = ("html", "ask", "answer", "then", "now", "exam", "svg")


@dataclass(frozen=True)
class Prompts:
    """What turns a stored prompt into one for a page: facts, where the learner stands, what turned.

    With `back` they stand on a page of that address, beside prompts of other lessons.
    """

    facts: Mapping[str, Fact]
    standings: Standings
    turns: Turns
    back: str = ""

    def ready(self, lesson: Lesson, prompt: dict[str, Any], today: date) -> dict[str, Any]:
        standing = self.standings.get((lesson.pk, prompt["id"]))
        return _filled(prompt, self.facts, today) | {
            "outcome": standing.outcome if standing else "",
            "news": news_of(prompt, standing, self.turns),
            "client_id": uuid.uuid4(),
            "name": f"{lesson.pk}-{prompt['id']}" if self.back else prompt["id"],
            "back": self.back,
        }


def lesson_page(lesson: Lesson, user: Any, back: str = "") -> dict[str, Any]:
    """The context of a lesson's page, in a fixed number of queries.

    `back` is where an answer to one of its prompts leads, if not to the lesson.
    """
    today = timezone.now().date()
    facts = {fact.key: fact for fact in lesson.facts.all()}
    prompts = Prompts(
        facts,
        Recall.objects.of(user).filter(lesson=lesson).standings(),
        Turns(facts.values()),
        back,
    )
    shelf = list(Lesson.objects.defer("blocks"))
    at = next(i for i, other in enumerate(shelf) if other.pk == lesson.pk)
    return {
        "lesson": lesson,
        "blocks": [_block(lesson, block, prompts, today) for block in lesson.blocks],
        "facts": _shown(lesson, facts),
        "due": [fact for fact in facts.values() if fact.is_due(today)],
        "oldest_check": oldest_check(facts.values()),
        "number": at + 1,
        "count": len(shelf),
        "previous": shelf[at - 1] if at else None,
        "next": shelf[at + 1] if at + 1 < len(shelf) else None,
        "terms": lesson.terms.all(),
        "look_alikes": lesson.look_alikes.only("slug", "title"),
        "quiz": lesson.quizzes.filter(is_published=True).first(),
        # A test begun from this page has this id: a form sent twice begins one.
        "fresh_id": uuid.uuid4(),
        "is_read": LessonRead.objects.of(user).filter(lesson=lesson).exists(),
    }


def oldest_check(facts: Any) -> date | None:
    """The day of the oldest check among `facts`."""
    return min((fact.checked_on for fact in facts), default=None)


def _block(lesson: Lesson, block: dict[str, Any], prompts: Prompts, today: date) -> dict[str, Any]:
    if block["kind"] == "prompt":
        return prompts.ready(lesson, block, today)
    ready = _filled(block, prompts.facts, today)
    if block["kind"] == "lab":
        ready["url"] = reverse(f"labs:{block['id']}")
    return ready


def _filled(block: dict[str, Any], facts: Mapping[str, Fact], today: date) -> dict[str, Any]:
    ready = dict(block)
    for name in HTML_FIELDS:
        if name in ready:
            ready[name] = chipped(ready[name], facts, today)
    return ready


def chipped(html: str, facts: Mapping[str, Fact], today: date) -> SafeString:
    """Sanitised HTML with its chips, safe to show: our sanitiser and our chips made it."""

    def chip(fact: Any, label: str) -> str:
        return popover_chip(fact, label, due=fact.is_due(today))

    return mark_safe(with_chips(html, facts, chip))  # noqa: S308


def labelled(html: str, facts: Mapping[str, Fact]) -> SafeString:
    """Sanitised HTML with the words of its chips, for a place that is one link already."""
    return mark_safe(with_chips(html, facts, lambda _, label: label))  # noqa: S308


def prompt_of(page: dict[str, Any], prompt: str) -> dict[str, Any]:
    """One prompt of a lesson's page, ready to be shown alone."""
    blocks = (block for block in page["blocks"] if block["kind"] == "prompt")
    return next(block for block in blocks if block["id"] == prompt)


def _shown(lesson: Lesson, facts: Mapping[str, Fact]) -> list[Fact]:
    """The facts that a chip on the page opens: one card each."""
    return [facts[key] for key in named_in(lesson.blocks) if key in facts]


def named_in(blocks: Iterable[dict[str, Any]]) -> list[str]:
    """The facts that a chip in these blocks opens, each once."""
    text = "".join(str(block.get(name, "")) for block in blocks for name in HTML_FIELDS)
    return list(dict.fromkeys(match["key"] for match in CHIP.finditer(text)))
