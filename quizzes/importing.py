"""Questions and quizzes from the content files into the bank, and the whole import."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q

from quizzes.models import Question, QuestionVersion, Quiz, QuizItem
from quizzes.models.bank import body_hash
from studyapp.content.loader import Bundle
from studyapp.content.references import facts_of_item
from studyapp.content.schema import QuizEntry
from studyapp.lessons.importing import drop_facts, fingerprint, strays, sync_facts, sync_lessons
from studyapp.lessons.models import Fact


@dataclass
class Report:
    """What an import did. A conflict is not an error: the instructor's words stay."""

    facts: int = 0
    lessons: int = 0
    questions: int = 0
    quizzes: int = 0
    conflicts: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = (
            f"{self.facts} facts, {self.lessons} lessons, {self.questions} questions and "
            f"{self.quizzes} quizzes changed."
        )
        return "\n".join([counts, *self.conflicts])


def sync(bundle: Bundle, *, take_files: bool = False) -> Report:
    """Bring the database in line with a bundle without problems: all of it, or nothing.

    What an instructor edited is kept and reported, unless `take_files` says that
    the files win this time.
    """
    report = Report()
    with transaction.atomic():
        report.facts = sync_facts(bundle)
        report.lessons = sync_lessons(bundle)
        report.questions = _sync_questions(bundle, report, take_files)
        report.quizzes = _sync_quizzes(bundle, report, take_files)
        if gone := strays(bundle):
            report.facts += drop_facts(gone - _facts_in_use())
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


def _decide(imported: str, current: str, wanted: str, take_files: bool) -> str:
    """What to do with one entry: "same", "write", "keep" (edited here) or "conflict"."""
    if current == wanted:
        return "same"
    if current == imported or take_files:
        return "write"
    return "keep" if imported == wanted else "conflict"


CONFLICT = (
    "{kind} {slug}: edited in the admin and changed in the files. Kept what the admin has; "
    "`import_content --take-files` takes the files."
)


def _sync_questions(bundle: Bundle, report: Report, take_files: bool) -> int:
    known = {question.slug: question for question in Question.objects.all()}
    newest = {v.question_id: v for v in QuestionVersion.objects.newest_each()}
    changed = 0
    for slug, entry in bundle.questions.items():
        body = entry.item.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        wanted = body_hash(body)
        question = known.get(slug) or Question(slug=slug)
        version = newest.get(question.pk)
        current = version.content_hash if version else ""
        verdict = _decide(question.imported_hash, current, wanted, take_files)
        if verdict == "write":
            question.save()
            question.save_draft(entry.item).publish()
            changed += 1
        if verdict == "same" and version and version.state == QuestionVersion.State.DRAFT:
            version.publish()  # somebody had drafted the very words of the files
            changed += 1
        if verdict == "conflict":
            report.conflicts.append(CONFLICT.format(kind="Question", slug=slug))
        if verdict in ("write", "same") and question.imported_hash != wanted:
            Question.objects.filter(pk=question.pk).update(imported_hash=wanted)
    return changed


def _sync_quizzes(bundle: Bundle, report: Report, take_files: bool) -> int:
    known = {quiz.slug: quiz for quiz in Quiz.objects.prefetch_related("items__question")}
    changed = 0
    for slug, entry in bundle.quizzes.items():
        quiz = known.get(slug)
        wanted = fingerprint(_as_data(entry))
        current = fingerprint(stored(quiz)) if quiz else ""
        verdict = _decide(quiz.imported_hash if quiz else "", current, wanted, take_files)
        if verdict == "write":
            _write_quiz(entry, wanted)
            changed += 1
        if verdict == "conflict":
            report.conflicts.append(CONFLICT.format(kind="Quiz", slug=slug))
        if verdict == "same" and quiz and quiz.imported_hash != wanted:
            Quiz.objects.filter(pk=quiz.pk).update(imported_hash=wanted)
    return changed


def _as_data(entry: QuizEntry) -> dict[str, Any]:
    return entry.model_dump() | {"questions": list(entry.questions)}


def stored(quiz: Quiz) -> dict[str, Any]:
    """A quiz as the files would write it. Uses prefetched items if there are any."""
    return {
        "slug": quiz.slug,
        "title": quiz.title,
        "summary": quiz.summary,
        "lesson": quiz.lesson_id or "",
        "order": quiz.order,
        "questions": [item.question.slug for item in quiz.items.all()],
    }


def _write_quiz(entry: QuizEntry, digest: str) -> None:
    fields = {
        "title": entry.title,
        "summary": entry.summary,
        "lesson_id": entry.lesson or None,
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
