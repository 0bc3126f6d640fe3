"""An item held against the ledger and the lessons, as `content.checking` holds the files.

`problems` are refused; `doubts` are told and may stand.
"""

import re
from collections.abc import Iterable
from decimal import DecimalException

from quizzes.cards import Shelf
from quizzes.complaints import TABLES, TYPED_AS, WRITTEN_IN, Problem, Typed
from quizzes.engine import draws
from quizzes.engine.expressions import fact_keys
from quizzes.engine.findings import Finding, Severity
from quizzes.engine.itemlint import lint
from quizzes.engine.items import Item
from quizzes.engine.parts import Spot
from studyapp.content.markdown import macros, render_text
from studyapp.content.numbers import digits, unsourced
from studyapp.content.references import facts_of_item
from studyapp.lessons.models import Fact, Lesson

HEADING = re.compile(
    r'<h[234][^>]* id="(?P<anchor>[\w-]+)"[^>]*>(?P<title>.*?)</h[234]>', re.DOTALL
)


def sections(lesson: Lesson) -> list[tuple[str, str]]:
    """The (anchor, title) of every heading of a lesson, also those below the second level."""
    html = "".join(block.get("html", "") for block in lesson.blocks if block["kind"] == "html")
    return [
        (match["anchor"], re.sub(r"<a .*?</a>|<[^>]+>", "", match["title"]).strip())
        for match in HEADING.finditer(html)
    ]


def problems(item: Item, given: Typed) -> list[Problem]:
    """What in a valid item leads nowhere: facts, the lesson's section, the drawn numbers."""
    shelf = Shelf.of([item])
    found = _unknown_facts(item, shelf) + _lost_section(item) + _unreadable(item) + _errors(item)
    if not found:
        found += _undrawable(item, shelf)
    return [_at_row(problem, given) for problem in found]


def _at_row(problem: Problem, given: Typed) -> Problem:
    """The same problem, with the row of the page instead of the row of the item."""
    if problem.field in WRITTEN_IN:
        what = TYPED_AS.get(problem.field, problem.field)
        return Problem(WRITTEN_IN[problem.field], f"{what} {problem.row}: {problem.message}")
    rows = given.get(problem.field)
    if not problem.row or not isinstance(rows, list):
        return problem
    row = rows[problem.row - 1]["row"]
    return Problem(problem.field, problem.message, row, problem.column)


def _facts_at(spot: Spot) -> set[str]:
    if spot.is_expression:
        return fact_keys(spot.text)
    return {name for kind, name, _ in macros(spot.text) if kind == "fact"}


def _unknown_facts(item: Item, shelf: Shelf) -> list[Problem]:
    found = []
    for key in sorted(facts_of_item(item) - shelf.facts.keys()):
        words = f"there is no fact “{key}” in the ledger"
        if key in item.facts:
            found.append(Problem("facts", words))
        found += [
            Problem(spot.field, words, spot.index + 1, spot.column)
            for spot in item.spots()
            if key in _facts_at(spot)
        ]
    return found


def _lost_section(item: Item) -> list[Problem]:
    lesson = Lesson.objects.filter(pk=item.lesson_slug).first()
    if lesson is None:
        return [Problem("lesson", f"there is no lesson “{item.lesson_slug}”")]
    if item.anchor and item.anchor not in dict(sections(lesson)):
        return [Problem("lesson", f"the lesson “{lesson}” has no section “{item.anchor}”")]
    return []


def _unreadable(item: Item) -> list[Problem]:
    found = []
    for spot in item.spots():
        try:
            render_text("" if spot.is_expression else spot.text)
        except ValueError as error:
            found.append(Problem(spot.field, str(error), spot.index + 1, spot.column))
    return found


def _undrawable(item: Item, shelf: Shelf) -> list[Problem]:
    found = []
    for words in _draw_problems(item, shelf):
        place = _place_of(item, shelf, words)
        found.append(Problem(place.field, words, place.index + 1, place.column))
    return found


def _draw_problems(item: Item, shelf: Shelf) -> list[str]:
    try:
        return draws.problems(item, shelf.numbers)
    except (DecimalException, OverflowError):
        return ["gives a number that is too large to be shown"]


def _place_of(item: Item, shelf: Shelf, words: str) -> Spot:
    """Where a problem of the draw comes from.

    A wrong expression is found by leaving out what comes after it: the first
    shortened item with the same complaint ends in the culprit.
    """
    if match := re.match(r"uses \{(\w+)\}", words):
        place = "{" + match[1] + "}"
        return next((s for s in item.spots() if place in s.text), Spot("stem", ""))
    if match := re.match(r"mistake “(.*)” counts", words):
        exprs = [mistake.expr for mistake in item.mistakes]
        return Spot("mistakes", "", exprs.index(match[1]), "value")
    for count in range(len(item.steps)):
        steps = item.steps[: count + 1]
        part = item.model_copy(update={"steps": steps, "answer": "0", "mistakes": ()})
        if words in _draw_problems(part, shelf):
            return Spot("steps", "", count, "expr")
    for index, mistake in enumerate(item.mistakes):
        part = item.model_copy(update={"answer": "0", "mistakes": (mistake,)})
        if words in _draw_problems(part, shelf):
            return Spot("mistakes", "", index, "value")
    return Spot("answer", "")


def doubts(item: Item) -> list[str]:
    """Numbers that no fact of the item holds, and flaws of writing. The author may know better."""
    shelf = Shelf.of([item])
    known = _numbers(shelf.facts.values()).union(*map(digits, item.shown))
    known |= {number for mistake in item.mistakes for number in digits(mistake.value)}
    found = [
        f"“{words}” has no fact behind it"
        for spot in item.spots()
        if spot.field == "explanation" or spot.column == "reason"
        for _, words in unsourced(spot.text, known)
    ]
    for spot in item.spots():
        for kind, key, label in [] if spot.is_expression else macros(spot.text):
            fact = shelf.facts.get(key) if kind == "fact" else None
            if fact and digits(label) - _numbers([fact]):
                found.append(f"the chip “{label}” says what the fact {key} does not")
    found += [_flaw(finding) for finding in lint(item) if finding.severity is Severity.WARNING]
    return list(dict.fromkeys(found))


def _errors(item: Item) -> list[Problem]:
    """Flaws of item writing that keep a question from its learners."""
    return [
        Problem(finding.field, finding.message, finding.index + 1, "text" * (finding.index >= 0))
        for finding in lint(item)
        if finding.severity is Severity.ERROR
    ]


def _flaw(finding: Finding) -> str:
    """A flaw of item writing, with the part it is about."""
    part = TABLES.get(finding.field, finding.field.removesuffix("s")).lower()
    where = f"{part} {finding.index + 1} " if finding.index >= 0 else ""
    return f"{where}{finding.message}"


def _numbers(facts: Iterable[Fact]) -> set[str]:

    return {n for fact in facts for n in digits(f"{fact.label} {fact.statement} {fact.then}")}
