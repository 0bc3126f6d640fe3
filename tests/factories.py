"""Rows for tests: each factory has a default for all that a test does not care about."""

import itertools
import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from quizzes.engine.items import Item
from quizzes.models import Attempt, Kept, Question, QuestionVersion, Quiz, QuizItem, Slot
from quizzes.taking import answer, said
from studyapp.accounts.models import User
from studyapp.lessons.models import Fact, Lesson, LookAlike, Term

_numbers = itertools.count(1)

SINGLE: dict[str, Any] = {
    "kind": "single",
    "stem": "Which runtime runs a Go program?",
    "option": [
        {"id": "a", "text": "An OS-only runtime", "correct": True, "reason": "Go is compiled."},
        {"id": "b", "text": "The Java runtime", "reason": "It runs bytecode."},
        {"id": "c", "text": "The Ruby runtime", "reason": "It runs Ruby."},
        {"id": "d", "text": "The Python runtime", "reason": "It runs Python."},
    ],
}
MULTIPLE: dict[str, Any] = {
    "kind": "multiple",
    "stem": "Which actions are needed? (Choose TWO.)",
    "option": [
        {"id": "a", "text": "First", "correct": True, "reason": "Needed."},
        {"id": "b", "text": "Second", "reason": "Not needed."},
        {"id": "c", "text": "Third", "correct": True, "reason": "Needed too."},
        {"id": "d", "text": "Fourth", "reason": "Not needed."},
        {"id": "e", "text": "Fifth", "reason": "Not needed."},
    ],
}
NUMERIC: dict[str, Any] = {
    "kind": "numeric",
    "stem": "At how much memory does a function get one vCPU?",
    "answer": "1769",
    "unit": "MB",
    "mistake": [{"value": "1792", "reason": "The digits are turned round."}],
}
PARAMETERISED: dict[str, Any] = {
    "kind": "parameterised",
    "stem": "A function has {memory} MB. How many GB is that?",
    "params": {"memory": {"choices": ["512", "1024", "2048"]}},
    "step": [{"name": "gb", "expr": "memory / 1024", "text": "{memory} MB ÷ 1,024 = {gb} GB"}],
    "answer": "gb",
    "unit": "GB",
    "decimals": 2,
    "tolerance": "0.01",
}
ORDERING: dict[str, Any] = {
    "kind": "ordering",
    "stem": "In which order does an environment live?",
    "option": [
        {"id": "a", "text": "Init", "reason": "Code is loaded before it can run."},
        {"id": "b", "text": "Invoke", "reason": "A request needs what was loaded."},
        {"id": "c", "text": "Freeze", "reason": "Between requests nothing runs."},
        {"id": "d", "text": "Shutdown", "reason": "It ends when nobody asks again."},
    ],
}
MATCHING: dict[str, Any] = {
    "kind": "matching",
    "stem": "Which error handling fits which source?",
    "prompt": [
        {"id": "sns", "text": "A topic", "choice": "dlq", "reason": "It invokes and goes on."},
        {"id": "sqs", "text": "A queue", "choice": "redrive", "reason": "It is polled for."},
        {"id": "s3", "text": "A bucket", "choice": "dlq", "reason": "It sends events as well."},
    ],
    "choice": [
        {"id": "dlq", "text": "A destination of the function"},
        {"id": "redrive", "text": "The redrive policy"},
        {"id": "none", "text": "Nothing at all"},
    ],
}
LOG: dict[str, Any] = {
    "kind": "log",
    "stem": "Which lines show the cold start? (Mark TWO lines.)",
    "log": (
        "INIT_START Runtime Version: python:3.14\n"
        "START RequestId: 3f1c\n"
        "loading model\n"
        "END RequestId: 3f1c\n"
        "REPORT RequestId: 3f1c Duration: 80 ms Init Duration: 410 ms\n"
    ),
    "lines": [1, 5],
    "line": [
        {"number": 1, "reason": "It is written once for each new environment."},
        {"number": 5, "reason": "Only a cold start has an init duration."},
        {"number": 2, "reason": "Every request has such a line."},
        {"number": 3, "reason": "The code itself writes it, each time."},
    ],
}
HOTSPOT: dict[str, Any] = {
    "kind": "hotspot",
    "stem": "Where does the permission to write to the table belong?",
    "diagram": {"width": 340, "height": 320, "description": "A bucket invokes a function."},
    "box": [
        {"id": "zone", "label": "Account", "x": 4, "y": 4, "w": 332, "h": 310, "tone": "dashed"},
        {"id": "s3", "label": "Bucket policy", "x": 20, "y": 40, "w": 130, "h": 60}
        | {"region": True, "reason": "It says who may use the bucket."},
        {"id": "rbp", "label": "Function policy", "x": 210, "y": 40, "w": 120, "h": 60}
        | {"region": True, "reason": "It says who may call the function."},
        {"id": "role", "label": "Execution role", "x": 180, "y": 200, "w": 140, "h": 60}
        | {"region": True, "correct": True, "reason": "The function's own calls use its role."},
    ],
    "arrow": [
        {"from": "s3", "to": "rbp", "label": "event"},
        {"from": "rbp", "to": "role", "dashed": True},
    ],
}
POLICY: dict[str, Any] = {
    "kind": "policy",
    "stem": "Change the role's policy so that the function can read its bucket, and no more.",
    "account": "111122223333",
    "start": """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::uploads"
    }
  ]
}""",
    "solution": """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::uploads/*"
    }
  ]
}""",
    "request": [
        {"id": "read", "text": "read an object", "action": "s3:GetObject", "expect": "allow"}
        | {"resource": "arn:aws:s3:::uploads/cat.png", "reason": "That is the function's work."},
        {"id": "write", "text": "write an object", "action": "s3:PutObject", "expect": "deny"}
        | {"resource": "arn:aws:s3:::uploads/cat.png", "reason": "It only ever reads objects."},
        {"id": "other", "text": "read elsewhere", "action": "s3:GetObject", "expect": "deny"}
        | {"resource": "arn:aws:s3:::payroll/may", "reason": "Nobody asked for this bucket."},
    ],
    "forbidden": ["*", "s3:*"],
}
KINDS = {"single": SINGLE, "multiple": MULTIPLE, "numeric": NUMERIC, "parameterised": PARAMETERISED}
KINDS |= {"ordering": ORDERING, "matching": MATCHING, "log": LOG, "hotspot": HOTSPOT}
KINDS |= {"policy": POLICY}


def make_user(
    email: str | None = None, password: str | None = "pw-for-tests", **fields: Any
) -> User:
    """An account; a guest where `email` is "" ."""
    if email == "":
        user = User(**fields)
        user.set_unusable_password()
        user.save()
        return user
    return User.objects.create_user(
        email or f"user{next(_numbers)}@example.org", password, **fields
    )


def make_fact(key: str = "mem-max-default", **fields: Any) -> Fact:
    defaults = {
        "topic": "compute",
        "value": "10,240",
        "unit": "MB",
        "number": "10240",
        "statement": "A default function can be given at most 10,240 MB of memory.",
        "source": "https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html",
        "how": "doc",
        "checked_on": date(2026, 11, 23),
        "check_by": date(2999, 1, 1),
    }
    return Fact.objects.update_or_create(key=key, defaults=defaults | fields)[0]


def make_lesson(slug: str = "runtimes", **fields: Any) -> Lesson:
    defaults = {
        "module": "runtimes",
        "title": slug.capitalize(),
        "summary": "What runs the code.",
        "order": next(_numbers),
        "minutes": 7,
        "blocks": [
            {"kind": "html", "html": '<h2 id="start">Start</h2><p>Text.</p>'},
            {"kind": "prompt", "id": "why", "ask": "Why?", "answer": "<p>Because.</p>"},
        ],
        "contents": [{"anchor": "start", "title": "Start"}],
    }
    return Lesson.objects.update_or_create(slug=slug, defaults=defaults | fields)[0]


def make_term(slug: str = "memory", **fields: Any) -> Term:
    lesson = fields.pop("lesson", None) or Lesson.objects.first() or make_lesson()
    defaults = {
        "term": slug.capitalize(),
        "meaning": "What it means.",
        "lesson": lesson,
        "anchor": "start",
    }
    return Term.objects.update_or_create(slug=slug, defaults=defaults | fields)[0]


def make_look_alike(slug: str = "time-or-memory", **fields: Any) -> LookAlike:
    lesson = fields.pop("lesson", None) or Lesson.objects.first() or make_lesson()
    defaults = {
        "title": slug.replace("-", " ").capitalize(),
        "summary": "One ends a run, one speeds it up.",
        "order": next(_numbers),
        "lesson": lesson,
        "sides": ["Time-out", "Memory"],
        "rows": [{"aspect": "Bought with it", "cells": ["nothing", "CPU"]}],
        "cues": [{"when": "is slow", "side": "Memory", "because": "CPU comes with it."}],
        "traps": ["More time makes nothing faster."],
    }
    return LookAlike.objects.update_or_create(slug=slug, defaults=defaults | fields)[0]


def make_body(kind: str = "single", **body: Any) -> dict[str, Any]:
    """The body of a valid item, with the facts and the lesson it names to be made apart."""
    common = {
        "topic": "choosing",
        "task": "2.1",
        "lesson": "runtimes#start",
        "facts": ["mem-max-default"],
        "explanation": "The idea behind it.",
    }
    return KINDS[kind] | common | body


def make_item(kind: str = "single", **body: Any) -> Item:
    return Item.model_validate(make_body(kind, **body))


def make_question(
    kind: str = "single", slug: str = "", published: bool = True, **body: Any
) -> Question:
    make_fact()
    Lesson.objects.filter(slug="runtimes").exists() or make_lesson()
    question = Question.objects.create(slug=slug or f"q-{next(_numbers)}")
    version = question.save_draft(make_item(kind, **body))
    if published:
        version.publish()
    return question


def make_quiz(questions: list[Question] | int = 3, slug: str = "", **fields: Any) -> Quiz:
    if isinstance(questions, int):
        questions = [make_question() for _ in range(questions)]
    slug = slug or f"quiz-{next(_numbers)}"
    quiz = Quiz.objects.create(slug=slug, title=slug.capitalize(), is_published=True, **fields)
    QuizItem.objects.bulk_create(
        QuizItem(quiz=quiz, question=question, position=position)
        for position, question in enumerate(questions, 1)
    )
    return quiz


def make_attempt(
    user: User | None = None, quiz: Quiz | None = None, mode: str = "practice"
) -> Attempt:
    quiz = quiz or make_quiz()
    attempt = Attempt(user=user or make_user(), quiz=quiz, mode=mode, started_at=timezone.now())
    return attempt.begin(attempt.layout(quiz.current_versions()))


def make_answer(slot: Slot, response: Iterable[str], **beside: Any) -> Kept:
    """An answer to a saved slot, as a form would give it; `at` is now unless told."""
    at, client_id = beside.pop("at", None), beside.pop("client_id", None)
    given = said(response, client_id or uuid.uuid4(), **beside)
    user = slot.attempt.user
    return answer(user, slot.attempt_id, slot.position, lambda _: dict(given), at or timezone.now())


def published_version(question: Question) -> QuestionVersion:
    version = question.published()
    assert version
    return version
