from studyapp.lessons.models.facts import Fact
from studyapp.lessons.models.lessons import Lesson
from studyapp.lessons.models.traces import LessonRead, Recall

__all__ = ["Fact", "Lesson", "LessonRead", "Recall"]
