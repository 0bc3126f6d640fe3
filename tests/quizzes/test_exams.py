"""The mock exam: its start, its clock, its end, and what it never tells before that."""

import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quizzes.mocks import draw, seal, start_sealed, unsaved
from quizzes.models import Attempt, SealedForm, Slot, StrayAnswer
from quizzes.views.attempts import LATE
from tests.factories import make_answer, make_user
from tests.quizzes.bank import make_bank, make_exam, response_of, take

pytestmark = pytest.mark.django_db

INDEX = "/exam/"
START = "/exam/start/"


def begin(client, size=20, **fields):
    return client.post(START, {"size": size, "attempt": uuid.uuid4(), **fields})


def test_the_page_says_what_it_is_and_what_the_bank_can_give(client):
    make_bank(120)
    html = client.get(INDEX).content.decode()
    assert "The Lambda part of SAA-C03" in html
    assert "no result here forecasts" in html
    assert "65 questions, 130 minutes" in html
    assert "1 Secure architectures" in html


def test_a_bank_too_small_is_said(client):
    make_bank(30)
    assert "The bank is too small for 2 of these lengths" in client.get(INDEX).content.decode()


def test_an_empty_bank_starts_nothing(as_learner):
    page = as_learner.post(START, {"size": 20}, follow=True)
    assert "no question that a mock exam could ask" in page.content.decode()
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(("size", "minutes"), [(65, 130), (40, 80), (20, 40)])
def test_a_start_fixes_questions_and_deadline(as_learner, size, minutes):
    make_bank(200)
    begin(as_learner, size)
    exam = Attempt.objects.get()
    assert exam.mode == "exam"
    assert exam.slots.count() == size
    assert exam.deadline_at - exam.started_at == timedelta(minutes=minutes)
    assert exam.closes_at - exam.deadline_at == timedelta(seconds=60)
    assert exam.slots.filter(scored=False).count() == {65: 15, 40: 9, 20: 5}[size]


@pytest.mark.parametrize(("size", "minutes"), [(65, 160), (40, 98), (20, 49)])
def test_more_time_is_in_the_deadline(as_learner, size, minutes):
    make_bank(200)
    begin(as_learner, size, extra="1")
    exam = Attempt.objects.get()
    assert exam.deadline_at - exam.started_at == timedelta(minutes=minutes)
    assert exam.title == f"Mock exam, {size} questions"


@pytest.mark.parametrize(("extra", "minutes"), [("", 60), ("1", 74)])
def test_a_small_bank_makes_a_form_that_says_how_short_it_is(as_learner, extra, minutes):
    make_bank(30)
    begin(as_learner, 65, extra=extra)
    exam = Attempt.objects.get()
    assert exam.title == "Mock exam, 30 questions"
    assert exam.deadline_at - exam.started_at == timedelta(minutes=minutes)
    assert exam.slots.filter(scored=False).count() == 7


def test_what_somebody_brought_moves_nobody_elses_draw(learner, outsider):
    make_bank(100)
    brought = make_exam(outsider, 65, minutes_ago=300)
    brought.finish(timezone.now())
    once = {slot.version.question_id for slot in brought.slots.all()}
    for number in range(30):
        copy = Attempt.objects.create(
            user=outsider, mode="exam", started_at=timezone.now(), finished_at=timezone.now()
        )
        slots = brought.slots.all()
        Slot.objects.bulk_create(
            Slot(attempt=copy, position=s.position, version=s.version, seed=number) for s in slots
        )
    Attempt.objects.update(brought_at=timezone.now())
    cache.clear()

    form = draw(learner, 20, 5, timezone.now())
    cache.clear()
    Attempt.objects.all().delete()

    assert form == draw(learner, 20, 5, timezone.now())
    assert {question for question, _ in form} & once


@pytest.mark.django_db(transaction=True)
def test_a_start_takes_ten_statements_with_a_bank_of_five_thousand(learner, as_learner):
    make_bank(5_000)
    begin(as_learner, 65)  # the process reads the edition once
    Attempt.objects.all().delete()

    with CaptureQueriesContext(connection) as seen:
        response = begin(as_learner, 65)

    said = [row["sql"].split()[0] for row in seen]
    assert response.status_code == 302
    assert Attempt.objects.get().slots.count() == 65
    assert len(said) <= 10, said
    assert {"BEGIN", "COMMIT"} <= set(said)


def test_a_second_click_finds_the_same_exam(as_learner):
    make_bank()
    data = {"size": 20, "attempt": uuid.uuid4()}
    first, again = as_learner.post(START, data), as_learner.post(START, data)
    assert first.url == again.url
    other = begin(as_learner, 65)
    assert other.url == first.url
    assert Attempt.objects.count() == 1


def test_an_exam_that_ran_out_does_not_stand_in_the_way(learner, as_learner):
    make_bank()
    old = make_exam(learner, minutes_ago=60)
    begin(as_learner)
    old.refresh_from_db()
    assert old.finished_at == old.deadline_at
    assert Attempt.objects.open().count() == 1


def test_another_learners_id_is_a_404(learner, outsider, as_outsider):
    make_bank()
    exam = make_exam(learner)
    assert as_outsider.post(START, {"size": 20, "attempt": exam.pk}).status_code == 404
    for name in ("grid", "report", "time"):
        assert as_outsider.get(reverse(f"exams:{name}", args=[exam.pk])).status_code == 404
    assert as_outsider.post(reverse("exams:submit", args=[exam.pk]), follow=True).status_code == 404
    exam.refresh_from_db()
    assert exam.is_open


def test_a_guest_may_take_one(client):
    make_bank()
    assert begin(client).status_code == 302
    assert client.get(begin(client).url, follow=True).status_code == 200


def test_a_second_exam_brings_what_was_not_seen(learner):
    make_bank(120)
    first, other = make_exam(learner), None
    first.finish(timezone.now())
    other = make_exam(learner)
    asked = [set(e.slots.values_list("version__question", flat=True)) for e in (first, other)]
    assert not asked[0] & asked[1]


def test_only_the_formats_of_the_exam_are_drawn(learner):
    make_bank(120)
    exam = make_exam(learner, 65)
    kinds = Counter(slot.item.kind for slot in exam.slots.select_related("version"))
    assert set(kinds) == {"single", "multiple"}
    assert 10 <= kinds["multiple"] <= 13


class TestSealed:
    def test_it_is_set_aside_once(self, as_learner, learner):
        make_bank(200)
        as_learner.post("/exam/seal/")
        first = SealedForm.objects.get(user=learner).questions
        as_learner.post("/exam/seal/")
        assert SealedForm.objects.get(user=learner).questions == first
        assert len(first) == 65

    def test_no_other_form_draws_from_it(self, learner):
        make_bank(140)
        aside = {q for q, _ in seal(learner, 65, timezone.now()).questions}
        exam = make_exam(learner, 65)
        assert not aside & set(exam.slots.values_list("version__question", flat=True))
        assert SealedForm.objects.set_aside(learner) == aside

    def test_taking_it_breaks_the_seal(self, as_learner, learner):
        make_bank(200)
        questions = seal(learner, 65, timezone.now()).questions
        begin(as_learner, 65, sealed="1")
        exam = Attempt.objects.get()
        slots = exam.slots.values_list("version__question", "scored")
        assert [[q, s] for q, s in slots] == [list(pair) for pair in questions]
        assert exam.name == "Sealed form, 65 questions"
        assert not SealedForm.objects.exists()

    def test_a_second_click_finds_the_exam_that_broke_it(self, as_learner, learner):
        make_bank(200)
        seal(learner, 65, timezone.now())
        key = uuid.uuid4()
        first = begin(as_learner, 65, sealed="1", attempt=key)
        again = begin(as_learner, 65, sealed="1", attempt=key)
        assert again["Location"] == first["Location"] != INDEX

    def test_an_open_exam_keeps_the_seal(self, learner):
        make_bank(200)
        seal(learner, 65, timezone.now())
        exam = make_exam(learner)
        again = start_sealed(unsaved(learner, uuid.uuid4(), timezone.now(), "Sealed form"))
        assert again == exam
        assert SealedForm.objects.exists()

    def test_without_one_nothing_starts(self, as_learner):
        make_bank()
        begin(as_learner, 65, sealed="1")
        assert not Attempt.objects.exists()


class TestTheClock:
    def test_a_page_says_what_is_left(self, learner, as_learner):
        make_bank()
        exam = make_exam(learner, minutes_ago=10)
        page = as_learner.get(exam.get_absolute_url(), follow=True)
        html = page.content.decode()
        assert 'role="timer" aria-live="off"' in html
        assert "30 min left" in html
        assert "On pace" not in html
        assert "behind pace: question 1, 30 min left; about 1:30 for each." in html
        assert 1790 <= int(page.headers["X-Seconds-Left"]) <= 1800

    def test_a_receipt_carries_the_time(self, learner, as_learner):
        make_bank()
        slot = make_exam(learner).slots.first()
        data = {"answer": "a", "client_id": uuid.uuid4()}
        headers = {"Accept": "application/json"}
        told = as_learner.post(slot.get_absolute_url(), data, headers=headers)
        assert 2390 <= int(told.headers["X-Seconds-Left"]) <= 2400

    def test_in_the_grace_no_page_opens_but_an_answer_still_counts(self, learner, as_learner):
        make_bank()
        exam = make_exam(learner, minutes_ago=40.5)
        slot = exam.slots.first()
        assert as_learner.get(slot.get_absolute_url()).url == exam.report_url
        page = as_learner.get(exam.report_url, follow=True).content.decode()
        assert "Time is over" in page
        make_answer(slot, ["a"])
        assert slot.answers.count() == 1

    def test_after_it_an_answer_is_evidence_and_the_report_says_so(self, learner, as_learner):
        make_bank()
        exam = make_exam(learner, minutes_ago=42)
        slot = exam.slots.first()
        page = as_learner.post(
            slot.get_absolute_url(), {"answer": "a", "client_id": uuid.uuid4()}, follow=True
        )
        exam.refresh_from_db()
        assert exam.finished_at == exam.deadline_at
        assert StrayAnswer.objects.get().why == "late"
        assert LATE in page.content.decode()
        assert "1 answer came after the end and does not count" in page.content.decode()

    def test_the_command_ends_what_ran_out_at_its_deadline(self, learner, capsys):
        make_bank()
        out, running = make_exam(learner, minutes_ago=60), make_exam(make_user())
        call_command("close_attempts")
        call_command("close_attempts")
        out.refresh_from_db()
        running.refresh_from_db()
        assert out.finished_at == out.deadline_at
        assert running.is_open
        assert capsys.readouterr().out.splitlines() == ["1 attempt closed.", "0 attempts closed."]


class TestTaking:
    def test_strikes_and_flag_go_along_with_the_answer(self, learner, as_learner):
        make_bank()
        slot = make_exam(learner).slots.first()
        data = {"answer": "a", "struck": ["", "b", "c"], "flag": "1", "client_id": uuid.uuid4()}
        as_learner.post(slot.get_absolute_url(), data)
        slot.refresh_from_db()
        assert (slot.struck, slot.flagged) == (["b", "c"], True)
        html = as_learner.get(slot.get_absolute_url()).content.decode()
        assert 'name="struck" value="b" checked' in html
        assert "✓ Saved, flagged" in html

        as_learner.post(slot.get_absolute_url(), {"answer": "a", "struck": "", "revision": 2})
        slot.refresh_from_db()
        assert slot.struck == []

    def test_the_grid_says_states_in_words(self, learner, as_learner):
        make_bank()
        exam = make_exam(learner)
        slots = list(exam.slots.select_related("version"))
        several = next(slot for slot in slots if slot.item.kind == "multiple")
        single = next(slot for slot in slots if slot.item.kind == "single")
        make_answer(several, ["a"])
        make_answer(single, ["b"])
        Slot.objects.filter(pk=single.pk).update(flagged=True)
        html = as_learner.get(exam.report_url, follow=True).content.decode()
        assert "18 of 20 have no answer, 1 is flagged." in html
        assert "1 of 2 chosen" in html
        assert html.count("Not answered") == 18
        assert "Flagged</td>" in html

    def test_after_the_last_question_comes_the_grid(self, learner, as_learner):
        make_bank()
        exam = make_exam(learner)
        last = exam.slots.last()
        done = as_learner.post(last.get_absolute_url(), {"answer": "a"})
        assert done.url == exam.report_url

    def test_nothing_of_the_key_is_told_before_the_end(self, learner, as_learner):
        make_bank()
        exam = make_exam(learner)
        take(exam)
        told = [as_learner.get(INDEX), as_learner.get(exam.get_absolute_url(), follow=True)]
        told += [as_learner.get(exam.report_url, follow=True), as_learner.get("/progress/")]
        told += [as_learner.get(reverse("exams:time", args=[exam.pk])), as_learner.get("/")]
        told += [as_learner.get(reverse("accounts:export"))]
        for slot in exam.slots.all():
            told.append(as_learner.get(slot.get_absolute_url()))
            for headers in ({"HX-Request": "true"}, {"Accept": "application/json"}):
                data = {"answer": "b", "revision": 9, "client_id": uuid.uuid4()}
                told.append(as_learner.post(slot.get_absolute_url(), data, headers=headers))
        secrets = [
            "Go is compiled",
            "It runs bytecode",
            "Needed",
            "Not needed",
            "The idea behind it",
        ]
        secrets += ['"verdict"', '"points"', '"scored"', "data-verdict", "unscored</strong>"]
        assert {response.status_code for response in told} <= {200, 302}
        for response in told:
            text = b"".join(response).decode() if response.streaming else response.content.decode()
            assert [secret for secret in secrets if secret in text] == [], response.request[
                "PATH_INFO"
            ]

    def test_a_page_is_the_same_whichever_option_is_right(self, learner):
        """Beside each other, but for the key: what differs would tell it."""
        make_bank()
        exam = make_exam(learner)
        slot = next(s for s in exam.slots.select_related("version") if s.item.kind == "single")
        client = Client()
        client.force_login(learner)
        pages = []
        for key in "abcd":
            body = dict(slot.version.body)
            body["option"] = [{**o, "correct": o["id"] == key} for o in body["option"]]
            question = slot.version.question
            question.save_draft(slot.version.item().model_validate(body)).publish()
            Slot.objects.filter(pk=slot.pk).update(version=question.published())
            page = client.get(slot.get_absolute_url(), headers={"HX-Request": "true"})
            pages.append(_without_chance(page.content.decode()))
        assert len(set(pages)) == 1


def _without_chance(html):
    """Without tokens, ids of requests, version numbers and the running clock."""
    for mark in ("csrfmiddlewaretoken", "client_id"):
        before, _, rest = html.partition(f'name="{mark}" value="')
        html = before + rest.partition('"')[2]
    lines = [
        line for line in html.splitlines() if "data-clock" not in line and "version=" not in line
    ]
    return "\n".join(lines)


def test_a_right_response_is_one(learner):
    make_bank()
    slot = make_exam(learner).slots.select_related("version").first()
    assert set(response_of(slot, right=True)) == slot.item.key
    assert set(response_of(slot, right=False)) != slot.item.key
