"""A crowd of learners with open attempts, made straight in the database."""

import itertools
import uuid
from collections.abc import Iterator
from importlib import import_module
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.utils import timezone

from quizzes.models import Attempt, QuestionVersion
from studyapp.accounts.guests import BACKEND
from studyapp.accounts.models import User
from tests.benchmarks.bare import TABLE
from tests.benchmarks.load import Send

LENGTH = 65
TOKEN = "a" * 32  # both the cookie and the field: a pair that the CSRF check takes


def signed_in(user: User) -> str:
    """The cookies of a browser in which this user is signed in."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return f"sessionid={store.session_key}; csrftoken={TOKEN}"


def learners(count: int) -> list[tuple[User, str]]:
    """So many accounts, each with the cookies of its browser."""
    made = []
    for number in range(count):
        user = User(email=f"{uuid.uuid4()}@example.org", name=f"Learner {number}")
        user.set_unusable_password()
        user.save()
        made.append((user, signed_in(user)))
    return made


def attempts(user: User, mode: str, count: int) -> list[Attempt]:
    """Open attempts of 65 single-choice questions."""
    single = QuestionVersion.objects.drawable().filter(body__kind="single")
    versions = list(single.select_related("question")[:LENGTH])
    made = []
    for _ in range(count):
        attempt = Attempt(user=user, mode=mode, title="Benchmark", started_at=timezone.now())
        attempt.begin(attempt.layout(versions))
        made.append(attempt)
    return made


def saves(
    user: User, cookies: str, found: list[Attempt], *, bare: bool, json: bool
) -> Iterator[Send]:
    """One save to each slot of these attempts in turn, ours or the bare view's."""
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    headers |= {"Accept": "application/json"} if json else {"HX-Request": "true"}
    for attempt, position in itertools.product(found, range(1, LENGTH + 1)):
        body = {"csrfmiddlewaretoken": TOKEN, "answer": "a", "client_id": uuid.uuid4()}
        path = f"/{'bare' if bare else 'attempts'}/{attempt.pk}/{position}/"
        yield path, urlencode(body), headers


def prepare_bare() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
