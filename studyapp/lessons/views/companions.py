"""Beside the lessons: the glossary, the comparisons, the cheat sheet."""

from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from studyapp.content.markdown import CHIP
from studyapp.http import Request
from studyapp.lessons.models import Fact, Lesson, LookAlike, Term
from studyapp.lessons.pages import chipped, labelled, oldest_check

MAKERS = ("Amazon ", "AWS ")
SIGNS = "/$"
"""What a term may begin with before its first letter: /tmp, $LATEST."""


def glossary(request: Request) -> HttpResponse:
    """Every term with its meaning and the place where it is taught, by first letter."""
    terms = list(Term.objects.select_related("lesson").prefetch_related("see"))
    terms.sort(key=lambda term: _key(term).lower())
    facts, today = _facts_in(*(term.meaning for term in terms)), _today()
    rows = [{"term": term, "meaning": chipped(term.meaning, facts, today)} for term in terms]
    letters = [
        {"letter": letter, "rows": list(group)}
        for letter, group in groupby(rows, key=lambda row: _letter(row["term"]))
    ]
    context = {"letters": letters, "count": len(terms)} | _cards(facts, today)
    return render(request, "lessons/glossary.html", context)


def _key(term: object) -> str:
    """What a reader looks a term up by: Lambda is found under L, with its maker or without."""
    words = str(term).lstrip(SIGNS)
    maker = next((name for name in MAKERS if words.startswith(name)), "")
    return words.removeprefix(maker)


def _letter(term: object) -> str:
    first = _key(term)[:1].upper()
    return first if first.isalpha() else "0–9"


def look_alikes(request: Request) -> HttpResponse:
    """The comparisons there are."""
    pages = LookAlike.objects.select_related("lesson")
    facts = _facts_in(*(page.summary for page in pages))
    rows = [{"page": page, "summary": labelled(page.summary, facts)} for page in pages]
    return render(request, "lessons/look_alikes.html", {"rows": rows})


def look_alike(request: Request, slug: str) -> HttpResponse:
    """One comparison: side by side, cue by cue, and its drill."""
    page = get_object_or_404(LookAlike.objects.select_related("lesson"), slug=slug)
    texts = [page.summary, *page.traps]
    texts += [cell for row in page.rows for cell in row["cells"]]
    texts += [text for cue in page.cues for text in (cue["when"], cue["because"])]
    facts, today = _facts_in(*texts), _today()
    context = {
        "page": page,
        "summary": chipped(page.summary, facts, today),
        "rows": [
            {
                "aspect": row["aspect"],
                "cells": [
                    (side, chipped(cell, facts, today))
                    for side, cell in zip(page.sides, row["cells"], strict=True)
                ],
            }
            for row in page.rows
        ],
        "cues": [
            {
                "when": chipped(cue["when"], facts, today),
                "side": cue["side"],
                "because": chipped(cue["because"], facts, today),
            }
            for cue in page.cues
        ],
        "traps": [chipped(trap, facts, today) for trap in page.traps],
        "drill": _drill_of(page),
        "others": LookAlike.objects.exclude(pk=page.pk).only("slug", "title"),
    }
    return render(request, "lessons/look_alike.html", context | _cards(facts, today))


def _drill_of(page: LookAlike) -> Any:
    """Its quiz, if learners may see it."""
    drill = getattr(page, "drill", None)
    return drill if drill and drill.is_published else None


def cheat_sheet(request: Request) -> HttpResponse:
    """The cues of every lesson on one side of paper."""
    lessons = [lesson for lesson in Lesson.objects.defer("blocks") if lesson.cues]
    texts = [text for lesson in lessons for cue in lesson.cues for text in cue.values()]
    facts, today = _facts_in(*texts), _today()
    blocks = [
        {
            "lesson": lesson,
            "cues": [
                {name: chipped(text, facts, today) for name, text in cue.items()}
                for cue in lesson.cues
            ],
        }
        for lesson in lessons
    ]
    context = {"blocks": blocks, "oldest_check": oldest_check(facts.values()), "today": today}
    return render(request, "lessons/cheat_sheet.html", context | _cards(facts, today))


def _today() -> date:
    return timezone.now().date()


def _facts_in(*texts: str) -> dict[str, Fact]:
    """The facts that chips in these texts name. One query."""
    keys = {match["key"] for text in texts for match in CHIP.finditer(text)}
    return Fact.objects.in_bulk(keys)


def _cards(facts: dict[str, Fact], today: date) -> dict[str, object]:
    """The cards that chips open, and which of them are due."""
    return {"facts": facts.values(), "due": [f for f in facts.values() if f.is_due(today)]}
