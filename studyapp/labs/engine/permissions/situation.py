"""What the lab is asked: who wants what, and the policies on the cards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from studyapp.policies.documents import Document, Kind
from studyapp.policies.evaluation import Limits, Policies
from studyapp.policies.parsing import parse
from studyapp.policies.requests import Principal, Request, Sort

RCP_SERVICES = frozenset(
    ("s3", "sts", "kms", "sqs", "secretsmanager", "dynamodb", "logs", "events", "xray")
)
"""Services that resource control policies cover (fact eval-rcp-scope); Lambda is not one."""
FULL = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
OPEN = (
    '{"Version":"2012-10-17","Statement":'
    '{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}'
)
FULL_ACCESS = parse(FULL, Kind.SCP, "FullAWSAccess")
RCP_FULL_ACCESS = parse(OPEN, Kind.RCP, "RCPFullAWSAccess")
LAMBDA = "lambda.amazonaws.com"
NOTHING: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True)
class Situation:
    """One request and eight cards; `None` is an empty card.

    `scps` are the levels of the organization above the account, from the top; `full` says
    whether FullAWSAccess is attached at each of them beside what the card says, and
    `bound_account` to which account they are attached.
    """

    caller: Principal
    action: str
    resource: str
    owner: str
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    identity: Document | None = None
    there: Document | None = None
    trust: Document | None = None
    boundary: Document | None = None
    session: Document | None = None
    scps: tuple[Document, ...] = ()
    full: bool = True
    bound_account: str = ""
    rcp: Document | None = None

    @cached_property
    def request(self) -> Request:
        return Request(self.caller, self.action, self.resource, self.owner, self.given)

    @property
    def entry(self) -> Request | None:
        """Lambda's own request for the caller's role, where a trust policy is on its card."""
        role = self.caller.role
        if self.trust is None or not role or self.request.assumes_a_role:
            return None
        service = Principal(Sort.SERVICE, LAMBDA)
        return Request(service, "sts:AssumeRole", role, self.caller.account, self.given)

    @property
    def covered(self) -> bool:
        """Whether resource control policies know the service that is asked."""
        return self.action.partition(":")[0].lower() in RCP_SERVICES

    @property
    def binds(self) -> bool:
        """Whether the SCPs stand above the account of a caller that they can bind."""
        return self.caller.signs and self.bound_account == self.caller.account

    @property
    def policies(self) -> Policies:
        levels = tuple((FULL_ACCESS, scp) if self.full else (scp,) for scp in self.scps)
        rcps = ((RCP_FULL_ACCESS, self.rcp),) if self.rcp and self.covered else ()
        return Policies(
            identity=(self.identity,) if self.identity else (),
            resource=self.trust if self.request.assumes_a_role else self.there,
            boundary=self.boundary,
            session=self.session,
            scps=(Limits(self.bound_account, levels),) if levels else (),
            rcps=(Limits(self.owner, rcps),) if rcps else (),
        )


def weight(documents: tuple[Document, ...]) -> int:
    """How many values all statements hold together: what deciding costs grows with them."""
    total = 0
    for document in documents:
        for statement in document.statements:
            total += len(statement.actions.values)
            total += len(statement.resources.values) if statement.resources else 0
            total += len(statement.principals.values) if statement.principals else 0
            total += sum(len(row.values) for row in statement.conditions)
    return total
