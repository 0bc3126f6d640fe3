from django.apps import AppConfig
from django.urls import register_converter

from studyapp.lessons.paths import FactKey

# Before the first list of addresses is read: quizzes name facts in theirs, too.
register_converter(FactKey, "fact")


class LessonsConfig(AppConfig):
    name = "studyapp.lessons"
