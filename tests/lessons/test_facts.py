"""The ledger in public."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import NoReverseMatch, reverse

from studyapp.lessons.models import Revision
from tests.factories import make_fact, make_item, make_lesson, make_question
from tests.quizzes.reporting import rule

pytestmark = pytest.mark.django_db

BUDGET = 12


@pytest.fixture
def ledger(db):
    make_fact("current", statement="A current one.")
    made = date(2026, 10, 1)
    make_fact("late", statement="A late one.", check_by=date(2001, 2, 3), checked_on=made)
    then, long_ago = "It stood elsewhere.", date(2026, 1, 2)
    make_fact("moved", statement="A moved one.", topic="exam", then=then, checked_on=long_ago)


def statements(client, query=""):
    html = client.get(f"/facts/{query}").content.decode()
    return [name for name in ("current", "late", "moved") if f"A {name} one." in html], html


def test_the_addresses_are_the_ones_that_stand_in_old_links():
    fact = make_fact("price-request.us-east-2")

    assert reverse("facts:index") == "/facts/"
    assert fact.get_absolute_url() == "/facts/price-request.us-east-2/"


@pytest.mark.parametrize("key", ["%00", "a%00b", "A", "a_b", "-a", "a%20b", "é", "nothing", "a."])
@pytest.mark.parametrize("url", ["/facts/{}/", "/report/fact/{}/"])
def test_what_is_no_key_of_a_fact_is_not_found(client, key, url):
    """PostgreSQL refuses some of them, in words of its own."""
    assert client.get(url.format(key)).status_code == 404


@pytest.mark.parametrize("key", ["a\0b", "a_b", "A"])
def test_what_is_no_key_of_a_fact_has_no_address(key):
    with pytest.raises(NoReverseMatch):
        reverse("facts:fact", args=[key])


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["current", "late", "moved"]),
        ("?age=&topic=&changed=", ["current", "late", "moved"]),
        ("?age=due", ["late"]),
        ("?age=30", ["current"]),
        ("?age=90", ["current", "late"]),
        ("?age=older", ["moved"]),
        ("?changed=any", ["moved"]),
        ("?changed=2022", []),
        ("?topic=exam", ["moved"]),
        ("?topic=exam&age=due", []),
        ("?topic=nonsense&age=-1&changed=x&page=999", ["current", "late", "moved"]),
    ],
)
@pytest.mark.parametrize("who", ["client", "as_learner", "as_outsider"])
@time_machine.travel("2026-12-20")
def test_the_ledger_and_its_parts(request, ledger, who, query, shown):
    found, html = statements(request.getfixturevalue(who), query)

    assert found == shown
    assert "3 facts" in html
    assert "1 of them older material tells otherwise" in html
    assert "1 due for a check" in html


def test_htmx_gets_the_list_alone_with_its_count(client, ledger):
    html = client.get("/facts/?topic=exam", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in html
    assert 'data-announce="1 fact"' in html
    assert "A moved one." in html


def test_a_long_ledger_comes_in_pages_that_keep_the_filters(client):
    for n in range(61):
        make_fact(f"fact-{n:03}", topic="exam")

    first = client.get("/facts/?topic=exam").content.decode()
    second = client.get("/facts/?topic=exam&page=2").content.decode()

    assert "Page 1 of 2, 61 in all" in first
    assert 'href="?topic=exam&amp;page=2"' in first
    assert (first.count("/facts/fact-"), second.count("/facts/fact-")) == (60, 1)


def test_a_late_fact_says_so_in_the_list(client, ledger):
    _, html = statements(client)

    assert html.count("· due") == 1


def test_no_fact_due_is_good_news(client):
    make_fact()

    html = client.get("/facts/?age=due").content.decode()

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


# What rests on a fact, and what happened to it.


def test_a_fact_names_the_lessons_and_questions_that_rest_on_it(client):
    fact = make_fact()
    make_question(slug="public")
    make_question(slug="draft", published=False)
    make_lesson("limits").facts.add(fact)

    html = client.get(fact.get_absolute_url()).content.decode()

    assert "<h3>Lesson</h3>" in html
    assert "<h3>Question</h3>" in html
    assert (
        '<a href="/practise/questions/public/">Choosing</a> <span class="meta">public</span>'
        in html
    )
    assert "draft" not in html
    assert "And more." not in html


def test_a_question_that_rests_on_it_no_more_is_not_named(client):
    make_fact("other")
    question = make_question(slug="moved")

    question.save_draft(make_item(facts=["other"])).publish()

    assert "moved" not in client.get("/facts/mem-max-default/").content.decode()
    assert "moved" in client.get("/facts/other/").content.decode()


def test_a_question_without_a_published_version_is_not_named(client):
    question = make_question(slug="withdrawn")
    question.versions.update(state="superseded")

    assert question.basis.exists()
    assert "withdrawn" not in client.get("/facts/mem-max-default/").content.decode()


def test_many_questions_are_only_the_first_ones(client):
    for n in range(13):
        make_question(slug=f"question-{n:02}")

    html = client.get("/facts/mem-max-default/").content.decode()

    assert "<h3>Questions</h3>" in html
    assert ("question-11" in html, "question-12" in html) == (True, False)
    assert "And more." in html


def test_a_fact_on_which_nothing_rests_has_no_heading_for_it(client):
    html = client.get(make_fact().get_absolute_url()).content.decode()

    assert "What rests on it" not in html
    assert "What happened to it" not in html


def test_a_fact_tells_what_happened_to_it(client):
    fact = make_fact()
    made = datetime(2026, 5, 4, tzinfo=UTC)
    before, after = {"statement": "It was <b>less</b>."}, {"statement": "It is more."}
    Revision.objects.create(fact=fact, kind="changed", at=made, before=before, after=after)
    Revision.objects.create(fact=fact, kind="checked", at=made.replace(month=6))

    html = client.get(fact.get_absolute_url()).content.decode()

    assert re.findall(r"<li>(\d.*?)</li>", html) == [
        "4 Jun 2026: checked again",
        "4 May 2026: changed at AWS. Before: It was &lt;b&gt;less&lt;/b&gt;.",
    ]


@pytest.mark.parametrize("size", [1, 60])
def test_one_fact_costs_the_same_however_much_rests_on_it(
    as_learner, size, django_assert_max_num_queries
):
    fact = make_fact()
    for _ in range(size):
        make_question()
        Revision.objects.create(fact=fact, kind="checked")

    with django_assert_max_num_queries(BUDGET):
        assert as_learner.get(fact.get_absolute_url()).status_code == 200


# In dispute.


def test_a_withdrawn_question_is_not_on_the_page_of_its_fact(client):
    withdrawn = make_question()
    rule(withdrawn, "withdrawn")
    kept = make_question(facts=["mem-max-default"])
    page = client.get(kept.basis.get().get_absolute_url()).content.decode()

    assert kept.slug in page
    assert withdrawn.slug not in page
    rule(withdrawn, "verified")
    assert withdrawn.slug in client.get(kept.basis.get().get_absolute_url()).content.decode()


def test_of_a_withdrawn_fact_only_what_holds_is_said(client):
    fact = make_fact()
    make_question()
    rule(fact, "withdrawn")

    page = client.get(fact.get_absolute_url()).content.decode()

    assert "this ledger no longer vouches for it" in page
    assert "rests on it any more" not in page
