from quizzes.models.attempts import Answer, Attempt, AttemptClosed, Slot, Superseded
from quizzes.models.bank import Question, QuestionVersion
from quizzes.models.imports import ContentImport
from quizzes.models.quizzes import Quiz, QuizItem

__all__ = [
    "Answer",
    "Attempt",
    "AttemptClosed",
    "ContentImport",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizItem",
    "Slot",
    "Superseded",
]
