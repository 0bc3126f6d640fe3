"""The pages of every kind: asked without the key, refused with what was sent, told in parts."""

import re
from uuid import UUID

import pytest
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from quizzes.engine.items import Kind
from quizzes.engine.kinds.registry import RULES
from quizzes.models import Answer, Attempt
from tests.factories import (
    make_attempt,
    make_item,
    make_question,
    make_quiz,
    make_user,
    published_version,
)

pytestmark = pytest.mark.django_db
NEW = ["ordering", "matching", "log", "hotspot"]
CASE = {"id": "shop", "title": "A shop", "text": 'It keeps {{ fact "mem-max-default" }} apart.'}


@pytest.fixture
def learner():
    return make_user()


@pytest.fixture
def client_(learner):
    client = Client()
    client.force_login(learner)
    return client


def sent(response):
    """What a form without scripts sends for a response."""
    if response and "=" not in response[0] and not response[0].isdigit() and len(response) > 1:
        return [f"{name}={place}" for place, name in enumerate(response, 1)]
    return list(response)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_its_two_templates(kind):
    get_template(RULES[kind].ask_template)
    get_template(RULES[kind].told_template)


@pytest.mark.parametrize("kind", NEW)
def test_the_page_of_a_question_holds_nothing_of_its_key(kind):
    question = make_question(kind)
    item = published_version(question).item()

    page = Client().get(question.get_absolute_url()).content.decode()

    assert "Beyond the exam’s formats" in page
    for spot in item.rules.spots(item):
        if spot.column == "reason":
            assert spot.text.replace("'", "’") not in page
    assert not re.search(r'data-state="(right|wrong|missed|plain)"', page)
    assert 'class="reason"' not in page


@pytest.mark.parametrize("kind", NEW)
@pytest.mark.parametrize("right", [True, False])
def test_an_answer_is_marked_and_every_reason_told(client_, learner, kind, right):
    question = make_question(kind)
    attempt = make_attempt(learner, make_quiz([question]))
    item = published_version(question).item()
    response = (item.rules.right if right else item.rules.wrong)(item, 0, {})

    url = reverse("quizzes:slot", args=[attempt.pk, 1])
    page = client_.post(url, {"answer": sent(response)}, follow=True).content.decode()

    answer = Answer.objects.get()
    assert (answer.points, tuple(answer.response)) == (int(right), response)
    assert (answer.fraction == 1) == right
    for spot in item.rules.spots(item):
        if spot.column == "reason":
            assert spot.text.replace("'", "’") in page
    result = client_.get(attempt.get_absolute_url())
    assert result.status_code == 200
    assert f"{int(right)} of 1 right" in result.content.decode()


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("ordering", "✕ Partly right. 1 of 3 neighbouring pairs is in order."),
        ("matching", "✕ Partly right. 2 of 3 pairs right."),
        ("log", "✕ Partly right. Lines 1 and 5 are right; you marked 1 of 2."),
        ("hotspot", "✕ Not quite. It is “Execution role”."),
    ],
)
def test_the_verdict_says_how_far_it_was_right(client_, learner, kind, verdict):
    attempt = make_attempt(learner, make_quiz([make_question(kind)]))
    item = make_item(kind)
    wrong = sent(item.rules.wrong(item, 0, {}))

    page = client_.post(f"{attempt.get_absolute_url()}1/", {"answer": wrong}, follow=True)

    assert verdict in page.content.decode()


@pytest.mark.parametrize(
    ("kind", "answer", "words", "kept"),
    [
        (
            "ordering",
            ["a=1", "b=1", "c=3", "d=4"],
            "Two of them stand at place 1",
            '"b=1" selected',
        ),
        ("matching", ["sns=dlq", "", ""], "2 are left", '"sns=dlq" selected'),
        ("log", ["3"], "Mark two lines: you have 1.", '"3" checked'),
        ("hotspot", ["zone"], "That place is not part of this question", ""),
        ("hotspot", [], "Choose a place first.", ""),
    ],
)
def test_what_cannot_be_marked_is_refused_and_stays_chosen(
    client_, learner, kind, answer, words, kept
):
    attempt = make_attempt(learner, make_quiz([make_question(kind)]))

    page = client_.post(f"{attempt.get_absolute_url()}1/", {"answer": answer})

    assert page.status_code == 422
    assert words in page.content.decode()
    assert kept in page.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize(("kind", "half"), [("matching", ["sns=dlq"]), ("log", ["1"])])
def test_half_an_answer_is_kept_where_marks_come_at_the_end(client_, learner, kind, half):
    attempt = make_attempt(learner, make_quiz([make_question(kind)]), mode="deferred")
    url = f"{attempt.get_absolute_url()}1/"

    client_.post(url, {"answer": half})

    assert Answer.objects.get().response == half
    kept = "selected" if kind == "matching" else "checked"
    assert f'value="{half[0]}" {kept}' in client_.get(url).content.decode()


@pytest.mark.parametrize("kind", NEW)
def test_an_unanswered_question_is_explained_at_the_end(client_, learner, kind):
    attempt = make_attempt(learner, make_quiz([make_question(kind)]))
    client_.post(reverse("quizzes:finish", args=[attempt.pk]))

    page = client_.get(attempt.get_absolute_url()).content.decode()

    assert "– Not answered" in page
    assert "You had it" not in page
    assert "You chose" not in page
    assert "by you" not in page


def test_an_order_is_never_offered_as_it_should_be():
    question = make_question("ordering")
    version = published_version(question)
    for number in range(100):
        [slot] = Attempt(id=UUID(int=number)).layout([version])
        assert sorted(slot.option_order) == list("abcd")
        assert slot.option_order != list("abcd")


# Case sets.


def test_a_case_is_told_once_and_then_folded(client_, learner):
    quiz = make_quiz([make_question(kind, case=CASE) for kind in ("single", "log")])
    attempt = make_attempt(learner, quiz)

    pages = [client_.get(f"{attempt.get_absolute_url()}{n}/").content.decode() for n in (1, 2)]

    for page in pages:
        assert 'aria-label="Case: A shop"' in page
        assert 'href="/facts/mem-max-default/"' in page
    assert "<details open>" in pages[0]
    assert "<details open>" not in pages[1]
    assert "Skip to the question" in pages[0]
    assert "Skip to the question" not in pages[1]


def test_another_case_is_told_anew(client_, learner):
    other = CASE | {"id": "farm", "title": "A farm"}
    quiz = make_quiz([make_question(case=CASE), make_question(case=other), make_question()])
    attempt = make_attempt(learner, quiz)

    pages = [client_.get(f"{attempt.get_absolute_url()}{n}/").content.decode() for n in (1, 2, 3)]

    assert ["<details open>" in page for page in pages] == [True, True, False]
    assert 'class="case"' not in pages[2]


def test_a_published_version_keeps_the_case_it_was_published_with():
    question = make_question(case=CASE)
    version = published_version(question)
    question.save_draft(make_item(case=CASE | {"text": "Other words."})).publish()

    version.refresh_from_db()
    assert version.item().case.text == CASE["text"]
    assert published_version(question).item().case.text == "Other words."
