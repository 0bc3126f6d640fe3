"""Lessons from the content files into their table."""

from typing import Any

from studyapp.content.loader import Bundle, LessonFile
from studyapp.content.markdown import render_line, render_text
from studyapp.content.references import facts_of_lesson
from studyapp.lessons.importing.deciding import fingerprint
from studyapp.lessons.models import Fact, Lesson


def sync_lessons(bundle: Bundle) -> int:
    """Bring the lessons in line with the files; return how many changed.

    A lesson that left the files stays as long as learners' marks hang on it: it
    is not ours to drop what they did. It only leaves the shelf by a new release.
    """
    hashes = dict(Lesson.objects.values_list("slug", "content_hash"))
    _step_aside(bundle)
    changed = 0
    for slug, lesson in bundle.lessons.items():
        fields = _lesson_fields(bundle, lesson)
        if hashes.get(slug) == fields["content_hash"]:
            continue
        row, _ = Lesson.objects.update_or_create(slug=slug, defaults=fields)
        row.facts.set(Fact.objects.filter(pk__in=facts_of_lesson(lesson)))
        changed += 1
    return changed


def _step_aside(bundle: Bundle) -> None:
    """Move a lesson to the end whose place the files give to another: places are unique."""
    wanted = {lesson.head.order: slug for slug, lesson in bundle.lessons.items()}
    places = dict(Lesson.objects.values_list("slug", "order"))
    last = max([*places.values(), *wanted], default=0)
    for slug, order in places.items():
        if wanted.get(order, slug) != slug:
            last += 1
            Lesson.objects.filter(pk=slug).update(order=last)


def _lesson_fields(bundle: Bundle, lesson: LessonFile) -> dict[str, Any]:
    head = lesson.head
    fields: dict[str, Any] = {
        "module": lesson.module,
        "title": head.title,
        "summary": head.summary,
        "order": head.order,
        "minutes": head.minutes,
        "tasks": list(head.tasks),
        "goals": list(head.goals),
        "sources": [source.model_dump() for source in head.sources],
        "blocks": list(_blocks(bundle, lesson)),
        "cues": [
            {"when": _sentence(cue.when), "choose": _sentence(cue.choose)} for cue in head.cues
        ],
        "contents": [
            {"anchor": heading.anchor, "title": heading.title}
            for heading in lesson.rendered.headings
        ],
    }
    return fields | {"content_hash": fingerprint(fields)}


def _blocks(bundle: Bundle, lesson: LessonFile) -> list[dict[str, Any]]:
    head = lesson.head
    parts: dict[str, dict[str, dict[str, Any]]] = {
        "prompt": {p.id: _prompt(p.model_dump()) for p in head.prompts},
        "then_now": {c.id: _card(c.model_dump()) for c in head.then_now},
        "figure": {f.id: _figure(bundle, f.model_dump()) for f in head.figures},
    }
    plain = {"html": "html", "lab": "id"}
    return [
        {"kind": kind, plain[kind]: value}
        if kind in plain
        else {"kind": kind, **parts[kind][value]}
        for kind, value in lesson.rendered.blocks
    ]


def _sentence(source: str) -> str:
    """A line of the cheat sheet, beginning with a capital unless it begins with code or a chip."""
    html = render_line(source)
    return html[:1].upper() + html[1:]


def _prompt(prompt: dict[str, Any]) -> dict[str, Any]:
    return prompt | {"ask": render_line(prompt["ask"]), "answer": render_text(prompt["answer"])}


def _card(card: dict[str, Any]) -> dict[str, Any]:
    return card | {name: render_line(card[name]) for name in ("then", "now", "exam")}


def _figure(bundle: Bundle, figure: dict[str, Any]) -> dict[str, Any]:
    svg = (bundle.root / "figures" / figure["file"]).read_text("utf-8")
    return figure | {"svg": svg[svg.index("<svg") :].strip()}
