"""What a policy question is tried on, as an author types it: TOML, as in the content files."""

from typing import Any

from quizzes.diagram_text import line, parsed, table

HEAD = ("edits", "account", "forbidden", "max_length")
REQUEST = (
    *("id", "text", "principal", "action", "resource", "owner"),
    *("conditions", "expect", "reason"),
)
BESIDE = ("kind", "title", "on")
TABLES = ("request", "beside")
EXAMPLE = """\
edits = "identity"
account = "111122223333"
forbidden = ["*"]

[[request]]
id = "read"
text = "The code reads an object"
action = "s3:GetObject"
resource = "arn:aws:s3:::uploads/cat.png"
expect = "allow"
reason = ""
"""


def written(body: dict[str, Any]) -> str:
    """The text of a stored body; "" if it asks for no policy."""
    if not body.get("request"):
        return ""
    head = "\n".join(line(key, body[key]) for key in HEAD if body.get(key))
    requests = [table("request", row, REQUEST) for row in body["request"]]
    besides = [f"{table('beside', row, BESIDE)}\n{_text(row)}" for row in body.get("beside", ())]
    return "\n\n".join([head, *requests, *besides])


def _text(row: dict[str, Any]) -> str:
    """A policy on lines of its own, unless it holds what would end it."""
    text = str(row.get("text", ""))
    return line("text", text) if "'''" in text else f"text = '''\n{text}\n'''"


def read(text: str) -> dict[str, Any]:
    """The parts of a body. `NotRead` names the line."""
    return parsed(text, {*HEAD, *TABLES}, TABLES)
