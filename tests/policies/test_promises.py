"""What holds for every policy and every request."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from studyapp.policies.documents import Document, Effect, Kind, Names, Principals, Statement
from studyapp.policies.evaluation import Limits, Outcome, Policies, decide
from studyapp.policies.operators import Row, operator
from studyapp.policies.requests import Principal, Request
from studyapp.policies.statements import read
from studyapp.policies.wording import explained
from tests.policies.writing import OTHER, OWN

ACTIONS = ("s3:GetObject", "s3:PutObject", "lambda:InvokeFunction")
RESOURCES = ("arn:aws:s3:::a/x", "arn:aws:s3:::b/x", "arn:aws:lambda:eu-west-1:1:function:f")
KEYS = ("k", "l")
OPERATORS = ("StringEquals", "StringNotEquals", "StringEqualsIfExists", "ForAllValues:StringLike")
CALLERS = (
    f"arn:aws:iam::{OWN}:user/ada",
    f"arn:aws:iam::{OWN}:role/job",
    f"arn:aws:iam::{OTHER}:role/job",
    "s3.amazonaws.com",
    "*",
)
NAMED = [
    ("AWS", "*"),
    ("AWS", OWN),
    ("AWS", CALLERS[0]),
    ("AWS", CALLERS[1]),
    ("AWS", CALLERS[2]),
    ("AWS", Principal.of(CALLERS[1]).arn),
    ("Service", "s3.amazonaws.com"),
]


def names(values: tuple[str, ...]) -> st.SearchStrategy[Names]:
    picked = st.lists(st.sampled_from([*values, "*"]), min_size=1, max_size=2)
    return st.builds(Names, picked.map(tuple), st.booleans())


rows = st.builds(
    Row,
    st.sampled_from(OPERATORS).map(operator),
    st.sampled_from(KEYS),
    st.lists(st.sampled_from("xyz"), min_size=1, max_size=2).map(tuple),
)
principals = st.builds(
    Principals, st.lists(st.sampled_from(NAMED), min_size=1, max_size=2).map(tuple)
)


def documents(kind: Kind) -> st.SearchStrategy[Document]:
    statements = st.builds(
        Statement,
        number=st.just(1),
        line=st.just(1),
        effect=st.sampled_from(Effect),
        actions=names(ACTIONS),
        resources=names(RESOURCES),
        principals=principals if kind.names_principals else st.none(),
        conditions=st.lists(rows, max_size=1).map(tuple),
    )
    return st.builds(
        Document, st.just(kind), st.lists(statements, min_size=1, max_size=3).map(tuple)
    )


def maybe(kind: Kind) -> st.SearchStrategy[Document | None]:
    return st.none() | documents(kind)


limits = documents(Kind.SCP).map(lambda document: (Limits(OWN, ((document,),)),))
policies = st.builds(
    Policies,
    identity=st.lists(documents(Kind.IDENTITY), max_size=2).map(tuple),
    resource=maybe(Kind.RESOURCE),
    boundary=maybe(Kind.BOUNDARY),
    session=maybe(Kind.SESSION),
    scps=st.just(()) | limits,
)
requests = st.builds(
    Request,
    st.sampled_from(CALLERS).map(Principal.of),
    st.sampled_from(ACTIONS),
    st.sampled_from(RESOURCES),
    st.just(OWN),
    st.dictionaries(st.sampled_from(KEYS), st.sampled_from("xyz").map(lambda v: (v,))),
)
EVERYTHING = Statement(9, 9, Effect.DENY, Names(("*",)), Names(("*",)))


def with_statement(policies: Policies, kind: Kind, extra: Statement) -> Policies | None:
    """`policies` with one more statement in the first document of `kind`, if it is set."""
    if kind is Kind.IDENTITY:
        if not policies.identity:
            return None
        first, *others = policies.identity
        grown = replace(first, statements=(*first.statements, extra))
        return replace(policies, identity=(grown, *others))
    field = kind.value
    document = getattr(policies, field)
    if document is None:
        return None
    return replace(policies, **{field: replace(document, statements=(*document.statements, extra))})


own_kinds = st.sampled_from([Kind.IDENTITY, Kind.RESOURCE, Kind.BOUNDARY, Kind.SESSION])


@given(requests, policies, own_kinds)
def test_an_explicit_deny_wins_wherever_it_stands(request_, policies, kind):
    deny = EVERYTHING
    if kind is Kind.RESOURCE:
        deny = replace(deny, principals=Principals((("AWS", "*"),)))
    elif not request_.principal.signs:
        return
    denied = with_statement(policies, kind, deny)
    if denied:
        assert decide(request_, denied).outcome is Outcome.DENIED


@given(requests, policies, own_kinds, st.data())
def test_one_more_allow_never_takes_anything_away(request_, policies, kind, data):
    document = data.draw(documents(kind))
    allow = replace(document.statements[0], effect=Effect.ALLOW)
    grown = with_statement(policies, kind, allow)
    if grown and decide(request_, policies).is_allowed:
        assert decide(request_, grown).is_allowed


@given(requests, policies)
def test_an_allowed_request_has_a_statement_that_allows_it(request_, policies):
    decision = decide(request_, policies)
    reading = decision.statement

    assert explained(decision)
    if decision.is_allowed:
        assert reading
        assert reading.allows
    assert not any(r.denies for step in decision.steps for r in step.readings) or not (
        decision.is_allowed
    )


@given(requests, policies)
def test_without_any_policy_nothing_is_allowed(request_, policies):
    assert decide(request_, Policies(scps=policies.scps)).is_allowed is False


@given(requests, documents(Kind.IDENTITY))
def test_a_failure_names_the_comparison(request_, document):
    for reading in read(document, request_):
        assert reading.applies or reading.failure.wanted
