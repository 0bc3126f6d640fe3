"""A fact at the instructor's desk: who may, and checked again."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from studyapp.accounts.roles import instructors, keep_in_line
from studyapp.lessons.models import Fact, Revision
from tests.admin.facts import CHECKED, LIST, PAGE, make_other, posted
from tests.factories import make_fact, make_user

pytestmark = pytest.mark.django_db

# Who may.


@pytest.fixture
def as_staff(db):
    user = make_user("staff@example.org", is_staff=True)
    client = Client()
    client.force_login(user)
    client.user = user
    return client


def test_an_instructor_may_change_a_fact_but_neither_add_nor_delete_one(as_instructor, fact):
    assert as_instructor.get(PAGE).status_code == 200
    assert as_instructor.get(reverse("admin:lessons_fact_add")).status_code == 403
    delete = reverse("admin:lessons_fact_delete", args=[fact.pk])
    assert as_instructor.post(delete, {"post": "yes"}).status_code == 403
    assert Fact.objects.filter(pk=fact.pk).exists()


@pytest.mark.parametrize("who", ["client", "as_learner", "as_staff"])
@pytest.mark.parametrize("url", [PAGE, CHECKED])
def test_nobody_else_changes_or_checks_a_fact(request, fact, who, url):
    client = request.getfixturevalue(who)

    response = client.post(url, posted(fact))

    assert response.status_code == (403 if who == "as_staff" else 302)
    assert not Revision.objects.exists()
    fact.refresh_from_db()
    assert (fact.value, fact.checked_on) == ("10,240", date(2026, 11, 23))


def test_who_may_only_look_sees_the_fact_and_no_button(as_staff, fact):
    as_staff.user.user_permissions.add(Permission.objects.get(codename="view_fact"))

    page = as_staff.get(PAGE).content.decode()

    assert "10,240 MB" in page
    assert "Keep the change" not in page
    assert "Checked again</button>" not in page
    assert as_staff.post(CHECKED).status_code == 403
    action = {"action": "mark_as_checked", "_selected_action": [fact.pk]}
    as_staff.post(LIST, action)
    assert not Revision.objects.exists()


def test_instructors_of_an_older_installation_may_too_after_the_next_start(as_instructor, fact):
    group = instructors()
    group.permissions.remove(Permission.objects.get(codename="change_fact"))
    assert as_instructor.post(CHECKED).status_code == 403

    keep_in_line()

    assert as_instructor.post(CHECKED).status_code == 302


def test_an_installation_without_instructors_gets_no_group(db):
    keep_in_line()

    assert not Permission.objects.filter(group__isnull=False).exists()


@pytest.mark.parametrize("name", ["change", "delete", "history", "checked"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("model", ["fact", "lesson"])
def test_a_key_that_no_database_takes_is_not_found(as_superuser, name, method, model):
    if (name, model) == ("checked", "lesson"):
        return
    response = getattr(as_superuser, method)(f"/admin/lessons/{model}/a%00b/{name}/")

    assert response.status_code in (302, 403, 404, 405)


# Checked again.


def test_a_check_counts_for_ninety_days_and_names_who_made_it(
    as_instructor, instructor, fact, today
):
    response = as_instructor.post(CHECKED, {"note": "Still there."}, follow=True)

    fact.refresh_from_db()
    assert (fact.checked_on, fact.check_by) == (today, today + timedelta(days=90))
    [row] = fact.revisions.all()
    assert (row.kind, row.by, row.note, row.before) == ("checked", instructor, "Still there.", {})
    assert fact.revised_at is None
    page = response.content.decode()
    assert "1 fact checked today, good for 90 days." in page
    assert "Still there." in page


def test_a_double_click_is_one_check(as_instructor, fact, today):
    as_instructor.post(CHECKED)
    response = as_instructor.post(CHECKED, follow=True)

    assert fact.revisions.count() == 1
    assert "1 checked today before." in response.content.decode()


def test_the_next_day_is_another_check(as_instructor, fact):
    with time_machine.travel("2027-03-04T23:59:00Z"):
        as_instructor.post(CHECKED)
    with time_machine.travel("2027-03-05T00:01:00Z"):
        as_instructor.force_login(make_other())
        as_instructor.post(CHECKED)

    assert fact.revisions.count() == 2


def test_a_check_is_made_by_post_alone(as_instructor, fact):
    assert as_instructor.get(CHECKED).status_code == 405
    assert not Revision.objects.exists()


def test_a_check_needs_the_csrf_token(instructor, fact):
    client = Client(enforce_csrf_checks=True)
    client.force_login(instructor)

    assert client.post(CHECKED).status_code == 403


def test_many_are_checked_at_once_each_once(as_instructor, instructor, fact, today):
    make_fact("other")
    as_instructor.post(CHECKED)

    response = as_instructor.post(
        LIST,
        {"action": "mark_as_checked", "_selected_action": [fact.pk, "other"]},
        follow=True,
    )

    assert Revision.objects.count() == 2
    assert set(Fact.objects.values_list("checked_on", flat=True)) == {today}
    words = "1 fact checked today, good for 90 days. 1 checked today before."
    assert words in response.content.decode()
