"""Bringing one's work back: it adds, never changes, and believes no mark."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from quizzes.models import Answer, Attempt, Question, Slot, StrayAnswer
from studyapp.accounts.erasing import erase
from studyapp.accounts.merging import merge
from studyapp.accounts.models import User
from studyapp.lessons.models import LessonRead, Recall
from studyapp.progress.carrying.intake import take_in
from studyapp.progress.carrying.models import Parcel
from tests.accounts.work import work_of
from tests.factories import KINDS, make_attempt, make_item, make_quiz, make_user
from tests.progress.carrying.work import (
    BRING,
    LOOK,
    TAKE,
    attempt_rows,
    bring,
    browser,
    comparable,
    exported,
    one_attempt,
    study,
    upload,
)

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def test_what_was_erased_comes_back_the_same(learner):
    study(learner)
    before = exported(learner)
    erase(learner)
    again = make_user("again@example.org")

    receipt = bring(again, before)

    assert "nothing left out" in receipt
    assert comparable(exported(again)) == comparable(before)
    assert StrayAnswer.objects.count() == 1


def test_the_same_file_twice_adds_nothing(learner, outsider):
    study(learner)
    record = exported(learner)

    bring(outsider, record)
    there = comparable(exported(outsider))
    receipt = bring(outsider, record)

    assert "Nothing taken in" in receipt
    assert comparable(exported(outsider)) == there
    assert "Nothing taken in" in bring(learner, record)
    assert comparable(exported(learner)) == comparable(record)


def test_work_that_somebody_else_holds_gets_ids_of_its_own(learner, outsider):
    attempt = one_attempt(learner)

    bring(outsider, exported(learner))

    theirs = Attempt.objects.get(user=outsider)
    assert theirs.pk == uuid.uuid5(attempt.pk, str(outsider.pk))
    assert Attempt.objects.get(user=learner).pk == attempt.pk
    assert Answer.objects.count() == 2


def test_the_page_tells_first_what_would_be_added(learner, outsider):
    study(learner)
    record = exported(learner)
    bring(outsider, record)
    one_attempt(learner)
    client = browser(outsider)

    upload(client, exported(learner))
    page = text(client.get(LOOK))

    n = 3 * len(KINDS) + 2  # practice once, a set twice, one in an open set, the new one
    assert f"{n} answers in 4 attempts, 3 of them are here already." in page
    assert "1 answer, 1 attempt" in page
    assert Attempt.objects.filter(user=outsider).count() == 3


def test_a_stranger_becomes_a_guest_with_the_first_good_file(client, learner):
    one_attempt(learner)
    record = exported(learner)
    assert upload(client, b"{}").status_code == 422
    assert User.objects.count() == 1

    upload(client, record)
    client.post(TAKE)

    guest = User.objects.get(email=None)
    assert work_of(guest)["answers"] == 1


def test_marks_are_made_anew(learner, outsider):
    one_attempt(learner)
    record = exported(learner)
    [answer] = attempt_rows(record)[0]["questions"][0]["answers"]
    answer |= {"response": ["b"], "points": 1, "fraction": 1.0, "verdict": "right"}

    bring(outsider, record)

    mine = Answer.objects.get(slot__attempt__user=outsider)
    assert (mine.points, mine.fraction, mine.verdict) == (0, 0, "wrong")


def test_what_is_here_is_never_changed(learner):
    attempt = one_attempt(learner, mode="deferred")
    LessonRead.objects.create(user=learner, lesson_id="runtimes")
    before = exported(learner)
    changed = json.loads(json.dumps(before))
    row = attempt_rows(changed)[0]
    row["finished_at"], row["title"] = row["questions"][0]["answers"][0]["answered_at"], "Mine"
    row["questions"][0]["note"] = "changed"
    row["questions"][0]["answers"][0]["response"] = ["b"]
    changed["belongings"]["lessons.LessonRead"][0]["read_at"] = "2024-01-01T00:00:00Z"

    bring(learner, changed)

    assert comparable(exported(learner)) == comparable(before)
    assert Attempt.objects.get().pk == attempt.pk


def test_unknown_questions_are_listed_and_left_out(learner, outsider):
    one_attempt(learner)
    two = make_attempt(learner, make_quiz(2))
    record = exported(learner)
    Question.objects.filter(versions__slots__attempt=two, versions__slots__position=1).update(
        slug="renamed-here"
    )
    gone = attempt_rows(record)[0]["questions"][0]["question"]
    client = browser(outsider)

    upload(client, record)
    page = text(client.get(LOOK))
    client.post(TAKE)

    assert "1 question is not known here" in page
    assert gone in page
    slots = Slot.objects.filter(attempt__user=outsider, attempt__quiz=two.quiz)
    assert list(slots.values_list("position", flat=True)) == [1]


def test_a_version_is_known_by_its_words_not_by_its_number(learner, outsider):
    attempt = one_attempt(learner)
    record = exported(learner)
    attempt_rows(record)[0]["questions"][0]["version"] = 7
    bring(outsider, record)
    assert Slot.objects.get(attempt__user=outsider).version == attempt.slots.get().version

    attempt_rows(record)[0]["id"] = str(uuid.uuid4())
    attempt_rows(record)[0]["questions"][0]["says"] = "0" * 16
    assert "1 answer left out" in bring(outsider, record)


def test_a_draft_is_not_known(learner, outsider):
    attempt = one_attempt(learner)
    question = attempt.slots.get().version.question
    draft = question.save_draft(make_item(stem="Not published yet?"))
    record = exported(learner)
    row = attempt_rows(record)[0]["questions"][0]
    row |= {"version": draft.number, "says": draft.content_hash[:16]}

    assert "1 answer left out" in bring(outsider, record)


def test_an_open_attempt_goes_on_unless_its_quiz_is_open_here(learner, outsider):
    attempt = make_attempt(learner, make_quiz(2))
    record = exported(learner)
    bring(outsider, record)
    assert Attempt.objects.get(user=outsider).is_open

    other = make_user("third@example.org")
    here = make_attempt(other, attempt.quiz)
    bring(other, record)

    closed = Attempt.objects.of(other).exclude(pk=here.pk).get()
    assert closed.finished_at == closed.started_at
    assert list(Attempt.objects.of(other).open()) == [here]


def test_of_two_open_attempts_at_one_quiz_the_newer_stays_open(learner, outsider):
    make_attempt(learner, make_quiz(1))
    record = exported(learner)
    rows = attempt_rows(record)
    older = rows[0] | {"id": str(uuid.uuid4()), "started_at": "2024-01-01T00:00:00Z"}
    rows.append(older)

    bring(outsider, record)

    assert [a.started_at.year for a in Attempt.objects.of(outsider).finished()] == [2024]
    assert Attempt.objects.of(outsider).open().count() == 1


def test_a_failure_takes_in_nothing_and_keeps_the_file(learner, outsider, monkeypatch):
    study(learner)
    client = browser(outsider)
    upload(client, exported(learner))

    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Recall.objects.__class__, "bulk_create", fails, raising=False)
    client.raise_request_exception = False
    assert client.post(TAKE).status_code == 500

    assert work_of(outsider) == {"answers": 0, "attempts": 0, "marks": 0, "recalls": 0}
    assert Parcel.objects.filter(user=outsider).exists()


def test_a_second_click_adds_nothing(learner, outsider):
    one_attempt(learner)
    client = browser(outsider)
    upload(client, exported(learner))

    client.post(TAKE)
    again = client.post(TAKE, follow=True)

    assert "No file waits" in text(again)
    assert Attempt.objects.filter(user=outsider).count() == 1


def test_a_file_can_be_left(learner, outsider):
    one_attempt(learner)
    client = browser(outsider)
    upload(client, exported(learner))

    client.post(TAKE, {"leave": "1"})

    assert not Parcel.objects.exists()
    assert client.get(LOOK).url == BRING


def test_the_file_of_a_guest_goes_along_to_the_account(learner, outsider):
    one_attempt(learner)
    record = exported(learner)
    guest = make_user("", guest_key="of the first request")
    upload(browser(guest), record)
    upload(browser(outsider), record)

    assert merge(guest, outsider)

    assert not User.objects.filter(pk=guest.pk).exists()
    assert Parcel.objects.get().user == outsider


def test_an_uncollected_file_is_forgotten_after_a_day(learner, outsider):
    one_attempt(learner)
    record = exported(learner)
    upload(browser(learner), record)
    Parcel.objects.update(made_at=timezone.now() - timedelta(hours=25))

    upload(browser(outsider), record)

    assert Parcel.objects.get().user == outsider


@pytest.fixture
def old_parcel(learner, outsider):
    """Who uploaded a file, looked at it, and was away for a day."""
    one_attempt(learner)
    client = browser(outsider)
    upload(client, exported(learner))
    Parcel.objects.update(made_at=timezone.now() - timedelta(hours=25))
    return client


@pytest.mark.parametrize("way", ["look", "take", "bring"])
def test_a_file_that_waited_for_a_day_is_not_taken_in_and_that_is_said(old_parcel, outsider, way):
    ask = {
        "look": lambda: old_parcel.get(LOOK, follow=True),
        "take": lambda: old_parcel.post(TAKE, follow=True),
        "bring": lambda: old_parcel.get(BRING),
    }
    page = text(ask[way]())

    assert page.count("more than a day, so it is forgotten. Choose it again.") == 1
    assert "waits for your word" not in page
    assert not Attempt.objects.filter(user=outsider).exists()


def test_an_old_file_cannot_be_taken_in_by_another_way(old_parcel, outsider):
    assert take_in(outsider, timezone.now()) is None
    assert not Attempt.objects.filter(user=outsider).exists()


def test_the_daily_job_forgets_old_files(learner, outsider):
    for user, hours in ((learner, 23), (outsider, 25)):
        upload(browser(user), exported(learner))
        made_at = timezone.now() - timedelta(hours=hours)
        Parcel.objects.filter(user=user).update(made_at=made_at)

    call_command("keep_forecasts")

    assert [parcel.user for parcel in Parcel.objects.all()] == [learner]


def test_nobody_takes_in_the_file_of_another(learner, outsider):
    one_attempt(learner)
    upload(browser(learner), exported(learner))

    assert browser(outsider).get(LOOK).url == BRING
    browser(outsider).post(TAKE)

    assert not Attempt.objects.filter(user=outsider).exists()


def test_what_came_in_bears_the_moment_it_did(learner, outsider):
    one_attempt(learner, mode="exam").finish(timezone.now())
    before = timezone.now()

    bring(outsider, exported(learner))

    assert Attempt.objects.of(outsider).get().brought_at > before
    assert Attempt.objects.of(learner).get().brought_at is None
    assert list(Attempt.objects.taken_here()) == [Attempt.objects.of(learner).get()]
