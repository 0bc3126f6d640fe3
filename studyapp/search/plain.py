"""Sanitised HTML as plain words, cut at its headings."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_BREAKS = {"blockquote", "dd", "div", "dt", "h4", "li", "p", "pre", "summary", "td", "th", "tr"}
_HEADS = {"h2", "h3"}
_ENDS = tuple(".:;?!,·…")


@dataclass
class Section:
    """A heading with all that stands below it; the first has no anchor and no title."""

    anchor: str = ""
    title: str = ""
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """In one line; what had a line of its own without a stop is set off by a dot."""
        pieces = [" ".join(part.split()) for part in "".join(self.parts).split("\n")]
        said = [piece for piece in pieces if piece]
        told = [piece if piece.endswith(_ENDS) else f"{piece} ·" for piece in said[:-1]]
        return " ".join([*told, *said[-1:]])

    def add(self, html: str) -> None:
        """Append what carries no heading of its own."""
        self.parts += [*(part for section in sections(html) for part in section.parts), "\n"]


class _Reader(HTMLParser):
    def __init__(self, start: Section) -> None:
        super().__init__(convert_charrefs=True)
        self.sections = [start]
        self._in_head = False
        self._skipped = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "sup" or (tag == "a" and given.get("class") == "anchor"):
            self._skipped = tag
        elif tag in _HEADS and given.get("id"):
            self.sections.append(Section(given["id"] or ""))
            self._in_head = True
        elif tag in _BREAKS or tag in _HEADS or tag == "br":
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag == self._skipped:
            self._skipped = ""
        elif tag in _HEADS:
            self._in_head = False
            self._break()
        elif tag in _BREAKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if self._skipped:
            return
        if self._in_head:
            self.sections[-1].title += data
        else:
            # Only tags end a line: the line breaks of the source are blanks.
            self.sections[-1].parts.append(data.replace("\n", " "))

    def _break(self) -> None:
        if not self._in_head:
            self.sections[-1].parts.append("\n")


def sections(html: str, start: Section | None = None) -> list[Section]:
    """`html` cut at its h2 and h3; what stands before the first belongs to `start`."""
    reader = _Reader(start or Section())
    reader.feed(html)
    reader.close()
    for section in reader.sections:
        section.title = " ".join(section.title.split())
    return reader.sections
