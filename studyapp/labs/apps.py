from django.apps import AppConfig


class LabsConfig(AppConfig):
    name = "studyapp.labs"
