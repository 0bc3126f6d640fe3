"""JSON as people type it: every value keeps its line, and what is wrong is said in plain words.

The reader of the standard library keeps the last of two equal keys and forgets where
things stood. This one is linear in the text and goes no deeper than `DEEPEST`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

LONGEST = 20_480
"""Characters; the largest policy that Lambda takes for a function (fact rp-size)."""
DEEPEST = 10

TOKEN = re.compile(
    r"""(?P<string>"(?:[^"\\\n]|\\.)*")
      | (?P<mark>[{}\[\]:,])
      | (?P<word>[-+.\w$*?/]+)
      | (?P<other>\S)""",
    re.X,
)
NUMBER = re.compile(r"-?(0|[1-9]\d{0,18})(\.\d{1,18})?", re.ASCII)
WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
CLOSES = {"{": "}", "[": "]"}


class Unreadable(ValueError):
    """The text is not JSON; `line` is where the eye should go."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(f"Line {line}: {text}")
        self.line = line
        self.text = text


@dataclass(frozen=True, slots=True)
class Node:
    """One value and the line it begins in.

    `value` is a str, a bool, None, a number's text in `number`, a tuple of nodes
    (a list), or a tuple of `Member`s (a block).
    """

    value: "str | bool | tuple[Node, ...] | Block | None"
    line: int
    number: str = ""

    @property
    def what(self) -> str:
        """What it is, for an error: "a list"."""
        if self.number:
            return "a number"
        names = {str: "text", bool: "true or false", tuple: "a list", Block: "a block"}
        return names.get(type(self.value), "null")


@dataclass(frozen=True, slots=True)
class Member:
    """One key of a block with its value."""

    key: str
    line: int
    node: Node


@dataclass(frozen=True, slots=True)
class Block:
    """{…}: its members in the order they stand."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    line: int


def read(text: str) -> Node:
    """The value that `text` holds; `Unreadable` where it holds none, or more than one."""
    if len(text) > LONGEST:
        raise Unreadable(1, f"the text has {len(text):,} characters; at most {LONGEST:,} are read.")
    if not text.strip():
        raise Unreadable(1, "there is no policy yet.")
    reader = _Reader(text)
    node = reader.value(depth=1)
    reader.end()
    return node


def _tokens(text: str) -> Iterator[Token]:
    line, at = 1, 0
    for match in TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        yield Token(match.lastgroup or "", match[0], line)
    yield Token("end", "", text.rstrip().count("\n") + 1)


class _Reader:
    """Walks the tokens once, one ahead; `open` are the brackets not closed yet."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.at = 0
        self.open: list[Token] = []

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.next
        self.at += 1
        return token

    def end(self) -> None:
        if self.next.kind != "end":
            self.fail(f"the policy has ended, but {_shown(self.next)} follows.")

    def fail(self, text: str, token: Token | None = None) -> NoReturn:
        raise Unreadable((token or self.next).line, text)

    def value(self, depth: int) -> Node:
        token = self.next
        if token.kind == "mark" and token.text in CLOSES:
            if depth > DEEPEST:
                self.fail(f"brackets stand more than {DEEPEST} deep here.")
            return self.block(depth) if token.text == "{" else self.list(depth)
        if token.kind == "string":
            return Node(self.string(self.take()), token.line)
        if token.kind == "word":
            return self.word(self.take())
        self.refuse("a value is missing here")

    def word(self, token: Token) -> Node:
        if token.text.startswith(("//", "/*")):
            self.fail("JSON has no comments.", token)
        if token.text in WORDS:
            return Node(WORDS[token.text], token.line)
        if NUMBER.fullmatch(token.text):
            return Node(token.text, token.line, number=token.text)
        self.fail(f'put double quotes around {_cut(token.text)}: "{_cut(token.text)}".', token)

    def string(self, token: Token) -> str:
        try:
            text = str(json.loads(token.text))
            text.encode()  # JSON can name half a character
        except ValueError:
            self.fail(f"{_shown(token)} holds a backslash or a character that JSON refuses.", token)
        return text

    def block(self, depth: int) -> Node:
        start = self.take()
        self.open.append(start)
        members: dict[str, Member] = {}
        while not self.closed(start, empty=not members):
            if members:
                self.comma("}")
            token = self.next
            if token.kind != "string":
                self.refuse("a name in double quotes belongs here")
            key = self.string(self.take())
            if key in members:
                first = members[key].line
                words = f"“{_cut(key)}” stands twice in one block (before in line {first})."
                self.fail(words, token)
            if self.next.text != ":":
                self.fail(f"a colon is missing after “{_cut(key)}”.", token)
            self.take()
            members[key] = Member(key, token.line, self.value(depth + 1))
        return Node(Block(tuple(members.values())), start.line)

    def list(self, depth: int) -> Node:
        start = self.take()
        self.open.append(start)
        nodes: list[Node] = []
        while not self.closed(start, empty=not nodes):
            if nodes:
                self.comma("]")
            nodes.append(self.value(depth + 1))
        return Node(tuple(nodes), start.line)

    def closed(self, start: Token, *, empty: bool) -> bool:
        """Whether the bracket of `start` closes here; it is taken then."""
        token = self.next
        if token.kind == "end":
            self.fail(f"the text ends, but the {start.text} of line {start.line} is still open.")
        if token.text == CLOSES[start.text]:
            self.open.pop()
            self.take()
            return True
        if token.kind == "mark" and token.text in CLOSES.values():
            self.fail(f"this {token.text} does not close the {start.text} of line {start.line}.")
        if empty and token.text == ",":
            self.fail("this comma follows nothing.")
        return False

    def comma(self, closing: str) -> None:
        token = self.next
        if token.text != ",":
            if token.kind in ("string", "word") or token.text in CLOSES:
                self.fail("a comma is missing before this.")
            self.refuse("a comma or a closing bracket belongs here")
        self.take()
        if self.next.text == closing:
            self.fail(f"the comma before {closing} is one too many.", token)
        if self.next.text == ",":
            self.fail("two commas stand side by side.")

    def refuse(self, wanted: str) -> NoReturn:
        """Say what is wrong with the next token, which fits nowhere here."""
        token = self.next
        if token.kind == "end":
            start = self.open[-1] if self.open else None
            still = f", but the {start.text} of line {start.line} is still open" if start else ""
            self.fail(f"the text ends{still}.")
        if token.text == '"':
            self.fail("this text has no closing quote.")
        if token.text in "'‘’“”„«»`":
            self.fail('write straight double quotes: ".')
        if token.text == "#" or token.text.startswith(("//", "/*")):
            self.fail("JSON has no comments.")
        self.fail(f"{wanted}, not {_shown(token)}.")


def _shown(token: Token) -> str:
    return _cut(token.text) if token.kind != "string" else f"“{_cut(token.text[1:-1])}”"


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
