"""What a browser may keep, the worker that keeps it, and the name it keeps things under."""

import re

import pytest
from django.conf import settings
from django.test import Client

from studyapp.accounts.guests import public_name
from studyapp.offline import SCRIPTS
from tests.factories import make_attempt, make_lesson, make_user

pytestmark = pytest.mark.django_db


def test_a_lesson_may_be_kept(client):
    make_lesson()

    assert client.get("/learn/runtimes/").headers["X-Keep"] == "lesson"


@pytest.mark.parametrize(
    "path", ["/", "/practise/", "/account/", "/account/login/", "/admin/login/", "/learn/gone/"]
)
def test_nothing_else_may(client, path):
    assert "X-Keep" not in client.get(path).headers


def test_what_htmx_swaps_in_may_not(client):
    make_lesson()

    assert "X-Keep" not in client.get("/learn/runtimes/", headers={"HX-Request": "true"}).headers


def test_a_question_of_an_attempt_may_not(as_learner, learner):
    attempt = make_attempt(learner)

    assert "X-Keep" not in as_learner.get(f"/attempts/{attempt.pk}/1/").headers


def test_an_answer_with_a_session_cookie_may_not(as_learner):
    make_lesson()
    session = as_learner.session
    session.save()
    settings_before = settings.SESSION_SAVE_EVERY_REQUEST
    settings.SESSION_SAVE_EVERY_REQUEST = True
    try:
        answer = as_learner.get("/learn/runtimes/")
    finally:
        settings.SESSION_SAVE_EVERY_REQUEST = settings_before

    assert settings.SESSION_COOKIE_NAME in answer.cookies
    assert "X-Keep" not in answer.headers


def test_the_worker_stands_at_the_root_and_is_asked_for_again(client):
    answer = client.get("/sw.js")

    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer.headers["Cache-Control"]
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not answer.cookies


def test_the_worker_keeps_every_script_of_a_question(client):
    body = client.get("/sw.js").content.decode()
    page = (settings.BASE_DIR / "templates/quizzes/_scripts.html").read_text()
    named = re.findall(r"js/([\w-]+)\.js", page)

    assert len(named) > 8
    assert set(named) <= set(SCRIPTS)
    for name in SCRIPTS:
        assert f"/static/js/{name}.js" in body
        assert (settings.BASE_DIR / f"static/js/{name}.js").exists()


def test_the_offline_page_is_the_same_for_everybody(client, as_learner):
    stranger, learner = client.get("/offline/"), as_learner.get("/offline/")

    assert stranger.content == learner.content
    assert not learner.cookies


def who(client):
    text = client.get("/practise/").content.decode()
    return re.search(r'data-who="([^"]*)"(?: data-was="([^"]*)")?', text).groups()


def test_a_name_is_stable_and_tells_nothing(as_learner, learner):
    name, was = who(as_learner)

    assert (name, was) == (public_name(learner), None)
    assert re.fullmatch(r"[0-9a-f]{16}", name)
    assert who(Client())[0] == "stranger"


def test_a_guest_may_send_what_a_stranger_began():
    guest, client = make_user(""), Client()
    client.force_login(guest)

    assert who(client) == (public_name(guest), "stranger")


def test_who_signs_in_may_send_what_the_guest_began(learner):
    guest, client = make_user(""), Client()
    client.force_login(guest)
    make_attempt(guest)
    name = public_name(guest)
    client.post("/account/login/", {"username": learner.email, "password": "pw-for-tests"})

    assert who(client) == (public_name(learner), name)
