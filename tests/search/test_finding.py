"""What is found, in which order, and what helps when nothing is."""

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studyapp.search.finding import MOST, search
from studyapp.search.indexing import rebuild
from tests.factories import make_fact, make_lesson, make_question

pytestmark = pytest.mark.django_db
SOMEBODY = AnonymousUser()


@pytest.fixture
def index(lesson):
    rebuild()


def urls(query):
    return [result.url for group in search(query, SOMEBODY).groups for result in group.results]


def test_a_title_comes_before_a_text(index):
    make_lesson("z", order=1, summary="memory " * 50, blocks=[])
    rebuild()

    assert urls("memory")[:3] == ["/learn/limits/#memory", "/learn/z/", "/learn/limits/#traces"]


def test_the_title_in_full_comes_first(index):
    make_lesson("a", order=1, title="Memory buys CPU and more", blocks=[])
    rebuild()

    assert urls("memory buys cpu")[0] == "/learn/limits/#memory"


@pytest.mark.parametrize(
    "query",
    [
        "scr",
        "scratch",
        "SCRATCH space",
        "/tmp",
        "tmp",
        "python3.14",
        "python3.1",
        "file",
        "functions",
    ],
)
def test_a_section_is_found_by_the_beginning_of_its_words(index, query):
    assert "/learn/limits/#tmp" in urls(query)


@pytest.mark.parametrize(
    "query",
    ["x-ray", "xray", "X Ray", "x-r", "concurrent executions", "concurrentexec", "environment"],
)
def test_a_compound_is_found_in_every_form(index, query):
    assert "/learn/limits/#traces" in urls(query)


@pytest.mark.parametrize(
    "query", ["iam:passrole", "PassRole", "passr", "cafe", "dynamo db", "15min"]
)
def test_names_as_people_type_them(index, query):
    assert urls(query) == ["/learn/limits/#memory"]


def test_every_word_has_to_be_there(index):
    assert urls("memory dynamodb") == ["/learn/limits/#memory"]
    assert urls("ray-x") == []


def test_if_no_place_has_every_word_some_are_shown_and_it_is_said(index):
    found = search("dynamodb kinesis", SOMEBODY)

    assert found.is_loose
    assert set(urls("dynamodb kinesis")) == {
        "/learn/limits/#memory",
        "/learn/limits/#traces",
    }
    assert not search("dynamodb", SOMEBODY).is_loose


def test_results_are_grouped_and_say_what_they_are(index):
    found = search("mem", SOMEBODY)

    assert [(group.label, group.total) for group in found.groups] == [("Lessons", 2), ("Facts", 1)]
    first = found.groups[0].results[0]
    assert first.title == "<mark>Memory</mark> buys CPU"
    assert first.place == "Limits of a function"
    assert "<mark>10,240</mark> MB" in search("10240", SOMEBODY).groups[0].results[0].snippet


def test_what_a_word_means_comes_first(term):
    rebuild()

    found = search("memory size", SOMEBODY)

    assert found.groups[0].label == "Glossary"
    assert found.groups[0].results[0].title == "<mark>Memory</mark> setting"


def test_a_query_is_kept_short(index):
    assert search("  memory \n buys ", SOMEBODY).text == "memory buys"
    assert len(search("x" * 10_000, SOMEBODY).text) == 100


def test_there_is_an_end_to_the_results_and_they_are_counted(index):
    for n in range(MOST["fact"] + 4):
        make_fact(f"many-{n}", statement=f"Quince {n}.")
    rebuild()

    found = search("quince", SOMEBODY)

    assert (found.total, found.shown) == (MOST["fact"] + 4, MOST["fact"])


def test_questions_are_never_found(index):
    make_question("single")
    rebuild()

    assert urls("bytecode") == []
    assert urls("OS-only") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("DynmoDB", "DynamoDB"),
        ("dinamodb", "DynamoDB"),
        ("kinesys", "Kinesis"),
        ("concurency", "Concurrency"),
        ("xrya", "X-Ray"),
        ("cup", "CPU"),
        ("pyhton3.14", "python3.14"),
        ("memroy of kinesys", "memory Kinesis"),
        ("memory kinesys", "memory Kinesis"),
    ],
)
def test_a_misspelt_name_is_put_right(index, typed, meant):
    found = search(typed, SOMEBODY)

    assert found.instead == meant
    assert urls(found.instead) != []


@pytest.mark.parametrize("typed", ["zzzzzz", "qq", "memory", "dyna", "9999999", "ab", "cpa"])
def test_what_is_right_or_like_nothing_is_not_corrected(index, typed):
    assert search(typed, SOMEBODY).instead == ""


def test_help_with_spelling_follows_the_course(index):
    assert search("papaia", SOMEBODY).instead == ""
    make_fact("new", statement="A papaya.")
    rebuild()

    assert search("papaia", SOMEBODY).instead == "papaya"


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "\x00",
        "'",
        '"',
        '"memory',
        "memory*",
        "NOT",
        "AND OR NOT",
        "NEAR(memory, 2)",
        "title_words: memory",
        "memory:*A & !x",
        "(((((",
        "\\",
        "%s %(x)s",
        "-- ; DROP TABLE search_passage",
        "\N{GRINNING FACE}",
        "\ud800",
        "½²ﬁ",
        "\N{COMBINING ACUTE ACCENT}" * 200,
        "memory " * 2_000,
        "a-" * 5_000,
        "e\N{COMBINING ACUTE ACCENT}1e5 0x1f 3e 1e",
    ],
)
def test_no_query_is_an_error(index, query):
    assert search(query, SOMEBODY).shown >= 0


PIECES = st.sampled_from(
    [
        '"',
        "'",
        "*",
        "(",
        ")",
        ":",
        "&",
        "|",
        "!",
        "<->",
        "NEAR",
        "AND",
        "memory",
        "x-ray",
        "\x00",
        "^",
        "\\",
    ]
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text() | st.lists(PIECES | st.text(max_size=5), max_size=12).map(" ".join))
def test_whatever_is_typed_is_searched_for_and_never_run(index, query):
    found = search(query, SOMEBODY)

    assert found.shown <= min(found.total, sum(MOST.values()))
