"""Two requests in one moment: the cache is folded once, a session begins once."""

import uuid
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from quizzes.models import Attempt
from studyapp.review.folding import cards_of, catch_up, rebuild
from studyapp.review.models import Session
from tests.factories import make_fact, make_question, make_user
from tests.parallel import at_once
from tests.review.logs import answer_at, at, canonical, practised

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def user():
    user = make_user()
    for number in range(3):
        make_fact(f"f-{number}")
        practised(user, make_question(facts=[f"f-{number}"]), at(20, number))
    return user


def test_looks_at_once_fold_each_answer_once(user):
    at_once(*[lambda: catch_up(user)] * 4)

    assert [card.reps for card in cards_of(user).values()] == [1, 1, 1]
    stored = canonical(user)
    rebuild(user)
    assert canonical(user) == stored


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_double_click_starts_one_session(user):
    data = {"attempt": uuid.uuid4(), "minutes": 10}

    clicks = [partial(browser(user).post, "/review/start/", data) for _ in range(3)]

    assert len({answer["Location"] for answer in at_once(*clicks)}) == 1
    assert Attempt.objects.filter(mode="review").count() == Session.objects.count() == 1


def test_two_tabs_at_the_end_bring_back_a_miss_once(user):
    client = browser(user)
    client.post("/review/start/", {"attempt": uuid.uuid4(), "minutes": 10})
    attempt = Attempt.objects.get(mode="review")
    for slot in attempt.slots.all():
        answer_at(slot, timezone.now(), right=False)

    clicks = [partial(browser(user).post, f"/review/{attempt.pk}/on/") for _ in range(3)]

    assert len({answer["Location"] for answer in at_once(*clicks)}) == 1
    assert attempt.slots.count() == 6
