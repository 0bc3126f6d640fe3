"""The change log and its feed."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from studyapp.lessons.changes import changes, moment
from studyapp.lessons.models import Revision
from tests.factories import make_fact

pytestmark = pytest.mark.django_db

BUDGET = 12
ATOM = "{http://www.w3.org/2005/Atom}"
AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


def make_revision(fact, kind="corrected", at=AT, before="It was so.", after="It is so."):
    return Revision.objects.create(
        fact=fact,
        kind=kind,
        at=at,
        before={"value": "1", "unit": "MB", "statement": before},
        after={"value": "2", "unit": "MB", "statement": after},
    )


@pytest.mark.parametrize(
    ("since", "at"),
    [
        ("2024", datetime(2024, 1, 1, tzinfo=UTC)),
        ("2024-12", datetime(2024, 12, 1, tzinfo=UTC)),
        ("2024-12-24", datetime(2024, 12, 24, tzinfo=UTC)),
        ("", None),
        ("2024-13", None),
        ("November 2025", None),
        ("2024-12-24T00:00", None),
    ],
)
def test_the_moment_of_a_change(since, at):
    assert moment(since) == at


@pytest.fixture
def log(db):
    """One change of each kind, and what is none."""
    make_fact("plain")
    make_fact("undated", then="Else.", changed_on="")
    make_fact("old", then="3,008 MB.", changed_on="2020-12", statement="10,240 MB.")
    fact = make_fact("ours")
    make_revision(fact, "corrected", AT)
    make_revision(fact, "changed", AT.replace(month=10), "Before then.", "After then.")
    make_revision(fact, "checked", AT.replace(month=9), "Same.", "Same.")


def test_changes_stand_newest_first_each_with_its_kind(log):
    found = [(change.fact.pk, change.kind, change.since) for change in changes()]

    assert found == [
        ("ours", "corrected", "2026-11-20"),
        ("ours", "changed", "2026-10-20"),
        ("old", "aws", "2020-12"),
    ]


def test_of_several_changes_of_a_fact_only_the_newest_is_told_by_its_date_at_aws(db):
    fact = make_fact(then="2 MB.", changed_on="2026-11", statement="3 MB.")
    make_revision(fact, "changed", AT.replace(month=9), "1 MB.", "2 MB.")
    make_revision(fact, "changed", AT, "2 MB.", "3 MB.")
    make_revision(fact, "corrected", AT.replace(day=21), "3 MB", "3 MB.")

    found = [(change.kind, change.since, change.before) for change in changes()]

    assert found == [
        ("corrected", "2026-11-21", "3 MB"),
        ("aws", "2026-11", "2 MB."),
        ("changed", "2026-09-20", "1 MB."),
    ]


def test_the_page_shows_then_and_now(client, log):
    html = client.get("/facts/changes/").content.decode()

    order = ["corrected here", "changed, found here", "changed at AWS"]
    assert re.findall(r"· (c[\w, ]+)</p>", html) == order
    for words in (
        "<h2>20 Nov 2026</h2>",
        "<h2>Dec 2020</h2>",
        '<span class="change-side">Then</span> 3,008 MB.',
        '<span class="change-side">Now</span> 10,240 MB.',
        '<span class="change-side">Then</span> It was so.',
        '<a href="/facts/old/" aria-label="The fact: 10,240 MB">',
        'type="application/atom+xml"',
    ):
        assert words in html
    assert "Same." not in html


def test_a_change_of_the_value_alone_is_shown_by_the_value(client):
    make_revision(make_fact(), before="The limit.", after="The limit.")

    html = client.get("/facts/changes/").content.decode()

    assert '<span class="change-side">Then</span> 1 MB' in html
    assert '<span class="change-side">Now</span> 2 MB' in html


def test_an_empty_log_says_so(client):
    assert "No change is recorded yet." in client.get("/facts/changes/").content.decode()


def test_a_long_log_comes_in_pages(client):
    for n in range(61):
        make_fact(f"fact-{n:03}", then="Else.", changed_on=f"{1900 + n}")

    first = client.get("/facts/changes/").content.decode()
    second = client.get("/facts/changes/?page=2").content.decode()

    assert "Page 1 of 2, 61 in all" in first
    assert 'href="?page=2"' in first
    assert (first.count("changed at AWS"), second.count("changed at AWS")) == (60, 1)
    assert "/facts/fact-000/" in second


def test_the_text_of_a_change_is_text(client):
    make_fact("odd", value="<b>1", then="<script>t()", statement="<script>x()", changed_on="2020")

    html = client.get("/facts/changes/").content.decode()

    assert "<script>x()" not in html
    assert "<script>t()" not in html
    assert "<b>1" not in html
    assert "&lt;script&gt;t()" in html


@pytest.mark.parametrize("size", [1, 60])
@pytest.mark.parametrize("url", ["/facts/changes/", "/facts/changes.atom"])
def test_changes_cost_the_same_however_many(as_learner, size, url, django_assert_max_num_queries):
    for n in range(size):
        make_revision(make_fact(f"fact-{n}", then="Else.", changed_on="2020"))

    with django_assert_max_num_queries(BUDGET):
        assert as_learner.get(url).status_code == 200


# The feed.


def feed(client):
    response = client.get("/facts/changes.atom")
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content)


def texts(root, name):
    return [element.text for element in root.iter(f"{ATOM}{name}")]


def test_the_feed_has_an_entry_for_every_change_newest_first(client, log):
    entries = feed(client).findall(f"{ATOM}entry")

    assert [entry.findtext(f"{ATOM}updated") for entry in entries] == [
        "2026-11-20T12:30:00+00:00",
        "2026-10-20T12:30:00+00:00",
        "2020-12-01T00:00:00+00:00",
    ]
    assert entries[2].findtext(f"{ATOM}title") == "Compute: 10,240 MB"
    assert entries[2].findtext(f"{ATOM}summary") == "Now: 10,240 MB. Before: 3,008 MB."


def test_the_feed_is_as_new_as_its_newest_entry(client, log):
    assert feed(client).findtext(f"{ATOM}updated") == "2026-11-20T12:30:00+00:00"


def test_the_ids_of_entries_are_unique_and_stay(client, log):
    ids = texts(feed(client), "id")[1:]
    make_fact("new", then="Else.", changed_on="2026-11-22")
    make_fact("old", then="3,008 MB.", changed_on="2020-12", statement="In other words.")

    again = texts(feed(client), "id")[1:]

    assert len(set(ids)) == len(ids) == 3
    assert again[1:] == ids
    assert "urn:lambda-ledger:old:aws:2020-12-01T00:00:00" in ids


def test_the_links_of_the_feed_are_absolute(client, log):
    links = [element.get("href") for element in feed(client).iter(f"{ATOM}link")]

    assert len(links) == 5
    assert [link for link in links if not link.startswith("http://testserver/facts/")] == []
    assert links[-1] == "http://testserver/facts/old/"


def test_an_empty_feed_is_a_feed(client):
    assert feed(client).findall(f"{ATOM}entry") == []


def test_the_feed_has_the_newest_fifty(client):
    for n in range(60):
        make_fact(f"fact-{n:03}", then="Else.", changed_on=f"{1900 + n}")

    entries = texts(feed(client), "id")[1:]

    assert len(entries) == 50
    assert entries[0].startswith("urn:lambda-ledger:fact-059:")


def test_the_text_of_the_feed_is_text_to_its_reader(client):
    """A summary is HTML to a feed reader: what the ledger says in angle brackets has to show."""
    make_fact("odd", then="<i>old</i> & so", statement="<url-id> <b>it</b>", changed_on="2020")

    [summary] = feed(client).iter(f"{ATOM}summary")

    assert summary.get("type") == "html"
    assert summary.text == (
        "Now: &lt;url-id&gt; &lt;b&gt;it&lt;/b&gt; Before: &lt;i&gt;old&lt;/i&gt; &amp; so"
    )
