"""Changing a password, and a new one by mail that tells nobody who has an account."""

import re

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.accounts.work import PASSWORD
from tests.factories import make_user

pytestmark = pytest.mark.django_db
RESET, CHANGE = reverse("accounts:password_reset"), reverse("accounts:password_change")
LOGIN = reverse("accounts:login")
TWICE = {"new_password1": PASSWORD, "new_password2": PASSWORD}


@pytest.fixture
def link(client, learner):
    """The path in the mail that `learner` got."""
    client.post(RESET, {"email": learner.email})
    return re.search(r"https?://testserver(/\S+)", mail.outbox[0].body)[1]


def opens(email: str, password: str) -> bool:
    return Client().post(LOGIN, {"username": email, "password": password}).status_code == 302


def test_a_new_password_by_mail(client, learner, link):
    form = client.get(link, follow=True)
    done = client.post(form.redirect_chain[-1][0], TWICE)

    assert done.url == LOGIN
    assert opens(learner.email, PASSWORD)
    assert not opens(learner.email, "pw-for-tests")


def test_the_token_is_not_left_in_the_address_bar(client, link):
    assert "set-password" in client.get(link).url


def test_a_link_works_once(client, link):
    client.post(client.get(link).url, TWICE)

    again = Client().get(link)

    assert "This link is spent" in again.content.decode()
    assert "form" not in again.context or again.context["form"] is None


def test_a_link_works_for_an_hour(client, learner, link):
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=61)):
        assert "This link is spent" in client.get(link).content.decode()


@pytest.mark.parametrize("link", ["/account/reset/MQ/bad-token/", "/account/reset/%20/x/"])
def test_a_made_up_link_opens_nothing(client, learner, link):
    assert "This link is spent" in client.get(link).content.decode()


def test_the_answer_is_the_same_with_and_without_an_account(client, learner):
    known = client.post(RESET, {"email": learner.email}, follow=True)
    unknown = client.post(RESET, {"email": "nobody@example.org"}, follow=True)

    assert [message.to for message in mail.outbox] == [[learner.email]]
    assert known.redirect_chain == unknown.redirect_chain
    strip = re.compile(rb'value="\w{64}"')
    assert strip.sub(b"", known.content) == strip.sub(b"", unknown.content)


def test_who_is_switched_off_gets_no_mail(client):
    make_user("off@example.org", is_active=False)
    client.post(RESET, {"email": "off@example.org"})
    assert mail.outbox == []


def test_mails_are_limited_by_address(client, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"reset": (2, 3600)}
    statuses = [client.post(RESET, {"email": "x@example.org"}).status_code for _ in range(3)]
    assert statuses == [302, 302, 429]


def test_a_new_password_ends_the_break_after_wrong_ones(client, learner, link):
    for _ in range(5):
        assert not opens(learner.email, "wrong")
    client.post(client.get(link).url, TWICE)
    assert opens(learner.email, PASSWORD)


def test_a_weak_new_password_is_refused_at_its_field(client, link):
    response = client.post(
        client.get(link).url, {"new_password1": "password", "new_password2": "password"}
    )
    assert response.status_code == 422
    assert "too common" in response.content.decode()


def test_changing_needs_the_current_password(as_learner, learner):
    response = as_learner.post(CHANGE, TWICE | {"old_password": "guess"})
    assert response.status_code == 422
    assert "not your current password" in response.content.decode()
    learner.refresh_from_db()
    assert learner.check_password("pw-for-tests")


def test_changing_keeps_this_device_and_signs_out_the_others(as_learner, learner):
    other = Client()
    other.force_login(learner, backend="django.contrib.auth.backends.ModelBackend")

    as_learner.post(CHANGE, TWICE | {"old_password": "pw-for-tests"})

    here = as_learner.get(reverse("accounts:account")).content.decode()
    there = other.get(reverse("accounts:account")).content.decode()
    assert learner.email in here
    assert learner.email not in there
    assert opens(learner.email, PASSWORD)


def test_a_guest_or_a_stranger_has_no_password_to_change(as_guest, client):
    for visitor in (as_guest, client):
        assert visitor.get(CHANGE).url == f"{LOGIN}?next={CHANGE}"
