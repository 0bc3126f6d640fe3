"""Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, `${*}`.

They work in Resource and in the values of string and ARN conditions, in policies with
Version 2012-10-17; in older ones they are plain characters.
"""

import re
from collections.abc import Mapping

from studyapp.policies.matching import Pattern, Token

Context = Mapping[str, tuple[str, ...]]
"""Condition keys of a request in lower case, each with its values."""

VARIABLE = re.compile(r"\$\{([^{}$,]{0,128})(?:,\s*'([^'{}]{0,256})'\s*)?\}|\$\{([*?$])\}")
LITERAL = frozenset("*?$")


def pattern(text: str, context: Context, *, variables: bool) -> Pattern:
    """`text` as a pattern, its variables filled in.

    What a variable brings in is compared as it is: its `*` is a star (a choice of this
    model). A variable without a value, or with several, makes a pattern nothing fits.
    """
    if not variables or "${" not in text:
        return Pattern.of(text)
    tokens: list[Token] = []
    at = 0
    for match in VARIABLE.finditer(text):
        tokens += Pattern.of(text[at : match.start()]).tokens or ()
        at = match.end()
        value = _value(match, context)
        if value is None:
            return Pattern(None)
        tokens += value
    tokens += Pattern.of(text[at:]).tokens or ()
    return Pattern(tuple(tokens))


def _value(match: re.Match[str], context: Context) -> str | None:
    name = (match[3] or match[1]).strip()
    if name in LITERAL:
        return name
    values = context.get(name.lower(), ())
    if len(values) == 1 and values[0]:
        return values[0]
    return match[2]
