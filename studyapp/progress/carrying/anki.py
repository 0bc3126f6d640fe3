"""Recall prompts and questions as an Anki package.

Model, decks and notes keep their ids for ever: an import after a newer export brings the
cards up to date and leaves their schedule alone. The fields of the model are fixed too,
with three to spare: a model with another field is one that Anki does not update.
"""

import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from itertools import count
from typing import Any

import genanki
from django.template.loader import render_to_string
from django.urls import reverse

from quizzes.cards import Shelf
from quizzes.engine.draws import chance
from quizzes.engine.items import Kind
from quizzes.misses import QUESTION, missed
from quizzes.models import Attempt, QuestionVersion, Slot, kept_back
from studyapp.content.markdown import CHIP, with_chips
from studyapp.lessons.models import Fact, Lesson
from studyapp.progress.carrying.faces import AnkiCard, bare, inert

MODEL = 1_769_000_001
DECKS = 1_769_000_000_000
MOST = 5_000
"""Notes of one package."""
FIELDS = ("Front", "Back", "Source", "Lesson", "Kind", "Spare 1", "Spare 2", "Spare 3")
UNSEEN = {Kind.HOTSPOT.value, "policy"}
"""Kinds that are nothing without their diagram or editor."""
CSS = (
    ".card { font: 18px/1.5 system-ui, sans-serif; text-align: left; max-width: 40em;"
    " margin: 0 auto; padding: 1em; } .meta { font-size: 14px; opacity: .8; }"
    " .right { font-weight: bold; } code, pre { font-family: ui-monospace, monospace; }"
)
BACK = "{{FrontSide}}<hr id=answer>{{Back}}<p class=meta>{{Source}}</p><p class=meta>{{Lesson}}</p>"


def _model() -> Any:
    return genanki.Model(
        MODEL,
        "Lambda Ledger",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Card", "qfmt": "{{Front}}", "afmt": BACK}],
        css=CSS,
    )


def package(user: Any, site: str, at: datetime, *, everything: bool) -> bytes:
    """The file: a deck for each lesson, with its prompts and the questions that were missed.

    With `everything` all questions, but for those that an open set or exam asks, or will.
    """
    model, decks = _model(), {}
    facts = Fact.objects.in_bulk()
    lessons = {lesson.slug: lesson for lesson in Lesson.objects.all()}
    shelf = Shelf(facts, {lesson.slug: lesson.title for lesson in lessons.values()})
    versions = _versions(user, everything=everything)
    notes = [*_prompts(lessons, facts, site), *_questions(versions, shelf, site)]
    for slug, guid, fields, tags in notes[:MOST]:
        if slug not in decks:
            number = DECKS + chance(0, "deck", slug) % 10**9
            title = lessons[slug].title if slug in lessons else slug
            decks[slug] = genanki.Deck(number, f"Lambda Ledger::{title.replace('::', ' ')}")
        whole = [*fields, "", "", ""]
        decks[slug].add_note(genanki.Note(model=model, fields=whole, guid=guid, tags=tags))
    return _packed(list(decks.values()), at)


def _packed(decks: list[Any], at: datetime) -> bytes:
    """The decks as a package, made in memory: the library would leave a file behind."""
    stamp, file = at.timestamp(), BytesIO()
    with sqlite3.connect(":memory:") as base:
        genanki.Package(decks).write_to_db(base.cursor(), stamp, count(int(stamp * 1000)))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", base.serialize())
        archive.writestr("media", "{}")
    base.close()
    return file.getvalue()


Note = tuple[str, str, list[str], list[str]]


def _prompts(lessons: dict[str, Lesson], facts: dict[str, Fact], site: str) -> Iterator[Note]:
    for lesson in lessons.values():
        for prompt in lesson.prompts():
            said = prompt["ask"], prompt["answer"]
            shown = (match["key"] for text in said for match in CHIP.finditer(text))
            keys = dict.fromkeys([*prompt.get("facts", ()), *shown])
            context = {"facts": [facts[key] for key in keys if key in facts]}
            context |= {"sources": [] if context["facts"] else lesson.sources}
            fields = [with_chips(text, facts, bare) for text in said]
            fields.append(render_to_string("progress/anki/_source.html", context))
            fields.append(_lesson_link(lesson.title, lesson.get_absolute_url()))
            guid = genanki.guid_for("lambda-ledger", "prompt", lesson.slug, prompt["id"])
            tags = ["lambda-ledger", "prompt", f"lesson::{lesson.slug}"]
            yield lesson.slug, guid, [*(inert(text, site) for text in fields), "prompt"], tags


def _versions(user: Any, *, everything: bool) -> list[QuestionVersion]:
    """What to ask: what was missed, or everything; never what is kept back. Three queries."""
    versions = QuestionVersion.objects.drawable().exclude(body__kind__in=UNSEEN)
    versions = versions.exclude(question__in=kept_back(user))
    if not everything:
        versions = versions.filter(question__in=missed(user).values(QUESTION))
    return list(versions.select_related("question").order_by("question__slug")[:MOST])


def _questions(versions: list[QuestionVersion], shelf: Shelf, site: str) -> Iterator[Note]:
    for version in versions:
        slug, item = version.question.slug, version.item()
        seed = chance(0, "anki", slug) % 2**31
        slot = Slot(attempt=Attempt(), version=version, seed=seed)
        slot.option_order = item.rules.order(item, seed)
        asked, told = (AnkiCard(slot, shelf, reveal=reveal) for reveal in (False, True))
        fields = [
            render_to_string("progress/anki/_front.html", {"card": asked}),
            render_to_string("progress/anki/_back.html", {"card": told}),
            render_to_string("progress/anki/_source.html", {"facts": told.facts}),
            _lesson_link(told.lesson_title, told.lesson_url),
        ]
        tags = ["lambda-ledger", "question", f"lesson::{item.lesson_slug}"]
        tags.append(f"domain::{item.task[0]}")
        guid = genanki.guid_for("lambda-ledger", "question", slug)
        kind = item.kind.value
        yield item.lesson_slug, guid, [*(inert(text, site) for text in fields), kind], tags


def _lesson_link(title: str, url: str) -> str:
    context = {"title": title, "url": url or reverse("lessons:index")}
    return render_to_string("progress/anki/_lesson.html", context)
