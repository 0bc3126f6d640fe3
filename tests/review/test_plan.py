"""The plan: its form, its week, its calendar, and how the exam went."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from studyapp.accounts.merging import merge
from studyapp.accounts.models import User
from studyapp.review.calendar import Event, calendar, escaped, folded
from studyapp.review.models import Outcome, Plan
from studyapp.review.plan import WEEK, Door
from tests.factories import make_question, make_user
from tests.review.logs import at, practised

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GIVEN = {"exam_date": "2026-11-27", "minutes": 20, "remind_hour": 7}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=True):
        yield


def keep(client, **fields):
    return client.post("/plan/", GIVEN | fields)


def test_a_plan_is_kept_and_shown(as_learner, learner):
    response = keep(as_learner)

    assert response["Location"] == "/plan/"
    plan = Plan.objects.get(user=learner)
    assert (plan.exam_date, plan.minutes, plan.remind_hour) == (date(2026, 11, 27), 20, 7)
    html = as_learner.get("/plan/").content.decode()
    assert "4 days to your exam on 27 Nov 2026." in html


def test_kept_again_it_is_the_same_plan(as_learner):
    keep(as_learner)
    before = Plan.objects.get()
    keep(as_learner, exam_date="", minutes=5)

    plan = Plan.objects.get()
    assert (plan.pk, plan.token) == (before.pk, before.token)
    assert (plan.exam_date, plan.minutes) == (None, 5)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"exam_date": "2026-11-22"}, "This day is over"),
        ({"exam_date": "2036-11-22"}, "within the next three years"),
        ({"exam_date": "soon"}, "valid date"),
        ({"minutes": 500}, "valid choice"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(as_learner, fields, words):
    keep(as_learner)

    response = keep(as_learner, **fields)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert Plan.objects.get().exam_date == date(2026, 11, 27)


def test_a_stranger_who_plans_becomes_a_guest_without_reminders(client):
    assert "e-mail need an account" in client.get("/plan/").content.decode()
    assert not User.objects.exists()

    keep(client, reminds="on")

    plan = Plan.objects.get()
    assert plan.user.is_guest
    assert not plan.reminds


def test_an_exam_day_that_is_over_may_stay(as_learner):
    keep(as_learner)
    with time_machine.travel(NOW + timedelta(days=6)):
        assert keep(as_learner, minutes=5).status_code == 302
        html = as_learner.get("/plan/").content.decode()

    assert 'href="/plan/how-did-it-go/"' in html
    assert "Your exam was on 27 Nov 2026" in html


def test_the_week_has_seven_days_whose_buttons_lead_somewhere(as_learner):
    keep(as_learner)

    html = as_learner.get("/plan/").content.decode()
    week = html[html.index('<ol class="week"') : html.index("</ol>")]

    assert week.count("<li") == 7
    assert re.findall(r'data-when="(\w+)"', week) == ["past"] * 3 + ["today"] + ["later"] * 3
    assert "Mon 23 Nov" in week
    for url in set(re.findall(r'href="([^"#]+)', week)):
        assert as_learner.get(url).status_code == 200, url


def test_a_door_to_a_page_that_is_not_there_leads_to_the_practice():
    assert Door("Nowhere", "nothing:index").url == "/practise/"
    assert all(door.url for box in WEEK for door in box.doors)


def test_the_day_itself_has_nothing_to_answer(client):
    html = client.get("/plan/exam-day/").content.decode()

    assert "Good luck" in html
    assert "<form" not in html[html.index("<main") : html.index("</main")]


def test_how_it_went_is_kept_with_what_was_predicted(as_learner, learner):
    practised(learner, make_question(), at(40))
    told = {"taken_on": "2026-11-20", "passed": "yes", "score": 801, "weak_domains": [2, 4]}

    for score in (801, 790):  # corrected: one exam stays one
        assert as_learner.post("/plan/how-did-it-go/", told | {"score": score}).status_code == 302

    [outcome] = Outcome.objects.all()
    assert (outcome.passed, outcome.score, outcome.weak_domains) == (True, 790, [2, 4])
    assert 0 < outcome.forecast < 1
    assert "<td>790</td>" in as_learner.get("/plan/how-did-it-go/").content.decode()


def test_the_day_alone_is_enough_and_a_day_to_come_is_too_early(as_learner):
    early = as_learner.post("/plan/how-did-it-go/", {"taken_on": "2026-11-24"})
    assert early.status_code == 422
    wrong = as_learner.post("/plan/how-did-it-go/", {"taken_on": "2026-11-20", "score": 5000})
    assert wrong.status_code == 422

    as_learner.post("/plan/how-did-it-go/", {"taken_on": "2026-11-20"})

    assert Outcome.objects.get().passed is None


def test_plan_and_outcomes_come_along_with_a_guest(learner):
    guest, other = make_user(""), make_user("")
    Plan.objects.create(user=guest, minutes=5)
    Plan.objects.create(user=other, minutes=20)
    for user, day in ((guest, 1), (other, 1), (other, 2)):
        Outcome.objects.create(user=user, taken_on=date(2026, 11, day))

    assert merge(guest, learner).dropped == 0
    assert merge(other, learner).dropped == 0

    assert Plan.objects.get(user=learner).minutes == 5
    assert Outcome.objects.filter(user=learner).count() == 2
    assert not User.objects.guests().exists()


# The calendar


def unfolded(text):
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")


def test_the_calendar_holds_the_week_and_the_exam(as_learner):
    keep(as_learner)

    response = as_learner.get("/plan.ics")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    lines = unfolded(response.content.decode())
    assert (lines[0], lines[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 9
    assert {"VERSION:2.0", "DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261128"} <= set(lines)
    assert "RRULE:FREQ=DAILY;UNTIL=20261126T235959Z" in lines
    assert "DTSTART:20261123T070000Z" in lines
    assert sum(line.startswith("DTSTAMP:2026") for line in lines) == 9
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(set(uids)) == 9


def test_its_ids_stay_when_the_exam_moves(as_learner):
    def uids():
        text = as_learner.get("/plan.ics").content.decode()
        return [line for line in unfolded(text) if line.startswith("UID:")]

    keep(as_learner)
    before = uids()
    keep(as_learner, exam_date="2026-12-24")

    assert uids() == before


def test_a_calendar_app_reads_it_by_its_secret_address(client, as_learner, as_outsider):
    keep(as_learner)
    token = Plan.objects.get().token

    mine = as_learner.get("/plan.ics").content
    assert client.get(f"/plan/{token}/plan.ics").content == mine
    assert client.get(f"/plan/{token[:-1]}x/plan.ics").status_code == 404
    assert client.get("/plan.ics").status_code == 404
    assert as_outsider.get("/plan.ics").status_code == 404
    assert token in as_learner.get("/plan/").content.decode()


@pytest.mark.parametrize(("exam", "repeats"), [("23", False), ("24", True), ("25", True)])
def test_no_event_ends_before_it_begins(as_learner, exam, repeats):
    keep(as_learner, exam_date=f"2026-11-{exam}", remind_hour=20)

    text = as_learner.get("/plan.ics").content.decode().replace("\r\n ", "")
    events = text.split("BEGIN:VEVENT")[1:]

    assert f"DTSTART;VALUE=DATE:202611{exam}" in events[-1]
    assert [("RRULE" in event) for event in events] == [True] * repeats + [False] * 8
    for event in events[:repeats]:
        [begin] = re.findall(r"DTSTART:(\w+)", event)
        [end] = re.findall(r"UNTIL=(\w+)", event)
        assert begin <= end


@given(st.text(max_size=300))
def test_any_text_survives_escaping_and_folding(text):
    line = f"SUMMARY:{escaped(text)}"
    pieces = folded(line).split("\r\n")

    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    back = re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], escaped(text))
    assert back == re.sub(r"\r\n|\r", "\n", text)


def test_an_event_of_one_moment():
    when = datetime(2026, 11, 23, 7, tzinfo=UTC)
    event = Event("x@y", "Review; now, please", when, minutes=10, url="https://a.example/")

    text = calendar("Plan", [event], when)

    assert "DURATION:PT10M\r\n" in text
    assert "SUMMARY:Review\\; now\\, please\r\n" in text
    assert "DTSTAMP:20261123T070000Z\r\n" in text
