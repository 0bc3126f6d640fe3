"""A statement beside a request: what fits, and where two texts part."""

import json
import random

import pytest

from studyapp.policies.comparing import Comparison, compared
from studyapp.policies.documents import Kind
from studyapp.policies.parsing import parse
from studyapp.policies.requests import Principal, Request
from studyapp.policies.statements import read
from tests.oracles.iam_cases import make
from tests.policies.writing import BUCKET, OTHER, OWN, policy, statement

ROLE = f"arn:aws:iam::{OWN}:role/orders"
OBJECT = f"{BUCKET}/cat.png"


def shown(pieces) -> str:
    """The text, what differs in brackets."""
    return "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in pieces)


def parts(said, kind=Kind.IDENTITY, resource=OBJECT, version="2012-10-17", **given):
    document = policy(kind, said, version=version)
    values = {key: tuple(value.split("|")) for key, value in given.items()}
    request = Request(Principal.of(ROLE), "s3:GetObject", resource, OWN, values)
    return {one.name: one for one in compared(document, document.statements[0], request)}


def pair(part: Comparison) -> tuple[str, str]:
    assert not part.holds
    return shown(part.given), shown(part.wanted)


@pytest.mark.parametrize(
    ("wanted", "pairs"),
    [
        (BUCKET, (f"{BUCKET}[/cat.png]", f"{BUCKET}[]")),
        (f"{BUCKET}/dog.png", (f"{BUCKET}/[cat].png", f"{BUCKET}/[dog].png")),
        (f"{BUCKET}/*.csv", (f"{BUCKET}/cat.png[]", f"{BUCKET}/*[.csv]")),
        (f"{BUCKET}/???", (f"{BUCKET}/cat[.png]", f"{BUCKET}/???[]")),
        (f"{BUCKET}/cat.png/*", (f"{BUCKET}/cat.png[]", f"{BUCKET}/cat.png[/*]")),
        (f"{BUCKET}/${{aws:username}}/*", (OBJECT, f"{BUCKET}/[${{aws:username}}]/*")),
    ],
)
def test_two_resources_are_marked_where_they_part(wanted, pairs):
    said = statement(action="s3:GetObject", resource=wanted)

    found = parts(said)

    assert found["Action"].holds
    assert pair(found["Resource"]) == pairs


def test_the_nearest_of_several_values_is_shown():
    said = statement(action=["sqs:*", "s3:GetItem", "dynamodb:GetItem"])

    found = parts(said)["Action"]

    assert pair(found) == ("s3:Get[Object]", "s3:Get[Item]")
    assert "3 values" in found.note


def test_a_variable_is_shown_filled_in():
    said = statement(action="s3:GetObject", resource=f"{BUCKET}/${{aws:PrincipalTag/team}}/*")

    found = parts(said, **{"aws:PrincipalTag/team": "red"})["Resource"]

    assert pair(found) == (f"{BUCKET}/[cat.png]", f"{BUCKET}/[red/*]")
    assert "${aws:PrincipalTag/team}" in found.note


def test_the_role_is_compared_where_a_role_is_named():
    other = f"arn:aws:iam::{OWN}:role/mail"
    said = statement(action="s3:GetObject", principal={"AWS": [other, OTHER]})

    found = parts(said, Kind.RESOURCE)["Principal"]

    assert pair(found) == (f"arn:aws:iam::{OWN}:role/[orders]", f"arn:aws:iam::{OWN}:role/[mail]")


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "pairs"),
    [
        ("StringEquals", OTHER, OWN, (f"[{OWN}]", f"[{OTHER}]")),
        ("StringEquals", "o-abc", "o-xyz", ("o-[xyz]", "o-[abc]")),
        ("StringLike", "red-*", "rose", ("r[ose]", "r[ed-*]")),
        ("NumericLessThan", "300", "301", ("[301]", "[300]")),
        (
            "ArnLike",
            "arn:aws:sns:*:*:news",
            "arn:aws:s3:us-east-1:1:news",
            ("arn:aws:s[3]:us-east-1:1:news", "arn:aws:s[ns]:*:*:news"),
        ),
    ],
)
def test_a_condition_shows_both_values(operator, wanted, given, pairs):
    rest = {"Condition": {operator: {"my:key": wanted}}}

    found = parts(statement(action="*", rest=rest), **{"my:key": given})[f"{operator} my:key"]

    assert pair(found) == pairs


def test_a_missing_key_a_forbidden_value_and_an_odd_one_are_told():
    missing = {"Condition": {"StringEquals": {"my:key": "a"}}}
    barred = {"Condition": {"StringNotEquals": {"my:key": ["a", "b"]}}}
    odd = {"Condition": {"ForAllValues:StringEquals": {"my:key": ["a", "b"]}}}
    null = {"Condition": {"Null": {"my:key": "true"}}}

    assert "no such key" in parts(statement(action="*", rest=missing))["StringEquals my:key"].note
    found = parts(statement(action="*", rest=barred), **{"my:key": "b"})["StringNotEquals my:key"]
    assert (shown(found.given), shown(found.wanted)) == ("b", "a or b")
    told = parts(statement(action="*", rest=odd), **{"my:key": "a|c"})
    assert shown(told["ForAllValues:StringEquals my:key"].given) == "[c]"
    told = parts(statement(action="*", rest=null), **{"my:key": "b"})
    assert "has this key" in told["Null my:key"].note


@pytest.mark.parametrize(
    ("operator", "why"),
    [
        ("StringNotEquals", "a negated operator is true"),
        ("StringEqualsIfExists", "with IfExists it is true"),
        ("ForAllValues:StringEquals", "ForAllValues is true"),
    ],
)
def test_a_condition_that_holds_on_nothing_says_why(operator, why):
    rest = {"Condition": {operator: {"my:key": "a"}}}

    found = parts(statement(action="*", rest=rest))[f"{operator} my:key"]

    assert found.holds
    assert why in found.note


@pytest.mark.parametrize("name", ["NotAction", "NotResource", "NotPrincipal"])
def test_what_a_not_element_leaves_out_is_told(name):
    values = {"NotAction": "s3:*", "NotResource": f"{BUCKET}/*", "NotPrincipal": {"AWS": ROLE}}
    plain = name.removeprefix("Not")
    said = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    said[name] = values[name]
    del said[plain]

    found = parts(said, Kind.RESOURCE)[name]

    assert not found.holds
    assert "left out" in found.note


def documents_of(case):
    """Every policy of a random case with its kind."""
    kinds = {"boundary": Kind.BOUNDARY, "session": Kind.SESSION}
    listed = [(policy, Kind.IDENTITY) for policy in case.identity]
    listed += [(getattr(case, name), kind) for name, kind in kinds.items() if getattr(case, name)]
    if case.there:
        listed.append((case.there, Kind.TRUST if case.trusts else Kind.RESOURCE))
    return [parse(json.dumps(policy), kind) for policy, kind in listed]


def test_it_says_of_a_statement_the_same_as_the_decision():
    rng, seen = random.Random(4), 0
    for _ in range(300):
        case = make(rng)
        given = {k: tuple(v) if isinstance(v, list) else (v,) for k, v in case.given.items()}
        request = Request(case.principal, case.action, case.resource, case.owner, given)
        for document in documents_of(case):
            for reading in read(document, request):
                told = compared(document, reading.statement, request)
                assert reading.applies == all(part.holds for part in told)
                seen += 1
    assert seen > 500
