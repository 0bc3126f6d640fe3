"""/progress/: what stands on it, from nothing to a hundred attempts."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from studyapp.progress.models import Forecast
from tests.factories import make_attempt, make_quiz
from tests.progress.studying import make_bank, study
from tests.progress.test_forecasts import settle

pytestmark = pytest.mark.django_db

URL = "/progress/"
BUDGET = 14
RIGHTS = [True, True, False] * 8


def text_of(client, path=URL):
    response = client.get(path)
    assert response.status_code == 200
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(words.split())


def test_before_any_answer_the_layout_waits(client, as_learner):
    for visitor in (client, as_learner):
        page = text_of(visitor)
        assert "Your first five answers fill this" in page
        assert "Nobody’s forecast has been settled yet" in page
        assert "correct." not in page


def test_below_the_gates_it_says_how_many_are_wanted(as_learner, learner):
    study(learner, make_bank(7), RIGHTS[:7])

    page = text_of(as_learner)

    assert "Not enough data: 7 of 20 first answers." in page
    assert "Still wanted, with questions that are new to you: 3 in domain 1" in page
    assert not Forecast.objects.exists()


def test_a_forecast_is_an_interval_with_what_it_rests_on(as_learner, learner):
    study(learner, make_bank(), RIGHTS)

    page = text_of(as_learner)

    assert re.search(r"Lambda part of SAA-C03: likely \d\d to \d\d % correct\.", page)
    assert "A rough estimate" in page
    assert "24 first answers" in page
    assert not Forecast.objects.exists(), "a page writes nothing"


def test_withdrawn_forecasts_stand_on_no_page(as_learner, learner):
    study(learner, make_bank(), RIGHTS)
    settle(50, 20)

    page = text_of(as_learner)

    assert "Our forecast is withdrawn for now" in page
    assert "20 of the intervals held the result: 40 %" in page
    assert "% correct" not in page


def test_below_the_gates_withdrawn_forecasts_ask_for_nothing(as_learner, learner):
    study(learner, make_bank(4), RIGHTS[:4])
    settle(50, 20)

    assert "Not enough data" not in text_of(as_learner)


def test_how_sure_stands_beside_how_right(as_learner, learner):
    study(learner, make_bank(10), [True] * 7 + [False] * 3, sureness="certain")

    page = text_of(as_learner)

    assert "Certain 10 70 %" in page
    assert "Guess 0 not enough: 0 of 10" in page


def test_the_history_is_paged(as_learner, learner):
    bank = make_bank(4)
    for number in range(14):
        study(learner, bank, [True, False, None, True], days_ago=number)
    make_attempt(learner, make_quiz(bank, slug="open-one"))

    first, second = text_of(as_learner), text_of(as_learner, f"{URL}?page=2")

    assert "open, 0 of 4 answered" in first
    assert (first.count("2 of 4 right"), second.count("2 of 4 right")) == (11, 3)
    assert ("Older" in first, "Newer" in first) == (True, False)
    assert ("Older" in second, "Newer" in second) == (False, True)


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999", "9" * 30, "²"])
def test_a_page_that_is_not_there_is_no_error(as_learner, number):
    assert as_learner.get(URL, {"page": number}).status_code == 200


def test_an_exam_counts_its_scored_questions(as_learner, learner):
    study(learner, make_bank(4), [True, True, False, False], mode="exam", pilot=[1])

    assert "1 of 3 right" in text_of(as_learner)


def test_a_hundred_attempts_cost_as_many_statements_as_none(as_learner, learner, outsider):
    bank = make_bank()
    stranger = Client()
    stranger.force_login(outsider)
    for number in range(100):
        study(learner, bank[number % 20 :][:4], RIGHTS[:4], days_ago=number / 3)
    as_learner.get(URL)  # reads the bank, and folds what is new into cards

    counts = [count(as_learner), count(stranger)]

    assert counts[0] == counts[1] <= BUDGET


def count(client):
    with CaptureQueriesContext(connection) as queries:
        client.get(URL)
    return len(queries)
