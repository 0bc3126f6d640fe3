"""What holds between the files: every reference leads somewhere, every number has a source."""

import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

from quizzes.engine.draws import problems as draw_problems
from quizzes.engine.expressions import fact_keys
from quizzes.engine.items import Item, Kind
from studyapp.content.loader import Bundle, LessonFile
from studyapp.content.markdown import macros
from studyapp.content.numbers import digits, prose, unsourced
from studyapp.content.schema import QuestionEntry

WORDS = range(1_200, 2_001)
SVG = "{http://www.w3.org/2000/svg}"
SVG_ATTRIBUTES = {"viewBox", "class", "d", "x", "y", "x1", "y1", "x2", "y2", "width", "height"}
SVG_ATTRIBUTES |= {"rx", "ry", "cx", "cy", "r", "points", "transform", "dx", "dy"}


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
    bundle.problems.sort()


def _check_order(bundle: Bundle) -> None:
    places: dict[int, str] = {}
    for slug, lesson in bundle.lessons.items():
        first = places.setdefault(lesson.head.order, slug)
        if first != slug:
            words = f"order {lesson.head.order} is the place of “{first}” already"
            bundle.complain_of("lesson", slug, words)


def overdue(bundle: Bundle, on: date) -> list[str]:
    """The keys of facts whose check is overdue on that day."""
    return sorted(key for key, fact in bundle.facts.items() if fact.check_by < on)


def facts_of_lesson(lesson: LessonFile) -> set[str]:
    """Every fact that a lesson shows or rests on."""
    keys = {name for text in (lesson.body, *lesson.head.texts) for name in _facts_in(text)}
    keys |= {key for prompt in lesson.head.prompts for key in prompt.facts}
    keys |= {key for card in lesson.head.then_now for key in card.facts}
    return keys


def facts_of_item(item: Item) -> set[str]:
    """Every fact that an item shows, computes with or rests on."""
    keys = set(item.facts)
    for text in _texts(item):
        keys |= set(_facts_in(text))
    expressions = [item.answer] if item.kind is Kind.PARAMETERISED else []
    expressions += [step.expr for step in item.steps]
    expressions += [mistake.expr for mistake in item.mistakes]
    return keys.union(*(fact_keys(expression) for expression in expressions))


def _texts(item: Item) -> list[str]:
    parts = [option.text for option in item.options] + [option.reason for option in item.options]
    parts += [mistake.reason for mistake in item.mistakes] + [step.text for step in item.steps]
    return [item.stem, item.explanation, *parts]


def _facts_in(text: str) -> list[str]:
    return [name for kind, name, _ in macros(text) if kind == "fact"]


def _known_numbers(bundle: Bundle, keys: set[str]) -> set[str]:
    facts = [bundle.facts[key] for key in keys if key in bundle.facts]
    known = {number for fact in facts for number in digits(f"{fact.label} {fact.statement}")}
    return known.union(*(digits(fact.then.statement) for fact in facts if fact.then))


def _check_labels(bundle: Bundle, kind: str, key: str, text: str) -> None:
    """A chip's own label may only name numbers that its fact holds."""
    for macro, name, label in macros(text):
        if macro != "fact" or name not in bundle.facts:
            continue
        strange = digits(label) - _known_numbers(bundle, {name})
        if strange:
            bundle.complain_of(kind, key, f"the chip “{label}” says what the fact {name} does not")


def _check_lesson(bundle: Bundle, slug: str, lesson: LessonFile) -> None:
    head = lesson.head
    for key in sorted(facts_of_lesson(lesson) - bundle.facts.keys()):
        bundle.complain_of("lesson", slug, f"there is no fact “{key}”")
    for text in (lesson.body, *head.texts):
        _check_labels(bundle, "lesson", slug, text)
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
        for problem in figure_problems(bundle, figure.file):
            bundle.complain_of("lesson", slug, f"{figure.file}: {problem}")
    for link, anchor in re.findall(r"\(lesson:([a-z0-9-]+)(?:#([\w-]+))?\)", lesson.body):
        _check_anchor(bundle, "lesson", slug, link, anchor)


def figure_problems(bundle: Bundle, name: str) -> list[str]:
    """What keeps a figure from being pasted into a page under our CSP and themes."""
    path = bundle.root / "figures" / name
    if not path.is_file():
        return ["there is no such file"]
    try:
        root = ElementTree.fromstring(path.read_text("utf-8"))  # noqa: S314  our own files
    except ElementTree.ParseError as error:
        return [f"is not well-formed: {error}"]
    allowed = {
        f"{SVG}{tag}"
        for tag in [
            "svg",
            "g",
            "rect",
            "circle",
            "ellipse",
            "line",
            "path",
            "polyline",
            "polygon",
            "text",
            "tspan",
        ]
    }
    strange = {node.tag.removeprefix(SVG) for node in root.iter() if node.tag not in allowed}
    strange |= {name for node in root.iter() for name in node.attrib.keys() - SVG_ATTRIBUTES}
    found = [f"“{word}” does not belong in a figure" for word in sorted(strange)]
    return found if root.tag == f"{SVG}svg" else ["begins with <svg>", *found]


def _check_anchor(bundle: Bundle, kind: str, key: str, slug: str, anchor: str) -> None:
    lesson = bundle.lessons.get(slug)
    if lesson is None:
        bundle.complain_of(kind, key, f"there is no lesson “{slug}”")
    elif anchor and f'id="{anchor}"' not in "".join(html for _, html in lesson.rendered.blocks):
        bundle.complain_of(kind, key, f"the lesson “{slug}” has no section “{anchor}”")


def _check_question(bundle: Bundle, question: QuestionEntry) -> None:
    item, key = question.item, question.id
    used = facts_of_item(item)
    for name in sorted(used - bundle.facts.keys()):
        bundle.complain_of("question", key, f"there is no fact “{name}”")
    _check_anchor(bundle, "question", key, item.lesson_slug, item.anchor)
    numbers = {k: Decimal(fact.number) for k, fact in bundle.facts.items() if fact.number}
    for problem in draw_problems(item, numbers):
        bundle.complain_of("question", key, problem)
    known = _known_numbers(bundle, used).union(
        digits(item.stem), *(digits(option.text) for option in item.options)
    )
    known |= {number for mistake in item.mistakes for number in digits(mistake.value)}
    for text in _texts(item):
        _check_labels(bundle, "question", key, text)
    reasons = [option.reason for option in item.options]
    reasons += [mistake.reason for mistake in item.mistakes]
    for text in (item.explanation, *reasons):
        for _, words in unsourced(text, known):
            bundle.complain_of("question", key, f"“{words}” has no fact behind it")
