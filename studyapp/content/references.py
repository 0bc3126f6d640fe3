"""What content refers to: facts by key, numbers by fact, sections by anchor."""

from typing import Any

from quizzes.engine.draws import problems
from quizzes.engine.expressions import Numbers, fact_keys
from quizzes.engine.items import Item
from studyapp.content.loader import Bundle, LessonFile
from studyapp.content.markdown import macros
from studyapp.content.numbers import digits, unsourced


def facts_of_lesson(lesson: LessonFile) -> set[str]:
    """Every fact that a lesson shows or rests on."""
    keys = {name for text in (lesson.body, *lesson.head.texts) for name in facts_in(text)}
    keys |= {key for prompt in lesson.head.prompts for key in prompt.facts}
    keys |= {key for card in lesson.head.then_now for key in card.facts}
    return keys


def facts_of_item(item: Item) -> set[str]:
    """Every fact that an item shows, computes with or rests on."""
    keys = set(item.facts) | facts_computed(item)
    return keys.union(*(facts_in(text) for text in texts(item)))


def facts_computed(item: Item) -> set[str]:
    """The facts whose numbers decide what an item's draw comes to."""
    expressions = [spot.text for spot in item.spots() if spot.is_expression]
    return set().union(*(fact_keys(expression) for expression in expressions))


def numbers_computed_with(body: dict[str, Any]) -> set[str]:
    """The same for an item as it is stored."""
    return facts_computed(Item.model_validate(body))


def drawing_problems(body: dict[str, Any], numbers: Numbers) -> list[str]:
    """What is wrong with the draws of an item as it is stored, with these numbers of facts."""
    return problems(Item.model_validate(body), numbers)


def texts(item: Item) -> list[str]:
    """Every piece of Markdown in it."""
    return [spot.text for spot in item.spots() if not spot.is_expression]


def facts_in(text: str) -> list[str]:
    return [name for kind, name, _ in macros(text) if kind == "fact"]


def known_numbers(bundle: Bundle, keys: set[str]) -> set[str]:
    facts = [bundle.facts[key] for key in keys if key in bundle.facts]
    known = {number for fact in facts for number in digits(f"{fact.label} {fact.statement}")}
    return known.union(*(digits(fact.then.statement) for fact in facts if fact.then))


def check_labels(bundle: Bundle, kind: str, key: str, text: str) -> None:
    """A chip's own label may only name numbers that its fact holds."""
    for macro, name, label in macros(text):
        if macro != "fact" or name not in bundle.facts:
            continue
        strange = digits(label) - known_numbers(bundle, {name})
        if strange:
            bundle.complain_of(kind, key, f"the chip “{label}” says what the fact {name} does not")


def check_anchor(bundle: Bundle, kind: str, key: str, slug: str, anchor: str) -> None:
    lesson = bundle.lessons.get(slug)
    if lesson is None:
        bundle.complain_of(kind, key, f"there is no lesson “{slug}”")
    elif anchor and f'id="{anchor}"' not in "".join(html for _, html in lesson.rendered.blocks):
        bundle.complain_of(kind, key, f"the lesson “{slug}” has no section “{anchor}”")


def check_text(bundle: Bundle, kind: str, key: str, text: str) -> None:
    """A line outside the lessons: its facts exist, and its numbers are theirs."""
    for name in facts_in(text):
        if name not in bundle.facts:
            bundle.complain_of(kind, key, f"there is no fact “{name}”")
    check_labels(bundle, kind, key, text)
    for _, words in unsourced(text):
        bundle.complain_of(kind, key, f"“{words}” has no fact behind it")
