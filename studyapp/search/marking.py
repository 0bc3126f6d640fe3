"""The words that were found, marked where they stand."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from studyapp.search.words import WORD, Term, fold, forms_at

Span = tuple[int, int]
BEFORE, LENGTH = 6, 34
"""Words of a snippet: before the first that is marked, and in all."""


def marked(text: str, terms: list[Term]) -> SafeString:
    """The whole text with its hits in `<mark>`."""
    return _html(text, _hits(text, terms), 0, len(text))


def snippet(text: str, terms: list[Term]) -> SafeString:
    """A piece of the text around the place where most of the terms stand together."""
    spans = [match.span() for match in WORD.finditer(text)]
    hits = _hits(text, terms)
    first = _window(spans, hits)
    last = min(first + LENGTH, len(spans)) - 1
    if last < 0:
        return SafeString("")
    start = 0 if first == 0 else spans[first][0]
    end = len(text) if last == len(spans) - 1 else spans[last][1]
    left, right = "… " if start else "", " …" if end < len(text) else ""
    return SafeString(left) + _html(text, hits, start, end) + SafeString(right)


def _window(spans: list[Span], hits: list[tuple[Span, int]]) -> int:
    """The word that a snippet starts at."""
    at = {start: n for n, (start, _) in enumerate(spans)}
    places = [(at[start], term) for (start, _), term in hits if start in at]
    best, most = 0, 0
    for place, _ in places:
        inside = {term for n, term in places if place <= n < place + LENGTH - BEFORE}
        if len(inside) > most:
            best, most = place, len(inside)
    room = max(0, len(spans) - LENGTH)
    return min(max(0, best - BEFORE), room)


def _hits(text: str, terms: list[Term]) -> list[tuple[Span, int]]:
    """Where each term stands, as (span, number of the term): from left to right, longest first."""
    words = [(match.span(), fold(match[0])) for match in WORD.finditer(text)]
    folded = [word for _, word in words]
    others = list(forms_at(text))
    found = []
    for number, term in enumerate(terms):
        for needle in term.needles:
            for at in range(len(words)):
                if needle.fits(folded[at : at + len(needle.words)]):
                    end = words[at + len(needle.words) - 1][0][1]
                    found.append(((words[at][0][0], end), number))
        found += [(span, number) for span, form in others if term.is_in(form.split())]
    return sorted(found, key=lambda hit: (hit[0][0], -hit[0][1]))


def _html(text: str, hits: list[tuple[Span, int]], start: int, end: int) -> SafeString:
    parts, at = [], start
    for (left, right), _ in hits:
        if at <= left and right <= end:
            parts += [escape(text[at:left]), "<mark>", escape(text[left:right]), "</mark>"]
            at = right
    # Everything between our own tags is escaped above and here.
    return mark_safe("".join([*parts, escape(text[at:end])]))  # noqa: S308
