"""The forecast in words."""

import doctest
from dataclasses import replace

import pytest

from quizzes.engine.readiness import words
from quizzes.engine.readiness.records import Forecast, TooFew
from quizzes.engine.readiness.words import advice, odds, sentence

SAID = Forecast(
    n=61,
    size=50,
    low=0.7,
    high=0.84,
    mean=0.77,
    line=0.72,
    probability=0.75,
    knowledge=0.003,
    luck=0.0034,
    domains=(),
    tasks=(),
)


def test_the_examples_hold() -> None:
    assert doctest.testmod(words).failed == 0


def test_the_sentence_names_the_part_of_the_exam_and_the_interval() -> None:
    assert sentence(SAID) == "Lambda part of SAA-C03: likely 70 to 84 % correct."


def test_it_says_what_more_answers_would_do() -> None:
    assert advice(SAID) == "61 first answers. Add about 40 to narrow it from ±10 to ±9."


def test_it_says_when_more_answers_would_do_nothing() -> None:
    assert "luck of one sitting" in advice(replace(SAID, knowledge=0.0001))


@pytest.mark.parametrize(("n", "rough"), [(52, True), (53, False)])
def test_a_forecast_from_few_answers_is_called_rough(n: int, rough: bool) -> None:
    assert advice(replace(SAID, n=n)).startswith("A rough estimate") is rough


@pytest.mark.parametrize(
    ("n", "missing", "told"),
    [
        (12, {}, "8 more questions that are new to you, and a forecast stands here."),
        (30, {4: 2}, "Still wanted, with questions that are new to you: 2 in domain 4."),
        (15, {3: 1, 4: 2}, "1 in domain 3, 2 in domain 4, and 2 anywhere."),
    ],
)
def test_below_the_gates_it_says_what_is_wanted(n: int, missing: dict[int, int], told: str) -> None:
    assert advice(TooFew(n, missing, (), ())).endswith(told)


@pytest.mark.parametrize("tenths", range(101))
def test_a_chance_is_never_called_certain(tenths: int) -> None:
    assert odds(tenths / 100).endswith("in 10")
    assert "0 in" not in odds(tenths / 100).replace("10", "ten")
