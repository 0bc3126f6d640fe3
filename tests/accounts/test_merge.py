"""Merging: everything arrives, nothing is counted twice, and the receipt is true."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from quizzes.models import Answer, Attempt
from studyapp.accounts.belongings import FOREIGN, _related, belongings, strangers, tally
from studyapp.accounts.merging import Receipt, merge
from studyapp.accounts.models import Cohort, Enrolment, User
from studyapp.lessons.models import LessonRead, Recall
from tests.accounts.work import answer_slots, do_work, recall, work_of
from tests.factories import make_attempt, make_lesson, make_quiz, make_user

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.now() - timedelta(days=1)


def test_the_receipt_counts_each_kind(guest, learner):
    receipt = merge(guest, learner)

    assert str(receipt) == "3 answers, 2 lesson marks, 1 recall prompt merged, 0 dropped"
    assert work_of(learner) == {"answers": 3, "attempts": 1, "marks": 2, "recalls": 1}
    assert not User.objects.filter(pk=guest.pk).exists()


def test_a_guest_without_work_gets_no_receipt_but_goes(learner):
    guest = make_user("")
    assert not merge(guest, learner)
    assert not User.objects.filter(pk=guest.pk).exists()


def test_a_second_merge_moves_nothing(guest, learner):
    merge(guest, learner)
    work = work_of(learner)

    assert merge(guest, learner) == Receipt()
    assert work_of(learner) == work


def test_what_both_have_is_kept_once_and_is_not_dropped(learner):
    guest, lesson = make_user(""), make_lesson()
    LessonRead.objects.create(user=guest, lesson=lesson, read_at=YESTERDAY)
    LessonRead.objects.create(user=learner, lesson=lesson)
    cohort = Cohort.objects.create(name="A", slug="a")
    for user in (guest, learner):
        Enrolment.objects.create(user=user, cohort=cohort)

    receipt = merge(guest, learner)

    assert receipt.dropped == 0
    assert LessonRead.objects.get().read_at == YESTERDAY
    assert Enrolment.objects.get().user == learner


def test_what_is_left_behind_is_counted_as_dropped_and_not_deleted(guest, learner, monkeypatch):
    """A hand-over that forgets its rows: the receipt must not take its word for it."""
    careless = type(Attempt.objects.all())
    monkeypatch.setattr(careless, "hand_over", lambda self, guest, account: 3)

    receipt = merge(guest, learner)

    assert receipt.dropped == 1 + 3 + 3  # the attempt, its slots, its answers
    assert User.objects.filter(pk=guest.pk).exists()
    assert work_of(guest)["answers"] == 3


def test_a_mark_left_behind_without_its_equal_is_dropped(learner, monkeypatch):
    guest = make_user("")
    LessonRead.objects.create(user=guest, lesson=make_lesson("networking"))
    LessonRead.objects.create(user=learner, lesson=make_lesson("runtimes"))
    careless = type(LessonRead.objects.all())
    monkeypatch.setattr(careless, "hand_over", lambda self, guest, account: 1)
    assert merge(guest, learner).dropped == 1


def test_an_account_is_never_merged_away(learner, outsider):
    recall(learner)
    assert merge(learner, outsider) == Receipt()
    assert work_of(learner)["recalls"] == 1


def test_a_guest_who_signed_up_meanwhile_stays_an_account(guest, learner):
    User.objects.sign_up(guest, "ada@example.org", "a quiet brown fox")
    assert merge(guest, learner) == Receipt()  # `guest` is still the row as it was read before
    assert work_of(guest)["answers"] == 3


def test_a_guest_is_not_merged_into_a_guest(guest):
    other = make_user("")
    assert merge(guest, other) == Receipt()
    assert merge(guest, guest) == Receipt()
    assert work_of(guest)["answers"] == 3


def test_work_of_others_stays_theirs(guest, learner, outsider):
    do_work(outsider)
    work = work_of(outsider)
    merge(guest, learner)
    assert work_of(outsider) == work


def test_the_words_for_what_is_kept_are_those_of_the_receipt(guest, learner):
    kept = tally(guest)
    assert kept == merge(guest, learner).merged
    assert tally(learner) == kept


def test_every_model_that_hangs_on_a_user_is_known():
    labels = [model._meta.label for model in belongings()]
    known = ["accounts.Enrolment", "lessons.LessonRead", "lessons.Recall", "quizzes.Attempt"]
    assert set(known) <= set(labels)
    assert strangers() == []


def test_relations_without_a_name_are_seen_too():
    """`related_name="+"` hides a relation from us, but not from a cascade."""
    assert {model._meta.label for model in _related()} >= FOREIGN


attempts = st.tuples(st.integers(0, 1), st.integers(0, 2), st.booleans())
histories = st.fixed_dictionaries(
    {
        "attempts": st.lists(attempts, max_size=3),
        "marks": st.sets(st.integers(0, 2)),
        "recalls": st.integers(0, 2),
    }
)


class TestAnyHistories(TestCase):
    """Whatever guest and account did before, together they have it all afterwards."""

    @classmethod
    def setUpTestData(cls):
        cls.lessons = [make_lesson(slug) for slug in ("runtimes", "networking", "permissions")]
        cls.quizzes = [make_quiz(2), make_quiz(2)]

    def live(self, user, history):
        for quiz, n_answers, finished in history["attempts"]:
            attempt = make_attempt(user, self.quizzes[quiz])
            answer_slots(attempt, n_answers)
            if finished:
                attempt.finish(timezone.now())
        for lesson in history["marks"]:
            LessonRead.objects.create(user=user, lesson=self.lessons[lesson])
        recall(user, history["recalls"])

    @settings(max_examples=30, deadline=None)
    @given(theirs=histories, ours=histories)
    def test_nothing_is_lost_and_nothing_is_made_up(self, theirs, ours):
        guest, account = make_user(""), make_user()
        self.live(guest, theirs)
        self.live(account, ours)
        brought, had = work_of(guest), work_of(account)

        receipt = merge(guest, account)

        together = {kind: brought[kind] + had[kind] for kind in had}
        together["marks"] = len(theirs["marks"] | ours["marks"])
        assert work_of(account) == together
        assert receipt.dropped == 0
        said = {text.split()[1]: int(text.split()[0]) for text in receipt.merged}
        assert said.get("answers", said.get("answer", 0)) == brought["answers"]
        assert not User.objects.filter(pk=guest.pk).exists()
        assert Answer.objects.count() == together["answers"]
        assert Recall.objects.count() == together["recalls"]
