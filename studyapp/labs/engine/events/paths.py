"""Reads what a learner writes: a small part of Python's expressions, and nothing else.

`event`, subscripts with a text or a whole number, `.get("…")`, `.decode()`, and three calls that
take an expression: `json.loads`, `base64.b64decode`, `unquote_plus`. Nothing is ever evaluated.
"""

import re
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 300
DEEPEST: Final = 6
MOST_STEPS: Final = 40
CALLS: Final = {
    "json.loads": "loads",
    "loads": "loads",
    "base64.b64decode": "b64decode",
    "b64decode": "b64decode",
    "urllib.parse.unquote_plus": "unquote_plus",
    "unquote_plus": "unquote_plus",
}
WHOLE = re.compile(r"-?[0-9]{1,6}")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
ESCAPES = {"\\": "\\", '"': '"', "'": "'", "n": "\n", "t": "\t"}


class PathError(Exception):
    """What cannot be read, and the character at which it goes wrong, counted from 0."""

    def __init__(self, message: str, at: int):
        super().__init__(message)
        self.message, self.at = message, at


@dataclass(frozen=True, slots=True)
class Move:
    """One step: `item` and `get` with what they ask for, or a call without."""

    act: str  # item | get | loads | b64decode | unquote_plus | decode
    what: str | int | None
    start: int  # where the step itself stands in the text
    end: int


@dataclass(frozen=True, slots=True)
class Path:
    text: str
    moves: tuple[Move, ...]


def read(text: str) -> Path:
    if len(text) > LONGEST:
        raise PathError(f"Longer than {LONGEST} characters.", LONGEST)
    reader = _Reader(text)
    moves = reader.expression(0)
    reader.blank()
    if reader.at < len(text):
        raise PathError(f"“{text[reader.at]}” cannot stand here.", reader.at)
    return Path(text, tuple(moves))


class _Reader:
    def __init__(self, text: str):
        self.text, self.at, self.count = text, 0, 0

    def blank(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in " \t\r\n":
            self.at += 1

    def next(self) -> str:
        self.blank()
        return self.text[self.at] if self.at < len(self.text) else ""

    def take(self, sign: str, instead: str) -> None:
        found = self.next()
        if found != sign:
            seen = f"found “{found}”" if found else "the text ends"
            raise PathError(f"{instead} Expected “{sign}”, {seen}.", self.at)
        self.at += 1

    def expression(self, depth: int) -> list[Move]:
        if depth > DEEPEST:
            raise PathError(f"More than {DEEPEST} calls inside one another.", self.at)
        self.blank()
        start = self.at
        match = NAME.match(self.text, start)
        word = match[0] if match else ""
        root = word.split(".")[0] == "event"
        if root:
            self.at = start + len("event")
            return self.after([])
        if word not in CALLS:
            raise PathError(self._no_start(word), start)
        self.at = start + len(word)
        self.take("(", f"{word} is a call.")
        moves = self.expression(depth + 1)
        self.take(")", "The bracket is not closed.")
        self.counted()
        return self.after([*moves, Move(CALLS[word], None, start, self.at)])

    @staticmethod
    def _no_start(word: str) -> str:
        if word:
            return f"“{word}” is not known here: begin with event."
        return "Begin with event."

    def counted(self) -> None:
        self.count += 1
        if self.count > MOST_STEPS:
            raise PathError(f"More than {MOST_STEPS} steps.", self.at)

    def after(self, moves: list[Move]) -> list[Move]:
        while (sign := self.next()) in ("[", ".") and sign:
            self.counted()
            moves.append(self.subscript() if sign == "[" else self.method())
        return moves

    def subscript(self) -> Move:
        start = self.at
        self.at += 1
        what = self.literal("Between the brackets stands a key in quotes or a whole number.")
        self.take("]", "The bracket is not closed.")
        return Move("item", what, start, self.at)

    def method(self) -> Move:
        start = self.at
        match = NAME.match(self.text, start + 1)
        word = (match[0] if match else "").split(".")[0]
        self.at = start + 1 + len(word)
        if word not in ("get", "decode"):
            hint = f': write ["{word}"]' if word else ""
            raise PathError(f"A dictionary has no attribute “{word}”{hint}.", start)
        self.take("(", f".{word} is a call.")
        what = self.literal("get takes a key in quotes.") if word == "get" else None
        self.take(")", "The bracket is not closed.")
        return Move(word, what, start, self.at)

    def literal(self, wanted: str) -> str | int:
        sign = self.next()
        if sign and sign in "\"'":
            return self.quoted(sign)
        match = WHOLE.match(self.text, self.at)
        if not match:
            raise PathError(wanted, self.at)
        self.at = match.end()
        return int(match[0])

    def quoted(self, quote: str) -> str:
        start = self.at
        letters: list[str] = []
        self.at += 1
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == quote:
                self.at += 1
                return "".join(letters)
            if sign == "\\":
                self.at += 1
                follows = self.text[self.at : self.at + 1]
                if follows not in ESCAPES or not follows:
                    raise PathError("Only \\\\, \\n, \\t and quotes may be escaped.", self.at - 1)
                sign = ESCAPES[follows]
            letters.append(sign)
            self.at += 1
        raise PathError("The quote is not closed.", start)


def write(way: tuple[str | int, ...]) -> str:
    """The expression that reaches what stands at this place of an event."""
    return "event" + "".join(f"[{_literal(step)}]" for step in way)


def _literal(step: str | int) -> str:
    if isinstance(step, int):
        return str(step)
    text = step.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{text}"'
