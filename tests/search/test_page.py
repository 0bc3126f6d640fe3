"""The page of the search: whole, as a part for htmx, and with nothing found."""

import re

import pytest

from quizzes.importing import sync
from studyapp.content.loader import load
from studyapp.search.indexing import rebuild
from studyapp.search.views import EXAMPLES
from tests.factories import make_fact, make_lesson

pytestmark = pytest.mark.django_db
BUDGET = 12


@pytest.fixture
def index(lesson):
    rebuild()


def page(client, query="", **options):
    """The page in one line."""
    response = client.get(f"/search/{query}", **options)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_address_is_the_one_that_is_known(client, index):
    html = page(client, "?q=memory")

    assert "<title> “memory” · Search · Lambda Ledger</title>" in html
    assert 'value="memory"' in html
    assert '<a href="/learn/limits/#memory"><mark>Memory</mark> buys CPU</a>' in html
    assert "autofocus" not in html


def test_results_alone_for_htmx(client, index):
    html = page(client, "?q=memory", headers={"HX-Request": "true"})

    assert "<title> “memory” · Search · Lambda Ledger</title>" in html
    assert 'data-announce="3 results"' in html
    assert "<form" not in html
    assert len(html) < 4_000


def test_without_a_query_it_says_what_can_be_asked(client, index):
    html = page(client, "")

    assert "<title> Search · Lambda Ledger</title>" in html
    assert "autofocus" in html
    assert 'href="?q=10%2C240%20MB"' in html
    assert "result" not in html


def test_nothing_found_offers_the_right_word(client, index):
    html = page(client, "?q=kinesys")

    assert "Nothing holds “kinesys”." in html
    assert 'Did you mean <a href="?q=Kinesis"><strong>Kinesis</strong></a>?' in html
    assert 'data-announce="No results. Did you mean Kinesis?"' in html


def test_nothing_found_offers_ways_on(client, index):
    html = page(client, "?q=zzzzzz")

    assert "Did you mean" not in html
    assert 'href="/learn/"' in html
    assert 'href="/facts/"' in html


def test_some_of_the_words(client, index):
    html = page(client, "?q=dynamodb+kinesis")

    assert "Nothing holds all of these words; some of them stand in 2 places" in html


def test_what_is_typed_is_text(client, index):
    html = client.get("/search/", {"q": '"><script>x()</script>'}).content.decode()

    assert "<script>x()" not in html
    assert "&lt;script&gt;x()" in html


def test_what_the_course_says_is_text(client, index):
    make_fact("odd", value="<b>1</b>", statement="<i>quince</i>")
    rebuild()

    html = page(client, "?q=quince")

    assert "&lt;b&gt;1" in html
    assert "&lt;i&gt;<mark>quince</mark>" in html


@pytest.mark.parametrize(
    "query", ["\x00", "'\"(", "x" * 10_000, "\N{GRINNING FACE}", "%", "a" * 101]
)
def test_no_query_is_a_fault(client, index, query):
    assert client.get("/search/", {"q": query}).status_code == 200


def test_it_is_only_looked_at(client, index):
    assert client.post("/search/?q=memory").status_code == 405


@pytest.mark.parametrize("query", ["quince", "quince zebra", "quinze", ""])
@pytest.mark.parametrize("size", [3, 60])
def test_a_search_costs_the_same_however_much_is_found(
    as_learner, size, query, django_assert_max_num_queries
):
    for n in range(size):
        make_fact(f"fact-{n}", statement=f"Quince {n}.")
        make_lesson(f"lesson-{n}", summary="Quince.")
    rebuild()

    with django_assert_max_num_queries(BUDGET):
        assert as_learner.get("/search/", {"q": query}).status_code == 200


def test_every_example_finds_something(client, db):
    sync(load())
    for example in EXAMPLES:
        html = client.get("/search/", {"q": example}).content.decode()
        assert "Nothing holds" not in html, example
        assert "Did you mean" not in html, example
