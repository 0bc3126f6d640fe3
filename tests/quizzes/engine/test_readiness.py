"""The forecast against learners whose abilities are known, because they are made up."""

import random
from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.engine.readiness.difficulty import difficulty
from quizzes.engine.readiness.forecast import forecast
from quizzes.engine.readiness.records import (
    Difficulty,
    FirstAnswer,
    Forecast,
    Question,
    TooFew,
)
from tests.quizzes.engine.sittings import Sitting, sitting

LENGTHS = (24, 40, 65, 130)
LEARNERS = 200


@lru_cache
def sittings(n: int) -> list[Sitting]:
    chance = random.Random(n)
    return [sitting(chance, n) for _ in range(LEARNERS)]


def brier(rows: list[Sitting]) -> float:
    return sum((s.said.probability - (s.share >= s.said.line)) ** 2 for s in rows) / len(rows)


@pytest.mark.parametrize("n", LENGTHS)
def test_the_interval_holds_what_comes_in_about_80_percent(n: int) -> None:
    held = sum(s.said.low <= s.share <= s.said.high for s in sittings(n)) / LEARNERS
    assert 0.75 <= held <= 0.88


@pytest.mark.parametrize("n", LENGTHS)
def test_the_probability_beats_the_base_rate(n: int) -> None:
    base = sum(s.share >= s.said.line for s in sittings(n)) / LEARNERS
    assert brier(sittings(n)) < 0.8 * base * (1 - base)


def test_a_probability_is_about_as_often_true_as_it_says() -> None:
    rows = [s for n in LENGTHS for s in sittings(n)]
    for low, high in ((0, 0.1), (0.1, 0.3), (0.3, 0.7), (0.7, 1.01)):
        inside = [s for s in rows if low <= s.said.probability < high]
        said = sum(s.said.probability for s in inside) / len(inside)
        came = sum(s.share >= s.said.line for s in inside) / len(inside)
        assert abs(said - came) < 0.1


def test_more_answers_make_it_narrower() -> None:
    widths = [sum(s.said.high - s.said.low for s in sittings(n)) for n in LENGTHS]
    assert widths == sorted(widths, reverse=True)


def question(number: int, rating: int = 3, floor: float = 0.25) -> Question:
    domain = number % 4 + 1
    return Question(f"q{number}", domain, f"{domain}.1", floor, difficulty(rating, floor))


POOL = [question(number, number % 5 + 1) for number in range(40)]


def said(answers: list[FirstAnswer], **more: object) -> Forecast:
    one = forecast(answers, POOL, **more)  # type: ignore[arg-type]
    assert isinstance(one, Forecast)
    return one


def some(rights: list[bool], age: float = 0) -> list[FirstAnswer]:
    return [FirstAnswer(question(n, n % 5 + 1), right, age) for n, right in enumerate(rights)]


def at_least(better: Forecast, worse: Forecast) -> bool:
    hair = 1e-12
    return (
        better.low >= worse.low
        and better.high >= worse.high
        and better.mean >= worse.mean - hair
        and better.probability >= worse.probability - hair
    )


RIGHTS = st.lists(st.booleans(), min_size=20, max_size=60)


@settings(max_examples=40, deadline=None)
@given(RIGHTS, st.integers(0, 3), st.integers(1, 5), st.floats(0, 400))
def test_one_more_right_answer_never_lowers_it(
    rights: list[bool], domain: int, rating: int, age: float
) -> None:
    before = some(rights)
    more = FirstAnswer(question(1000 + domain, rating), True, age)
    assert at_least(said([*before, more]), said(before))


@settings(max_examples=40, deadline=None)
@given(RIGHTS, st.data())
def test_a_right_answer_is_never_worse_than_a_wrong_one(
    rights: list[bool], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(rights) - 1))
    right, wrong = list(rights), list(rights)
    right[place], wrong[place] = True, False
    assert at_least(said(some(right)), said(some(wrong)))


@settings(max_examples=20, deadline=None)
@given(RIGHTS, st.floats(0, 1), st.floats(0, 1))
def test_forgetting_never_raises_it(rights: list[bool], one: float, other: float) -> None:
    less, more = sorted((one, other))
    kept = said(some(rights), retention=dict.fromkeys((1, 2, 3, 4), more))
    lost = said(some(rights), retention=dict.fromkeys((1, 2, 3, 4), less))
    assert at_least(kept, lost)


def test_who_has_forgotten_everything_still_guesses() -> None:
    lost = said(some([True] * 40), retention=dict.fromkeys((1, 2, 3, 4), 0.0))
    assert lost.mean == pytest.approx(0.25)
    assert lost.knowledge == pytest.approx(0)


def test_old_answers_count_less() -> None:
    fresh, old = said(some([True] * 40)), said(some([True] * 40, age=120))
    assert fresh.mean > old.mean + 0.05
    assert old.high - old.low > fresh.high - fresh.low


def test_a_strong_domain_raises_the_others_a_little() -> None:
    weak = [n % 4 == 0 for n in range(40)]
    parts = {part.name: part for part in said(some(weak)).domains}
    assert parts["1"].mean > parts["2"].mean
    assert parts["2"].mean > said(some([False] * 40)).domains[1].mean


def test_of_two_answers_to_one_question_the_first_counts() -> None:
    again = [replace(answer, right=True, age=1) for answer in some([False] * 24)]
    assert said([*some([False] * 24, age=9), *again]) == said(some([False] * 24, age=9))


def test_what_is_said_hangs_together() -> None:
    one = said(some([True, True, False] * 14))
    assert 0 <= one.low <= one.mean <= one.high <= 1
    assert [part.n for part in one.domains] == [11, 11, 10, 10]
    assert sum(part.n_right for part in one.tasks) == 28
    weighted = sum(w * part.mean for w, part in zip((15, 13, 12, 10), one.domains, strict=True))
    assert weighted / 50 == pytest.approx(one.mean)


@pytest.mark.parametrize("n", [0, 4, 19])
def test_below_twenty_first_answers_nothing_is_said(n: int) -> None:
    one = forecast(some([True] * n), POOL)
    assert isinstance(one, TooFew)
    assert one.n == n


def test_a_domain_below_five_first_answers_says_nothing() -> None:
    answers = [answer for answer in some([True] * 60) if answer.question.domain != 3]
    one = forecast([*answers, FirstAnswer(question(2), True, 0)], POOL)
    assert isinstance(one, TooFew)
    assert (one.missing, one.n_wanted) == ({3: 4}, 4)


def test_a_domain_that_the_bank_does_not_hold_asks_for_nothing() -> None:
    pool = [one for one in POOL if one.domain != 4]
    one = forecast([a for a in some([True] * 60) if a.question.domain != 4], pool)
    assert isinstance(one, Forecast)
    assert [part.name for part in one.domains] == ["1", "2", "3"]


def test_a_question_of_doubtful_difficulty_tells_less() -> None:
    def rated(error: float) -> Forecast:
        answers = some([True] * 24)
        return said(
            [
                replace(a, question=replace(a.question, difficulty=Difficulty(0, error)))
                for a in answers
            ]
        )

    assert rated(0.1).mean > rated(2.5).mean + 0.01


def test_an_empty_bank_forecasts_nothing() -> None:
    assert isinstance(forecast(some([True] * 40), []), TooFew)
