"""The page of a review: what changed, once each, and what is due, within the minutes."""

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
TODAY = (timezone.now() - START).days
CHIP = '<span data-fact="{}"></span>'
EMPTY = "Nothing to repeat yet."


def lesson_of(slug, *prompts, fact=None, own=False):
    """A lesson whose prompts name one fact, or a fact each."""
    fact = fact or make_fact("mem")
    lesson = make_lesson(
        slug,
        blocks=[
            {
                "kind": "prompt",
                "id": name,
                "ask": f"{slug} {name}?",
                "answer": CHIP.format(fact.key),
                "facts": [f"{slug}-{name}"] if own else [],
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


def changed_in(html):
    return 'id="changed"' in html


def part(html, heading):
    """The section under a heading, or nothing."""
    start = html.find(f'<section aria-labelledby="{heading}">')
    return html[start : html.find("<h2", html.find("<h2", start) + 1)] if start >= 0 else ""


@pytest.mark.parametrize("who", ["client", "as_learner"])
def test_nothing_waits_for_who_did_nothing(request, who):
    html = review(request.getfixturevalue(who))

    assert EMPTY in html
    assert "Start with" not in html


def test_prompts_come_the_least_known_first(as_learner, learner):
    names = ["late", "early", "known", "learnt", "forgotten", "skipped"]
    lesson = lesson_of("limits", *names, own=True)
    recalled(learner, lesson, "late", day=4)
    recalled(learner, lesson, "early", day=1)
    recalled(learner, lesson, "known", "knew", day=1)
    recalled(learner, lesson, "learnt", day=1)
    recalled(learner, lesson, "learnt", "knew", day=2)
    recalled(learner, lesson, "forgotten", "knew", day=1)
    recalled(learner, lesson, "forgotten", day=3)
    recalled(learner, lesson, "skipped", "skipped", day=1)

    html = review(as_learner)

    order = asked(html)
    assert set(order) == {
        f"limits {name}" for name in ["late", "early", "known", "learnt", "forgotten"]
    }
    assert order.index("limits early") < order.index("limits late") < order.index("limits known")
    assert "Today: 10 min · 5 items" in html
    assert "New truth" not in html


def test_what_is_skipped_comes_back_on_another_day(as_learner, learner):
    lesson = lesson_of("limits", "one", "two", own=True)
    for name in ("one", "two"):
        recalled(learner, lesson, name, day=1)
    recalled(learner, lesson, "one", "skipped", day=3)
    assert asked(review(as_learner)) == ["limits one", "limits two"]

    recalled(learner, lesson, "one", "skipped", day=TODAY)

    assert asked(review(as_learner)) == ["limits two"]


def test_prompts_of_one_fact_come_on_different_days(as_learner, learner):
    lesson = lesson_of("limits", "one", "two")
    for name in ("one", "two"):
        recalled(learner, lesson, name, day=1)

    assert len(asked(review(as_learner))) == 1


def test_new_truth_comes_first_with_what_changed(as_learner, learner):
    lesson = lesson_of("limits", "known")
    other = lesson_of("other", "missed", fact=make_fact("else"))
    recalled(learner, other, "missed", day=0)
    recalled(learner, lesson, "known", "knew", day=5)
    assert asked(review(as_learner)) == ["other missed", "limits known"]

    turn()

    html = review(as_learner)
    assert asked(html) == ["limits known", "other missed"]
    changed = part(html, "changed")
    assert "limits known?" in changed
    assert "A default function can be given at most 10,240 MB of memory." in changed
    assert "At most 12,288 MB." in changed
    assert "other missed?" not in changed
    assert "Today: 10 min · 2 items" in html
    assert "1 changed fact" in html


def test_a_prompt_both_changed_and_missed_waits_once(as_learner, learner):
    recalled(learner, lesson_of("limits", "missed"), "missed")
    turn()

    assert asked(review(as_learner)) == ["limits missed"]


def test_a_question_answered_before_its_fact_turned_waits_until_it_is_answered_again(
    as_learner, learner
):
    question = make_question(slug="q-mem", topic="memory")
    answered(learner, question)
    assert not changed_in(review(as_learner))

    turn("mem-max-default")

    html = review(as_learner)
    assert '<a class="btn" href="/practise/questions/q-mem/">Answer it again' in html
    assert '<p class="ask">Which runtime runs a Go program?</p>' in html
    assert "At most 12,288 MB." in html
    assert "Today: 10 min · 1 item · mostly runtimes" not in html
    assert "1 changed fact" in html

    answered(learner, question, day=TODAY + 1)
    assert not changed_in(review(as_learner))


def test_what_an_open_attempt_keeps_back_is_not_told(as_learner, learner):
    question = make_question(slug="q-mem")
    answered(learner, question)
    attempt = answered(learner, question, mode="deferred", day=1)
    turn("mem-max-default")

    assert not changed_in(review(as_learner))
    attempt.finish(timezone.now())
    assert "q-mem" in review(as_learner)


def test_a_question_that_is_asked_no_more_does_not_wait(as_learner, learner):
    question = make_question(slug="q-mem")
    answered(learner, question)
    turn("mem-max-default")
    question.versions.update(state="superseded")

    html = review(as_learner)
    assert not changed_in(html)
    assert "Start with" not in html


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

    assert asked(review(as_learner)) == []
    assert "item" not in part(review(as_learner), "today")
    assert "Review:" not in as_learner.get("/learn/").content.decode()


def test_it_is_nobody_elses(as_outsider, client, learner):
    recalled(learner, lesson_of("limits", "missed"), "missed")
    answered(learner, make_question())
    turn()
    turn("mem-max-default")

    for other in (as_outsider, client):
        assert EMPTY in review(other)


def test_prompts_of_two_lessons_may_have_one_name(as_learner, learner):
    for slug in ("one", "two"):
        recalled(learner, lesson_of(slug, "why", own=True), "why")

    html = review(as_learner)

    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {"prompt-one-why", "prompt-two-why", "fact-mem"} <= set(ids)


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
    assert asked(before) == ["limits why"]  # both are of one fact
    assert "q-mem" in before

    merge(guest, account)

    browser = Client()
    browser.force_login(account)
    after = review(browser)
    assert asked(after) == ["limits why"]
    assert "q-mem" in after
    recalled(account, lesson, "why", "knew", day=TODAY + 1)
    assert asked(review(browser)) == []


def test_looking_writes_nothing(client):
    review(client)

    assert not User.objects.exists()
    assert "sessionid" not in client.cookies


def test_the_minutes_bound_it_and_the_rest_waits(as_learner, learner):
    names = [f"p{n:02}" for n in range(80)]
    lesson = lesson_of("limits", *names, own=True)
    for name in names:
        recalled(learner, lesson, name)

    html = review(as_learner)

    assert len(asked(html)) == 60
    assert f"You were away {TODAY} days. We picked the 60 items that matter, most" not in html
    assert f"You were away {TODAY} days. We picked the 60 items that matter most;" in html
    assert "the rest waits, nothing is lost" in html
    assert len(asked(review(as_learner, query_params={"minutes": "5"}))) == 30
    assert len(asked(review(as_learner, query_params={"minutes": "999"}))) == 60


def test_it_is_linked_where_something_waits(as_learner, as_outsider, client, learner):
    lesson = lesson_of("limits", "missed")
    for other in (as_learner, client):
        assert "Review: " not in other.get("/learn/").content.decode()
    recalled(learner, lesson, "missed")

    assert "Review: one thing waits" in as_learner.get("/learn/").content.decode()
    assert "Review: " not in as_outsider.get("/learn/").content.decode()
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

    as_learner.get(url)  # folds the log, and fills what the process keeps

    with django_assert_max_num_queries(18):
        html = as_learner.get(url).content.decode()

    if url == "/review/":
        assert "Today: 10 min" in html
        assert html.count('<section class="prompt"') >= min(2 * size, 10)
