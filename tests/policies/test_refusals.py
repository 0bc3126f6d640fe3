"""Denials in the words of AWS."""

import pytest

from studyapp.policies.documents import Kind
from studyapp.policies.evaluation import Limits, Policies, decide
from studyapp.policies.refusals import refusal
from studyapp.policies.requests import Principal, Request
from tests.policies.writing import FUNCTION, INVOKE, OTHER, OWN, identity, policy, statement

USER = f"arn:aws:iam::{OWN}:user/ada"
OPEN = (identity(statement(action="*")),)
ELSE = statement(action="s3:ListBucket")
HEAD = f"User: {USER} is not authorized to perform: {INVOKE} on resource: {FUNCTION} "


def said(policies, owner=OWN):
    request = Request(Principal.of(USER), INVOKE, FUNCTION, owner)
    return refusal(request, decide(request, policies))


def denying(kind, **more):
    return policy(kind, statement("Deny", **more))


def scp(document):
    return (Limits(OWN, ((document,),)),)


@pytest.mark.parametrize(
    ("policies", "tail"),
    [
        (Policies(), f"because no identity-based policy allows the {INVOKE} action"),
        (
            Policies(OPEN, boundary=policy(Kind.BOUNDARY, ELSE)),
            f"because no permissions boundary allows the {INVOKE} action",
        ),
        (
            Policies(OPEN, session=policy(Kind.SESSION, ELSE)),
            f"because no session policy allows the {INVOKE} action",
        ),
        (
            Policies(OPEN, scps=scp(policy(Kind.SCP, ELSE))),
            f"because no service control policy allows the {INVOKE} action",
        ),
        (
            Policies((denying(Kind.IDENTITY),)),
            "with an explicit deny in an identity-based policy",
        ),
        (
            Policies(OPEN, denying(Kind.RESOURCE, principal="*")),
            "with an explicit deny in a resource-based policy",
        ),
        (
            Policies(OPEN, boundary=denying(Kind.BOUNDARY)),
            "with an explicit deny in a permissions boundary",
        ),
        (
            Policies(OPEN, scps=scp(denying(Kind.SCP))),
            "with an explicit deny in a service control policy",
        ),
    ],
)
def test_each_kind_of_policy_has_its_sentence(policies, tail):
    assert said(policies) == HEAD + tail


def test_across_accounts_and_for_roles_the_policy_over_there_is_named():
    assert said(Policies(OPEN), OTHER).endswith(
        f"because no resource-based policy allows the {INVOKE} action"
    )
    role = f"arn:aws:iam::{OWN}:role/orders"
    request = Request(Principal.of(USER), "sts:AssumeRole", role, OWN)
    assert refusal(request, decide(request, Policies(OPEN))).endswith(
        "because no role trust policy allows the sts:AssumeRole action"
    )


def test_nothing_is_said_to_a_request_that_is_allowed():
    assert said(Policies(OPEN)) == ""
