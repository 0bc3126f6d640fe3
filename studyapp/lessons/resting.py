"""What rests on a fact, and where it still names a number of before."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from typing import Any

from django.urls import reverse
from django.utils.html import strip_tags

from studyapp.content.numbers import NUMBER, digits
from studyapp.content.references import drawing_problems, numbers_computed_with
from studyapp.lessons.models import Fact

AROUND = 40
MOST = 3
"""Passages told of one lesson or question."""
KEYS = re.compile(r"""fact[ (]+["'][^"']+["']""")
NO_TEXT = {"id", "kind", "facts", "file", "lesson", "task", "tags", "look_alike", "source"}


@dataclass(frozen=True)
class Resting:
    """A lesson or a question. `edit_url` is "" for what is edited in the files."""

    title: str
    url: str
    edit_url: str
    passages: list[str]


def old_numbers(fact: Fact) -> set[str]:
    """The numbers that the ledger once gave for this fact and no longer does."""
    before: set[str] = set()
    for row in fact.revisions.of_truth():
        before |= digits(" ".join(str(row.before.get(n, "")) for n in ("value", "unit", "number")))
    return before - digits(f"{fact.label} {fact.number} {fact.statement}")


def lessons_on(fact: Fact, old: set[str]) -> list[Resting]:
    """The lessons that show it. Their words stand in the content files."""
    return [
        Resting(
            lesson.title,
            lesson.get_absolute_url(),
            "",
            passages(texts([lesson.blocks, lesson.cues, lesson.goals, lesson.summary]), old),
        )
        for lesson in fact.lessons.all()
    ]


def questions_on(fact: Fact, old: set[str]) -> list[Resting]:
    """The questions that rest on it, in their newest words."""
    return [
        Resting(
            slug,
            reverse("quizzes:question", args=[slug]),
            reverse("admin:quizzes_question_change", args=[pk]),
            passages(texts(body), old),
        )
        for pk, slug, body in _newest(fact)
    ]


def spoilt(fact: Fact, number: str) -> list[str]:
    """The published questions that compute with a fact and cannot with `number`, and why."""
    rows = fact.questions.published().order_by("slug")
    stored = dict(rows.values_list("slug", "versions__body"))
    used = {slug: numbers_computed_with(body) for slug, body in stored.items()}
    users = {slug: body for slug, body in stored.items() if fact.key in used[slug]}
    others = Fact.objects.filter(pk__in=set().union(*used.values())).exclude(number="")
    numbers = {other.pk: other.exact for other in others} | {fact.pk: Decimal(number)}
    tried = {slug: drawing_problems(body, numbers) for slug, body in users.items()}
    return [f"{slug} {found[0]}" for slug, found in tried.items() if found]


def _newest(fact: Fact) -> list[tuple[int, str, Any]]:
    rows = fact.questions.order_by("slug", "versions__number")
    newest = {
        slug: (pk, slug, body)
        for pk, slug, body in rows.values_list("pk", "slug", "versions__body")
    }
    return list(newest.values())


def texts(data: Any) -> Iterator[str]:
    """Every text in what a lesson or a question stores, without tags and keys of facts."""
    if isinstance(data, str):
        yield unescape(strip_tags(KEYS.sub("fact", data)))
    elif isinstance(data, dict):
        for name, value in data.items():
            if name not in NO_TEXT:
                yield from texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from texts(value)


def passages(found: Iterable[str], old: set[str]) -> list[str]:
    """The first places that name one of these numbers, each with a few words around it."""
    named = []
    for text in found:
        for match in NUMBER.finditer(text):
            if _stands_alone(text, match) and match["digits"].replace(",", "").rstrip(".") in old:
                named.append(_around(text, match.start(), match.end()))
                if len(named) == MOST:
                    return named
    return named


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Not the 2 of EC2 or of a cron expression's 3#2."""
    before, after = text[: match.start("digits")][-1:], text[match.end("digits") :][:1]
    return not (before.isalpha() or (before in "#_-/" and before) or (after in "#_" and after))


def _around(text: str, start: int, end: int) -> str:
    """A place in a text with the whole words beside it."""
    before, after = text[max(start - AROUND, 0) : start], text[end : end + AROUND]
    if start > AROUND:
        before = f"… {before.partition(' ')[2]}"
    if end + AROUND < len(text):
        after = f"{after.rpartition(' ')[0]} …"
    return " ".join(f"{before}{text[start:end]}{after}".split())
