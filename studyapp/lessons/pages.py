"""A lesson as its page needs it: blocks with today's facts, prompts with their state."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from studyapp.content.markdown import CHIP, popover_chip, with_chips
from studyapp.lessons.models import Fact, Lesson, LessonRead, Recall

HTML_FIELDS = ("html", "ask", "answer", "then", "now", "exam", "svg")


def lesson_page(lesson: Lesson, user: Any) -> dict[str, Any]:
    """The context of a lesson's page, in a fixed number of queries."""
    today = timezone.now().date()
    facts = {fact.key: fact for fact in lesson.facts.all()}
    recalls = Recall.objects.of(user).latest_in(lesson.pk)
    shelf = list(Lesson.objects.defer("blocks"))
    at = next(i for i, other in enumerate(shelf) if other.pk == lesson.pk)
    return {
        "lesson": lesson,
        "blocks": [_block(block, facts, recalls, today) for block in lesson.blocks],
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
        "is_read": LessonRead.objects.of(user).filter(lesson=lesson).exists(),
    }


def oldest_check(facts: Any) -> date | None:
    """The day of the oldest check among `facts`."""
    return min((fact.checked_on for fact in facts), default=None)


def _block(
    block: dict[str, Any], facts: Mapping[str, Fact], recalls: Mapping[str, str], today: date
) -> dict[str, Any]:
    ready = dict(block)
    for name in HTML_FIELDS:
        if name in ready:
            ready[name] = chipped(ready[name], facts, today)
    if block["kind"] == "prompt":
        ready |= {"outcome": recalls.get(block["id"], ""), "client_id": uuid.uuid4()}
    if block["kind"] == "lab":
        ready["url"] = reverse(f"labs:{block['id']}")
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
    text = "".join(str(block.get(name, "")) for block in lesson.blocks for name in HTML_FIELDS)
    keys = dict.fromkeys(match["key"] for match in CHIP.finditer(text))
    return [facts[key] for key in keys if key in facts]
