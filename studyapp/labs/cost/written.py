"""The rows of the two long tables as HTML: a template would take longer than the model itself.
What comes from an address is escaped; the rest are our own numbers and words.
"""

from collections.abc import Iterable
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

Row = tuple[str, ...]


def compared(rows: Iterable[tuple[str | bool, ...]]) -> SafeString:
    """Rows of _table.html: memory, as it is shown, its query, five values, whether it is set."""
    lab = reverse("labs:cost")  # named, for in a lesson the page is another
    return mark_safe("".join(_compared(lab, *row) for row in rows))  # noqa: S308  see above


def _compared(lab: str, memory: object, size: object, query: object, *rest: object) -> str:
    *values, remarks, current = rest
    here = ' aria-current="true"' if current else ""
    return (
        f"<tr{here}>"
        f'<th scope="row"><a id="set-{memory}" href="{lab}?{escape(str(query))}#result"'
        f' data-memory="{memory}">{size}</a></th>{_numbers(values)}<td>{remarks}</td></tr>'
    )


def measured(rows: Iterable[Row]) -> SafeString:
    """Rows of _fit.html: memory, what was measured, what the model says, how far it is off."""
    html = [f'<tr><th scope="row">{memory}</th>{_numbers(rest)}</tr>' for memory, *rest in rows]
    return mark_safe("".join(html))  # noqa: S308  see above


def _numbers(values: Iterable[object]) -> str:
    return "".join([f'<td class="num">{value}</td>' for value in values])
