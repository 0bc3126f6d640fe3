"""Mock exams at the same moment: on threads, each with its own connection to one file."""

import uuid
from collections import Counter
from datetime import timedelta
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Answer, Attempt, SealedForm, StrayAnswer
from tests.factories import make_answer, make_user
from tests.parallel import at_once
from tests.quizzes.bank import make_bank, make_exam, response_of

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_fifty_starts_make_one_exam():
    make_bank()
    learner = make_user()
    clients = [signed_in(learner) for _ in range(50)]

    def click(client):
        return client.post("/exam/start/", {"size": 20, "attempt": uuid.uuid4()}).url

    places = at_once(*[lambda client=client: click(client) for client in clients])

    exam = Attempt.objects.get()
    assert set(places) == {exam.get_absolute_url()}
    assert exam.slots.count() == 20


def test_a_sealed_form_is_taken_once():
    make_bank(200)
    learner = make_user()
    clients = [signed_in(learner) for _ in range(6)]
    at_once(*[lambda client=client: client.post("/exam/seal/").status_code for client in clients])
    questions = [question for question, _ in SealedForm.objects.get().questions]
    data = {"size": 65, "sealed": "1"}

    at_once(
        *[lambda c=c: c.post("/exam/start/", {**data, "attempt": uuid.uuid4()}) for c in clients]
    )

    exam = Attempt.objects.get()
    assert list(exam.slots.values_list("version__question", flat=True)) == questions
    assert not SealedForm.objects.exists()


def test_three_workers_close_each_exam_once():
    make_bank()
    exams = [make_exam(make_user(), minutes_ago=60) for _ in range(6)]

    def work():
        said = StringIO()
        call_command("close_attempts", stdout=said)
        return int(said.getvalue().split()[0])

    counts = at_once(work, work, work)

    assert sum(counts) == 6
    for exam in exams:
        exam.refresh_from_db()
        assert exam.finished_at == exam.deadline_at


@pytest.mark.parametrize("round_", range(3))
def test_a_save_beside_the_end_counts_or_is_told_that_it_does_not(round_):
    make_bank()
    learner = make_user()
    exam = make_exam(learner)
    slots = list(exam.slots.all())[:8]

    def save(slot):
        data = {"answer": "a", "client_id": uuid.uuid4()}
        headers = {"Accept": "application/json"}
        return (
            signed_in(learner).post(slot.get_absolute_url(), data, headers=headers).json()["state"]
        )

    def submit():
        return signed_in(learner).post(reverse("exams:submit", args=[exam.pk])).status_code

    *states, _ = at_once(*[lambda slot=slot: save(slot) for slot in slots], submit)

    exam.refresh_from_db()
    told = Counter(states)
    assert set(told) <= {"saved", "late"}
    assert Answer.objects.count() == told["saved"]
    assert StrayAnswer.objects.filter(why="late").count() == told["late"]
    assert not exam.is_open
    report = signed_in(learner).get(exam.report_url).content.decode()
    assert f"answered {told['saved']} of 20 questions" in report


def test_the_clock_and_a_click_end_an_exam_once():
    make_bank()
    learner = make_user()
    exam = make_exam(learner, minutes_ago=60)
    late = timezone.now()

    at_once(
        lambda: Attempt.objects.get().finish(late),
        lambda: Attempt.objects.get().expire(late + timedelta(seconds=1)),
        lambda: signed_in(learner).post(reverse("exams:submit", args=[exam.pk])),
        lambda: call_command("close_attempts", stdout=StringIO()),
    )

    assert Attempt.objects.get().finished_at == exam.deadline_at


@pytest.mark.parametrize("seed", range(3))
def test_everything_sent_one_to_five_times_at_once_is_one_exam_and_one_submission(seed):
    chance = Random(seed)
    make_bank()
    learner, key = make_user(), uuid.uuid4()
    sends = [
        ("/exam/start/", {"size": 20, "attempt": key}),
        (reverse("exams:submit", args=[key]), {}),
    ]
    for position in (1, 2, 3):
        place = reverse("quizzes:slot", args=[key, position])
        sends.append((place, {"answer": "a", "client_id": uuid.uuid4()}))
    many = [send for send in sends for _ in range(chance.randint(1, 5))]
    # The first start alone, or nothing else would find an exam.
    signed_in(learner).post(*sends[0])
    chance.shuffle(many)

    def post(url, data):
        answer = signed_in(learner).post(url, data, headers={"Accept": "application/json"})
        state = answer.json()["state"] if "client_id" in data else ""
        return answer.status_code, data.get("client_id"), state

    replies = at_once(*[lambda send=send: post(*send) for send in many])

    exam = Attempt.objects.get()
    assert exam.slots.count() == 20
    assert {status for status, _, _ in replies} <= {200, 302}
    told = {}
    for _, client_id, state in replies:
        if client_id:
            told.setdefault(client_id, set()).add(state)
    counted = {answer.client_id for answer in Answer.objects.all()}
    strays = {stray.client_id for stray in StrayAnswer.objects.all()}
    assert counted == {one for one, states in told.items() if "saved" in states}
    assert strays == {one for one, states in told.items() if states == {"late"}}
    assert counted | strays == set(told)
    ended = exam.finished_at
    assert ended
    signed_in(learner).post(*sends[1])
    exam.refresh_from_db()
    assert exam.finished_at == ended


def test_many_submit_in_the_minute_of_the_deadline_each_once():
    make_bank()
    exams = [make_exam(make_user(), minutes_ago=40.5) for _ in range(24)]
    for number, exam in enumerate(exams):
        for slot in exam.slots.complete()[: number % 4]:
            at = exam.started_at + timedelta(minutes=1)
            make_answer(slot, response_of(slot, right=True), at=at)
    learners = [signed_in(exam.user) for exam in exams]
    clicks = [
        lambda client=client, exam=exam: client.post(reverse("exams:submit", args=[exam.pk]))
        for client, exam in zip(learners, exams, strict=True)
        for _ in range(2)
    ]

    replies = at_once(*clicks, lambda: call_command("close_attempts", stdout=StringIO()))

    assert {reply.status_code for reply in replies[:-1]} == {302}
    for number, (client, exam) in enumerate(zip(learners, exams, strict=True)):
        exam.refresh_from_db()
        assert exam.finished_at == exam.deadline_at
        report = client.get(exam.report_url).content.decode()
        assert f"answered {number % 4} of 20 questions in 40 of 40 minutes" in report
    assert Answer.objects.count() == sum(number % 4 for number in range(24))
