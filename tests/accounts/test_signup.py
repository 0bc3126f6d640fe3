"""Signing up: a guest's row becomes the account; a stranger gets a new one."""

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError
from django.urls import reverse

from studyapp.accounts.models import User
from tests.accounts.work import PASSWORD, work_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SIGNUP = reverse("accounts:signup")
ADA = {"email": "ada@example.org", "password": PASSWORD}


def signed_in(client) -> int | None:
    pk = client.session.get("_auth_user_id")
    return int(pk) if pk else None


def test_addresses_are_where_scripts_expect_them():
    names = ("account", "signup", "login", "logout", "export", "erase", "password_change")
    assert [reverse(f"accounts:{name}") for name in names] == [
        "/account/",
        "/account/signup/",
        "/account/login/",
        "/account/logout/",
        "/account/export/",
        "/account/erase/",
        "/account/password/",
    ]


def test_a_stranger_gets_an_account_and_is_signed_in(client):
    response = client.post(SIGNUP, ADA)

    user = User.objects.get(email="ada@example.org")
    assert response.url == reverse("accounts:account")
    assert signed_in(client) == user.pk
    assert user.check_password(PASSWORD)
    assert not user.is_staff


def test_a_guest_becomes_the_account_and_keeps_row_and_work(as_guest, guest):
    before = work_of(guest)

    as_guest.post(SIGNUP, ADA)

    user = User.objects.get()
    assert user.pk == guest.pk
    assert user.email == "ada@example.org"
    assert user.guest_key is None
    assert signed_in(as_guest) == user.pk
    assert work_of(user) == before


def test_the_new_account_is_told_what_is_in_it(as_guest):
    response = as_guest.post(SIGNUP, ADA)
    [message] = get_messages(response.wsgi_request)
    assert "3 answers" in str(message)
    assert "2 lesson marks" in str(message)


def test_signing_up_renews_session_and_csrf_secret(as_guest):
    as_guest.get(SIGNUP)
    session, secret = as_guest.session.session_key, as_guest.cookies["csrftoken"].value

    as_guest.post(SIGNUP, ADA)

    assert as_guest.session.session_key != session
    assert as_guest.cookies["csrftoken"].value != secret


@pytest.mark.parametrize("taken", ["ada@example.org", "ADA@Example.org"])
def test_an_address_in_use_is_refused_with_a_way_to_sign_in(client, taken):
    make_user("ada@example.org")

    response = client.post(SIGNUP, {"email": taken, "password": PASSWORD, "next": "/learn/"})

    assert response.status_code == 422
    assert User.objects.count() == 1
    way_in = '<a class="btn" href="/account/login/?next=%2Flearn%2F">Sign in instead</a>'
    assert way_in in response.content.decode()


def test_two_who_take_one_address_at_the_same_moment_make_one_account(client, monkeypatch):
    def quicker(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(type(User.objects), "sign_up", quicker)

    response = client.post(SIGNUP, ADA)

    assert response.status_code == 422
    assert response.context["form"].is_taken


def test_the_database_refuses_a_second_account_of_one_address(guest, learner):
    with pytest.raises(IntegrityError):
        User.objects.sign_up(guest, "Learner@Example.org", PASSWORD)
    guest.refresh_from_db()
    assert guest.is_guest


def test_a_guest_signs_up_once_whatever_two_tabs_say(as_guest, guest):
    User.objects.sign_up(guest, "First@Example.org", PASSWORD)

    with pytest.raises(User.DoesNotExist):
        User.objects.sign_up(guest, "second@example.org", PASSWORD)

    assert User.objects.get().email == "first@example.org"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("email", "", "Give your e-mail address"),
        ("email", "ada", "not a whole address"),
        ("password", "", "Choose a password"),
        ("password", "short1x", "too short"),
        ("password", "password1", "too common"),
        ("password", "ada@example.org", "too similar"),
    ],
)
def test_a_refused_form_says_why_at_its_field_and_makes_nobody(client, field, value, said):
    response = client.post(SIGNUP, ADA | {field: value})

    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert f'id="id_{field}_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'role="alert" tabindex="-1" autofocus' in page
    assert not User.objects.exists()


def test_the_form_tells_password_managers_what_it_is(client):
    page = client.get(SIGNUP).content.decode()
    assert 'autocomplete="email"' in page
    assert 'autocomplete="new-password"' in page
    assert 'minlength="8"' in page
    assert 'aria-describedby="id_password_helptext"' in page


def test_a_password_is_never_sent_back(client):
    response = client.post(SIGNUP, {"email": "ada", "password": PASSWORD})
    assert PASSWORD not in response.content.decode()


@pytest.mark.parametrize(
    ("goal", "reached"),
    [
        ("/learn/", "/learn/"),
        ("https://evil.example/", "/account/"),
        ("//evil.example/", "/account/"),
        ("javascript:alert(1)", "/account/"),
    ],
)
def test_the_way_on_stays_on_this_site(client, goal, reached):
    assert client.post(SIGNUP, ADA | {"next": goal}).url == reached


def test_who_has_an_account_is_not_asked_to_make_one(as_learner, learner):
    response = as_learner.post(SIGNUP, ADA)
    assert response.url == reverse("accounts:account")
    assert User.objects.get() == learner
