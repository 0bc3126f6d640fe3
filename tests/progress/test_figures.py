"""Mastery in four words, minutes by day, sureness against rightness."""

import doctest
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from quizzes.engine import intervals, looking
from studyapp.progress import drawings
from studyapp.progress.bank import Trait
from studyapp.progress.calendar import WEEKS, calendar
from studyapp.progress.calibration import calibration
from studyapp.progress.history import Look
from studyapp.progress.mastery import mastery
from studyapp.progress.tally import Tally

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
BANK = {n: Trait(n, "runtimes", "2.1", 3, 0.25, True) for n in range(10)}


def look(question=0, right=True, *, days_ago=0.0, sureness="", seconds=30, given=True):
    at = NOON - timedelta(days=days_ago)
    verdict = ("right" if right else "wrong") if given else ""
    return Look(1, question, UUID(int=question), True, at, verdict, sureness, seconds)


def word(looks, recalls=None, bank=BANK):
    return mastery(Tally.of(looks), bank, recalls)["runtimes"].word


def test_the_examples_hold():
    assert doctest.testmod(drawings).failed == 0
    assert doctest.testmod(intervals).failed == 0
    assert doctest.testmod(looking).failed == 0


@pytest.mark.parametrize(
    ("rights", "wanted"),
    [
        ([], "new"),
        ([True] * 2, "new"),
        ([True] * 3, "learning"),
        ([True] * 4, "learning"),
        ([True] * 4 + [False] * 2, "learning"),
        ([True] * 5, "holding"),
        ([True] * 4 + [False], "holding"),
    ],
)
def test_a_lesson_in_a_word(rights, wanted):
    assert word([look(n, right) for n, right in enumerate(rights)]) == wanted


@pytest.mark.parametrize(("apart", "wanted"), [(1.9, "holding"), (2, "solid on exam day")])
def test_solid_is_what_came_back_after_days(apart, wanted):
    first = [look(n, days_ago=apart) for n in range(5)]
    again = [look(n) for n in range(3)]
    assert word(first + again) == wanted


@pytest.mark.parametrize(("recall", "wanted"), [(0.79, "holding"), (0.8, "solid on exam day")])
def test_solid_is_what_is_predicted_to_be_there(recall, wanted):
    assert word([look(n) for n in range(5)], dict.fromkeys(range(5), recall)) == wanted


def test_the_last_answer_counts():
    looks = [look(n, days_ago=5) for n in range(5)] + [look(n, False) for n in range(2)]
    assert word(looks) == "learning"


def test_a_lesson_with_few_questions_can_be_held():
    small = {n: BANK[n] for n in range(2)}
    assert word([look(0), look(1)], bank=small) == "holding"


def test_what_was_left_open_or_is_withdrawn_says_nothing():
    assert word([look(n, given=False) for n in range(5)]) == "new"
    assert word([look(n) for n in range(90, 99)]) == "new"


def minutes(looks):
    found = calendar(Tally.of(looks).spent, NOON.date())
    return {day.on: day.minutes for week in found.weeks for day in week.days if day.minutes}


def test_twelve_weeks_end_with_today():
    found = calendar({}, NOON.date())
    days = [day.on for week in found.weeks for day in week.days]
    assert len(found.weeks) == WEEKS
    assert (days[0], days[-1]) == (date(2026, 9, 7), NOON.date())
    assert [week.month for week in found.weeks if week.month] == ["Sep", "Oct", "Nov"]


@pytest.mark.parametrize(
    ("seconds", "shown"), [((30, 29), 1), ((61,), 2), ((None, None), 2), ((86_400,), 30)]
)
def test_minutes_of_a_day(seconds, shown):
    looks = [look(n, seconds=spent) for n, spent in enumerate(seconds)]
    assert minutes(looks) == {NOON.date(): shown}


def test_days_before_and_questions_left_open_are_not_counted():
    assert minutes([look(days_ago=90), look(given=False)]) == {}


@pytest.mark.parametrize(("spent", "level"), [(0, 0), (1, 1), (9, 1), (10, 2), (25, 3)])
def test_a_longer_day_is_fuller(spent, level):
    looks = [look(n, seconds=60) for n in range(spent)]
    assert calendar(Tally.of(looks).spent, NOON.date()).weeks[-1].days[0].level == level


def test_a_word_says_something_from_ten_answers_on():
    certain = [look(n, n < 8, sureness="certain") for n in range(10)]
    guess = [look(n, sureness="guess") for n in range(9)]
    rows = calibration(Tally.of([*certain, *guess, look()]).said)

    assert [(row.word, row.n, row.share) for row in rows] == [
        ("Certain", 10, 0.8),
        ("Fairly sure", 0, None),
        ("Guess", 9, None),
    ]
    assert rows[0].low < 0.8 < rows[0].high
