"""How Markdown becomes safe HTML: lessons, stems, reasons and previews all pass here.

Macros in double braces survive as empty elements that name a fact or a block;
`with_chips` fills the facts in when a page is made, so a page always shows the
ledger of today and the costly step is cached.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from typing import Any, Protocol
from xml.etree import ElementTree

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

LIMIT = 100_000
TICKS = re.compile("`{9}")
MACRO = r'\{\{\s*(fact|eg|prompt|then_now|figure|lab)\s+"([^"]+)"(?:\s+"([^"]*)")?\s*\}\}'
BLOCK = re.compile(
    r'<p>\s*<span data-block="(?P<kind>prompt|then_now|figure|lab):(?P<id>[\w-]+)"></span>\s*</p>'
)
CHIP = re.compile(r'<span data-fact="(?P<key>[\w.-]+)">(?P<label>[^<]*)</span>')
LESSON_LINK = re.compile(r"lesson:(?P<slug>[a-z0-9-]+)(?P<anchor>#[\w-]+)?")


class FactLike(Protocol):
    """What a chip needs to know of a fact."""

    key: str

    @property
    def label(self) -> str: ...


@dataclass(frozen=True)
class Heading:
    anchor: str
    title: str


@dataclass(frozen=True)
class Rendered:
    """`blocks`: ("html", html) or (kind, id), in reading order."""

    blocks: tuple[tuple[str, str], ...]
    headings: tuple[Heading, ...]


class _Macro(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802  the library's name
        self,
        m: re.Match[str],
        data: str,
    ) -> tuple[ElementTree.Element | str, int, int]:
        kind, name, label = m[1], m[2], m[3]
        if kind == "eg":
            return name, m.start(0), m.end(0)
        span = ElementTree.Element("span")
        if kind == "fact":
            span.set("data-fact", name)
            span.text = label or ""
        else:
            span.set("data-block", f"{kind}:{name}")
        return span, m.start(0), m.end(0)


class _Tidy(Treeprocessor):
    """Links between lessons, and tables without inline styles (the CSP refuses those)."""

    def run(self, root: ElementTree.Element) -> None:
        for link in root.iter("a"):
            if match := LESSON_LINK.fullmatch(link.get("href", "")):
                link.set("href", f"/learn/{match['slug']}/{match['anchor'] or ''}")
        for cell in root.iter():
            if cell.tag == "th":
                cell.set("scope", "col")
            if cell.tag in ("th", "td") and "style" in cell.attrib:
                side = cell.attrib.pop("style").removeprefix("text-align:").strip(" ;")
                cell.set("class", f"to-{side}")


class _House(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  the library's name
        # Below code spans (190), above escapes (180): braces in code stay as they are.
        md.inlinePatterns.register(_Macro(MACRO, md), "macro", 185)
        md.treeprocessors.register(_Tidy(md), "tidy", 5)


_EXTENSIONS: list[str | Extension] = [
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "sane_lists",
    "smarty",
    "tables",
    "toc",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
    _House(),
]
_CONFIGS: dict[str, dict[str, Any]] = {
    "toc": {
        "permalink": "#",
        "permalink_class": "anchor",
        "permalink_title": "Link to this section",
    },
    "smarty": {"smart_dashes": False, "smart_ellipses": False},
    "pymdownx.highlight": {"guess_lang": False, "noclasses": False, "use_pygments": True},
}

_TAGS = {"abbr", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "hr"}
_TAGS |= {"a", "h2", "h3", "h4", "img", "kbd", "li", "ol", "p", "pre", "section", "span", "strong"}
_TAGS |= {"sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"}
_CLASSED = "a abbr code details div li ol p pre section span sup table td th ul"
_ATTRIBUTES: dict[str, set[str]] = {tag: {"class"} for tag in _CLASSED.split()}
_ATTRIBUTES["a"] |= {"href", "title", "id"}
_ATTRIBUTES["abbr"] |= {"title"}
_ATTRIBUTES["details"] |= {"open"}
_ATTRIBUTES["span"] |= {"data-fact", "data-block"}
_ATTRIBUTES["th"] |= {"scope"}
_ATTRIBUTES["img"] = {"src", "alt", "width", "height"}
for _tag in ("h2", "h3", "h4", "li", "sup"):
    _ATTRIBUTES.setdefault(_tag, set()).add("id")


def _own_images(tag: str, attribute: str, value: str) -> str | None:
    # `//host/x.png` passes a check of schemes; only our own files are images here.
    if tag == "img" and attribute == "src" and not value.startswith("/static/"):
        return None
    return value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    attribute_filter=_own_images,
    url_schemes={"https"},
    link_rel="noopener",
)


def _convert(source: str) -> tuple[str, list[dict[str, Any]]]:
    if len(source) > LIMIT or source.count("[") > 2_000:
        raise ValueError("this text is too long")  # Python-Markdown is quadratic in "["
    if TICKS.search(source):  # and cubic in a run of backticks: 5,000 of them are minutes
        raise ValueError("this text has too many backticks in a row")
    md = Markdown(extensions=_EXTENSIONS, extension_configs=_CONFIGS, output_format="html")
    try:
        html = _CLEANER.clean(md.convert(source))
    except RecursionError:
        raise ValueError("this text is nested too deeply") from None
    tokens: list[dict[str, Any]] = md.toc_tokens  # type: ignore[attr-defined]
    return html, tokens


def render(source: str) -> Rendered:
    """A lesson body as sanitised blocks with its headings."""
    html, tokens = _convert(source)
    html = html.replace("<table>", '<div class="table-wrap" tabindex="0"><table>').replace(
        "</table>", "</table></div>"
    )
    blocks: list[tuple[str, str]] = []
    end = 0
    for match in BLOCK.finditer(html):
        blocks += [("html", html[end : match.start()].strip()), (match["kind"], match["id"])]
        end = match.end()
    blocks.append(("html", html[end:].strip()))
    headings = tuple(Heading(token["id"], unescape(token["name"])) for token in tokens)
    return Rendered(tuple(block for block in blocks if block[1]), headings)


@lru_cache(maxsize=8192)
def render_text(source: str) -> str:
    """A stem, option, reason or prompt as sanitised HTML, chips not yet filled in."""
    return _convert(source)[0]


@lru_cache(maxsize=8192)
def render_line(source: str) -> str:
    """Like `render_text`, without the paragraph around a single one."""
    html = render_text(source).strip()
    single = html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1
    return html[3:-4] if single else html


def with_chips(
    html: str, facts: Mapping[str, FactLike], chip: Callable[[FactLike, str], str]
) -> str:
    """`html` with each named fact as the chip that `chip(fact, label)` makes of it."""

    def fill(match: re.Match[str]) -> str:
        fact = facts.get(match["key"])
        return chip(fact, match["label"] or escape(fact.label)) if fact else match["label"]

    return CHIP.sub(fill, html)


def link_chip(fact: FactLike, label: str) -> str:
    """A chip that leads to the fact's page. `label` is HTML already."""
    return f'<a class="fact" href="/facts/{fact.key}/">{label}</a>'


def popover_chip(fact: FactLike, label: str, *, due: bool = False) -> str:
    """A chip that opens the fact's card, which the page must hold as `fact-<key>`."""
    mark = " data-due" if due else ""
    return (
        f'<button type="button" class="fact"{mark} popovertarget="fact-{fact.key}">{label}</button>'
    )


def macros(source: str) -> list[tuple[str, str, str]]:
    """Every macro in `source` as (kind, name, label)."""
    return [(m[1], m[2], m[3] or "") for m in re.finditer(MACRO, source)]
