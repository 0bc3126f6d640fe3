"""What holds on every page, whoever looks: nothing is written, nothing inline, no open door."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from studyapp.accounts.models import User

WRITES = re.compile(r"^(INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP)\b", re.IGNORECASE)
CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
PEOPLE = ["anonymous", "learner", "outsider", "instructor"]


@pytest.fixture
def visitor(request, pages):
    """A browser of whoever the test asks for."""
    client = Client(raise_request_exception=True)
    if request.param != "anonymous":
        client.force_login(request.getfixturevalue(request.param))
    return client


everyone = pytest.mark.parametrize("visitor", PEOPLE, indirect=True)


@everyone
def test_looking_writes_nothing(visitor, pages):
    users, sessions = User.objects.count(), Session.objects.count()
    writes = {}

    for url in pages:
        with CaptureQueriesContext(connection) as queries:
            visitor.get(url)
        writes[url] = [q["sql"] for q in queries if WRITES.match(q["sql"])]

    assert {url: found for url, found in writes.items() if found} == {}
    assert (User.objects.count(), Session.objects.count()) == (users, sessions)


@everyone
def test_no_page_fails(visitor, pages):
    found = {url: visitor.get(url).status_code for url in pages}

    assert {u: s for u, s in found.items() if s not in (200, 302, 403, 404, 405)} == {}
    assert sum(status == 200 for status in found.values()) >= 25


@pytest.mark.parametrize("visitor", ["anonymous"], indirect=True)
def test_looking_leaves_no_session_in_the_browser(visitor, pages):
    for url in pages:
        visitor.get(url)

    assert set(visitor.cookies) <= {"csrftoken"}


@everyone
def test_every_page_forbids_what_is_not_ours(visitor, pages):
    for url in pages:
        headers = visitor.get(url).headers

        assert set(headers["Content-Security-Policy"].split("; ")) == CSP, url
        assert headers["X-Content-Type-Options"] == "nosniff", url
        assert headers["X-Frame-Options"] == "DENY", url
        assert headers["Referrer-Policy"] == "same-origin", url
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", url
        assert "unsafe" not in str(headers), url


class Inline(HTMLParser):
    """Finds what the policy would refuse."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.found.append(tag)
        self.found += [
            f"{tag} {name}"
            for name, value in attrs
            if name == "style"
            or name.startswith(("on", "hx-on"))
            or (value or "").lower().startswith("javascript:")
        ]


@everyone
def test_no_page_has_anything_inline(visitor, pages):
    found = {}
    for url in pages:
        response = visitor.get(url)
        if response.headers["Content-Type"].startswith("text/html"):
            found[url] = Inline(response.content.decode()).found

    assert len(found) > 25
    assert {url: wrong for url, wrong in found.items() if wrong} == {}


@everyone
def test_an_id_stands_once_in_a_page_and_every_reference_leads_to_one(visitor, pages):
    wrong = {}
    for url in pages:
        html = visitor.get(url).content.decode(errors="replace")
        ids = re.findall(r'\sid="([^"]+)"', html)
        named = re.findall(r'\s(?:popovertarget|for|aria-labelledby)="([^"]+)"', html)
        wanted = {name for names in named for name in names.split()}
        wrong[url] = {name for name in ids if ids.count(name) > 1} | (wanted - set(ids))

    assert {url: names for url, names in wrong.items() if names} == {}


def test_htmx_and_pages_are_kept_apart_in_caches(client, course):
    assert "HX-Request" in client.get("/learn/").headers["Vary"]


@pytest.mark.parametrize("url", ["/account/", "/account/export/"])
def test_htmx_is_sent_to_the_login_as_a_whole_page(client, db, url):
    response = client.get(url, headers={"HX-Request": "true"})

    if response.status_code == 200 and "HX-Redirect" in response.headers:
        assert response.headers["HX-Redirect"].startswith("/account/login/")
    assert "Location" not in response.headers
