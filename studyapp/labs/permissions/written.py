"""The statements of a policy as HTML, each part held against the request.

There may be hundreds of parts: a template would take longer than all the rest of the page.
"""

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

from studyapp.labs.engine.permissions.sieve import Check
from studyapp.policies.comparing import Comparison, Piece

NAMED = ("FullAWSAccess", "RCPFullAWSAccess")  # policies that nobody wrote


def checks(shown: Sequence[Check]) -> SafeString:
    """Statements one below the other, with what of them fits and what does not."""
    return mark_safe("".join(map(_check, shown)))  # noqa: S308  each text in it is escaped


def _check(one: Check) -> str:
    decisive = " data-decisive" if one.decisive else ""
    policy = f" of {one.document}" if one.document in NAMED else ""
    applies = "applies" if one.applies else "does not apply"
    return (
        f'<div class="perm-check"{decisive}><h4>{escape(one.effect)}, {escape(one.title)}{policy}'
        f' <span class="meta">{applies}</span></h4>'
        f'<ul role="list">{"".join(map(_part, one.comparisons))}</ul></div>'
    )


def _part(part: Comparison) -> str:
    """What fits, or the two texts and where they differ."""
    name = escape(part.name)
    note = f'<span class="meta">{escape(part.note)}</span>' if part.note else ""
    if part.holds:
        return f'<li data-holds="yes">✓ <strong>{name}</strong> fits {note}</li>'
    given = _text("Request", part.given) if part.given else ""
    return (
        f'<li data-holds="no">✕ <strong>{name}</strong> does not fit'
        f' <dl class="perm-texts">{given}{_text("Statement", part.wanted)}</dl> {note}</li>'
    )


def _text(name: str, pieces: Sequence[Piece]) -> str:
    """A text, marked where it has no counterpart in the other."""
    written = [
        f"<mark>{escape(piece.text or '(ends here)')}</mark>"
        if piece.differs
        else escape(piece.text)
        for piece in pieces
    ]
    return f"<div><dt>{name}</dt><dd><code>{''.join(written)}</code></dd></div>"
