"""A question as a flashcard shows it: without our scripts, style sheets and pictures."""

import re

from django.utils.safestring import SafeString, mark_safe

from quizzes.cards import Card
from quizzes.engine.draws import fill, written
from studyapp.content.markdown import FactLike, with_chips

IMAGE = re.compile(r"<img\b[^>]*>")
OWN_LINK = re.compile(r'href="/(?!/)')
LOCAL_LINK = re.compile(r'<a\b[^>]*\bhref="#[^>]*>(.*?)</a>', re.S)
# What Anki makes something of: {{templates}}, [sound:…], [latex], \( formulas \).
ACTIVE = str.maketrans({"{": "&#123;", "}": "&#125;", "[": "&#91;", "]": "&#93;", "\\": "&#92;"})


def bare(fact: FactLike, label: str) -> str:
    """A chip as its text."""
    return label


def inert(html: str, site: str) -> str:
    """Sanitised HTML as a field of a note: links lead to this site, nothing else happens.

    >>> inert('<a href="/learn/">x</a> {{c1::[sound:a]}} <img src="/static/x.png">', "https://x.y")
    '<a href="https://x.y/learn/">x</a> &#123;&#123;c1::&#91;sound:a&#93;&#125;&#125; '
    """
    html = LOCAL_LINK.sub(r"\1", IMAGE.sub("", html))
    return OWN_LINK.sub(lambda _: f'href="{site}/', html).translate(ACTIVE).strip()


class AnkiCard(Card):
    """Its chips are plain text: a card has no ledger to lead to."""

    @property
    def number_right(self) -> str:
        return f"{written(self._draw.answer)} {self.item.unit}".strip() if self._draw else ""

    def _finish(self, html: str) -> SafeString:
        names = self._draw.names if self._draw else {}
        chipped = with_chips(fill(html, names), self._shelf.facts, bare)
        return mark_safe(chipped)  # noqa: S308  sanitised by content.markdown
