"""Forecasts as they are stored, settled, published and withdrawn."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from quizzes.latecomers import accept
from quizzes.models import Answer, Attempt, StrayAnswer
from studyapp.accounts.merging import merge
from studyapp.accounts.roles import keep_in_line
from studyapp.progress.bank import Counts
from studyapp.progress.forecasting import Accuracy, keep_forecasts
from studyapp.progress.history import looks_of
from studyapp.progress.models import Facility, Forecast
from studyapp.progress.tally import Tally
from studyapp.review.models import Plan
from tests.factories import make_answer, make_user
from tests.progress.studying import NOW, make_bank, study

pytestmark = pytest.mark.django_db

RIGHTS = [True, True, False] * 8


@pytest.fixture
def bank(db):
    return make_bank(48)


def make_forecast(user, **fields):
    defaults = {
        "as_of": NOW,
        "day": NOW.date(),
        "occasion": str(NOW.date()),
        "n": 24,
        "size": 50,
        "low": 0.6,
        "high": 0.8,
        "mean": 0.7,
        "line": 0.72,
        "probability": 0.4,
    }
    return Forecast.objects.create(user=user, **defaults | fields)


def settle(n, n_held):
    user = make_user()
    for number in range(n):
        exam = study(user, [], [], mode="exam")
        share = 0.7 if number < n_held else 0.9
        make_forecast(user, exam=exam, share=share, occasion=str(exam.pk))


def test_a_day_with_new_answers_stores_one_forecast(learner, bank):
    study(learner, bank[:24], RIGHTS)

    assert keep_forecasts(NOW) == (1, 0)
    assert keep_forecasts(NOW + timedelta(minutes=5)) == (0, 0)
    kept = Forecast.objects.get()
    assert (kept.user, kept.n, kept.size, kept.exam) == (learner, 24, 50, None)
    assert 0 < kept.low < kept.mean < kept.high < 1
    assert [part["n"] for part in kept.domains] == [6, 6, 6, 6]


def test_a_day_without_new_answers_stores_none(learner, bank):
    study(learner, bank[:24], RIGHTS)
    keep_forecasts(NOW)

    assert keep_forecasts(NOW + timedelta(days=1)) == (0, 0)


def test_below_the_gates_none_is_stored(learner, bank):
    study(learner, bank[:19], RIGHTS[:19])

    assert keep_forecasts(NOW) == (0, 0)


def test_a_mock_exam_settles_the_forecast_of_its_start(learner, bank):
    study(learner, bank[:24], RIGHTS, days_ago=3)
    exam = study(learner, bank[24:], [True] * 18 + [False] * 6, days_ago=1, mode="exam")

    assert keep_forecasts(NOW) == (1, 1)
    kept = Forecast.objects.settled().get()
    assert (kept.exam, kept.as_of, kept.n, kept.size) == (exam, exam.started_at, 24, 24)
    assert kept.share == 0.75
    assert keep_forecasts(NOW) == (0, 0)


def test_it_knows_nothing_of_what_came_after_the_start(learner, bank):
    study(learner, bank[:24], RIGHTS, days_ago=3)
    study(learner, bank[24:], [True] * 24, days_ago=1, mode="exam")
    keep_forecasts(NOW)
    twin = make_user()
    study(twin, bank[:24], RIGHTS, days_ago=3)
    study(twin, bank[24:], [False] * 24, days_ago=1, mode="exam")
    keep_forecasts(NOW)

    one, other = Forecast.objects.settled().order_by("share")
    assert (one.share, other.share) == (0, 1)
    assert one.mean == pytest.approx(other.mean, abs=0.06)


def test_nothing_of_its_own_result_is_in_what_it_would_have_said(learner, outsider, bank):
    study(outsider, bank, [True, False] * 24, days_ago=9)
    study(learner, bank[:24], RIGHTS, days_ago=3)
    exam = study(learner, bank[24:], [True] * 24, days_ago=1, mode="exam")
    keep_forecasts(NOW)
    told = Forecast.objects.filter(exam=exam).values("low", "mean", "high", "probability")
    before, wrong = told.get(), {"verdict": "wrong", "points": 0, "response": ["b"]}
    Forecast.objects.all().delete()
    Answer.objects.filter(slot__attempt=exam).update(**wrong)

    keep_forecasts(NOW)

    assert told.get() == before
    assert Forecast.objects.settled().get().share == 0


def test_ones_own_answers_are_not_weighed_twice(as_learner, learner, bank):
    study(learner, bank[:24], RIGHTS)
    before = as_learner.get("/progress/").context["readiness"].full

    keep_forecasts(NOW)

    after = as_learner.get("/progress/").context["readiness"].full
    kept = Forecast.objects.get()
    assert Facility.objects.count() == 24
    assert after.mean == pytest.approx(before.mean, abs=1e-6)
    assert (kept.low, kept.high) == (after.low, after.high)
    assert kept.mean == pytest.approx(after.mean, abs=1e-6)


def test_what_others_answered_does_weigh(as_learner, learner, bank):
    study(learner, bank[:24], RIGHTS)
    before = as_learner.get("/progress/").context["readiness"].full
    for _ in range(6):
        study(make_user(), bank[24:], [False] * 24)

    keep_forecasts(NOW)

    assert as_learner.get("/progress/").context["readiness"].full.mean < before.mean - 0.05


def test_what_was_answered_after_the_count_is_not_taken_out_of_it(learner, outsider, bank):
    study(outsider, bank[:2], [True, True], days_ago=3)
    study(learner, bank[:1], [True], days_ago=2)
    keep_forecasts(NOW - timedelta(days=1))
    study(learner, bank[1:2], [True], days_ago=0)

    counts = Counts.now()
    others = counts.without(Tally.of(looks_of(learner)))

    assert counts.seen == {bank[0].pk: (2, 2), bank[1].pk: (1, 1)}
    assert others.seen == {bank[0].pk: (1, 1), bank[1].pk: (1, 1)}


def test_a_late_answer_that_was_let_in_settles_it_anew(learner, instructor, bank):
    study(learner, bank[:24], RIGHTS, days_ago=3)
    exam = study(learner, bank[24:], [None] * 24, days_ago=1, mode="exam")
    for slot in exam.slots.complete():
        make_answer(slot, ["a"])
    assert keep_forecasts(NOW)[1] == 1
    kept = Forecast.objects.settled()
    said = kept.values("low", "high", "mean", "as_of").get()
    assert kept.get().share == 0
    assert keep_forecasts(NOW)[1] == 0

    strays = StrayAnswer.objects.select_related("slot__version", "slot__attempt")
    accept(list(strays)[:18], instructor, NOW)

    assert keep_forecasts(NOW + timedelta(days=1))[1] == 1
    assert kept.get().share == 0.75
    assert kept.values("low", "high", "mean", "as_of").get() == said
    assert keep_forecasts(NOW + timedelta(days=1))[1] == 0


class TestTheDayOfTheExam:
    """With its day set, the page speaks of that day: the same is stored beside today's."""

    def planned(self, learner, *, days=60, days_ago=5.0):
        day = timezone.localdate(NOW) + timedelta(days=days)
        changed = NOW - timedelta(days=days_ago)
        return Plan.objects.create(user=learner, exam_date=day, changed_at=changed)

    def test_what_is_shown_is_what_is_stored(self, as_learner, learner, bank):
        study(learner, bank[:24], [True] * 24, days_ago=20)
        plan = self.planned(learner)
        keep_forecasts(timezone.now())

        shown, kept = as_learner.get("/progress/").context["readiness"], Forecast.objects.get()
        assert kept.then["day"] == plan.exam_date.isoformat()
        for name in ("low", "high", "mean", "probability"):
            assert kept.then[name] == pytest.approx(getattr(shown.full, name), abs=1e-4)
            assert getattr(kept, name) == pytest.approx(getattr(shown.today, name), abs=1e-4)
        assert kept.then["mean"] < kept.mean - 0.02

    def test_the_page_says_both(self, as_learner, learner, bank):
        study(learner, bank[:24], [True] * 24, days_ago=20)
        plan = self.planned(learner)
        page = " ".join(as_learner.get("/progress/").content.decode().split())
        assert f"Likely share right on {plan.exam_date.day} " in page
        assert "Likely share right today" in page

    @pytest.mark.parametrize("days", [None, 0, -3])
    def test_without_a_day_ahead_there_is_one_number(self, as_learner, learner, bank, days):
        study(learner, bank[:24], RIGHTS)
        if days is not None:
            self.planned(learner, days=days)
        keep_forecasts(timezone.now())

        assert Forecast.objects.get().then == {}
        assert "Likely share right today" not in as_learner.get("/progress/").content.decode()

    def test_at_the_start_of_a_mock_exam_it_is_what_was_known_then(self, learner, bank):
        study(learner, bank[:24], RIGHTS, days_ago=20)
        plan = self.planned(learner)
        keep_forecasts(NOW - timedelta(days=1, hours=1))  # the exam begins in that moment
        study(learner, bank[24:], [True] * 24, days_ago=1, mode="exam")
        keep_forecasts(NOW)

        day, exam = Forecast.objects.order_by("day", "pk").exclude(day=NOW.date())
        assert (day.exam, exam.then["day"]) == (None, plan.exam_date.isoformat())
        assert exam.then["mean"] / exam.mean == pytest.approx(day.then["mean"] / day.mean, abs=0.01)
        assert exam.then["mean"] < exam.mean

    def test_a_day_that_was_set_later_was_not_known_then(self, learner, bank):
        study(learner, bank[:24], RIGHTS, days_ago=20)
        study(learner, bank[24:], [True] * 24, days_ago=2, mode="exam")
        self.planned(learner, days_ago=1)
        keep_forecasts(NOW)

        assert Forecast.objects.settled().get().then == {}
        assert Forecast.objects.get(exam=None).then


@pytest.mark.parametrize(
    ("questions", "pilot", "mode"),
    [
        (slice(24, 43), (), "exam"),  # too small
        (slice(24, 48), (1, 2, 3, 4, 5), "exam"),  # too few of them scored
        (slice(5, 29), (), "exam"),  # too few of them new
        (slice(24, 48), (), "deferred"),  # no mock exam
    ],
)
def test_what_settles_nothing(learner, bank, questions, pilot, mode):
    study(learner, bank[:24], RIGHTS, days_ago=3)
    sat = bank[questions]
    study(learner, sat, [True] * len(sat), days_ago=1, mode=mode, pilot=pilot)

    assert keep_forecasts(NOW)[1] == 0


def test_what_was_left_open_in_the_exam_is_not_right(learner, bank):
    study(learner, bank[:24], RIGHTS, days_ago=3)
    study(learner, bank[24:], [True] * 12 + [None] * 12, days_ago=1, mode="exam")
    keep_forecasts(NOW)

    assert Forecast.objects.settled().get().share == 0.5


def test_questions_are_counted_at_first_sight(learner, outsider, bank):
    study(learner, bank[:2], [True, False], days_ago=2)
    study(learner, bank[:2], [False, True], days_ago=1)
    study(outsider, bank[:1], [True], days_ago=1)
    Facility.objects.create(question=bank[5], n=3, n_right=1)
    keep_forecasts(NOW)

    counts = {row.question_id: (row.n, row.n_right) for row in Facility.objects.all()}
    assert counts == {bank[0].pk: (2, 2), bank[1].pk: (1, 0)}


@pytest.mark.parametrize(
    ("n", "n_held", "trusted"), [(49, 10, True), (50, 34, False), (50, 35, True), (50, 46, False)]
)
def test_a_bad_coverage_withdraws_the_forecasts(n, n_held, trusted):
    settle(n, n_held)

    accuracy = Accuracy.now()
    assert (accuracy.n, accuracy.n_held) == (n, n_held)
    assert accuracy.is_trusted is trusted


def test_two_for_one_occasion_cannot_be_stored(learner):
    make_forecast(learner)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_forecast(learner)


def test_a_share_without_an_exam_cannot_be_stored(learner):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_forecast(learner, share=0.5)


def test_a_merge_takes_them_along_and_keeps_one_a_day(learner):
    guest = make_user("")
    make_forecast(guest)
    make_forecast(guest, occasion="2026-01-01")
    make_forecast(learner)

    receipt = merge(guest, learner)

    assert (str(receipt), receipt.dropped) == ("2 forecasts merged, 0 dropped", 0)
    assert Forecast.objects.of(learner).count() == 2


def test_they_are_exported(learner):
    make_forecast(learner)
    [record] = Forecast.objects.of(learner).export()
    assert (record["low"], record["high"], record["share"]) == (0.6, 0.8, None)


def test_the_command_says_what_it_did(learner, bank, capsys):
    study(learner, bank[:24], RIGHTS)
    call_command("keep_forecasts")
    assert capsys.readouterr().out == "Stored 1 forecasts; mock exams settled 0.\n"


def test_instructors_see_how_good_they_were_and_nobodys_name(learner, instructor):
    keep_in_line()
    settle(3, 2)
    then = {"day": "2026-12-20", "low": 0.51, "high": 0.72}
    make_forecast(learner, then=then)
    client = Client()
    client.force_login(instructor)

    page = client.get("/admin/progress/forecast/").content.decode()

    assert "2 of the intervals held the result: 67 %" in page
    assert page.count("60 to 80 %") == 4
    assert page.count("51 to 72 % on 2026-12-20") == 1
    assert "learner@example.org" not in page
    for result, n in (("held", 2), ("above", 1), ("below", 0)):
        chosen = client.get(f"/admin/progress/forecast/?result={result}").content.decode()
        assert chosen.count("60 to 80 %") == n
    assert client.get("/admin/progress/forecast/add/").status_code == 403


def test_learners_do_not_see_each_others(as_learner):
    assert as_learner.get("/admin/progress/forecast/").status_code == 302


def brought(attempt, *, days_ago=0):
    Attempt.objects.filter(pk=attempt.pk).update(brought_at=NOW - timedelta(days=days_ago))


def test_an_exam_that_came_in_with_a_file_settles_nothing(learner, bank):
    study(learner, bank[:24], RIGHTS, days_ago=3)
    brought(study(learner, bank[24:], [True] * 24, days_ago=1, mode="exam"))

    assert keep_forecasts(NOW) == (1, 0)
    assert not Forecast.objects.settled().exists()


def test_what_came_in_after_the_start_was_not_known_then(learner, bank):
    study(learner, bank[:24], RIGHTS, days_ago=5)
    brought(study(learner, bank[:24], [False] * 24, days_ago=30), days_ago=0)
    brought(study(learner, bank[24:], [False] * 24, days_ago=20), days_ago=0)
    study(learner, bank[24:], [True] * 18 + [False] * 6, days_ago=1, mode="exam")
    twin = make_user()
    study(twin, bank[:24], RIGHTS, days_ago=5)
    study(twin, bank[24:], [True] * 18 + [False] * 6, days_ago=1, mode="exam")

    assert keep_forecasts(NOW)[1] == 2
    one, other = Forecast.objects.settled()
    assert (one.n, one.share) == (other.n, other.share) == (24, 0.75)
    assert one.mean == pytest.approx(other.mean)


def test_what_came_in_with_a_file_judges_no_question(learner, bank):
    brought(study(learner, bank[:2], [False, False], days_ago=9))
    study(learner, bank[:1], [True], days_ago=2)

    keep_forecasts(NOW)

    [counted] = Facility.objects.all()
    assert (counted.question, counted.n, counted.n_right) == (bank[0], 1, 1)
