"""Saving an answer: what is stored, what is told, and how few statements it takes."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quizzes.engine.scoring import mark
from quizzes.models import Answer, Attempt, Slot, StrayAnswer
from tests.factories import make_answer, make_attempt, make_question, make_quiz, make_user

pytestmark = pytest.mark.django_db

MOST = 7
JSON = {"headers": {"Accept": "application/json"}}


def save(client, slot, *answers, **said):
    data = {"answer": list(answers), "client_id": uuid.uuid4(), **said}
    return client.post(slot.get_absolute_url(), data, **JSON)


def responses(slot):
    return [answer.response for answer in slot.answers.all()]


def exam(user, *, ends_in=130, grace=1):
    attempt = make_attempt(user, make_quiz(3), "exam")
    attempt.deadline_at = timezone.now() + timedelta(minutes=ends_in)
    attempt.closes_at = attempt.deadline_at + timedelta(minutes=grace)
    attempt.started_at = attempt.deadline_at - timedelta(minutes=130)
    attempt.save()
    return attempt


def statements(client, slot, *answers, json=True, **said):
    data = {"answer": list(answers), "client_id": uuid.uuid4(), **said}
    with CaptureQueriesContext(
        connection,
    ) as seen:
        headers = {"Accept": "application/json"} if json else {"HX-Request": "true"}
        response = client.post(slot.get_absolute_url(), data, headers=headers)
    assert response.status_code < 400
    return [row["sql"].split()[0] for row in seen]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", ["practice", "deferred", "exam", "review"])
def test_a_save_takes_seven_statements_whatever_there_is(client, mode):
    learner = make_user("learner@example.org")
    client.force_login(learner)
    quiz = make_quiz(4)
    first = make_attempt(learner, quiz, mode)
    slots = list(first.slots.all())
    statements(client, slots[0], "a", json=False)  # the process reads the edition once

    few = [statements(client, slot, "b", json=False) for slot in slots[1:]]
    for number in range(5):
        other = make_attempt(make_user(f"{number}@example.org"), make_quiz(8))
        for slot in other.slots.all():
            make_answer(slot, ["a"])
    quiz = make_quiz([*quiz.questions.all(), *[make_question() for _ in range(8)]])
    if mode == "exam":
        first.finish(timezone.now())
    long = make_attempt(learner, quiz, mode)
    many = list(long.slots.all())
    statements(client, many[-1], "a", json=False)
    counts = [statements(client, slot, "b", json=False) for slot in many[:-1]]

    assert max(map(len, few + counts)) <= MOST, few + counts
    assert few[0][:6] == ["SELECT", "SELECT", "BEGIN", "SELECT", "INSERT", "COMMIT"]


def test_a_save_says_what_became_of_it(as_learner, learner):
    slot = make_attempt(learner, mode="deferred").slots.first()

    told = save(as_learner, slot, "b", sureness="fairly", seconds=41, sequence=3).json()

    answer = slot.answers.get()
    assert (told["state"], told["revision"], told["elsewhere"]) == ("saved", 1, False)
    assert (answer.sureness, answer.seconds, answer.sequence) == ("fairly", 41, 3)


def test_what_no_database_can_store_is_refused(as_learner, learner):
    """PostgreSQL takes no NUL into JSON: the outbox would send it for ever."""
    slot = make_attempt(learner, make_quiz([make_question("policy")]), "deferred").slots.get()

    answer = save(as_learner, slot, "{\0}", struck=["a\0"])

    assert answer.status_code == 422
    assert answer.json()["state"] == "refused"
    assert not slot.answers.exists()


def test_a_strike_that_no_database_can_store_is_left_out(as_learner, learner):
    slot = make_attempt(learner, mode="deferred").slots.first()

    save(as_learner, slot, "b", struck=["a\0"])
    assert slot.answers.exists()
    as_learner.post(f"{slot.get_absolute_url()}marks/", {"struck": ["b", "a\0"]})

    slot.refresh_from_db()
    assert slot.struck == ["b"]


def test_the_same_request_again_changes_nothing(as_learner, learner):
    slot = make_attempt(learner, mode="deferred").slots.first()
    request = uuid.uuid4()
    save(as_learner, slot, "b", client_id=request)
    save(as_learner, slot, "a", revision=2)

    told = save(as_learner, slot, "b", client_id=request).json()

    assert (told["state"], told["revision"]) == ("duplicate", 2)
    assert responses(slot) == [["b"], ["a"]]


def test_a_stale_tab_is_told_and_its_answer_stands_as_the_later_one(as_learner, learner):
    slot = make_attempt(learner, mode="deferred").slots.first()
    save(as_learner, slot, "b")

    told = save(as_learner, slot, "a", revision=1).json()

    assert (told["state"], told["revision"], told["elsewhere"]) == ("saved", 2, True)
    assert "another tab" in told["message"]


def test_what_one_browser_sent_earlier_never_overtakes_what_it_sent_later(as_learner, learner):
    slot = make_attempt(learner, mode="deferred").slots.first()
    device = uuid.uuid4()
    save(as_learner, slot, "b", device=device, sequence=8)

    told = save(as_learner, slot, "a", device=device, sequence=7).json()

    assert told["state"] == "overtaken"
    assert responses(slot) == [["b"]]
    assert slot.strays.get().response == ["a"]


def test_what_is_overtaken_brings_no_old_marks_back(as_learner, learner):
    slot = make_attempt(learner, mode="deferred").slots.first()
    device = uuid.uuid4()
    save(as_learner, slot, "b", device=device, sequence=8, flag="1", struck=["c"])

    old = {"device": device, "sequence": 7, "flag": "0", "struck": ["d"]}
    again = old | {"client_id": uuid.uuid4()}
    outcomes = [save(as_learner, slot, "a", **said).json()["state"] for said in (old, again, again)]

    slot.refresh_from_db()
    assert outcomes == ["overtaken"] * 3
    assert (slot.flagged, slot.struck) == (True, ["c"])


def test_half_an_answer_is_kept_and_may_be_taken_back(as_learner, learner):
    quiz = make_quiz([make_question("multiple")])
    slot = make_attempt(learner, quiz, "deferred").slots.get()
    save(as_learner, slot, "a")
    half = slot.latest().verdict

    save(as_learner, slot, revision=2)

    progress = Attempt.objects.of(learner).with_progress().get()
    assert half == "partly"
    assert not Slot.objects.get().is_answered
    assert (progress.n_answered, progress.n_right) == (0, 0)


def test_practice_keeps_the_first_answer_and_the_second_as_evidence(as_learner, learner):
    slot = make_attempt(learner).slots.first()
    save(as_learner, slot, "b")

    told = save(as_learner, slot, "a").json()

    assert told["state"] == "superseded"
    assert responses(slot) == [["b"]]
    assert slot.strays.get().why == "superseded"


def test_an_answer_within_the_grace_counts(as_learner, learner):
    slot = exam(learner, ends_in=-0.5).slots.first()

    assert save(as_learner, slot, "a").json()["state"] == "saved"


def test_an_answer_after_the_grace_ends_the_exam_and_is_kept_as_evidence(as_learner, learner):
    attempt = exam(learner, ends_in=-2)
    slot = attempt.slots.first()
    request = uuid.uuid4()

    states = [save(as_learner, slot, "a", client_id=request).json()["state"] for _ in range(3)]

    attempt.refresh_from_db()
    assert states == ["late"] * 3
    assert attempt.finished_at == attempt.deadline_at
    assert [stray.why for stray in slot.strays.all()] == ["late"]
    assert responses(slot) == []


def test_an_instructor_may_let_a_late_answer_count_once(as_learner, learner):
    slot = exam(learner, ends_in=-2).slots.first()
    save(as_learner, slot, "a", sureness="certain")
    stray, at = StrayAnswer.objects.waiting().get(), timezone.now()
    marked, teacher = mark(slot.item, ("a",), slot.seed, {}), make_user("teacher@example.org")

    answers = {stray.accept(teacher, marked, at).pk for _ in range(2)}

    answer = Answer.objects.get()
    assert answers == {answer.pk}
    assert (answer.points, answer.sureness, answer.answered_at) == (1, "certain", stray.received_at)
    assert not StrayAnswer.objects.waiting().exists()


def test_nobody_answers_for_another(as_learner):
    slot = make_attempt(make_user("other@example.org")).slots.first()

    assert save(as_learner, slot, "a").status_code == 404
    assert responses(slot) == []


def test_what_cannot_be_read_beside_an_answer_never_costs_the_answer(as_learner, learner):
    slot = make_attempt(learner, mode="deferred").slots.first()
    odd = {"sureness": "very", "seconds": "-4", "device": "mine", "sequence": "x", "revision": "?"}

    assert save(as_learner, slot, "b", **odd).json()["state"] == "saved"
    answer = slot.answers.get()
    assert (answer.sureness, answer.seconds, answer.device, answer.sequence) == ("", None, None, 0)


def test_an_unreadable_answer_is_refused_in_words(as_learner, learner):
    slot = make_attempt(learner, make_quiz([make_question("numeric")]), "deferred").slots.get()

    refused = save(as_learner, slot, "many")

    assert refused.status_code == 422
    assert refused.json()["state"] == "refused"
    assert "many" in refused.json()["message"]


def test_marks_are_the_learners_own(as_learner, learner, client):
    slot = make_attempt(learner, mode="deferred").slots.first()
    url = reverse("quizzes:marks", args=[slot.attempt_id, slot.position])

    as_learner.post(url, {"flagged": "1", "note": "Ask about Go"})
    as_learner.post(url, {"struck": ["c", "b"]})
    as_learner.post(url, {"miss_tag": "look-alike"})

    slot.refresh_from_db()
    assert (slot.flagged, slot.struck, slot.note) == (True, ["b", "c"], "Ask about Go")
    assert slot.miss_tag == "look-alike"
    as_learner.post(url, {"flagged": "0", "struck": ""})
    slot.refresh_from_db()
    assert (slot.flagged, slot.struck) == (False, [])
    client.force_login(make_user("other@example.org"))
    assert client.post(url, {"flagged": "1"}).status_code == 404


def test_save_and_flag_without_a_script(as_learner, learner):
    slot = make_attempt(learner, mode="deferred").slots.first()

    as_learner.post(slot.get_absolute_url(), {"answer": "b", "flag": "1"})

    slot.refresh_from_db()
    assert slot.flagged
    assert responses(slot) == [["b"]]


def test_one_mock_exam_at_a_time(learner):
    first = exam(learner)

    second = Attempt(user=learner, mode="exam", title="Mock exam", started_at=timezone.now())

    assert second.begin([]).pk == first.pk


@pytest.mark.parametrize("mode", ["deferred", "exam"])
def test_the_sureness_said_with_what_is_refused_is_shown_again(as_learner, learner, mode):
    slot = make_attempt(learner, make_quiz([make_question("numeric")]), mode).slots.get()
    make_answer(slot, ["1769"], sureness="certain")

    sent = {"answer": "many", "sureness": "guess"}
    refused = as_learner.post(slot.get_absolute_url(), sent).content.decode()

    assert 'value="guess" checked' in refused
    assert 'value="certain" checked' not in refused


@pytest.mark.parametrize(("kind", "offered"), [("single", True), ("numeric", False)])
def test_without_scripts_an_exam_offers_to_strike_out_only_options(
    as_learner, learner, kind, offered
):
    slot = make_attempt(learner, make_quiz([make_question(kind)]), "exam").slots.get()

    page = as_learner.get(slot.get_absolute_url()).content.decode()

    assert ("<legend>Strike out</legend>" in page) == offered
