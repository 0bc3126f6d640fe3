"""The course as passages: what is shown of each, and the words it is found by.

Recall prompts are left out: a result would give their answer away.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from studyapp.content.markdown import FactLike, with_chips
from studyapp.lessons.models import Fact, Lesson, Term
from studyapp.search.models import Passage
from studyapp.search.plain import Section, sections
from studyapp.search.words import fold_line, other_forms

Facts = Mapping[str, FactLike]
_SHOWN = {"then_now": ("then", "now", "exam"), "figure": ("title", "caption", "description")}


def of_lesson(lesson: Lesson, facts: Facts) -> Iterator[Passage]:
    """One passage for the opening of a lesson, and one for each of its sections."""
    opening = Section(title=lesson.title)
    for words in (lesson.summary, *lesson.goals):
        opening.parts += [words, "\n"]
    cut = [opening]
    for block in lesson.blocks:
        if block["kind"] == "html":
            cut += sections(_labelled(block["html"], facts), cut[-1])[1:]
        for name in _SHOWN.get(block["kind"], ()):
            cut[-1].add(_labelled(block[name], facts))
    for at, section in enumerate(cut):
        anchor = f"#{section.anchor}" if section.anchor else ""
        yield _passage(
            Passage.Kind.SECTION,
            f"{lesson.slug}{anchor}",
            section.title,
            section.text,
            place=lesson.title if anchor else "",
            url=f"{lesson.get_absolute_url()}{anchor}",
            order=lesson.order * 100 + at,
        )


def of_fact(fact: Fact) -> Passage:
    then = f" Older material: {fact.then}" if fact.then else ""
    return _passage(
        Passage.Kind.FACT,
        fact.key,
        fact.label,
        fact.statement + then,
        place=fact.topic.capitalize(),
        url=fact.get_absolute_url(),
        order=0,
        also=fact.key,
    )


def of_term(term: Term, facts: Facts) -> Passage:
    """A word of the glossary; its other names are as good as a title to find it by."""
    said = Section()
    said.add(_labelled(term.meaning, facts))
    names = ", ".join(term.also)
    return _passage(
        Passage.Kind.TERM,
        term.slug,
        term.term,
        f"{said.text} Also: {names}." if names else said.text,
        place=term.lesson.title,
        url=term.get_absolute_url(),
        order=0,
    )


def _labelled(html: str, facts: Facts) -> str:
    """Each chip as the label that a page shows."""
    return with_chips(html, facts, lambda _, label: label)


def _passage(
    kind: Passage.Kind, key: str, title: str, text: str, *, also: str = "", **fields: Any
) -> Passage:
    helping = [also, fields["place"], *other_forms(f"{title} {text}")]
    return Passage(
        kind=kind,
        key=key,
        title=title,
        text=text,
        title_words=fold_line(title),
        also_words=fold_line(" ".join(helping)),
        text_words=fold_line(text),
        **fields,
    )
