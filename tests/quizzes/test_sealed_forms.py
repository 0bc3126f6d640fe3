"""A sealed form belongs to its learner: merged, exported, and kept out of practice."""

import json
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from quizzes.mocks import seal
from quizzes.models import Attempt, QuestionVersion, SealedForm, Standing, sealed_for
from quizzes.offers import next_slot
from quizzes.sets import Stock, Wish
from studyapp.accounts.exporting import record_of
from studyapp.accounts.merging import merge
from studyapp.accounts.models import User
from tests.factories import make_answer, make_attempt, make_question, make_quiz, make_user
from tests.quizzes.bank import make_bank, make_exam
from tests.quizzes.reporting import AGAINST, FOR, rule
from tests.quizzes.test_attempts import HTMX

pytestmark = pytest.mark.django_db


def test_a_guests_form_goes_to_the_account():
    make_bank(100)
    guest, account = make_user(""), make_user()
    questions = seal(guest, 65, timezone.now()).questions
    receipt = merge(guest, account)
    assert str(receipt) == "1 sealed form merged, 0 dropped"
    assert SealedForm.objects.get(user=account).questions == [list(pair) for pair in questions]


def test_where_the_account_has_one_it_stays_and_nothing_counts_as_lost():
    make_bank(100)
    guest, account = make_user(""), make_user()
    seal(guest, 65, timezone.now())
    mine = seal(account, 65, timezone.now()).questions
    receipt = merge(guest, account)
    assert receipt.dropped == 0
    assert SealedForm.objects.get().questions == [list(pair) for pair in mine]
    assert not User.objects.filter(pk=guest.pk).exists()


def test_an_export_says_that_there_is_one_and_not_what_is_in_it(learner):
    make_bank(100)
    seal(learner, 65, timezone.now())
    [row] = record_of(learner, timezone.now(), None)["belongings"]["quizzes.SealedForm"]
    assert row["questions"] == 65
    assert "bank-" not in json.dumps(row, default=str)


def test_no_practice_set_draws_from_it(learner, outsider):
    make_bank(100)
    aside = {question for question, _ in seal(learner, 65, timezone.now()).questions}
    mine = {one.question for one in Stock(learner).fitting(Wish())}
    assert len(mine) == 35
    assert not mine & aside
    drawn = Stock(learner).draw(Wish(size=20), uuid.uuid4())
    assert not {version.question_id for version in drawn} & aside
    assert len(Stock(outsider).fitting(Wish())) == 100


# Sealed for a learner: asked by the open exam, or set aside. One definition for every page.


@pytest.fixture(params=["open exam", "set aside"])
def sealed(request, learner):
    """A question that is sealed for the learner, and how to break its seal."""
    make_bank()
    if request.param == "set aside":
        form = seal(learner, 20, timezone.now())
        return one_of({pk for pk, _ in form.questions}), form.delete
    exam = make_exam(learner)
    asked = {slot.version.question_id for slot in exam.slots.all()}
    return one_of(asked), lambda: exam.finish(timezone.now())


def one_of(questions):
    """One that a single letter answers."""
    single = QuestionVersion.objects.filter(question__in=questions, body__kind="single")
    return single.select_related("question")[0].question


def test_it_is_sealed_until_the_exam_is_over(learner, outsider, sealed):
    question, unseal = sealed
    assert question.pk in sealed_for(learner)
    assert len(sealed_for(learner)) == 20
    assert not sealed_for(outsider)

    unseal()

    assert not sealed_for(learner)


def test_no_practice_set_draws_a_sealed_question(learner, sealed):
    question, unseal = sealed
    fitting = lambda: {one.question for one in Stock(learner).fitting(Wish())}  # noqa: E731
    assert not fitting() & sealed_for(learner)

    unseal()

    assert question.pk in fitting()


def test_a_sealed_question_is_not_practised_by_its_link(as_learner, client, sealed):
    question, unseal = sealed
    page = question.get_absolute_url()
    given = {"answer": "a", "attempt": uuid.uuid4(), "client_id": uuid.uuid4(), "revision": 1}

    for response in (
        as_learner.get(page),
        as_learner.post(page, given),
        as_learner.post(page, given, headers=HTMX),
    ):
        assert response.status_code == 409
        assert "waits for your mock exam" in response.content.decode()
        assert "Go is compiled" not in response.content.decode()
    assert not Attempt.objects.filter(mode="practice").exists()
    assert client.get(page).status_code == 200
    unseal()
    assert as_learner.get(page).status_code == 200


@pytest.mark.parametrize("answered", [False, True])
def test_an_attempt_begun_before_tells_nothing_of_it_until_the_exam_is_over(
    as_learner, learner, sealed, answered
):
    """Nor does a quiz by its name. What is answered there is kept."""
    question, unseal = sealed
    attempt = make_attempt(learner, make_quiz([question, make_question("numeric")]))
    slot = attempt.slots.get(position=1)
    page, secret = slot.get_absolute_url(), "Go is compiled"
    given = {"answer": "a", "client_id": uuid.uuid4(), "revision": 1}
    if answered:
        make_answer(slot, ["a"])

    for response in (
        as_learner.get(page),
        as_learner.post(page, given, headers=HTMX),
        as_learner.post(page, given | {"client_id": uuid.uuid4()}, headers=HTMX),
        as_learner.get(page),
        as_learner.get(reverse("quizzes:packet", args=[attempt.pk])),
    ):
        assert secret not in response.content.decode()
        assert response.headers["Content-Type"] == "application/json" or (
            "This question waits for your mock exam" in response.content.decode()
        )
    assert [answer.response for answer in slot.answers.all()] == [["a"]]
    unseal()
    assert secret in as_learner.get(page).content.decode()


def test_a_set_can_be_ended_without_its_sealed_question(as_learner, learner, sealed):
    question, _ = sealed
    attempt = make_attempt(learner, make_quiz([question, make_question("numeric")]))
    finish = reverse("quizzes:finish", args=[attempt.pk])

    html = as_learner.get(attempt.slots.get(position=1).get_absolute_url()).content.decode()
    packet = as_learner.get(reverse("quizzes:packet", args=[attempt.pk])).json()

    assert f'action="{finish}"' in html
    assert (packet["count"], [slot["position"] for slot in packet["slots"]]) == (2, [2])
    assert as_learner.post(finish, follow=True).status_code == 200


def test_a_quiz_that_is_ended_at_once_tells_nothing_either(as_learner, learner, sealed):
    question, unseal = sealed
    attempt = make_attempt(learner, make_quiz([question, make_question("numeric")]), "deferred")
    attempt.finish(timezone.now())
    page = attempt.get_absolute_url()

    html = as_learner.get(page).content.decode()

    assert "Go is compiled" not in html
    assert html.count("Waits for your mock exam") == 1
    unseal()
    assert "Go is compiled" in as_learner.get(page).content.decode()


def test_the_exam_itself_is_not_sealed(as_learner, learner):
    make_bank()
    exam = make_exam(learner)

    html = as_learner.get(exam.slots.first().get_absolute_url()).content.decode()

    assert "waits for your mock exam" not in html
    assert 'name="answer"' in html


def test_a_quiz_that_begins_with_a_sealed_question_is_not_offered(learner, sealed):
    question, unseal = sealed
    make_quiz([question])
    assert next_slot(learner).version.question != question

    unseal()

    assert next_slot(learner).version.question == question


def test_the_question_of_the_day_is_never_a_sealed_one(learner, sealed):
    _, unseal = sealed
    shut = sealed_for(learner)

    def offered():
        for day in range(120):  # any of them may be asked
            with time_machine.travel(timezone.now() + timedelta(days=day)):
                yield next_slot(learner).version.question_id

    assert not shut & set(offered())
    unseal()
    assert shut & set(offered())


def test_arguments_over_a_sealed_question_wait(as_learner, client, sealed):
    question, unseal = sealed
    rule(question)
    other = make_question(stem="Not asked in it?")
    rule(other, case_against="It is another matter.")
    contested = lambda who: who.get(reverse("quizzes:contested")).content.decode()  # noqa: E731

    assert AGAINST not in contested(as_learner)
    assert FOR in contested(client)
    assert "It is another matter." in contested(as_learner)
    assert "when it is over" in contested(as_learner)
    unseal()
    assert AGAINST in contested(as_learner)


# What is withdrawn while it waits.


def break_seal(client, size=65, **more):
    data = {"size": size, "sealed": "1", "attempt": uuid.uuid4(), **more}
    return client.post("/exam/start/", data)


def withdraw(learner, how_many, size=65):
    """A form set aside, of which some questions are withdrawn then; and those."""
    form = seal(learner, size, timezone.now())
    gone = [question for question, _ in form.questions[:how_many]]
    Standing.objects.bulk_create(
        Standing(question_id=pk, state="withdrawn", case_for="x", case_against="y") for pk in gone
    )
    return form, set(gone)


@pytest.mark.parametrize("bank", [75, 140])
def test_others_stand_in_for_what_was_withdrawn(as_learner, learner, bank):
    make_bank(bank)
    form, gone = withdraw(learner, 10)
    break_seal(as_learner)
    exam = Attempt.objects.get()
    asked = {slot.version.question_id for slot in exam.slots.all()}
    assert (exam.title, len(asked)) == ("Sealed form, 65 questions", 65)
    assert asked >= {question for question, _ in form.questions} - gone
    assert not asked & gone
    assert exam.slots.filter(scored=True).count() == 50
    assert exam.deadline_at - exam.started_at == timedelta(minutes=130)


def test_where_no_others_are_it_says_how_short_it_is(as_learner, learner):
    make_bank(65)
    withdraw(learner, 10)
    break_seal(as_learner, extra="1")
    exam = Attempt.objects.get()
    assert (exam.title, exam.slots.count()) == ("Sealed form, 55 questions", 55)
    assert exam.slots.filter(scored=False).count() == 13
    assert exam.deadline_at - exam.started_at == timedelta(minutes=110 + 25)


def test_the_length_that_was_asked_for_changes_nothing(as_learner, learner):
    make_bank(140)
    seal(learner, 65, timezone.now())
    break_seal(as_learner, size=20)
    exam = Attempt.objects.get()
    assert (exam.title, exam.slots.count()) == ("Sealed form, 65 questions", 65)
    assert exam.deadline_at - exam.started_at == timedelta(minutes=130)
