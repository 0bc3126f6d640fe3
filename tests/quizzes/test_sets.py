"""Practice sets: what is drawn for whom, and what is said where nothing fits."""

import uuid
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Attempt
from quizzes.sets import Stock, Wish
from studyapp.accounts.models import User
from tests.factories import (
    make_answer,
    make_attempt,
    make_fact,
    make_lesson,
    make_question,
    make_quiz,
    published_version,
)
from tests.quizzes.reporting import rule
from tests.quizzes.test_attempts import together

pytestmark = pytest.mark.django_db
SETS = reverse("quizzes:sets")
INDEX = reverse("quizzes:index")


def typed(**changes):
    """The form as a browser sends it."""
    given = {"lesson": "", "size": "5", "which": "any", "mode": "practice"}
    return given | {"attempt": str(uuid.uuid4())} | changes


def build(client, **changes):
    data = typed(**changes)
    response = client.post(SETS, data)
    assert response.status_code == 302, response.context["form"].errors
    return Attempt.objects.get(pk=data["attempt"])


def asked(attempt):
    return [slot.version.question for slot in attempt.slots.select_related("version__question")]


def answer(user, question, key="a", mode="practice", days=0):
    with time_machine.travel(timezone.now() - timedelta(days=days)):
        attempt = make_attempt(user, make_quiz([question]), mode)
        make_answer(attempt.slots.get(), [key])
    return attempt


def words(response):
    return " ".join(response.content.decode().split())


def test_a_set_is_an_attempt_without_a_quiz(as_learner, learner):
    questions = [make_question() for _ in range(7)]

    attempt = build(as_learner)

    assert (attempt.user, attempt.quiz, attempt.mode) == (learner, None, "practice")
    assert attempt.title == "5 questions from all lessons"
    assert len(set(asked(attempt))) == 5
    assert set(asked(attempt)) < set(questions)
    page = words(as_learner.get(attempt.get_absolute_url(), follow=True))
    assert "5 questions from all lessons" in page


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"lesson": "networking"}, "Networking: 3 questions"),
        ({"lesson": "networking", "which": "unseen"}, "Networking: 2 new questions"),
        ({"lesson": "networking", "which": "missed"}, "Networking: only what I missed"),
        ({"which": "missed"}, "Only what I missed"),
        ({"lesson": "networking", "exam_only": "on"}, "Networking: 2 questions as in the exam"),
    ],
)
def test_a_set_is_named_for_what_it_is(as_learner, learner, changes, title):
    make_lesson("networking")
    make_question()
    for level in ("exam", "exam", "recall"):
        question = make_question(lesson="networking#start", level=level)
    answer(learner, question, "b")

    assert build(as_learner, **changes).title == title


def test_reasons_may_come_at_the_end(as_learner):
    make_question()

    attempt = build(as_learner, mode="deferred")

    assert not attempt.tells_at_once


def test_a_set_of_a_lesson_is_of_that_lesson(as_learner):
    make_lesson("networking")
    mine = {make_question(lesson="networking#start") for _ in range(3)}
    make_question()

    assert set(asked(build(as_learner, lesson="networking"))) == mine


def test_unseen_questions_come_first_and_then_those_of_longest_ago(as_learner, learner):
    seen = [make_question() for _ in range(5)]
    for days, question in enumerate(seen):
        answer(learner, question, days=days)
    unseen = {make_question() for _ in range(3)}

    assert set(asked(build(as_learner))) == unseen | {seen[4], seen[3]}
    assert set(asked(build(as_learner, which="unseen"))) == unseen


def test_what_was_missed_is_what_was_wrong_the_last_time(as_learner, learner, outsider):
    mended, wrong, held_back, theirs, right = (make_question() for _ in range(5))
    answer(learner, mended, "b", days=2)
    answer(learner, mended, "a", days=1)
    answer(learner, wrong, "b")
    answer(learner, right, "a")
    answer(learner, held_back, "b", mode="deferred")
    answer(outsider, theirs, "b")

    assert asked(build(as_learner, which="missed")) == [wrong]


def test_what_an_open_set_keeps_back_is_missed_once_it_has_ended(as_learner, learner):
    question = make_question()
    answer(learner, question, "b", mode="deferred").finish(timezone.now())

    assert asked(build(as_learner, which="missed")) == [question]


@pytest.mark.parametrize(("mode", "is_missed"), [("practice", False), ("exam", True)])
def test_a_key_that_was_shown_is_seen_and_in_an_exam_missed(learner, mode, is_missed):
    question, unseen = make_question(), make_question()
    attempt = make_attempt(learner, make_quiz([question]), mode)
    fitting = lambda which: {one.question for one in Stock(learner).fitting(Wish(which=which))}  # noqa: E731
    attempt.finish(timezone.now())

    assert fitting("unseen") == {unseen.pk}
    assert fitting("missed") == ({question.pk} if is_missed else set())


def test_an_answer_taken_back_leaves_what_was_missed_before(learner):
    question = make_question()
    answer(learner, question, "b", days=2)
    attempt = answer(learner, question, "a", mode="deferred", days=1)
    make_answer(attempt.slots.get(), [])
    attempt.finish(timezone.now())

    assert [one.question for one in Stock(learner).fitting(Wish(which="missed"))] == [question.pk]


def test_withdrawn_questions_and_drafts_are_in_no_set(as_learner, learner):
    kept, withdrawn, _ = make_question(), make_question(), make_question(published=False)
    rule(withdrawn, "withdrawn")

    assert asked(build(as_learner)) == [kept]
    assert [one.question for one in Stock(learner).fitting(Wish())] == [kept.pk]


def test_another_set_is_of_other_questions_in_another_order(as_learner):
    for _ in range(12):
        make_question()

    sets = [asked(build(as_learner)) for _ in range(6)]

    assert len({tuple(q.pk for q in one) for one in sets}) > 1
    assert len({q.pk for one in sets for q in one}) > 5


def test_a_test_is_of_questions_as_in_the_exam(as_learner):
    single, multiple = make_question(), make_question("multiple")
    make_question(level="recall")
    make_question(level="beyond")
    make_question("ordering")

    assert set(asked(build(as_learner, exam_only="on"))) == {single, multiple}


def test_no_two_of_one_fact_follow_each_other(as_learner):
    for key in ("a-fact", "b-fact"):
        make_fact(key)
    for number in range(10):
        make_question(facts=[("a-fact", "b-fact")[number % 2]])

    for _ in range(5):
        facts = [published_version(q).item().facts for q in asked(build(as_learner, size="10"))]
        assert all(one != other for one, other in pairwise(facts))


def test_fewer_than_asked_for_is_told(as_learner):
    make_question()

    attempt = build(as_learner)

    page = words(as_learner.get(attempt.get_absolute_url(), follow=True))
    assert "Only 1 of the 5 that you asked for fit" in page


# Sent twice, and by whom.


def test_the_same_form_sent_twice_begins_one_set(as_learner):
    for _ in range(8):
        make_question()
    data = typed()

    first, second = as_learner.post(SETS, data), as_learner.post(SETS, data | {"size": "10"})

    assert first["Location"] == second["Location"]
    assert Attempt.objects.get().slots.count() == 5


def test_a_form_sent_again_when_nothing_fits_any_more_finds_its_set(as_learner):
    make_question()
    data = typed(which="unseen")
    as_learner.post(SETS, data)
    attempt = Attempt.objects.get()
    make_answer(attempt.slots.get(), ["a"])

    assert as_learner.post(SETS, data)["Location"] == attempt.get_absolute_url()


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_makes_one_guest_with_one_set():
    for _ in range(8):
        make_question()
    token = Client().get(INDEX).cookies["csrftoken"].value
    data = typed()

    def send():
        client = Client()
        client.cookies["csrftoken"] = token
        return client.post(SETS, data).status_code

    assert together(send, send, send) == [302] * 3
    assert Attempt.objects.get().slots.count() == 5
    assert User.objects.count() == 1


def test_a_visitor_becomes_a_guest_with_the_set_and_never_before(client):
    client.post(SETS, typed())
    assert not User.objects.exists()
    make_question()

    attempt = build(client)

    assert attempt.user == User.objects.get()
    assert client.get(attempt.get_absolute_url()).status_code == 302


def test_the_set_of_another_is_neither_shown_nor_touched(as_learner, as_outsider):
    make_question()
    attempt = build(as_learner)

    assert as_outsider.post(SETS, typed(attempt=str(attempt.pk))).status_code == 404
    assert as_outsider.get(attempt.get_absolute_url()).status_code == 404
    assert attempt.title not in words(as_outsider.get(INDEX))


@pytest.mark.parametrize(
    "changes",
    [{"size": "7"}, {"which": "x"}, {"mode": "exam"}, {"lesson": "x"}, {"attempt": "x"}],
)
def test_what_no_page_offers_is_refused_in_words(as_learner, changes):
    make_question()

    response = as_learner.post(SETS, typed(**changes))

    assert response.status_code == 422
    assert 'class="error"' in words(response)
    assert not Attempt.objects.exists()


def test_the_address_of_sets_leads_to_their_form(client):
    assert client.get(SETS)["Location"] == INDEX


# Where nothing fits.


def test_nothing_missed_is_said_and_the_nearest_offered(as_learner, learner):
    make_lesson("networking")
    answer(learner, make_question(lesson="networking#start"), "a")
    other = make_question()
    answer(learner, other, "b")
    data = typed(lesson="networking", which="missed", mode="deferred")

    response = as_learner.post(SETS, data)

    assert response.status_code == 422
    page = words(response)
    assert "There is nothing that you missed in “Networking” the last time." in page
    assert "1 question from “Networking”</button>" in page
    assert "1 question that you missed from all lessons</button>" in page
    assert '<option value="networking" selected>' in page
    [*_, offer] = response.context["nearest"]
    attempt = build(as_learner, **data | {"lesson": offer.wish.lesson, "which": offer.wish.which})
    assert asked(attempt) == [other]


def test_an_empty_bank_offers_nothing(client):
    response = client.post(SETS, typed())

    assert "There is no question in any lesson yet. Choose otherwise below." in words(response)


def test_all_seen_is_said(as_learner, learner):
    answer(learner, make_question())

    page = words(as_learner.post(SETS, typed(which="unseen")))

    assert "There is no question in any lesson that you have not seen." in page
    assert "1 question from all lessons</button>" in page


# The pages.


def test_an_open_set_is_on_the_shelf_until_it_ends(as_learner, learner):
    for _ in range(5):
        make_question()
    attempt = build(as_learner)
    make_answer(attempt.slots.first(), ["a"])

    page = words(as_learner.get(INDEX))
    assert f'href="{attempt.get_absolute_url()}"' in page
    assert 'Go on <span class="meta">1 of 5 answered' in page

    attempt.finish(timezone.now())
    assert "Go on" not in words(as_learner.get(INDEX))


def test_only_sets_are_listed_as_open_sets(as_learner, learner):
    make_attempt(learner)
    for mode, title in (("exam", "Mock exam"), ("review", "Review"), ("practice", "")):
        Attempt.objects.create(user=learner, mode=mode, title=title, started_at=timezone.now())

    assert "Your open sets" not in words(as_learner.get(INDEX))


def test_a_lesson_begins_a_test_of_itself(client):
    make_question()
    page = client.get("/learn/runtimes/")

    assert f'action="{SETS}"' in page.content.decode()
    data = {"size": "5", "which": "any", "mode": "deferred", "exam_only": "on"}
    attempt = build(client, **data, lesson="runtimes", attempt=str(page.context["fresh_id"]))
    assert attempt.title == "Runtimes: 1 question as in the exam"


def statements(client, url, data=None):
    with CaptureQueriesContext(connection) as queries:
        response = client.post(url, data) if data else client.get(url)
    assert response.status_code in (200, 302)
    return len(queries)


@pytest.mark.parametrize("size", ["5", "20"])
def test_a_set_costs_the_same_whatever_the_bank_and_the_history(as_learner, learner, size):
    for _ in range(5):
        make_question()
    build(as_learner)
    few = statements(as_learner, SETS, typed()), statements(as_learner, INDEX)
    for number in range(30):
        make_lesson(f"lesson-{number}")
        answer(learner, make_question(lesson=f"lesson-{number}#start"))

    many = statements(as_learner, SETS, typed(size=size)), statements(as_learner, INDEX)

    assert few == many
    assert many[0] <= 14
    assert many[1] <= 12
