"""The packet of an attempt: for its learner alone, and without a key that is told later."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Attempt
from quizzes.packets import packet_of
from tests.factories import make_answer, make_attempt, make_question, make_quiz

pytestmark = pytest.mark.django_db


def path_of(attempt):
    return f"/attempts/{attempt.pk}/packet/"


@pytest.fixture
def quiz():
    kinds = ("single", "multiple", "numeric", "parameterised")
    return make_quiz([make_question(kind) for kind in kinds])


def test_its_learner_gets_every_question_with_its_reasons(as_learner, learner, quiz):
    attempt = make_attempt(learner, quiz)
    make_answer(attempt.slots.get(position=1), ["a"])

    packet = as_learner.get(path_of(attempt)).json()

    slots = packet["slots"]
    assert [slot["position"] for slot in slots] == [1, 2, 3, 4]
    assert [slot["answered"] for slot in slots] == [True, False, False, False]
    assert (slots[0]["key"], slots[1]["key"]) == (["a"], ["a", "c"])
    assert slots[2]["range"] == [1769, 1769]
    low, high = slots[3]["range"]
    assert high - low == pytest.approx(0.02)
    for slot in slots:
        assert 'name="client_id"' in slot["question"]
        assert 'class="reason' not in slot["question"]
        assert "The idea behind it." in slot["told"]
    assert slots[0]["verdicts"]["right"] == "Right."
    assert re.fullmatch(r"Partly right\. \w and \w are right\.", slots[1]["verdicts"]["partly"])


def test_nobody_else_gets_it(client, as_outsider, quiz):
    attempt = make_attempt(quiz=quiz)

    assert client.get(path_of(attempt)).status_code == 404
    assert as_outsider.get(path_of(attempt)).status_code == 404


def test_a_set_marked_at_its_end_goes_along_without_its_keys(as_learner, learner, quiz):
    attempt = make_attempt(learner, quiz, mode="deferred")
    make_answer(attempt.slots.get(position=1), ["b"])

    packet = as_learner.get(path_of(attempt)).json()

    assert [slot["answered"] for slot in packet["slots"]] == [True, False, False, False]
    for slot in packet["slots"]:
        assert slot.keys() == {"position", "url", "answered", "question"}
    first, *_, last = packet["slots"]
    assert 'value="b" checked' in " ".join(first["question"].split())
    assert 'name="revision" value="2"' in first["question"]
    assert f'data-next="{packet["slots"][1]["url"]}"' in first["question"]
    assert f'data-next="{attempt.get_absolute_url()}"' in last["question"]


def test_a_mock_exam_has_no_packet(as_learner, learner, quiz, rf):
    attempt = make_attempt(learner, quiz, mode="exam")

    assert as_learner.get(path_of(attempt)).status_code == 404
    with pytest.raises(ValueError, match="online"):
        packet_of(attempt, rf.get("/"), timezone.localdate())


def test_a_finished_attempt_has_no_packet(as_learner, learner, quiz):
    attempt = make_attempt(learner, quiz)
    attempt.finish(timezone.now())

    assert as_learner.get(path_of(attempt)).status_code == 404


@pytest.mark.parametrize("mode", ["deferred", "exam"])
def test_no_answer_of_the_server_tells_a_key_before_the_end(as_learner, learner, quiz, mode):
    attempt = make_attempt(learner, quiz, mode=mode)
    texts = []
    for slot in attempt.slots.all():
        url = reverse("quizzes:slot", args=[attempt.pk, slot.position])
        texts.append(as_learner.get(url).content)
        value = {"answer": ["a"] if slot.item.is_choice else "1"}
        sent = as_learner.post(url, value, headers={"Accept": "application/json"})
        texts += [sent.content, as_learner.post(url + "marks/", {"flagged": "1"}).content]
        assert json.loads(sent.content)["state"] == "saved"
    texts.append(as_learner.get(path_of(attempt)).content)

    for text in texts:
        for secret in (b"Go is compiled", b"Needed", b"The idea behind it", b"turned round"):
            assert secret not in text
    assert Attempt.objects.get().is_open


def test_it_is_kept_by_no_cache_on_the_way(as_learner, learner, quiz):
    attempt = make_attempt(learner, quiz)

    assert "no-store" in as_learner.get(path_of(attempt)).headers["Cache-Control"]
