"""The one role the admin knows by itself. Who teaches which class is an `Enrolment`."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from studyapp.accounts.models import User

NAME = "Instructors"
WRITE, READ = ("add", "change", "view"), ("view",)
# What learners did is only read: history is not edited. A late answer may be let count.
MAY = {
    "quizzes.question": WRITE,
    "quizzes.questionversion": WRITE,
    "quizzes.quiz": WRITE,
    "quizzes.quizitem": (*WRITE, "delete"),
    "quizzes.report": ("change", "view"),
    "quizzes.attempt": READ,
    "quizzes.strayanswer": ("change", "view"),
    # Facts come from the files and leave with them; what they say may turn out otherwise.
    "lessons.fact": ("change", "view"),
    "lessons.lesson": READ,
    "progress.forecast": READ,
    "accounts.cohort": ("change", "view"),
    "accounts.enrolment": ("change", "view"),
}


@transaction.atomic
def instructors() -> Group:
    """The group of instructors with exactly the permissions above, made where it is missing."""
    group, _ = Group.objects.get_or_create(name=NAME)
    group.permissions.set(
        _permission(label, verb) for label, verbs in MAY.items() for verb in verbs
    )
    return group


def keep_in_line() -> None:
    """Give an installation's instructors what this release lets them do, if it has any."""
    if Group.objects.filter(name=NAME).exists():
        instructors()


def _permission(label: str, verb: str) -> Permission:
    app, model = label.split(".")
    return Permission.objects.get(
        content_type__app_label=app, content_type__model=model, codename=f"{verb}_{model}"
    )


@transaction.atomic
def make_instructor(user: User) -> None:
    """Let this account author quizzes in the admin. Done twice, it changes nothing more."""
    user.groups.add(instructors())
    user.is_staff = True
    user.save(update_fields=["is_staff"])
