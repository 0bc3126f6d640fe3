"""The pages for what went wrong: they stand by themselves, and say what is safe."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path

from studyapp import urls
from studyapp.accounts.limits import TooMany

pytestmark = pytest.mark.django_db
RAISED = {
    "400": BadRequest("no"),
    "403": PermissionDenied("no"),
    "429": TooMany(600),
    "500": RuntimeError("secret-detail"),
}


def fail(request, code):
    raise RAISED[code]


def accept(request):
    return HttpResponse("taken")


class Addresses:
    """The site's own, and one that fails as it is told to."""

    urlpatterns = [path("fail/<code>", fail), path("accept", accept), *urls.urlpatterns]


TITLES = {
    "400": "That request made no sense",
    "403": "This page is not open to you",
    "404": "There is no page here",
    "429": "A short break is needed",
    "500": "The server had a fault",
}


@pytest.fixture
def visitor(settings):
    settings.ROOT_URLCONF = Addresses
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("code", "title"), TITLES.items())
def test_a_fault_has_its_page(visitor, code, title):
    response = visitor.get(f"/fail/{code}" if code in RAISED else "/nothing")
    html = response.content.decode()

    assert response.status_code == int(code)
    assert f"<h1>{title}</h1>" in html
    assert f'<p class="eyebrow">{code}</p>' in html
    assert html.count("<h1>") == 1
    assert 'href="/"' in html
    assert "safe" in html
    assert "secret-detail" not in html
    assert "Traceback" not in html
    assert "Content-Security-Policy" in response.headers


@pytest.mark.parametrize("code", ["400", "500"])
def test_the_gravest_need_no_request_and_no_database(code, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = render_to_string(f"{code}.html")

    assert TITLES[code] in html
    assert "{%" not in html
    assert "{#" not in html


def test_too_many_tries_are_told_how_long_to_wait(visitor):
    response = visitor.get("/fail/429")

    assert response.headers["Retry-After"] == "600"
    assert "10 minutes" in response.content.decode()


def test_a_short_wait_is_not_zero_minutes(visitor, monkeypatch):
    monkeypatch.setitem(RAISED, "429", TooMany(20))

    response = visitor.get("/fail/429")

    assert response.headers["Retry-After"] == "20"
    assert "about two minutes" in response.content.decode()


def test_a_form_from_before_signing_in_is_explained(settings):
    settings.ROOT_URLCONF = Addresses
    client = Client(enforce_csrf_checks=True)

    response = client.post("/accept", {"a": "b"})

    assert response.status_code == 403
    assert "That form was out of date" in response.content.decode()


def test_somebody_signed_in_is_not_sent_to_sign_in_again(settings, learner):
    settings.ROOT_URLCONF = Addresses
    client = Client(raise_request_exception=False)
    main = '<a class="btn btn-primary" href="/account/login/">'

    assert main in client.get("/fail/403").content.decode()
    client.force_login(learner)
    assert main not in client.get("/fail/403").content.decode()
