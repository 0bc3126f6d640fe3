"""What templates need beyond Django's own tags."""

from datetime import datetime

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag(takes_context=True)
def nav_link(context: Context, content: SafeString, url_name: str, *also: str) -> SafeString:
    """A link to a section; it is current on every page below that section, or below `also`.

    `aria-current` is "page" on the section's own page and "true" below it. Error
    pages may be rendered without a request; there no link is current.
    """
    target = reverse(url_name)
    path = getattr(context.get("request"), "path", "")
    within = path.startswith((target, *map(reverse, also)))
    current = "page" if path == target else "true" if within else ""
    if not current:
        return format_html('<a href="{}">{}</a>', target, content)
    return format_html('<a href="{}" aria-current="{}">{}</a>', target, current, content)


@register.filter
def since(day: str) -> str:
    """ "2022-03-24" as "24 Mar 2022", "2022-03" as "Mar 2022", "2022" as it is."""
    formats = {10: ("%Y-%m-%d", "j M Y"), 7: ("%Y-%m", "M Y")}
    if len(day) not in formats:
        return day
    read, write = formats[len(day)]
    return date_format(datetime.strptime(day, read), write)  # noqa: DTZ007  a day has no zone
