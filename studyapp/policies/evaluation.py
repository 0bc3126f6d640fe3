"""The decision on one request, with every step that led to it.

The order of the IAM guide (facts eval-0 to eval-8): an explicit deny anywhere, the
organization's limits, the resource policy, then the caller's identity policy, permissions
boundary and session policy. Inside one account a resource policy may grant alone; across
accounts both sides have to allow.
"""

from dataclasses import dataclass
from enum import StrEnum

from studyapp.policies.documents import Document, Kind
from studyapp.policies.requests import Request
from studyapp.policies.statements import RANK, Grip, Reading, read


class Outcome(StrEnum):
    ALLOWED = "allowed"
    DENIED = "explicitly denied"
    NOT_ALLOWED = "implicitly denied"


class Side(StrEnum):
    """In whose account a step is taken; `HERE` where there is only one."""

    HERE = "this account"
    CALLER = "the caller's account"
    OWNER = "the resource's account"


class Found(StrEnum):
    DENY = "denies"
    ALLOW = "allows"
    SILENT = "says nothing"
    ABSENT = "not set"


@dataclass(frozen=True, slots=True)
class Limits:
    """What an organization sets on an account: every level needs a policy that allows."""

    account: str
    levels: tuple[tuple[Document, ...], ...]


@dataclass(frozen=True, slots=True)
class Policies:
    """All that bears on a request. `None` and () mean: not set.

    SCPs bind callers of their account, RCPs resources of theirs: give RCPs for the
    services alone that know them. `resource` is the policy on the resource, a role's
    trust policy or a key's policy.
    """

    identity: tuple[Document, ...] = ()
    resource: Document | None = None
    boundary: Document | None = None
    session: Document | None = None
    scps: tuple[Limits, ...] = ()
    rcps: tuple[Limits, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of policy, and what its statements say to the request."""

    kind: Kind
    side: Side
    found: Found
    readings: tuple[Reading, ...] = ()

    @property
    def deciding(self) -> Reading | None:
        """The statement that makes this step say what it says: the first of its kind."""
        if self.found is Found.DENY:
            return next(reading for reading in self.readings if reading.denies)
        allowing = [reading for reading in self.readings if reading.allows]
        return max(allowing, key=lambda reading: RANK.index(reading.grip), default=None)

    @property
    def grip(self) -> Grip:
        """How the resource policy grants; NONE where it does not."""
        return self.deciding.grip if self.found is Found.ALLOW and self.deciding else Grip.NONE


@dataclass(frozen=True, slots=True)
class Decision:
    """`decided_by` is the step that ended it; `steps` are all, in their order.

    Across accounts an Allow is decided by both sides: `also` is the other one.
    """

    outcome: Outcome
    decided_by: Step
    steps: tuple[Step, ...]
    also: Step | None = None

    @property
    def is_allowed(self) -> bool:
        return self.outcome is Outcome.ALLOWED

    @property
    def statement(self) -> Reading | None:
        """The statement responsible; None where nothing allowed."""
        return None if self.outcome is Outcome.NOT_ALLOWED else self.decided_by.deciding


def decide(request: Request, policies: Policies) -> Decision:
    """Whether the request is allowed, and which step and statement decide."""
    steps = _steps(request, policies)
    by_kind = {step.kind: step for step in steps}
    denying = next((step for step in steps if step.found is Found.DENY), None)
    if denying:
        return Decision(Outcome.DENIED, denying, steps)
    for kind in (Kind.RCP, Kind.SCP):
        if by_kind[kind].found is Found.SILENT:
            return Decision(Outcome.NOT_ALLOWED, by_kind[kind], steps)
    there = by_kind[Kind.RESOURCE]
    if not request.principal.signs:
        allowed = there.found is Found.ALLOW
        return Decision(Outcome.ALLOWED if allowed else Outcome.NOT_ALLOWED, there, steps)
    own = _of_caller(request, by_kind)
    if own.found is not Found.ALLOW:
        return Decision(Outcome.NOT_ALLOWED, own, steps)
    if request.is_cross_account:
        if there.found is not Found.ALLOW:
            return Decision(Outcome.NOT_ALLOWED, there, steps)
        return Decision(Outcome.ALLOWED, there, steps, also=own)
    return Decision(Outcome.ALLOWED, own, steps)


def _of_caller(request: Request, by_kind: dict[Kind, Step]) -> Step:
    """The step that decides on the caller's side, or for both inside one account."""
    there, identity = by_kind[Kind.RESOURCE], by_kind[Kind.IDENTITY]
    grip = Grip.NONE if request.is_cross_account else there.grip
    if grip is Grip.DIRECT:
        return there
    if request.must_be_allowed_there and not request.is_cross_account and grip is Grip.NONE:
        return there
    if grip is not Grip.ROLE and identity.found is not Found.ALLOW:
        return identity
    for kind in (Kind.BOUNDARY, Kind.SESSION):
        if by_kind[kind].found is Found.SILENT:
            return by_kind[kind]
    return there if grip is Grip.ROLE else identity


def _steps(request: Request, policies: Policies) -> tuple[Step, ...]:
    """Every kind of policy held against the request, in the order of evaluation."""
    across = request.is_cross_account
    caller, owner = (Side.CALLER, Side.OWNER) if across else (Side.HERE, Side.HERE)
    signs = request.principal.signs

    def step(kind: Kind, side: Side, *documents: Document | None) -> Step:
        readings = tuple(r for d in documents if d is not None for r in read(d, request))
        return Step(kind, side, _found(readings, documents), readings)

    def own(*documents: Document | None) -> tuple[Document | None, ...]:
        return documents if signs else ()

    return (
        _limits(Kind.RCP, owner, request, request.account, policies.rcps),
        _limits(Kind.SCP, caller, request, request.principal.account, policies.scps),
        step(Kind.RESOURCE, owner, policies.resource),
        step(Kind.IDENTITY, caller, *own(*policies.identity)),
        step(Kind.BOUNDARY, caller, *own(policies.boundary)),
        step(Kind.SESSION, caller, *own(policies.session)),
    )


def _limits(
    kind: Kind, side: Side, request: Request, account: str, limits: tuple[Limits, ...]
) -> Step:
    """The organization's policies for one account: allowed only where every level allows."""
    levels = [
        tuple(reading for document in level for reading in read(document, request))
        for limit in limits
        if limit.account == account
        for level in limit.levels
    ]
    readings = tuple(reading for level in levels for reading in level)
    if any(reading.denies for reading in readings):
        return Step(kind, side, Found.DENY, readings)
    if not levels:
        return Step(kind, side, Found.ABSENT)
    silent = not all(any(reading.allows for reading in level) for level in levels)
    return Step(kind, side, Found.SILENT if silent else Found.ALLOW, readings)


def _found(readings: tuple[Reading, ...], documents: tuple[Document | None, ...]) -> Found:
    if any(reading.denies for reading in readings):
        return Found.DENY
    if any(reading.allows for reading in readings):
        return Found.ALLOW
    return Found.SILENT if any(documents) else Found.ABSENT
