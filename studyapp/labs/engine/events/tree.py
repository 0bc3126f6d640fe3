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

    @property
    def level(self) -> str:
        """The depth as a text: a template need not write hundreds of numbers."""
        return str(self.depth)


@dataclass(frozen=True, slots=True)
class _View:
    changed: frozenset[Way]
    reached: Way | None
    folded: bool

    def folds(self, way: Way) -> bool:
        """A record after the first one that the path does not enter: it looks like the first."""
        later = len(way) == 2 and way[0] == "Records" and way[1] != 0
        return self.folded and later and (self.reached or ())[:2] != way


def lines(
    event: Any, changed: frozenset[Way], reached: Way | None, *, folded: bool = False
) -> list[Line]:
    """`reached` is the place of the lit value; None lights nothing."""
    return list(_lines(event, (), "", "", _View(changed, reached, folded)))


def _lines(value: Any, way: Way, key: str, end: str, view: _View) -> Iterator[Line]:
    reached, depth = view.reached, len(way)
    lit = reached is not None and way[: len(reached)] == reached
    passed = reached is not None and not lit and reached[: len(way)] == way
    if view.folds(way):
        changed = any(one[:2] == way for one in view.changed)
        yield Line(depth, key, "{ … }", end, changed, lit)
        return
    if not isinstance(value, dict | list) or not value:
        text = json.dumps(value, ensure_ascii=False)
        yield Line(depth, key, text, end, way in view.changed, lit, passed)
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield Line(depth, key, opening, "", False, lit, passed)
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
    for number, (step, inner) in enumerate(pairs, 1):
        name = json.dumps(step, ensure_ascii=False) if isinstance(step, str) else ""
        comma = "," if number < len(pairs) else ""
        yield from _lines(inner, (*way, step), name, comma, view)
    yield Line(depth, "", closing, end, False, lit, passed)
