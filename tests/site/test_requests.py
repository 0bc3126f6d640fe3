"""Around a request: its id, its log line, and where the client is."""

import json
import logging
import sys

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from studyapp import logs
from studyapp.http import client_address, leave_for, render_part
from studyapp.logs import JsonFormatter
from studyapp.middleware import request_id

NOTE = logging.getLogger("studyapp.requests")


@pytest.fixture
def lines():
    """The log as it is written: formatted, one entry for each record."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler, level = Keep(), NOTE.level
    handler.setFormatter(JsonFormatter())
    NOTE.addHandler(handler)
    NOTE.setLevel(logging.INFO)
    yield written
    NOTE.removeHandler(handler)
    NOTE.setLevel(level)


def test_a_request_is_one_line_of_json(client, lines):
    response = client.get("/healthz", {"q": "secret"})

    [line] = lines
    entry = json.loads(line)
    assert entry["request_id"] == response.headers["X-Request-Id"]
    assert (entry["method"], entry["path"], entry["status"]) == ("GET", "/healthz", 200)
    assert (entry["level"], entry["logger"]) == ("INFO", "studyapp.requests")
    assert entry["ms"] >= 0
    assert entry["time"].endswith("+00:00")
    assert "secret" not in line
    assert "\n" not in line


@pytest.mark.parametrize("given", ["a1b2c3d4", "A" * 64, "0f8fad5b-d9cb-469f-a165-70867728950e"])
def test_the_id_of_our_proxy_is_kept(client, lines, given):
    response = client.get("/healthz", headers={"X-Request-Id": given})

    assert response.headers["X-Request-Id"] == given
    assert json.loads(lines[0])["request_id"] == given


@pytest.mark.parametrize(
    "given",
    [
        "",
        "short",
        "A" * 65,
        "a1b2c3d4\n{}",
        "a1b2c3d4\r\nSet-Cookie: x=1",
        '","level":"ERROR',
        "<script>alert(1)</script>",
        "a1b2c3d4 ",
        "\u0661" * 8,
        "../../etc/passwd",
    ],
)
def test_any_other_id_is_replaced(client, lines, given):
    response = client.get("/healthz", headers={"X-Request-Id": given})

    fresh = response.headers["X-Request-Id"]
    assert len(fresh) == 32
    assert int(fresh, 16)
    [line] = lines
    assert json.loads(line)["request_id"] == fresh
    if given:
        assert given not in line


def test_two_requests_have_two_ids(client):
    ids = {client.get("/healthz").headers["X-Request-Id"] for _ in range(3)}

    assert len(ids) == 3


def test_after_a_request_no_id_is_left(client):
    client.get("/healthz")

    assert logs.request_id.get() == ""


def test_what_a_view_logs_has_the_id_of_its_request(lines):
    def view(request):
        NOTE.warning("odd: %s", "two\nlines")
        return HttpResponse()

    response = request_id(view)(RequestFactory().get("/"))

    entry = json.loads(lines[0])
    assert entry["request_id"] == response.headers["X-Request-Id"]
    assert (entry["message"], entry["level"]) == ("odd: two\nlines", "WARNING")
    assert "\n" not in lines[0]


def test_a_view_that_fails_leaves_no_id_behind(lines):
    def view(request):
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        request_id(view)(RequestFactory().get("/"))

    assert logs.request_id.get() == ""
    assert lines == []


def test_a_traceback_stays_in_its_line():
    try:
        raise ValueError("no")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "failed", (), sys.exc_info())

    line = JsonFormatter().format(record)

    assert "\n" not in line
    assert "ValueError: no" in json.loads(line)["exception"]


def test_a_strange_field_is_written_as_text():
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "m", (), None)
    record.fields = {"who": object, "none": ""}

    entry = json.loads(JsonFormatter().format(record))

    assert entry["who"] == "<class 'object'>"
    assert "none" not in entry
    assert "request_id" not in entry


# Where the client is.


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, "10.0.0.1"),
        (0, "203.0.113.9", "10.0.0.1"),
        (1, None, "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, " , ", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "forged, 203.0.113.9", "203.0.113.9"),
        (1, "127.0.0.1,10.0.0.1,203.0.113.9", "203.0.113.9"),
        (1, "203.0.113.9,", "203.0.113.9"),
        (1, "2001:db8::1", "2001:db8::1"),
        (2, None, "10.0.0.1"),
        (2, "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "forged, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "a, b, c, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "203.0.113.9"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, forwarded, address):
    settings.PROXIES = proxies
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "10.0.0.1"
    if forwarded is not None:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded

    assert client_address(request) == address


# Page or part.


class Htmx:
    def __init__(self, asked=True, boosted=False, restored=False):
        self.asked, self.boosted, self.history_restore_request = asked, boosted, restored

    def __bool__(self):
        return self.asked


@pytest.mark.parametrize(
    ("htmx", "template"),
    [
        (Htmx(), "429.html"),
        (Htmx(asked=False), "404.html"),
        (Htmx(boosted=True), "404.html"),
        (Htmx(restored=True), "404.html"),
    ],
)
@pytest.mark.django_db
def test_htmx_gets_the_part_and_everyone_else_the_page(rf, htmx, template):
    request = rf.get("/")
    request.htmx = htmx

    response = render_part(request, "404.html", "429.html", {}, status=422)

    assert response.status_code == 422
    assert (b"A short break is needed" in response.content) is (template == "429.html")


def test_htmx_leaves_for_another_page_as_a_whole(rf):
    request = rf.get("/")
    request.htmx = True
    assert leave_for(request, "lessons:index").headers["HX-Redirect"] == "/learn/"

    request.htmx = False
    assert leave_for(request, "lessons:index").headers["Location"] == "/learn/"
