"""Promises 2 and 3: a request sent again, in whatever order, changes nothing."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from quizzes.mocks import seal
from quizzes.models import Answer, Attempt, SealedForm, StrayAnswer
from tests.factories import make_attempt, make_quiz, make_user
from tests.parallel import at_once
from tests.quizzes.bank import make_bank

POSITIONS = (1, 2, 3)


def requests_of(quiz, attempt):
    """Start, one answer to each question, submit: as the pages would send them."""
    start = (quiz.get_absolute_url(), {"mode": "deferred", "attempt": attempt})
    saves = [
        (
            reverse("quizzes:slot", args=[attempt, position]),
            {"answer": "ab"[position % 2], "client_id": uuid.uuid4()},
        )
        for position in POSITIONS
    ]
    return [start, *saves, (reverse("quizzes:finish", args=[attempt]), {})]


class Repeats(TestCase):
    def setUp(self):
        self.quiz = make_quiz(len(POSITIONS))
        self.client = Client()
        self.client.force_login(make_user("learner@example.org"))

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(st.integers(1, 5), min_size=5, max_size=5).flatmap(
            lambda times: st.permutations([i for i, n in enumerate(times) for _ in range(n)])
        )
    )
    def test_sent_one_to_five_times_in_any_order_it_is_one_attempt_and_one_submission(self, order):
        attempt = uuid.uuid4()
        sends = requests_of(self.quiz, attempt)
        ended, accepted = None, set()
        for index in order:
            url, data = sends[index]
            answer = self.client.post(url, data, headers={"Accept": "application/json"})
            if 0 < index < len(sends) - 1 and answer.status_code == 200:
                state = answer.json()["state"]
                assert state in ("saved", "duplicate", "late")
                accepted |= {data["client_id"]} if state != "late" else set()
            found = Attempt.objects.filter(pk=attempt).first()
            if found and ended is None:
                ended = found.finished_at
            assert not ended or found.finished_at == ended

        assert Attempt.objects.count() == 1
        assert {answer.client_id for answer in Answer.objects.all()} == accepted


class ExamRepeats(TestCase):
    """The same of a mock exam, drawn anew or set aside before."""

    def setUp(self):
        make_bank(60)
        self.learner = make_user("learner@example.org")
        self.client = Client()
        self.client.force_login(self.learner)

    def sends(self, attempt, sealed):
        if sealed:
            seal(self.learner, 20, timezone.now())
        start = {"size": 20, "attempt": attempt, "sealed": "1" if sealed else ""}
        saves = [
            (
                reverse("quizzes:slot", args=[attempt, position]),
                {"answer": "a", "client_id": uuid.uuid4()},
            )
            for position in POSITIONS
        ]
        return [
            (reverse("exams:start"), start),
            *saves,
            (reverse("exams:submit", args=[attempt]), {}),
        ]

    @settings(max_examples=30, deadline=None)
    @given(
        st.lists(st.integers(1, 5), min_size=5, max_size=5).flatmap(
            lambda times: st.permutations([i for i, n in enumerate(times) for _ in range(n)])
        ),
        st.booleans(),
    )
    def test_sent_one_to_five_times_in_any_order_it_is_one_exam_and_one_submission(
        self, order, sealed
    ):
        attempt = uuid.uuid4()
        sends = self.sends(attempt, sealed)
        ended, form, told = None, None, {}
        for index in order:
            url, data = sends[index]
            answer = self.client.post(url, data, headers={"Accept": "application/json"})
            found = Attempt.objects.filter(pk=attempt).first()
            if "client_id" in data and answer.status_code == 200:
                state = answer.json()["state"]
                before = told.setdefault(data["client_id"], state)
                assert state in {"saved": ("saved", "duplicate"), "late": ("late",)}[before]
                assert (state == "saved") <= (ended is None)
            if found:
                slots = list(found.slots.values_list("version", "scored", "seed"))
                form, ended = form or slots, ended or found.finished_at
                assert (slots, found.finished_at) == (form, ended)

        exam = Attempt.objects.get()
        assert len(form) == 20
        assert not SealedForm.objects.exists()
        assert bool(ended) == (0 in order[: max(i for i, at in enumerate(order) if at == 4)])
        counted = {answer.client_id for answer in Answer.objects.all()}
        assert counted == {key for key, state in told.items() if state == "saved"}
        strays = {stray.client_id for stray in StrayAnswer.objects.all()}
        assert strays == {key for key, state in told.items() if state == "late"}
        if not exam.is_open:
            page = self.client.get(exam.report_url).content.decode()
            assert f"answered {len(counted)} of 20 questions" in page


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_starts_make_one_attempt():
    quiz, learner = make_quiz(3), make_user("learner@example.org")

    def start():
        client = Client()
        client.force_login(learner)
        return client.post(quiz.get_absolute_url(), {"mode": "deferred"}).headers["Location"]

    places = at_once(*[start] * 50)

    attempt = Attempt.objects.get()
    assert set(places) == {attempt.get_absolute_url()}
    assert attempt.slots.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", ["practice", "deferred", "exam"])
def test_a_save_in_the_moment_of_the_end_counts_or_is_said_not_to(mode):
    learner = make_user("learner@example.org")
    for _ in range(8):
        attempt = make_attempt(learner, make_quiz(2), mode)
        slot = attempt.slots.first()

        def save(slot=slot):
            client = Client()
            client.force_login(learner)
            data = {"answer": "a", "client_id": uuid.uuid4()}
            told = client.post(
                slot.get_absolute_url(), data, headers={"Accept": "application/json"}
            )
            return told.json()["state"]

        def submit(attempt=attempt):
            client = Client()
            client.force_login(learner)
            return client.post(reverse("quizzes:finish", args=[attempt.pk])).status_code

        said, ended = at_once(save, submit)

        attempt.refresh_from_db()
        graded = Attempt.objects.with_progress().get(pk=attempt.pk).n_right
        assert ended == 302
        assert attempt.finished_at
        assert (said, graded, slot.strays.count()) in (("saved", 1, 0), ("late", 0, 1))
