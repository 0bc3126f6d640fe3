"""Reminders: asked for, confirmed, once a day, and stopped by one click."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from studyapp.review.models import Plan
from studyapp.review.reminders import send_reminders
from tests.factories import make_question
from tests.review.logs import at, practised

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
BASE = "https://study.example.org/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def plan(learner):
    practised(learner, make_question(), at(20))
    return Plan.objects.create(user=learner, reminds=True, confirmed=learner.email, remind_hour=17)


def test_one_mail_a_day_with_its_way_out(plan):
    assert send_reminders(NOW, BASE) == 1
    assert send_reminders(NOW + timedelta(hours=1), BASE) == 0

    [sent] = mail.outbox
    assert sent.to == ["learner@example.org"]
    assert sent.subject == "Today: 10 min, 1 item · Lambda Ledger"
    stop = f"{BASE}plan/{plan.token}/stop/"
    assert sent.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop in sent.body
    assert f"{BASE}review/" in sent.body
    assert send_reminders(NOW + timedelta(days=1), BASE) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"reminds": False},
        {"confirmed": ""},
        {"confirmed": "old@example.org"},
        {"remind_hour": 19},
        {"reminded_on": NOW.date()},
    ],
)
def test_nobody_else_gets_one(plan, fields):
    Plan.objects.update(**fields)

    assert send_reminders(NOW, BASE) == 0
    assert mail.outbox == []


def test_who_has_nothing_to_review_is_left_in_peace(plan, learner):
    practised(learner, make_question(), NOW)

    assert send_reminders(NOW, BASE) == 0
    assert Plan.objects.get().reminded_on is None


def test_of_two_workers_one_sends(plan):
    assert plan.claim(NOW.date())
    assert not Plan.objects.get().claim(NOW.date())
    assert plan.claim(NOW.date() + timedelta(days=1))


def test_a_mail_that_fails_may_be_tried_again(plan, monkeypatch):
    def fail(self, *args, **kwargs):
        raise OSError("no line")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", fail)
        assert send_reminders(NOW, BASE) == 0

    assert send_reminders(NOW, BASE) == 1


def test_one_click_stops_them_without_signing_in(plan):
    browser = Client(enforce_csrf_checks=True)
    url = f"/plan/{plan.token}/stop/"

    assert "Stop the reminders?" in browser.get(url).content.decode()
    assert Plan.objects.get().reminds, "a program that opens links must stop nothing"
    answer = browser.post(url, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert not Plan.objects.get().reminds
    assert "No more reminders" in browser.get(url).content.decode()
    assert browser.post("/plan/nothing/stop/").status_code == 404


def ask(client):
    return client.post("/plan/", {"minutes": 10, "remind_hour": 17, "reminds": "on"}, follow=True)


def test_an_address_is_confirmed_before_anything_else_is_sent(as_learner, learner):
    practised(learner, make_question(), at(20))

    page = ask(as_learner).content.decode()

    assert "Open the link we have just sent to learner@example.org." in page
    [asked] = mail.outbox
    [path] = re.findall(r"http://testserver(/plan/confirm/\S+)", asked.body)
    assert send_reminders(NOW, BASE) == 0
    stranger = Client()
    assert "Confirm my address" in stranger.get(path).content.decode()
    assert send_reminders(NOW, BASE) == 0
    assert "Your address is confirmed" in stranger.post(path).content.decode()
    assert send_reminders(NOW, BASE) == 1
    ask(as_learner)
    assert len(mail.outbox) == 2


def test_a_link_holds_for_its_address_and_a_week(as_learner, learner):
    ask(as_learner)
    [path] = re.findall(r"http://testserver(/plan/confirm/\S+)", mail.outbox[0].body)
    assert as_learner.get("/plan/confirm/forged:x:y/").status_code == 404

    learner.email = "new@example.org"
    learner.save()
    assert "This address has changed" in Client().post(path).content.decode()
    assert Plan.objects.get().confirmed == ""
    with time_machine.travel(NOW + timedelta(days=8)):
        assert Client().post(path).status_code == 404


def test_few_confirmations_go_to_one_address(as_learner):
    statuses = [ask(as_learner).status_code for _ in range(7)]

    assert statuses == [200] * 5 + [429] * 2
    assert len(mail.outbox) == 5


def test_the_command_says_how_many(plan, settings):
    settings.SITE_URL = BASE
    told = StringIO()

    call_command("send_reminders", stdout=told)

    assert told.getvalue() == "1 reminder sent\n"
    settings.SITE_URL = ""
    with pytest.raises(CommandError, match="SITE_URL"):
        call_command("send_reminders")
