"""Whether one statement applies to one request, and if not, what failed."""

from dataclasses import dataclass
from enum import StrEnum

from studyapp.policies.conditions import holds
from studyapp.policies.documents import Document, Effect, Principals, Statement
from studyapp.policies.matching import Arn, Pattern
from studyapp.policies.operators import Row
from studyapp.policies.requests import Principal, Request, Sort
from studyapp.policies.variables import pattern


class Grip(StrEnum):
    """How a resource policy names the caller; the later, the more it grants by itself."""

    NONE = ""
    ACCOUNT = "account"
    ROLE = "role"
    DIRECT = "direct"


RANK = list(Grip)


class Part(StrEnum):
    ACTION = "action"
    RESOURCE = "resource"
    PRINCIPAL = "principal"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Failure:
    """The comparison that failed: what the request has, what the statement wants."""

    part: Part
    given: str
    wanted: tuple[str, ...]
    negated: bool = False
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One statement held against one request: `failure` is None where it applies."""

    document: Document
    statement: Statement
    failure: Failure | None = None
    grip: Grip = Grip.NONE

    @property
    def applies(self) -> bool:
        return self.failure is None

    @property
    def denies(self) -> bool:
        return self.applies and self.statement.effect is Effect.DENY

    @property
    def allows(self) -> bool:
        return self.applies and self.statement.effect is Effect.ALLOW


def read(document: Document, request: Request) -> tuple[Reading, ...]:
    """Every statement of a document held against the request."""
    return tuple(_reading(document, statement, request) for statement in document.statements)


def _reading(document: Document, statement: Statement, request: Request) -> Reading:
    grip = Grip.NONE
    if statement.principals:
        grip = named(statement.principals, request.principal)
    failure = (
        _principal(statement, request, grip)
        or _action(statement, request)
        or _resource(document, statement, request)
        or _condition(document, statement, request)
    )
    return Reading(document, statement, failure, Grip.NONE if failure else grip)


def _action(statement: Statement, request: Request) -> Failure | None:
    """Actions are compared without case."""
    names, asked = statement.actions, request.action.lower()
    fits = any(Pattern.of(value).lower().matches(asked) for value in names.values)
    if fits != names.negated:
        return None
    return Failure(Part.ACTION, request.action, names.values, names.negated)


def _resource(document: Document, statement: Statement, request: Request) -> Failure | None:
    """ARNs are compared with case; `*` reaches over colons and slashes.

    A variable without a value fits nothing, and as NotResource it makes the statement void.
    """
    names = statement.resources
    if names is None:
        return None
    context, variables = request.context, document.has_variables
    shapes = [pattern(value, context, variables=variables) for value in names.values]
    void = names.negated and any(shape.tokens is None for shape in shapes)
    if not void and any(shape.matches(request.resource) for shape in shapes) != names.negated:
        return None
    return Failure(Part.RESOURCE, request.resource, names.values, names.negated)


def _condition(document: Document, statement: Statement, request: Request) -> Failure | None:
    context = request.context
    for row in statement.conditions:
        if not holds(row, context, variables=document.has_variables):
            given = ", ".join(context.get(row.key.lower(), ()))
            return Failure(Part.CONDITION, given, row.values, row=row)
    return None


def _principal(statement: Statement, request: Request, grip: Grip) -> Failure | None:
    if statement.principals is None or grip:
        return None
    values = tuple(value for _, value in statement.principals.values)
    return Failure(Part.PRINCIPAL, request.principal.arn, values, statement.principals.negated)


def named(principals: Principals, caller: Principal) -> Grip:
    """How the element names the caller.

    NotPrincipal is about everybody it does not name; naming an account there exempts
    only its root user (a choice of this model).
    """
    grips = [_grip(kind, value, caller) for kind, value in principals.values]
    best = max(grips, key=RANK.index, default=Grip.NONE)
    if not principals.negated:
        return best
    return Grip.NONE if best in (Grip.DIRECT, Grip.ROLE) else Grip.DIRECT


def _grip(kind: str, value: str, caller: Principal) -> Grip:
    if kind == "AWS" and value == "*":
        return Grip.DIRECT
    if kind == "Service":
        return Grip.DIRECT if caller.sort is Sort.SERVICE and value == caller.arn else Grip.NONE
    if kind != "AWS" or not caller.signs:
        return Grip.NONE
    if value == caller.arn:
        return Grip.DIRECT
    if caller.role and value == caller.role:
        return Grip.ROLE
    arn = Arn.of(value)
    account = arn.account if arn.resource == "root" else value
    return Grip.ACCOUNT if account == caller.account else Grip.NONE
