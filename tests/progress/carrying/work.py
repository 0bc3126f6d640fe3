"""Work of every kind, the file it makes, and that file taken in."""

import json
import uuid
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.engine.scoring import read_response
from quizzes.models import Attempt, Slot
from studyapp.accounts.models import User
from studyapp.lessons.models import LessonRead, Recall
from tests.factories import KINDS, make_answer, make_attempt, make_lesson, make_question, make_quiz

BRING, LOOK, TAKE = (reverse(f"progress:{name}") for name in ("bring", "look", "take"))
EXPORT = reverse("accounts:export")


def _stored(slot: Slot, given: tuple[str, ...]) -> tuple[str, ...]:
    return read_response(slot.item, list(given))


def right(slot: Slot) -> tuple[str, ...]:
    return _stored(slot, slot.item.rules.right(slot.item, slot.seed, slot.own_numbers()))


def wrong(slot: Slot) -> tuple[str, ...]:
    return _stored(slot, slot.item.rules.wrong(slot.item, slot.seed, slot.own_numbers()))


def study(user: User) -> None:
    """A practice and a closed set over every kind, an open set, a mark, two prompts."""
    questions = [make_question(kind) for kind in KINDS]
    practice = make_attempt(user, make_quiz(questions))
    for number, slot in enumerate(practice.slots.all()):
        give = right if number % 2 else wrong
        make_answer(slot, give(slot), sureness="fairly", seconds=30 + number)
    closed = make_attempt(user, make_quiz(questions), "deferred")
    for slot in closed.slots.all():
        make_answer(slot, wrong(slot), device=uuid.uuid4(), sequence=1)
        make_answer(slot, right(slot), base=1)
    closed.slots.filter(position=1).update(
        flagged=True, struck=["b"], note="Look again", miss_tag="misread"
    )
    closed.finish(timezone.now())
    late = closed.slots.first()
    assert late
    make_answer(late, right(late))
    opened = make_attempt(user, make_quiz(questions), "deferred")
    first = opened.slots.first()
    assert first
    make_answer(first, ["a"])
    LessonRead.objects.create(user=user, lesson=make_lesson("runtimes"))
    for outcome in ("knew", "not-yet"):
        Recall.objects.create(
            user=user,
            lesson_id="runtimes",
            prompt="why",
            outcome=outcome,
            client_id=uuid.uuid4(),
            at=timezone.now() - timedelta(hours=1),
        )


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def exported(user: User) -> dict[str, Any]:
    return json.loads(browser(user).get(EXPORT).content)


def upload(client: Client, record: Any) -> Any:
    data = record if isinstance(record, bytes) else json.dumps(record).encode()
    return client.post(BRING, {"file": SimpleUploadedFile("lambda-ledger.json", data)})


def bring(user: User, record: Any) -> str:
    """Upload the file, look at it, take it in; the receipt."""
    client = browser(user)
    assert upload(client, record).url == LOOK
    client.get(LOOK)
    page = client.post(TAKE, follow=True).content.decode()
    [receipt] = [line for line in page.splitlines() if "taken in" in line]
    return receipt


def comparable(record: dict[str, Any]) -> dict[str, Any]:
    """The belongings without the order in which rows of the same moment stand, or came in."""
    # Of a moment with less than a thousandth of a second only the first file writes the ".000".
    record = json.loads(json.dumps(record).replace('.000Z"', 'Z"'))
    rows = record["belongings"]
    for row in attempt_rows(record):
        row.pop("brought_at", None)
    return {label: sorted(rows[label], key=json.dumps) for label in sorted(rows)}


def attempt_rows(record: dict[str, Any]) -> list[dict[str, Any]]:
    return record["belongings"]["quizzes.Attempt"]


def one_attempt(user: User, kind: str = "single", mode: str = "practice") -> Attempt:
    """An attempt with one question, answered right."""
    attempt = make_attempt(user, make_quiz([make_question(kind)]), mode)
    slot = attempt.slots.get()
    make_answer(slot, right(slot))
    return attempt
