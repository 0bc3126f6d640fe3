"""The lines of an event and the days of a month as HTML: there are hundreds, and a template would
take longer than all the rest of the page. Every text is escaped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from studyapp.labs.engine.events.tree import Line


@dataclass(frozen=True, slots=True)
class Cell:
    number: str  # texts, because a template takes long over numbers
    iso: str
    words: str
    runs: str  # "" for none, "1 run", "96 runs"
    sign: str
    inside: bool
    today: bool
    past: bool


def lines(shown: Iterable[Line]) -> SafeString:
    """An event as JSON: what the path reaches is lit, what differs from the sample marked."""
    return mark_safe("".join(map(_line, shown)))  # noqa: S308  each text in it is escaped


def _line(line: Line) -> str:
    lit = " data-lit" if line.lit else " data-passed" if line.passed else ""
    key = f'<span class="evt-key">{escape(line.key)}</span>: ' if line.key else ""
    text, note = escape(line.text), ""
    if line.changed:
        text, note = f"<mark>{text}</mark>", ' <span class="evt-note">changed</span>'
    return (
        f'<div class="evt-line" data-depth="{line.level}"{lit}>{key}{text}{escape(line.end)}{note}'
        "</div>"
    )


def weeks(shown: Iterable[Sequence[Cell]]) -> SafeString:
    """The rows of a month, with how often it runs on each day."""
    rows = [f"<tr>{''.join(map(_cell, week))}</tr>" for week in shown]
    return mark_safe("".join(rows))  # noqa: S308  each text in it is our own


def _cell(day: Cell) -> str:
    if not day.inside:
        return "<td></td>"
    is_today, past = " data-today" if day.today else "", " data-past" if day.past else ""
    if not day.runs:
        return f'<td><span class="evt-cell"{is_today}{past}>{day.number}</span></td>'
    return (
        f'<td><span class="evt-cell"{is_today}{past} data-runs>{day.number}'
        f'<span class="evt-count"><span aria-hidden="true">{day.sign}</span>'
        f'<span class="visually-hidden">, {day.runs}</span></span></span></td>'
    )
