from importlib import import_module

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "studyapp.search"

    def ready(self) -> None:
        import_module("studyapp.search.receivers")  # it needs the models, so not before
