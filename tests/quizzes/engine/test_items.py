"""What a valid question is: every rule with a case that passes and one that does not."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.engine.items import Item, Range, exact
from tests.factories import MULTIPLE, NUMERIC, PARAMETERISED, SINGLE, make_body, make_item

FIRST, SECOND, *_ = SINGLE["option"]
BOTH = [FIRST, SECOND]


def options(*changes):
    """The two options FIRST and SECOND, the first of them changed."""
    return [FIRST | change for change in changes] + [SECOND]


def chosen(count, of):
    return [
        {"id": letter, "text": f"Option {letter}", "reason": "So.", "correct": index < count}
        for index, letter in enumerate("abcdef"[:of])
    ]


def many(count):
    return [FIRST] + [
        {"id": f"o{n}", "text": f"Other {n}", "reason": "No."} for n in range(count - 1)
    ]


RULES = [
    # kind, what fits, what does not, the complaint
    ("single", {"option": BOTH}, {"option": [FIRST]}, "needs at least two options"),
    ("single", {"option": BOTH}, {"option": [FIRST, SECOND | {"id": "a"}]}, "have the same id"),
    ("single", {"option": many(8)}, {"option": many(9)}, "has more than 8 options"),
    (
        "single",
        {"option": [FIRST, SECOND | {"text": "an OS-only runtimes"}]},
        {"option": [FIRST, SECOND | {"text": " an  os-only RUNTIME "}]},
        "two options say the same",
    ),
    (
        "single",
        {"option": [FIRST, SECOND]},
        {"option": [FIRST | {"correct": False}, SECOND]},
        "mark the correct option",
    ),
    (
        "single",
        {"option": BOTH},
        {"option": [FIRST, SECOND | {"correct": True}]},
        "a single-choice question has one correct option; choose multiple response",
    ),
    (
        "single",
        {"option": options({"id": "ab12"})},
        {"option": options({"id": "A"})},
        "String should match pattern",
    ),
    (
        "single",
        {"option": options({"id": "a2345678"})},
        {"option": options({"id": "a23456789"})},
        "String should match pattern",
    ),
    ("single", {"option": BOTH}, {"option": options({"text": "  "})}, "at least 1 character"),
    ("single", {"option": BOTH}, {"option": options({"reason": ""})}, "at least 1 character"),
    ("single", {"option": BOTH}, {"option": options({"why": "x"})}, "Extra inputs are not"),
    (
        "multiple",
        {"option": chosen(2, 5)},
        {"option": chosen(1, 5)},
        "a multiple-response question has at least two correct options",
    ),
    (
        "multiple",
        {"option": chosen(2, 3)},
        {"option": chosen(2, 2)},
        "a multiple-response question needs a wrong option too",
    ),
    (
        "multiple",
        {"stem": "Which? (choose two.)"},
        {"stem": "Which two?"},
        "the stem must end in “(Choose TWO.)”",
    ),
    (
        "multiple",
        {"option": chosen(3, 6), "stem": "Which? (Choose THREE.)"},
        {"option": chosen(3, 6), "stem": "Which? (Choose TWO.)"},
        "the stem must end in “(Choose THREE.)”",
    ),
    (
        "multiple",
        {"option": chosen(5, 6), "stem": "Which? (Choose 5.)"},
        {"option": chosen(5, 6), "stem": "Which? (Choose FIVE.)"},
        "the stem must end in “(Choose 5.)”",
    ),
    ("numeric", {}, {"option": BOTH}, "a numeric question has no options"),
    ("numeric", {"answer": " 1769 "}, {"answer": "  "}, "give the answer"),
    ("numeric", {"answer": "17.69"}, {"answer": "17,69"}, "“17,69” is not a number"),
    ("numeric", {"answer": "-5"}, {"answer": "inf"}, "“inf” is not a number"),
    ("numeric", {"answer": "-5"}, {"answer": "NaN"}, "“NaN” is not a number"),
    (
        "numeric",
        {"answer": "999999999999999"},
        {"answer": "1e15"},
        "“1e15” is not a number that can be shown: it is too large",
    ),
    (
        "numeric",
        {"mistake": [{"value": "1770.1", "reason": "x"}], "tolerance": "1"},
        {"mistake": [{"value": "1770", "reason": "x"}], "tolerance": "1"},
        "the mistake 1770 would count as right",
    ),
    (
        "numeric",
        {"mistake": [{"value": "5", "reason": "x"}]},
        {"mistake": [{"expr": "5", "reason": "x"}]},
        "“” is not a number",
    ),
    ("numeric", {"tolerance": "0"}, {"tolerance": "-0.1"}, "a tolerance cannot be below 0"),
    ("numeric", {"tolerance": "0.5"}, {"tolerance": "some"}, "“some” is not a number"),
    (
        "parameterised",
        {},
        {"params": {}},
        "a parameterised question needs at least one parameter",
    ),
    ("parameterised", {}, {"option": BOTH}, "a parameterised question has no options"),
    ("parameterised", {}, {"answer": ""}, "give the answer"),
    (
        "parameterised",
        {},
        {"step": [{"name": "memory", "expr": "1", "text": "x"}]},
        "two parameters or steps have the same name",
    ),
    (
        "parameterised",
        {},
        {"step": PARAMETERISED["step"] * 2},
        "two parameters or steps have the same name",
    ),
    (
        "parameterised",
        {"params": {"_a1": {"choices": [1]}}},
        {"params": {"A": {"choices": [1]}}},
        "String should match pattern",
    ),
    ("parameterised", {"decimals": 10}, {"decimals": 11}, "less than or equal to 10"),
    ("parameterised", {"decimals": 0}, {"decimals": -1}, "greater than or equal to 0"),
    ("single", {"difficulty": 1}, {"difficulty": 0}, "greater than or equal to 1"),
    ("single", {"difficulty": 5}, {"difficulty": 6}, "less than or equal to 5"),
    ("single", {"task": "4.5"}, {"task": "5.1"}, "String should match pattern"),
    ("single", {"level": "beyond"}, {"level": "hard"}, "Input should be 'exam'"),
    ("single", {"lesson": "a-b#c-1"}, {"lesson": "a b"}, "String should match pattern"),
    ("single", {"lesson": "a-b"}, {"lesson": "a#"}, "String should match pattern"),
    ("single", {"facts": ["a.b-c"]}, {"facts": []}, "at least 1 item"),
    ("single", {"facts": ["a1"]}, {"facts": ["A1"]}, "String should match pattern"),
    ("single", {"stem": "x" * 5000}, {"stem": "x" * 5001}, "at most 5000 characters"),
    ("single", {"stem": "x"}, {"stem": " \n"}, "at least 1 character"),
    ("single", {"explanation": "x"}, {"explanation": ""}, "at least 1 character"),
    ("single", {"topic": "x"}, {"topic": ""}, "at least 1 character"),
    ("single", {}, {"colour": "red"}, "Extra inputs are not permitted"),
]


@pytest.mark.parametrize(("kind", "good", "bad", "complaint"), RULES)
def test_a_rule_lets_pass_what_fits_and_names_what_does_not(kind, good, bad, complaint):
    make_item(kind, **good)

    with pytest.raises(ValidationError) as refused:
        make_item(kind, **bad)

    first, *others = [detail["msg"] for detail in refused.value.errors()]
    assert complaint in first
    assert not others or others == ["Tuple should have at least 1 item after validation, not 0"]


RANGES = [
    ({"choices": [1]}, {"choices": []}, "give either choices, or min and max"),
    ({"min": 1, "max": 2}, {"min": 1, "max": 2, "choices": [1]}, "give either choices"),
    ({"min": 0, "max": 0}, {"min": 1, "max": 0}, "with max not below min"),
    ({"min": 0, "max": 0}, {"min": 1}, "needs min, max and a step above 0"),
    ({"min": 0, "max": 1, "step": "0.1"}, {"min": 0, "max": 1, "step": 0}, "a step above 0"),
    ({"min": 1, "max": 1000}, {"min": 0, "max": 1000}, "more than 1,000 numbers"),
    ({"min": 1, "max": 1000}, {"min": 0, "max": 1, "step": "1e-999"}, "more than 1,000 numbers"),
    ({"choices": ["999999999999999"]}, {"choices": ["1e15"]}, "too large"),
    ({"min": -1, "max": 1}, {"min": "-1e999", "max": "1e999"}, "too large"),
    ({"choices": [1]}, {"choices": ["inf"]}, "finite number"),
    ({"choices": [1]}, {"choices": [1], "steps": 1}, "Extra inputs are not permitted"),
]


@pytest.mark.parametrize(("good", "bad", "complaint"), RANGES)
def test_a_range_is_listed_or_an_even_grid(good, bad, complaint):
    Range.model_validate(good)

    with pytest.raises(ValidationError, match=complaint):
        Range.model_validate(bad)


@pytest.mark.parametrize(
    ("spread", "values"),
    [
        ({"choices": [3, 1, 2]}, ["3", "1", "2"]),
        ({"min": 1, "max": 4}, ["1", "2", "3", "4"]),
        ({"min": 100, "max": 290, "step": 50}, ["100", "150", "200", "250"]),
        ({"min": "0.1", "max": "0.3", "step": "0.1"}, ["0.1", "0.2", "0.3"]),
        ({"min": 0, "max": 0}, ["0"]),
    ],
)
def test_the_numbers_of_a_range(spread, values):
    assert Range.model_validate(spread).values() == [Decimal(value) for value in values]


# One question, one fingerprint: file, database and admin must agree on "unchanged".


def body_of(item):
    return item.model_dump(mode="json", by_alias=True, exclude_defaults=True)


@pytest.mark.parametrize("kind", ["single", "multiple", "numeric", "parameterised"])
def test_a_body_stays_the_same_through_an_item(kind):
    body = body_of(make_item(kind))

    assert body_of(Item.model_validate(body)) == body


@pytest.mark.parametrize("number", [512, "512", Decimal(512)])
def test_a_number_is_kept_in_one_way_however_a_file_writes_it(number):
    item = make_item("parameterised", params={"memory": {"choices": [number, 1024]}})
    kept = body_of(item)["params"]["memory"]["choices"]

    assert kept == ["512", "1024"]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(
        st.decimals(-(10**14), 10**14, places=6, allow_nan=False, allow_infinity=False),
        min_size=1,
        max_size=4,
    )
)
def test_any_number_survives_the_way_through_json(numbers):
    item = make_item("parameterised", params={"memory": {"choices": numbers}})
    again = Item.model_validate(body_of(item))

    assert again.params["memory"].values() == numbers
    assert body_of(again) == body_of(item)


def test_defaults_are_not_stored():
    assert body_of(make_item("single")).keys() == {
        *("kind", "topic", "task", "lesson", "facts", "stem", "explanation", "option")
    }


def test_an_item_knows_its_key_and_its_lesson():
    item = make_item("multiple", lesson="runtimes#limits")

    assert item.key == {"a", "c"}
    assert (item.lesson_slug, item.anchor) == ("runtimes", "limits")
    assert make_item(lesson="runtimes").anchor == ""


def test_an_item_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        make_item().stem = "Another"


@pytest.mark.parametrize("text", ["", "abc", "1,5", "Infinity", "sNaN", "1e15", "-1e15", "1e99999"])
def test_exact_refuses_what_cannot_be_shown(text):
    with pytest.raises(ValueError, match="is not a number"):
        exact(text)


def test_the_samples_of_the_tests_are_valid():
    for kind, sample in {"multiple": MULTIPLE, "numeric": NUMERIC}.items():
        assert make_body(kind)["stem"] == sample["stem"]
        assert make_item(kind).kind == kind


def test_another_kind_does_not_exist():
    with pytest.raises(ValidationError, match="Input should be 'single', 'multiple'"):
        Item.model_validate(make_body() | {"kind": "essay"})
