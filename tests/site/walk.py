"""A walk through every page, as one person sees it."""

import re
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quizzes.models import Question, Quiz
from studyapp.accounts.models import User
from studyapp.accounts.roles import make_instructor
from studyapp.lessons.models import LessonRead
from tests.factories import make_attempt, make_user

PEOPLE = ["anonymous", "learner", "outsider", "instructor"]
WRITES = re.compile(r"^(INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP)\b", re.IGNORECASE)
PUBLIC = """
/ /learn/ /learn/runtimes/ /learn/networking/ /learn/permissions/ /learn/monitoring/
/facts/ /facts/?age=due /facts/?changed=2022 /facts/mem-max-default/ /facts/price-request/
/progress/anki/ /progress/anki/?all=1 /progress/answers.csv /progress/bring/ /progress/bring/look/
/progress/bring/take/ /facts/changes/ /facts/changes.atom /glossary/ /cheat-sheet/ /progress/misses/
/look-alikes/ /look-alikes/streams-kinesis-sqs/ /look-alikes/nothing/ /learn/memory-and-cost/
/practise/ /practise/runtimes/ /practise/runtimes/first/ /labs/ /labs/cost/ /progress/ /review/
/review/?minutes=20 /review/start/ /review/00000000-0000-0000-0000-000000000001/
/plan/ /plan/exam-day/ /plan/how-did-it-go/ /plan.ics /plan/none/plan.ics /plan/none/stop/
/plan/confirm/none/ /account/ /account/login/ /account/signup/ /account/logout/ /account/export/
/account/erase/ /account/password/ /account/reset/ /account/reset/sent/ /account/reset/MQ/none/
/theme/ /contested/ /report/question/rt-go-runtime/ /report/fact/mem-max-default/
/report/question/nothing/ /report/00000000-0000-0000-0000-000000000001/ /admin/quizzes/report/
/learn/runtimes/read/ /learn/nothing/ /facts/nothing/ /practise/nothing/ /nothing
/attempts/00000000-0000-0000-0000-000000000001/ /healthz /readyz
/admin/ /admin/login/ /admin/lessons/fact/ /admin/lessons/lesson/ /admin/quizzes/question/
/admin/quizzes/question/add/ /admin/quizzes/quiz/ /admin/quizzes/quiz/add/
"""


@dataclass(frozen=True)
class Visit:
    """One page as it came back, and what was written for it."""

    url: str
    status: int
    headers: dict[str, str]
    html: str
    writes: list[str]


@dataclass(frozen=True)
class Walk:
    """Every page for one person, and what that left behind."""

    person: str
    visits: list[Visit]
    cookies: set[str]
    new_rows: int


def addresses(learner: User) -> list[str]:
    """Every address that answers GET, with a learner in the middle of things."""
    quiz, other = Quiz.objects.get(slug="runtimes"), Quiz.objects.get(slug="permissions")
    attempts = [make_attempt(learner, quiz), make_attempt(learner, other, "deferred")]
    LessonRead.objects.create(user=learner, lesson_id="runtimes")
    urls = PUBLIC.split()
    for attempt in attempts:
        urls += [attempt.get_absolute_url(), attempt.slots.first().get_absolute_url()]
    drawn = Question.objects.get(slug="rt-gb-seconds")
    urls += [question.get_absolute_url() for question in (*quiz.questions.all()[:3], drawn)]
    urls += [
        f"/admin/quizzes/question/{drawn.pk}/change/",
        f"/admin/quizzes/quiz/{quiz.pk}/change/",
        "/admin/lessons/fact/mem-max-default/change/",
    ]
    return urls


def walk(person: str) -> Walk:
    """Go everywhere as `person`. The course must be in the database."""
    users = {name: make_user(f"{name}@example.org") for name in PEOPLE[1:]}
    make_instructor(users["instructor"])
    urls, client = addresses(users["learner"]), Client()
    if person in users:
        client.force_login(users[person])
    before = User.objects.count() + Session.objects.count()
    visits = [_visit(client, url) for url in urls]
    after = User.objects.count() + Session.objects.count()
    return Walk(person, visits, set(client.cookies), after - before)


def _visit(client: Client, url: str) -> Visit:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    writes = [query["sql"] for query in queries if WRITES.match(query["sql"])]
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    html = response.content.decode() if is_page else ""
    return Visit(url, response.status_code, dict(response.headers), html, writes)
