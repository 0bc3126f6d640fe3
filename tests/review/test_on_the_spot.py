"""Prompts are answered on the page of the review, and the way leads back there."""

import re
import uuid

import pytest

from studyapp.lessons.models import Recall
from tests.review.test_review import HTMX, asked, lesson_of, recalled, review

pytestmark = pytest.mark.django_db


def send(client, html, outcome="knew", **extra):
    """Press a button of the first prompt on the page."""
    action = re.search(r'<form method="post" action="(/learn/[^"]+)"', html)[1]
    form = html[html.index(action) :]
    hidden = re.findall(r'type="hidden" name="(client_id|next)" value="([^"]+)"', form)
    return client.post(action, dict(hidden[:2]) | {"outcome": outcome}, **extra)


def test_a_prompt_is_answered_there_and_the_way_leads_back(as_learner, learner):
    recalled(learner, lesson_of("limits", "missed"), "missed")
    html = review(as_learner)

    for _ in range(2):  # a double click
        response = send(as_learner, html)
        assert response["Location"] == "/review/"

    assert Recall.objects.filter(outcome="knew").count() == 1
    after = review(as_learner)
    assert asked(after) == []
    assert "Noted: you knew it." in after


def test_with_htmx_the_prompt_alone_comes_back_in_its_place(as_learner, learner):
    recalled(learner, lesson_of("limits", "missed"), "missed")
    html = review(as_learner)

    answered = send(as_learner, html, "not-yet", headers=HTMX).content.decode()

    assert answered.lstrip().startswith('<section class="prompt" id="prompt-limits-missed"')
    assert "Noted: not yet." in answered
    assert "<html" not in answered


def test_a_refused_answer_can_be_sent_again_from_there(as_learner, learner):
    recalled(learner, lesson_of("limits", "missed"), "missed")

    refused = send(as_learner, review(as_learner), "perhaps", headers=HTMX)

    assert refused.status_code == 422
    html = refused.content.decode()
    assert "This could not be noted." in html
    assert 'id="prompt-limits-missed"' in html
    assert send(as_learner, html)["Location"] == "/review/"


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example/"])
def test_the_way_back_leads_nowhere_else(as_learner, learner, goal):
    lesson_of("limits", "missed")
    data = {"outcome": "knew", "client_id": uuid.uuid4(), "next": goal}

    response = as_learner.post("/learn/limits/prompts/missed/", data)

    assert response["Location"] == "/learn/limits/#prompt-missed"
