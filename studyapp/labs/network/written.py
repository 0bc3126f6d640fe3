"""The picture and the hops as HTML: many small parts, and a template would take longer than all
the rest of the page. Every text is escaped; the numbers are our own.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from studyapp.labs.network.drawing import Dot, Drawing, Lane

Hops = Iterable[Mapping[str, Any]]
SIGNS = {"passed": "✓", "partly": "≈", "stopped": "✕"}


def picture(drawn: Drawing) -> SafeString:
    """The lanes, the lines through them, and a dot for each hop."""
    lines = (("missing", drawn.missing), ("reply", drawn.reply), ("request", drawn.request))
    ghost, vpc = drawn.ghost, drawn.vpc
    html = [
        f'<rect class="net-vpc" {_box(vpc)} rx="8"/>',
        *(_lane(lane) for lane in drawn.lanes),
        f'<text class="net-vpc-name" x="{vpc.label_x}" y="{vpc.label_y}">{vpc.name}</text>',
        *(f'<polyline class="net-{name}" points="{points}"/>' for name, points in lines if points),
        f'<circle class="net-ghost" cx="{ghost.x}" cy="{ghost.y}" r="9"/>' if ghost else "",
        *(_dot(dot) for dot in drawn.dots),
    ]
    return mark_safe("".join(html))  # noqa: S308  all of it is geometry and our own words


def _box(lane: Lane) -> str:
    return f'x="{lane.x}" y="{lane.y}" width="{lane.width}" height="{lane.height}"'


def _lane(lane: Lane) -> str:
    css, at = "subnet" if lane.inside else "lane", f'x="{lane.label_x}" y="{lane.label_y}"'
    return (
        f'<rect class="net-{css}" {_box(lane)} rx="5"/>'
        f'<text class="net-name" {at}>{lane.name}</text>'
        f'<text class="net-below" {at} dy="15">{lane.below}</text>'
    )


def _dot(dot: Dot) -> str:
    at, place = f'x="{dot.x}" y="{dot.y}"', f'cx="{dot.x}" cy="{dot.y}"'
    corner = f'x="{dot.corner_x}" y="{dot.corner_y}" width="20" height="20"'
    shape, mark = {
        "stopped": (f'<rect class="net-dot-stopped" {corner} rx="2"/>', "✕"),
        "partly": (f'<path class="net-dot-partly" d="{dot.diamond}"/>', "≈"),
    }.get(dot.state, (f'<circle class="net-dot-{dot.state}" {place} r="11"/>', ""))
    down = "5" if mark else "4.5"
    return f'{shape}<text class="net-mark" {at} dy="{down}">{mark or dot.number}</text>'


def table(hops: Hops) -> SafeString:
    """A row for each hop."""
    html = [
        f'<tr><th scope="row">{hop["number"]}</th><td>{escape(hop["place"])}</td>'
        f"<td>{hop['says']}</td><td>{escape(hop['packet'])}</td><td>{escape(hop['rule'])}"
        + (f" {escape(hop['code'])}</td></tr>" if hop["code"] else "</td></tr>")
        for hop in hops
    ]
    return mark_safe("".join(html))  # noqa: S308  escaped just above


def trace(hops: Hops) -> SafeString:
    """Hops in words, each with the rule that decided."""
    html = [
        f'<li data-state="{hop["state"]}"><span class="net-number">{hop["number"]}</span><div>'
        f"<strong>{escape(hop['place'])}</strong>"
        f' <span class="net-says">{SIGNS[hop["state"]]} {hop["says"]}</span>'
        f' <span class="net-text">{escape(hop["text"])}{_code(hop["code"])}{_chip(hop["chip"])}'
        "</span></div></li>"
        for hop in hops
    ]
    return mark_safe("".join(html))  # noqa: S308  escaped just above


def _code(code: str) -> str:
    return f" <code>{escape(code)}</code>" if code else ""


def _chip(chip: Mapping[str, Any] | None) -> str:
    if chip is None:
        return ""
    due = " data-due" if chip["due"] else ""
    url = escape(chip["known"].get_absolute_url())
    return f' <a class="fact" href="{url}"{due}>{escape(chip["label"])}</a>'
