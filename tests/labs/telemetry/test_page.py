"""The page of the observability lab: nothing told too early, all linked, the cost counted."""

import re
from html import unescape

import pytest

from studyapp.labs.engine.telemetry.faults import FAULTS
from studyapp.labs.engine.telemetry.settings import CASES, hidden
from studyapp.labs.telemetry.forms import TelemetryForm
from studyapp.lessons.models import Fact
from tests.labs.ledger import everything

URL = "/labs/telemetry/"
CASE_OF = {hidden(case): case for case in range(CASES, 0, -1)}
TABS = ("logs", "metrics", "trace")


@pytest.fixture(autouse=True)
def ledger(db):
    Fact.objects.bulk_create(Fact(**entry) for entry in everything())


def html(client, query="", **headers):
    response = client.get(f"{URL}?{query}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def words(text):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def test_each_fault_hides_behind_a_case_with_both_faces():
    assert {fault for fault, _ in CASE_OF} == set(FAULTS)
    assert len(CASE_OF) == 2 * len(FAULTS)


@pytest.mark.parametrize(("fault", "case"), [(face[0], CASE_OF[face]) for face in CASE_OF])
def test_a_hidden_fault_is_not_told_before_the_look(client, fault, case):
    plain = html(client, f"case={CASE_OF['denied', False]}")
    for tab in TABS:
        page = html(client, f"case={case}&tab={tab}")
        assert "<mark" not in page
        assert "▸" not in page
        assert FAULTS[fault].story not in unescape(page)
        assert f'value="{fault}" checked' not in page
    chosen = re.findall(r"<option [^>]*selected[^>]*>", page)
    assert chosen == re.findall(r"<option [^>]*selected[^>]*>", plain)
    told = client.get(f"{URL}?case={case}&tab=logs&format=json").json()
    assert "result" not in told
    assert {choice["id"] for choice in told["ask"]["choices"]} == set(FAULTS)


def test_a_tab_opened_is_counted_once_and_kept_in_the_address(client):
    assert "No tab opened." in words(html(client))
    assert "1 tab opened." in words(html(client, "tab=logs"))
    assert "2 tabs opened." in words(html(client, "tab=trace&seen=l"))
    assert "2 tabs opened." in words(html(client, "tab=logs&seen=lt"))
    assert "All 3 tabs opened." in words(html(client, "tab=closed&seen=mlt"))
    told = client.get(f"{URL}?tab=metrics&seen=t&look=1&format=json").json()
    assert told["result"]["opened"] == 2
    assert told["state"] == {"tab": "metrics", "seen": "tm"}


@pytest.mark.parametrize("seen", ["x", "ll", "lmtl", "LM"])
def test_an_invented_count_is_refused(seen):
    assert "seen" in TelemetryForm({"seen": seen}).errors


def test_a_named_fault_shows_its_evidence_with_the_result_only(client):
    before = html(client, "fault=denied&tab=logs")
    assert "AccessDenied" not in before
    assert "opens after your prediction" in words(before)
    assert "AccessDenied" in html(client, "fault=denied&tab=logs&look=1")


def test_the_tabs_lead_to_each_other_by_request(client):
    page = unescape(html(client, "case=24&tab=logs"))
    link = re.search(r'<a href="([^"#]*tab=trace[^"#]*)#evidence"', page)[1]
    assert "request=" in link
    trace = unescape(client.get(link).content.decode())
    back = re.search(r'<a href="([^"#]*tab=logs[^"#]*)#evidence"', trace)[1]
    request = re.search(r"request=\d+", back)[0]
    assert request in link
    lines = re.search(r"(\d+) of \d+ lines", words(client.get(back).content.decode()))
    assert 3 <= int(lines[1]) <= 9
    ids = set(re.findall(r"RequestId: ([0-9a-f-]{36})", client.get(back).content.decode()))
    assert len(ids) == 1


def test_lines_are_filtered_as_asked(client):
    page = html(client, "case=24&tab=logs&find=REPORT")
    lines = re.findall(r"<li><span class=\"tel-when\">.*?</li>", page)
    assert len(lines) == 36
    assert all("REPORT" in line for line in lines)
    hostile = html(client, "case=24&tab=logs&find=%3Cscript%3E")
    assert "<script>" not in hostile.split('id="tel-evidence"')[1].split("</section>")[0]


def test_without_the_permission_the_log_is_missing_and_the_metrics_stay(client):
    page = words(html(client, "fault=denied&logs=off&tab=logs&look=1"))
    assert "No log stream" in page
    assert "The role lacks" in page
    assert "Errors 24" in page
    assert "Not to be seen here: the role may not write logs." in page


def test_without_tracing_the_trace_says_why(client):
    assert "No traces" in words(html(client, "fault=denied&tracing=off&tab=trace&look=1"))


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("twist", ["off", "on"])
def test_the_explanation_shows_three_pieces(client, fault, twist):
    page = html(client, f"fault={fault}&twist={twist}&look=1")
    pieces = page.split('class="tel-pieces"')[1]
    text = words(pieces)
    for sign in FAULTS[fault].told(twist == "on"):
        assert sign.says in text
    assert ("<mark>" in pieces) == bool(FAULTS[fault].signs[0].find)
    assert pieces.count("<svg") >= 4


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("fault=memory&memory=700", "the fault is repaired"),
        ("fault=timeout&timeout=60", "what is left is a slow dependency"),
        ("fault=slow&timeout=3", "it cuts runs as well"),
    ],
)
def test_a_setting_that_changes_the_fault_is_named(client, query, says):
    assert says in words(html(client, f"{query}&look=1"))
    assert says not in words(html(client, f"{query.partition('&')[0]}&look=1"))


@pytest.mark.parametrize("tab", TABS)
def test_htmx_gets_the_open_tab_beside_the_result(client, tab):
    page = html(client, f"tab={tab}&look=0", **{"HX-Request": "true", "HX-Target": "result"})
    assert page.count('id="tel-evidence"') == 1
    assert 'hx-swap-oob="true"' in page.split('id="tel-evidence"')[1][:60]


def test_no_account_but_the_placeholder_is_shown(client):
    page = html(client, "fault=denied&tab=logs&look=1")
    assert set(re.findall(r"arn:aws:sts::(\d+):", page)) == {"111122223333"}
