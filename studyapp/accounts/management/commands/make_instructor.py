import os
import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from studyapp.accounts.models import User
from studyapp.accounts.roles import make_instructor

VARIABLE = "INSTRUCTOR_PASSWORD"


class Command(BaseCommand):
    help = (
        "Let an account author quizzes in the admin; make the account where there is none. "
        f"A new account's password is read from {VARIABLE}, or asked for in a terminal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **options: Any) -> None:
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError as problem:
            raise CommandError(f"{email} is not an e-mail address.") from problem
        user = User.objects.filter(email=email).first()
        if user and not user.is_active:
            raise CommandError(f"{email} is switched off.")
        password = "" if user and user.has_usable_password() else _password(email)
        with transaction.atomic():
            user = user or User(email=email)
            if password:
                user.set_password(password)
                user.save()
            make_instructor(user)
        kept = "" if password else " The password is as it was."
        self.stdout.write(f"{email} is an instructor.{kept}")


def _password(email: str) -> str:
    """A password fit for use. Never an argument: those stand in every list of processes."""
    password = os.environ.get(VARIABLE, "")
    if not password and sys.stdin.isatty():
        password = getpass("Password: ")
        if getpass("Once more: ") != password:
            raise CommandError("The two passwords differ; nothing was changed.")
    if not password:
        raise CommandError(f"Set {VARIABLE}, or run this in a terminal, to give a password.")
    try:
        validate_password(password, User(email=email))
    except ValidationError as problem:
        raise CommandError(" ".join(problem.messages)) from problem
    return password
