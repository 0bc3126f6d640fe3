"""The cache of ended attempts: it equals what the whole log adds up to, whatever was done."""

from datetime import timedelta
from random import Random
from unittest.mock import patch

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from quizzes.models import Attempt
from studyapp.accounts.merging import merge
from studyapp.progress import digests
from studyapp.progress.digests import tally_of
from studyapp.progress.history import first_looks, looks_of
from studyapp.progress.models import Digest
from studyapp.progress.tally import Tally
from tests.factories import make_question, make_user
from tests.progress.studying import NOW, make_bank, said, study

pytestmark = pytest.mark.django_db
COLUMNS = ("upto", "n_slots", "n_answers", "sums", "rules")


def adds_up(user):
    """What is read is what the log says; what is stored is what is stored when made anew."""
    right = tally_of(user) == Tally.of(looks_of(user))
    kept = stored(user)
    Digest.objects.filter(user=user).delete()
    return right and kept == stored(user) and tally_of(user) == Tally.of(looks_of(user))


def stored(user):
    """The row of who looks while everything is kept."""
    with patch.object(digests, "LOOSE", -1):
        tally_of(user)
    return Digest.objects.filter(user=user).values(*COLUMNS).get()


@pytest.fixture(params=[0, 3, digests.LOOSE])
def loose(request, monkeypatch):
    """Whether a page keeps everything, some, or nothing at all of so little."""
    monkeypatch.setattr(digests, "LOOSE", request.param)


def test_nothing_new_costs_two_statements_and_writes_nothing(learner, django_assert_num_queries):
    study(learner, make_bank(4), [True, False, None, True])
    tally_of(learner)

    with django_assert_num_queries(2):
        tally_of(learner)
    assert adds_up(learner)


def test_who_did_nothing_leaves_no_trace(learner, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert not tally_of(learner)
    with django_assert_num_queries(0):
        assert not tally_of(AnonymousUser())

    assert not Digest.objects.exists()


def test_a_tally_is_written_and_read_to_the_last_bit(learner):
    bank = make_bank(6)
    study(learner, bank, [True, False, None] * 2, days_ago=2.123456789, sureness="guess")
    study(learner, bank, [False, True, True] * 2, seconds=41)
    tally = Tally.of(looks_of(learner))

    assert Tally.read(tally.as_record()) == tally
    assert {len(tally.met), len(tally.first)} == {6}
    assert tally.said == {"guess": (4, 2)}


@pytest.mark.parametrize("seed", range(3))
def test_what_was_met_here_first_is_known_in_whatever_order_it_is_added(learner, seed):
    chance, bank = Random(seed), make_bank(6)
    for number in range(8):
        attempt = study(
            learner,
            chance.sample(bank, 4),
            chance.choices([True, False, None], k=4),
            days_ago=number + chance.random(),
        )
        if chance.random() < 0.5:
            Attempt.objects.filter(pk=attempt.pk).update(brought_at=NOW)
    looks = looks_of(learner)
    firsts = first_looks(look for look in looks if look.brought_at is None)
    here = {look.question: look.is_right for look in firsts if look.is_given}
    tally = Tally.of(looks)

    assert tally.answers_here(NOW) == here
    assert set(tally.here) == {look.question for look in looks if look.brought_at}
    for _ in range(5):
        chance.shuffle(looks)
        assert Tally.of(looks) == tally == Tally.read(tally.as_record())
    assert adds_up(learner)


def test_what_ends_later_is_added(learner, django_assert_num_queries):
    bank = make_bank(4)
    study(learner, bank, [True] * 4, days_ago=5)
    stored(learner)
    study(learner, bank, [False] * 4, days_ago=3)

    with django_assert_num_queries(2):
        tally = tally_of(learner)

    assert [sight.verdict for sight in tally.last.values()] == ["wrong"] * 4
    assert adds_up(learner)


def test_much_is_kept_and_read_no_more(learner, monkeypatch):
    monkeypatch.setattr(digests, "LOOSE", 5)
    bank = make_bank(4)
    for number in range(3):
        study(learner, bank, [True] * 4, days_ago=9 - number)
        tally_of(learner)

    assert Digest.objects.get().n_slots == 8
    with CaptureQueriesContext(connection) as queries:
        assert tally_of(learner) == Tally.of(looks_of(learner))
    assert not any(query["sql"].startswith(("INSERT", "UPDATE")) for query in queries)


def test_an_attempt_that_ended_before_the_last_one_comes_to_its_place(learner, loose):
    question = make_question()
    study(learner, [question], [True], days_ago=1)
    tally_of(learner)

    study(learner, [question], [False], days_ago=9)

    assert [sight.verdict for sight in tally_of(learner).met.values()] == ["wrong"]
    assert adds_up(learner)


def test_an_answer_that_was_let_in_later_replaces_the_first(learner, loose):
    attempt = study(learner, [make_question()], [False], mode="exam")
    tally_of(learner)

    said(attempt.slots.get(), True, NOW, revision=2).save()

    assert [sight.verdict for sight in tally_of(learner).last.values()] == ["right"]
    assert adds_up(learner)


@pytest.mark.parametrize("mode", ["practice", "review", "deferred", "exam"])
def test_an_open_attempt_counts_as_far_as_it_tells_and_once(learner, loose, mode):
    bank = make_bank(3)
    study(learner, bank, [True, False, True], days_ago=4)
    attempt = study(learner, bank, [False, None, True], mode=mode, finished=False)
    assert tally_of(learner) == Tally.of(looks_of(learner))
    assert adds_up(learner)

    attempt.finish(NOW + timedelta(hours=1))

    assert tally_of(learner) == Tally.of(looks_of(learner))
    assert adds_up(learner)


def test_what_ends_between_two_statements_is_not_missed(learner, monkeypatch):
    study(learner, make_bank(2), [True, True], days_ago=4)
    late = study(learner, make_bank(2), [True, False], finished=False)
    tally_of(learner)
    queryset = type(Attempt.objects.all())
    telling = queryset.telling

    def ends_now(attempts):
        Attempt.objects.filter(pk=late.pk).update(finished_at=NOW + timedelta(hours=2))
        return telling(attempts)

    monkeypatch.setattr(queryset, "telling", ends_now)

    assert len(tally_of(learner).met) == 4


def test_a_merge_makes_it_anew(learner, loose):
    guest = make_user("")
    question = make_question()
    study(learner, [question], [True], days_ago=1)
    study(guest, [question], [False], days_ago=2)
    tally_of(learner)
    tally_of(guest)

    merge(guest, learner)

    assert [sight.verdict for sight in tally_of(learner).met.values()] == ["wrong"]
    assert adds_up(learner)


def test_another_time_zone_counts_other_days(learner, loose):
    study(learner, make_bank(2), [True, True])
    tally_of(learner)

    with override_settings(TIME_ZONE="Pacific/Kiritimati"):
        assert tally_of(learner).spent == Tally.of(looks_of(learner)).spent
        assert adds_up(learner)


@pytest.mark.parametrize("seed", range(5))
def test_it_adds_up_whatever_is_done_in_which_order(learner, loose, seed):
    chance, bank = Random(seed), make_bank(8)
    for _ in range(12):
        attempt = study(
            learner,
            chance.sample(bank, 4),
            chance.choices([True, False, None], k=4),
            days_ago=chance.uniform(0.1, 30),
            mode=chance.choice(["practice", "deferred", "review"]),
            finished=chance.random() < 0.6,
            sureness=chance.choice(["", "guess", "certain"]),
        )
        if chance.random() < 0.5:
            slot = chance.choice(list(attempt.slots.all()))
            said(slot, chance.random() < 0.5, NOW, revision=9).save()
        if chance.random() < 0.4:
            for left in Attempt.objects.open()[:1]:
                left.finish(NOW + timedelta(days=chance.uniform(1, 2)))
        if chance.random() < 0.7:
            assert tally_of(learner) == Tally.of(looks_of(learner))
    assert adds_up(learner)
