"""The ledger in public."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import make_fact, make_lesson

pytestmark = pytest.mark.django_db

BUDGET = 12


@pytest.fixture
def ledger(db):
    make_fact("current", statement="A current one.")
    make_fact("late", statement="A late one.", check_by=date(2001, 2, 3))
    make_fact("moved", statement="A moved one.", topic="exam", then="It stood elsewhere.")


def statements(client, query=""):
    html = client.get(f"/facts/{query}").content.decode()
    return [name for name in ("current", "late", "moved") if f"A {name} one." in html], html


def test_the_addresses_are_the_ones_that_stand_in_old_links():
    fact = make_fact("price-request.us-east-2")

    assert reverse("facts:index") == "/facts/"
    assert fact.get_absolute_url() == "/facts/price-request.us-east-2/"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["current", "late", "moved"]),
        ("?show=", ["current", "late", "moved"]),
        ("?show=due", ["late"]),
        ("?show=changed", ["moved"]),
        ("?show=nonsense", ["current", "late", "moved"]),
    ],
)
@pytest.mark.parametrize("who", ["client", "as_learner", "as_outsider"])
def test_the_ledger_and_its_parts(request, ledger, who, query, shown):
    found, html = statements(request.getfixturevalue(who), query)

    assert found == shown
    assert "All 3</a>" in html
    assert "Changed: 1</a>" in html
    assert "Due for a check: 1</a>" in html


@pytest.mark.parametrize(
    ("query", "current"),
    [("", "All 3"), ("?show=due", "Due for a check: 1"), ("?show=changed", "Changed: 1")],
)
def test_the_part_that_is_shown_is_marked(client, ledger, query, current):
    _, html = statements(client, query)

    assert f'aria-current="page">{current}</a>' in html
    assert html.count('btn-primary" href="') == 1


def test_a_late_fact_says_so_in_the_list(client, ledger):
    _, html = statements(client)

    assert html.count("· due") == 1


def test_no_fact_due_is_good_news(client):
    make_fact()

    html = client.get("/facts/?show=due").content.decode()

    assert "No fact is due: every one was checked in time." in html


def test_an_empty_ledger_says_so(client):
    assert "No fact is here yet." in client.get("/facts/").content.decode()


def test_one_fact_has_all_that_is_known(client):
    fact = make_fact(then="Material of 2019 says 3,008 MB.", changed_on="2020-12", how="two")
    lesson = make_lesson("limits")
    lesson.facts.add(fact)

    html = client.get(fact.get_absolute_url()).content.decode()

    for words in (
        "<h1>10,240 MB</h1>",
        fact.statement,
        f'<a href="{fact.source}" rel="noopener">',
        "Two independent sources agree",
        "<dd>23 Nov 2026</dd>",
        "<dd>1 Jan 2999</dd>",
        "<code>mem-max-default</code>",
        "Material of 2019 says 3,008 MB.",
        "True since Dec 2020",
        '<a href="/learn/limits/">Limits</a>',
    ):
        assert words in html
    assert "Due for a new check" not in html


def test_one_fact_that_is_late_says_since_when(client, ledger):
    assert "Due for a new check since 3 Feb 2001." in client.get("/facts/late/").content.decode()


def test_the_text_of_a_fact_is_text(client):
    make_fact("odd", value="<b>1</b>", statement="<script>x()</script>", then="<i>then</i>")

    for url in ("/facts/", "/facts/odd/"):
        html = client.get(url).content.decode()
        assert "&lt;script&gt;x()" in html
        assert "<b>1" not in html
        assert "<i>then" not in html


def test_an_unknown_fact_is_a_404(client):
    assert client.get("/facts/nothing/").status_code == 404


@pytest.mark.parametrize("size", [3, 60])
@pytest.mark.parametrize("query", ["", "?show=due", "?show=changed"])
def test_the_ledger_costs_the_same_however_long(
    as_learner, size, query, django_assert_max_num_queries
):
    for n in range(size):
        make_fact(f"fact-{n}", check_by=date(2001, 2, 3), then="Else.", statement=f"Number {n}.")

    with django_assert_max_num_queries(BUDGET):
        html = as_learner.get(f"/facts/{query}").content.decode()

    assert html.count('<span class="meta">Checked') == size


@pytest.mark.parametrize("size", [3, 60])
def test_one_fact_costs_the_same_in_however_many_lessons(
    as_learner, size, django_assert_max_num_queries
):
    fact = make_fact()
    for n in range(size):
        make_lesson(f"lesson-{n}").facts.add(fact)

    with django_assert_max_num_queries(BUDGET):
        html = as_learner.get(fact.get_absolute_url()).content.decode()

    assert html.count('<li><a href="/learn/lesson-') == size
