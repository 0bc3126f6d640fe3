"""What a mock exam may still ask: no file shows its keys."""

import uuid
from typing import Any

import pytest
from django.utils import timezone

from quizzes.models import Attempt, SealedForm
from tests.factories import make_attempt, make_question, make_quiz
from tests.progress.carrying.work import (
    LOOK,
    attempt_rows,
    bring,
    browser,
    exported,
    one_attempt,
    upload,
)
from tests.quizzes.bank import make_bank, make_exam, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam(learner) -> Attempt:
    make_bank()
    exam = make_exam(learner)
    take(exam)
    return exam


def looked_at(user: Any, record: Any) -> str:
    client = browser(user)
    upload(client, record)
    return client.get(LOOK).content.decode()


def said_to_be_over(record: Any) -> Any:
    """The file after somebody has worked on it."""
    [row] = attempt_rows(record)
    row |= {"id": str(uuid.uuid4()), "finished_at": timezone.now().isoformat()}
    return record


def test_a_mock_exam_under_way_does_not_come_in(learner, outsider, exam):
    record = exported(learner)
    [row] = attempt_rows(record)
    assert "scored" not in row["questions"][0]
    assert not {"points", "verdict", "fraction"} & row["questions"][0]["answers"][0].keys()

    page = looked_at(outsider, record)
    receipt = bring(outsider, record)

    assert "1 mock exam under way" in page
    assert "Left out" not in page
    assert "not yet taken in: 1 mock exam under way" in receipt
    assert not Attempt.objects.of(outsider).exists()


def test_once_over_it_comes_in(learner, outsider, exam):
    exam.finish(timezone.now())

    bring(outsider, exported(learner))

    assert Attempt.objects.of(outsider).get().finished_at


def test_the_export_of_an_exam_that_has_ended_since_does_not_close_it(learner, outsider, exam):
    record = exported(learner)
    exam.finish(timezone.now())

    bring(outsider, record)

    assert not Attempt.objects.of(outsider).exists()


@pytest.mark.parametrize("who", ["learner", "outsider"])
def test_a_file_that_calls_it_over_shows_no_key_of_it(request, learner, exam, who):
    user = request.getfixturevalue(who)
    record = said_to_be_over(exported(learner))

    bring(user, record)

    assert list(Attempt.objects.finished()) == []


@pytest.mark.parametrize("mode", ["practice", "deferred"])
def test_what_my_open_exam_asks_waits_for_its_end(learner, outsider, exam, mode):
    [slot, *_] = exam.slots.all()
    one_attempt(outsider)
    other = make_attempt(outsider, make_quiz([slot.version.question]), mode)
    take(other)
    record = exported(outsider)

    page = looked_at(learner, record)
    receipt = bring(learner, record)

    told = "1 attempt that shares questions with your open mock exam or sealed form"
    assert told in page
    assert told in receipt
    assert Attempt.objects.of(learner).exclude(pk=exam.pk).count() == 1
    exam.finish(timezone.now())
    bring(learner, record)
    assert Attempt.objects.of(learner).exclude(pk=exam.pk).count() == 2


def test_what_i_have_set_aside_waits_too(learner, outsider):
    question = make_question()
    take(make_attempt(outsider, make_quiz([question])), [True])
    SealedForm(user=learner, questions=[[question.pk, True]]).keep()

    assert "shares questions" in looked_at(learner, exported(outsider))
    bring(learner, exported(outsider))

    assert not Attempt.objects.of(learner).exists()
