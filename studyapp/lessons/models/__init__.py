from studyapp.lessons.models.companions import LookAlike, Term
from studyapp.lessons.models.editions import Edition
from studyapp.lessons.models.facts import Fact, Revision
from studyapp.lessons.models.lessons import Lesson
from studyapp.lessons.models.traces import LessonRead, Recall, Standing

__all__ = [
    "Edition",
    "Fact",
    "Lesson",
    "LessonRead",
    "LookAlike",
    "Recall",
    "Revision",
    "Standing",
    "Term",
]
