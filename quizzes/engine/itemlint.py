"""Flaws of a valid item: what gives the key away, misleads, or tires the reader.

Form is decided in `items`; here are the rules of item writing (after Haladyna, Downing
and Rodriguez, 2002, "A review of multiple-choice item-writing guidelines for classroom
assessment"). An error keeps a question out of the course; a warning is told to the
author, who may know better.
"""

import re
from collections.abc import Iterator
from statistics import mean

from quizzes.engine.findings import FENCE, Finding, Severity, error, plain, warning, words
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


def lint(item: Item) -> list[Finding]:
    """Every flaw of one item, errors first."""
    checks = [_reading_load, _reasons, _places, _code]
    if item.is_choice:
        checks += [_negative, _key_length, _absolutes, _grammar, _echo, _endings, _count_word]
    found = [finding for check in checks for finding in check(item)] + [*item.rules.lint(item)]
    return sorted(found, key=lambda finding: finding.severity != Severity.ERROR)


def _sides(item: Item) -> tuple[list[Option], list[Option]]:
    keys = [option for option in item.options if option.correct]
    return keys, [option for option in item.options if not option.correct]


def _reading_load(item: Item) -> Iterator[Finding]:
    stem = len(plain(item.stem).split())
    texts = [] if item.kind is Kind.LOG else item.rules.shown(item)  # a log is not read in prose
    total = stem + sum(len(plain(text).split()) for text in texts)
    if stem > LONGEST_STEM:
        yield warning("long-stem", f"the stem has {stem} words; {LONGEST_STEM} can be read calmly")
    elif total > MOST_WORDS:
        words = f"stem and options have {total} words; {MOST_WORDS} can be read calmly"
        yield warning("reading-load", words)


def _reasons(item: Item) -> Iterator[Finding]:
    """Every option says why, and each in its own words."""
    before: set[str] = set()
    for spot in item.rules.spots(item):
        if spot.column != "reason" or spot.field == "mistakes":
            continue
        reason = " ".join(spot.text.lower().split())
        if len(reason.split()) < FEWEST_REASON_WORDS:
            yield warning("short-reason", "says too little about why", spot.field, spot.index)
        elif reason in before:
            yield warning("same-reason", "has the reason of another one", spot.field, spot.index)
        before.add(reason)


def _places(item: Item) -> Iterator[Finding]:
    """Options are shuffled: their letters and places mean nothing to a reader."""
    for index, option in enumerate(item.options):
        if match := OF_THE_ABOVE.search(option.text):
            yield error("of-the-above", f"“{match[0]}” under shuffling", "options", index)
    for spot in item.spots():
        if spot.is_expression or spot.field in ("steps", "mistakes", "case"):
            continue
        if match := LETTER.search(plain(spot.text)):
            told = f"“{match[0]}” names a place that is shuffled"
            yield error("letter", told, spot.field, spot.index)


def _code(item: Item) -> Iterator[Finding]:
    for match in FENCE.finditer(item.stem):
        if not match["language"]:
            yield warning("code-language", "name the language of the code block")


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
        yield warning("negative-stem", f"asks with “{match[0]}”: ask for what is true instead")


def _key_length(item: Item) -> Iterator[Finding]:
    keys, distractors = ([len(plain(option.text)) for option in side] for side in _sides(item))
    if mean(keys) > LONGER * mean(distractors) and mean(keys) - mean(distractors) > LONGER_BY:
        ratio = mean(keys) / mean(distractors)
        yield warning("key-length", f"the key is {ratio:.2f} times as long as the distractors")


def _absolutes(item: Item) -> Iterator[Finding]:
    keys, distractors = _sides(item)
    if any(ABSOLUTE.search(plain(option.text)) for option in keys):
        return
    found = [match[0] for o in distractors if (match := ABSOLUTE.search(plain(o.text)))]
    if len(found) > 1:
        told = ", ".join(f"“{word.lower()}”" for word in dict.fromkeys(found))
        yield warning("absolutes", f"{told} in distractors, and in no key", "options")


def _grammar(item: Item) -> Iterator[Finding]:
    """A stem that ends in “an” lets the options' first letters answer it."""
    if match := DANGLING.search(plain(item.stem).strip()):
        yield warning("grammar-cue", f"the stem ends in “{match[1]}”, which the options must fit")


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
        yield warning("echo", f"the key alone repeats {told} of the stem", "options")


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
            yield warning("odd-one-out", f"the key {what}", "options", index)


def _count_word(item: Item) -> Iterator[Finding]:
    if item.kind is not Kind.MULTIPLE:
        return
    wanted = f"(Choose {COUNT_WORDS.get(len(item.key), len(item.key))}.)"
    if not item.stem.rstrip().endswith(wanted):
        yield error("choose-n", f"the stem must end in “{wanted}”")
