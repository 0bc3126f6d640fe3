"""Finds numbers with a unit that do not come from the ledger."""

import re

from studyapp.content.markdown import MACRO

_UNITS = (
    r"[KMGT]i?B|[kmg]b|kilobytes?|megabytes?|gigabytes?|[KMG]bps|GB-s|GB-seconds?|ms|s|seconds?|"
    r"milliseconds?|min|minutes?|hours?|h|days?|weeks?|months?|years?|%|percent|vCPUs?|USD|dollars?|"
    r"requests?|records?|messages?|layers?|interfaces?|subnets?|connections?|retries|attempts?"
)
NUMBER = re.compile(
    rf"(?P<money>(?:(?:US)?\$|USD)\s?)?(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<unit>[\s\u00a0-]?(?:{_UNITS})(?![\w-]))?"
)
_CODE = re.compile(r"^( {0,8})(`{3,}|~{3,}).*?^\1\2\s*$|`[^`\n]+`", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\([^)]*\)|\{#[\w-]+\}|https?://\S+")


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def prose(source: str) -> str:
    """`source` without code, links and macros, every line kept in its place."""
    for pattern in (_CODE, re.compile(MACRO), _LINK):
        source = pattern.sub(_blank, source)
    return source


def digits(text: str) -> set[str]:
    """Every number in `text`, without separators: {"10240", "0.20"}."""
    return {match["digits"].replace(",", "").rstrip(".") for match in NUMBER.finditer(text)}


def unsourced(
    source: str, allowed: set[str] | frozenset[str] = frozenset()
) -> list[tuple[int, str]]:
    """Numbers with a unit or currency in the prose of `source` that are not `allowed`.

    Returns (line, words) pairs, lines counted from 0.
    """
    text = prose(source)
    found = []
    for match in NUMBER.finditer(text):
        if not (match["unit"] or match["money"]):
            continue
        if match["digits"].replace(",", "") not in allowed:
            found.append((text[: match.start()].count("\n"), match[0].strip()))
    return found
