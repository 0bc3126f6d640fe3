from django.apps import AppConfig


class CarryingConfig(AppConfig):
    name = "studyapp.progress.carrying"
