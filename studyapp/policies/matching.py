"""Wildcards: `*` is any run of characters, `?` is exactly one. Linear in the text.

A learner's pattern never becomes a regular expression. All places where the pattern
may stand are bits of one number, moved together: every character of the text is looked
at once, whatever the pattern is.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

PARTS = 6
"""arn:partition:service:region:account:resource; the last may hold colons."""


@dataclass(frozen=True, slots=True)
class Wild:
    """A wildcard as a token: what stands in the pattern as `*` or `?` and was not escaped."""

    many: bool


MANY, ONE = Wild(many=True), Wild(many=False)
Token = str | Wild
WILDS = {"*": MANY, "?": ONE}
STAR = (MANY,)


@dataclass(frozen=True)
class Pattern:
    """Characters and wildcards. `None` as tokens matches nothing: a variable had no value."""

    tokens: tuple[Token, ...] | None

    @classmethod
    def of(cls, text: str) -> "Pattern":
        """`text` with its wildcards.

        >>> Pattern.of("s3:Get*").matches("s3:GetObject")
        True
        """
        return _read(text)

    def lower(self) -> "Pattern":
        return self._lowered

    @cached_property
    def _lowered(self) -> "Pattern":
        if self.tokens is None:
            return self
        lowered: list[Token] = []
        for token in self.tokens:
            lowered += token.lower() if isinstance(token, str) else [token]
        return Pattern(tuple(lowered))

    @cached_property
    def _head(self) -> str:
        """What stands before the first wildcard: compared as plain text, which is quicker."""
        tokens = self.tokens or ()
        wild = next((at for at, token in enumerate(tokens) if not isinstance(token, str)), None)
        return "".join(map(str, tokens[:wild]))

    @cached_property
    def _rest(self) -> tuple[Token, ...]:
        """What follows it: mostly nothing or one star, and then nothing needs to be run."""
        return (self.tokens or ())[len(self._head) :]

    @cached_property
    def _machine(self) -> tuple[dict[str, int], int, int, int]:
        """(places that each character passes, places any passes, places that stay, the end)."""
        passes: dict[str, int] = {}
        anything = stays = 0
        place = 1
        for token in self.tokens or ():
            if token == MANY:
                stays |= place
                continue
            if isinstance(token, Wild):
                anything |= place
            else:
                passes[token] = passes.get(token, 0) | place
            place <<= 1
        return passes, anything, stays, place

    def matches(self, text: str) -> bool:
        """Whether the whole of `text` fits. Case counts; see `lower`."""
        if self.tokens is None or not text.startswith(self._head):
            return False
        if not self._rest:
            return len(text) == len(self._head)
        if self._rest == STAR:
            return True
        passes, anything, stays, end = self._machine
        places = 1 << len(self._head)
        for char in islice(text, len(self._head), None):
            places = (places & (passes.get(char, 0) | anything)) << 1 | places & stays
            if not places:
                return False
        return bool(places & end)

    def reach(self, text: str) -> tuple[int, int]:
        """How far they agree: (characters of the text, tokens of the pattern)."""
        passes, anything, stays, _ = self._machine
        read = shared(text, self._head)
        if read < len(self._head):
            return read, read
        places = last = 1 << read
        for char in islice(text, read, None):
            places = (places & (passes.get(char, 0) | anything)) << 1 | places & stays
            if not places:
                break
            last, read = places, read + 1
        return read, self._token_at(last.bit_length() - 1)

    def _token_at(self, place: int) -> int:
        """The token that follows a place; stars that the text has entered lie before it."""
        passed = entered = len(self._head)
        for index, token in enumerate((self.tokens or ())[passed:], passed):
            if passed == place and token != MANY:
                return index
            passed += token != MANY
            entered = index + 1
        return entered

    @cached_property
    def text(self) -> str:
        """The pattern as it is written, with what its variables stand for."""
        written = (t if isinstance(t, str) else "*" if t.many else "?" for t in self.tokens or ())
        return "".join(written)

    def parts(self) -> "tuple[Pattern, ...]":
        """The six parts of an ARN, each a pattern; fewer where colons are missing."""
        if self.tokens is None:
            return ()
        found: list[list[Token]] = [[]]
        for char in self.tokens:
            if char == ":" and len(found) < PARTS:
                found.append([])
            else:
                found[-1].append(char)
        return tuple(Pattern(tuple(part)) for part in found)


def shared(one: str, other: str) -> int:
    """How many characters two texts have in common before they part."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


@lru_cache(256)
def _read(text: str) -> Pattern:
    return Pattern(tuple(WILDS.get(char, char) for char in text))


def arn_matches(pattern: Pattern, arn: str) -> bool:
    """ArnLike: each of the six parts fits by itself, so no `*` reaches over one of the first five
    colons. What is no ARN fits nothing."""
    given, wanted = arn.split(":", PARTS - 1), pattern.parts()
    if len(given) != PARTS or len(wanted) != PARTS:
        return False
    return all(part.matches(text) for part, text in zip(wanted, given, strict=True))


@dataclass(frozen=True, slots=True)
class Arn:
    """An ARN by its parts; those of no ARN are empty."""

    text: str
    partition: str = ""
    service: str = ""
    region: str = ""
    account: str = ""
    resource: str = ""

    @classmethod
    def of(cls, text: str) -> "Arn":
        parts = text.split(":", PARTS - 1)
        return cls(text, *parts[1:]) if len(parts) == PARTS and parts[0] == "arn" else cls(text)
