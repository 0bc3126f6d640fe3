from quizzes.models.answers import Answer, StrayAnswer, Sureness
from quizzes.models.attempts import Attempt
from quizzes.models.bank import Question, QuestionVersion
from quizzes.models.imports import ContentImport
from quizzes.models.quizzes import Quiz, QuizItem
from quizzes.models.reports import Report
from quizzes.models.sealed import SealedForm, kept_back, sealed_for
from quizzes.models.slots import Kept, Outcome, Slot
from quizzes.models.standings import Overtaken, Standing

__all__ = [
    "Answer",
    "Attempt",
    "ContentImport",
    "Kept",
    "Outcome",
    "Overtaken",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizItem",
    "Report",
    "SealedForm",
    "Slot",
    "Standing",
    "StrayAnswer",
    "Sureness",
    "kept_back",
    "sealed_for",
]
