"""How hard a question is taken to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.engine.readiness.difficulty import (
    RATING_ERROR,
    difficulty,
    guessing_floor,
)
from tests.factories import make_item


@pytest.mark.parametrize(
    ("kind", "chance"), [("single", 1 / 4), ("numeric", 0), ("parameterised", 0)]
)
def test_the_chance_of_a_blind_guess(kind: str, chance: float) -> None:
    assert guessing_floor(make_item(kind)) == pytest.approx(chance)


@pytest.mark.parametrize(("size", "keys", "chance"), [(5, 2, 0.1), (6, 3, 0.05)])
def test_several_options_are_guessed_together(size: int, keys: int, chance: float) -> None:
    options = [
        {"id": f"o{n}", "text": f"Option {n}", "correct": n < keys, "reason": "Because."}
        for n in range(size)
    ]
    stem = f"Which? (Choose {'TWO' if keys == 2 else 'THREE'}.)"
    assert guessing_floor(make_item("multiple", stem=stem, option=options)) == pytest.approx(chance)


def test_without_answers_the_author_is_believed() -> None:
    assert [difficulty(rating, 0.25).mean for rating in (1, 3, 5)] == pytest.approx([-1.2, 0, 1.2])
    assert difficulty(3, 0.25).error == RATING_ERROR


def test_answers_draw_it_away_from_the_rating() -> None:
    few, many = difficulty(1, 0.25, 4, 1), difficulty(1, 0.25, 400, 100)
    assert -1.2 < few.mean < many.mean
    assert RATING_ERROR > few.error > many.error


@given(st.integers(1, 5), st.sampled_from([0, 0.05, 0.1, 0.25]), st.integers(1, 500), st.data())
def test_what_more_learners_know_is_never_harder(
    rating: int, floor: float, n: int, data: st.DataObject
) -> None:
    n_right = data.draw(st.integers(0, n - 1))
    harder, easier = (
        difficulty(rating, floor, n, n_right),
        difficulty(rating, floor, n, n_right + 1),
    )
    assert 0 < easier.error < 1
    assert -4.5 < easier.mean < 4.5
    assert easier.mean < harder.mean


def test_however_many_answers_some_doubt_stays() -> None:
    assert difficulty(3, 0.25, 10**6, 7 * 10**5).error == pytest.approx(
        difficulty(3, 0.25, 100, 70).error
    )


def test_a_share_that_fits_the_rating_leaves_it_where_it_is() -> None:
    assert difficulty(3, 0, 100, 50).mean == pytest.approx(0)
