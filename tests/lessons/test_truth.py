"""New truth: what a learner answered before the ledger began to say something else."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from studyapp.accounts.merging import merge
from studyapp.accounts.models import User
from studyapp.lessons.models import Recall, Revision
from studyapp.lessons.revising import revise
from tests.factories import make_fact, make_lesson, make_user
from tests.lessons.pages import page_of, part
from tests.lessons.test_marks import HTMX, recall

pytestmark = pytest.mark.django_db
MARK = "New truth</strong>: this changed since you answered"
NEW = {"value": "12,288", "number": "12288", "statement": "At most 12,288 MB."}
OLD = "A default function can be given at most 10,240 MB of memory."


def turn(key="mem", kind=Revision.Kind.CHANGED, **words):
    return revise(key, words or NEW, kind, None)


def why(client, lesson):
    """The prompt that names the facts “mem” and “time”, as it stands on the lesson's page."""
    return part(page_of(client, lesson), 'id="prompt-why"', "</section>")


def test_a_prompt_whose_fact_changed_since_is_marked_with_before_and_now(as_learner, lesson):
    recall(as_learner)
    assert "you knew it" in why(as_learner, lesson)

    turn()

    html = why(as_learner, lesson)
    assert MARK in html
    assert f'<span class="change-side">Before</span> {OLD}' in html
    assert '<span class="change-side">Now</span> At most 12,288 MB.' in html
    assert 'href="/facts/mem/"' in html
    assert "you knew it" not in html


def test_answered_again_the_mark_goes(as_learner, lesson):
    recall(as_learner)
    turn()

    answered = recall(as_learner, headers=HTMX).content.decode()

    assert MARK not in answered
    assert MARK not in why(as_learner, lesson)
    assert "you knew it" in why(as_learner, lesson)


def test_a_prompt_skipped_again_keeps_its_mark(as_learner, lesson):
    recall(as_learner)
    turn()

    recall(as_learner, "skipped")

    assert MARK in why(as_learner, lesson)


def test_only_prompts_of_that_fact_are_marked(as_learner, lesson):
    recall(as_learner)
    recall(as_learner, prompt="how")
    turn()

    assert page_of(as_learner, lesson).count(MARK) == 1


def test_a_fact_that_stands_in_the_list_alone_counts_too(as_learner):
    block = {"kind": "prompt", "id": "why", "ask": "?", "answer": "<p>!</p>", "facts": ["mem"]}
    lesson = make_lesson("limits", blocks=[block])
    lesson.facts.add(make_fact("mem"))
    recall(as_learner)
    turn()

    assert MARK in why(as_learner, lesson)


def test_who_never_answered_or_only_skipped_has_nothing_to_learn_anew(
    as_learner, as_outsider, client, lesson
):
    recall(as_learner)
    recall(as_outsider, "skipped")
    turn()

    assert MARK not in why(as_outsider, lesson)
    assert MARK not in why(client, lesson)


@pytest.mark.parametrize("kind", [Revision.Kind.CHANGED, Revision.Kind.CORRECTED])
def test_a_change_and_a_correction_are_both_news(as_learner, lesson, kind):
    recall(as_learner)
    turn(kind=kind)

    assert MARK in why(as_learner, lesson)


def test_another_wording_is_no_news(as_learner, lesson):
    recall(as_learner)
    turn(kind=Revision.Kind.CHECKED, statement="10,240 MB at most.")

    assert MARK not in why(as_learner, lesson)
    assert "you knew it" in why(as_learner, lesson)


def test_a_change_taken_back_is_no_news_to_who_never_heard_of_it(as_learner, as_outsider, lesson):
    recall(as_learner)
    was = make_fact("mem").truth()
    turn()
    recall(as_outsider)

    turn(kind=Revision.Kind.CORRECTED, **was)

    assert MARK not in why(as_learner, lesson)
    html = why(as_outsider, lesson)
    assert "Before</span> At most 12,288 MB." in html
    assert f"Now</span> {OLD}" in html


def test_of_two_changes_the_first_tells_what_the_learner_knew(as_learner, lesson):
    recall(as_learner)
    turn()
    turn(value="16,384", number="16384", statement="At most 16,384 MB.")

    html = why(as_learner, lesson)

    assert f"Before</span> {OLD}" in html
    assert "Now</span> At most 16,384 MB." in html
    assert "12,288" not in html


def test_a_number_put_right_in_the_same_words_is_told_by_its_value(as_learner, lesson):
    recall(as_learner)
    turn(value="10,241", number="10241")

    html = why(as_learner, lesson)

    assert "Before</span> 10,240 MB" in html
    assert "Now</span> 10,241 MB" in html


def test_a_guest_is_told_too(client, lesson):
    recall(client)
    assert User.objects.get().is_guest
    turn()

    assert MARK in why(client, lesson)


@pytest.mark.parametrize(("again", "told"), [("guest", False), ("account", False), ("", True)])
def test_a_merge_keeps_it_right(again, told, lesson):
    account, guest = make_user("a@example.org"), make_user("")
    start = timezone.now() - timedelta(days=2)
    with time_machine.travel(start):
        for user in (account, guest):
            answer(user, lesson)
    with time_machine.travel(start + timedelta(hours=1)):
        turn()
    if again:
        answer(guest if again == "guest" else account, lesson)

    merge(guest, account)

    client = Client()
    client.force_login(account)
    assert (MARK in why(client, lesson)) is told


def answer(user, lesson):
    import uuid

    Recall.objects.create(
        user=user, lesson=lesson, prompt="why", outcome="knew", client_id=uuid.uuid4()
    )


def test_progress_counts_only_what_is_known_and_still_true(as_learner, lesson):
    recall(as_learner)
    recall(as_learner, prompt="how")
    known = '<td class="num" data-name="Prompts">{} of 2</td>'
    assert known.format(2) in as_learner.get("/progress/").content.decode()

    turn()

    assert known.format(1) in as_learner.get("/progress/").content.decode()


def test_the_words_of_a_fact_are_text(as_learner, lesson):
    recall(as_learner)
    turn(value="<b>1</b>", statement="<script>x()</script>")

    html = why(as_learner, lesson)

    assert "&lt;script&gt;x()" in html
    assert "<script" not in html
