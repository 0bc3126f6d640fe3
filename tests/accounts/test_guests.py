"""Guests: made at the first write and never before, in one browser one, under CSRF rules."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from studyapp.accounts import guests
from studyapp.accounts.models import User
from studyapp.lessons.models import Recall
from tests.accounts.work import browser, token_in
from tests.factories import make_lesson, make_question

pytestmark = pytest.mark.django_db
KNEW = {"outcome": "knew"}


def prompt_url(lesson) -> str:
    return reverse("lessons:recall", args=[lesson.slug, "why"])


def note(client, lesson, token, **headers):
    """Send one recall prompt of a page that was opened with `token`."""
    data = KNEW | {"client_id": uuid.uuid4(), "csrfmiddlewaretoken": token}
    return client.post(prompt_url(lesson), data, headers=headers)


def test_reading_makes_nobody(client):
    lesson = make_lesson()
    for url in ("/", lesson.get_absolute_url(), "/practise/", "/progress/", "/account/"):
        assert client.get(url).status_code == 200
    assert not User.objects.exists()
    assert "sessionid" not in client.cookies


def test_the_first_write_makes_a_guest_who_cannot_sign_in(client):
    client.post(prompt_url(make_lesson()), KNEW | {"client_id": uuid.uuid4()})

    guest = User.objects.get()
    assert guest.is_guest
    assert not guest.has_usable_password()
    assert client.session["_auth_user_id"] == str(guest.pk)


@pytest.mark.parametrize("htmx", ["", "true"])
def test_two_answers_from_one_page_are_both_taken(htmx):
    client, lesson = browser(), make_lesson()
    token = token_in(client.get(lesson.get_absolute_url()))
    headers = {"HX-Request": htmx} if htmx else {}

    answers = [note(client, lesson, token, **headers) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200 if htmx else 302] * 2
    assert Recall.objects.filter(user=User.objects.get()).count() == 2


def test_answers_from_two_tabs_are_both_taken():
    client, lesson, question = browser(), make_lesson(), make_question()
    one = token_in(client.get(lesson.get_absolute_url()))
    page = client.get(question.get_absolute_url())
    two = {
        "csrfmiddlewaretoken": token_in(page),
        "attempt": page.context["slot"].attempt.pk,
        "seed": page.context["slot"].seed,
        "answer": "a",
        "client_id": uuid.uuid4(),
    }

    assert note(client, lesson, one).status_code == 302
    assert client.post(question.get_absolute_url(), two).status_code == 302

    guest = User.objects.get()
    assert guest.recalls.count() == guest.attempts.count() == 1


def test_a_write_without_a_token_is_refused_and_makes_nobody():
    client, lesson = browser(), make_lesson()
    client.get(lesson.get_absolute_url())
    assert note(client, lesson, "").status_code == 403
    assert not User.objects.exists()


def test_a_tab_older_than_the_sign_in_is_refused_kindly_unless_it_takes_the_new_token(learner):
    client, lesson = browser(), make_lesson()
    old = token_in(client.get(lesson.get_absolute_url()))
    keys = {"username": learner.email, "password": "pw-for-tests", "csrfmiddlewaretoken": old}
    client.post(reverse("accounts:login"), keys)

    refused = note(client, lesson, old)
    taken = note(client, lesson, client.cookies["csrftoken"].value)  # as site.js does

    assert refused.status_code == 403
    assert "Reload the page" in refused.content.decode()
    assert taken.status_code == 302
    assert Recall.objects.get().user == learner


def test_a_request_sent_beside_the_first_finds_the_same_guest():
    """Both carry the CSRF cookie and no session, as two quick clicks do."""
    first, second, lesson = browser(), browser(), make_lesson()
    token = token_in(first.get(lesson.get_absolute_url()))
    second.cookies["csrftoken"] = first.cookies["csrftoken"].value

    note(first, lesson, token)
    note(second, lesson, token)

    assert User.objects.count() == 1
    assert Recall.objects.count() == 2


def test_a_guest_made_between_looking_and_claiming_is_found(rf, monkeypatch):
    request = rf.post("/")

    def a_quicker_request(scope, request):
        monkeypatch.setattr(guests, "spend", lambda *args: None)
        guests._guest_of(request, "secret")

    monkeypatch.setattr(guests, "spend", a_quicker_request)

    guest = guests._guest_of(request, "secret")

    assert User.objects.get() == guest


def test_the_cookie_is_not_a_key_to_the_guest_for_long():
    first, second, lesson = browser(), browser(), make_lesson()
    token = token_in(first.get(lesson.get_absolute_url()))
    second.cookies["csrftoken"] = first.cookies["csrftoken"].value
    note(first, lesson, token)

    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        note(second, lesson, token)

    assert User.objects.count() == 2


def test_the_cookie_is_no_key_to_the_account_a_guest_became():
    first, second, lesson = browser(), browser(), make_lesson()
    token = token_in(first.get(lesson.get_absolute_url()))
    second.cookies["csrftoken"] = first.cookies["csrftoken"].value
    note(first, lesson, token)
    ada = {"email": "ada@example.org", "password": "a quiet brown fox"}
    first.post(reverse("accounts:signup"), ada | {"csrfmiddlewaretoken": token})

    note(second, lesson, token)

    account = User.objects.accounts().get()
    assert second.session["_auth_user_id"] != str(account.pk)
    assert account.recalls.count() == 1


def test_coming_back_keeps_the_work_and_the_cookie_for_longer(as_guest, guest):
    later = timezone.now() + timedelta(days=100)
    with time_machine.travel(later):
        as_guest.post(prompt_url(make_lesson()), KNEW | {"client_id": uuid.uuid4()})

        guest.refresh_from_db()
        assert guest.last_seen.date() == later.date()
        left = as_guest.session.get_expiry_date() - timezone.now()
        assert as_guest.cookies["sessionid"]["max-age"] == 400 * 24 * 60 * 60
        assert left > timedelta(days=399)


def test_who_writes_all_day_is_noted_once(as_guest, django_assert_max_num_queries):
    lesson = make_lesson()
    send = {"path": prompt_url(lesson), "data": KNEW | {"client_id": uuid.uuid4()}}
    with django_assert_max_num_queries(5):
        as_guest.post(**send)


def test_clients_do_not_share_guests():
    lesson = make_lesson()
    for _ in range(2):
        Client().post(prompt_url(lesson), KNEW | {"client_id": uuid.uuid4()})
    assert User.objects.count() == 2
