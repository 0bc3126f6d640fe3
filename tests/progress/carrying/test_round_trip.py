"""Whatever somebody did: exported, erased and brought back, the same records stand here."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.engine.scoring import mark
from quizzes.models import Answer, Attempt, Slot, StrayAnswer
from studyapp.accounts.erasing import erase
from studyapp.accounts.models import RateCount
from studyapp.lessons.models import Lesson, LessonRead, Recall
from tests.factories import KINDS, make_lesson, make_question, make_quiz, make_user
from tests.progress.carrying.work import bring, comparable, exported, right, wrong

TEXT = st.text(st.characters(blacklist_characters="\0\r", blacklist_categories=["Cs"]), max_size=40)
GIVEN = st.fixed_dictionaries(
    {
        "right": st.booleans(),
        "taken_back": st.booleans(),
        "sureness": st.sampled_from(["", "guess", "fairly", "certain"]),
        "seconds": st.none() | st.integers(0, 86_400),
        "device": st.none() | st.uuids(),
        "sequence": st.integers(0, 2**31 - 1),
        "base": st.integers(0, 9),
    }
)
PLACE = st.fixed_dictionaries(
    {
        "flagged": st.booleans(),
        "note": TEXT,
        "miss_tag": st.sampled_from(["", *Slot.MissTag.values]),
        "struck": st.lists(st.sampled_from("abcd"), unique=True),
        "answers": st.lists(GIVEN, max_size=3),
        "strays": st.lists(GIVEN, max_size=2),
    }
)
PASS = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["practice", "deferred", "review"]),
        "in_quiz": st.booleans(),
        "open": st.booleans(),
        "title": TEXT,
        "kinds": st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=3, unique=True),
        "places": st.lists(PLACE, min_size=3, max_size=3),
    }
)


def say(slot: Slot, one: dict[str, Any]) -> dict[str, Any]:
    response = (right if one["right"] else wrong)(slot)
    if one["taken_back"]:
        response = ()
    said = {name: one[name] for name in ("sureness", "seconds", "device", "sequence", "base")}
    return said | {"response": list(response), "client_id": uuid.uuid4()}


def keep(slot: Slot, place: dict[str, Any], at: Any) -> None:
    marks = {name: place[name] for name in ("flagged", "note", "miss_tag", "struck")}
    Slot.objects.filter(pk=slot.pk).update(**marks)
    for number, one in enumerate(place["answers"], 1):
        answer = Answer(slot=slot, revision=number, answered_at=at, **say(slot, one))
        answer.bear(mark(slot.item, answer.response, slot.seed, slot.own_numbers())).save()
    for one in place["strays"]:
        StrayAnswer.objects.create(slot=slot, why="late", received_at=at, **say(slot, one))


def live(user: Any, one: dict[str, Any]) -> None:
    quiz = make_quiz([make_question(kind) for kind in one["kinds"]])
    at = timezone.now() - timedelta(minutes=5)
    attempt = Attempt(user=user, mode=one["mode"], title=one["title"], started_at=at)
    if one["in_quiz"]:
        attempt.quiz, attempt.title = quiz, ""
    attempt.begin(attempt.layout(quiz.current_versions()))
    for slot, place in zip(attempt.slots.all(), one["places"], strict=False):
        keep(slot, place, at + timedelta(seconds=slot.position))
    if not one["open"]:
        attempt.finish(at + timedelta(minutes=1))


@pytest.mark.django_db
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    passes=st.lists(PASS, max_size=3),
    prompts=st.lists(st.sampled_from(["knew", "not-yet", "skipped"]), max_size=3),
    marked=st.booleans(),
)
def test_export_erase_import_export(db, passes, prompts, marked):
    RateCount.objects.all().delete()
    user = make_user(f"{uuid.uuid4().hex}@example.org")
    lesson: Lesson = make_lesson()
    for one in passes:
        live(user, one)
    for outcome in prompts:
        said = {"prompt": "why", "outcome": outcome, "client_id": uuid.uuid4()}
        Recall.objects.create(user=user, lesson=lesson, **said)
    if marked:
        LessonRead.objects.create(user=user, lesson=lesson)
    before = exported(user)
    erase(user)
    again = make_user(f"{uuid.uuid4().hex}@example.org")

    bring(again, before)
    once = comparable(exported(again))
    bring(again, before)

    assert once == comparable(before)
    assert comparable(exported(again)) == once
