"""What happens at the same moment: on threads, each with its own connection to one file."""

import threading
import time
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from studyapp.accounts import merging
from studyapp.accounts.merging import merge
from studyapp.accounts.models import RateCount, User
from studyapp.lessons.models import Recall
from tests.accounts.work import browser, do_work, recall, token_in, work_of
from tests.factories import make_lesson, make_user
from tests.parallel import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_parallel_first_writes_make_one_guest():
    lesson, reader = make_lesson(), browser()
    token = token_in(reader.get(lesson.get_absolute_url()))

    def click():
        client = browser()
        client.cookies["csrftoken"] = reader.cookies["csrftoken"].value
        data = {"outcome": "knew", "client_id": uuid.uuid4(), "csrfmiddlewaretoken": token}
        return client.post(reverse("lessons:recall", args=[lesson.slug, "why"]), data).status_code

    assert at_once(*[click] * 6) == [302] * 6
    assert User.objects.get().recalls.count() == 6


def test_two_merges_at_once_move_everything_once():
    guest, account = make_user(""), make_user()
    do_work(guest)
    work = work_of(guest)

    receipts = at_once(*[lambda: merge(guest, account)] * 3)

    assert sorted(bool(receipt) for receipt in receipts) == [False, False, True]
    assert work_of(account) == work


def test_two_accounts_cannot_both_take_a_guest():
    guest, one, two = make_user(""), make_user(), make_user()
    do_work(guest)
    work = work_of(guest)

    receipts = at_once(lambda: merge(guest, one), lambda: merge(guest, two))

    assert sorted(bool(receipt) for receipt in receipts) == [False, True]
    assert sorted([work_of(one)["answers"], work_of(two)["answers"]]) == [0, work["answers"]]


def test_a_write_during_a_merge_is_kept_or_refused_but_never_lost(monkeypatch):
    guest, account, lesson = make_user(""), make_user(), make_lesson()
    do_work(guest)
    before, saved, refused = work_of(guest)["recalls"], [], []
    counting, twins = threading.Event(), merging._twins

    def slow(*users):
        """The moment after everything was handed over and before the guest goes."""
        counting.set()
        time.sleep(0.3)
        return twins(*users)

    monkeypatch.setattr(merging, "_twins", slow)

    def write():
        end = time.monotonic() + 5
        while not refused and time.monotonic() < end:
            if len(saved) == 5:
                counting.wait(5)
            try:
                row = Recall(user=guest, lesson=lesson, prompt="why", outcome="knew")
                row.client_id = uuid.uuid4()
                row.save()
                saved.append(row.pk)
            except IntegrityError:
                refused.append(row)

    def sign_in():
        while len(saved) < 5:
            time.sleep(0.01)
        return merge(guest, account)

    _, receipt = at_once(write, sign_in)

    assert receipt.dropped == 0
    assert refused, "the guest has gone, so a late write must hear of it"
    assert Recall.objects.filter(user=account).count() == before + len(saved)
    assert not User.objects.filter(pk=guest.pk).exists()


def test_signing_up_and_merging_at_once_leave_the_work_in_one_account():
    guest, account = make_user(""), make_user("learner@example.org")
    recall(guest, 2)

    at_once(
        lambda: User.objects.sign_up(guest, "ada@example.org", "a quiet brown fox"),
        lambda: merge(guest, account),
    )

    assert Recall.objects.count() == 2
    assert Recall.objects.values("user").distinct().count() == 1
    assert not User.objects.guests().exists()


def test_sign_ups_at_once_with_one_address_make_one_account():
    ada = {"email": "ada@example.org", "password": "a quiet brown fox"}
    statuses = at_once(*[lambda: Client().post(reverse("accounts:signup"), ada).status_code] * 4)
    assert sorted(statuses) == [302, 422, 422, 422]
    assert User.objects.count() == 1


def test_no_count_is_lost_between_threads():
    now = timezone.now()

    def hit():
        return [RateCount.objects.hit("key", timedelta(hours=1), now)[0] for _ in range(10)]

    counts = at_once(*[hit] * 4)

    assert RateCount.objects.get().count == 40
    assert max(count for own in counts for count in own) == 40
