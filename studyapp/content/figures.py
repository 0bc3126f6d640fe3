"""What a drawing may be made of: it is pasted into pages under our CSP and themes."""

from pathlib import Path
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
ATTRIBUTES = {"viewBox", "class", "d", "x", "y", "x1", "y1", "x2", "y2", "width", "height"}
ATTRIBUTES |= {"rx", "ry", "cx", "cy", "r", "points", "transform", "dx", "dy"}
_SHAPES = ["svg", "g", "rect", "circle", "ellipse", "line", "path", "polyline", "polygon"]
TAGS = {f"{SVG}{tag}" for tag in [*_SHAPES, "text", "tspan"]}


def problems_of(path: Path) -> list[str]:
    """What keeps a figure from being pasted into a page under our CSP and themes."""
    if not path.is_file():
        return ["there is no such file"]
    try:
        root = ElementTree.fromstring(path.read_text("utf-8"))  # noqa: S314  our own files
    except ElementTree.ParseError as error:
        return [f"is not well-formed: {error}"]
    strange = {node.tag.removeprefix(SVG) for node in root.iter() if node.tag not in TAGS}
    strange |= {name for node in root.iter() for name in node.attrib.keys() - ATTRIBUTES}
    found = [f"“{word}” does not belong in a figure" for word in sorted(strange)]
    return found if root.tag == f"{SVG}svg" else ["begins with <svg>", *found]
