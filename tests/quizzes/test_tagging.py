"""A learner's note and tag: kept at a question, and met again beside its reasons."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_answer, make_attempt, make_quiz
from tests.quizzes.bank import make_bank, make_exam, take

pytestmark = pytest.mark.django_db
NOTE = "Ask about <layers>"
SHOWN = "Ask about &lt;layers&gt;"
SELECT = 'name="miss_tag"'


def marks_of(slot):
    return reverse("quizzes:marks", args=[slot.attempt_id, slot.position])


def text_of(response):
    return response.content.decode()


@pytest.fixture
def attempt(learner):
    return make_attempt(learner, make_quiz(3))


@pytest.fixture
def ended(learner):
    """A set that is over: wrong, right, and without an answer."""
    attempt = make_attempt(learner, make_quiz(3), "deferred")
    for position, given in ((1, ["b"]), (2, ["a"])):
        make_answer(attempt.slots.get(position=position), given)
    attempt.finish(timezone.now())
    return attempt


def test_a_note_stands_beside_the_reasons(as_learner, attempt):
    slot = attempt.slots.get(position=1)
    as_learner.post(marks_of(slot), {"note": NOTE})
    before = text_of(as_learner.get(slot.get_absolute_url()))
    as_learner.post(slot.get_absolute_url(), {"answer": "b"})
    after = text_of(as_learner.get(slot.get_absolute_url()))

    assert "data-note-of" not in before
    assert f"<p data-note>{SHOWN}</p>" in after


def test_a_note_stands_on_the_result_and_the_sheet_of_misses(as_learner, ended):
    as_learner.post(marks_of(ended.slots.get(position=1)), {"note": NOTE})

    for url in (ended.get_absolute_url(), reverse("progress:misses")):
        page = text_of(as_learner.get(url))
        assert page.count("Note to self") == page.count(SHOWN) == 1


def test_a_note_stands_on_the_report_of_a_mock_exam(as_learner, learner):
    make_bank()
    exam = make_exam(learner)
    take(exam)
    exam.finish(timezone.now())
    slot = exam.slots.get(position=2)
    as_learner.post(marks_of(slot), {"note": NOTE})

    for url in (exam.report_url, slot.get_absolute_url()):
        assert SHOWN in text_of(as_learner.get(url))


@pytest.mark.parametrize(("given", "is_asked"), [("b", True), ("a", False)])
@pytest.mark.parametrize("mode", ["practice", "review"])
def test_why_is_asked_after_a_wrong_answer_alone(as_learner, learner, mode, given, is_asked):
    slot = make_attempt(learner, make_quiz(2), mode).slots.get(position=1)
    before = text_of(as_learner.get(slot.get_absolute_url()))
    as_learner.post(slot.get_absolute_url(), {"answer": given})
    after = text_of(as_learner.get(slot.get_absolute_url()))

    assert SELECT not in before
    assert (SELECT in after) is is_asked


def test_a_tag_is_kept_without_scripts_and_shown_again(as_learner, attempt):
    slot = attempt.slots.get(position=1)
    as_learner.post(slot.get_absolute_url(), {"answer": "b"})
    page = as_learner.post(marks_of(slot), {"miss_tag": "misread"}, follow=True)

    assert page.redirect_chain == [(slot.get_absolute_url(), 302)]
    assert '<option value="misread" selected>' in text_of(page)


def test_a_result_asks_for_wrong_answers_and_counts_the_tags(as_learner, ended):
    page = text_of(as_learner.get(ended.get_absolute_url()))
    assert page.count(SELECT) == 1
    assert "Why you missed them" not in page

    sent = {"miss_tag": "fact", "back": "result"}
    kept = as_learner.post(marks_of(ended.slots.get(position=1)), sent)
    page = text_of(as_learner.get(ended.get_absolute_url()))

    assert kept.url == f"{ended.get_absolute_url()}#tag-1"
    assert "Why you missed them" in page
    assert '<th scope="row">I did not know the fact</th><td class="num">1</td>' in page
    assert "Not tagged yet" not in page


def test_the_counts_come_along_where_scripts_swap_them_in(as_learner, ended):
    sent = {"miss_tag": "guess", "back": "result"}
    part = as_learner.post(
        marks_of(ended.slots.get(position=1)), sent, headers={"HX-Request": "true"}
    )

    assert "✓ Kept" in text_of(part)
    assert "I guessed" in text_of(part)


def test_no_count_tells_what_is_wrong_before_the_end(as_learner, learner):
    attempt = make_attempt(learner, make_quiz(2), "deferred")
    slot = attempt.slots.get(position=1)
    make_answer(slot, ["b"])
    sent = {"miss_tag": "guess", "back": "result"}
    part = as_learner.post(marks_of(slot), sent, headers={"HX-Request": "true"})

    assert "I guessed" not in text_of(part)
    assert "tags" not in text_of(part)


def test_nobody_else_tags(as_outsider, ended):
    sent = {"miss_tag": "guess", "back": "result"}

    assert as_outsider.post(marks_of(ended.slots.get(position=1)), sent).status_code == 404
