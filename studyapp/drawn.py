"""Charts as SVG, written here: a template would take longer than the model behind the lines.

Texts are escaped; coordinates are those of `studyapp.charts`; colours come from the style sheet.
"""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from studyapp.charts import Label, Panel, Stack


def lines(charts: Iterable[Stack], name: str, title: str, text: str) -> SafeString:
    """Drawings of the same lines, each for another width; `name` makes their ids.

    `title` and `text` are what a reader gets who does not see them.
    """
    written = "\n".join(_stack(chart, f"{name}-{chart.name}", title, text) for chart in charts)
    return mark_safe(written)  # noqa: S308  see above


def _stack(chart: Stack, name: str, title: str, text: str) -> str:
    hair = f"M{chart.hair} {chart.panels[0].top}V{chart.bottom}" if chart.hair else ""
    panels = "".join(_panel(panel, number) for number, panel in enumerate(chart.panels, start=1))
    return (
        f'<svg class="chart chart-{chart.name}" viewBox="0 0 {chart.width} {chart.height}"'
        f' role="img" aria-labelledby="{name}-title {name}-text">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-text">{escape(text)}</desc>'
        f"{_path('chart-mark-faint', chart.faint)}{_path('chart-mark', chart.marked)}"
        f"{_row(chart.marks)}{_path('chart-hair', hair)}{panels}{_row(chart.x_ticks)}"
        f'<text x="{chart.x_title.x}" y="{chart.x_title.y}" text-anchor="middle">'
        f"{escape(chart.x_title.text)}</text></svg>"
    )


def _panel(panel: Panel, number: int) -> str:
    title, own = panel.title, panel.own
    rings = [f'<circle class="chart-ring" cx="{at.x}" cy="{at.y}" r="5"/>' for at in panel.rings]
    dot = f'<circle class="chart-dot-{number}" cx="{own.x}" cy="{own.y}" r="6.5"/>' if own else ""
    names = [
        f'<text class="chart-value" x="{at.x}" y="{at.y}">{escape(at.text)}</text>'
        for at in panel.names
    ]
    return (
        f'<text class="chart-title" x="{title.x}" y="{title.y}">{escape(title.text)}</text>'
        f"{_path('chart-axis', panel.axis)}{_path('chart-grid', panel.grid)}{_column(panel.ticks)}"
        f'<polyline class="chart-line-{number}" points="{panel.line}"/>'
        f"{_path('chart-measured', panel.crosses)}{''.join(rings)}{dot}{''.join(names)}"
    )


def _path(css: str, line: str) -> str:
    return f'<path class="{css}" d="{line}"/>' if line else ""


def _row(labels: tuple[Label, ...]) -> str:
    """Labels at one height."""
    texts = "".join([f'<text x="{one.x}">{escape(one.text)}</text>' for one in labels])
    return f'<g text-anchor="middle" transform="translate(0 {labels[0].y})">{texts}</g>'


def _column(labels: tuple[Label, ...]) -> str:
    """Labels that end at one place."""
    texts = "".join([f'<text y="{one.y}">{escape(one.text)}</text>' for one in labels])
    return f'<g text-anchor="end" transform="translate({labels[0].x} 4)">{texts}</g>'
