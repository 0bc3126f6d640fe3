from quizzes.models.attempts import Answer, Attempt, AttemptClosed, Slot, Superseded
from quizzes.models.bank import Question, QuestionVersion
from quizzes.models.imports import ContentImport
from quizzes.models.quizzes import Quiz, QuizItem
from quizzes.models.reports import Report
from quizzes.models.standings import Overtaken, Standing

__all__ = [
    "Answer",
    "Attempt",
    "AttemptClosed",
    "ContentImport",
    "Overtaken",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizItem",
    "Report",
    "Slot",
    "Standing",
    "Superseded",
]
