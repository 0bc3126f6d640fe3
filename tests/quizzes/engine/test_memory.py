"""Memory: the grade of an answer as a table, and the package itself as the oracle of the rest."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.engine.memory import (
    CardState,
    Outcome,
    Pace,
    Rating,
    Review,
    fold,
    rating,
    recall_on,
    replay,
)

START = datetime(2026, 10, 1, 18, 30, tzinfo=UTC)
USUAL = Pace([20, 30, 40, 50, 60, 70, 80, 90, 100, 110])  # 20th percentile 30, 80th 90
A, H, G, E = Rating.Again, Rating.Hard, Rating.Good, Rating.Easy


@pytest.mark.parametrize(
    ("outcome", "grade"),
    [
        (Outcome(right=False, sureness="certain"), A),
        (Outcome(right=False, sureness="guess"), A),
        (Outcome(right=True, sureness="guess"), A),
        (Outcome(right=True, sureness="guess", by_luck=False), H),
        (Outcome(right=True, sureness="fairly", seconds=10, successes=5), H),
        (Outcome(right=True, sureness="certain", seconds=91), H),
        (Outcome(right=True, sureness="certain", seconds=90), G),
        (Outcome(right=True, sureness="certain", seconds=50), G),
        (Outcome(right=True, sureness="certain", seconds=29, successes=1), G),
        (Outcome(right=True, sureness="certain", seconds=29, successes=2), E),
        (Outcome(right=True, sureness="certain", seconds=30, successes=2), G),
        (Outcome(right=True, sureness="certain", seconds=None, successes=9), G),
        (Outcome(right=False, half=True, sureness="fairly"), H),
        (Outcome(right=False, half=True, sureness="certain", seconds=500), H),
        # nobody asked how sure: two grades
        (Outcome(right=True, seconds=1, successes=9), G),
        (Outcome(right=True, seconds=500), G),
        (Outcome(right=False, half=True), A),
        (Outcome(right=False), A),
    ],
)
def test_an_answer_has_its_grade(outcome, grade):
    assert rating(outcome, USUAL) is grade


def test_few_earlier_times_say_nothing():
    slow = Outcome(right=True, sureness="certain", seconds=5_000)
    fast = replace(slow, seconds=1, successes=2)

    assert rating(slow, Pace([10] * 7)) is G
    assert rating(slow, Pace([10] * 8)) is H
    assert rating(fast, Pace([10] * 7)) is G
    assert rating(fast, Pace([10] * 8)) is E


def histories(count, *, seed):
    """Logs of 1 to 15 reviews at any hour, some days with several of them."""
    chance = Random(seed)
    for _ in range(count):
        day, log = 0, []
        for _ in range(chance.randint(1, 15)):
            log.append(Review(_some_time(chance, day), chance.choice([A, H, G, G, E])))
            day += chance.choice([0, 0, 0, 1, 1, 2, 3, 7, 20, 60])
        yield sorted(log, key=lambda review: review.at)


def _some_time(chance, day):
    seconds, rest = chance.randrange(86_400), chance.randrange(10**6)
    midnight = START.replace(hour=0, minute=0)
    return midnight + timedelta(days=day, seconds=seconds, microseconds=rest)


def straight(log, scheduler_at):
    """The package alone, with one rule: what is repeated on a day, once known, changes nothing."""
    card = fsrs.Card(card_id=1, due=log[0].at)
    for review in log:
        repeated = card.last_review and card.last_review.date() == review.at.date()
        if repeated and card.state == fsrs.State.Review:
            continue
        card, _ = scheduler_at(review.at.date()).review_card(card, review.rating, review.at)
    return card


def same(state, card):
    return (state.due, state.stability, state.difficulty, state.state, state.step) == (
        card.due,
        card.stability,
        card.difficulty,
        card.state,
        card.step,
    )


def test_a_thousand_histories_come_out_as_the_package_has_them():
    plain = fsrs.Scheduler(enable_fuzzing=False)

    for log in histories(1000, seed=1769):
        state = replay(log)

        assert same(state, straight(log, lambda day: plain))
        assert (state.reps, state.lapses) == (len(log), sum(r.rating is A for r in log))
        at = state.last_review + timedelta(days=9)
        card = straight(log, lambda day: plain)
        assert recall_on(state, at.date()) == plain.get_card_retrievability(card, at)


def test_the_histories_repeat_what_is_known_and_what_is_not_on_one_day():
    repeated = Counter()
    for log in histories(1000, seed=1769):
        for n in range(1, len(log)):
            before = replay(log[:n])
            if before.last_review.date() == log[n].at.date():
                repeated[before.state] += 1

    assert min(repeated[state] for state in (1, 2, 3)) > 100


def test_and_so_they_do_before_an_exam():
    exam = date(2026, 12, 20)

    def at_day(day):
        left = (exam - day).days
        if left <= 0:
            return fsrs.Scheduler(enable_fuzzing=False)
        return fsrs.Scheduler(
            enable_fuzzing=False,
            maximum_interval=max(1, left // 2),
            desired_retention=0.93 if left <= 14 else 0.9,
        )

    for log in histories(300, seed=3):
        assert same(replay(log, exam), straight(log, at_day))


@given(st.integers(0, 10_000), st.integers(0, 15))
def test_in_two_parts_or_in_one(seed, cut):
    [log] = histories(1, seed=seed)
    exam = date(2027, 1, 12)

    assert fold(fold(None, log[:cut], exam), log[cut:], exam) == replay(log, exam)


@given(st.integers(0, 10_000))
def test_an_exam_moves_when_a_card_is_due_and_not_how_well_it_is_known(seed):
    [log] = histories(1, seed=seed)
    free, bound = replay(log), replay(log, date(2027, 1, 12))

    assert replace(bound, due=free.due) == free
    assert bound.due <= free.due


def known(day=0, grades=(G, G)):
    """A card that left its learning steps on one day."""
    at = START + timedelta(days=day)
    return replay([Review(at + timedelta(minutes=10 * n), g) for n, g in enumerate(grades)])


def test_the_second_answer_of_a_day_changes_a_known_card_no_more():
    first = known()
    again = fold(first, [Review(START + timedelta(hours=2), A)])

    assert again == replace(first, reps=3, lapses=1)
    assert again.successes == 2


def test_but_it_goes_on_through_the_learning_steps():
    once, twice = known(grades=[G]), known(grades=[G, G])

    assert (once.state, once.step) == (fsrs.State.Learning, 1)
    assert twice.state == fsrs.State.Review
    assert twice.due > once.due + timedelta(days=1)


def test_what_was_forgotten_may_be_relearnt_the_same_day():
    forgotten = fold(known(), [Review(START + timedelta(days=9), A)])
    relearnt = fold(forgotten, [Review(START + timedelta(days=9, minutes=9), G)])

    assert forgotten.state == fsrs.State.Relearning
    assert relearnt.state == fsrs.State.Review
    assert relearnt.lapses == 1


def test_five_minutes_over_midnight_is_another_day():
    late = START.replace(hour=23, minute=58)
    card = replay([Review(late - timedelta(minutes=9), G), Review(late, G)])

    assert fold(card, [Review(late + timedelta(minutes=5), G)]).last_review.day == 2


def test_the_longest_interval_is_half_of_what_is_left():
    log = [Review(START + timedelta(days=n), E) for n in (0, 10, 40)]

    assert replay(log).due > START + timedelta(days=140)
    assert replay(log, (START + timedelta(days=60)).date()).due == START + timedelta(days=50)
    assert replay(log, (START + timedelta(days=41)).date()).due == START + timedelta(days=41)


def test_an_empty_log_is_no_card():
    assert replay([]) is None
    assert fold(None, iter(())) is None


@given(st.floats(0.01, 3_000), st.integers(0, 900))
def test_recall_falls_with_the_days(stability, days):
    card = CardState(stability, 5.0, START, START, 2, None, 3, 0)
    day = START.date() + timedelta(days=days)

    assert 0 < recall_on(card, day + timedelta(days=1)) < recall_on(card, day) <= 1
    assert recall_on(card, START.date()) == 1
    assert recall_on(card, START.date() - timedelta(days=5)) == 1
