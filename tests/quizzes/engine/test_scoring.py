"""Marking as the exam does, and reading a number as it is meant."""

import re
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.engine.draws import written
from quizzes.engine.scoring import Mark, Unreadable, mark, number_in, read_response
from tests.factories import make_item
from tests.quizzes import typed

calm = settings(max_examples=200, deadline=None, derandomize=True)
RIGHT, WRONG, PARTLY = (1, "right"), (0, "wrong"), (0, "partly")


def told(given: Mark) -> tuple[int, str]:
    return given.points, given.verdict


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [("a", RIGHT), ("b", WRONG), ("c", WRONG), ("d", WRONG), ("", WRONG), ("ab", WRONG)],
)
def test_single_choice(chosen, wanted):
    assert told(mark(make_item("single"), tuple(chosen), 0, {})) == wanted


def test_multiple_response_is_all_or_nothing():
    item = make_item("multiple")
    every = [set(pick) for n in range(6) for pick in combinations("abcde", n)]

    for pick in every:
        wanted = RIGHT if pick == {"a", "c"} else PARTLY if pick & {"a", "c"} else WRONG
        assert told(mark(item, tuple(sorted(pick)), 0, {})) == wanted, pick


@pytest.mark.parametrize(
    ("chosen", "fraction"),
    [("ac", 1), ("a", 0.5), ("ab", 0), ("acb", 0.5), ("abd", 0), ("bd", 0), ("", 0)],
)
def test_study_modes_are_told_a_fraction(chosen, fraction):
    assert mark(make_item("multiple"), tuple(chosen), 0, {}).fraction == fraction


def test_half_an_answer_is_kept_where_marks_come_at_the_end():
    item = make_item("multiple")

    assert read_response(item, ["a"], whole=False) == ("a",)
    assert read_response(item, [], whole=False) == ()
    assert read_response(make_item("numeric"), [" "], whole=False) == ()
    with pytest.raises(Unreadable):
        read_response(make_item("numeric"), ["many"], whole=False)


def test_the_order_of_a_choice_does_not_matter():
    assert told(mark(make_item("multiple"), ("c", "a"), 0, {})) == RIGHT


@pytest.mark.parametrize(
    ("given", "tolerance", "wanted"),
    [
        ("1769", "0", RIGHT),
        ("1769.000000000001", "0", WRONG),
        ("1768.999999999999", "0", WRONG),
        ("1768", "1", RIGHT),
        ("1770", "1", RIGHT),
        ("1767.999999999999", "1", WRONG),
        ("1770.000000000001", "1", WRONG),
        ("-1769", "1", WRONG),
        ("999999999999999", "1", WRONG),
    ],
)
def test_a_number_is_right_up_to_the_edge_of_its_tolerance(given, tolerance, wanted):
    item = make_item("numeric", tolerance=tolerance)

    assert told(mark(item, (given,), 0, {})) == wanted


def test_a_parameterised_number_is_marked_by_its_own_draw():
    item = make_item("parameterised", tolerance="0")
    marks = {
        seed: [mark(item, (given,), seed, {}).points for given in ("0.5", "1", "2")]
        for seed in range(30)
    }

    assert all(sum(points) == 1 for points in marks.values())
    assert len({tuple(points) for points in marks.values()}) == 3


def test_a_fact_decides_where_the_answer_rests_on_it():
    item = make_item("parameterised", answer="memory * fact('price')", decimals=4, tolerance="0")
    right = {"price": Decimal("0.5")}
    given = next(n for n in ("256", "512", "1024") if mark(item, (n,), 1, right).points)

    assert told(mark(item, (given,), 1, {"price": Decimal("0.6")})) == WRONG


# Reading what was typed.


@pytest.mark.parametrize(("text", "unit", "number"), typed.READ)
def test_a_number_is_read_as_it_is_meant(text, unit, number):
    assert number_in(text, unit) == Decimal(number)


@pytest.mark.parametrize(("text", "meant"), typed.ASKED)
def test_a_comma_that_parts_no_thousands_is_asked_about(text, meant):
    with pytest.raises(Unreadable, match=rf"^Did you mean {re.escape(meant)}\? A comma parts "):
        number_in(text, "MB")


@pytest.mark.parametrize("text", typed.REFUSED)
def test_what_is_no_number_is_refused_with_an_example(text):
    with pytest.raises(Unreadable) as refused:
        number_in(text, "MB")

    assert str(refused.value).endswith(
        "is not a number this question reads. Type digits alone, for example 1234 or 0.5."
    )
    assert len(str(refused.value)) < 140


@pytest.mark.parametrize("text", typed.NOTHING)
def test_nothing_typed_is_told_apart(text):
    with pytest.raises(Unreadable, match=r"^Type a number first\.$"):
        number_in(text, "MB")


def test_minus_zero_is_zero():
    assert str(number_in("-0.0", "")) == "0"


shown = st.decimals(-(10**15) + 1, 10**15 - 1, places=10, allow_nan=False, allow_infinity=False)


@calm
@given(shown, st.sampled_from(["", "MB", "%", "USD", "s"]))
def test_what_the_site_writes_it_reads_back(number, unit):
    assert number_in(f"{written(number)} {unit}", unit) == number


@calm
@given(st.text(max_size=30), st.sampled_from(["", "MB", "$"]))
def test_any_text_is_a_number_that_can_be_shown_or_unreadable(text, unit):
    try:
        number = number_in(text, unit)
    except Unreadable:
        return
    assert written(number)


# The stored form.


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("1,000", "1000"), ("1e", None), ("0.50", "0.5"), ("1769 MB", "1769"), ("-0", "0")],
)
def test_a_number_is_stored_in_one_form(typed, stored):
    item = make_item("numeric")
    if stored is None:
        with pytest.raises(Unreadable):
            read_response(item, [typed])
    else:
        assert read_response(item, [typed]) == (stored,)


@pytest.mark.parametrize(
    ("kind", "given", "stored"),
    [("single", ["b"], ("b",)), ("multiple", ["c", "a"], ("a", "c"))],
)
def test_a_choice_is_stored_sorted(kind, given, stored):
    assert read_response(make_item(kind), given) == stored


@pytest.mark.parametrize(
    ("kind", "given", "message"),
    [
        ("single", [], "Choose an answer first."),
        ("single", ["a", "b"], "Choose 1: you have 2."),
        ("single", ["z"], "That option is not part of this question."),
        ("multiple", ["a"], "Choose 2: you have 1."),
        ("multiple", ["a", "a"], "Choose 2: you have 1."),
        ("multiple", ["a", "b", "c"], "Choose 2: you have 3."),
        ("multiple", ["a", "z"], "That option is not part of this question."),
        ("numeric", [], "Type a number first."),
    ],
)
def test_a_response_that_cannot_be_marked_is_refused(kind, given, message):
    with pytest.raises(Unreadable) as refused:
        read_response(make_item(kind), given)

    assert message in str(refused.value)
