"""What is refused, in plain words and with its place; nothing of it is stored."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from quizzes.models import Attempt
from studyapp.progress.carrying.models import Parcel
from studyapp.progress.carrying.reading import MOST_BYTES
from tests.factories import make_attempt, make_fact, make_question, make_quiz
from tests.progress.carrying.work import attempt_rows, browser, exported, one_attempt, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(learner) -> dict[str, Any]:
    one_attempt(learner)
    return exported(learner)


def refusal(user: Any, record: Any) -> str:
    page = upload(browser(user), record)
    assert page.status_code == 422
    assert not Parcel.objects.exists()
    assert not Attempt.objects.filter(user=user).exists()
    return page.content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is not JSON"),
        (b"PK\x03\x04 a package", "The file is not JSON"),
        (b'{"format": "lambda-ledger-export", "version": 2', "Was it cut off?"),
        (b"[" * 100_000, "The file is not JSON"),
        (b"[]", "no export of this site"),
        (b'{"format": "other"}', "its format is not"),
        (b'{"format": "lambda-ledger-export", "version": 1}', "lacks the ids"),
        (b'{"format": "lambda-ledger-export", "version": 3}', "another version"),
        (b'{"format": "lambda-ledger-export", "version": 2}', "“belongings” is missing"),
        (b" " * (MOST_BYTES + 1), "larger than 20 MB"),
    ],
    ids=["empty", "binary", "cut", "deep", "list", "other", "old", "new", "bare", "large"],
)
def test_a_file_that_is_no_export(outsider, data, words):
    assert words in refusal(outsider, data)


FUTURE = "2999-01-01T00:00:00Z"
BROKEN: list[tuple[str, tuple[Any, ...], Any, str]] = [
    ("future start", ("started_at",), FUTURE, "Attempt 1: “started_at”: it lies in the future."),
    ("future end", ("finished_at",), FUTURE, "“finished_at”: it lies in the future."),
    ("before all", ("started_at",), "0001-01-01T00:00:00Z", "no date that this site can have"),
    ("no zone", ("started_at",), "2026-01-01T00:00:00", "“started_at” is a time without"),
    ("backwards", ("finished_at",), "2024-01-01T00:00:00Z", "Attempt 1: it ends before"),
    ("no id", ("id",), "one", "Attempt 1: “id”"),
    ("mode", ("mode",), "cheat", "“mode”: it is none of deferred, exam, practice, review"),
    ("more", ("score",), 9, "Attempt 1: “score” is not known here."),
    ("deadline", ("deadline_at",), "2026-01-01T00:00:00Z", "deadline_at and closes_at"),
    ("seed", ("questions", 0, "seed"), -1, "Attempt 1, question 1: “seed” is too small"),
    ("text", ("questions", 0, "seed"), "1", "“seed” is not a whole number"),
    ("nul", ("questions", 0, "note"), "a\0b", "“note”: it holds a character that is no text"),
    ("surrogate", ("questions", 0, "note"), "\ud800", "The file is not JSON"),
    ("order", ("questions", 0, "option_order"), ["a", "b"], "does not name the options"),
    ("numbers", ("questions", 0, "numbers"), {"x": "1"}, "“numbers” names facts"),
    (
        "future answer",
        ("questions", 0, "answers", 0, "answered_at"),
        FUTURE,
        "Attempt 1, question 1, answer 1: “answered_at”: it lies in the future.",
    ),
    (
        "early answer",
        ("questions", 0, "answers", 0, "answered_at"),
        "2024-01-01T00:00:00Z",
        "Attempt 1: an answer is older than the attempt.",
    ),
    (
        "foreign",
        ("questions", 0, "answers", 0, "response"),
        ["zz"],
        "Attempt 1, question 1, answer 1: q-",
    ),
    ("sure", ("questions", 0, "answers", 0, "sureness"), "very", "“sureness”: it is none of"),
    ("revision", ("questions", 0, "answers", 0, "revision"), 0, "“revision” is too small"),
]


@pytest.mark.parametrize(
    ("path", "value", "words"), [one[1:] for one in BROKEN], ids=[one[0] for one in BROKEN]
)
def test_a_broken_row_is_named(record, outsider, path, value, words):
    place = attempt_rows(record)[0]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    assert words in refusal(outsider, record)


def test_numbers_with_which_an_open_question_could_not_be_asked(learner, outsider):
    """Its page, and the home page that offers it, would fail for ever."""
    make_fact()
    step = {"name": "gb", "expr": "memory / fact('mem-max-default')", "text": "{gb}"}
    quiz = make_quiz([make_question("parameterised", step=[step])])
    make_attempt(learner, quiz)
    record = exported(learner)
    attempt_rows(record)[0]["questions"][0]["numbers"] = {"mem-max-default": "0"}

    assert "cannot be asked with these “numbers”" in refusal(outsider, record)


@pytest.mark.parametrize("number", ["NaN", "1e400", "9" * 40, "a", ""])
def test_numbers_that_cannot_be_computed_with(learner, outsider, number):
    one_attempt(learner, "parameterised")
    record = exported(learner)
    attempt_rows(record)[0]["questions"][0]["numbers"] = {"mem-max-default": number}

    assert "“numbers”" in refusal(outsider, record)


def test_one_thing_twice(record, outsider):
    rows = attempt_rows(record)
    answers = rows[0]["questions"][0]["answers"]
    answers.append(answers[0] | {"revision": 2})
    assert "Attempt 1, question 1: it holds one answer twice." in refusal(outsider, record)

    answers[1]["client_id"], answers[1]["revision"] = str(uuid.uuid4()), 1
    assert "not in the order of their revisions" in refusal(outsider, record)

    answers.pop()
    rows.append(rows[0])
    assert "two of its attempts have one id" in refusal(outsider, record)


def test_ids_that_meet_in_one_place_change_nothing(record, outsider):
    """The first id is somebody else's; the second is what the first would become."""
    rows = attempt_rows(record)
    own = uuid.uuid5(uuid.UUID(rows[0]["id"]), str(outsider.pk))
    rows.append(rows[0] | {"id": str(own)})
    client = browser(outsider)
    upload(client, record)

    page = client.post("/progress/bring/take/")

    assert page.status_code == 422
    assert "Nothing is taken in" in page.content.decode()
    assert not Attempt.objects.filter(user=outsider).exists()


def test_many_problems_are_told_in_part(record, outsider):
    start = timezone.now() + timedelta(days=1)
    row = attempt_rows(record)[0] | {"started_at": start.isoformat()}
    rows = [row | {"id": str(uuid.uuid4())} for _ in range(14)]
    record["belongings"]["quizzes.Attempt"] = rows

    page = refusal(outsider, record)

    assert page.count("it lies in the future") == 10
    assert "And 4 more like these." in page


def test_a_flood_is_refused_before_it_is_read(client, monkeypatch):
    monkeypatch.setattr("studyapp.uploads.MOST_BYTES", 1_000)
    assert upload(client, b"x" * 500).status_code == 422
    assert upload(client, b"x" * 2_000).status_code == 400


def test_no_file_at_all(client):
    page = client.post("/progress/bring/")
    assert page.status_code == 422
    assert "Choose a file first." in page.content.decode()


def test_hostile_text_is_shown_as_text(record, outsider):
    attempt_rows(record)[0]["questions"][0]["question"] = "<script>alert(1)</script>"
    client = browser(outsider)
    upload(client, json.loads(json.dumps(record)))
    page = client.get("/progress/bring/look/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
