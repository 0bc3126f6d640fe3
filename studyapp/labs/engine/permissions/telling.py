"""A result as plain data: what scenarios expect, goals look at and scripts read."""

from typing import Any

from studyapp.labs.engine.permissions.sieve import Bar, Check, Result
from studyapp.policies.evaluation import Found, Side

FOUND = {Found.DENY: "deny", Found.ALLOW: "allow", Found.SILENT: "silent", Found.ABSENT: "unset"}
SIDES = {Side.HERE: "here", Side.CALLER: "caller", Side.OWNER: "owner"}


def document(result: Result) -> dict[str, Any]:
    """The result as JSON data."""
    reading = result.statement
    step = result.decision.decided_by
    return {
        "allowed": result.decision.is_allowed,
        "verdict": result.verdict.value,
        "decided_by": result.decided_by,
        "side": SIDES[step.side],
        "cross": result.is_cross,
        "grip": result.grip.value,
        "statement": reading.statement.number if reading else 0,
        "line": reading.statement.line if reading else 0,
        "sid": reading.statement.sid if reading else "",
        "says": {bar.kind.value: FOUND[bar.found] for bar in result.bars},
        "turns": {bar.kind.value: bar.turn.name.lower() for bar in result.bars},
        "error": result.sentence,
        "why": result.why,
        "bars": [_bar(bar) for bar in result.bars],
    }


def _bar(bar: Bar) -> dict[str, Any]:
    return {
        "card": bar.kind.value,
        "side": SIDES[bar.side],
        "says": FOUND[bar.found],
        "turn": bar.turn.name.lower(),
        "why": bar.why,
        "statements": [_check(check) for check in bar.checks],
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "policy": check.document,
        "title": check.title,
        "effect": check.effect,
        "applies": check.applies,
        "decides": check.decisive,
        "parts": [
            {
                "name": part.name,
                "holds": part.holds,
                "given": "".join(piece.text for piece in part.given),
                "wanted": "".join(piece.text for piece in part.wanted),
                "note": part.note,
            }
            for part in check.comparisons
        ],
    }
