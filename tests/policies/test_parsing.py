"""What is wrong with a policy is told with its line, in plain words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.policies.documents import Invalid, Kind
from studyapp.policies.jsontext import DEEPEST, LONGEST
from studyapp.policies.parsing import parse
from tests.policies.writing import BUCKET, OWN, statement, text

GOOD = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::uploads/*"
    }
  ]
}"""


def problems(source: str, kind: Kind = Kind.IDENTITY) -> list[str]:
    with pytest.raises(Invalid) as caught:
        parse(source, kind)
    return [str(problem) for problem in caught.value.problems]


def test_a_good_policy_keeps_the_lines_of_its_statements():
    document = parse(GOOD, Kind.IDENTITY, "role policy")

    assert [s.line for s in document.statements] == [4]
    assert document.statements[0].title == "statement 1 (line 4)"
    assert document.title == "role policy"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"Allow",', '"Allow"', "Line 6: a comma is missing before this."),
        ('"2012-10-17",', '"2012-10-17"', "Line 3: a comma is missing before this."),
        ('/*"', '/*",', "Line 7: the comma before } is one too many."),
        ("  ]\n}", "  ]", "Line 9: the text ends, but the { of line 1 is still open."),
        ("  ]\n}", "  }\n}", "Line 9: this } does not close the [ of line 3."),
        ('"Effect":', '"Effect"', "Line 5: a colon is missing after “Effect”."),
        ('"Allow"', "Allow", 'Line 5: put double quotes around Allow: "Allow".'),
        ('"Allow"', "“Allow”", 'Line 5: write straight double quotes: ".'),
        ('"Allow"', "'Allow'", 'Line 5: write straight double quotes: ".'),
        ('"Allow"', '"Allow', "Line 5: this text has no closing quote."),
        ('"Allow"', "", "Line 5: a value is missing here, not ,."),
        ('"Effect"', "Effect", "Line 5: a name in double quotes belongs here, not Effect."),
        ('"Effect"', '// so\n"Effect"', "Line 5: JSON has no comments."),
        ('"Effect"', '# so\n"Effect"', "Line 5: JSON has no comments."),
        (
            '"Resource"',
            '"Effect"',
            "Line 7: “Effect” stands twice in one block (before in line 5).",
        ),
        ("  ]\n}", "  ]\n}\n}", "Line 11: the policy has ended, but } follows."),
        ('"Allow"', "01", 'Line 5: put double quotes around 01: "01".'),
    ],
)
def test_where_the_json_breaks(old, new, told):
    assert problems(GOOD.replace(old, new, 1)) == [told]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"Allow"', '"allow"', "Line 5: Effect is “Allow” or “Deny”, written with a capital"),
        ("s3:GetObject", "GetObject", "Line 6: “GetObject” is no action: write service:Action"),
        ("arn:aws:s3:::uploads/*", "uploads/*", "Line 7: “uploads/*” is no ARN"),
        ("2012-10-17", "2026-11-23", 'Line 2: Version is "2012-10-17": a fixed word'),
        ('"Resource"', '"Resources"', "Line 7: “Resources” is nothing that stands here. Do you"),
        ('"Statement"', '"Statements"', "Line 3: “Statements” is nothing that stands here."),
        ('"s3:GetObject"', "7", "Line 6: Action is text in double quotes, not a number."),
        ('"s3:GetObject"', "[]", "Line 6: Action: write a value here."),
        ('"Action"', '"Principal": "*", "Action"', "Line 6: no identity policy has a “Principal”"),
        ('"Action"', '"NotAction": "s3:*", "Action"', "Line 6: a statement has “Action” or “Not"),
        (
            '"Action"',
            '"Condition": {"StringEqual": {"a": "b"}}, "Action"',
            "Line 6: “StringEqual” is no condition operator. Do you mean “StringEquals”?",
        ),
        (
            '"Action"',
            '"Condition": {"IpAddress": {"aws:SourceIp": "home"}}, "Action"',
            "Line 6: “home” is no IP address",
        ),
    ],
)
def test_what_a_policy_cannot_say(old, new, told):
    assert any(line.startswith(told) for line in problems(GOOD.replace(old, new, 1)))


def test_what_each_kind_needs():
    asks = statement(resource=BUCKET, principal={"Service": "s3.amazonaws.com"})
    wrong = statement(resource=BUCKET, principal={"Service": "s3"})
    trust = statement(action="sts:AssumeRole", resource=None, principal={"AWS": OWN})

    assert parse(text(asks), Kind.RESOURCE)
    assert parse(text(trust), Kind.TRUST)
    assert "no “Principal”" in problems(text(statement()), Kind.RESOURCE)[0]
    assert "a trust policy has no “Resource”" in problems(text(asks), Kind.TRUST)[0]
    assert "“s3” is no service" in problems(text(wrong), Kind.RESOURCE)[0]
    assert (
        "“Bob” is no principal"
        in problems(text(statement(principal={"AWS": "Bob"})), Kind.RESOURCE)[0]
    )


def test_several_problems_are_told_together_in_the_order_of_their_lines():
    source = GOOD.replace("Allow", "allow").replace("s3:GetObject", "get")

    assert [line[:7] for line in problems(source)] == ["Line 5:", "Line 6:"]


def test_what_is_misspelt_is_not_missing_as_well():
    source = GOOD.replace('"Effect"', '"effect"').replace('"Statement"', '"Statements"')

    assert [line[:7] for line in problems(source)] == ["Line 3:", "Line 5:"]


def test_two_statements_with_one_sid():
    said = statement(rest={"Sid": "Read"})

    assert "two statements have the Sid “Read”" in problems(text(said, said))[0]


def test_how_long_and_how_deep_a_policy_may_be():
    assert "at most 20,480 are read" in problems(" " * (LONGEST + 1))[0]
    assert f"more than {DEEPEST} deep" in problems("[" * 5_000)[0]
    assert "at most 40 statements" in problems(text(*[statement()] * 41))[0]
    assert "at most 60 values" in problems(text(statement(action=["s3:GetObject"] * 61)))[0]
    assert "there is no policy yet" in problems("")[0]


def outcome(source: str) -> tuple[int, ...]:
    """The lines of the problems; none for a policy."""
    try:
        parse(source, Kind.IDENTITY)
    except Invalid as error:
        return tuple(problem.line for problem in error.problems) or (0,)
    return ()


@given(st.text('{}[]:,"\\ \nab1', max_size=40))
def test_no_text_upsets_the_reader_and_json_agrees_on_what_is_json(source):
    lines = outcome(source)

    assert all(line >= 1 for line in lines)
    if not lines:
        json.loads(source)


@given(st.integers(0, len(GOOD) - 1), st.sampled_from(["", "x", '"', ",", "}", "[", "‘"]))
def test_a_slip_anywhere_is_told_or_harmless(at, slip):
    source = GOOD[:at] + slip + GOOD[at + 1 :]

    assert all(1 <= line <= source.count("\n") + 1 for line in outcome(source))
