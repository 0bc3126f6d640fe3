"""Cheapest, fastest, balanced: the picks of AWS Lambda Power Tuning's own tests, ties included."""

from decimal import Decimal

import pytest

from studyapp.labs.engine.cost.strategies import Option, balanced, cheapest, choices, fastest

# Power Tuning's README: a published result link, decoded. Memory: average ms, USD.
README = [
    (128, "7.717e-5", "37002.40"), (256, "7.779e-5", "18647.77"), (512, "7.072e-5", "8489.44"),
    (1024, "6.4896e-5", "3890.89"), (1536, "6.4896e-5", "2512.23"), (3008, "1.0265e-4", "2009.79"),
]  # fmt: skip


def options(*rows):
    return [Option(memory, Decimal(cost), Decimal(duration)) for memory, cost, duration in rows]


@pytest.mark.parametrize(
    ("rows", "strategy", "pick"),
    [
        ([(128, 100, 100), (256, 200, 300), (512, 30, 200)], cheapest, 512),
        ([(128, 100, 100), (256, 100, 90), (512, 300, 200)], cheapest, 256),
        ([(128, 100, 300), (256, 200, 200), (512, 300, 100)], fastest, 512),
        ([(128, 100, 200), (256, 90, 200), (512, 300, 400)], fastest, 256),
        (README, cheapest, 1536),
        (README, fastest, 3008),
    ],
)
def test_cheapest_and_fastest_break_ties_by_the_other(rows, strategy, pick):
    assert strategy(options(*rows)).memory == pick


@pytest.mark.parametrize(
    ("rows", "weight", "pick"),
    [
        ([(128, 101, 300), (256, 200, 200), (512, 300, 101)], "0.5", 256),
        ([(128, 100, 300), (256, 200, 200), (512, 300, 100), (1024, 1000, 50)], "0.3", 512),
        (README, "0.5", 1536),
        (README, "1", 1024),  # the first of two equal costs, where cheapest takes the faster
        (README, "7", 1024),  # clamped to 1
        (README, "0", 3008),
        (README, "-1", 3008),
    ],
)
def test_balanced_weighs_both_and_takes_the_first_of_equals(rows, weight, pick):
    assert balanced(options(*rows), Decimal(weight)).memory == pick


def test_when_everything_is_free_balanced_looks_at_the_time_alone():
    assert balanced(options((128, 0, 30), (256, 0, 20), (512, 0, 20))).memory == 256


def test_strategies_that_agree_are_merged():
    found = choices(options((128, 10, 300), (1769, 10, 100), (2048, 20, 100)))
    assert [(choice.names, choice.option.memory) for choice in found] == [
        (("Cheapest", "Fastest", "Balanced"), 1769)
    ]


def test_without_options_there_is_nothing_to_choose():
    assert choices([]) == ()
