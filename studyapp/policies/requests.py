"""Who asks for what: a request, its principal, and the keys that follow from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from studyapp.policies.matching import Arn
from studyapp.policies.variables import Context


class Sort(StrEnum):
    USER = "IAM user"
    SESSION = "role session"
    SERVICE = "service"
    ROOT = "root user"
    ANYONE = "anonymous"


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever asks. `arn` of a session is its assumed-role ARN, `role` the ARN of its role."""

    sort: Sort
    arn: str
    account: str = ""
    role: str = ""

    @classmethod
    def of(cls, text: str) -> "Principal":
        """The principal that a short form names.

        A service ("s3.amazonaws.com"), an ARN of IAM, or "*" for somebody who signs
        nothing. A role's ARN stands for a session of it.
        """
        arn = Arn.of(text)
        if text == "*":
            return cls(Sort.ANYONE, "*")
        if not arn.service:
            return cls(Sort.SERVICE, text)
        what, _, name = arn.resource.partition("/")
        short = name.rpartition("/")[2]
        if what == "role":
            session = f"arn:{arn.partition}:sts::{arn.account}:assumed-role/{short}/session"
            return cls(Sort.SESSION, session, arn.account, text)
        if what == "assumed-role":
            role = f"arn:{arn.partition}:iam::{arn.account}:role/{name.partition('/')[0]}"
            return cls(Sort.SESSION, text, arn.account, role)
        return cls(Sort.ROOT if what == "root" else Sort.USER, text, arn.account)

    @property
    def signs(self) -> bool:
        """Whether it has an account, and so policies of its own."""
        return self.sort in (Sort.USER, Sort.SESSION, Sort.ROOT)

    @property
    def keys(self) -> dict[str, str]:
        """The condition keys that AWS derives from the caller."""
        if not self.signs:
            service = self.sort is Sort.SERVICE
            named = {"aws:PrincipalServiceName": self.arn} if service else {}
            return named | {"aws:PrincipalIsAWSService": "true" if service else "false"}
        said = {
            "aws:PrincipalArn": self.role or self.arn,
            "aws:PrincipalAccount": self.account,
            "aws:PrincipalIsAWSService": "false",
        }
        if self.sort is Sort.USER:
            said["aws:username"] = self.arn.rpartition("/")[2]
        return said


@dataclass(frozen=True)
class Request:
    """One request. `account` owns the resource; its ARN may not say so (a bucket's does not)."""

    principal: Principal
    action: str
    resource: str
    account: str
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_cross_account(self) -> bool:
        return self.principal.signs and self.principal.account != self.account

    @cached_property
    def context(self) -> Context:
        """The condition keys in lower case: derived ones, then those given."""
        derived = {key.lower(): (value,) for key, value in self.principal.keys.items()}
        derived["aws:resourceaccount"] = (self.account,)
        return derived | {key.lower(): tuple(values) for key, values in self.given.items()}

    @property
    def assumes_a_role(self) -> bool:
        """Whether the policy on the resource is a role's trust policy."""
        named = Arn.of(self.resource)
        asks = self.action.lower().startswith("sts:assumerole")
        return asks and named.service == "iam" and named.resource.startswith("role/")

    @property
    def must_be_allowed_there(self) -> bool:
        """Trust policies and key policies have to allow, inside one account too."""
        arn = Arn.of(self.resource)
        if self.assumes_a_role:
            return True
        return arn.service == "kms" and arn.resource.startswith("key/")
