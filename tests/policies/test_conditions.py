"""Condition rows: every operator, missing keys, sets, variables."""

import pytest

from studyapp.policies.conditions import holds
from studyapp.policies.operators import Row, operator
from studyapp.policies.requests import Principal, Request
from studyapp.policies.statements import read
from tests.policies.writing import OWN, identity, statement

NOTHING: tuple[str, ...] = ()


def true(name: str, given: object, *wanted: str, key: str = "k", **context: str) -> bool:
    values = (given,) if isinstance(given, str) else tuple(given)
    said = {key: values} | {name: (value,) for name, value in context.items()}
    return holds(Row(operator(name), key, wanted), said, variables=True)


@pytest.mark.parametrize(
    ("name", "given", "wanted", "result"),
    [
        ("StringEquals", "a", "a", True),
        ("StringEquals", "a", "A", False),
        ("StringEquals", "abc", "a*", False),
        ("StringEquals", "a*", "a*", True),
        ("StringNotEquals", "a", "a", False),
        ("StringNotEquals", "b", "a", True),
        ("StringEqualsIgnoreCase", "Ab", "aB", True),
        ("StringNotEqualsIgnoreCase", "Ab", "aB", False),
        ("StringLike", "orders-eu", "orders-*", True),
        ("StringLike", "orders", "order?", True),
        ("StringLike", "Orders", "orders", False),
        ("StringNotLike", "orders-eu", "orders-*", False),
        ("ArnLike", "arn:aws:s3:::b/k/x", "arn:aws:s3:::b/*", True),
        ("ArnEquals", "arn:aws:s3:::b/k", "arn:aws:s3:::b/*", True),
        ("ArnLike", "arn:aws:sqs:eu-west-1:1:q", "arn:aws:sqs:*:q", False),
        ("ArnLike", "arn:aws:sqs:eu-west-1:1:q", "arn:aws:sqs:*:*:q", True),
        ("ArnLike", "arn:aws:sqs:eu-west-1:1:q:x", "arn:aws:sqs:*:1:*", True),
        ("ArnLike", "no arn", "*", False),
        ("ArnNotLike", "arn:aws:s3:::b", "arn:aws:s3:::b", False),
        ("ArnNotEquals", "arn:aws:s3:::c", "arn:aws:s3:::b", True),
        ("NumericEquals", "10.0", "10", True),
        ("NumericEquals", "9", "10", False),
        ("NumericEquals", "ten", "10", False),
        ("NumericNotEquals", "9", "10", True),
        ("NumericNotEquals", "10", "10", False),
        ("NumericLessThan", "9", "10", True),
        ("NumericLessThan", "10", "10", False),
        ("NumericLessThanEquals", "10", "10", True),
        ("NumericGreaterThan", "10", "10", False),
        ("NumericGreaterThan", "11", "10", True),
        ("NumericGreaterThanEquals", "10", "10", True),
        ("DateEquals", "2026-11-23T00:00:00Z", "1795392000", True),
        ("DateNotEquals", "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z", True),
        ("DateLessThan", "2026-11-23T12:00:00Z", "2026-11-23T14:00:00+01:00", True),
        ("DateLessThanEquals", "2026-11-23", "2026-11-23T00:00:00Z", True),
        ("DateGreaterThan", "2026-11-23T12:00:00Z", "2026-11-24T00:00:00Z", False),
        ("DateGreaterThanEquals", "2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z", True),
        ("Bool", "true", "True", True),
        ("Bool", "false", "true", False),
        ("Bool", "yes", "true", False),
        ("IpAddress", "10.1.2.3", "10.1.0.0/16", True),
        ("IpAddress", "10.2.2.3", "10.1.0.0/16", False),
        ("IpAddress", "10.1.2.3", "10.1.2.3", True),
        ("IpAddress", "2001:db8::1", "2001:db8::/32", True),
        ("IpAddress", "2001:db8::1", "0.0.0.0/0", False),
        ("NotIpAddress", "10.2.2.3", "10.1.0.0/16", True),
        ("NotIpAddress", "10.1.2.3", "10.1.0.0/16", False),
        ("Null", "x", "false", True),
        ("Null", "x", "true", False),
    ],
)
def test_an_operator_compares_one_value(name, given, wanted, result):
    assert true(name, given, wanted) is result


def test_any_value_will_do_and_a_negated_operator_wants_none():
    assert true("StringEquals", "b", "a", "b")
    assert not true("StringNotEquals", "b", "a", "b")
    assert true("StringNotEquals", "c", "a", "b")


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("StringEquals", False),
        ("StringNotEquals", True),
        ("ArnLike", False),
        ("ArnNotLike", True),
        ("NumericLessThan", False),
        ("IpAddress", False),
        ("NotIpAddress", True),
        ("Bool", False),
        ("StringEqualsIfExists", True),
        ("StringNotEqualsIfExists", True),
        ("BoolIfExists", True),
        ("ForAllValues:StringEquals", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAllValues:StringNotEquals", True),
        ("ForAnyValue:StringNotEquals", False),
    ],
)
def test_what_a_missing_key_means(name, result):
    wanted = "10.0.0.0/8" if "Ip" in name else "true" if "Bool" in name else "1"

    assert true(name, NOTHING, wanted) is result


def test_null_asks_whether_the_key_is_missing():
    assert true("Null", NOTHING, "true")
    assert not true("Null", NOTHING, "false")


@pytest.mark.parametrize(
    ("name", "given", "result"),
    [
        ("ForAllValues:StringEquals", ("a", "b"), True),
        ("ForAllValues:StringEquals", ("a", "c"), False),
        ("ForAllValues:StringEquals", ("",), True),
        ("ForAnyValue:StringEquals", ("a", "c"), True),
        ("ForAnyValue:StringEquals", ("c", "d"), False),
        ("ForAnyValue:StringEquals", ("",), False),
        ("ForAllValues:StringNotEquals", ("c", "d"), True),
        ("ForAllValues:StringNotEquals", ("a", "c"), False),
        ("ForAnyValue:StringNotEquals", ("a", "c"), True),
        ("ForAnyValue:StringNotEquals", ("a", "b"), False),
    ],
)
def test_sets_of_values(name, given, result):
    assert true(name, given, "a", "b") is result


def test_keys_are_compared_without_case():
    context = {"aws:sourceaccount": (OWN,)}
    row = Row(operator("StringEquals"), "AWS:SourceAccount", (OWN,))

    assert holds(row, context, variables=True)


@pytest.mark.parametrize(
    "name", ["StringMatches", "ForAllValues:", "ForSomeValues:StringEquals", "NullIfExists", ""]
)
def test_an_operator_that_iam_does_not_know(name):
    with pytest.raises(KeyError):
        operator(name)


@pytest.mark.parametrize(
    ("resource", "version", "applies"),
    [
        ("arn:aws:s3:::b/${aws:username}/*", "2012-10-17", True),
        ("arn:aws:s3:::b/${AWS:UserName}/*", "2012-10-17", True),
        ("arn:aws:s3:::b/${aws:username}/*", "2008-10-17", False),
        ("arn:aws:s3:::b/${aws:username}/*", None, False),
        ("arn:aws:s3:::b/${aws:PrincipalTag/team}/*", "2012-10-17", False),
        ("arn:aws:s3:::b/${aws:PrincipalTag/team, 'ada'}/*", "2012-10-17", True),
        ("arn:aws:s3:::b/ad${?}/*", "2012-10-17", False),
        ("arn:aws:s3:::b/ad?/*", "2012-10-17", True),
        ("arn:aws:s3:::b/${*}", "2012-10-17", False),
    ],
)
def test_variables_in_a_resource(resource, version, applies):
    document = identity(statement(action="s3:GetObject", resource=resource), version=version)
    caller = Principal.of(f"arn:aws:iam::{OWN}:user/ada")
    request = Request(caller, "s3:GetObject", "arn:aws:s3:::b/ada/x", OWN)

    assert read(document, request)[0].applies is applies


def test_a_variable_without_a_value_fits_nothing():
    assert not true("StringEquals", "x", "${team}")
    assert not true("StringLike", "x", "*${team}*")
    assert true("StringNotEquals", "x", "${team}")
    assert true("StringEquals", "red", "${team}", team="red")


def test_a_star_from_a_variable_is_a_star():
    assert not true("StringLike", "anything", "${team}", team="*")
    assert true("StringLike", "*", "${team}", team="*")


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_not_resource_with_a_variable_that_has_no_value_makes_the_statement_void(effect):
    rest = {"NotResource": ["arn:aws:s3:::b/${aws:PrincipalTag/team}/*", "arn:aws:s3:::c/*"]}
    document = identity(statement(effect, "s3:GetObject", resource=None, rest=rest))
    caller = Principal.of(f"arn:aws:iam::{OWN}:user/ada")
    tag = {"aws:PrincipalTag/team": ("red",)}
    without = Request(caller, "s3:GetObject", "arn:aws:s3:::b/ada/x", OWN)
    tagged = Request(caller, "s3:GetObject", "arn:aws:s3:::b/ada/x", OWN, tag)

    assert not read(document, without)[0].applies
    assert read(document, tagged)[0].applies
