"""Two edits at the same moment, which one section of a lesson shows."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studyapp.lessons.models import Fact, Lesson, Revision
from studyapp.lessons.revising import revise
from studyapp.search import indexing
from studyapp.search.indexing import rebuild, refresh_fact
from studyapp.search.models import Passage
from studyapp.search.passages import of_lesson
from tests.quizzes.test_attempts import together
from tests.search.conftest import CHIP


@pytest.mark.django_db(transaction=True)
def test_two_facts_of_one_section_are_edited_at_once(lesson, monkeypatch):
    def slowly(*args):
        time.sleep(0.05)  # long enough for the other one to read, too
        return of_lesson(*args)

    html = f"<p>Up to {CHIP.format('mem', '')} for {CHIP.format('time', '')}.</p>"
    Lesson.objects.update(blocks=[{"kind": "html", "html": html}])
    rebuild()
    monkeypatch.setattr(indexing, "of_lesson", slowly)
    for n in range(3):
        values = {"mem": f"{n}111", "time": f"{n}222"}
        calls = [
            lambda key=key, value=value: revise(
                key, {"value": value}, Revision.Kind.CORRECTED, by=None
            )
            for key, value in values.items()
        ]

        assert [kept.kind for kept in together(*calls)] == ["corrected"] * 2
        assert f"Up to {n}111 MB for {n}222 s" in Passage.objects.get(key="limits").text
    assert rebuild() == 0


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.parametrize("act", [rebuild, lambda: refresh_fact(Fact.objects.get(pk="mem"))])
def test_the_index_is_locked_before_it_is_read(lesson, act):
    with CaptureQueriesContext(connection) as queries:
        act()

    told = [query["sql"] for query in queries]
    [lock] = [at for at, sql in enumerate(told) if "pg_advisory_xact_lock" in sql]
    assert lock < min(at for at, sql in enumerate(told) if "search_passage" in sql)
