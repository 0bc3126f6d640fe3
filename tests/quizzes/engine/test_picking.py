"""Practice sets: what is picked, and how it is strung together."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from quizzes.engine.picking import Candidate, apart, pick

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def bank(n, **fields):
    return [Candidate(number, **fields) for number in range(n)]


def numbers(chosen):
    return [one.question for one in chosen]


def meetings(row):
    return sum(not one.facts.isdisjoint(other.facts) for one, other in pairwise(row))


def with_facts(*facts):
    return [Candidate(at, facts=frozenset(names.split())) for at, names in enumerate(facts)]


def test_unseen_questions_come_before_all_others():
    seen = [Candidate(n + 100, last=LONG_AGO) for n in range(20)]

    assert set(numbers(pick([*seen, *bank(8)], 10, seed=1))) > set(range(8))


def test_of_the_seen_ones_those_answered_longest_ago_are_taken():
    seen = [Candidate(n, last=LONG_AGO + timedelta(days=n)) for n in range(20)]

    assert set(numbers(pick(seen, 5, seed=1))) == set(range(5))


def test_the_seed_decides_which_and_in_which_order():
    picks = {seed: numbers(pick(bank(40), 5, seed)) for seed in range(30)}

    assert picks[7] == numbers(pick(reversed(bank(40)), 5, 7))
    assert len({tuple(chosen) for chosen in picks.values()}) == 30
    assert len({number for chosen in picks.values() for number in chosen}) > 35


def test_the_oldest_do_not_always_stand_in_the_same_place():
    seen = [Candidate(n, last=LONG_AGO + timedelta(days=n)) for n in range(5)]

    assert len({numbers(pick(seen, 5, seed))[0] for seed in range(30)}) == 5


def test_fewer_than_asked_for_are_all_there_are():
    assert sorted(numbers(pick(bank(3), 10, seed=1))) == [0, 1, 2]
    assert pick([], 10, seed=1) == []


@pytest.mark.parametrize(
    "facts",
    [
        ("a", "a", "b", "b"),
        ("a", "a", "a", "b", "c"),
        ("a", "b", "a b", "c", "c"),
        ("a b", "b c", "c d", "d e", "e a"),
        ("", "", ""),
        ("a", "a", "a", "a", "b", "b", "c", "d"),
    ],
)
def test_no_two_of_one_fact_stand_in_a_row_where_it_can_be_avoided(facts):
    row = apart(with_facts(*facts))

    assert sorted(numbers(row)) == list(range(len(facts)))
    assert meetings(row) == 0


def test_where_it_cannot_be_avoided_few_meet_and_nothing_is_lost():
    row = apart(with_facts(*["a"] * 17, "b", "c", "d"))

    assert sorted(numbers(row)) == list(range(20))
    assert meetings(row) == 13
