"""What holds between the files: every reference leads somewhere, every number has a source."""

import re
from datetime import date
from decimal import Decimal

from quizzes.engine.banklint import lint_bank
from quizzes.engine.draws import problems as draw_problems
from quizzes.engine.findings import Severity
from quizzes.engine.itemlint import lint
from studyapp.content import cases, companions
from studyapp.content.figures import problems_of
from studyapp.content.loader import Bundle, LessonFile, Problem
from studyapp.content.numbers import digits, prose, unsourced
from studyapp.content.references import (
    check_anchor,
    check_labels,
    facts_of_item,
    facts_of_lesson,
    known_numbers,
    texts,
)
from studyapp.content.schema import QuestionEntry

WORDS = range(1_200, 2_001)
LABS = {"cost", "environments", "network", "permissions", "telemetry", "events"}
"""The labs that a lesson may hold, by the last part of their address."""


def check(bundle: Bundle) -> None:
    """Add to `bundle.problems` whatever does not fit together."""
    for slug, lesson in bundle.lessons.items():
        _check_lesson(bundle, slug, lesson)
    for question in bundle.questions.values():
        _check_question(bundle, question)
    for slug, quiz in bundle.quizzes.items():
        for question_id in quiz.questions:
            if question_id not in bundle.questions:
                bundle.complain_of("quiz", slug, f"there is no question “{question_id}”")
        if quiz.lesson and quiz.lesson not in bundle.lessons:
            bundle.complain_of("quiz", slug, f"there is no lesson “{quiz.lesson}”")
    _check_order(bundle)
    cases.check(bundle)
    companions.check(bundle)
    bundle.problems.sort()


def _check_order(bundle: Bundle) -> None:
    places: dict[int, str] = {}
    for slug, lesson in bundle.lessons.items():
        first = places.setdefault(lesson.head.order, slug)
        if first != slug:
            words = f"order {lesson.head.order} is the place of “{first}” already"
            bundle.complain_of("lesson", slug, words)


def doubts(bundle: Bundle) -> list[Problem]:
    """What the item lint warns of, at the line of its question: may stand, should not."""
    items = {key: question.item for key, question in bundle.questions.items()}
    found = [(key, finding) for key, item in items.items() for finding in lint(item)]
    found += lint_bank(items)
    return sorted(
        Problem(*_place(bundle, key), f"{key or 'the bank'}: {finding.code}: {finding.message}")
        for key, finding in found
        if finding.severity is Severity.WARNING
    )


def _place(bundle: Bundle, key: str) -> tuple[str, int]:
    if not key:
        return "questions", 0
    path, line = bundle.where["question", key]
    return path.relative_to(bundle.root).as_posix(), line


def overdue(bundle: Bundle, on: date) -> list[str]:
    """The keys of facts whose check is overdue on that day."""
    return sorted(key for key, fact in bundle.facts.items() if fact.check_by < on)


def _check_lesson(bundle: Bundle, slug: str, lesson: LessonFile) -> None:
    head = lesson.head
    for key in sorted(facts_of_lesson(lesson) - bundle.facts.keys()):
        bundle.complain_of("lesson", slug, f"there is no fact “{key}”")
    for text in (lesson.body, *head.texts):
        check_labels(bundle, "lesson", slug, text)
    for line, words in unsourced(lesson.body):
        bundle.complain(lesson.path, lesson.first_line + line, f"“{words}” has no fact behind it")
    for text in head.texts:
        for _, words in unsourced(text):
            bundle.complain_of("lesson", slug, f"“{words}” has no fact behind it")
    if head.quiz not in bundle.quizzes:
        bundle.complain_of("lesson", slug, f"there is no quiz “{head.quiz}”")
    count = len(re.findall(r"[\w'’-]+", prose(lesson.body)))
    if count not in WORDS:
        bundle.complain_of("lesson", slug, f"has {count} words; 1,200 to 2,000 are wanted")
    _check_blocks(bundle, slug, lesson)


def _check_blocks(bundle: Bundle, slug: str, lesson: LessonFile) -> None:
    head = lesson.head
    defined = {
        "prompt": [prompt.id for prompt in head.prompts],
        "then_now": [card.id for card in head.then_now],
        "figure": [figure.id for figure in head.figures],
    }
    for name in (name for block, name in lesson.rendered.blocks if block == "lab"):
        if name not in LABS:
            bundle.complain_of("lesson", slug, f"there is no lab “{name}”")
    for kind, ids in defined.items():
        placed = [name for block, name in lesson.rendered.blocks if block == kind]
        for name in sorted(set(placed) ^ set(ids)):
            lack = "placed nowhere" if name in ids else "not defined in the front matter"
            bundle.complain_of("lesson", slug, f"the {kind} “{name}” is {lack}")
        for name in sorted({name for name in placed if placed.count(name) > 1}):
            bundle.complain_of("lesson", slug, f"the {kind} “{name}” is placed twice")
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            bundle.complain_of("lesson", slug, f"the {kind} “{name}” is defined twice")
    for figure in head.figures:
        for problem in problems_of(bundle.root / "figures" / figure.file):
            bundle.complain_of("lesson", slug, f"{figure.file}: {problem}")
    for link, anchor in re.findall(r"\(lesson:([a-z0-9-]+)(?:#([\w-]+))?\)", lesson.body):
        check_anchor(bundle, "lesson", slug, link, anchor)


def _check_question(bundle: Bundle, question: QuestionEntry) -> None:
    item, key = question.item, question.id
    used = facts_of_item(item)
    for name in sorted(used - bundle.facts.keys()):
        bundle.complain_of("question", key, f"there is no fact “{name}”")
    check_anchor(bundle, "question", key, item.lesson_slug, item.anchor)
    numbers = {k: Decimal(fact.number) for k, fact in bundle.facts.items() if fact.number}
    for finding in lint(item):
        if finding.severity is Severity.ERROR:
            bundle.complain_of("question", key, finding.message)
    for problem in draw_problems(item, numbers):
        bundle.complain_of("question", key, problem)
    known = known_numbers(bundle, used).union(*map(digits, item.shown))
    known |= {number for mistake in item.mistakes for number in digits(mistake.value)}
    for text in texts(item):
        check_labels(bundle, "question", key, text)
    reasons = [spot.text for spot in item.spots() if spot.column == "reason"]
    for text in (item.explanation, *reasons):
        for _, words in unsourced(text, known):
            bundle.complain_of("question", key, f"“{words}” has no fact behind it")
