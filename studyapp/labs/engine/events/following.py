"""Follows a written path through an event, step by step, as Python would."""

import binascii
import json
from base64 import b64decode
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from studyapp.labs.engine.events.building import Way
from studyapp.labs.engine.events.paths import Move, Path, PathError, read
from studyapp.labs.engine.events.told import read_json

KINDS = {
    "text": "a text",
    "number": "a number",
    "bool": "true or false",
    "null": "null",
    "object": "an object",
    "list": "a list",
    "bytes": "bytes",
    "error": "an error",
}
DEEPEST_JSON = 60


class Stop(Exception):
    """A step that Python would refuse: the exception's name, and what it means here."""

    def __init__(self, name: str, message: str):
        super().__init__(message)
        self.name, self.message = name, message


@dataclass(frozen=True, slots=True)
class Stage:
    text: str  # the expression up to here, as far as it stands in one piece
    gives: str  # in words


@dataclass(frozen=True, slots=True)
class Followed:
    kind: str  # a key of KINDS
    value: Any
    shown: str  # as Python would print it
    stages: tuple[Stage, ...]
    way: Way  # how far it went inside the event itself
    error: str = ""  # "KeyError", or "" when it cannot be read at all
    message: str = ""
    at: int = -1  # the character at which it goes wrong

    @property
    def ok(self) -> bool:
        return self.kind != "error"

    @property
    def holds_json(self) -> bool:
        """A text that is itself JSON: it has to be read before one can go on."""
        return self.kind == "text" and _is_json(self.value)


def follow(text: str, event: dict[str, Any]) -> Followed:
    try:
        path = read(text)
    except PathError as wrong:
        return _failed("", wrong.message, wrong.at, (), ())
    value: Any = event
    way: Way | None = ()
    reached: Way = ()
    stages = [Stage("event", described(event))]
    for move in path.moves:
        try:
            value = _step(move, value)
        except Stop as stop:
            return _failed(stop.name, stop.message, move.start, tuple(stages), reached)
        way = _further(way, move, reached, event)
        reached = reached if way is None else way
        stages.append(Stage(_stage_text(path, move), described(value)))
    return Followed(kind_of(value), value, shown(value), tuple(stages), reached)


def _failed(name: str, message: str, at: int, stages: tuple[Stage, ...], way: Way) -> Followed:
    return Followed("error", None, name or "not readable", stages, way, name, message, at)


def _further(way: Way | None, move: Move, reached: Way, event: Any) -> Way | None:
    """The place in the event; None once something was decoded and the event is left behind."""
    if way is None or move.act not in ("item", "get"):
        return None
    step = move.what
    here = event
    for one in reached:
        here = here[one]
    if isinstance(here, list) and isinstance(step, int):
        return (*way, step % len(here))
    if isinstance(here, dict) and isinstance(step, str) and step in here:
        return (*way, step)
    return None


def _stage_text(path: Path, move: Move) -> str:
    if move.act in ("item", "get", "decode"):
        return path.text[move.start : move.end]
    return f"{move.act}(…)"


def _step(move: Move, value: Any) -> Any:
    if move.act == "item":
        return _item(move.what, value)
    return {"get": _get, "loads": _loads, "b64decode": _b64, "decode": _decode}.get(
        move.act, _unquoted
    )(move.what, value)


def _item(what: Any, value: Any) -> Any:
    if isinstance(value, dict):
        if what not in value:
            raise Stop("KeyError", f"There is no key {what!r} here. {_offered(value)}")
        return value[what]
    if not isinstance(value, list | str | bytes):
        raise Stop("TypeError", f"This is {described(value)}: it has no parts.")
    if isinstance(what, str):
        hint = " Read it with json.loads first." if _is_json(value) else ""
        name = "a list: its parts are numbered from 0" if isinstance(value, list) else "a text"
        raise Stop("TypeError", f"This is {name}, not an object.{hint}")
    if not -len(value) <= what < len(value):
        raise Stop("IndexError", f"There is no number {what}: this is {described(value)}.")
    return value[what]


def _offered(value: dict[str, Any]) -> str:
    keys = ", ".join(list(value)[:12])
    return f"There are: {keys}." if keys else "The object is empty."


def _get(what: Any, value: Any) -> Any:
    if not isinstance(value, dict):
        raise Stop("AttributeError", f"This is {described(value)}: only an object has get.")
    return value.get(what)


def _loads(_what: Any, value: Any) -> Any:
    if not isinstance(value, str | bytes):
        raise Stop("TypeError", f"json.loads takes a text, and this is {described(value)}.")
    try:
        return _read_json(value)
    except (ValueError, RecursionError):
        raise Stop("JSONDecodeError", "This text is not JSON.") from None


def _read_json(value: str | bytes) -> Any:
    text = value.decode() if isinstance(value, bytes) else value
    if text.count("[") + text.count("{") > DEEPEST_JSON:
        raise ValueError
    return read_json(text)


def _b64(_what: Any, value: Any) -> Any:
    if not isinstance(value, str | bytes):
        raise Stop("TypeError", f"b64decode takes a text, and this is {described(value)}.")
    try:
        return b64decode(value)
    except (binascii.Error, ValueError):
        raise Stop("binascii.Error", "This text is not base64.") from None


def _decode(_what: Any, value: Any) -> Any:
    if not isinstance(value, bytes):
        raise Stop("AttributeError", f"Only bytes have decode, and this is {described(value)}.")
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise Stop("UnicodeDecodeError", "These bytes are not UTF-8.") from None


def _unquoted(_what: Any, value: Any) -> Any:
    if not isinstance(value, str):
        raise Stop("TypeError", f"unquote_plus takes a text, and this is {described(value)}.")
    return unquote_plus(value)


def _is_json(value: Any) -> bool:
    if not isinstance(value, str | bytes):
        return False
    try:
        return isinstance(_read_json(value), dict | list)
    except (ValueError, RecursionError):
        return False


def kind_of(value: Any) -> str:
    if value is None:
        return "null"
    names = ((bool, "bool"), (str, "text"), (bytes, "bytes"), (dict, "object"), (list, "list"))
    return next((name for cls, name in names if isinstance(value, cls)), "number")


def described(value: Any) -> str:
    kind = kind_of(value)
    if kind == "list":
        return f"a list of {len(value)}"
    if kind == "object":
        return f"an object with {len(value)} key{'' if len(value) == 1 else 's'}"
    if kind == "text" and _is_json(value):
        return "a text that is JSON"
    return "an empty text" if value == "" else KINDS[kind]


def shown(value: Any) -> str:
    if isinstance(value, bytes):
        return repr(value)
    return json.dumps(value, ensure_ascii=False)
