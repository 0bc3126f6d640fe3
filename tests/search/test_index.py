"""The passages of the course, and the database's own index of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studyapp.lessons.models import Fact, Lesson, Revision
from studyapp.lessons.revising import revise
from studyapp.search.indexing import rebuild, refresh_fact
from studyapp.search.matching import matches
from studyapp.search.models import Passage
from studyapp.search.words import terms
from tests.content.importing import WRITES
from tests.factories import make_fact, make_lesson

pytestmark = pytest.mark.django_db


def found(query):
    pks = [match.pk for match in matches(terms(query))]
    passages = Passage.objects.in_bulk(pks)
    return [passages[pk].key for pk in pks]


def writes(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return [query["sql"] for query in queries if WRITES.match(query["sql"])]


def test_a_lesson_is_cut_at_its_headings(lesson):
    rebuild()

    rows = Passage.objects.filter(kind="section").order_by("order")
    assert [(row.key, row.title, row.place, row.url) for row in rows] == [
        ("limits", "Limits of a function", "", "/learn/limits/"),
        ("limits#memory", "Memory buys CPU", "Limits of a function", "/learn/limits/#memory"),
        ("limits#tmp", "Scratch space", "Limits of a function", "/learn/limits/#tmp"),
        ("limits#traces", "Traces with X-Ray", "Limits of a function", "/learn/limits/#traces"),
    ]


def test_a_text_is_plain_and_its_chips_say_what_the_page_says(lesson):
    rebuild()

    text = Passage.objects.get(key="limits#memory").text
    assert text == "At most 10,240 MB, for 15 minutes. DynamoDB tables · café & iam:PassRole"


def test_a_recall_prompt_is_not_given_away(lesson):
    rebuild()

    assert found("pomelo") == ["limits#tmp"]
    assert found("marmalade") == []


def test_a_fact_is_found_by_its_value_its_words_and_its_past(lesson):
    rebuild()

    row = Passage.objects.get(kind="fact", key="mem")
    assert (row.title, row.place, row.url) == ("10,240 MB", "Compute", "/facts/mem/")
    assert "mem" in found("10240")
    assert "mem" in found("default function")
    assert found("3,008") == ["mem"]


def test_a_term_is_found_by_each_of_its_names(term):
    rebuild()

    row = Passage.objects.get(kind="term")
    assert (row.title, row.place) == ("Memory setting", "Limits of a function")
    assert row.url == "/glossary/#memory-setting"
    assert row.text == "How much a function gets, up to 10,240 MB. Also: RAM, memory size."
    assert found("ram") == ["memory-setting"]


def test_a_term_follows_the_facts_it_names(term):
    rebuild()
    Fact.objects.filter(key="mem").update(value="20,480")

    refresh_fact(Fact.objects.get(key="mem"))

    assert "memory-setting" in found("20480")
    assert writes(rebuild) == []


def test_a_second_rebuild_writes_nothing(lesson):
    assert rebuild() == 6

    assert writes(rebuild) == []


def test_what_changed_is_written_and_what_left_is_dropped(lesson):
    make_fact("gone", statement="About quince.")
    rebuild()
    kept = set(Passage.objects.exclude(key__in=["gone", "time"]).values_list("pk", flat=True))
    Fact.objects.filter(key="gone").delete()
    Fact.objects.filter(key="time").update(statement="About papaya.")

    assert rebuild() == 2

    assert found("quince") == []
    assert found("papaya") == ["time"]
    assert found("latest") == []
    assert kept < set(Passage.objects.values_list("pk", flat=True))


def test_a_state_of_the_index_has_a_name(lesson):
    """The vocabulary is kept by the highest key and the count: each change moves one of them."""
    rebuild()
    before = max(Passage.objects.values_list("pk", flat=True))
    Fact.objects.filter(key="mem").update(statement="Other words.")

    rebuild()

    assert max(Passage.objects.values_list("pk", flat=True)) > before


def test_an_edited_fact_is_found_at_once_and_so_is_its_lesson(lesson):
    other = make_lesson("other", order=8, blocks=[{"kind": "html", "html": "<p>Papaya.</p>"}])
    rebuild()
    Lesson.objects.filter(pk=other.pk).update(summary="Not asked to follow.")
    fact = Fact.objects.get(key="mem")
    fact.value = "20,480"
    Fact.objects.filter(pk=fact.pk).update(value=fact.value)

    assert refresh_fact(fact) == 2

    assert set(found("20480")) == {"mem", "limits#memory"}
    assert found("10,240 lime") == []
    assert found("papaya") == ["other"]
    assert "asked" not in Passage.objects.get(key="other").text
    assert writes(lambda: refresh_fact(fact)) == []


def test_a_fact_revised_in_the_admin_is_found_by_its_new_words(lesson):
    rebuild()

    revise("mem", {"statement": "It is a quince now."}, Revision.Kind.CORRECTED, by=None)

    assert found("quince") == ["mem"]


def test_a_lesson_whose_address_begins_alike_is_left_alone(lesson):
    make_lesson("limits-2", order=8, summary="Papaya.", blocks=[])
    rebuild()

    refresh_fact(Fact.objects.get(key="mem"))

    assert found("papaya") == ["limits-2"]


def test_the_database_follows_every_way_of_writing(lesson):
    rebuild()
    rows = list(Passage.objects.all())
    Passage.objects.all().delete()
    assert found("memory") == []

    Passage.objects.bulk_create(rows)

    assert "limits#memory" in found("memory")
    if connection.vendor == "sqlite":
        check = "INSERT INTO search_words(search_words, rank) VALUES ('integrity-check', 1)"
        with connection.cursor() as cursor:  # raises if index and table differ
            cursor.execute(check)
