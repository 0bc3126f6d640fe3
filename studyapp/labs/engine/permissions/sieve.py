"""The sieve: each kind of policy a bar, in the order in which they have their turn."""

from dataclasses import dataclass
from enum import StrEnum

from studyapp.labs.engine.permissions.situation import Situation
from studyapp.labs.engine.permissions.turns import Turn, turn_of
from studyapp.policies.comparing import Comparison, compared
from studyapp.policies.documents import Kind
from studyapp.policies.evaluation import Decision, Found, Outcome, Policies, Side, Step, decide
from studyapp.policies.refusals import refusal
from studyapp.policies.requests import Request
from studyapp.policies.statements import Grip, Reading
from studyapp.policies.wording import explained

MOST_CHECKS = 8
"""Statements of one bar that are told part by part."""
NO_ROLE = "The role defined for the function cannot be assumed by Lambda."


class Verdict(StrEnum):
    ALLOWED = "allowed"
    EXPLICIT = "explicit"
    IMPLICIT = "implicit"


VERDICTS = {
    Outcome.ALLOWED: Verdict.ALLOWED,
    Outcome.DENIED: Verdict.EXPLICIT,
    Outcome.NOT_ALLOWED: Verdict.IMPLICIT,
}


@dataclass(frozen=True, slots=True)
class Check:
    """One statement held against the request, part by part."""

    document: str
    title: str
    effect: str
    applies: bool
    decisive: bool
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One kind of policy: what it says, and what its turn does to the request."""

    kind: Kind
    side: Side
    found: Found
    turn: Turn
    why: str
    decisive: bool = False
    checks: tuple[Check, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the request. `entry` is Lambda's own request for the role, if it failed."""

    situation: Situation
    request: Request
    decision: Decision
    bars: tuple[Bar, ...]
    stopped_at_entry: bool = False

    @property
    def verdict(self) -> Verdict:
        return VERDICTS[self.decision.outcome]

    @property
    def is_cross(self) -> bool:
        return self.situation.request.is_cross_account

    @property
    def decided_by(self) -> str:
        """The card that decides; "both" where two accounts have to allow and do."""
        if self.decision.also:
            return "both"
        return kind_of(self.decision.decided_by, self.request).value

    @property
    def why(self) -> str:
        return explained(self.decision)

    @property
    def sentence(self) -> str:
        """What AWS answers; empty where it is allowed, or nobody is there to read it."""
        if self.stopped_at_entry:
            return NO_ROLE
        return refusal(self.request, self.decision) if self.request.principal.signs else ""

    @property
    def statement(self) -> Reading | None:
        return self.decision.statement

    @property
    def grip(self) -> Grip:
        """How the resource policy that allows names the caller."""
        return next(s.grip for s in self.decision.steps if s.kind is Kind.RESOURCE)


def kind_of(step: Step, request: Request) -> Kind:
    """The card of a step: the policy of a role is its trust policy."""
    is_trust = step.kind is Kind.RESOURCE and request.assumes_a_role
    return Kind.TRUST if is_trust else step.kind


def solve(situation: Situation) -> Result:
    """The decision with every bar: first whether Lambda gets the role, then the request."""
    request, entry = situation.request, situation.entry
    decision = decide(request, situation.policies)
    bars: tuple[Bar, ...] = ()
    if entry:
        first = decide(entry, Policies(resource=situation.trust))
        bars = (_entry_bar(first, entry),)
        if not first.is_allowed:
            waiting = tuple(_bar(situation, decision, s, over=True) for s in decision.steps)
            return Result(situation, entry, first, bars + waiting, stopped_at_entry=True)
    bars += tuple(_bar(situation, decision, step) for step in decision.steps)
    return Result(situation, request, decision, bars)


def _entry_bar(first: Decision, entry: Request) -> Bar:
    """The trust policy of the function's role: may Lambda assume it?"""
    step = first.decided_by
    turn = Turn.PASSES if first.is_allowed else Turn.STOPS
    why = "Lambda may assume the role." if first.is_allowed else "Lambda does not get the role."
    checks, more = _checks(step, entry)
    return Bar(Kind.TRUST, Side.HERE, step.found, turn, why, not first.is_allowed, checks, more)


def _bar(situation: Situation, decision: Decision, step: Step, *, over: bool = False) -> Bar:
    request = situation.request
    turn, why = turn_of(situation, decision, step, over=over)
    decides = not over and (step is decision.decided_by or step is decision.also)
    checks, more = _checks(step, request)
    kind = kind_of(step, request)
    return Bar(kind, step.side, step.found, turn, why, decides, checks, more)


def _checks(step: Step, request: Request) -> tuple[tuple[Check, ...], int]:
    """The first statements of a step, and of those the deciding one, each part by part."""
    shown, deciding = list(step.readings[:MOST_CHECKS]), step.deciding
    if deciding and not any(reading is deciding for reading in shown):
        shown[-1] = deciding
    checks = tuple(
        Check(
            reading.document.title,
            reading.statement.title,
            reading.statement.effect.value,
            reading.applies,
            reading is deciding,
            compared(reading.document, reading.statement, request),
        )
        for reading in shown
    )
    return checks, len(step.readings) - len(shown)
