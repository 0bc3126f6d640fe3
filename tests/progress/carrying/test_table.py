"""The answers as a table."""

import csv
from io import StringIO

import pytest

from quizzes.models import Answer, Attempt
from tests.progress.carrying.work import one_attempt

pytestmark = pytest.mark.django_db
TABLE = "/progress/answers.csv"


def rows(client) -> list[dict[str, str]]:
    data = b"".join(client.get(TABLE).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(data)))


def test_one_line_for_each_answer(as_learner, learner, outsider):
    attempt = one_attempt(learner)
    one_attempt(outsider)

    [row] = rows(as_learner)

    assert row["attempt"] == str(attempt.pk)
    assert (row["response"], row["verdict"], row["points"]) == ("a", "right", "1")


def test_what_is_not_told_yet_is_not_in_the_table(as_learner, learner):
    attempt = one_attempt(learner, mode="deferred")
    assert rows(as_learner)[0]["verdict"] == ""
    Attempt.objects.filter(pk=attempt.pk).update(finished_at=attempt.started_at)
    assert rows(as_learner)[0]["verdict"] == "right"


@pytest.mark.parametrize("given", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_no_cell_is_computed(as_learner, learner, given):
    one_attempt(learner)
    Answer.objects.update(response=[given])
    assert rows(as_learner)[0]["response"] == f"'{given}"


def test_a_stranger_has_no_table(client):
    assert client.get(TABLE).status_code == 302
