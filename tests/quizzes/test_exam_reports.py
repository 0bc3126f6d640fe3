"""The report of a mock exam: its first sentences, its tags, what stands there and nowhere else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quizzes.mock_reports import report_of
from quizzes.models import Attempt
from tests.factories import make_answer, make_attempt, make_quiz
from tests.quizzes.bank import make_bank, make_exam, take

pytestmark = pytest.mark.django_db

INDEX = "/exam/"


class TestTheReport:
    def finished(self, learner, size=20, **beside):
        make_bank()
        exam = make_exam(learner, size, minutes_ago=10)
        take(exam, **beside)
        exam.finish(timezone.now())
        return exam

    @pytest.mark.django_db(transaction=True)
    def test_submit_and_results_take_twelve_statements(self, learner, as_learner):
        make_bank(200)
        exam = make_exam(learner, 65)
        take(exam, [True, False])
        with CaptureQueriesContext(connection) as seen:
            page = as_learner.post(reverse("exams:submit", args=[exam.pk]), follow=True)
        assert page.status_code == 200
        assert "65 of 65 questions" in page.content.decode()
        assert len(seen) <= 12, [row["sql"][:90] for row in seen]

    def test_what_a_report_showed_was_seen_before_though_nobody_answered_it(self, learner):
        make_bank(24)
        shown = make_exam(learner, minutes_ago=100)
        shown.finish(timezone.now())
        exam = make_exam(learner, minutes_ago=30)
        take(exam, [True])
        exam.finish(timezone.now())
        both = exam.slots.filter(version__in=shown.slots.order_by().values("version"))

        assert report_of(exam)["sitting"].seen_before == len(both) >= 16
        assert report_of(shown)["sitting"].seen_before == 0

    def test_what_was_met_after_its_start_was_not_seen_before(self, learner):
        make_bank(24)
        exam = make_exam(learner, minutes_ago=30)
        other = make_attempt(learner, make_quiz([s.version.question for s in exam.slots.all()]))
        Attempt.objects.filter(pk=other.pk).update(started_at=exam.started_at - timedelta(days=1))
        first, second, *_ = other.slots.all()
        make_answer(first, ["a"], at=exam.started_at - timedelta(minutes=1))
        make_answer(second, ["a"], at=exam.started_at + timedelta(minutes=1))
        other.refresh_from_db()
        other.finish(timezone.now())
        exam.finish(timezone.now())

        assert report_of(exam)["sitting"].seen_before == 1

    def test_it_begins_with_three_sentences_and_one_button(self, learner, as_learner):
        exam = self.finished(learner)
        html = as_learner.get(exam.report_url).content.decode()
        first = html.partition('<div class="exam-first">')[2].partition("</div>")[0]
        assert first.count("<p>") == 3
        assert first.count("btn-primary") == 1
        assert "You answered 14 of 20 questions in 10 of 40 minutes" in first

    def test_unscored_questions_are_shown_as_such_only_here(self, learner, as_learner):
        exam = self.finished(learner)
        html = as_learner.get(exam.report_url).content.decode()
        assert html.count("<strong>unscored</strong>") == 5
        assert "not AWS’s scale" in html

    def test_a_tag_is_kept_and_counted(self, learner, as_learner):
        exam = self.finished(learner)
        missed = [s for s in exam.slots.complete() if not (s.latest() and s.latest().points)]
        for slot in missed[:3]:
            url = reverse("exams:tag", args=[exam.pk, slot.position])
            part = as_learner.post(url, {"miss_tag": "look-alike"}, headers={"HX-Request": "true"})
        assert "I took it for a look-alike" in part.content.decode()
        assert "<html" not in part.content.decode()
        html = as_learner.get(exam.report_url).content.decode()
        assert (
            f"Of {len(missed)} misses among all 20 questions you tagged 3 as a look-alike." in html
        )
        assert reverse("look-alikes:index") in html

    def test_without_a_script_a_tag_leads_back_to_its_question(self, learner, as_learner):
        exam = self.finished(learner)
        url = reverse("exams:tag", args=[exam.pk, 2])
        assert as_learner.post(url, {"miss_tag": "fact"}).url == f"{exam.report_url}#question-2"
        assert as_learner.post(url, {"miss_tag": "nonsense"}).status_code == 404

    def test_what_practice_showed_before_is_counted(self, learner, as_learner):
        make_bank(40)
        exam = make_exam(learner)
        asked = [slot.version.question for slot in exam.slots.all()][:4]
        quiz = make_quiz(asked)
        practice = make_attempt(learner, quiz)
        Attempt.objects.filter(pk=practice.pk).update(
            started_at=exam.started_at - timedelta(days=1)
        )
        for slot in practice.slots.all()[:3]:
            make_answer(slot, ["a"], at=exam.started_at - timedelta(hours=9))
        exam.finish(timezone.now())
        html = as_learner.get(exam.report_url).content.decode()
        assert "Seen before: 3 of 20 questions" in html

    def test_every_question_leads_to_its_reasons(self, learner, as_learner):
        exam = self.finished(learner)
        for slot in exam.slots.all():
            html = as_learner.get(slot.get_absolute_url()).content.decode()
            assert "The idea behind it." in html
            assert "Back to the report" in html

    def test_earlier_results_stand_on_the_index_with_their_band(self, learner, as_learner):
        exam = self.finished(learner)
        html = as_learner.get(INDEX).content.decode()
        assert exam.report_url in html
        assert " to " in html.partition("Practice scale, with its band")[2]

    def test_an_open_exam_has_no_report_and_a_set_has_none_at_all(self, learner, as_learner):
        make_bank()
        exam = make_exam(learner)
        assert as_learner.get(exam.report_url).url == reverse("exams:grid", args=[exam.pk])
        practice = make_attempt(learner, make_quiz(2))
        assert as_learner.get(reverse("exams:report", args=[practice.pk])).status_code == 404
        assert as_learner.post(reverse("exams:submit", args=[practice.pk])).status_code == 302
        practice.refresh_from_db()
        assert practice.is_open
