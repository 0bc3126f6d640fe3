"""Sharing a form's places out."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.engine.blueprints import EXAM_WEIGHTS, largest_remainder

WEIGHTS = st.dictionaries(
    st.text(max_size=3),
    st.one_of(st.integers(0, 100), st.floats(0, 100, allow_subnormal=False)),
    min_size=1,
    max_size=8,
).filter(lambda weights: any(weights.values()))


@pytest.mark.parametrize(
    ("total", "shares"), [(50, [15, 13, 12, 10]), (65, [19, 17, 16, 13]), (20, [6, 5, 5, 4])]
)
def test_the_forms_of_the_exam(total: int, shares: list[int]) -> None:
    assert list(largest_remainder(total, EXAM_WEIGHTS).values()) == shares


def test_a_tie_goes_to_whoever_is_named_first() -> None:
    assert largest_remainder(1, {"b": 1, "a": 1}) == {"b": 1, "a": 0}


def test_decimals_are_read_as_they_are_written() -> None:
    assert largest_remainder(2, {"a": 0.3, "b": 0.1}) == {"a": 2, "b": 0}


@given(st.integers(0, 500), WEIGHTS)
def test_shares_are_whole_add_up_and_lie_within_one_of_what_is_due(
    total: int, weights: dict[str, float]
) -> None:
    shares = largest_remainder(total, weights)
    whole = math.fsum(weights.values())
    assert list(shares) == list(weights)
    assert sum(shares.values()) == total
    for key, weight in weights.items():
        assert abs(shares[key] - total * weight / whole) < 1 + 1e-6


@given(st.integers(0, 200), WEIGHTS)
def test_a_heavier_key_never_gets_less(total: int, weights: dict[str, float]) -> None:
    shares = largest_remainder(total, weights)
    by_weight = sorted(weights, key=lambda key: weights[key])
    for light, heavy in pairwise(by_weight):
        if weights[light] < weights[heavy]:
            assert shares[light] <= shares[heavy]


@pytest.mark.parametrize(
    ("total", "weights"), [(-1, {"a": 1}), (1, {"a": -1}), (1, {"a": 0}), (1, {"a": math.inf})]
)
def test_what_cannot_be_shared_is_refused(total: int, weights: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        largest_remainder(total, weights)


def test_nothing_is_shared_without_weights() -> None:
    assert largest_remainder(0, {"a": 0}) == {"a": 0}
