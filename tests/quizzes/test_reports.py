"""Reporting: what is kept, what is refused, and that nothing typed is ever lost."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as site
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from quizzes.models import Report
from studyapp.accounts.erasing import erase
from studyapp.accounts.exporting import record_of
from studyapp.accounts.merging import merge
from studyapp.accounts.models import User
from tests.factories import (
    make_attempt,
    make_fact,
    make_question,
    make_quiz,
    make_user,
    published_version,
)
from tests.quizzes.reporting import make_report, typed, url_of
from tests.quizzes.test_attempts import HTMX, send, together

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def test_a_report_keeps_version_seed_and_place(as_learner, learner):
    question = make_question("parameterised")
    slot = make_attempt(learner, make_quiz([question])).slots.get()
    old = published_version(question)
    question.save_draft(old.item().model_copy(update={"stem": "Now {memory} MB?"})).publish()
    seen = {"version": 1, "seed": slot.seed, "attempt": slot.attempt_id}

    response = as_learner.post(url_of(question), typed(**seen))

    report = Report.objects.get()
    assert response.headers["Location"] == report.get_absolute_url()
    assert (report.user, report.version, report.seed, report.slot) == (
        learner,
        old,
        slot.seed,
        slot,
    )
    assert (report.reason, report.text, report.state) == ("wrong", "C is right too.", "new")


def test_the_link_below_a_question_carries_what_was_seen(as_learner, learner):
    slot = make_attempt(learner, make_quiz([make_question("parameterised")])).slots.get()
    page = as_learner.get(slot.get_absolute_url())

    form = as_learner.get(page.context["card"].report_url)

    assert form.context["card"].slot == slot
    assert form.context["seen"].known()["attempt"] == slot.attempt_id


def test_the_link_below_an_offer_carries_version_and_numbers(client):
    question = make_question("parameterised")
    page = client.get(question.get_absolute_url(), {"seed": 11})
    form = client.get(page.context["card"].report_url)
    assert form.context["seen"].known() == {"version": 1, "seed": 11, "attempt": None}
    assert form.context["card"].stem == page.context["card"].stem


def test_the_place_of_another_learner_is_not_attached(as_outsider, learner):
    question = make_question()
    slot = make_attempt(learner, make_quiz([question])).slots.get()

    as_outsider.post(url_of(question), typed(version=1, seed=1, attempt=slot.attempt_id))

    assert Report.objects.get().slot is None


def test_a_draft_can_not_be_reported_or_read(as_learner):
    question = make_question()
    draft = question.newest().item().model_copy(update={"stem": "Secret words?"})
    question.save_draft(draft)

    assert as_learner.get(url_of(question), {"version": 2}).status_code == 404
    assert "Secret" not in as_learner.get(url_of(question)).content.decode()
    assert as_learner.get(url_of(make_question(published=False))).status_code == 404


def test_a_fact_is_reported_with_its_words(as_learner):
    fact = make_fact()

    as_learner.post(url_of(fact), typed(reason="outdated"))
    fact.statement = "Other words."
    fact.save()

    report = Report.objects.get()
    assert (report.fact, report.version, report.seed) == (fact, None, None)
    assert "at most 10,240 MB" in report.fact_said


def test_a_report_makes_a_guest_and_looking_makes_nobody(client):
    question = make_question()
    client.get(url_of(question))
    assert not User.objects.exists()

    client.post(url_of(question), typed())

    assert Report.objects.get().user.is_guest


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reason": ""}, "Choose what is wrong."),
        ({"reason": "because"}, "Choose one of these reasons."),
        ({"text": ""}, "Say in a sentence or two why"),
        ({"text": "  \n "}, "Say in a sentence or two why"),
        ({"text": "x" * 2001}, "At most 2,000 characters, please: these are 2001."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_refused_says_why_and_keeps_what_was_typed(client, changes, message, headers):
    given = typed(text="Kept as typed & <b>") | changes

    response = client.post(url_of(make_question()), given, headers=headers)

    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    if "text" not in changes:
        assert "Kept as typed &amp; &lt;b&gt;</textarea>" in page
    if given["reason"] == "wrong":
        assert re.search(r'value="wrong"[^>]* checked', page)
    assert page.count("<html") == (0 if headers else 1)
    assert not Report.objects.exists()


def test_a_typo_speaks_for_itself(client):
    client.post(url_of(make_question()), typed(reason="broken", text=""))
    assert Report.objects.get().text == ""


def test_two_thousand_characters_with_browser_line_ends_are_accepted(client):
    text = "\r\n".join(["x" * 99] * 20)  # 1,999 for the reader, 2,018 on the wire
    assert client.post(url_of(make_question()), typed(text=text)).status_code == 302
    assert Report.objects.get().text.count("\r") == 0


def test_a_fact_has_no_second_answer(client):
    response = client.post(url_of(make_fact()), typed(reason="several"))
    assert response.status_code == 422
    assert "More than one answer" not in response.content.decode()


def test_the_same_click_is_one_report_and_the_same_answer(client):
    question, given = make_question(), typed()
    first, again = (client.post(url_of(question), given) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    assert Report.objects.count() == 1


def test_the_id_of_anothers_report_is_not_found(as_learner, as_outsider):
    question, given = make_question(), typed()
    as_learner.post(url_of(question), given)

    assert as_outsider.post(url_of(question), given).status_code == 404
    assert as_outsider.get(Report.objects.get().get_absolute_url()).status_code == 404


def test_htmx_gets_the_thanks_alone_with_what_happens_next(client):
    page = client.post(url_of(make_question()), typed(), headers=HTMX).content.decode()
    assert "Your report is kept." in page
    assert "<html" not in page


# Limits


def test_a_person_sends_ten_an_hour_and_is_told_when_to_go_on(as_learner):
    question = make_question()
    for _ in range(10):
        assert as_learner.post(url_of(question), typed()).status_code == 302

    late = as_learner.post(url_of(question), typed(text="Not lost"))
    part = as_learner.post(url_of(question), typed(text="Not lost"), headers=HTMX)

    assert (late.status_code, part.status_code) == (429, 422)
    for response in (late, part):
        page = response.content.decode()
        assert "Not lost</textarea>" in page
        assert "that is a lot of reports in one hour" in page
        assert "again in 60 minutes" in page
    assert Report.objects.count() == 10
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert as_learner.post(url_of(question), typed()).status_code == 302


def test_others_at_the_same_address_are_not_held_up(as_learner, as_outsider, settings):
    settings.RATE_LIMITS = site.RATE_LIMITS | {"report": (1, 3600)}
    question = make_question()
    assert [as_learner.post(url_of(question), typed()).status_code for _ in "ab"] == [302, 429]
    assert as_outsider.post(url_of(question), typed()).status_code == 302


def test_an_address_is_limited_before_it_makes_another_guest(settings):
    settings.RATE_LIMITS = site.RATE_LIMITS | {"report-address": (1, 3600)}
    url = url_of(make_question())
    assert [Client().post(url, typed()).status_code for _ in "ab"] == [302, 429]
    assert User.objects.count() == 1


def test_what_is_refused_or_sent_twice_costs_nothing(as_learner, settings):
    settings.RATE_LIMITS = site.RATE_LIMITS | {"report": (1, 3600)}
    url, given = url_of(make_question()), typed()
    sent = [typed(text=""), typed(reason=""), given, given, given]
    assert [as_learner.post(url, data).status_code for data in sent] == [422, 422, 302, 302, 302]


# Whose it is


def test_own_reports_stand_on_the_progress_page_with_their_answers(as_learner, learner, outsider):
    make_report(user=learner, text=SCRIPT)
    Report.objects.settle(SCRIPT + "reply", outsider, timezone.now())
    make_report(user=outsider, text="of somebody else")

    page = as_learner.get("/progress/").content.decode()

    assert "Your reports" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "onerror=alert(1)&gt;reply" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "of somebody else" not in page


def test_a_reply_is_not_shown_before_the_report_is_settled(as_learner, learner):
    report = make_report(user=learner, reply="half a thought")
    for url in ("/progress/", report.get_absolute_url()):
        assert "half a thought" not in as_learner.get(url).content.decode()


def test_reports_come_along_when_a_guest_signs_in(learner):
    guest = make_user("")
    report = make_report(user=guest)

    receipt = merge(guest, learner)

    report.refresh_from_db()
    assert (report.user, str(receipt)) == (learner, "1 report merged, 0 dropped")


def test_reports_are_exported_with_what_was_answered(learner):
    report = make_report(user=learner)
    Report.objects.settle("It stands.", learner, timezone.now())

    [row] = record_of(learner, timezone.now(), None)["belongings"]["quizzes.Report"]

    assert row["version__question__slug"] == report.version.question.slug
    told = (row["version__number"], row["seed"], row["reason"], row["text"], row["reply"])
    assert told == (1, 7, "wrong", "C is right too.", "It stands.")


def test_erasing_takes_the_reports_and_an_instructor_leaves_no_hole(learner, outsider):
    make_report(user=learner)
    kept = make_report(user=outsider)
    Report.objects.settle("It stands.", learner, timezone.now())

    erase(learner)

    kept.refresh_from_db()
    assert list(Report.objects.all()) == [kept]
    assert (kept.reply, kept.settled_by) == ("It stands.", None)


def test_a_report_outlives_the_attempt_it_was_seen_in(learner, outsider):
    question = make_question()
    slot = make_attempt(outsider, make_quiz([question])).slots.get()
    report = make_report(question, learner, slot=slot)
    slot.attempt.delete()
    report.refresh_from_db()
    assert report.slot is None


# The database keeps the promise


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": None, "seed": None},
        {"fact": "mem-max-default"},
        {"seed": None},
        {"fact_said": "words"},
        {"state": "settled"},
        {"state": "settled", "settled_at": timezone.now()},
        {"settled_at": timezone.now(), "reply": "x"},
    ],
)
def test_the_database_refuses_half_a_report(wrong):
    report = make_report()
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**wrong)


def test_an_answer_is_given_once():
    report = make_report()
    by, at = make_user(), timezone.now()
    assert Report.objects.settle("First.", by, at) == 1
    assert Report.objects.settle("Second.", by, at) == 0
    assert Report.objects.take_up() == 0
    report.refresh_from_db()
    assert (report.reply, report.state) == ("First.", "settled")


@pytest.mark.django_db(transaction=True)
def test_four_clicks_at_once_are_one_report_of_one_guest():
    url, name = url_of(make_question()), uuid.uuid4()
    browser = Client(enforce_csrf_checks=True)
    browser.get(url)
    token = browser.cookies["csrftoken"].value

    def post():
        twin = Client(enforce_csrf_checks=True)
        twin.cookies["csrftoken"] = token
        return twin.post(url, typed(client_id=name, csrfmiddlewaretoken=token)).status_code

    assert together(post, post, post, post) == [302, 302, 302, 302]
    assert (Report.objects.count(), User.objects.count()) == (1, 1)


def test_an_answer_and_its_report_fit_into_one_swap(as_learner, learner):
    slot = make_attempt(learner).slots.first()
    assert len(send(as_learner, slot).content) <= 6_000
