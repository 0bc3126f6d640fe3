"""The fields of a policy question, and what a policy decides on its requests."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from quizzes.engine.parts import Body, Label, Part, PartId, Response, Text
from studyapp.policies.documents import Document, Effect, Invalid, Kind, Names
from studyapp.policies.evaluation import Decision, Limits, Policies, decide
from studyapp.policies.matching import Arn, Pattern
from studyapp.policies.parsing import parse
from studyapp.policies.requests import Principal, Request

LONGEST = 4_000
"""Characters of an answer, where the question sets no limit of its own."""
ROLE = "function-role"
WILD = re.compile(r"[*?]*\*[*?]*")

Json = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST)]
Account = Annotated[str, StringConstraints(pattern=r"^\d{12}$")]
Arnlike = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class Asked(Part):
    """A request, and what is wanted of it.

    Without `principal` it is the function's role that asks; without `owner` the account in
    the ARN, or the question's own, owns the resource.
    """

    id: PartId
    text: Text
    action: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+:[A-Za-z0-9]+$", max_length=100)]
    resource: Arnlike
    principal: Arnlike = ""
    owner: Account | Literal[""] = ""
    conditions: dict[Label, Label] = {}
    expect: Literal["allow", "deny"]
    reason: Text


class Beside(Part):
    """Another policy that holds and is not edited; one on a resource says on which."""

    kind: Literal["identity", "resource", "boundary", "session", "scp"]
    title: Label
    text: Json
    on: Arnlike = "*"


class PolicyBody(Body):
    edits: Literal["identity", "resource", "trust", "boundary"] = "identity"
    account: Account | Literal[""] = ""
    start: Json = ""
    solution: Json = ""
    requests: tuple[Asked, ...] = Field(default=(), alias="request")
    besides: tuple[Beside, ...] = Field(default=(), alias="beside")
    forbidden: tuple[Label, ...] = ()
    max_length: Annotated[int, Field(ge=0, le=LONGEST)] = 0

    @property
    def most(self) -> int:
        """Characters that an answer may have."""
        return self.max_length or LONGEST


@dataclass(frozen=True)
class Ruling:
    """What a policy makes of one request."""

    asked: Asked
    decision: Decision

    @property
    def decided(self) -> str:
        return "allow" if self.decision.is_allowed else "deny"

    @property
    def is_right(self) -> bool:
        return self.decided == self.asked.expect


@dataclass(frozen=True)
class Slip:
    """A value that the question does not let through, and where it stands."""

    line: int
    value: str


@lru_cache(maxsize=512)
def document(text: str, kind: Kind, name: str = "") -> Document:
    """A policy of a question, read once in a process; `Invalid` where it is none."""
    return parse(text, kind, name)


def edited(item: PolicyBody, text: str) -> Document:
    """The policy that a learner or the author wrote."""
    return parse(text, Kind(item.edits), "policy you edit")


def rulings(item: PolicyBody, policy: Document) -> list[Ruling]:
    """What `policy` decides, with all that stands beside it."""
    return [Ruling(asked, _decided(item, asked, policy)) for asked in item.requests]


def request_of(item: PolicyBody, asked: Asked) -> Request:
    caller = asked.principal or f"arn:aws:iam::{item.account}:role/{ROLE}"
    owner = asked.owner or Arn.of(asked.resource).account or item.account
    given = {key: (value,) for key, value in asked.conditions.items()}
    return Request(Principal.of(caller), asked.action, asked.resource, owner, given)


def _decided(item: PolicyBody, asked: Asked, policy: Document) -> Decision:
    request = request_of(item, asked)
    there = {
        kind: [document(b.text, kind, b.title) for b in item.besides if _bears(b, kind, asked)]
        for kind in (Kind.IDENTITY, Kind.RESOURCE, Kind.BOUNDARY, Kind.SESSION, Kind.SCP)
    }
    if policy.kind is Kind.TRUST:
        there[Kind.RESOURCE] = [policy]
    else:
        there[policy.kind].insert(0, policy)
    level = tuple(there[Kind.SCP])
    policies = Policies(
        identity=tuple(there[Kind.IDENTITY]),
        resource=next(iter(there[Kind.RESOURCE]), None),
        boundary=next(iter(there[Kind.BOUNDARY]), None),
        session=next(iter(there[Kind.SESSION]), None),
        scps=(Limits(request.principal.account, (level,)),) if level else (),
    )
    return decide(request, policies)


def _bears(beside: Beside, kind: Kind, asked: Asked) -> bool:
    return beside.kind == kind and Pattern.of(beside.on).matches(asked.resource)


def slips(item: PolicyBody, policy: Document) -> list[Slip]:
    """What an Allow says although the question forbids it.

    `**` is a `*`, and with anything forbidden an Allow of all but something is as well.
    """
    found: list[Slip] = []
    barred = {_plain(value) for value in item.forbidden}
    for statement in policy.statements:
        if not barred or statement.effect is Effect.DENY:
            continue
        for name, names in (("Action", statement.actions), ("Resource", statement.resources)):
            found += _slips(name, names, barred)
        if statement.principals:
            values = (value for _, value in statement.principals.values)
            line = statement.principals.line
            found += [Slip(line, value) for value in values if _plain(value) in barred]
    return found


def _slips(name: str, names: Names | None, barred: set[str]) -> list[Slip]:
    if names is None:
        return []
    if names.negated:
        return [Slip(names.line, f"Not{name}")]
    return [Slip(names.line, value) for value in names.values if _plain(value) in barred]


def _plain(value: str) -> str:
    return WILD.sub("*", value).lower()


def text_of(response: Response) -> str:
    return response[0] if response else ""


def problems_of(error: Invalid, most: int = 3) -> str:
    """The first problems in one line of text."""
    return " ".join(str(problem) for problem in error.problems[:most])
