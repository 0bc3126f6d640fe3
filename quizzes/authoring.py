"""What an author typed, and the item it makes: one place for both ways.

`typed` is what the fields of a form hold: strings, lists of keys, and for a
table a list of rows, each with the `row` it stands in on the page. What a valid
item is, `quizzes.engine.items` decides; here its complaints find their field.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import ValidationError

from quizzes import diagram_text, policy_text
from quizzes.complaints import ALIASES, WRITTEN_IN, Problem, Refused, Row, Typed, placed
from quizzes.engine.items import Item, Kind, Level, Option, Range, Step, exact
from quizzes.engine.kinds.hotspot import Arrow, Box, Diagram
from quizzes.engine.kinds.log import Note
from quizzes.engine.kinds.matching import MatchChoice, Prompt
from quizzes.engine.kinds.policies import Asked, Beside
from quizzes.engine.kinds.registry import RULES
from quizzes.engine.parts import Case, Part

P = TypeVar("P", bound=Part)

PLACE = ("kind", "topic", "task", "level", "difficulty", "lesson", "tags", "look_alike")
CASE = ("case_id", "case_title", "case")
COMMON = (*PLACE, *CASE, "stem", "explanation", "lab", "facts")
OWN = {
    kind: tuple(dict.fromkeys(WRITTEN_IN.get(name, name) for name in rules.uses))
    for kind, rules in RULES.items()
}
"""The fields of the form that one kind has and others lack."""
USED = {kind: (*COMMON, *own) for kind, own in OWN.items()}
FIELDS = tuple(dict.fromkeys(name for names in USED.values() for name in names))
DEFAULTS = {"level": "exam", "difficulty": "3", "tolerance": "0", "decimals": "0"}
NAMED = ("options", "prompts", "choices")
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
    case = body.get("case") or {}
    told |= {"case_id": case.get("id", ""), "case_title": case.get("title", "")}
    told["case"] = case.get("text", "")
    told["choices"] = _numbered(body.get("choice", ()), ("id", "text"))
    told["prompts"] = _numbered(body.get("prompt", ()), ("id", "text", "choice", "reason"))
    places = {row["id"]: str(row["row"]) for row in told["choices"]}
    for row in told["prompts"]:
        row["choice"] = places.get(row["choice"], row["choice"])
    told["lines"] = ", ".join(map(str, body.get("lines", ())))
    told["notes"] = [
        row | {"number": str(row["number"])}
        for row in _numbered(body.get("line", ()), ("number", "reason"))
    ]
    told["diagram"] = diagram_text.written(body)
    told["tried"] = policy_text.written(body)
    return told


def _numbered(parts: Iterable[dict[str, Any]], columns: tuple[str, ...]) -> list[Row]:
    return [
        {"row": row}
        | {name: part.get(name, False if name == "correct" else "") for name in columns}
        for row, part in enumerate(parts, 1)
    ]


def prefilled(query: Iterable[tuple[str, list[Any]]]) -> Typed:
    """The fields that an address fills in: texts by name, `option` once for each, `right` of them.

    >>> prefilled([("stem", ["Why?"]), ("option", ["A", "B"]), ("right", ["2"])])["options"][1]
    {'row': 2, 'id': '', 'text': 'B', 'correct': True, 'reason': ''}
    """
    given = {name: [str(value) for value in values] for name, values in query}
    plain = ("kind", "stem", "explanation", "lesson", "lab", "topic", "task", "answer")
    told: Typed = {name: given[name][-1] for name in plain if name in given}
    right = set(given.get("right", ()))
    options = [
        {"text": text, "correct": str(row) in right}
        for row, text in enumerate(given.get("option", [])[:MOST_OPTIONS], 1)
    ]
    if options:
        told["options"] = _numbered(options, ("id", "text", "correct", "reason"))
    return told


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
            rows = with_ids(body[name] or [], taken) if name in NAMED else body[name] or []
            body[ALIASES[name]] = [_part(name, kind, row) for row in rows]
            del body[name]
            problems += _blanks(name, rows)
            if name == "options" and len(rows) > MOST_OPTIONS:
                problems.append(Problem(name, f"at most {MOST_OPTIONS} options"))
    for change in (_with_params, _with_case, _with_pairs, _with_lines, _with_diagram, _with_tried):
        problems += change(body)
    return body, problems


def _with_params(body: dict[str, Any]) -> list[Problem]:
    problems: list[Problem] = []
    if "params" in body:
        body["params"], problems = _params(body["params"] or [])
    return problems


def _with_case(body: dict[str, Any]) -> list[Problem]:
    parts = {"id": body.pop("case_id"), "title": body.pop("case_title"), "text": body.pop("case")}
    if any(parts.values()):
        body["case"] = parts
    return []


def _with_pairs(body: dict[str, Any]) -> list[Problem]:
    """The number of a choice on the page becomes its id."""
    ids = {str(place): choice["id"] for place, choice in enumerate(body.get("choice", ()), 1)}
    for prompt in body.get("prompt", ()):
        prompt["choice"] = ids.get(prompt.get("choice", ""), prompt.get("choice", ""))
    return []


def _with_lines(body: dict[str, Any]) -> list[Problem]:
    if "lines" not in body:
        return []
    parts = re.split(r"[,\s]+", body["lines"].strip()) if body["lines"].strip() else []
    strange = [part for part in parts if not re.fullmatch(r"[0-9]{1,3}", part)]
    body["lines"] = [int(part) for part in parts if part not in strange]
    return [Problem("lines", f"“{part}” is no line number: write 3, 5") for part in strange]


def _with_diagram(body: dict[str, Any]) -> list[Problem]:
    if "diagram" not in body:
        return []
    try:
        body |= diagram_text.read(body["diagram"])
    except diagram_text.NotRead as error:
        body["diagram"] = None
        return [Problem("diagram", str(error))]
    return []


def _with_tried(body: dict[str, Any]) -> list[Problem]:
    if "tried" not in body:
        return []
    try:
        body |= policy_text.read(body.pop("tried"))
    except diagram_text.NotRead as error:
        return [Problem("tried", str(error))]
    return []


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
        prompts=_valid(Prompt, body.get("prompt", ())),
        choices=_valid(MatchChoice, body.get("choice", ())),
        log=body.get("log", ""),
        lines=tuple(body.get("lines", ())),
        notes=_valid(Note, body.get("line", ())),
        diagram=next(iter(_valid(Diagram, [body.get("diagram") or {}])), None),
        boxes=_valid(Box, body.get("box", ())),
        arrows=_valid(Arrow, body.get("arrow", ())),
        case=next(iter(_valid(Case, [body.get("case") or {}])), None),
        start=body.get("start", ""),
        requests=_valid(Asked, body.get("request", ())),
        besides=_valid(Beside, body.get("beside", ())),
        answer=body.get("answer", ""),
        unit=body.get("unit", ""),
        decimals=int(body["decimals"]) if body.get("decimals", "").isdecimal() else 0,
        **{name: body[name] for name in ("topic", "task", "lesson", "stem", "explanation")},
    )


def _valid(model: type[P], rows: Iterable[Any]) -> tuple[P, ...]:
    """The rows that are whole already."""
    found = []
    for row in rows:
        with suppress(ValidationError):
            found.append(model.model_validate(row))
    return tuple(found)
