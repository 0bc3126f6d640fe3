"""From a seed to numbers and an order: repeatable, fair, and every number reachable."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.engine.draws import chance, draw, fill, problems, shuffled, written
from tests.factories import make_item

calm = settings(max_examples=150, deadline=None, derandomize=True)
seeds = st.integers(0, 2**31 - 1)
PRICES = {"price": Decimal("0.2")}
COST = {
    "params": {
        "memory": {"choices": ["512", "1024", "2048"]},
        "ms": {"min": "100", "max": "300", "step": "50"},
    },
    "stem": "{memory} MB for {ms} ms?",
    "step": [{"name": "gbs", "expr": "memory / 1024 * ms / 1000", "text": "{gbs} GB-s"}],
    "answer": "gbs * fact('price')",
    "decimals": 3,
    "tolerance": "0",
    "mistake": [{"expr": "gbs", "reason": "{gbs} is the usage, not the price."}],
}


def cost(**body):
    return make_item("parameterised", **(COST | body))


# The same in every release: a stored seed must give the old numbers for ever.


def test_chance_is_the_same_in_every_release():
    assert chance(1, "order", "a") == 3395819358410022108
    assert chance(0) == 6912158355717386040


def test_an_order_is_the_same_in_every_release():
    assert shuffled("abcd", 7) == ["d", "b", "c", "a"]


def test_a_draw_is_the_same_in_every_release():
    names = draw(cost(), 7, PRICES).names

    assert names == {"memory": 2048, "ms": 150, "gbs": Decimal("0.3")}


@calm
@given(seeds)
def test_the_same_seed_gives_the_same_draw(seed):
    assert draw(cost(), seed, PRICES) == draw(cost(), seed, PRICES)


def test_every_number_is_reachable():
    drawn = [draw(cost(), seed, PRICES).names for seed in range(200)]

    assert {names["memory"] for names in drawn} == {512, 1024, 2048}
    assert {names["ms"] for names in drawn} == {100, 150, 200, 250, 300}
    assert len({(names["memory"], names["ms"]) for names in drawn}) == 15


@calm
@given(seeds)
def test_steps_answer_and_mistakes_follow_from_the_numbers(seed):
    drawn = draw(cost(), seed, PRICES)
    usage = drawn.names["memory"] / 1024 * drawn.names["ms"] / 1000
    [(wrong, reason)] = drawn.mistakes

    assert drawn.names["gbs"] == usage
    assert abs(drawn.answer - usage / 5) <= Decimal("0.0005")
    assert drawn.answer == drawn.answer.quantize(Decimal("0.001"))
    assert wrong == wrong.quantize(Decimal("0.001"))
    assert reason == f"{written(usage)} is the usage, not the price."


def test_a_parameter_does_not_move_when_another_is_added():
    before = draw(cost(), 5, PRICES).names["memory"]
    more = cost(params={"n": {"choices": ["1", "2"]}} | COST["params"])

    assert draw(more, 5, PRICES).names["memory"] == before


def test_a_numeric_item_has_its_own_numbers_whatever_the_seed():
    drawn = draw(make_item("numeric"), 3, {})

    assert drawn.answer == 1769
    assert drawn.mistakes == ((Decimal(1792), "The digits are turned round."),)


# The order of options.


@calm
@given(st.lists(st.text("abcdefgh", min_size=1, max_size=3), unique=True, max_size=8), seeds)
def test_a_shuffle_loses_and_adds_nothing(ids, seed):
    assert Counter(shuffled(ids, seed)) == Counter(ids)
    assert shuffled(ids, seed) == shuffled(list(reversed(ids)), seed)


def test_every_order_is_about_equally_likely():
    each = 200
    found = Counter(tuple(shuffled("abcd", seed)) for seed in range(24 * each))

    assert len(found) == 24
    # Chi-square with 23 degrees of freedom: above 49.7 one time in a thousand.
    assert sum((count - each) ** 2 / each for count in found.values()) < 49.7


# Numbers in words.


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("-0.00000000001", "0"),
        ("7", "7"),
        ("1250000.50", "1,250,000.5"),
        ("1000", "1,000"),
        ("1E+3", "1,000"),
        ("100.00", "100"),
        ("0.0000166667", "0.0000166667"),
        ("0.00001666675", "0.0000166668"),
        ("-1234.5", "-1,234.5"),
        ("999999999999999.0000000001", "999,999,999,999,999.0000000001"),
    ],
)
def test_written_for_a_reader(number, text):
    assert written(Decimal(number)) == text


def test_fill_leaves_alone_what_it_does_not_know():
    names = {"ms": Decimal(1500)}

    assert fill("{ms} ms, {other}, {{ms}}, { ms }, {MS}", names) == (
        "1,500 ms, {other}, {1,500}, { ms }, {MS}"
    )


# What is wrong with an item is told before a learner meets it.


def test_a_sound_item_has_no_problems():
    assert problems(cost(), PRICES) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            {"mistake": [{"expr": "answerless", "reason": "No."}]},
            "uses “answerless”, which is neither a parameter nor a step",
        ),
        (
            {"mistake": [{"expr": "gbs * 0.2", "reason": "No."}]},
            "mistake “gbs * 0.2” counts as right for",
        ),
        (
            {"mistake": [{"expr": "memory", "reason": "{mb} is no name."}]},
            "uses {mb}, which is neither a parameter nor a step",
        ),
        ({"stem": "{mem} MB?"}, "uses {mem}, which is neither a parameter nor a step"),
        ({"explanation": "{mem} MB"}, "uses {mem}, which is neither a parameter nor a step"),
        (
            {"step": [{"name": "gbs", "expr": "ms", "text": "{mem}"}]},
            "uses {mem}, which is neither a parameter nor a step",
        ),
        ({"answer": "gbs * fact('none')"}, "uses the fact “none”, which has no number"),
        ({"answer": "gbs / (ms - 150)"}, "cannot be worked out: gbs / (ms - 150)"),
        ({"answer": "gbs +"}, "cannot be read: gbs +"),
        ({"answer": "memory * 1e14"}, "gives a number that is too large to be shown"),
        ({"mistake": [{"value": "3", "reason": "No expr."}]}, "cannot be read: "),
    ],
)
def test_a_problem_is_told(body, found):
    [problem] = problems(cost(**body), PRICES)

    assert found in problem


def test_a_mistake_that_is_right_for_one_draw_in_fifteen_is_found():
    rare = cost(mistake=[{"expr": "gbs * 0.2 + (memory - 512) + (ms - 100)", "reason": "No."}])

    [problem] = problems(rare, PRICES)

    assert problem.endswith("for memory 512, ms 100, gbs 0.05")


def test_a_mistake_within_the_tolerance_is_found():
    close = cost(mistake=[{"expr": "gbs * 0.2 + 0.5", "reason": "No."}], tolerance="0.5")

    assert "counts as right" in problems(close, PRICES)[0]


@pytest.mark.parametrize("kind", ["single", "multiple", "numeric"])
def test_other_kinds_have_nothing_to_draw(kind):
    assert problems(make_item(kind), {}) == []
