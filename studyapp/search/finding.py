"""The search: one function, whichever database and whoever asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.utils.safestring import SafeString

from studyapp.search.marking import marked, snippet
from studyapp.search.matching import Match, matches
from studyapp.search.models import Passage
from studyapp.search.spelling import correction
from studyapp.search.words import LONGEST_QUERY, Term, terms

MOST = {Passage.Kind.TERM: 5, Passage.Kind.SECTION: 10, Passage.Kind.FACT: 15}
"""Results of each kind, in the order of the page: what it is, where it is taught, its numbers."""


@dataclass(frozen=True)
class Result:
    """A place to go to. `title` and `snippet` are safe HTML with the hits marked."""

    kind: str
    title: SafeString
    url: str
    snippet: SafeString
    place: str


@dataclass(frozen=True)
class Group:
    """The best results of one kind, and how many there are of it."""

    kind: str
    label: str
    results: list[Result]
    total: int


@dataclass(frozen=True)
class Found:
    """What a query led to.

    `is_loose`: nothing holds all of its words, these hold some. `instead`: the
    query as it was probably meant, "" if there is nothing to correct.
    """

    text: str
    groups: list[Group]
    is_loose: bool = False
    instead: str = ""

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups)

    @property
    def shown(self) -> int:
        return sum(len(group.results) for group in self.groups)


def search(text: str, user: Any) -> Found:
    """Lessons, facts and terms that hold every word of `text`; questions are never searched.

    What `user` may see decides what is found. Today all of the course is public,
    so everybody finds the same; the parameter is the promise that no caller has
    to change when a lesson can be a draft.
    """
    text = " ".join(text[:LONGEST_QUERY].split())
    wanted = terms(text)
    found = matches(wanted)
    if found or not wanted:
        return Found(text, _groups(found, wanted))
    loose = matches(wanted, every=False) if len(wanted) > 1 else []
    return Found(text, _groups(loose, wanted), bool(loose), correction(wanted))


def _groups(found: list[Match], wanted: list[Term]) -> list[Group]:
    by_kind = {kind: [match.pk for match in found if match.kind == kind] for kind in MOST}
    best = {kind: pks[: MOST[kind]] for kind, pks in by_kind.items() if pks}
    passages = Passage.objects.defer("title_words", "also_words", "text_words")
    rows = passages.in_bulk(list(chain.from_iterable(best.values())))
    return [
        Group(kind, kind.label, list(_results(rows, pks, wanted)), len(by_kind[kind]))
        for kind, pks in best.items()
    ]


def _results(passages: dict[int, Passage], pks: list[int], wanted: list[Term]) -> Iterator[Result]:
    for pk in pks:
        if passage := passages.get(pk):  # an import may have replaced it a moment ago
            yield Result(
                passage.kind,
                marked(passage.title, wanted),
                passage.url,
                snippet(passage.text, wanted),
                passage.place,
            )
