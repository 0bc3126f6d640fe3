"""A hundred old attempts cost no statement more than none, on any page that a learner can open."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quizzes.models import Attempt, QuestionVersion, Quiz
from tests.factories import make_attempt
from tests.progress.studying import study
from tests.site.walk import PUBLIC

pytestmark = pytest.mark.django_db
EXPORT = "/account/export/"
LABS = ["environments", "network", "permissions", "telemetry", "events"]
PAGES = [
    *[url for url in PUBLIC.split() if not url.startswith(("/admin/", EXPORT))],
    *[f"/labs/{slug}/?look=1" for slug in LABS],
    *["/exam/", "/practise/sets/", "/search/?q=memory", "/progress/?page=2", "/offline/"],
]
MODES = ("practice", "deferred", "exam", "review")


def statements(user, urls):
    """How many each page takes on its second visit: the first brings what is derived up to date."""
    client = Client()
    client.force_login(user)
    found = {}
    for url in urls:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        found[url] = len(queries)
    return found


def give_a_past(user, n=100):
    """So many ended attempts of all modes over the real bank, of 20 questions each."""
    bank = [row.question for row in QuestionVersion.objects.drawable().select_related("question")]
    for number in range(n):
        asked = [bank[(20 * number + place) % len(bank)] for place in range(20)]
        rights = [place % 3 != 0 for place in range(20)]
        study(user, asked, rights, days_ago=2 + number / 3, mode=MODES[number % 4])
    with connection.cursor() as cursor:  # nobody else sees the rows of a test, to plan by them
        cursor.execute("ANALYZE")


def test_every_page_takes_as_many_statements_for_a_hundred_as_for_none(course, learner, outsider):
    give_a_past(learner)

    old, new = statements(learner, PAGES), statements(outsider, PAGES)

    assert {url: (old[url], new[url]) for url in PAGES if old[url] != new[url]} == {}


def test_the_export_takes_as_many_for_a_hundred_as_for_one_of_each_kind(course, learner, outsider):
    """For none it has no slots, answers and questions to look for."""
    give_a_past(learner)
    give_a_past(outsider, len(MODES))

    assert statements(learner, [EXPORT]) == statements(outsider, [EXPORT])


def test_every_page_of_an_attempt_does_too(course, learner, outsider):
    give_a_past(learner)
    counts = []
    for user in (learner, outsider):
        quiz = Quiz.objects.get(slug="runtimes")
        attempts = [make_attempt(user, quiz, mode) for mode in ("practice", "deferred")]
        urls = [url for one in attempts for url in (one.get_absolute_url(), at(one))]
        counts.append(list(statements(user, urls).values()))

    assert counts[0] == counts[1]


def at(attempt: Attempt) -> str:
    return attempt.slots.first().get_absolute_url()
