"""What a learner marks in a lesson: that it was read, and how a prompt went."""

import re
import uuid

import pytest
from django.urls import reverse

from studyapp.accounts.models import User
from studyapp.lessons.models import Lesson, Recall
from tests.lessons.pages import page_of, part

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def mark(client, lesson, read="yes", **extra):
    return client.post(reverse("lessons:read", args=[lesson.slug]), {"read": read}, **extra)


def test_a_mark_is_shown_to_whoever_made_it_and_to_nobody_else(
    client, as_learner, as_outsider, learner, lesson
):
    response = mark(as_learner, lesson)

    assert response.headers["Location"] == "/learn/limits/#read-mark"
    assert [m.user for m in lesson.reads.all()] == [learner]
    for other, shown in ((as_learner, True), (as_outsider, False), (client, False)):
        assert ("✓ Marked as read." in page_of(other, lesson)) is shown
        assert ("✓ read" in other.get("/learn/").content.decode()) is shown


def test_a_mark_set_twice_is_one_mark_with_its_first_date(as_learner, lesson):
    mark(as_learner, lesson)
    first = lesson.reads.get()

    mark(as_learner, lesson)

    assert lesson.reads.get() == first
    assert lesson.reads.get().read_at == first.read_at


def test_a_mark_can_be_taken_back_also_twice(as_learner, lesson):
    mark(as_learner, lesson)

    for _ in range(2):
        assert mark(as_learner, lesson, "no").status_code == 302
        assert not lesson.reads.exists()


def test_taking_back_leaves_the_marks_of_others(as_learner, as_outsider, outsider, lesson):
    mark(as_learner, lesson)
    mark(as_outsider, lesson)

    mark(as_learner, lesson, "no")

    assert [m.user for m in lesson.reads.all()] == [outsider]


def test_with_htmx_the_mark_alone_comes_back(as_learner, lesson):
    html = mark(as_learner, lesson, headers=HTMX).content.decode()

    assert html.lstrip().startswith('<form class="btn-row" id="read-mark"')
    assert 'value="no"' in html
    assert "<html" not in html


def test_the_first_mark_of_a_visitor_makes_a_guest(client, lesson):
    mark(client, lesson)

    [guest] = User.objects.all()
    assert guest.is_guest
    assert [m.user for m in lesson.reads.all()] == [guest]
    assert "✓ Marked as read." in page_of(client, lesson)


def test_a_mark_is_made_by_post_alone(as_learner, lesson):
    assert as_learner.get(reverse("lessons:read", args=["limits"])).status_code == 405
    assert not lesson.reads.exists()


def test_a_mark_on_no_lesson_is_a_404(as_learner, lesson):
    assert as_learner.post("/learn/nothing/read/", {"read": "yes"}).status_code == 404


# Recall.


def recall(client, outcome="knew", prompt="why", client_id=None, **extra):
    data = {"outcome": outcome, "client_id": client_id or uuid.uuid4()}
    return client.post(reverse("lessons:recall", args=["limits", prompt]), data, **extra)


def noted():
    return list(Recall.objects.order_by("pk").values_list("prompt", "outcome"))


@pytest.mark.parametrize(
    ("outcome", "told", "later"),
    [
        ("knew", "✓ Noted: you knew it.", "Recall · you knew it"),
        ("not-yet", "Noted: not yet.", "Recall · not yet last time"),
        ("skipped", "Skipped.", "Recall · skipped last time"),
    ],
)
def test_how_it_went_is_noted_and_told(as_learner, lesson, outcome, told, later):
    html = recall(as_learner, outcome, headers=HTMX).content.decode()

    assert html.lstrip().startswith('<section class="prompt" id="prompt-why"')
    assert told in html
    assert noted() == [("why", outcome)]
    assert later in page_of(as_learner, lesson)


def test_the_answer_comes_with_its_chips(as_learner, lesson):
    html = recall(as_learner, headers=HTMX).content.decode()

    assert '<p>Because <button type="button" class="fact" popovertarget="fact-time">' in html
    assert "A box" not in html


def test_without_htmx_the_reader_is_back_at_the_prompt(as_learner, lesson):
    response = recall(as_learner)

    assert response.headers["Location"] == "/learn/limits/#prompt-why"


def test_the_same_click_sent_twice_is_one_note(as_learner, lesson):
    client_id = uuid.uuid4()

    for _ in range(2):
        assert recall(as_learner, client_id=client_id).status_code == 302

    assert noted() == [("why", "knew")]


def test_two_clicks_are_two_notes_and_the_later_counts(as_learner, learner, lesson):
    recall(as_learner, "not-yet")
    recall(as_learner, "knew")
    recall(as_learner, "skipped", "how")

    assert noted() == [("why", "not-yet"), ("why", "knew"), ("how", "skipped")]
    standings = Recall.objects.of(learner).standings()
    assert {prompt: s.outcome for (_, prompt), s in standings.items()} == {
        "why": "knew",
        "how": "skipped",
    }
    assert {prompt: s.answer for (_, prompt), s in standings.items()} == {"why": "knew", "how": ""}


def test_a_note_is_shown_to_nobody_else(as_learner, as_outsider, client, lesson):
    recall(as_learner)

    for other in (as_outsider, client):
        assert "you knew it" not in page_of(other, lesson)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"outcome": "perhaps", "client_id": "00000000-0000-0000-0000-000000000001"},
        {"outcome": "knew", "client_id": "no-uuid"},
        {"outcome": "knew"},
    ],
)
def test_a_refused_note_can_be_sent_again(as_learner, lesson, data):
    url = reverse("lessons:recall", args=["limits", "why"])

    response = as_learner.post(url, data, headers=HTMX)
    html = response.content.decode()

    assert response.status_code == 422
    assert noted() == []
    assert "This could not be noted." in html
    assert html.lstrip().startswith('<section class="prompt" id="prompt-why"')
    assert "Why <button" in html
    again = re.search(r'name="client_id" value="([^"]+)"', html)
    assert recall(as_learner, client_id=again[1]).status_code == 302
    assert noted() == [("why", "knew")]


def test_a_refused_note_without_htmx_is_told_at_its_prompt_alone(as_learner, lesson):
    response = as_learner.post(reverse("lessons:recall", args=["limits", "why"]), {})
    html = response.content.decode()

    assert response.status_code == 422
    assert html.count("This could not be noted.") == 1
    assert "This could not be noted." in part(html, 'id="prompt-why"', "</section>")


@pytest.mark.parametrize("prompt", ["nothing", "then", "start"])
def test_an_unknown_prompt_is_a_404(as_learner, lesson, prompt):
    assert recall(as_learner, prompt=prompt).status_code == 404
    assert noted() == []


def test_a_prompt_of_no_lesson_is_a_404(as_learner, lesson):
    Lesson.objects.all().delete()

    assert recall(as_learner).status_code == 404


def test_a_note_is_made_by_post_alone(as_learner, lesson):
    assert as_learner.get(reverse("lessons:recall", args=["limits", "why"])).status_code == 405


def test_the_first_note_of_a_visitor_makes_a_guest(client, lesson):
    recall(client, headers=HTMX)

    [guest] = User.objects.all()
    assert guest.is_guest
    assert [row.user for row in Recall.objects.all()] == [guest]


def test_a_refused_note_makes_no_guest(client, lesson):
    recall(client, "perhaps")

    assert not User.objects.exists()
