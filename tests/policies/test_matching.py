"""The wildcard matcher against a naive one, and against hostile patterns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.policies.matching import Arn, Pattern, arn_matches
from studyapp.policies.variables import pattern


def naive(shape: str, text: str) -> bool:
    """The definition, by recursion: it tries everything."""
    if not shape:
        return not text
    if shape[0] == "*":
        return naive(shape[1:], text) or (bool(text) and naive(shape, text[1:]))
    return bool(text) and shape[0] in ("?", text[0]) and naive(shape[1:], text[1:])


@given(st.text("ab*?", max_size=8), st.text("ab:/", max_size=10))
def test_the_matcher_is_the_definition(shape, text):
    assert Pattern.of(shape).matches(text) == naive(shape, text)


def alive(shape: str, text: str) -> bool:
    """Whether some text that begins so would fit."""
    if not text:
        return True
    if not shape:
        return False
    if shape[0] == "*":
        return alive(shape[1:], text) or alive(shape, text[1:])
    return shape[0] in ("?", text[0]) and alive(shape[1:], text[1:])


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=10))
def test_it_reaches_as_far_as_a_text_could_still_fit(shape, text):
    read, at = Pattern.of(shape).reach(text)

    assert alive(shape, text[:read])
    assert read == len(text) or not alive(shape, text[: read + 1])
    assert naive(shape[:at], text[:read])


@given(st.text("ab:", max_size=8))
def test_a_text_fits_itself_and_a_star(text):
    assert Pattern.of(text).matches(text)
    assert Pattern.of("*").matches(text)
    assert Pattern.of(f"{text}*").matches(f"{text}tail")


class Counted(str):
    """A text that counts how many of its characters were looked at."""

    looked = 0

    def __iter__(self):
        for char in str.__iter__(self):
            type(self).looked += 1
            yield char


@pytest.mark.parametrize(
    "shape",
    [
        "*a" * 400,
        "*" * 900,
        "*?" * 400,
        "*aaaab*aaaab*aaaab",
        "a*" * 400 + "b",
        "*" + "a" * 300 + "b",
    ],
)
def test_every_character_is_looked_at_once_at_most(shape):
    text = Counted("a" * 5_000)
    Counted.looked = 0

    Pattern.of(shape).matches(text)

    assert 0 < Counted.looked <= 5_000


def test_case_counts_unless_it_is_lowered():
    assert not Pattern.of("S3:Get*").matches("s3:GetObject")
    assert Pattern.of("S3:Get*").lower().matches("s3:getobject")
    assert Pattern(None).lower().matches("") is False


def test_a_star_in_an_arn_stays_in_its_part():
    assert Pattern.of("arn:*:q").matches("arn:aws:sqs:eu:1:q")
    assert not arn_matches(Pattern.of("arn:*:q"), "arn:aws:sqs:eu:1:q")


def test_the_parts_of_an_arn():
    arn = Arn.of("arn:aws:lambda:us-east-1:111122223333:function:orders:live")

    assert (arn.service, arn.account, arn.resource) == (
        "lambda",
        "111122223333",
        "function:orders:live",
    )
    assert Arn.of("s3.amazonaws.com").service == ""


@given(st.text("ab${}:*?,' ", max_size=20))
def test_no_text_upsets_the_variables(text):
    pattern(text, {"a": ("b",)}, variables=True).matches("ab")


def test_the_last_part_of_an_arn_may_hold_colons():
    shape = Pattern.of("arn:aws:lambda:*:*:function:orders:*")

    assert arn_matches(shape, "arn:aws:lambda:us-east-1:1:function:orders:live")
    assert not arn_matches(shape, "arn:aws:lambda:us-east-1:1:function:orders")
