"""A session: begun once, answered at once, what was missed comes back once, then its end."""

import uuid

import pytest
import time_machine
from django.db.models import F

from quizzes.models import Attempt
from studyapp.review.models import Card, Session
from studyapp.review.session import Ending
from tests.factories import (
    make_answer,
    make_attempt,
    make_fact,
    make_lesson,
    make_question,
    make_quiz,
)
from tests.review.logs import at, practised, recalled

pytestmark = pytest.mark.django_db
NOW = at(53, 30)  # 23 November 2026
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def questions(learner):
    """Four questions on four facts, each answered a month ago."""
    make_lesson("runtimes", title="Runtimes")
    made = []
    for number in range(4):
        make_fact(f"fact-{number}")
        kind = "parameterised" if number == 3 else "single"
        made.append(make_question(kind, slug=f"q-{number}", facts=[f"fact-{number}"]))
    for question in made[:3]:
        practised(learner, question, at(20))
    attempt = practised(learner, made[0], at(21))
    attempt.finish(at(21))
    practised_numeric(learner, made[3])
    return made


def practised_numeric(user, question):
    attempt = Attempt(user=user, started_at=at(20))
    attempt.begin(attempt.layout([question.published()]))
    make_answer(attempt.slots.get(), ["1"], at=at(20))


def start(client, attempt=None, **more):
    data = {"attempt": attempt or uuid.uuid4(), "minutes": 10} | more
    return client.post("/review/start/", data)


def session_of(learner):
    return Attempt.objects.get(user=learner, mode="review")


def give(client, slot, right=True, **beside):
    item = slot.version.item()
    if item.is_choice:
        wrong = next(option.id for option in item.options if not option.correct)
        answer = sorted(item.key) if right else [wrong]
    else:
        answer = ["99999"]
    data = {"answer": answer, "client_id": uuid.uuid4(), "revision": 1} | beside
    return client.post(slot.get_absolute_url(), data, headers=HTMX).content.decode()


def onward(client, attempt, **extra):
    return client.post(f"/review/{attempt.pk}/on/", **extra)


def test_one_post_starts_a_session_and_the_same_again_finds_it(as_learner, learner, questions):
    page = as_learner.get("/review/").content.decode()
    assert "Today: 10 min · 4 items" in page
    key = uuid.uuid4()

    first, second = start(as_learner, key), start(as_learner, key)
    third = start(as_learner)  # another tab

    attempt = session_of(learner)
    assert attempt.pk == key
    assert (attempt.title, attempt.slots.count()) == ("Review, 23 Nov", 4)
    assert first["Location"] == second["Location"] == third["Location"]
    assert Session.objects.count() == 1
    assert "You are in the middle" in as_learner.get("/review/").content.decode()


def test_the_id_of_somebody_elses_attempt_is_a_404(as_learner, learner, outsider, questions):
    other = make_attempt(outsider, make_quiz(questions[:1]))

    assert start(as_learner, other.pk).status_code == 404
    assert not Attempt.objects.filter(user=learner, mode="review").exists()


def test_the_reasons_come_at_once_and_the_time_left_is_told(as_learner, learner, questions):
    start(as_learner)
    slot = session_of(learner).slots.get(position=1)

    before = as_learner.get(slot.get_absolute_url()).content.decode()
    after = give(as_learner, slot)

    assert "About 5 min left" in before
    assert "Check answer" in before
    assert 'class="verdict"' in after
    assert "min left" in after


def walk(client, attempt, wrong=()):
    for slot in attempt.slots.select_related("version__question"):
        html = give(client, slot, slot.version.question.slug not in wrong)
    return html


def test_what_was_missed_comes_back_once_with_other_numbers(as_learner, learner, questions):
    start(as_learner)
    attempt = session_of(learner)
    html = walk(as_learner, attempt, wrong=("q-1",))  # q-3 computes, and is wrong too
    assert f'action="/review/{attempt.pk}/on/"' in html

    there = onward(as_learner, attempt)
    again = onward(as_learner, attempt)

    assert there["Location"] == again["Location"] == f"/attempts/{attempt.pk}/5/"
    slots = list(attempt.slots.select_related("version__question"))
    assert [slot.version.question.slug for slot in slots[4:]] == [
        slot.version.question.slug
        for slot in slots[:4]
        if slot.version.question.slug in ("q-1", "q-3")
    ]
    numbers = {slot.seed for slot in slots if slot.version.question.slug == "q-3"}
    assert len(numbers) == 2
    for slot in slots[4:]:
        give(as_learner, slot, False)
    end = onward(as_learner, attempt)

    assert end["Location"] == f"/review/{attempt.pk}/"
    assert attempt.slots.count() == 6
    attempt.refresh_from_db()
    assert not attempt.is_open


def test_the_end_says_what_it_was_good_for(as_learner, learner, questions):
    as_learner.post("/plan/", {"exam_date": "2027-01-12", "minutes": 10, "remind_hour": 7})
    start(as_learner)
    attempt = session_of(learner)
    walk(as_learner, attempt, wrong=("q-1",))
    onward(as_learner, attempt)
    for slot in attempt.slots.filter(position__gt=4):
        give(as_learner, slot)
    onward(as_learner, attempt, headers=HTMX)

    html = as_learner.get(f"/review/{attempt.pk}/").content.decode()

    assert "4 done, 2 to see tomorrow" in html
    assert "Strength on exam day (12 Jan):" in html
    assert '<a href="/learn/runtimes/">Runtimes</a>' in html
    session = Session.objects.get()
    assert 0 < session.strength < 1
    assert f"{100 * session.strength:.0f} %" in html
    # Half of the minutes are left, but all that was due is done.
    assert "Nothing to repeat today" in as_learner.get("/review/").content.decode()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [(0.78, 0.8, ("78", "80")), (0.671, 0.674, ("67.1", "67.4")), (0.5, 0.5, ("50.0", "50.0"))],
)
def test_a_small_gain_is_told_with_a_decimal(before, after, words):
    ending = Ending(1, 0, before, after, NOW.date(), is_exam=True, weakest=None)

    assert ending.percents == words


def test_five_more_takes_what_is_not_due(as_learner, learner, questions):
    make_fact("fresh")
    for minute in (0, 1):
        practised(learner, make_question(slug=f"new-{minute}", facts=["fresh"]), at(52, minute))
    known = make_question(slug="q-known", facts=["other"])
    for minute in (0, 1):  # both learning steps: due in two days
        practised(learner, known, at(52, minute))
    start(as_learner)
    attempt = session_of(learner)
    walk(as_learner, attempt)
    onward(as_learner, attempt)
    for slot in attempt.slots.filter(answers=None):
        give(as_learner, slot)
    onward(as_learner, attempt)
    assert not attempt.slots.filter(version__question=known).exists()

    start(as_learner, more="1")

    more = Attempt.objects.get(mode="review", finished_at=None)
    assert [slot.version.question for slot in more.slots.all()] == [known]


def test_an_old_session_is_ended_by_the_next(as_learner, learner, questions):
    start(as_learner)
    old = session_of(learner)
    Attempt.objects.filter(pk=old.pk).update(started_at=at(40))

    start(as_learner)

    old.refresh_from_db()
    assert not old.is_open
    assert Attempt.objects.filter(mode="review", finished_at=None).count() == 1


def test_it_is_nobody_elses(as_outsider, as_learner, learner, questions):
    start(as_learner)
    attempt = session_of(learner)

    assert as_outsider.get(f"/review/{attempt.pk}/").status_code == 404
    assert onward(as_outsider, attempt).status_code == 404
    assert start(as_outsider)["Location"] == "/review/"
    assert as_learner.get(f"/review/{attempt.pk}/")["Location"].startswith("/attempts/")
    practice = make_attempt(learner)
    assert as_learner.get(f"/review/{practice.pk}/").status_code == 404


def test_a_stranger_gets_no_row(client):
    response = start(client)

    assert response["Location"] == "/review/"
    assert "sessionid" not in client.cookies


def test_all_answered_in_two_tabs_leads_to_the_end(as_learner, learner, questions):
    start(as_learner)
    attempt = session_of(learner)
    walk(as_learner, attempt, wrong=("q-1",))

    assert as_learner.get(f"/attempts/{attempt.pk}/")["Location"] == f"/review/{attempt.pk}/"
    html = as_learner.get(f"/review/{attempt.pk}/").content.decode()
    assert "What you missed comes back once" in html


def test_the_first_page_has_one_card_for_who_has_work(client, as_learner, learner, questions):
    assert 'id="today"' not in client.get("/").content.decode()

    html = as_learner.get("/").content.decode()

    assert "Welcome back: " not in html
    assert "Today: 10 min · 4 items" in html
    assert html.partition("<main")[2].count('href="/review/"') == 1
    assert Card.objects.count() == 4


def test_who_was_away_and_has_much_is_welcomed_back(as_learner, learner):
    for number in range(20):
        make_fact(f"f-{number}")
        practised(learner, make_question(facts=[f"f-{number}"]), at(20, number))

    html = as_learner.get("/").content.decode()

    assert "Welcome back: 10 min · 10 items" in html
    assert "the rest waits, nothing is lost" in html
    away = as_learner.get("/review/").content.decode()
    assert "You were away 33 days. We picked the 10 items that matter most;" in away


def test_the_minutes_of_a_day_are_bounded(as_learner, learner):
    for number in range(40):
        make_fact(f"f-{number}")
        practised(learner, make_question(facts=[f"f-{number}"]), at(20, number))
    start(as_learner, minutes=5)
    attempt = session_of(learner)
    assert attempt.slots.count() == 5
    walk(as_learner, attempt)
    onward(as_learner, attempt)

    assert "Done for today" in as_learner.get("/review/?minutes=5").content.decode()
    assert "Today: 10 min · 5 items" in as_learner.get("/review/?minutes=10").content.decode()


def test_a_page_left_open_is_not_an_hour_of_review(as_learner, learner):
    for number in range(20):
        make_fact(f"f-{number}")
        practised(learner, make_question(facts=[f"f-{number}"]), at(20, number))
    start(as_learner, minutes=20)
    slot = session_of(learner).slots.first()

    give(as_learner, slot, seconds=3_600)

    html = as_learner.get("/review/?minutes=20").content.decode()
    assert "Done for today" not in html
    Attempt.objects.update(finished_at=F("started_at"))
    assert "Today: 20 min" in as_learner.get("/review/?minutes=20").content.decode()


def test_prompts_met_again_are_part_of_the_minutes_and_new_ones_are_not(as_learner, learner):
    names = [f"p{number}" for number in range(60)]
    blocks = [
        {"kind": "prompt", "id": name, "ask": f"{name}?", "answer": "", "facts": [name]}
        for name in names
    ]
    lesson = make_lesson("runtimes", blocks=blocks)
    for name in names[:50]:
        recalled(learner, lesson, at(20), prompt=name)
    assert "Today: 5 min · 30 items" in as_learner.get("/review/?minutes=5").content.decode()

    for name in names[50:]:  # new to the learner: part of reading
        recalled(learner, lesson, NOW, prompt=name)
    assert "Today: 5 min · 30 items" in as_learner.get("/review/?minutes=5").content.decode()
    for name in names[:10]:
        recalled(learner, lesson, NOW, prompt=name)

    assert "Today: 5 min · 20 items" in as_learner.get("/review/?minutes=5").content.decode()
