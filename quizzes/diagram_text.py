"""A diagram as an author types it: TOML, as in the content files. Boxes are too many for rows."""

import re
import tomllib
from typing import Any

KEYS = {"width", "height", "description", "box", "arrow"}
ORDER = ("id", "label", "x", "y", "w", "h", "tone", "region", "correct", "reason")
ARROW = ("from", "to", "label", "dashed")
EXAMPLE = """\
width = 340
height = 120
description = "A function writes to a table."

[[box]]
id = "fn"
label = "Function"
x = 10
y = 30
w = 120
h = 60
region = true
correct = true
reason = ""

[[arrow]]
from = "fn"
to = "table"
"""


class NotRead(ValueError):
    """The text is no TOML, or holds what no diagram has; says at which line."""


def written(body: dict[str, Any]) -> str:
    """The text of a stored body's diagram; "" if it has none."""
    if not body.get("diagram"):
        return ""
    head = "\n".join(line(key, value) for key, value in body["diagram"].items())
    boxes = [table("box", box, ORDER) for box in body.get("box", ())]
    arrows = [table("arrow", arrow, ARROW) for arrow in body.get("arrow", ())]
    return "\n\n".join([head, *boxes, *arrows])


def table(name: str, row: dict[str, Any], order: tuple[str, ...]) -> str:
    lines = [line(key, row[key]) for key in order if key in row]
    return "\n".join([f"[[{name}]]", *lines])


def line(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return f"{key} = {str(value).lower()}"
    if isinstance(value, int):
        return f"{key} = {value}"
    if isinstance(value, dict):
        return f"{key} = {{ {', '.join(f'{quoted(k)} = {quoted(v)}' for k, v in value.items())} }}"
    if isinstance(value, (list, tuple)):
        return f"{key} = [{', '.join(map(quoted, value))}]"
    return f"{key} = {quoted(value)}"


def quoted(value: Any) -> str:
    escaped = re.sub(
        r"[\x00-\x1f\x7f]",
        lambda m: f"\\u{ord(m[0]):04x}",
        str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n"),
    )
    return f'"{escaped}"'


def read(text: str) -> dict[str, Any]:
    """The parts of a body: `diagram`, `box`, `arrow`. `NotRead` names the line."""
    data = parsed(text, KEYS, ("box", "arrow"))
    head = {key: data[key] for key in ("width", "height", "description") if key in data}
    return {"diagram": head or None, "box": data.get("box", []), "arrow": data.get("arrow", [])}


def parsed(text: str, keys: set[str], tables: tuple[str, ...]) -> dict[str, Any]:
    """The TOML of `text`, with these names alone; `NotRead` names the line."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        words = str(error).partition(" (at ")[0]
        raise NotRead(f"line {at[1] if at else len(text.splitlines())}: {words}") from None
    for name in data.keys() - keys:
        raise NotRead(f"line {line_of(text, (name,))}: “{name}” does not belong here")
    for name in tables:
        rows = data.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise NotRead(f"line {line_of(text, (name,))}: write [[{name}]], in two brackets")
    return data


def line_of(text: str, spot: tuple[int | str, ...]) -> int:
    """The line, from 1, that sets what `spot` names: ("box", 2, "w") or ("diagram", "width")."""
    lines = text.splitlines() or [""]
    first, last = 0, len(lines)
    if len(spot) > 1 and isinstance(spot[1], int):
        starts = [at for at, line in enumerate(lines) if line.strip() == f"[[{spot[0]}]]"]
        at = spot[1] if isinstance(spot[1], int) and spot[1] < len(starts) else 0
        first = starts[at] if starts else 0
        tables = [n for n, line in enumerate(lines) if n > first and line.startswith("[")]
        last = min(tables, default=last)
    key = re.compile(rf"\s*\[*{re.escape(str(spot[-1]))}\b")
    return next((at for at in range(first, last) if key.match(lines[at])), first) + 1
