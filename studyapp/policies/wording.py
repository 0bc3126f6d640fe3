"""A decision in words: which statement decides, or which comparison kept them all out."""

from studyapp.policies.documents import Effect, Kind
from studyapp.policies.evaluation import Decision, Found, Outcome, Side, Step
from studyapp.policies.statements import Failure, Part, Reading

PASSED = {Part.PRINCIPAL: 0, Part.ACTION: 1, Part.RESOURCE: 2, Part.CONDITION: 3}
"""The later the comparison that failed, the nearer the statement came."""


def explained(decision: Decision) -> str:
    """One or two sentences on why the request is allowed or denied."""
    step, reading = decision.decided_by, decision.statement
    if decision.outcome is Outcome.DENIED and reading:
        return f"Denied by {_where(step, reading)}: an explicit deny wins over every allow."
    if decision.outcome is Outcome.ALLOWED and reading:
        also = decision.also.deciding if decision.also else None
        both = f", and by {_where(decision.also, also)}" if decision.also and also else ""
        return f"Allowed by {_where(step, reading)}{both}."
    return " ".join(filter(None, (_silence(step), nearest(step))))


def _where(step: Step, reading: Reading) -> str:
    named = reading.document.title
    side = "" if step.side is Side.HERE else f", in {step.side}"
    return f"{reading.statement.title} of the {named}{side}"


def _silence(step: Step) -> str:
    side = "" if step.side is Side.HERE else f" in {step.side}"
    if step.found is Found.ABSENT:
        return f"Denied: there is no {step.kind.words}{side}, so nothing allows it."
    words = step.readings[0].document.kind.words if step.readings else step.kind.words
    if step.kind is Kind.RESOURCE or step.kind is Kind.IDENTITY:
        return f"Denied: no statement of the {words}{side} allows it."
    return f"Denied: the {words}{side} does not list it among what it lets through."


def nearest(step: Step) -> str:
    """The Allow that came nearest, and the comparison that kept it from applying."""
    missed = [
        (PASSED[reading.failure.part], reading)
        for reading in step.readings
        if reading.failure and reading.statement.effect is Effect.ALLOW
    ]
    if not missed:
        return ""
    _, reading = max(missed, key=lambda pair: pair[0])
    told = f"{reading.statement.title[0].upper()}{reading.statement.title[1:]}"
    return f"{told} comes nearest, but {failed(reading.failure)}." if reading.failure else ""


def failed(failure: Failure) -> str:
    """ "the action s3:GetObject is not s3:PutObject" """
    wanted = _listed(failure.wanted)
    if failure.row:
        name = f"{failure.row.operator.text} {failure.row.key}"
        has = f"the request has {failure.given}" if failure.given else "the request has no such key"
        return f"its condition {name} wants {wanted} and {has}"
    if failure.part is Part.PRINCIPAL:
        who = "leaves out" if failure.negated else "names"
        return f"it {who} {wanted}, and the caller is {failure.given}"
    if failure.negated:
        return f"the {failure.part} {failure.given} is among those it leaves out ({wanted})"
    return f"the {failure.part} {failure.given} does not fit {wanted}"


def _listed(values: tuple[str, ...], most: int = 4) -> str:
    shown = [value if len(value) <= 120 else f"{value[:119]}…" for value in values[:most]]
    rest = f" and {len(values) - most} more" if len(values) > most else ""
    return (", ".join(shown) if rest or not shown[1:] else " or ".join(shown)) + rest
