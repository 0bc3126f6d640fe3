"""An event as the lines of its JSON, each knowing where it stands: what is marked, what is lit."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from studyapp.labs.engine.events.building import Way


@dataclass(frozen=True, slots=True)
class Line:
    depth: int
    key: str  # with quotes, as JSON writes it; "" in a list
    text: str  # the value, or the bracket that opens or closes
    end: str  # "," or ""
    changed: bool = False
    lit: bool = False  # what the path reaches, with all it holds
    passed: bool = False  # an object or list that the path goes through


def lines(event: Any, changed: frozenset[Way], reached: Way | None) -> list[Line]:
    """`reached` is the place of the lit value; None lights nothing."""
    return list(_lines(event, (), "", "", changed, reached))


def _lines(
    value: Any, way: Way, key: str, end: str, changed: frozenset[Way], reached: Way | None
) -> Iterator[Line]:
    lit = reached is not None and way[: len(reached)] == reached
    passed = reached is not None and not lit and reached[: len(way)] == way
    depth = len(way)
    if not isinstance(value, dict | list) or not value:
        text = json.dumps(value, ensure_ascii=False)
        yield Line(depth, key, text, end, way in changed, lit, passed)
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield Line(depth, key, opening, "", False, lit, passed)
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
    for number, (step, inner) in enumerate(pairs, 1):
        name = json.dumps(step, ensure_ascii=False) if isinstance(step, str) else ""
        comma = "," if number < len(pairs) else ""
        yield from _lines(inner, (*way, step), name, comma, changed, reached)
    yield Line(depth, "", closing, end, False, lit, passed)
