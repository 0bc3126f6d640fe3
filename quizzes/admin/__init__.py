"""The instructor's desk: questions, quizzes and reports in the Django admin."""

from quizzes.admin.questions import QuestionAdmin
from quizzes.admin.quizzes import QuizAdmin
from quizzes.admin.reports import ReportAdmin
from quizzes.admin.sittings import ExamAdmin, StrayAnswerAdmin

__all__ = ["ExamAdmin", "QuestionAdmin", "QuizAdmin", "ReportAdmin", "StrayAnswerAdmin"]
