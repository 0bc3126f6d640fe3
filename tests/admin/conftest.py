"""Authors, and what they type."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from quizzes import authoring
from quizzes.complaints import TABLES
from studyapp.accounts.models import User
from studyapp.accounts.roles import make_instructor
from studyapp.lessons.models import Fact
from tests.factories import make_body, make_fact, make_lesson, make_user


@pytest.fixture
def instructor(db: None) -> User:
    user = make_user("instructor@example.org", name="Ines")
    make_instructor(user)
    return user


@pytest.fixture
def as_instructor(instructor: User) -> Client:
    client = Client()
    client.force_login(instructor)
    return client


@pytest.fixture
def as_superuser(db: None) -> Client:
    client = Client()
    client.force_login(make_user("root@example.org", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def shelf(db: None) -> None:
    """What a question of the factories rests on."""
    make_fact()
    make_lesson()


@pytest.fixture
def fact(db: None) -> Fact:
    return make_fact()


@pytest.fixture
def today() -> Iterator[date]:
    with time_machine.travel("2027-03-04T12:00:00Z", tick=False):
        yield date(2027, 3, 4)


def posted(kind: str = "single", **changes: Any) -> dict[str, Any]:
    """The form of a valid question as a browser sends it, with `changes` to its fields.

    A table is changed as a whole, by a list of rows.
    """
    given = authoring.typed(make_body(kind)) | changes
    data: dict[str, Any] = {}
    for name, value in given.items():
        if name in TABLES:
            for at, row in enumerate(value):
                cells = {k: v for k, v in row.items() if k != "row" and v is not False}
                data |= {f"{name}-{at}-{k}": "on" if v is True else v for k, v in cells.items()}
        else:
            data[name] = value
    return data


def rows(*texts: str, right: int = 1) -> list[dict[str, Any]]:
    """Options with these texts; number `right` is correct."""
    return [
        {"id": "", "text": text, "correct": at == right, "reason": f"Reason {at}."}
        for at, text in enumerate(texts, 1)
    ]
