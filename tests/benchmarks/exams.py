"""The mock exam and the pages around it: starts, alone and all at once; ends; old attempts."""

import http.client
import statistics
import threading
import time
import uuid
from collections.abc import Iterable
from urllib.parse import urlencode

from django.utils import timezone

from quizzes.models import Answer, Attempt
from studyapp.accounts.models import User
from tests.benchmarks import crowd

FORM = "application/x-www-form-urlencoded"
PAGES = ("/", "/practise/", "/review/", "/exam/", "/progress/")
Person = tuple[User, str]


def ask(port: int, verb: str, path: str, cookies: str, **fields: object) -> tuple[float, str]:
    """One request on a connection of its own: ms until it is read, and where it leads."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = urlencode({"csrfmiddlewaretoken": crowd.TOKEN, **fields}) if verb == "POST" else None
    start = time.perf_counter()
    connection.request(verb, path, body, {"Cookie": cookies, "Content-Type": FORM})
    answer = connection.getresponse()
    answer.read()
    spent = (time.perf_counter() - start) * 1000
    connection.close()
    if answer.status not in (200, 302):
        raise RuntimeError(f"{verb} {path}: {answer.status}")
    return spent, answer.headers.get("Location", "")


def start(port: int, cookies: str) -> tuple[float, str]:
    """Start a mock exam of 65 questions; ms, and the path of the attempt."""
    spent, place = ask(port, "POST", "/exam/start/", cookies, size=65, attempt=uuid.uuid4())
    return spent, place


def starts(port: int, people: Iterable[Person]) -> list[float]:
    """One after the other."""
    return [start(port, cookies)[0] for _, cookies in people]


def starts_at_once(port: int, people: list[Person]) -> tuple[float, int]:
    """All in the same moment: seconds until the last is answered, and how many exams there are."""
    gate = threading.Barrier(len(people) + 1)

    def begin(cookies: str) -> None:
        gate.wait()
        start(port, cookies)

    threads = [threading.Thread(target=begin, args=(cookies,)) for _, cookies in people]
    for thread in threads:
        thread.start()
    gate.wait()
    since = time.perf_counter()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - since
    found = Attempt.objects.filter(user__in=[user for user, _ in people], mode="exam")
    return spent, found.count()


def ends(port: int, people: Iterable[Person]) -> list[float]:
    """Submit and report of exams in which every question has an answer; ms for both together."""
    times = []
    for user, cookies in people:
        exam = Attempt.objects.of(user).open().get(mode="exam")
        _answer_all(exam)
        first, _ = ask(port, "POST", f"/exam/{exam.pk}/submit/", cookies)
        second, _ = ask(port, "GET", f"/exam/{exam.pk}/report/", cookies)
        times.append(first + second)
    return times


def _answer_all(attempt: Attempt) -> None:
    now = timezone.now()
    Answer.objects.bulk_create(
        Answer(
            slot=slot,
            revision=1,
            response=slot.option_order[:1],
            client_id=uuid.uuid4(),
            points=0,
            verdict="wrong",
            answered_at=now,
            seconds=60,
        )
        for slot in attempt.slots.all()
    )


def pages(port: int, people: list[Person], rounds: int) -> dict[str, list[float]]:
    """Each page for each of these learners, in turn: medians in ms."""
    found = {}
    for path in PAGES:
        for _, cookies in people * 2:  # reads the bank in both workers, and folds what is new
            ask(port, "GET", path, cookies)
        turns = [[ask(port, "GET", path, who[1])[0] for who in people] for _ in range(rounds)]
        found[path] = [statistics.median(times) for times in zip(*turns, strict=True)]
    return found


def with_old_attempts(person: Person, count: int) -> None:
    """Give somebody finished sets in which everything is answered."""
    user, _ = person
    for attempt in crowd.attempts(user, "deferred", count):
        _answer_all(attempt)
        attempt.finish(timezone.now())
