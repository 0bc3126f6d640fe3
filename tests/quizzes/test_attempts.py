"""What an attempt promises: nothing answered twice, nothing lost, nothing foreign."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Answer, Attempt
from quizzes.offers import next_slot
from studyapp.accounts.models import User
from tests.factories import (
    make_answer,
    make_attempt,
    make_question,
    make_quiz,
    make_user,
    published_version,
)

HTMX = {"HX-Request": "true"}


def send(client, slot, answer="a", **extra):
    data = {"answer": answer, "client_id": uuid.uuid4(), "revision": 1} | extra
    return client.post(slot.get_absolute_url(), data, headers=HTMX)


def together(*calls: Callable[[], object]) -> list[object]:
    """Run the calls at the same moment on threads of their own; return what each gave."""
    gate, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index: int) -> None:
        try:
            gate.wait()
            results[index] = calls[index]()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def attempt(learner):
    return make_attempt(learner)


def test_an_answer_is_kept_and_marked(as_learner, attempt):
    slot = attempt.slots.first()

    response = send(as_learner, slot)

    assert response.status_code == 200
    assert "✓ Right." in response.content.decode()
    assert [(a.response, a.points) for a in slot.answers.all()] == [(["a"], 1)]


def test_the_first_answer_of_practice_stands(as_learner, attempt):
    slot = attempt.slots.first()
    send(as_learner, slot, "b")

    again = send(as_learner, slot, "a")

    assert again.status_code == 409
    assert "That answer stands" in again.content.decode()
    assert [a.response for a in slot.answers.all()] == [["b"]]


def test_the_same_request_sent_again_is_answered_again(as_learner, attempt):
    slot, name = attempt.slots.first(), uuid.uuid4()
    first = send(as_learner, slot, client_id=name)

    again = send(as_learner, slot, client_id=name)

    assert (first.status_code, again.status_code) == (200, 200)
    assert slot.answers.count() == 1


def test_the_last_answer_ends_a_practice_attempt(as_learner, attempt):
    for slot in attempt.slots.all():
        send(as_learner, slot)

    attempt.refresh_from_db()
    assert attempt.finished_at


def test_a_deferred_answer_may_change_until_the_end(as_learner, learner):
    attempt = make_attempt(learner, mode="deferred")
    slot = attempt.slots.first()
    send(as_learner, slot, "b")
    send(as_learner, slot, "a", revision=2)
    as_learner.post(reverse("quizzes:finish", args=[attempt.pk]))

    late = send(as_learner, slot, "c", revision=3)

    assert late.headers["HX-Redirect"] == attempt.get_absolute_url()
    assert [a.response for a in slot.answers.all()] == [["b"], ["a"]]
    assert Attempt.objects.with_progress().get(pk=attempt.pk).n_right == 1


def test_a_deferred_answer_from_a_stale_tab_is_kept_as_the_later_one(as_learner, learner):
    slot = make_attempt(learner, mode="deferred").slots.first()
    send(as_learner, slot, "b")

    send(as_learner, slot, "a", revision=1)

    assert [(a.revision, a.base, a.response) for a in slot.answers.all()] == [
        (1, 0, ["b"]),
        (2, 0, ["a"]),
    ]
    assert "another tab" in as_learner.get("/practise/").content.decode()


def test_a_set_can_be_finished_with_gaps_and_shows_them_first(as_learner, learner):
    attempt = make_attempt(learner, mode="deferred")
    send(as_learner, attempt.slots.first())
    n_slots = attempt.slots.count()
    page = as_learner.get(attempt.slots.last().get_absolute_url()).content.decode()
    end = f"{attempt.get_absolute_url()}?end"
    assert f'href="{end}"' in page

    before = as_learner.get(end).content.decode()

    assert f"{n_slots - 1} of {n_slots} without an answer" in before
    assert before.count("<td>Not answered</td>") == n_slots - 1
    as_learner.post(reverse("quizzes:finish", args=[attempt.pk]))
    result = as_learner.get(attempt.get_absolute_url()).content.decode()
    assert f"{n_slots - 1} had no answer" in result


def test_deferred_shows_no_reason_before_the_end(as_learner, learner):
    attempt = make_attempt(learner, mode="deferred")
    slot = attempt.slots.first()
    send(as_learner, slot)

    page = as_learner.get(slot.get_absolute_url()).content.decode()

    assert "Go is compiled." not in page
    as_learner.post(reverse("quizzes:finish", args=[attempt.pk]))
    assert "Go is compiled." in as_learner.get(attempt.get_absolute_url()).content.decode()


@pytest.mark.parametrize("kind", ["single", "multiple", "numeric", "parameterised"])
def test_nothing_of_the_key_is_in_the_page_before_the_answer(as_learner, learner, kind):
    attempt = make_attempt(learner, make_quiz([make_question(kind)]))

    page = as_learner.get(attempt.slots.get().get_absolute_url()).content.decode()

    item = attempt.slots.get().version.item()
    secrets = [option.reason for option in item.options] + [m.reason for m in item.mistakes]
    assert item.explanation not in page
    assert not [text for text in secrets if text in page]
    assert 'data-state="right"' not in page


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("part", ["attempt", "slot", "finish"])
def test_an_attempt_of_another_learner_is_not_found(as_outsider, attempt, method, part):
    arguments = [attempt.pk, 1] if part == "slot" else [attempt.pk]
    if (method, part) == ("get", "finish"):
        return
    response = getattr(as_outsider, method)(reverse(f"quizzes:{part}", args=arguments))
    assert response.status_code == 404
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ([], "Choose an answer first."),
        (["a", "b"], "Choose one answer."),
        (["zz"], "not part of this question"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_at_the_field(as_learner, attempt, answer, message):
    slot = attempt.slots.first()
    response = send(as_learner, slot, answer)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not slot.answers.exists()


def test_a_refused_number_is_still_in_the_field(as_learner, learner):
    slot = make_attempt(learner, make_quiz([make_question("numeric")])).slots.get()
    response = send(as_learner, slot, "about 1769")
    assert response.status_code == 422
    assert 'value="about 1769"' in response.content.decode()


def test_an_edit_changes_no_attempt_already_begun(as_learner, learner):
    question = make_question()
    attempt = make_attempt(learner, make_quiz([question]))
    item = published_version(question).item()
    question.save_draft(item.model_copy(update={"stem": "Quite another question?"})).publish()

    page = as_learner.get(attempt.slots.get().get_absolute_url()).content.decode()

    assert "Which runtime runs a Go program?" in page
    assert "Quite another question?" not in page


def test_option_order_is_stored_and_differs_between_attempts(learner):
    quiz = make_quiz(1)
    orders = set()
    for _ in range(12):
        attempt = make_attempt(learner, quiz)
        slot = attempt.slots.get()
        assert sorted(slot.option_order) == ["a", "b", "c", "d"]
        orders.add(tuple(slot.option_order))
        attempt.finish(timezone.now())
    assert len(orders) > 1


def test_an_offer_and_the_attempt_it_becomes_agree(client, db):
    quiz = make_quiz([make_question("parameterised"), make_question()])
    home = client.get("/")
    offered = home.context["slot"]

    data = {"attempt": offered.attempt.pk, "seed": offered.seed, "answer": "1"}
    client.post(reverse("quizzes:first", args=[quiz.slug]), data, headers=HTMX)

    kept = Attempt.objects.get().slots.get(position=1)
    assert (kept.seed, kept.option_order) == (offered.seed, offered.option_order)


def test_looking_makes_nobody_and_nothing(client, db):
    quiz = make_quiz()
    for url in ("/", "/practise/", quiz.get_absolute_url(), "/learn/", "/progress/"):
        assert client.get(url).status_code == 200
    assert not User.objects.exists()
    assert not Attempt.objects.exists()
    assert "sessionid" not in client.cookies


def test_a_seed_in_the_link_fixes_the_numbers(client, db):
    question = make_question("parameterised")
    pages = {
        client.get(f"{question.get_absolute_url()}?seed={seed}").context["card"].stem
        for seed in (5, 5, 5)
    }
    assert len(pages) == 1
    many = {
        client.get(f"{question.get_absolute_url()}?seed={seed}").context["card"].stem
        for seed in range(12)
    }
    assert len(many) == 3


# The database keeps the promise: requests at the same moment.


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_give_one_answer():
    learner = make_user("two@example.org")
    slot = make_attempt(learner).slots.first()
    clients = [Client(), Client(), Client(), Client()]
    for client in clients:
        client.force_login(learner)

    got = together(
        *(
            lambda c=c, a=a: send(c, slot, a).status_code
            for c, a in zip(clients, "abcd", strict=True)
        )
    )

    assert sorted(got) == [200, 409, 409, 409]
    assert slot.answers.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_request_sent_four_times_at_once_gives_one_answer_and_no_error():
    learner = make_user("four@example.org")
    slot, name = make_attempt(learner).slots.first(), uuid.uuid4()
    clients = [Client() for _ in range(4)]
    for client in clients:
        client.force_login(learner)

    got = together(*(lambda c=c: send(c, slot, client_id=name).status_code for c in clients))

    assert got == [200, 200, 200, 200]
    assert slot.answers.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_quiz_started_twice_at_once_is_one_attempt():
    learner, quiz = make_user("start@example.org"), make_quiz()
    clients = [Client() for _ in range(4)]
    for client in clients:
        client.force_login(learner)

    got = together(
        *(lambda c=c: c.post(quiz.get_absolute_url()).headers["Location"] for c in clients)
    )

    assert len(set(got)) == 1
    assert Attempt.objects.count() == 1
    assert Attempt.objects.get().slots.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_first_answer_sent_twice_at_once_makes_one_guest_with_one_answer():
    quiz = make_quiz()
    browser = Client(enforce_csrf_checks=True)
    page = browser.get("/")
    token, offered = browser.cookies["csrftoken"].value, page.context["slot"]
    data = {
        "attempt": offered.attempt.pk,
        "client_id": uuid.uuid4(),
        "answer": "a",
        "csrfmiddlewaretoken": token,
    }

    def post():
        twin = Client(enforce_csrf_checks=True)
        twin.cookies["csrftoken"] = token
        return twin.post(reverse("quizzes:first", args=[quiz.slug]), data, headers=HTMX).status_code

    got = together(post, post, post)

    assert got == [200, 200, 200]
    assert (User.objects.count(), Attempt.objects.count(), Answer.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_the_end_at_once_leave_one_story():
    learner = make_user("end@example.org")
    attempt = make_attempt(learner, mode="deferred")
    slot = attempt.slots.first()
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(learner)
    finish = reverse("quizzes:finish", args=[attempt.pk])

    answered, _ = together(lambda: send(clients[0], slot), lambda: clients[1].post(finish))

    attempt.refresh_from_db()
    assert attempt.finished_at
    was_late = answered.headers.get("HX-Redirect") == attempt.get_absolute_url()
    assert Answer.objects.exists() is not was_late


def test_an_answer_taken_back_is_offered_again(learner):
    attempt = make_attempt(learner, make_quiz(2), "deferred")
    first, second = attempt.slots.all()
    make_answer(first, ["a"])
    assert next_slot(learner) == second

    make_answer(first, [])

    assert next_slot(learner) == first


@pytest.mark.parametrize("response", [["1792"], [], None])
def test_the_result_tells_the_number_that_is_right(as_learner, learner, response):
    attempt = make_attempt(learner, make_quiz([make_question("numeric")]), "deferred")
    if response is not None:
        make_answer(attempt.slots.get(), response)
    as_learner.post(f"{attempt.get_absolute_url()}finish/")

    result = as_learner.get(attempt.get_absolute_url()).content.decode()

    assert "The answer is 1,769 MB." in result
    assert ("Your answer: <strong>" in result) == (response == ["1792"])
