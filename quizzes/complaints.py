"""What is wrong with a typed question: in an author's words, at the field they can settle it.

`quizzes.engine.items` decides what is wrong; here its complaints find their place.
"""

import re
from dataclasses import dataclass
from typing import Any

from quizzes.diagram_text import line_of

Typed = dict[str, Any]
Row = dict[str, Any]

TABLES = {"options": "Option", "params": "Parameter", "steps": "Step", "mistakes": "Mistake"}
TABLES |= {"prompts": "Prompt", "choices": "Choice", "notes": "Row"}
ALIASES = {"options": "option", "steps": "step", "mistakes": "mistake"}
ALIASES |= {"prompts": "prompt", "choices": "choice", "notes": "line"}
WRITTEN_IN = {"boxes": "diagram", "arrows": "diagram"}
WRITTEN_IN |= dict.fromkeys(
    ("edits", "account", "requests", "besides", "forbidden", "max_length"), "tried"
)
"""Parts of an item that have no field of their own: they stand in the text of another."""
TYPED_AS = {"boxes": "box", "arrows": "arrow", "requests": "request", "besides": "beside"}
"""What one row of such a part is called in that text."""


@dataclass(frozen=True)
class Problem:
    """What is wrong, at which field; in a table also at which row and column."""

    field: str
    message: str
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        if not self.row:
            return _sentence(self.message)
        return _sentence(f"{TABLES[self.field]} {self.row}: {self.message}")


class Refused(ValueError):
    """The typed text makes no valid item."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def _sentence(words: str) -> str:
    words = words.strip()
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?", "…")) else ".")


_EMPTY = {
    "kind": "choose a kind",
    "topic": "name the topic",
    "task": "choose a task of the exam guide",
    "lesson": "choose the section of a lesson",
    "facts": "choose at least one fact that it rests on",
    "stem": "write the question",
    "explanation": "write the explanation: the idea behind the answer",
    "options.text": "write its text",
    "options.reason": "say why it is right or wrong",
    "mistakes.reason": "say why it is wrong",
    "steps.text": "write the line that the learner reads",
    "steps.name": "give it a name",
    "prompts.text": "write its text",
    "prompts.choice": "write the number of the choice that fits",
    "prompts.reason": "say why it fits",
    "choices.text": "write its text",
    "notes.number": "write the number of the line",
    "notes.reason": "say why it is to be marked, or why not",
    "case_id": "name it, in lower case with hyphens",
    "case_title": "give it a title",
    "case": "describe the situation",
}
_PATTERN = {
    "tags": "“{input}”: lower-case letters, digits, dots and hyphens only",
    "params": "“{input}”: lower-case letters, digits and _ only, with a letter first",
    "steps.name": "“{input}”: lower-case letters, digits and _ only, with a letter first",
}
_PLACES = (
    ("start: ", "start"),
    ("the start policy", "start"),
    ("solution: ", "solution"),
    ("beside", "tried"),
    ("account: ", "tried"),
    ("request", "tried"),
    ("the stem must", "stem"),
    ("diagram", "diagram"),
    ("box", "diagram"),
    ("an arrow", "diagram"),
    ("the prompt ", "prompts"),
    (" prompts", "prompts"),
    (" choices", "choices"),
    ("lines: ", "lines"),
    ("has no reason", "notes"),
    ("that readers mark wrongly", "notes"),
    (" log ", "log"),
    ("give the answer", "answer"),
    ("parameter", "params"),
    ("the mistake", "mistakes"),
    ("option", "options"),
)
_IN_TEXT = {
    "diagram": ("diagram", "box", "arrow"),
    "tried": ("edits", "account", "request", "beside", "forbidden", "max_length"),
}
_FIELD = {alias: name for name, alias in ALIASES.items()}


def placed(detail: Any, given: Typed) -> Problem:
    """One error of pydantic's, in plain words, at the field and row of the page."""
    loc = detail["loc"]
    name = _FIELD.get(str(loc[0]), str(loc[0])) if loc else ""
    for field, names in _IN_TEXT.items():
        if name in names:
            return _in_text(detail, field, given)
    if name == "case" and len(loc) > 1:
        name = {"id": "case_id", "title": "case_title"}.get(str(loc[1]), "case")
    words = str(detail["msg"]).removeprefix("Value error, ")
    if not name:
        return _whole(words, given)
    rows = given.get(name) or []
    if name not in TABLES or len(loc) < 2:
        return Problem(name, _words(detail, name, words))
    if name == "params":
        row = next((r["row"] for r in rows if r.get("name") == loc[1]), 0)
        return Problem(
            name, _words(detail, name, words), row, "name" if "[key]" in loc else "values"
        )
    column = str(loc[2]) if len(loc) > 2 else ""
    row = rows[loc[1]]["row"] if loc[1] < len(rows) else 0
    return Problem(name, _words(detail, f"{name}.{column}", words), row, column)


def _in_text(detail: Any, field: str, given: Typed) -> Problem:
    """At the line of the text where it stands."""
    line = line_of(str(given.get(field, "")), detail["loc"])
    words = str(detail["msg"]).removeprefix("Value error, ")
    if detail["type"] == "missing":
        words = f"“{detail['loc'][-1]}” is missing"
    return Problem(field, f"line {line}: {words}")


def _words(detail: Any, spot: str, fallback: str) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if spot in _EMPTY and (
        not detail["input"] or kind in ("missing", "too_short", "string_too_short", "enum")
    ):
        return _EMPTY[spot]
    if kind == "string_pattern_mismatch" and spot in _PATTERN:
        return _PATTERN[spot].format(input=detail["input"])
    if kind == "string_too_long":
        return f"at most {context['max_length']:,} characters"
    if kind.startswith("int_"):
        return "type a whole number"
    if kind in ("greater_than_equal", "less_than_equal"):
        return f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
    if kind in ("enum", "string_pattern_mismatch"):
        return f"“{detail['input']}” cannot stand here"
    return fallback


def _whole(words: str, given: Typed) -> Problem:
    """A complaint about the item as a whole, at the field that would settle it."""
    if match := re.search(r"“(.*)” is not a number|the mistake (\S+) would", words):
        value = match[1] if match[1] is not None else match[2]
        rows = given.get("mistakes") or []
        row = next((r["row"] for r in rows if r.get("value", "") == value), 0)
        if row and not (match[1] is not None and given.get("answer") == value):
            return Problem("mistakes", words, row, "value")
        return Problem("answer", words)
    spot = next((field for start, field in _PLACES if start in words), "")
    return Problem(spot, words)
