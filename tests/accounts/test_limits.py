"""How often one address may try: names are guessed slowly, and no process forgets."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from studyapp.accounts import limits
from studyapp.accounts.models import RateCount, User
from tests.accounts.work import PASSWORD
from tests.factories import make_lesson, make_user

LOGIN = reverse("accounts:login")
DOORS = pytest.mark.parametrize("door", [LOGIN, reverse("admin:login")])
RIGHT = {"username": "instructor@example.org", "password": "pw-for-tests"}
WRONG = RIGHT | {"password": "no"}
HIT = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from studyapp.accounts.models import RateCount
for _ in range(10):
    RateCount.objects.hit("key", timedelta(hours=1), timezone.now())
"""

pytestmark = pytest.mark.django_db


@DOORS
def test_after_five_wrong_passwords_even_the_right_one_waits(client, instructor, door):
    for _ in range(5):
        client.post(door, WRONG)

    sixth = client.post(door, RIGHT)

    assert sixth.status_code == 429
    assert "Please wait 15 minutes" in sixth.content.decode()
    assert sixth.headers["Retry-After"] == "900"
    assert "_auth_user_id" not in client.session


@DOORS
def test_four_wrong_passwords_are_forgiven(client, instructor, door):
    for _ in range(4):
        assert client.post(door, WRONG).status_code in (200, 422)
    assert client.post(door, RIGHT).status_code == 302


def test_both_doors_count_together(client, instructor):
    for door in [LOGIN, reverse("admin:login")] * 3:
        last = client.post(door, WRONG)
    assert last.status_code == 429


@DOORS
def test_another_case_of_the_address_is_no_new_start(client, instructor, door):
    for name in ("i", "I", "in", "IN", "Ins", "inS"):
        name += RIGHT["username"][len(name) :]
        last = client.post(door, WRONG | {"username": name})
    assert last.status_code == 429


@DOORS
def test_one_password_on_many_accounts_is_stopped_too(client, monkeypatch, door):
    monkeypatch.setattr(limits, "FAILURES_OF_AN_ADDRESS", 8)
    make_user("last@example.org")
    for i in range(8):
        client.post(door, WRONG | {"username": f"user{i}@example.org"})

    last = client.post(door, RIGHT | {"username": "last@example.org"})

    assert last.status_code == 429


def test_the_break_ends(client, instructor):
    for _ in range(6):
        client.post(LOGIN, WRONG)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert client.post(LOGIN, RIGHT).status_code == 302


def test_others_are_not_locked_out_with_them(client, instructor, outsider):
    for _ in range(6):
        client.post(LOGIN, WRONG)
    other_name = client.post(LOGIN, RIGHT | {"username": outsider.email})
    other_place = Client(REMOTE_ADDR="192.0.2.7").post(LOGIN, RIGHT)
    assert other_name.status_code == other_place.status_code == 302


def test_a_wrong_password_is_not_written_down(client, instructor):
    from axes.models import AccessAttempt

    client.post(LOGIN, WRONG | {"password": "nearly-right"})

    assert "nearly-right" not in str(AccessAttempt.objects.values())


def test_sign_ups_are_limited_by_address(client, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"signup": (2, 3600)}
    url = reverse("accounts:signup")

    def sign_up(i, client):
        data = {"email": f"user{i}@example.org", "password": PASSWORD}
        return client.post(url, data).status_code

    assert [sign_up(i, Client()) for i in range(3)] == [302, 302, 429]
    assert sign_up(3, Client(REMOTE_ADDR="192.0.2.7")) == 302
    assert User.objects.count() == 3


def test_guests_are_limited_by_address_but_go_on(settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"guest": (2, 3600)}
    lesson = make_lesson()
    url = reverse("lessons:read", args=[lesson.slug])
    first, second, third = Client(), Client(), Client()

    assert [client.post(url).status_code for client in (first, second, third)] == [302, 302, 429]
    assert first.post(url).status_code == 302
    assert User.objects.count() == 2


def test_a_refusal_to_htmx_has_the_status_that_the_page_reports(settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"guest": (0, 3600)}
    url = reverse("lessons:read", args=[make_lesson().slug])
    response = Client().post(url, headers={"HX-Request": "true"})
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 3600


def test_a_window_begins_anew(rf, settings):
    settings.RATE_LIMITS = {"guest": (1, 60)}
    limits.spend("guest", rf.post("/"))
    with pytest.raises(limits.TooMany):
        limits.spend("guest", rf.post("/"))
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        limits.spend("guest", rf.post("/"))
    assert RateCount.objects.get().count == 1


def test_all_addresses_of_one_ipv6_customer_count_together(rf, settings):
    settings.RATE_LIMITS = {"guest": (1, 60)}
    limits.spend("guest", rf.post("/", REMOTE_ADDR="2001:db8:1:2::1"))
    limits.spend("guest", rf.post("/", REMOTE_ADDR="2001:db8:1:3::1"))
    with pytest.raises(limits.TooMany):
        limits.spend("guest", rf.post("/", REMOTE_ADDR="2001:db8:1:2::2"))


def test_the_table_names_no_address(rf):
    limits.spend("guest", rf.post("/", REMOTE_ADDR="192.0.2.7"))
    assert "192.0.2.7" not in RateCount.objects.get().key


@pytest.mark.django_db(transaction=True)
def test_processes_count_together():
    if connection.vendor != "sqlite":
        pytest.skip("the address of the test database is known for SQLite only")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "studyapp.settings",
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "SECRET_KEY": "only-for-tests",
    }
    command = [sys.executable, "-c", HIT]
    running = [subprocess.Popen(command, env=environment, cwd=site.BASE_DIR) for _ in range(3)]

    assert [process.wait(60) for process in running] == [0, 0, 0]

    assert RateCount.objects.get().count == 30
