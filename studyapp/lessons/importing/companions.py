"""The glossary and the comparisons from the content files into their tables."""

from typing import Any, TypeVar

from django.db import models

from studyapp.content.loader import Bundle
from studyapp.content.markdown import render_line
from studyapp.content.schema import LookAlikeEntry, TermEntry
from studyapp.lessons.models import LookAlike, Term

M = TypeVar("M", bound=models.Model)


def sync_companions(bundle: Bundle) -> tuple[int, int]:
    """Bring glossary and comparisons in line with the files; return how many changed of each."""
    terms = _sync(Term, {slug: _term(entry) for slug, entry in bundle.terms.items()})
    terms = max(terms, _sync_links(bundle))
    pages = {slug: _look_alike(entry) for slug, entry in bundle.look_alikes.items()}
    return terms, _sync(LookAlike, pages)


def _sync(model: type[M], wanted: dict[str, dict[str, Any]]) -> int:
    """Make the rows of `model` those of `wanted` {slug: fields}; return how many changed."""
    existing = model._default_manager.in_bulk()
    gone = existing.keys() - wanted.keys()
    if gone:
        model._default_manager.filter(pk__in=gone).delete()
    rows = [model(pk=slug, **fields) for slug, fields in wanted.items()]
    fresh = [row for row in rows if row.pk not in existing]
    changed = [
        row
        for row in rows
        if row.pk in existing
        and any(getattr(existing[row.pk], name) != value for name, value in wanted[row.pk].items())
    ]
    model._default_manager.bulk_create(fresh)
    if changed:
        model._default_manager.bulk_update(changed, list(wanted[changed[0].pk]), batch_size=200)
    return len(fresh) + len(changed) + len(gone)


def _term(entry: TermEntry) -> dict[str, Any]:
    lesson, _, anchor = entry.lesson.partition("#")
    return {
        "term": entry.term,
        "also": list(entry.also),
        "meaning": render_line(entry.meaning),
        "lesson_id": lesson,
        "anchor": anchor,
    }


def _sync_links(bundle: Bundle) -> int:
    """The “see also” of each term; return how many terms got other ones."""
    link = Term.see.through
    wanted = {(slug, other) for slug, term in bundle.terms.items() for other in term.see}
    existing = set(link._default_manager.values_list("from_term_id", "to_term_id"))
    for source, target in existing - wanted:
        link._default_manager.filter(from_term_id=source, to_term_id=target).delete()
    link._default_manager.bulk_create(
        link(from_term_id=source, to_term_id=target) for source, target in wanted - existing
    )
    return len({source for source, _ in wanted ^ existing})


def _look_alike(entry: LookAlikeEntry) -> dict[str, Any]:
    return {
        "title": entry.title,
        "summary": render_line(entry.summary),
        "order": entry.order,
        "lesson_id": entry.lesson,
        "sides": list(entry.sides),
        "rows": [
            {"aspect": row.aspect, "cells": [render_line(cell) for cell in row.cells]}
            for row in entry.rows
        ],
        "cues": [
            {
                "when": render_line(cue.when),
                "side": entry.sides[cue.choose - 1],
                "because": render_line(cue.because),
            }
            for cue in entry.cues
        ],
        "traps": [render_line(trap.text) for trap in entry.traps],
    }
