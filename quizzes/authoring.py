"""What an author typed, and the item it makes: one place for both ways.

`typed` is what the fields of a form hold: strings, lists of keys, and for a
table a list of rows, each with the `row` it stands in on the page. What a valid
item is, `quizzes.engine.items` decides; here its complaints find their field.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from quizzes.complaints import ALIASES, Problem, Refused, Row, Typed, placed
from quizzes.engine.items import Item, Kind, Level, Option, Range, Step, exact

PLACE = ("kind", "topic", "task", "level", "difficulty", "lesson", "tags", "look_alike")
COMMON = (*PLACE, "stem", "explanation", "facts")
NUMERIC = ("answer", "unit", "tolerance", "mistakes")
USED = {
    Kind.SINGLE: (*COMMON, "options"),
    Kind.MULTIPLE: (*COMMON, "options"),
    Kind.NUMERIC: (*COMMON, *NUMERIC),
    Kind.PARAMETERISED: (*COMMON, *NUMERIC, "params", "steps", "decimals"),
}
FIELDS = tuple(dict.fromkeys(name for names in USED.values() for name in names))
DEFAULTS = {"level": "exam", "difficulty": "3", "tolerance": "0", "decimals": "0"}
# A learner's card has letters for eight; a grid is walked number by number.
MOST_OPTIONS, MOST_ROWS, MOST_NUMBERS = 8, 20, 1_000


# An item's body, as the fields of the form hold it.


def typed(body: dict[str, Any]) -> Typed:
    """The values of the form for a stored body, which may be older than today's rules."""
    told: Typed = {name: str(body.get(name, DEFAULTS.get(name, ""))) for name in FIELDS}
    told["facts"] = list(body.get("facts", ()))
    told["tags"] = ", ".join(body.get("tags", ()))
    told["options"] = _numbered(body.get("option", ()), ("id", "text", "correct", "reason"))
    told["steps"] = _numbered(body.get("step", ()), ("name", "expr", "text"))
    told["mistakes"] = [
        {"row": row, "value": part.get("value") or part.get("expr", ""), "reason": part["reason"]}
        for row, part in enumerate(body.get("mistake", ()), 1)
    ]
    told["params"] = [
        {"row": row, "name": name, "values": range_text(spread)}
        for row, (name, spread) in enumerate(body.get("params", {}).items(), 1)
    ]
    return told


def _numbered(parts: Iterable[dict[str, Any]], columns: tuple[str, ...]) -> list[Row]:
    return [
        {"row": row}
        | {name: part.get(name, False if name == "correct" else "") for name in columns}
        for row, part in enumerate(parts, 1)
    ]


def range_text(spread: dict[str, Any]) -> str:
    """ "512, 1024" or "100..900 step 50"."""
    if spread.get("choices"):
        return ", ".join(str(number) for number in spread["choices"])
    step = str(spread.get("step", "1"))
    return f"{spread.get('min')}..{spread.get('max')}" + (f" step {step}" if step != "1" else "")


def range_of(text: str) -> dict[str, Any]:
    """What `range_text` wrote, or an author; ValueError says how to write it."""
    low, dots, rest = text.partition("..")
    if not dots:
        return {"choices": [str(exact(part.strip())) for part in text.split(",") if part.strip()]}
    high, _, step = (part.strip() for part in rest.partition("step"))
    numbers = [exact(part.strip()) for part in (low, high, step or "1")]
    if numbers[2] <= 0 or numbers[1] < numbers[0]:
        raise ValueError("write the smaller number first, and a step above 0")
    if (numbers[1] - numbers[0]) / numbers[2] >= MOST_NUMBERS:
        raise ValueError(f"more than {MOST_NUMBERS:,} numbers: take a larger step")
    return {"min": str(numbers[0]), "max": str(numbers[1]), "step": str(numbers[2])}


# And back.


def with_ids(rows: list[Row], taken: Iterable[str] = ()) -> list[Row]:
    """`rows` with an id for each new option: one that no version has used.

    An id given out again would mix up the statistics of two options.
    """
    used = {row["id"] for row in rows if row.get("id")} | set(taken)
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [a + b for a in ("", *letters) for b in letters]
    free = (name for name in names if name not in used)
    return [row | {"id": row.get("id") or next(free)} for row in rows]


def body_of(given: Typed, taken: Iterable[str] = ()) -> tuple[dict[str, Any], list[Problem]]:
    """The raw body of what was typed, and what cannot even be put into one.

    What does not belong to the kind is left out.
    """
    kind = given.get("kind", "")
    names = USED[Kind(kind)] if kind in list(Kind) else COMMON
    body: dict[str, Any] = {name: given.get(name) or DEFAULTS.get(name, "") for name in names}
    body["facts"] = list(given.get("facts") or ())
    body["tags"] = [tag for tag in re.split(r"[,\s]+", given.get("tags", "")) if tag]
    problems: list[Problem] = []
    for name in names:
        if name in ALIASES:
            rows = with_ids(body[name] or [], taken) if name == "options" else body[name] or []
            body[ALIASES[name]] = [_part(name, kind, row) for row in rows]
            del body[name]
            problems += _blanks(name, rows)
            if name == "options" and len(rows) > MOST_OPTIONS:
                problems.append(Problem(name, f"at most {MOST_OPTIONS} options"))
    if "params" in names:
        body["params"], found = _params(body["params"] or [])
        problems += found
    return body, problems


def _part(name: str, kind: str, row: Row) -> Row:
    part = {column: value for column, value in row.items() if column != "row"}
    if name == "mistakes":
        value = part.pop("value", "")
        part["value" if kind == Kind.NUMERIC else "expr"] = value
    return part


# Cells that the schema lets be empty, because another kind does without.
_NEEDED = {
    "steps": {"expr": "write how it is worked out"},
    "mistakes": {"value": "write the wrong value"},
}


def _blanks(name: str, rows: list[Row]) -> list[Problem]:
    return [
        Problem(name, words, row["row"], column)
        for row in rows
        for column, words in _NEEDED.get(name, {}).items()
        if not row.get(column)
    ]


def _params(rows: list[Row]) -> tuple[dict[str, Any], list[Problem]]:
    params: dict[str, Any] = {}
    problems = []
    for row in rows:
        name = row.get("name", "")
        if not name or name in params:
            words = "two parameters have the same name" if name else "write its name"
            problems.append(Problem("params", words, row["row"], "name"))
            continue
        try:
            params[name] = range_of(row.get("values", ""))
            if params[name] == {"choices": []}:
                raise ValueError("write its numbers")
        except ValueError as error:
            problems.append(Problem("params", str(error), row["row"], "values"))
            params[name] = {"choices": [Decimal(1)]}
    return params, problems


def build(given: Typed, taken: Iterable[str] = ()) -> Item:
    """The valid item that was typed; `Refused` with everything that is wrong."""
    body, problems = body_of(given, taken)
    try:
        item = Item.model_validate(body)
    except ValidationError as error:
        told = {(p.field, p.row, p.column) for p in problems} | {(p.field, 0, "") for p in problems}
        found = [placed(detail, given) for detail in error.errors()]
        problems += [p for p in found if (p.field, p.row, p.column) not in told]
    if problems:
        raise Refused(problems)
    return item


def sketch(given: Typed, taken: Iterable[str] = ()) -> Item:
    """What was typed so far, valid or not: only to be looked at, never to be kept."""
    body, _ = body_of(given, taken)
    options = body.get("option", ())
    return Item.model_construct(
        kind=Kind(body["kind"]),
        level=Level(body["level"]) if body["level"] in list(Level) else Level.EXAM,
        facts=tuple(body["facts"]),
        options=tuple(Option.model_construct(**option) for option in options),
        steps=tuple(Step.model_construct(**step) for step in body.get("step", ())),
        params={
            name: Range.model_validate(spread) for name, spread in body.get("params", {}).items()
        },
        answer=body.get("answer", ""),
        unit=body.get("unit", ""),
        decimals=int(body["decimals"]) if body.get("decimals", "").isdecimal() else 0,
        **{name: body[name] for name in ("topic", "task", "lesson", "stem", "explanation")},
    )
