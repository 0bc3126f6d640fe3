"""The decision table of the facts, row by row, and the cases beside it."""

import tomllib
from pathlib import Path

import pytest

from studyapp.policies.documents import Document, Kind
from studyapp.policies.evaluation import Decision, Limits, Outcome, Policies, Side, decide
from studyapp.policies.requests import Principal, Request
from studyapp.policies.wording import explained
from tests.policies.writing import (
    BUCKET,
    FUNCTION,
    INVOKE,
    OTHER,
    OWN,
    STRANGER,
    TOPIC,
    identity,
    policy,
    statement,
)

TABLE = tomllib.loads((Path(__file__).parent / "data" / "decisions.toml").read_text())["vector"]
WORDS = {"BUCKET": BUCKET, "TOPIC": TOPIC, "OWN": OWN, "STRANGER": STRANGER}
SERVICES = ("s3", "sns", "events", "scheduler")


def caller_of(words: str) -> Principal:
    account = OTHER if words.startswith("other") else OWN
    name = words.removeprefix("other ")
    if name in SERVICES:
        return Principal.of(f"{name}.amazonaws.com")
    return Principal.of(f"arn:aws:iam::{account}:{'user' if name == 'user' else 'role'}/ada")


def plain(kind: Kind, word: str) -> Document | None:
    """ "allow", "deny", "silent": a policy that says that of the function."""
    if word in ("-", "none"):
        return None
    if word == "silent":
        return policy(kind, statement(action="s3:ListBucket"))
    return policy(kind, statement(word.capitalize()))


def resource_of(words: str, caller: Principal) -> Document | None:
    if words == "none":
        return None
    grant, _, condition = words.partition(" if ")
    effect, _, who = grant.partition(" ")
    who = who or "caller"
    named = {
        "caller": {"AWS": caller.arn},
        "role": {"AWS": caller.role},
        "account": {"AWS": caller.account},
        "any": "*",
    }
    principal = named.get(who, {"Service": f"{who}.amazonaws.com"})
    rest: dict = {}
    if condition:
        pairs = dict(pair.split("=") for pair in condition.split(","))
        values = {k: WORDS.get(v, caller.role if v == "ROLE" else v) for k, v in pairs.items()}
        rest = {"Condition": {"StringEquals": values}}
    said = statement(effect.capitalize(), resource=FUNCTION, principal=principal, rest=rest)
    return policy(Kind.RESOURCE, said)


def scps_of(word: str, caller: Principal) -> tuple[Limits, ...]:
    account = OWN if word.startswith("owner") else caller.account
    document = plain(Kind.SCP, word.removeprefix("owner "))
    full = policy(Kind.SCP, statement(action="*"))
    if document is None:
        return ()
    level = (full, document) if word.endswith("deny") else (document,)
    return (Limits(account, (level,)),)


def context_of(word: str) -> dict[str, tuple[str, ...]]:
    what, _, value = word.partition(" ")
    if what == "from":
        return {"aws:SourceArn": (BUCKET,), "aws:SourceAccount": (WORDS[value],)}
    if what == "org":
        return {"aws:PrincipalOrgID": (value,)}
    return {"aws:SourceArn": (TOPIC,)} if what == "topic" else {}


def decided(decision: Decision) -> str:
    if decision.outcome is Outcome.DENIED:
        return "explicit"
    if decision.also:
        return "both"
    step = decision.decided_by
    side = {Side.CALLER: "caller ", Side.OWNER: "owner "}.get(step.side, "")
    return f"{side}{step.kind.value}"


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["id"])
def test_the_table_of_the_facts_is_decided_as_it_says(row):
    caller = caller_of(row["caller"])
    own = plain(Kind.IDENTITY, row["identity"])
    session = plain(Kind.SESSION, "silent") if row["other"] == "silent" else None
    policies = Policies(
        identity=(own,) if own else (),
        resource=resource_of(row["resource"], caller),
        boundary=plain(Kind.BOUNDARY, row["boundary"]),
        session=session,
        scps=scps_of(row["scp"], caller),
    )
    request = Request(caller, INVOKE, FUNCTION, OWN, context_of(row["other"]))

    decision = decide(request, policies)

    assert decision.is_allowed == (row["decision"] == "ALLOW")
    assert decided(decision) == row["by"]
    assert explained(decision).startswith("Allowed" if decision.is_allowed else "Denied")


ROLE = f"arn:aws:iam::{OWN}:role/orders"
SESSION = f"arn:aws:sts::{OWN}:assumed-role/orders/session"
OBJECT = f"{BUCKET}/cat.png"


def bucket_policy(*names: str) -> Document:
    said = statement(action="s3:GetObject", resource=f"{BUCKET}/*", principal={"AWS": list(names)})
    return policy(Kind.RESOURCE, said)


def reads(resource: str = f"{BUCKET}/*") -> tuple[Document, ...]:
    return (identity(statement(action="s3:GetObject", resource=resource)),)


SILENT = policy(Kind.BOUNDARY, statement(action="logs:PutLogEvents"))


@pytest.mark.parametrize(
    ("owner", "policies", "outcome", "by"),
    [
        (OWN, Policies(reads()), Outcome.ALLOWED, Kind.IDENTITY),
        (OWN, Policies(reads(BUCKET)), Outcome.NOT_ALLOWED, Kind.IDENTITY),
        (OTHER, Policies(reads()), Outcome.NOT_ALLOWED, Kind.RESOURCE),
        (OTHER, Policies(reads(), bucket_policy(ROLE)), Outcome.ALLOWED, Kind.RESOURCE),
        (OWN, Policies(resource=bucket_policy(ROLE)), Outcome.ALLOWED, Kind.RESOURCE),
        (
            OWN,
            Policies(resource=bucket_policy(f"arn:aws:iam::{OWN}:root")),
            Outcome.NOT_ALLOWED,
            Kind.IDENTITY,
        ),
        (OWN, Policies((), bucket_policy(SESSION), SILENT), Outcome.ALLOWED, Kind.RESOURCE),
        (OWN, Policies((), bucket_policy(ROLE), SILENT), Outcome.NOT_ALLOWED, Kind.BOUNDARY),
    ],
)
def test_a_role_reads_an_object(owner, policies, outcome, by):
    decision = decide(Request(Principal.of(ROLE), "s3:GetObject", OBJECT, owner), policies)

    assert (decision.outcome, decision.decided_by.kind) == (outcome, by)


def test_a_trust_policy_has_to_name_the_caller():
    target = f"arn:aws:iam::{OWN}:role/reports"
    trust = policy(
        Kind.TRUST,
        statement(
            action="sts:AssumeRole", resource=None, principal={"Service": "lambda.amazonaws.com"}
        ),
    )
    own = identity(statement(action="sts:AssumeRole", resource=target))
    asked = Request(Principal.of(ROLE), "sts:AssumeRole", target, OWN)
    service = Request(Principal.of("lambda.amazonaws.com"), "sts:AssumeRole", target, OWN)

    assert decide(asked, Policies((own,), trust)).decided_by.kind is Kind.RESOURCE
    assert not decide(asked, Policies((own,), trust)).is_allowed
    assert decide(service, Policies(resource=trust)).is_allowed


def test_a_key_policy_that_names_the_account_leaves_it_to_identity_policies():
    key = f"arn:aws:kms:us-east-1:{OWN}:key/abc"
    root = policy(
        Kind.RESOURCE,
        statement(action="kms:*", principal={"AWS": f"arn:aws:iam::{OWN}:root"}),
    )
    own = identity(statement(action="kms:Decrypt", resource=key))
    asked = Request(Principal.of(ROLE), "kms:Decrypt", key, OWN)

    assert decide(asked, Policies((own,), root)).is_allowed
    assert not decide(asked, Policies((), root)).is_allowed
    assert not decide(asked, Policies((own,))).is_allowed


URL = ("lambda:InvokeFunctionUrl", INVOKE)
ME, YOU = f"arn:aws:iam::{OWN}:user/ada", f"arn:aws:iam::{OTHER}:user/bob"


@pytest.mark.parametrize(
    ("caller", "own", "there", "works"),
    [
        ("*", (), ("*", URL), True),
        ("*", (), None, False),
        ("*", (), ("*", URL[:1]), False),
        (ME, URL, None, True),
        (ME, (), (ME, URL), True),
        (ME, URL[:1], None, False),
        (YOU, URL, (YOU, URL), True),
        (YOU, URL, None, False),
    ],
)
def test_a_function_url_needs_both_actions(caller, own, there, works):
    documents = (identity(statement(action=list(own))),) if own else ()
    grant = None
    if there:
        who = "*" if there[0] == "*" else {"AWS": there[0]}
        said = statement(action=list(there[1]), resource=FUNCTION, principal=who)
        grant = policy(Kind.RESOURCE, said)
    requests = [Request(Principal.of(caller), action, FUNCTION, OWN) for action in URL]

    allowed = [decide(request, Policies(documents, grant)).is_allowed for request in requests]

    assert all(allowed) == works


def test_a_grant_for_an_unsigned_url_is_of_no_use_with_iam():
    rest = {"Condition": {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}}
    grant = policy(
        Kind.RESOURCE,
        statement(action=list(URL), resource=FUNCTION, principal="*", rest=rest),
    )
    given = {"lambda:FunctionUrlAuthType": ("AWS_IAM",)}
    request = Request(Principal.of("*"), URL[0], FUNCTION, OWN, given)

    assert not decide(request, Policies(resource=grant)).is_allowed


def test_an_unqualified_arn_does_not_cover_an_alias():
    own = identity(statement(resource=FUNCTION))
    both = identity(statement(resource=[FUNCTION, f"{FUNCTION}:*"]))
    asked = Request(Principal.of(ROLE), INVOKE, f"{FUNCTION}:live", OWN)

    assert not decide(asked, Policies((own,))).is_allowed
    assert decide(asked, Policies((both,))).is_allowed


def test_every_level_of_an_organization_has_to_allow():
    full, narrow = (policy(Kind.SCP, statement(action=a)) for a in ("*", "s3:*"))
    own = (identity(statement()),)
    asked = Request(Principal.of(ROLE), INVOKE, FUNCTION, OWN)

    both = Policies(own, scps=(Limits(OWN, ((full,), (full, narrow))),))
    one = Policies(own, scps=(Limits(OWN, ((full,), (narrow,))),))

    assert decide(asked, both).is_allowed
    assert decide(asked, one).decided_by.kind is Kind.SCP


def test_limits_on_resources_bind_callers_of_other_accounts_too():
    limit = policy(Kind.RCP, statement("Deny", action="s3:*", principal="*"))
    full = policy(Kind.RCP, statement(action="*", principal="*"))
    policies = Policies(reads(), bucket_policy(ROLE), rcps=(Limits(OTHER, ((full, limit),)),))
    asked = Request(Principal.of(ROLE), "s3:GetObject", OBJECT, OTHER)

    assert decide(asked, policies).outcome is Outcome.DENIED


@pytest.mark.parametrize(
    ("names", "denied"),
    [((ROLE,), False), ((SESSION,), False), ((f"arn:aws:iam::{OWN}:root",), True)],
)
def test_notprincipal_spares_whom_it_names(names, denied):
    deny = statement(
        "Deny",
        action="s3:*",
        resource=f"{BUCKET}/*",
        rest={"NotPrincipal": {"AWS": list(names)}},
    )
    there = policy(Kind.RESOURCE, deny)
    asked = Request(Principal.of(ROLE), "s3:GetObject", OBJECT, OWN)

    assert (decide(asked, Policies(reads(), there)).outcome is Outcome.DENIED) == denied


@pytest.mark.parametrize(
    ("name", "role"),
    [(ROLE, ROLE), (SESSION, ROLE), (f"arn:aws:iam::{OWN}:role/team/orders", None), (ME, "")],
)
def test_a_session_knows_its_role(name, role):
    principal = Principal.of(name)

    assert principal.role == (name if role is None else role)
    assert principal.arn == (ME if name == ME else SESSION)
    assert principal.keys["aws:PrincipalArn"] == (principal.role or name)
