"""The permissions lab as its templates need it: texts and geometry, nothing left to decide."""

from collections.abc import Mapping
from typing import Any

from studyapp.labs.engine.permissions.sieve import Bar, Result, Verdict
from studyapp.labs.permissions.cards import CARDS, NAMES, Card, decider
from studyapp.labs.permissions.drawing import sieve
from studyapp.labs.permissions.forms import PermissionsForm
from studyapp.labs.permissions.presets import addresses
from studyapp.labs.permissions.written import checks
from studyapp.lessons.models import Fact
from studyapp.policies.documents import Kind
from studyapp.policies.evaluation import Side

RULES = {
    Kind.TRUST: "role-trust",
    Kind.RCP: "eval-2",
    Kind.SCP: "eval-3",
    Kind.RESOURCE: "eval-4",
    Kind.IDENTITY: "eval-5",
    Kind.BOUNDARY: "eval-6",
    Kind.SESSION: "eval-7",
}
FACTS = (
    *RULES.values(),
    *("eval-0", "eval-1", "eval-8", "eval-x", "eval-exceptions", "eval-scp-scope"),
    *("eval-rcp-scope", "rp-service-only"),
)
HEADS = {
    Verdict.ALLOWED: "✓ Allowed",
    Verdict.IMPLICIT: "✕ Denied: nothing allows it",
    Verdict.EXPLICIT: "✕ Denied by an explicit deny",
}
SIDES = {
    Side.HERE: "the same account",
    Side.CALLER: "the caller's account",
    Side.OWNER: "the resource's account",
}


def _row(bar: Bar, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """One policy's turn, in words."""
    rule = facts.get(RULES[bar.kind])
    return {
        "kind": bar.kind.value,
        "name": NAMES[bar.kind.value],
        "side": SIDES[bar.side],
        "says": bar.found.value,
        "turn": bar.turn.value,
        "why": bar.why,
        "decisive": bar.decisive,
        "rule": rule.label if rule else "",
        "rule_url": rule.get_absolute_url() if rule and bar.checks else "",
        "checks": checks(bar.checks),
        "more": str(bar.more) if bar.more else "",
        "many": bar.more != 1,
    }


def question(form: PermissionsForm) -> dict[str, Any]:
    """The controls: the request, the cards, states to start from."""
    return {
        "request_fields": [form[name] for name in ("caller", "action", "resource", "owner")],
        "cards": [_card(form, card) for card in CARDS],
        "keys_open": form.touched("keys"),
        "presets": addresses(),
    }


def _card(form: PermissionsForm, card: Card) -> dict[str, Any]:
    filled = bool(str(form.data.get(card.name, "")).strip())
    return {
        "field": form[card.name],
        "title": card.title,
        "open": filled or card.name in form.errors,
        "levels": card.name == "scp",
    }


def answer(result: Result, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """Everything that the result shows."""
    rows = [_row(bar, facts) for bar in result.bars]
    return {
        "head": HEADS[result.verdict],
        "tone": "ok" if result.decision.is_allowed else "bad",
        "summary": summary(result),
        "why": result.why,
        "aws_says": result.sentence,
        "rows": rows,
        "asked_rows": [row for row in rows if row["checks"]],
        "rule": facts.get(_rule(result)),
        "drawing": sieve(result),
        "accounts": _accounts(result),
    }


def summary(result: Result) -> str:
    """One sentence: what becomes of the request, and which card decides."""
    decides = "decide" if result.decided_by == "both" else "decides"
    return f"{HEADS[result.verdict][2:]}. {_upper(decider(result))} {decides}."


def _upper(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _rule(result: Result) -> str:
    if result.verdict is Verdict.EXPLICIT:
        return "eval-1"
    if result.decided_by == "both":
        return "eval-x"
    if result.decided_by == "resource" and not result.situation.caller.signs:
        return "rp-service-only"
    if result.decided_by == "resource" and result.request.must_be_allowed_there:
        return "eval-exceptions"
    if result.decided_by == "resource" and result.is_cross:
        return "eval-x"
    return RULES[Kind(result.decided_by)]


def _accounts(result: Result) -> str:
    """Whose account is whose, in one sentence."""
    caller, owner = result.situation.caller, result.situation.owner
    if result.is_cross:
        return f"The caller belongs to {caller.account}, the resource to {owner}: both are asked."
    return f"The resource belongs to {owner}." if not caller.signs else f"One account: {owner}."
