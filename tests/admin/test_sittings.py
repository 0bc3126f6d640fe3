"""Mock exams in the admin: read by who teaches the learner, and late answers let count."""

import uuid

import pytest
from django.urls import reverse

from quizzes.mock_reports import report_of
from quizzes.models import Answer, Attempt, StrayAnswer
from studyapp.accounts.models import Cohort, Enrolment
from tests.factories import make_user
from tests.quizzes.bank import make_bank, make_exam, response_of, take

pytestmark = pytest.mark.django_db
LIST = reverse("admin:quizzes_strayanswer_changelist")


@pytest.fixture
def late(instructor, as_learner, learner):
    """A right answer that came two minutes after the end, to a scored question answered wrongly."""
    cohort = Cohort.objects.create(name="Evening class", slug="evening")
    Enrolment.objects.create(cohort=cohort, user=instructor, role="teacher")
    Enrolment.objects.create(cohort=cohort, user=learner)
    make_bank()
    exam = make_exam(learner, minutes_ago=42)
    take(exam, [False], at=exam.started_at)
    slot = exam.slots.filter(scored=True).select_related("version").first()
    data = {"answer": response_of(slot, right=True), "client_id": uuid.uuid4()}
    as_learner.post(slot.get_absolute_url(), data)
    return StrayAnswer.objects.get()


def ask(client, stray, **more):
    return client.post(LIST, {"action": "accept", "_selected_action": stray.pk, **more})


def test_an_instructor_sees_what_would_change_before_anything_does(as_instructor, late):
    page = ask(as_instructor, late).content.decode()
    assert "0 → 1 of 15" in page
    assert "100 → 157" in page
    assert Answer.objects.filter(slot=late.slot).count() == 1
    late.refresh_from_db()
    assert late.accepted_at is None


def test_accepted_it_is_the_newest_answer_and_the_report_counts_it(as_instructor, instructor, late):
    ask(as_instructor, late, confirmed="1")
    ask(as_instructor, late, confirmed="1")
    late.refresh_from_db()
    assert late.accepted_by == instructor
    assert [a.points for a in late.slot.answers.all()] == [0, 1]
    assert report_of(Attempt.objects.get())["sitting"].right == 1


def test_who_does_not_teach_the_learner_sees_nothing(as_instructor, late):
    Enrolment.objects.all().delete()
    assert "evening" not in as_instructor.get(LIST).content.decode()
    assert as_instructor.get(LIST).context["cl"].result_count == 0
    change = reverse("admin:quizzes_attempt_change", args=[late.slot.attempt_id])
    assert as_instructor.get(change).status_code == 302
    ask(as_instructor, late, confirmed="1")
    late.refresh_from_db()
    assert late.accepted_at is None


def test_a_superuser_sees_every_class(as_superuser, late):
    assert as_superuser.get(LIST).context["cl"].result_count == 1


def test_pages_are_read_only(as_instructor, late):
    exam = late.slot.attempt
    for url in (
        reverse("admin:quizzes_attempt_changelist"),
        reverse("admin:quizzes_attempt_change", args=[exam.pk]),
        reverse("admin:quizzes_strayanswer_change", args=[late.pk]),
    ):
        page = as_instructor.get(url)
        assert page.status_code == 200
        assert "_save" not in page.content.decode()
        assert " style=" not in page.content.decode()
    for name in ("add", "delete"):
        args = [] if name == "add" else [exam.pk]
        refused = as_instructor.post(reverse(f"admin:quizzes_attempt_{name}", args=args))
        assert refused.status_code == 403


def test_a_learner_does_not_come_in(as_learner, late):
    assert as_learner.get(LIST).status_code == 302
    ask(as_learner, late, confirmed="1")
    late.refresh_from_db()
    assert late.accepted_at is None


def test_a_page_costs_the_same_for_more_exams(as_superuser, late, django_assert_max_num_queries):
    for _ in range(4):
        make_exam(make_user())
    with django_assert_max_num_queries(9):
        as_superuser.get(reverse("admin:quizzes_attempt_changelist"))
