"""Flaws of a valid item: what gives the key away, misleads, or tires the reader.

Form is decided in `items`; here are the rules of item writing (after Haladyna, Downing
and Rodriguez, 2002, "A review of multiple-choice item-writing guidelines for classroom
assessment"). An error keeps a question out of the course; a warning is told to the
author, who may know better.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from statistics import mean

from quizzes.engine.items import COUNT_WORDS, Item, Kind, Option

LONGER = 1.15
"""A key that is this many times as long as the mean distractor is noticed."""
LONGER_BY = 8  # characters: below that nobody sees a difference
MOST_WORDS = 180
LONGEST_STEM = 120
FEWEST_REASON_WORDS = 4
ECHO = 2  # words of the stem that the key alone repeats

ABSOLUTE = re.compile(r"\b(always|never|only|every|all|must|none|impossible)\b", re.I)
NEGATIVE = re.compile(r"\b(not|except|least likely|cannot|never|isn't|doesn't)\b", re.I)
EMPHASISED = re.compile(r"\*\*[^*]*\b(not|except|cannot|never)\b[^*]*\*\*", re.I)
OF_THE_ABOVE = re.compile(
    r"\b(all|none|both|neither|any) of (the above|these|the other options)\b", re.I
)
LETTER = re.compile(
    r"\b(options?|answers?|choices?) [A-F]\b"
    r"|\b(first|second|third|fourth|last) (option|answer|choice)\b"
)
DANGLING = re.compile(r"\b(an?|the)\s*(:|\?|…|\.\.\.|_+)?\s*$", re.I)
FENCE = re.compile(r"^(`{3,}|~{3,})(?P<language>\w*)[^\n]*\n.*?^\1", re.M | re.S)
MACRO = re.compile(r'\{\{\s*\w+\s+"([^"]+)"(?:\s+"([^"]*)")?\s*\}\}')
WORD = re.compile(r"[a-z][a-z0-9-]{3,}", re.I)
COMMON = frozenset(
    re.findall(
        r"\w+",
        """that this with from have must should which when what each then than them they their into
        does will would could company developer application function functions lambda solution uses
        more most less least some other same after before needs need keep during only also""",
    )
)


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One flaw: `code` names the rule, `field` and `index` (from 0) where it shows."""

    code: str
    severity: Severity
    message: str
    field: str = "stem"
    index: int = -1

    def __str__(self) -> str:
        return f"{self.severity} {self.code}: {self.message}"


def lint(item: Item) -> list[Finding]:
    """Every flaw of one item, errors first."""
    checks = [_reading_load, _reasons, _places, _code]
    if item.is_choice:
        checks += [_negative, _key_length, _absolutes, _grammar, _echo, _endings, _count_word]
    found = [finding for check in checks for finding in check(item)]
    return sorted(found, key=lambda finding: finding.severity != Severity.ERROR)


def plain(text: str) -> str:
    """The words of a piece of Markdown: no code fences, marks or macros."""
    text = FENCE.sub(" ", text)
    text = MACRO.sub(lambda m: m[2] or m[1], text)
    return re.sub(r"[`*_]", "", text)


def words(text: str) -> set[str]:
    """The words of a text that carry meaning, in lower case, without a plural's s."""
    found = {word.lower() for word in WORD.findall(plain(text))}
    return {word.removesuffix("s") for word in found - COMMON}


def _error(code: str, message: str, field: str = "stem", index: int = -1) -> Finding:
    return Finding(code, Severity.ERROR, message, field, index)


def _warning(code: str, message: str, field: str = "stem", index: int = -1) -> Finding:
    return Finding(code, Severity.WARNING, message, field, index)


def _sides(item: Item) -> tuple[list[Option], list[Option]]:
    keys = [option for option in item.options if option.correct]
    return keys, [option for option in item.options if not option.correct]


def _reading_load(item: Item) -> Iterator[Finding]:
    stem = len(plain(item.stem).split())
    total = stem + sum(len(plain(option.text).split()) for option in item.options)
    if stem > LONGEST_STEM:
        yield _warning("long-stem", f"the stem has {stem} words; {LONGEST_STEM} can be read calmly")
    elif total > MOST_WORDS:
        words = f"stem and options have {total} words; {MOST_WORDS} can be read calmly"
        yield _warning("reading-load", words)


def _reasons(item: Item) -> Iterator[Finding]:
    """Every option says why, and each in its own words."""
    reasons = [" ".join(option.reason.lower().split()) for option in item.options]
    for index, reason in enumerate(reasons):
        if len(reason.split()) < FEWEST_REASON_WORDS:
            yield _warning("short-reason", "says too little about why", "options", index)
        elif reason in reasons[:index]:
            yield _warning("same-reason", "has the reason of another option", "options", index)


def _places(item: Item) -> Iterator[Finding]:
    """Options are shuffled: their letters and places mean nothing to a reader."""
    for index, option in enumerate(item.options):
        if match := OF_THE_ABOVE.search(option.text):
            yield _error("of-the-above", f"“{match[0]}” under shuffling", "options", index)
        if match := LETTER.search(plain(option.text)) or LETTER.search(plain(option.reason)):
            yield _error("letter", f"“{match[0]}” names a place that is shuffled", "options", index)
    for field, text in (("stem", item.stem), ("explanation", item.explanation)):
        if match := LETTER.search(plain(text)):
            yield _error("letter", f"“{match[0]}” names a place that is shuffled", field)


def _code(item: Item) -> Iterator[Finding]:
    for match in FENCE.finditer(item.stem):
        if not match["language"]:
            yield _warning("code-language", "name the language of the code block")


def _question_of(stem: str) -> str:
    """The sentence that asks: the last with a question mark, else the last."""
    text = re.sub(r"\(Choose \w+\.\)", "", FENCE.sub(" ", stem))
    sentences = [part for part in re.split(r"(?<=[.?!])\s+", text.strip()) if part.strip()]
    asking = [part for part in sentences if part.rstrip().endswith("?")]
    return (asking or sentences or [""])[-1]


def _negative(item: Item) -> Iterator[Finding]:
    """A main clause that asks for what is not so. A condition may hold a “not”."""
    asked = _question_of(item.stem)
    parts = [part for part in asked.split(",") if re.search(r"\b(wh\w+|how)\b", part, re.I)]
    clause = re.split(r"\b(?:that|who|when|if|because|although|while)\b", (parts or [asked])[0])[0]
    match = NEGATIVE.search(clause)
    if match and not EMPHASISED.search(asked):
        yield _warning("negative-stem", f"asks with “{match[0]}”: ask for what is true instead")


def _key_length(item: Item) -> Iterator[Finding]:
    keys, distractors = ([len(plain(option.text)) for option in side] for side in _sides(item))
    if mean(keys) > LONGER * mean(distractors) and mean(keys) - mean(distractors) > LONGER_BY:
        ratio = mean(keys) / mean(distractors)
        yield _warning("key-length", f"the key is {ratio:.2f} times as long as the distractors")


def _absolutes(item: Item) -> Iterator[Finding]:
    keys, distractors = _sides(item)
    if any(ABSOLUTE.search(plain(option.text)) for option in keys):
        return
    found = [match[0] for o in distractors if (match := ABSOLUTE.search(plain(o.text)))]
    if len(found) > 1:
        told = ", ".join(f"“{word.lower()}”" for word in dict.fromkeys(found))
        yield _warning("absolutes", f"{told} in distractors, and in no key", "options")


def _grammar(item: Item) -> Iterator[Finding]:
    """A stem that ends in “an” lets the options' first letters answer it."""
    if match := DANGLING.search(plain(item.stem).strip()):
        yield _warning("grammar-cue", f"the stem ends in “{match[1]}”, which the options must fit")


def _echo(item: Item) -> Iterator[Finding]:
    """Words of the stem that come back in the key alone lead to it."""
    if item.kind is not Kind.SINGLE:
        return
    stem = words(item.stem)
    keys, distractors = _sides(item)
    shared = words(keys[0].text) & stem
    shared -= set().union(*(words(option.text) for option in distractors))
    if len(shared) >= ECHO:
        told = ", ".join(f"“{word}”" for word in sorted(shared))
        yield _warning("echo", f"the key alone repeats {told} of the stem", "options")


def _endings(item: Item) -> Iterator[Finding]:
    """One option that looks different from all others is looked at first."""
    for what, test in (
        ("ends without a full stop as the others do", lambda text: text.rstrip().endswith(".")),
        ("is the only one with code in it", lambda text: "`" in text),
        ("is the only one with a number in it", lambda text: bool(re.search(r"\d", text))),
    ):
        having = [test(option.text) for option in item.options]
        keys = [has for has, option in zip(having, item.options, strict=True) if option.correct]
        odd = having.count(True) == 1 or (what.startswith("ends") and having.count(False) == 1)
        if len(keys) == 1 and odd and having.count(keys[0]) == 1:
            index = next(i for i, option in enumerate(item.options) if option.correct)
            yield _warning("odd-one-out", f"the key {what}", "options", index)


def _count_word(item: Item) -> Iterator[Finding]:
    if item.kind is not Kind.MULTIPLE:
        return
    wanted = f"(Choose {COUNT_WORDS.get(len(item.key), len(item.key))}.)"
    if not item.stem.rstrip().endswith(wanted):
        yield _error("choose-n", f"the stem must end in “{wanted}”")
