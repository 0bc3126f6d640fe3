"""What holds on every page, whoever looks: nothing is written, nothing inline, no open door."""

import re
from html.parser import HTMLParser

import pytest
from django.db import transaction

from quizzes.importing import sync
from tests.site.walk import PEOPLE, walk

CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
EXACTLY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture(scope="module", params=PEOPLE)
def walked(request, bundle, django_db_setup, django_db_blocker):
    """One walk serves all tests of this file: it takes a second."""
    with django_db_blocker.unblock(), transaction.atomic():
        sync(bundle)
        yield walk(request.param)
        transaction.set_rollback(True)


def test_looking_writes_nothing(walked):
    assert {visit.url: visit.writes for visit in walked.visits if visit.writes} == {}
    assert walked.new_rows == 0


def test_looking_leaves_no_session_in_the_browser(walked):
    if walked.person == "anonymous":
        assert walked.cookies <= {"csrftoken"}
    else:  # who is signed in is told so at the sign-in page
        assert walked.cookies == {"csrftoken", "sessionid", "messages"}


def test_no_page_fails(walked):
    found = {visit.url: visit.status for visit in walked.visits}

    assert {u: s for u, s in found.items() if s not in (200, 302, 403, 404, 405)} == {}
    assert sum(status == 200 for status in found.values()) >= 25


def test_work_of_a_learner_is_a_404_to_others(walked):
    statuses = {v.status for v in walked.visits if v.url.startswith("/attempts/")}

    assert statuses == ({200, 302, 404} if walked.person == "learner" else {404})


def test_the_admin_is_open_to_instructors_alone(walked):
    statuses = {v.status for v in walked.visits if v.url.startswith("/admin/quizzes/")}

    assert statuses == ({200} if walked.person == "instructor" else {302})


def test_every_answer_forbids_what_is_not_ours(walked):
    for visit in walked.visits:
        policy = visit.headers["Content-Security-Policy"].split("; ")
        assert set(policy) == CSP, visit.url
        assert len(policy) == len(CSP), visit.url
        assert EXACTLY.items() <= visit.headers.items(), visit.url
        assert "unsafe" not in str(visit.headers), visit.url


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
            or (value or "").strip().lower().startswith("javascript:")
        ]


def test_no_page_has_anything_inline(walked):
    found = {visit.url: Inline(visit.html).found for visit in walked.visits if visit.html}

    assert len(found) > 25
    assert {url: wrong for url, wrong in found.items() if wrong} == {}


def test_an_id_stands_once_in_a_page_and_every_reference_leads_to_one(walked):
    wrong = {}
    for visit in walked.visits:
        ids = re.findall(r'\sid="([^"]+)"', visit.html)
        named = re.findall(
            r'\s(?:popovertarget|for|aria-labelledby|aria-describedby)="([^"]+)"', visit.html
        )
        wanted = {name for names in named for name in names.split()}
        wrong[visit.url] = {name for name in ids if ids.count(name) > 1} | (wanted - set(ids))

    assert {url: names for url, names in wrong.items() if names} == {}


def test_a_page_and_its_part_are_kept_apart_in_caches(walked):
    assert [v.url for v in walked.visits if "HX-Request" not in v.headers.get("Vary", "")] == []


def test_every_answer_has_an_id_of_its_own(walked):
    ids = [visit.headers["X-Request-Id"] for visit in walked.visits]

    assert len(set(ids)) == len(ids)


def test_nothing_is_fetched_from_elsewhere(walked):
    fetched = re.compile(r'<(?:script|link|img|source|iframe)\b[^>]*(?:src|href)="([^"]+)"')
    urls = {url for visit in walked.visits for url in fetched.findall(visit.html)}

    assert len(urls) >= 4
    assert [url for url in urls if not re.match(r"/(?!/)", url)] == []


def test_links_to_our_own_pages_lead_somewhere(walked, client, bundle):
    pages = {visit.url: visit.html for visit in walked.visits}
    links = {
        link
        for url, html in pages.items()
        for link in re.findall(r'<a\b[^>]*\shref="(/[^"]*)"', html)
        if not url.startswith("/admin/")
    }
    lost = []
    for link in sorted(links):
        url, _, anchor = link.partition("#")
        fact = re.fullmatch(r"/facts/(?!changes/)([^/?]+)/", url)
        if url not in pages and not fact:
            pages[url] = client.get(url).content.decode()
        known = fact[1] in bundle.facts if fact else "There is no page here" not in pages[url]
        if not known or (anchor and f'id="{anchor}"' not in pages[url]):
            lost.append(link)

    assert len(links) > 20
    assert [link for link in lost if not link.startswith("/attempts/")] == []


@pytest.mark.parametrize("url", ["/account/export/", "/account/password/"])
@pytest.mark.django_db
def test_htmx_is_sent_to_the_login_as_a_whole_page(client, url):
    response = client.get(url, headers={"HX-Request": "true"})

    assert response.headers.get("HX-Redirect", "").startswith("/account/login/")
    assert "Location" not in response.headers
