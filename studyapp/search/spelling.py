"""Help with words that the course does not hold: the nearest that it does."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, Max
from rapidfuzz import process
from rapidfuzz.distance import OSA

from studyapp.search.models import Passage
from studyapp.search.words import COMPOUND, WORD, Term, fold, tokens

_SHORTEST = 3
_TITLE = 20
"""A word of a title counts as much as so many in the text."""


@dataclass(frozen=True)
class Vocabulary:
    """Every word of the course: how often it stands there, and how it is mostly written."""

    counts: dict[str, int]
    written: dict[str, str]

    def holds(self, term: Term) -> bool:
        known = [needle.words for needle in term.needles]
        return any(
            all(any(word.startswith(part) for word in self.counts) for part in words)
            for words in known
        )

    def nearest(self, word: str) -> str:
        """The word that was probably meant, as it is written; "" if none is near."""
        if len(word) < _SHORTEST:
            return ""
        most = 1 if len(word) < 6 else 2 if len(word) < 10 else 3
        near = process.extract(
            word, self.counts.keys(), scorer=OSA.distance, score_cutoff=most, limit=50
        )
        found = [other for other, *_ in near if len(word) > 3 or sorted(other) == sorted(word)]
        distances = {other: distance for other, distance, _ in near}
        return (
            self.written[
                min(
                    found,
                    key=lambda other: (distances[other], other[0] != word[0], -self.counts[other]),
                )
            ]
            if found
            else ""
        )


def correction(text_terms: list[Term]) -> str:
    """The query with its unknown words replaced; "" if there is nothing better to offer."""
    vocabulary = current_vocabulary()
    words, changed = [], False
    for term in text_terms:
        nearest = "" if vocabulary.holds(term) else vocabulary.nearest("".join(tokens(term.typed)))
        changed = changed or bool(nearest)
        words.append(nearest or term.typed)
    return " ".join(words) if changed else ""


def current_vocabulary() -> Vocabulary:
    """Of the index as it is now; read again only after it changed."""
    state = Passage.objects.aggregate(highest=Max("pk"), count=Count("pk"))
    return _vocabulary(state["highest"], state["count"])


@lru_cache(maxsize=1)
def _vocabulary(highest: int, count: int) -> Vocabulary:
    counts: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = {}
    for title, text in Passage.objects.values_list("title", "text"):
        for weight, words in ((_TITLE, title), (1, text)):
            for pattern in (WORD, COMPOUND):
                for match in pattern.finditer(words):
                    key = "".join(map(fold, WORD.findall(match[0])))
                    if len(key) >= _SHORTEST and not key.isdigit():
                        counts[key] += weight
                        forms.setdefault(key, Counter())[match[0]] += 1
    return Vocabulary(dict(counts), {key: max(f, key=f.__getitem__) for key, f in forms.items()})
