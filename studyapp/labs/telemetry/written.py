"""Charts and rows as HTML: there are hundreds of parts, and a template would take longer than
all the rest of the page. Every text is escaped; the numbers are our own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from studyapp.labs.telemetry.drawing import Multiples, Panel, Row, Waterfall


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing: its frame for the template, and all that stands inside."""

    id: str
    name: str
    box: str
    inside: Callable[[bool], str]

    @property
    def plain(self) -> SafeString:
        return mark_safe(self.inside(False))  # noqa: S308  each text in it is escaped

    @property
    def marked(self) -> SafeString:
        """The same, with what decides marked."""
        return mark_safe(self.inside(True))  # noqa: S308  each text in it is escaped


@dataclass(frozen=True, slots=True)
class Rows:
    """All sampled requests, as rows of a table; `address` is that of one, but for its number."""

    rows: Sequence[dict[str, str]]
    address: str

    @property
    def plain(self) -> SafeString:
        return self._written("")

    @property
    def marked(self) -> SafeString:
        return self._written("&amp;look=1")

    def _written(self, look: str) -> SafeString:
        link = f"{escape(self.address)}&amp;request="
        html = [
            f'<tr{row["current"]}><td><a href="{link}{row["number"]}{look}#evidence">'
            f"{row['time']}</a></td><td>{row['lasts']}</td><td>{row['outcome'] or 'ok'}</td>"
            f"<td><code>{row['trace']}</code></td></tr>"
            for row in self.rows
        ]
        return mark_safe("".join(html))  # noqa: S308  the address is escaped, the rest is our own


def multiples(ident: str, drawn: Multiples) -> Chart:
    box = f"0 0 {drawn.width} {drawn.height}"

    def inside(marks: bool) -> str:
        return "".join([_panel(one, marks and one.marked) for one in drawn.panels])

    return Chart(f"{ident}-{drawn.name}", drawn.name, box, inside)


def _panel(one: Panel, marked: bool) -> str:
    css, mark = ("chart-value", "▸ ") if marked else ("chart-label", "")
    bars = [
        f'<rect class="tel-bar-{bar.kind}" x="{bar.x}" y="{bar.y}"'
        f' width="{bar.width}" height="{bar.height}"/>'
        for bar in one.bars
    ]
    ticks = [
        f'<text class="chart-label" x="{x}" y="{one.foot}" text-anchor="{anchor}">{text}</text>'
        for x, text, anchor in one.ticks
    ]
    return (
        f'<text class="chart-title" x="{one.x}" y="{one.y}">{escape(one.title)}</text>'
        f'<text class="{css}" x="{one.x}" y="{one.y}" dy="17">{mark}{escape(one.note)}</text>'
        f'{"".join(bars)}<path class="chart-axis" d="M{one.x} {one.base}H{one.right}"/>'
        f"{''.join(ticks)}"
    )


def waterfall(ident: str, drawn: Waterfall) -> Chart:
    name, right = f"{ident}-{drawn.name}", drawn.right
    head = (
        f'<defs><pattern id="{name}-hatch" width="6" height="6" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><path class="tel-hatch" d="M0 0V6"/></pattern></defs>'
        '<text class="chart-label" x="0" y="14">0</text>'
        f'<text class="chart-label" x="{right}" y="14" text-anchor="end">{drawn.ends}</text>'
        f'<path class="chart-axis" d="M0 20H{right}"/>'
    )

    def inside(marks: bool) -> str:
        rows = [_span(one, right, f"{name}-hatch", marks and one.marked) for one in drawn.rows]
        return head + "".join(rows)

    return Chart(name, drawn.name, f"0 0 {drawn.width} {drawn.height}", inside)


def _span(one: Row, right: str, hatch: str, marked: bool) -> str:
    css, mark = ("chart-title", "▸ ") if marked else ("chart-label", "")
    bar = one.bar
    box = f'x="{bar.x}" y="{bar.y}" width="{bar.width}" height="{bar.height}" rx="2"/>'
    return (
        f'<text class="{css}" x="{one.indent}" y="{one.y}">{mark}{escape(one.text)}</text>'
        f'<text class="chart-label" x="{right}" y="{one.y}" text-anchor="end">'
        f'{escape(one.value)}</text><rect class="tel-span-{bar.kind}" {box}'
        + (f'<rect fill="url(#{hatch})" {box}' if bar.kind == "init" else "")
    )
