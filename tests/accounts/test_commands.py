"""The commands: instructors are made, idle guests go."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from quizzes.models import Answer
from studyapp.accounts import erasing, roles
from studyapp.accounts.models import RateCount, User
from tests.accounts.work import PASSWORD, do_work
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NEW = "ada@example.org"


def run(*args, **options) -> str:
    out = StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


def idle(user: User, days: float) -> User:
    User.objects.filter(pk=user.pk).update(last_seen=timezone.now() - timedelta(days=days))
    return user


# make_instructor


def test_a_new_instructor_may_author_and_no_more(monkeypatch):
    monkeypatch.setenv("INSTRUCTOR_PASSWORD", PASSWORD)

    said = run("make_instructor", "Ada@Example.org")

    user = User.objects.get(email=NEW)
    assert user.check_password(PASSWORD)
    assert user.is_staff
    assert not user.is_superuser
    for allowed in ("quizzes.add_question", "quizzes.change_quiz", "lessons.view_fact"):
        assert user.has_perm(allowed), allowed
    for refused in (
        "accounts.change_user",
        "quizzes.change_answer",
        "lessons.delete_fact",
        "lessons.add_fact",
    ):
        assert not user.has_perm(refused), refused
    assert PASSWORD not in said


def test_an_account_that_exists_keeps_its_password(learner, monkeypatch):
    monkeypatch.setenv("INSTRUCTOR_PASSWORD", PASSWORD)
    assert "The password is as it was" in run("make_instructor", learner.email)
    learner.refresh_from_db()
    assert learner.is_staff
    assert learner.check_password("pw-for-tests")


def test_an_account_without_a_password_gets_one(monkeypatch):
    user = make_user(NEW, password=None)
    monkeypatch.setenv("INSTRUCTOR_PASSWORD", PASSWORD)
    run("make_instructor", NEW)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("ada", PASSWORD, "not an e-mail address"),
        (NEW, "short", "too short"),
        (NEW, "ada@example.org", "too similar"),
        (NEW, "", "Set INSTRUCTOR_PASSWORD"),
        ("off@example.org", PASSWORD, "switched off"),
    ],
)
def test_a_refused_instructor_leaves_no_trace(monkeypatch, email, password, said):
    make_user("off@example.org", is_active=False)
    monkeypatch.setenv("INSTRUCTOR_PASSWORD", password)

    with pytest.raises(CommandError, match=said):
        run("make_instructor", email)

    assert not User.objects.filter(email=NEW).exists()
    assert not User.objects.filter(is_staff=True).exists()


def test_in_a_terminal_the_password_is_asked_for_twice(monkeypatch):
    monkeypatch.delenv("INSTRUCTOR_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    typed = iter([PASSWORD, "a typing mistake"])
    asked = "studyapp.accounts.management.commands.make_instructor.getpass"
    monkeypatch.setattr(asked, lambda prompt: next(typed))
    with pytest.raises(CommandError, match="differ"):
        run("make_instructor", NEW)


def test_the_group_is_brought_back_to_what_it_should_be():
    group = roles.instructors()
    names = set(group.permissions.values_list("codename", flat=True))
    group.permissions.set(Permission.objects.filter(codename="delete_user"))

    assert roles.instructors() == Group.objects.get()

    assert set(group.permissions.values_list("codename", flat=True)) == names


# purge_guests


def test_only_guests_idle_for_long_go_with_their_work(learner):
    old, recent, account = make_user(""), make_user(""), idle(learner, 400)
    do_work(old)
    do_work(recent)
    idle(old, 181)
    idle(recent, 179)

    assert "1 guests idle for 180 days deleted" in run("purge_guests")

    assert set(User.objects.all()) == {recent, account}
    assert Answer.objects.count() == 3


def test_a_dry_run_only_counts():
    idle(make_user(""), 181)
    assert "1 guests" in run("purge_guests", dry_run=True)
    assert User.objects.count() == 1


def test_days_may_be_given():
    idle(make_user(""), 31)
    run("purge_guests", days=30)
    assert not User.objects.exists()


def test_zero_days_is_a_mistake():
    make_user("")
    with pytest.raises(CommandError):
        run("purge_guests", days=0)
    assert User.objects.count() == 1


def test_all_batches_go(monkeypatch):
    monkeypatch.setattr(erasing, "BATCH", 2)
    for _ in range(5):
        idle(make_user(""), 181)
    assert "5 guests" in run("purge_guests")
    assert not User.objects.exists()


def test_who_comes_back_between_looking_and_deleting_stays(monkeypatch):
    guest = idle(make_user(""), 181)
    real = transaction.atomic

    def comes_back(*args, **kwargs):
        User.objects.filter(pk=guest.pk).update(last_seen=timezone.now())
        return real(*args, **kwargs)

    monkeypatch.setattr(erasing.transaction, "atomic", comes_back)

    assert erasing.purge_guests(timezone.now(), 180) == 0

    assert User.objects.get() == guest


def test_expired_counts_and_sessions_go_and_live_ones_stay():
    now = timezone.now()
    RateCount.objects.create(key="old", count=1, ends_at=now - timedelta(seconds=1))
    RateCount.objects.create(key="live", count=1, ends_at=now + timedelta(hours=1))
    for age in (-10, 3600):
        session = SessionStore()
        session.set_expiry(age)
        session.create()

    run("purge_guests")

    assert RateCount.objects.get().key == "live"
    assert Session.objects.count() == 1
