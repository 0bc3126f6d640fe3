"""The page of the lab: what it shows, what it keeps back, how predictions are marked."""

import re
import uuid
from html import unescape

import pytest
from django.http import QueryDict
from django.utils import timezone

from studyapp.labs.books import PredictionForm
from studyapp.labs.engine.events.told import SOURCES
from studyapp.labs.events import samples
from studyapp.labs.events.forms import TABS, EventsForm
from studyapp.labs.models import Prediction
from studyapp.lessons.models import Fact
from tests.labs.ledger import everything

URL = "/labs/events/"
SCHEDULE = "tab=schedules&expression=cron(0 9 %3F * 6L *)&now=2026-11-23T09:00"
BATCH = "tab=batch&feed=kinesis"


@pytest.fixture
def ledger(db):
    Fact.objects.bulk_create(Fact(**entry) for entry in everything())


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", unescape(response.content.decode()))
    return re.sub(r"\s+", " ", text)


def form(**state: str) -> EventsForm:
    return EventsForm(state)


def predicted(client, state: str, ask: str, *said: str):
    sent = {"state": state, "ask": ask, "said": list(said), "client_id": uuid.uuid4()}
    location = client.post(f"{URL}predict/", sent)["Location"]
    return Prediction.objects.latest("pk"), words(client.get(location.partition("#")[0]))


@pytest.mark.parametrize("state", ["", SCHEDULE, BATCH])
def test_nothing_of_the_answer_stands_there_before_it_is_asked_for(client, ledger, state):
    page = words(client.get(f"{URL}?{state}"))
    assert "Predict first" in page
    assert "Step by step" not in page
    assert "annual+report" not in page
    assert "comes again" not in page
    assert "First run" not in page


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_has_a_page_with_what_its_sample_path_reaches(client, ledger, source):
    query = {"source": source, "path": samples.PATHS[source], "look": "1"}
    response = client.get(URL, query)
    assert response.status_code == 200
    assert "data-lit" in response.content.decode()


@pytest.mark.parametrize("tab", TABS)
def test_every_field_of_a_tab_is_on_its_page(client, ledger, tab):
    html = client.get(URL, {"tab": tab}).content.decode()
    for field in form(tab=tab):
        assert f'name="{field.name}"' in html
        assert f'id="{field.name}-error"' in html


def test_a_predicted_kind_is_marked(client, ledger):
    right, page = predicted(client, "", "kind", "text")
    assert right.right
    assert "As you predicted" in page
    wrong, page = predicted(client, "", "kind", "object")
    assert not wrong.right
    assert "It yields a text" in page


@pytest.mark.parametrize("said", ["reports/annual+report.pdf", '"reports/annual+report.pdf"'])
def test_a_predicted_value_may_have_quotes_or_none(client, ledger, said):
    assert predicted(client, "", "value", said)[0].right


@pytest.mark.parametrize(
    ("state", "said", "right"),
    [
        ('source=rest&path=event["body"]', "None", True),
        ('source=rest&path=event["body"]', "null", True),
        ('source=rest&path=event["isBase64Encoded"]', "False", True),
        ('source=rest&path=event["isBase64Encoded"]', "0", False),
        ('source=s3&path=event["x"]', "error", True),
        ('source=s3&path=event["x"]', "KeyError", True),
        ('source=http&path=event["cookies"]&cookies=a%3Db', '["a=b"]', True),
        ('source=http&path=event["cookies"]&cookies=a%3Db', "[", False),
    ],
)
def test_other_values_are_read_as_json_or_python(client, ledger, state, said, right):
    assert predicted(client, state, "value", said)[0].right is right


@pytest.mark.parametrize(
    ("said", "right"),
    [("3, 4, 5", True), ("3 4 5", True), ("3,4 and 5", True), ("3", False), ("none", False)],
)
def test_messages_are_named_by_their_numbers(client, ledger, said, right):
    assert predicted(client, BATCH, "again", said)[0].right is right


def test_days_are_ticked(client, ledger):
    row, page = predicted(client, SCHEDULE, "days", "2026-11-27", "2026-12-25")
    assert (row.right, row.said) == (True, "2026-11-27, 2026-12-25")
    assert "Fri 27 Nov 2026, Fri 25 Dec 2026" in page
    assert not predicted(client, SCHEDULE, "days", "2026-11-27")[0].right
    assert not predicted(client, SCHEDULE, "days", "none")[0].right


def test_no_day_is_the_answer_to_a_schedule_that_is_refused(client, ledger):
    state = "tab=schedules&expression=cron(0 9 * * * *)&now=2026-11-23T09:00"
    assert predicted(client, state, "days", "none")[0].right
    assert predicted(client, state, "verdict", "pair")[0].right
    assert not predicted(client, state, "verdict", "accepted")[0].right


@pytest.mark.parametrize("said", ["2026-11-27 09:00", "2026-11-27T09:00", "2026-11-27 09:00:00"])
def test_the_first_run_may_be_written_in_more_than_one_way(client, ledger, said):
    assert predicted(client, SCHEDULE, "first", said)[0].right


def test_several_boxes_are_one_answer():
    sent = QueryDict("said=2026-11-27&said=2026-12-25&client_id=" + str(uuid.uuid4()))
    read = PredictionForm(sent)
    assert read.is_valid()
    assert read.cleaned_data["said"] == "2026-11-27, 2026-12-25"


def test_now_is_today_where_no_address_says_otherwise():
    schedule = form(tab="schedules")
    assert schedule.is_valid()
    assert schedule.cleaned_data["now"][:10] == f"{timezone.now():%Y-%m-%d}"
    assert "now=" in schedule.query()  # so that a link keeps showing the same
    event = form()
    assert event.is_valid()
    assert event.query() == ""


def test_what_a_tab_does_not_ask_refuses_nothing_and_is_not_in_its_address():
    event = form(tab="events", source="sns", key="x" * 999, now="never", size="900")
    assert event.is_valid()
    assert event.query() == "source=sns"


@pytest.mark.parametrize(
    ("state", "field", "part"),
    [
        ({"path": "x" * 301}, "path", "300"),
        ({"path": ""}, "path", "write something"),
        ({"source": "sqs", "count": "11"}, "count", "from 1 to 10"),
        ({"source": "rest", "uri": "orders"}, "uri", "Begin with a slash"),
        ({"source": "rest", "search": "a b"}, "search", "no spaces"),
        ({"source": "eventbridge", "body": "hello"}, "body", "JSON object"),
        ({"source": "carrier-pigeon"}, "source", "choose one"),
        ({"tab": "batch", "failed": "one"}, "failed", "numbers with commas"),
        ({"tab": "batch", "size": "2", "failed": "3"}, "failed", "1 to 2"),
        ({"tab": "schedules", "expression": "x" * 257}, "expression", "256"),
        ({"tab": "schedules", "zone": "Mars/Base"}, "zone", "choose one"),
        ({"tab": "schedules", "now": "2026-02-30T10:00"}, "now", "write a date"),
        ({"tab": "schedules", "now": "9999-12-31T10:00"}, "now", "write a date"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_field(state, field, part):
    refused = form(**state)
    assert not refused.is_valid()
    assert part in " ".join(refused.errors[field])


def test_markup_in_a_message_stays_text(client, ledger):
    query = {"source": "sqs", "look": "1", "body": "<b onclick=x>", "path": "<script>"}
    html = client.get(URL, query).content.decode()
    assert "<b onclick" not in html
    assert "<script>" not in html
