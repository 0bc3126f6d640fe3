"""Flaws that only a whole bank shows: keys at a favourite place, questions asked twice."""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import combinations

from rapidfuzz import fuzz

from quizzes.engine.findings import Finding, Severity, plain, words
from quizzes.engine.items import Item, Kind

ALIKE = 88
"""Out of 100, by `rapidfuzz.fuzz.token_sort_ratio`: two items this close ask the same thing."""
ENOUGH = 40
"""Single-choice items below which a favourite place of the key may be chance."""
UNEVEN = 1.5

Solver = Callable[[Item], str]
"""Picks one option id of a single-choice item without knowing the subject."""


def lint_bank(items: Mapping[str, Item]) -> list[tuple[str, Finding]]:
    """(id, finding) for what shows only side by side; the id is "" for the bank itself."""
    return [*_balance(items), *_near_duplicates(items)]


def _balance(items: Mapping[str, Item]) -> list[tuple[str, Finding]]:
    single = [item for item in items.values() if item.kind is Kind.SINGLE]
    if len(single) < ENOUGH:
        return []
    places = Counter(next(i for i, o in enumerate(item.options) if o.correct) for item in single)
    even = len(single) / 4
    return [
        ("", Finding("key-place", Severity.WARNING, f"{places[n]} keys stand at place {n + 1}"))
        for n in range(4)
        if not even / UNEVEN <= places[n] <= even * UNEVEN
    ]


def _near_duplicates(items: Mapping[str, Item]) -> list[tuple[str, Finding]]:
    """Pairs whose stem and key say nearly the same, each told once."""
    texts = {key: _said(item) for key, item in items.items()}
    found = []
    for (first, left), (second, right) in combinations(texts.items(), 2):
        score = fuzz.token_sort_ratio(left, right, score_cutoff=ALIKE)
        if score:
            words_ = f"nearly the same as “{first}” ({score:.0f} of 100)"
            found.append((second, Finding("duplicate", Severity.WARNING, words_)))
    return found


def _said(item: Item) -> str:
    keys = " ".join(option.text for option in item.options if option.correct)
    if not item.in_exam_format:
        keys = " ".join(item.rules.shown(item))
    return plain(f"{item.stem} {keys} {item.answer}").lower()


def longest_option(item: Item) -> str:
    """The guess of somebody who has learnt that the long option is the careful one."""
    return max(item.options, key=lambda option: len(plain(option.text))).id


def most_shared_words(item: Item) -> str:
    """The guess of somebody who looks for the words of the stem."""
    stem = words(item.stem)
    return max(item.options, key=lambda option: len(words(option.text) & stem)).id


def advantage(items: Mapping[str, Item], solver: Solver) -> float:
    """By how many percentage points `solver` beats chance on the single-choice items.

    Ties of a solver are settled by the order of the options in the file, which
    `lint_bank` holds even.
    """
    single = [item for item in items.values() if item.kind is Kind.SINGLE]
    if not single:
        return 0.0
    hits = sum(solver(item) in item.key for item in single)
    chance = sum(1 / len(item.options) for item in single)
    return 100 * (hits - chance) / len(single)
