"""The ledger and the lessons in the Django admin."""

from studyapp.lessons.admin.facts import FactAdmin
from studyapp.lessons.admin.lessons import LessonAdmin

__all__ = ["FactAdmin", "LessonAdmin"]
