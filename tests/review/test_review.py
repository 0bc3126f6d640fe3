"""Review: what changed, and what was not known, the oldest first."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from quizzes.models import Answer, Attempt
from studyapp.accounts.merging import merge
from studyapp.accounts.models import User
from studyapp.lessons.models import Recall, Revision
from studyapp.lessons.revising import revise
from tests.factories import (
    make_attempt,
    make_fact,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
)
from tests.quizzes.reporting import rule

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
START = datetime(2026, 10, 1, tzinfo=UTC)
CHIP = '<span data-fact="{}"></span>'
WAITING = "Nothing waits."


def lesson_of(slug, *prompts, fact=None):
    """A lesson whose prompts name one fact."""
    fact = fact or make_fact("mem")
    lesson = make_lesson(
        slug,
        blocks=[
            {
                "kind": "prompt",
                "id": name,
                "ask": f"{slug} {name}?",
                "answer": CHIP.format(fact.key),
            }
            for name in prompts
        ],
    )
    lesson.facts.add(fact)
    return lesson


def recalled(user, lesson, prompt, outcome="not-yet", day=0):
    Recall.objects.create(
        user=user,
        lesson=lesson,
        prompt=prompt,
        outcome=outcome,
        at=START + timedelta(days=day),
        client_id=uuid.uuid4(),
    )


def answered(user, question, mode="practice", day=0):
    attempt = make_attempt(user, make_quiz([question]), mode)
    Answer.objects.create(
        slot=attempt.slots.get(),
        revision=1,
        response=["a"],
        points=1,
        verdict="right",
        client_id=uuid.uuid4(),
        answered_at=START + timedelta(days=day),
    )
    return attempt


def turn(key="mem", words="At most 12,288 MB."):
    return revise(key, {"value": "12,288", "statement": words}, Revision.Kind.CHANGED, None)


def review(client, **extra):
    response = client.get("/review/", **extra)
    assert response.status_code == 200
    return response.content.decode()


def asked(html):
    return re.findall(r'id="ask-[^"]*">([^<]*)\?', html)


def part(html, heading):
    """The section under a heading, or nothing."""
    start = html.find(f'<section aria-labelledby="{heading}">')
    return html[start : html.find("<h2", html.find("<h2", start) + 1)] if start >= 0 else ""


@pytest.mark.parametrize("who", ["client", "as_learner"])
def test_nothing_waits_for_who_did_nothing(request, who):
    html = review(request.getfixturevalue(who))

    assert WAITING in html
    assert "Show what still waits" not in html


def test_only_what_was_not_known_the_last_time_waits_the_oldest_first(as_learner, learner):
    lesson = lesson_of("limits", "late", "early", "known", "learnt", "forgotten", "skipped")
    recalled(learner, lesson, "late", day=4)
    recalled(learner, lesson, "early", day=1)
    recalled(learner, lesson, "known", "knew", day=1)
    recalled(learner, lesson, "learnt", day=1)
    recalled(learner, lesson, "learnt", "knew", day=2)
    recalled(learner, lesson, "forgotten", "knew", day=1)
    recalled(learner, lesson, "forgotten", day=3)
    recalled(learner, lesson, "skipped", "skipped", day=1)

    html = review(as_learner)

    assert asked(html) == ["limits early", "limits forgotten", "limits late"]
    assert "Three things wait for another look." in html
    assert "New truth" not in html


def test_what_is_skipped_waits_on_behind_the_others(as_learner, learner):
    lesson = lesson_of("limits", "one", "two")
    recalled(learner, lesson, "one", day=1)
    recalled(learner, lesson, "two", day=2)
    recalled(learner, lesson, "one", "skipped", day=3)

    assert asked(review(as_learner)) == ["limits two", "limits one"]


def test_new_truth_comes_first_with_what_changed(as_learner, learner):
    lesson = lesson_of("limits", "known")
    other = lesson_of("other", "missed", fact=make_fact("else"))
    recalled(learner, other, "missed", day=0)
    recalled(learner, lesson, "known", "knew", day=5)
    assert asked(review(as_learner)) == ["other missed"]

    turn()

    html = review(as_learner)
    assert asked(html) == ["limits known", "other missed"]
    changed = part(html, "changed")
    assert "limits known?" in changed
    assert "A default function can be given at most 10,240 MB of memory." in changed
    assert "At most 12,288 MB." in changed
    assert "other missed?" not in changed
    assert "Two things wait" in html


def test_a_prompt_both_changed_and_missed_waits_once(as_learner, learner):
    recalled(learner, lesson_of("limits", "missed"), "missed")
    turn()

    assert asked(review(as_learner)) == ["limits missed"]


def test_a_question_answered_before_its_fact_turned_waits_until_it_is_answered_again(
    as_learner, learner
):
    question = make_question(slug="q-mem", topic="memory")
    answered(learner, question)
    assert WAITING in review(as_learner)

    turn("mem-max-default")

    html = review(as_learner)
    assert '<a class="btn" href="/practise/questions/q-mem/">Answer it again' in html
    assert '<p class="ask">Which runtime runs a Go program?</p>' in html
    assert "At most 12,288 MB." in html
    assert "One thing waits" in html

    answered(learner, question, day=(timezone.now() - START).days + 1)
    assert WAITING in review(as_learner)


def test_what_an_open_attempt_keeps_back_is_not_told(as_learner, learner):
    question = make_question(slug="q-mem")
    answered(learner, question)
    attempt = answered(learner, question, mode="deferred", day=1)
    turn("mem-max-default")

    assert WAITING in review(as_learner)
    attempt.finish(timezone.now())
    assert "q-mem" in review(as_learner)


def test_a_question_that_is_asked_no_more_does_not_wait(as_learner, learner):
    question = make_question(slug="q-mem")
    answered(learner, question)
    turn("mem-max-default")
    question.versions.update(state="superseded")

    assert WAITING in review(as_learner)


def test_a_withdrawn_question_does_not_wait(as_learner, learner):
    make_fact()
    question = make_question(slug="q-mem")
    answered(learner, question)
    turn("mem-max-default")
    assert "q-mem" in review(as_learner)

    rule(question, state="withdrawn")

    assert "q-mem" not in review(as_learner)


def test_a_prompt_that_left_its_lesson_does_not_wait(as_learner, learner):
    lesson = lesson_of("limits", "gone")
    recalled(learner, lesson, "gone")
    lesson.blocks = []
    lesson.save()

    assert WAITING in review(as_learner)
    assert "Review:" not in as_learner.get("/learn/").content.decode()


def test_it_is_nobody_elses(as_outsider, client, learner):
    recalled(learner, lesson_of("limits", "missed"), "missed")
    answered(learner, make_question())
    turn()
    turn("mem-max-default")

    for other in (as_outsider, client):
        assert WAITING in review(other)


def test_prompts_of_two_lessons_may_have_one_name(as_learner, learner):
    for slug in ("one", "two"):
        recalled(learner, lesson_of(slug, "why"), "why")

    html = review(as_learner)

    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {"prompt-one-why", "prompt-two-why", "fact-mem"} <= set(ids)


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
    assert WAITING in after
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


def test_a_guests_work_waits_for_the_guest_and_after_the_merge_for_the_account(client):
    lesson = lesson_of("limits", "why", "missed")
    for prompt, outcome in (("why", "knew"), ("missed", "not-yet")):
        data = {"outcome": outcome, "client_id": uuid.uuid4()}
        client.post(f"/learn/limits/prompts/{prompt}/", data)
    guest, account = User.objects.get(), make_user("a@example.org")
    answered(guest, make_question(slug="q-mem"))
    turn()
    turn("mem-max-default")
    before = review(client)
    assert asked(before) == ["limits why", "limits missed"]
    assert "q-mem" in before

    merge(guest, account)

    browser = Client()
    browser.force_login(account)
    after = review(browser)
    assert asked(after) == ["limits why", "limits missed"]
    assert "q-mem" in after
    recalled(account, lesson, "why", "knew", day=(timezone.now() - START).days + 1)
    assert asked(review(browser)) == ["limits missed"]


def test_looking_writes_nothing(client):
    review(client)

    assert not User.objects.exists()
    assert "sessionid" not in client.cookies


def test_at_most_twenty_are_shown_and_the_rest_is_told(as_learner, learner):
    names = [f"p{n:02}" for n in range(23)]
    lesson = lesson_of("limits", *names)
    for day, name in enumerate(names):
        recalled(learner, lesson, name, day=day)

    html = review(as_learner)

    assert asked(html) == [f"limits {name}" for name in names[:20]]
    assert "23 things wait for another look: the 20 oldest are here, the rest waits." in html


def test_it_is_linked_where_something_waits(as_learner, as_outsider, client, learner):
    lesson = lesson_of("limits", "missed")
    for other in (as_learner, client):
        assert "/review/" not in other.get("/learn/").content.decode()
    recalled(learner, lesson, "missed")

    assert "Review: one thing waits" in as_learner.get("/learn/").content.decode()
    assert "/review/" not in as_outsider.get("/learn/").content.decode()
    assert 'href="/review/"' in as_learner.get("/progress/").content.decode()


@pytest.mark.parametrize("size", [1, 60])
@pytest.mark.parametrize("url", ["/review/", "/learn/", "/progress/"])
def test_it_costs_the_same_however_much_waits(
    as_learner, learner, size, url, django_assert_max_num_queries
):
    for n in range(size):
        fact = make_fact(f"fact-{n}")
        lesson = lesson_of(f"lesson-{n}", "known", "missed", fact=fact)
        recalled(learner, lesson, "known", "knew")
        recalled(learner, lesson, "missed")
        answered(learner, make_question(slug=f"q-{n}", facts=[fact.key]))
        turn(fact.key)
        missed = lesson_of(f"other-{n}", "missed", fact=make_fact("same"))
        recalled(learner, missed, "missed")
    assert Attempt.objects.count() == size

    with django_assert_max_num_queries(12):
        html = as_learner.get(url).content.decode()

    if url == "/review/":
        assert html.count('<section class="prompt"') == min(4 * size, 20)
