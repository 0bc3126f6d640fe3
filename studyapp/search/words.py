"""How text becomes words: the index and the queries are cut by the same rules.

A word is a run of letters and digits, without case and accents. `x-ray`,
`10,240` and `iam:PassRole` are several words side by side; their joined form,
and the parts of `CloudWatch`, are indexed beside the text. Nothing but letters
and digits is left of a query, so nothing in it can be an operator of a database.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LONGEST_QUERY = 100
MOST_TERMS = 8
WORD = re.compile(r"[^\W_]+")
COMPOUND = re.compile(r"[^\W_]+(?:[-.,/:_'’+@][^\W_]+)+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNIT = re.compile(r"(?<=\d)(?=[^\W\d_])")
_ENDINGS = ("ies", "ing", "ed", "es", "s", "y", "e")
_SHORTEST_STEM = 4
_SMALL = """
a an and are as at be been by can could do does for from get has have how i if in into is it its may
many me most much must my of on or should so than that the their them then there these they this
those to us use used was we what when where which who why will with would you your
"""
_EMPTY = frozenset(_SMALL.split())


@dataclass(frozen=True)
class Needle:
    """Words to be found side by side; the last may be the beginning of a longer one."""

    words: tuple[str, ...]
    is_prefix: bool = True

    def fits(self, words: list[str]) -> bool:
        """Whether `words` begin with it."""
        *whole, last = self.words
        n = len(whole)
        if len(words) <= n or words[:n] != whole:
            return False
        return words[n].startswith(last) if self.is_prefix else words[n] == last


@dataclass(frozen=True)
class Term:
    """One thing asked for, as it was typed, and every form in which it counts as found."""

    typed: str
    needles: tuple[Needle, ...]

    def is_in(self, words: list[str]) -> bool:
        return any(needle.fits(words[at:]) for needle in self.needles for at in range(len(words)))


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """A word without case and accents; "" where no letter or digit is left."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in apart.casefold() if char.isalnum())


def tokens(text: str) -> list[str]:
    """The words of a text, in order."""
    found = (fold(match[0]) for match in WORD.finditer(unicodedata.normalize("NFC", text)))
    return [word for word in found if word]


def other_forms(text: str) -> list[str]:
    """What else the words of a text may be called: `x-ray` as xray, `DynamoDB` as dynamo db."""
    return list(dict.fromkeys(form for _, form in forms_at(unicodedata.normalize("NFC", text))))


def forms_at(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """The other forms of words with the place where each stands."""
    for match in COMPOUND.finditer(text):
        yield match.span(), "".join(tokens(match[0]))
    for match in WORD.finditer(text):
        parts = _CAMEL.sub(" ", match[0])
        if " " in parts:
            yield match.span(), fold_line(parts)


def fold_line(text: str) -> str:
    return " ".join(tokens(text))


def terms(text: str) -> list[Term]:
    """What a query asks for; words that mean nothing count only when there are no others."""
    chunks = [(chunk, tokens(chunk)) for chunk in text[:LONGEST_QUERY].split()]
    said = [(chunk, words) for chunk, words in chunks if words]
    telling = [(chunk, words) for chunk, words in said if words[1:] or words[0] not in _EMPTY]
    kept = (telling or said)[:MOST_TERMS]
    return [
        Term(chunk, tuple(_needles(words, is_last=chunk == kept[-1][0]))) for chunk, words in kept
    ]


def _needles(words: list[str], *, is_last: bool) -> Iterator[Needle]:
    """The whole words first: who holds them in full is found by both, and so ranks higher."""
    whole = tuple(words)
    yield Needle(whole, is_prefix=False)
    if is_last or len(words[-1]) > 2:  # "s3" in "s3 event" is no beginning of a word
        yield Needle(whole)
    if len(words) > 1:
        return
    [word] = words
    if parts := _UNIT.sub(" ", word).split()[1:]:
        yield Needle((word[: -len("".join(parts))], *parts))
    if (stem := stem_of(word)) != word:
        yield Needle((stem,))


def stem_of(word: str) -> str:
    """A word without its English ending: the beginning that its other forms share."""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_STEM and not word.endswith("ss"):
            return stem
    return word
