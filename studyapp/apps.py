from django.apps import AppConfig


class StudyConfig(AppConfig):
    name = "studyapp"
    label = "study"

    def ready(self) -> None:
        from studyapp import checks  # noqa: F401  registers the checks
