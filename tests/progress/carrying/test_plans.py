"""The plan and the results of exams come back with the rest."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from studyapp.review.models import Outcome, Plan
from tests.progress.carrying.work import LOOK, bring, browser, exported, upload

pytestmark = pytest.mark.django_db
TODAY = timezone.now().date()


@pytest.fixture
def record(learner):
    """The export of somebody who planned twice and passed at the second try."""
    Plan.objects.create(
        user=learner,
        exam_date=TODAY + timedelta(days=9),
        minutes=20,
        remind_hour=7,
        reminds=True,
        confirmed=learner.email,
    )
    failed = {"passed": False, "score": 640, "weak_domains": [2, 4], "forecast": 0.6}
    Outcome.objects.create(user=learner, taken_on=date(2026, 1, 5), **failed)
    Outcome.objects.create(user=learner, taken_on=date(2026, 3, 5), passed=True)
    return exported(learner)


def test_they_come_back(outsider, learner, record):
    receipt = bring(outsider, record)

    assert "1 study plan" in receipt
    assert "2 exam results" in receipt
    plan = Plan.objects.get(user=outsider)
    assert (plan.exam_date, plan.minutes, plan.remind_hour) == (TODAY + timedelta(days=9), 20, 7)
    assert plan.token != Plan.objects.get(user=learner).token
    passed, failed = Outcome.objects.of(outsider)
    assert (failed.taken_on, failed.passed, failed.score) == (date(2026, 1, 5), False, 640)
    assert failed.weak_domains == [2, 4]
    assert (passed.passed, passed.score) == (True, None)
    age = Outcome.objects.of(learner)[1].told_at - failed.told_at
    assert age < timedelta(milliseconds=1)  # a file writes no less


def test_no_file_confirms_an_address_or_brings_a_forecast(outsider, record):
    record["belongings"]["review.Plan"][0]["confirmed"] = outsider.email

    bring(outsider, record)

    plan = Plan.objects.get(user=outsider)
    assert (plan.reminds, plan.confirmed) == (False, "")
    assert not Outcome.objects.of(outsider).exclude(forecast=None).exists()


def test_twice_they_are_there_once(outsider, record):
    bring(outsider, record)
    client = browser(outsider)
    upload(client, record)
    page = client.get(LOOK).content.decode()

    assert "1 study plan" in page.split("Here already")[1]
    assert "Nothing taken in" in bring(outsider, record)
    assert Outcome.objects.of(outsider).count() == 2


def test_what_one_has_stays(outsider, record):
    Plan.objects.create(user=outsider, minutes=5)
    Outcome.objects.create(user=outsider, taken_on=date(2026, 1, 5), score=900)

    receipt = bring(outsider, record)

    assert "1 exam result taken in" in receipt
    assert Plan.objects.get(user=outsider).minutes == 5
    assert Outcome.objects.of(outsider).get(taken_on=date(2026, 1, 5)).score == 900


@pytest.mark.parametrize(
    ("label", "field", "value", "words"),
    [
        ("Plan", "minutes", 500, "Study plan 1: “minutes”"),
        ("Plan", "exam_date", "0001-01-01", "no date that this site can have written"),
        ("Plan", "remind_hour", 24, "“remind_hour” is too large a number"),
        ("Outcome", "taken_on", "2999-01-01", "Exam result 1: “taken_on”: it lies in the future."),
        ("Outcome", "score", 5, "“score” is too small a number"),
        ("Outcome", "weak_domains", [9], "Exam result 1: “weak_domains”"),
        ("Outcome", "taken_on", "2026-01-05", "two of its exam results have one id"),
    ],
)
def test_what_cannot_be_is_refused(outsider, record, label, field, value, words):
    record["belongings"][f"review.{label}"][0][field] = value

    response = upload(browser(outsider), record)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Plan.objects.of(outsider).exists()
