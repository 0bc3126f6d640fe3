"""The instructor's desk: questions and quizzes in the Django admin."""

from quizzes.admin.questions import QuestionAdmin
from quizzes.admin.quizzes import QuizAdmin

__all__ = ["QuestionAdmin", "QuizAdmin"]
