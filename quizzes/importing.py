"""Questions and quizzes from the content files into the bank, and the whole import."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from quizzes.models import ContentImport, Question, QuestionVersion, Quiz, QuizItem
from quizzes.models.bank import body_hash, link_facts
from studyapp.content.loader import Bundle
from studyapp.content.references import facts_of_item
from studyapp.content.schema import QuestionEntry, QuizEntry
from studyapp.digests import digest_of
from studyapp.lessons.importing.companions import sync_companions
from studyapp.lessons.importing.deciding import CONFLICT, decide, fingerprint
from studyapp.lessons.importing.facts import drop_facts, strays, sync_facts
from studyapp.lessons.importing.lessons import sync_lessons
from studyapp.lessons.models import Fact
from studyapp.search.indexing import rebuild

LAST = 1_000
"""Drills stand behind every quiz of a lesson."""


@dataclass
class Report:
    """What an import did. A conflict is not an error: the instructor's words stay."""

    facts: int = 0
    lessons: int = 0
    questions: int = 0
    quizzes: int = 0
    terms: int = 0
    look_alikes: int = 0
    conflicts: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = (
            f"{self.facts} facts, {self.lessons} lessons, {self.questions} questions, "
            f"{self.quizzes} quizzes, {self.terms} terms, {self.look_alikes} look-alikes changed."
        )
        return "\n".join([counts, *self.conflicts])


def content_digest(root: Path) -> str:
    """A fingerprint of everything that an import depends on: the content, and the code for it."""
    base = settings.BASE_DIR
    code = [
        "studyapp/content",
        "studyapp/digests.py",
        "studyapp/lessons/importing",
        "studyapp/lessons/models",
        "studyapp/lessons/revising.py",
        "studyapp/search",
        "quizzes/engine",
        "quizzes/models",
        "requirements.txt",
    ]
    return digest_of(root, Path(__file__), *(base / name for name in code))


def sync(bundle: Bundle, digest: str = "", *, take_files: bool = False) -> Report:
    """Bring the database in line with a bundle without problems: all of it, or nothing.

    What an instructor edited is kept and reported, unless `take_files` says that
    the files win this time. With `digest` the import is noted, so that the next one
    of the same files need not begin.
    """
    report = Report()
    with transaction.atomic():
        report.facts = sync_facts(bundle, report.conflicts, take_files=take_files)
        report.lessons = sync_lessons(bundle)
        report.terms, report.look_alikes = sync_companions(bundle)
        report.questions = _sync_questions(bundle, report, take_files)
        report.quizzes = _sync_quizzes(bundle, report, take_files)
        if gone := strays(bundle):
            report.facts += drop_facts(gone - _facts_in_use())
        rebuild()
        if digest:
            ContentImport.objects.all().delete()
            ContentImport.objects.create(digest=digest, conflicts=report.conflicts)
    return report


def _facts_in_use() -> set[str]:
    """What questions rest on, also in old words that an attempt keeps: without it no page of it.

    And what somebody contested: the report and what was said of it stay public.
    """
    live = Q(state__in=[QuestionVersion.State.DRAFT, QuestionVersion.State.PUBLISHED])
    versions = QuestionVersion.objects.filter(live | Q(slots__isnull=False)).distinct()
    keys = {key for version in versions for key in facts_of_item(version.item())}
    contested = Fact.objects.filter(Q(reports__isnull=False) | Q(standings__isnull=False))
    return keys | set(contested.values_list("key", flat=True))


def _sync_questions(bundle: Bundle, report: Report, take_files: bool) -> int:
    known = {question.slug: question for question in Question.objects.all()}
    newest = {v.question_id: v for v in QuestionVersion.objects.newest_each()}
    published: list[QuestionVersion] = []
    for slug, entry in bundle.questions.items():
        body = entry.item.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        wanted = body_hash(body)
        question = known.get(slug) or Question(slug=slug)
        version = newest.get(question.pk)
        current = version.content_hash if version else ""
        verdict = decide(question.imported_hash, current, wanted, take_files)
        if verdict == "write":
            question.save()
            published.append(question.save_draft(entry.item))
        if verdict == "same" and version and version.state == QuestionVersion.State.DRAFT:
            published.append(version)  # somebody had drafted the very words of the files
        if verdict == "conflict":
            report.conflicts.append(CONFLICT.format(kind="Question", slug=slug))
        if verdict in ("write", "same") and question.imported_hash != wanted:
            Question.objects.filter(pk=question.pk).update(imported_hash=wanted)
    for version in published:
        version.publish(linked=False)
    # Of all, not of these alone: an older release made no links, and a fact may have come back.
    link_facts(QuestionVersion.objects.filter(state=QuestionVersion.State.PUBLISHED))
    _tell_leavers(bundle, report, known)
    return len(published)


def _tell_leavers(bundle: Bundle, report: Report, known: dict[str, Question]) -> None:
    """Questions that left the files: learners' answers hang on them, so a person decides."""
    for slug in sorted(known.keys() - bundle.questions.keys()):
        if known[slug].imported_hash:
            report.conflicts.append(
                f"Question {slug}: no longer in the files. It stays in its quizzes until they "
                "are changed."
            )


def _sync_quizzes(bundle: Bundle, report: Report, take_files: bool) -> int:
    known = {quiz.slug: quiz for quiz in Quiz.objects.prefetch_related("items__question")}
    wanted_quizzes = bundle.quizzes | drills(bundle)
    changed = 0
    for slug, entry in wanted_quizzes.items():
        quiz = known.get(slug)
        wanted = fingerprint(_as_data(entry))
        current = fingerprint(stored(quiz)) if quiz else ""
        verdict = decide(quiz.imported_hash if quiz else "", current, wanted, take_files)
        if verdict == "write":
            _write_quiz(entry, wanted)
            changed += 1
        if verdict == "conflict":
            report.conflicts.append(CONFLICT.format(kind="Quiz", slug=slug))
        if verdict == "same" and quiz and quiz.imported_hash != wanted:
            Quiz.objects.filter(pk=quiz.pk).update(imported_hash=wanted)
    report.conflicts += [
        f"Quiz {slug}: no longer in the files. It stays until it is taken off in the admin."
        for slug in sorted(known.keys() - wanted_quizzes.keys())
        if known[slug].imported_hash
    ]
    return changed


def drills(bundle: Bundle) -> dict[str, QuizEntry]:
    """A quiz for every comparison: all questions of its group, the easiest first."""
    groups: dict[str, list[QuestionEntry]] = {slug: [] for slug in bundle.look_alikes}
    for question in bundle.questions.values():
        if question.item.look_alike in groups:
            groups[question.item.look_alike].append(question)
    return {
        slug: QuizEntry(
            slug=slug,
            title=bundle.look_alikes[slug].title,
            summary="Tell them apart: one situation after the other.",
            look_alike=slug,
            order=LAST + bundle.look_alikes[slug].order,
            questions=tuple(q.id for q in sorted(group, key=lambda q: q.item.difficulty)),
        )
        for slug, group in groups.items()
        if group
    }


def _as_data(entry: QuizEntry) -> dict[str, Any]:
    data = entry.model_dump() | {"questions": list(entry.questions)}
    return _without_drill(data)


def stored(quiz: Quiz) -> dict[str, Any]:
    """A quiz as the files would write it. Uses prefetched items if there are any."""
    data = {
        "slug": quiz.slug,
        "title": quiz.title,
        "summary": quiz.summary,
        "lesson": quiz.lesson_id or "",
        "look_alike": quiz.look_alike_id or "",
        "order": quiz.order,
        "questions": [item.question.slug for item in quiz.items.all()],
    }
    return _without_drill(data)


def _without_drill(data: dict[str, Any]) -> dict[str, Any]:
    """A quiz that is no drill hashes as it did before there were drills."""
    return data if data["look_alike"] else {k: v for k, v in data.items() if k != "look_alike"}


def _write_quiz(entry: QuizEntry, digest: str) -> None:
    fields = {
        "title": entry.title,
        "summary": entry.summary,
        "lesson_id": entry.lesson or None,
        "look_alike_id": entry.look_alike or None,
        "order": entry.order,
        "imported_hash": digest,
    }
    # Whether learners see it is decided in the admin once it stands.
    quiz, _ = Quiz.objects.update_or_create(
        slug=entry.slug, defaults=fields, create_defaults=fields | {"is_published": True}
    )
    pks = dict(Question.objects.filter(slug__in=entry.questions).values_list("slug", "pk"))
    quiz.items.all().delete()
    QuizItem.objects.bulk_create(
        QuizItem(quiz=quiz, question_id=pks[slug], position=position)
        for position, slug in enumerate(entry.questions, 1)
    )
