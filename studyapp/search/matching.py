"""The passages that a query fits, from whichever database there is.

Needles hold letters and digits only, so the quotes around them cannot be left.
"""

from dataclasses import dataclass

from django.db import connection

from studyapp.search.words import Needle, Term

# Weights: title, also, text. The lower bm25 is, the better; ts_rank the other way round.
_SQL = {
    "sqlite": """
        SELECT passage.id, passage.kind, passage.title_words,
               bm25(search_words, 8.0, 2.0, 1.0) AS badness
        FROM search_words JOIN search_passage passage ON passage.id = search_words.rowid
        WHERE search_words MATCH %s
        ORDER BY badness, passage."order"
    """,
    "postgresql": """
        SELECT passage.id, passage.kind, passage.title_words,
               -ts_rank('{0, 0.1, 0.2, 1}', passage.words, query, 1) AS badness
        FROM search_passage passage, CAST(%s AS tsquery) query
        WHERE passage.words @@ query
        ORDER BY badness, passage."order"
    """,
}


@dataclass(frozen=True)
class Match:
    pk: int
    kind: str
    title_words: str


def matches(terms: list[Term], *, every: bool = True) -> list[Match]:
    """What holds every term, or at least one, best first: in the title before in the text."""
    if not terms:
        return []
    vendor = connection.vendor
    needle, either, both = (
        (_fts5, " OR ", " AND ") if vendor == "sqlite" else (_tsquery, " | ", " & ")
    )
    groups = (either.join(map(needle, term.needles)) for term in terms)
    query = (both if every else either).join(f"({group})" for group in groups)
    with connection.cursor() as cursor:
        cursor.execute(_SQL[vendor], [query])
        found = [Match(pk, kind, title) for pk, kind, title, _ in cursor.fetchall()]
    return sorted(found, key=lambda match: _distance(match.title_words, terms))


def _distance(title: str, terms: list[Term]) -> tuple[bool, int]:
    """How far a title is from the query: the very words, then the more of its terms."""
    words = title.split()
    typed = [word for term in terms for word in term.needles[0].words]
    return words != typed, -sum(term.is_in(words) for term in terms)


def _fts5(needle: Needle) -> str:
    return f'"{" ".join(needle.words)}"' + ("*" if needle.is_prefix else "")


def _tsquery(needle: Needle) -> str:
    return " <-> ".join(f"'{word}'" for word in needle.words) + (":*" if needle.is_prefix else "")
