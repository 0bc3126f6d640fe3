"""What the turn of one policy does to the request, and why, in one short sentence."""

from enum import StrEnum

from studyapp.labs.engine.permissions.situation import Situation
from studyapp.policies.documents import Kind
from studyapp.policies.evaluation import Decision, Found, Outcome, Step
from studyapp.policies.requests import Sort
from studyapp.policies.statements import Grip


class Turn(StrEnum):
    PASSES = "passes it on"
    GRANTS = "lets it through"
    STOPS = "stops it"
    UNASKED = "not asked"
    UNSET = "not set"


Told = tuple[Turn, str]
OF_THE_CALLER = (Kind.IDENTITY, Kind.BOUNDARY, Kind.SESSION)


def turn_of(situation: Situation, decision: Decision, step: Step, *, over: bool = False) -> Told:
    """`over`: the request was never made, because Lambda did not get the role."""
    if over:
        return Turn.UNASKED, "The function has no role, so it cannot ask."
    if aside := _aside(situation, step):
        return Turn.UNASKED, aside
    if decision.outcome is Outcome.DENIED:
        return _beside_a_deny(decision, step)
    if step.kind in (Kind.SCP, Kind.RCP):
        return _limit(step)
    if step.kind is Kind.RESOURCE:
        return _there(situation, decision, step)
    return _of_the_caller(situation, decision, step)


def _aside(situation: Situation, step: Step) -> str:
    """Why a card that is filled in has no say at all."""
    caller = situation.caller
    if step.kind is Kind.RCP and situation.rcp and not situation.covered:
        return "Resource control policies do not cover this service."
    if step.kind is Kind.SCP and situation.scps and not situation.binds:
        if not caller.signs:
            return "A caller without an account has no service control policies."
        return "It binds users and roles of its own account, and the caller is of another."
    if step.kind in OF_THE_CALLER and not caller.signs:
        who = "A service" if caller.sort is Sort.SERVICE else "A caller that signs nothing"
        return f"{who} has no policies of its own."
    return ""


def _beside_a_deny(decision: Decision, step: Step) -> Told:
    if step is decision.decided_by:
        return Turn.STOPS, "A Deny that applies ends it, whatever the others say."
    if step.found is Found.ABSENT:
        return Turn.UNSET, ""
    if step.found is Found.DENY:
        return Turn.STOPS, "It denies as well."
    return Turn.UNASKED, "An explicit deny is found before any Allow counts."


def _limit(step: Step) -> Told:
    if step.found is Found.ABSENT:
        return Turn.UNSET, "Nothing limits here."
    if step.found is Found.SILENT:
        return Turn.STOPS, "At one level nothing allows the action: it stays outside."
    return Turn.PASSES, "It sets the most that is possible; it grants nothing."


def _there(situation: Situation, decision: Decision, step: Step) -> Told:
    request = situation.request
    must = request.must_be_allowed_there or request.is_cross_account or not request.principal.signs
    if step.found is not Found.ALLOW:
        if step is decision.decided_by:
            return Turn.STOPS, "Without an Allow here the request ends."
        if must:
            return Turn.STOPS, "It has to allow, and does not."
        absent = step.found is Found.ABSENT
        told = "Inside one account the caller's own policies may allow alone."
        return (Turn.UNSET if absent else Turn.PASSES), told
    if request.is_cross_account:
        return Turn.GRANTS, "The account of the resource allows; the caller's has to as well."
    if not request.principal.signs:
        return Turn.GRANTS, "It alone decides about a caller without policies of its own."
    said = {
        Grip.DIRECT: (Turn.GRANTS, "It names the caller itself: that is enough."),
        Grip.ROLE: (Turn.GRANTS, "It names the role: no identity policy is needed any more."),
    }
    account = (Turn.PASSES, "It names the account: the caller's own policies have to allow.")
    return said.get(step.grip, account)


def _of_the_caller(situation: Situation, decision: Decision, step: Step) -> Told:
    there = next(s for s in decision.steps if s.kind is Kind.RESOURCE)
    grip = Grip.NONE if situation.request.is_cross_account else there.grip
    if step.found is Found.ABSENT and step.kind is not Kind.IDENTITY:
        return Turn.UNSET, "Nothing limits here."
    if grip is Grip.DIRECT or (grip is Grip.ROLE and step.kind is Kind.IDENTITY):
        return Turn.UNASKED, "The policy on the resource has granted it already."
    if _is_over(decision, step):
        return Turn.UNASKED, "It was decided before."
    if step.found is Found.ALLOW:
        if step.kind is Kind.IDENTITY:
            return Turn.GRANTS, "An Allow that applies."
        return Turn.PASSES, "It lets the action pass; it grants nothing."
    told = {
        Kind.IDENTITY: "No statement allows it.",
        Kind.BOUNDARY: "It is set and does not list the action.",
        Kind.SESSION: "It was passed and does not list the action.",
    }
    return Turn.STOPS, told[step.kind]


def _is_over(decision: Decision, step: Step) -> bool:
    """Whether an earlier step of the same account has ended it."""
    order = [s.kind for s in decision.steps]
    end = decision.decided_by
    if decision.is_allowed or end.side is not step.side:
        return False
    return order.index(step.kind) > order.index(end.kind)
