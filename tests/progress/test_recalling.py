"""Forgetting until the exam, in the forecast and in the words for lessons."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studyapp.progress.bank import Trait
from studyapp.progress.recalling import Recalls, recalls_of
from studyapp.review.models import Plan
from tests.progress.studying import NOW, make_bank, study
from tests.progress.test_page import URL, text_of

TODAY = timezone.localdate(NOW)
BANK = {n: Trait(n, "runtimes", f"{n % 4 + 1}.1", 3, 0.25, True) for n in range(8)}


def test_what_is_kept_is_the_share_of_what_is_there_today():
    recalls = Recalls(TODAY, {0: 0.9, 4: 0.6, 1: 0.5, 99: 1}, {0: 0.6, 4: 0.3, 1: 0.5, 99: 0})

    assert recalls.retention(BANK) == {1: pytest.approx(0.6), 2: 1}


def test_without_an_exam_nothing_is_taken_off():
    assert Recalls(None, {0: 0.9}, {0: 0.1}).retention(BANK) == {}


@pytest.mark.django_db
def test_the_day_is_that_of_the_exam_while_it_lies_ahead(learner):
    study(learner, make_bank(4), [True, True, False, True])
    assert recalls_of(learner, TODAY).exam is None

    plan = Plan.objects.create(user=learner, exam_date=TODAY + timedelta(days=60))
    far = recalls_of(learner, TODAY)
    assert far.exam == plan.exam_date
    assert len(far.then) == 4
    assert all(0 < far.then[key] < far.today[key] <= 1 for key in far.then)

    Plan.objects.update(exam_date=TODAY - timedelta(days=1))
    assert recalls_of(learner, TODAY).exam is None


@pytest.mark.django_db
def test_a_far_exam_lowers_the_forecast_and_the_page_says_why(as_learner, learner):
    study(learner, make_bank(), [True] * 24)
    today = as_learner.get(URL).context["readiness"].full
    Plan.objects.create(user=learner, exam_date=TODAY + timedelta(days=90))

    page = text_of(as_learner)
    then = as_learner.get(URL).context["readiness"].full

    assert then.mean < today.mean - 0.03
    assert "What is likely forgotten by the day of your exam is taken off" in page
