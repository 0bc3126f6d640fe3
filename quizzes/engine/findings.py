"""Flaws that the lint finds, and the words of a text as it looks at them."""

import re
from dataclasses import dataclass
from enum import StrEnum

FENCE = re.compile(r"^(`{3,}|~{3,})(?P<language>\w*)[^\n]*\n.*?^\1", re.M | re.S)
MACRO = re.compile(r'\{\{\s*\w+\s+"([^"]+)"(?:\s+"([^"]*)")?\s*\}\}')
WORD = re.compile(r"[a-z][a-z0-9-]{3,}", re.I)
COMMON = frozenset(
    re.findall(
        r"\w+",
        """that this with from have must should which when what each then than them they their into
        does will would could company developer application function functions lambda solution uses
        more most less least some other same after before needs need keep during only also""",
    )
)


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One flaw: `code` names the rule, `field` and `index` (from 0) where it shows."""

    code: str
    severity: Severity
    message: str
    field: str = "stem"
    index: int = -1

    def __str__(self) -> str:
        return f"{self.severity} {self.code}: {self.message}"


def error(code: str, message: str, field: str = "stem", index: int = -1) -> Finding:
    return Finding(code, Severity.ERROR, message, field, index)


def warning(code: str, message: str, field: str = "stem", index: int = -1) -> Finding:
    return Finding(code, Severity.WARNING, message, field, index)


def plain(text: str) -> str:
    """The words of a piece of Markdown: no code fences, marks or macros."""
    text = FENCE.sub(" ", text)
    text = MACRO.sub(lambda m: m[2] or m[1], text)
    return re.sub(r"[`*_]", "", text)


def words(text: str) -> set[str]:
    """The words of a text that carry meaning, in lower case, without a plural's s."""
    found = {word.lower() for word in WORD.findall(plain(text))}
    return {word.removesuffix("s") for word in found - COMMON}
