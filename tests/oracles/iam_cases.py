"""Random requests with small policies over a fixed alphabet, for the differential test.

A case is plain JSON data: the request, and the policies as documents. `asked` turns it into
the question for the oracle, `decided` into what the engine decides.
"""

import json
import random
from dataclasses import dataclass, field
from typing import Any

from studyapp.policies import evaluation
from studyapp.policies.documents import Document, Kind
from studyapp.policies.evaluation import Decision, Limits, Policies
from studyapp.policies.parsing import parse
from studyapp.policies.requests import Principal, Request

OWN, OTHER = "111122223333", "444455556666"
ROLE = f"arn:aws:iam::{OWN}:role/orders"
SESSION = f"arn:aws:sts::{OWN}:assumed-role/orders/session"
USER = f"arn:aws:iam::{OWN}:user/red"
ROOT = f"arn:aws:iam::{OWN}:root"
CALLERS = (ROLE, ROLE, USER, USER, "s3.amazonaws.com")
TARGETS = (
    ("s3:GetObject", "arn:aws:s3:::uploads/red/cat.png"),
    ("lambda:InvokeFunction", "arn:aws:lambda:us-east-1:{}:function:orders"),
    ("kms:Decrypt", "arn:aws:kms:us-east-1:{}:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
    ("sts:AssumeRole", "arn:aws:iam::{}:role/reports"),
)
ACTIONS = ("s3:GetObject", "s3:get*", "lambda:Invoke?unction", "kms:Decrypt", "sts:*", "*")
TAGGED = "arn:aws:s3:::uploads/${aws:PrincipalTag/team}/*"
RESOURCES = (
    "*",
    "arn:aws:s3:::uploads/*",
    TAGGED,
    "arn:aws:s3:::uploads/${aws:PrincipalTag/team, 'red'}/cat.???",
    "arn:aws:s3:::UPLOADS/*",
    "arn:aws:lambda:us-east-1:*:function:orders",
    "arn:aws:lambda:us-east-1:*:function:orders:*",
    "arn:aws:kms:*:*:key/*",
    "arn:aws:iam::*:role/rep*",
)
PRINCIPALS: tuple[Any, ...] = (
    "*",
    {"AWS": "*"},
    {"AWS": ROLE},
    {"AWS": SESSION},
    {"AWS": USER},
    {"AWS": ROOT},
    {"AWS": OWN},
    {"AWS": f"arn:aws:iam::{OTHER}:root"},
    {"Service": "s3.amazonaws.com"},
    {"Service": "sns.amazonaws.com", "AWS": [ROLE, USER]},
)
KEYS: dict[str, tuple[Any, ...]] = {
    "aws:PrincipalTag/team": ("red", "blue", None),
    "aws:SourceIp": ("10.1.2.3", "192.0.2.7", None),
    "aws:MultiFactorAuthAge": ("5", "300", None),
    "aws:PrincipalOrgPaths": (["o-a/r/x/"], ["o-a/r/x/", "o-b/r/y/"], None),
    "aws:SourceArn": ("arn:aws:s3:::uploads", "arn:aws:sns:us-east-1:999999999999:news", None),
    "aws:SecureTransport": ("true", "false", None),
    "aws:CurrentTime": ("2026-11-23T12:00:00Z", "2027-01-01T00:00:00Z"),
}
ROWS: tuple[tuple[str, str, Any], ...] = (
    ("StringEquals", "aws:PrincipalTag/team", "red"),
    ("StringEquals", "aws:PrincipalTag/team", ["blue", "green"]),
    ("StringEquals", "aws:PrincipalTag/team", "${aws:PrincipalTag/team}"),
    ("StringEqualsIfExists", "aws:PrincipalTag/team", "red"),
    ("StringNotEquals", "aws:PrincipalTag/team", "red"),
    ("StringNotEqualsIfExists", "aws:PrincipalTag/team", ["red", "blue"]),
    ("StringEqualsIgnoreCase", "aws:principaltag/team", "RED"),
    ("StringLike", "aws:PrincipalTag/team", "r?d*"),
    ("StringNotLike", "aws:PrincipalTag/team", "r*"),
    ("IpAddress", "aws:SourceIp", "10.0.0.0/8"),
    ("NotIpAddress", "aws:SourceIp", ["10.1.0.0/16", "192.0.2.7"]),
    ("NumericLessThan", "aws:MultiFactorAuthAge", "300"),
    ("NumericLessThanEqualsIfExists", "aws:MultiFactorAuthAge", "5"),
    ("NumericNotEquals", "aws:MultiFactorAuthAge", "5"),
    ("NumericGreaterThanEquals", "aws:MultiFactorAuthAge", "300"),
    ("ForAllValues:StringLike", "aws:PrincipalOrgPaths", "o-a/*"),
    ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-b/*"),
    ("ForAllValues:StringNotEquals", "aws:PrincipalOrgPaths", "o-b/r/y/"),
    ("ForAnyValue:StringNotLike", "aws:PrincipalOrgPaths", "o-a/*"),
    ("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:n*"),
    ("ArnEquals", "aws:SourceArn", "arn:aws:s3:::uploads"),
    ("ArnNotLike", "aws:SourceArn", "arn:aws:s3:::*"),
    ("Null", "aws:SourceArn", "true"),
    ("Null", "aws:SecureTransport", "false"),
    ("Bool", "aws:SecureTransport", "true"),
    ("BoolIfExists", "aws:SecureTransport", "false"),
    ("DateLessThan", "aws:CurrentTime", "2026-12-01T00:00:00Z"),
    ("DateGreaterThan", "aws:CurrentTime", "2026-12-01T00:00:00Z"),
)
FULL = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


@dataclass
class Case:
    """A request and the policies that bear on it; `None` and [] are not set."""

    caller: str
    action: str
    resource: str
    owner: str
    given: dict[str, Any]
    identity: list[dict[str, Any]] = field(default_factory=list)
    there: dict[str, Any] | None = None
    boundary: dict[str, Any] | None = None
    session: dict[str, Any] | None = None
    scps: list[list[dict[str, Any]]] = field(default_factory=list)
    rcps: list[list[dict[str, Any]]] = field(default_factory=list)

    @property
    def principal(self) -> Principal:
        return Principal.of(self.caller)

    @property
    def trusts(self) -> bool:
        return self.action == "sts:AssumeRole"

    @property
    def must_allow(self) -> bool:
        """Roles and keys are never without their policy."""
        return self.trusts or self.action == "kms:Decrypt"

    @property
    def context(self) -> dict[str, Any]:
        """What both are told: the derived keys and those of the case."""
        derived: dict[str, Any] = dict(self.principal.keys)
        return derived | {"aws:ResourceAccount": self.owner} | self.given


def make(rng: random.Random) -> Case:
    """One case. Most policies speak about the action that is asked, or little would be allowed."""
    action, shape = rng.choice(TARGETS)
    owner = rng.choice((OWN, OWN, OTHER))
    given = {key: value for key in KEYS if (value := rng.choice(KEYS[key])) is not None}
    caller = rng.choice(CALLERS)
    case = Case(caller, action, shape.format(owner), owner, given)
    signs = case.principal.signs
    if signs and rng.random() < 0.85:
        case.identity = [_policy(rng, case, deny=0.1) for _ in range(rng.choice((1, 1, 2)))]
    if case.must_allow or rng.random() < 0.75:
        case.there = _policy(rng, case, principals=True, deny=0.1)
    if signs and rng.random() < 0.3:
        case.boundary = _policy(rng, case, deny=0.05)
    if signs and caller == ROLE and rng.random() < 0.3:
        case.session = _policy(rng, case, deny=0.05)
    if signs and rng.random() < 0.4:
        case.scps = [
            [_policy(rng, case, deny=0.2), *([FULL] if rng.random() < 0.5 else [])]
            for _ in range(rng.choice((1, 2)))
        ]
    if action == "s3:GetObject" and rng.random() < 0.3:
        barred = _policy(rng, case, deny=1, statements=1)
        for statement in barred["Statement"]:
            statement.pop("NotAction", None)
            statement |= {"Principal": "*", "Action": rng.choice(("s3:Get*", "s3:PutObject"))}
        case.rcps = [[OPEN, barred]]
    return case


OPEN = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
}


def _policy(
    rng: random.Random,
    case: Case,
    *,
    principals: bool = False,
    deny: float = 0.1,
    statements: int = 0,
) -> dict[str, Any]:
    count = statements or rng.choice((1, 1, 2))
    listed = [_statement(rng, case, principals, deny) for _ in range(count)]
    return {"Version": "2012-10-17", "Statement": listed}


def _statement(rng: random.Random, case: Case, principals: bool, deny: float) -> dict[str, Any]:
    said: dict[str, Any] = {"Effect": "Deny" if rng.random() < deny else "Allow"}
    element = "NotAction" if rng.random() < 0.1 else "Action"
    said[element] = _some(rng, (case.action, *ACTIONS), case.action)
    if not (principals and case.trusts):
        element = "NotResource" if rng.random() < 0.1 else "Resource"
        values = (case.resource, *RESOURCES)
        if element == "NotResource" and case.action != "s3:GetObject":
            # Whether a variable without a value voids the statement although the ARN is of
            # another service, the guide does not say: the oracle says no, the engine says yes.
            values = tuple(value for value in values if value != TAGGED)
        said[element] = _some(rng, values, "*")
    if principals:
        said["Principal"] = rng.choice(PRINCIPALS)
    if rng.random() < 0.5:
        rows: dict[str, dict[str, Any]] = {}
        for operator, key, value in rng.sample(ROWS, rng.choice((1, 1, 2))):
            rows.setdefault(operator, {})[key] = value
        said["Condition"] = rows
    return said


def _some(rng: random.Random, values: tuple[str, ...], likely: str) -> str | list[str]:
    if rng.random() < 0.5:
        return likely
    chosen = rng.sample(values, rng.choice((1, 2)))
    return chosen[0] if len(chosen) == 1 else chosen


def asked(case: Case) -> dict[str, Any]:
    """The case as the oracle reads it."""

    def levels(listed: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
        return [
            {
                "orgIdentifier": f"level-{i}",
                "policies": [{"name": f"p{j}", "policy": p} for j, p in enumerate(level)],
            }
            for i, level in enumerate(listed)
        ]

    question: dict[str, Any] = {
        "request": {
            "principal": case.principal.arn,
            "action": case.action,
            "resource": {"resource": case.resource, "accountId": case.owner},
            "contextVariables": case.context,
        },
        "identityPolicies": [
            {"name": f"i{i}", "policy": policy} for i, policy in enumerate(case.identity)
        ],
        "serviceControlPolicies": levels(case.scps),
        # The oracle adds RCPFullAWSAccess by itself, as AWS does, and refuses it from others.
        "resourceControlPolicies": levels([[p for p in x if p != OPEN] for x in case.rcps]),
    }
    if case.there:
        question["resourcePolicy"] = case.there
    if case.boundary:
        question["permissionBoundaryPolicies"] = [{"name": "b", "policy": case.boundary}]
    if case.session:
        question["sessionPolicy"] = case.session
    return question


def decided(case: Case) -> Decision:
    """What the engine makes of it, from the same texts."""

    def read(policy: dict[str, Any] | None, kind: Kind) -> Document | None:
        return parse(json.dumps(policy), kind) if policy else None

    def levels(listed: list[list[dict[str, Any]]], kind: Kind, account: str) -> tuple[Limits, ...]:
        read_levels = tuple(tuple(parse(json.dumps(p), kind) for p in level) for level in listed)
        return (Limits(account, read_levels),) if listed else ()

    given = {k: tuple(v) if isinstance(v, list) else (v,) for k, v in case.given.items()}
    request = Request(case.principal, case.action, case.resource, case.owner, given)
    policies = Policies(
        identity=tuple(parse(json.dumps(policy), Kind.IDENTITY) for policy in case.identity),
        resource=read(case.there, Kind.TRUST if case.trusts else Kind.RESOURCE),
        boundary=read(case.boundary, Kind.BOUNDARY),
        session=read(case.session, Kind.SESSION),
        scps=levels(case.scps, Kind.SCP, case.principal.account),
        rcps=levels(case.rcps, Kind.RCP, case.owner),
    )
    return evaluation.decide(request, policies)
