"""Signing in and out; what a guest did comes along."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from studyapp.accounts.models import User
from tests.accounts.work import work_of

pytestmark = pytest.mark.django_db
LOGIN, LOGOUT = reverse("accounts:login"), reverse("accounts:logout")
KEYS = {"username": "learner@example.org", "password": "pw-for-tests"}


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("name", ["learner@example.org", "LEARNER@Example.org"])
def test_an_address_is_the_same_in_any_case(client, learner, name):
    response = client.post(LOGIN, KEYS | {"username": name})
    assert response.url == reverse("progress:progress")
    assert client.session["_auth_user_id"] == str(learner.pk)


@pytest.mark.parametrize(
    ("goal", "reached"),
    [("/learn/?a=1", "/learn/?a=1"), ("//evil.example", "/progress/"), ("", "/progress/")],
)
def test_the_way_on_stays_on_this_site(client, learner, goal, reached):
    assert client.post(LOGIN, KEYS | {"next": goal}).url == reached


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, learner):
    wrong = client.post(LOGIN, KEYS | {"password": "no"})
    unknown = client.post(LOGIN, KEYS | {"username": "nobody@example.org"})

    assert wrong.status_code == unknown.status_code == 422
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert "_auth_user_id" not in client.session


def test_nobody_signs_in_as_a_guest(client, guest):
    for name in ("", str(guest), "None"):
        client.post(LOGIN, {"username": name, "password": ""})
        client.post(LOGIN, {"username": name, "password": guest.password})
    assert "_auth_user_id" not in client.session


def test_a_guests_work_comes_along_with_a_receipt(as_guest, guest, learner):
    work = work_of(guest)

    response = as_guest.post(LOGIN, KEYS)

    receipt = "3 answers, 2 lesson marks, 1 recall prompt merged, 0 dropped"
    assert work_of(learner) == work
    assert not User.objects.filter(pk=guest.pk).exists()
    assert said(response) == [f"{receipt}. Your account has it all now."]


def test_the_receipt_can_be_read_again_on_the_account_page(as_guest, learner):
    as_guest.post(LOGIN, KEYS)
    for _ in range(2):  # the first page shows the message as well
        page = as_guest.get(reverse("accounts:account")).content.decode()
    assert "1 recall prompt merged, 0 dropped" in page


def test_another_device_sees_no_receipt(client, as_guest, learner):
    as_guest.post(LOGIN, KEYS)
    client.post(LOGIN, KEYS)
    assert "merged" not in client.get(reverse("accounts:account")).content.decode()


def test_a_failed_sign_in_moves_nothing(as_guest, guest, learner):
    work = work_of(guest)
    as_guest.post(LOGIN, KEYS | {"password": "no"})
    assert work_of(guest) == work
    assert as_guest.session["_auth_user_id"] == str(guest.pk)


def test_a_merge_that_fails_leaves_the_guest_signed_in(as_guest, guest, learner, monkeypatch):
    def fails(*args):
        raise RuntimeError

    monkeypatch.setattr("studyapp.accounts.guests.merge", fails)
    as_guest.raise_request_exception = False

    assert as_guest.post(LOGIN, KEYS).status_code == 500

    page = as_guest.get(reverse("accounts:account")).content.decode()
    assert "3 answers" in page
    assert "Your work on this device" in page


def test_one_account_does_not_swallow_another(as_learner, outsider):
    as_learner.post(LOGIN, KEYS | {"username": outsider.email})
    assert User.objects.accounts().count() == 2
    assert as_learner.session["_auth_user_id"] != str(outsider.pk)


def test_the_page_says_what_will_come_along(as_guest):
    page = as_guest.get(LOGIN).content.decode()
    assert "3 answers, 2 lesson marks, 1 recall prompt" in page


def test_signing_out_needs_a_post(as_learner):
    assert as_learner.get(LOGOUT).status_code == 405
    assert "_auth_user_id" in as_learner.session


def test_signing_out_ends_the_session_and_renews_the_csrf_secret(as_learner):
    as_learner.get(reverse("accounts:account"))
    secret = as_learner.cookies["csrftoken"].value

    response = as_learner.post(LOGOUT)

    assert response.url == reverse("home")
    assert "_auth_user_id" not in as_learner.session
    assert as_learner.cookies["csrftoken"].value != secret


def test_a_guest_cannot_sign_out_and_lose_the_way_back(as_guest, guest):
    response = as_guest.post(LOGOUT)
    assert response.url == reverse("accounts:account")
    assert as_guest.session["_auth_user_id"] == str(guest.pk)


@pytest.mark.parametrize("name", ["account", "login", "signup", "erase"])
def test_no_cache_keeps_these_pages(as_guest, name):
    response = as_guest.get(reverse(f"accounts:{name}"))
    assert "no-store" in response.headers["Cache-Control"]
