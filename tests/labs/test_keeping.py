"""What a lab keeps of a solved change, and what it tells scripts."""

import re
import uuid
from html import unescape

import pytest

from studyapp.labs.cost.lab import CostLab
from studyapp.labs.models import Prediction
from studyapp.lessons.models import Fact
from tests.labs.ledger import everything

HTMX = {"HX-Request": "true", "HX-Target": "result"}


@pytest.fixture
def ledger(db):
    Fact.objects.bulk_create(Fact(**entry) for entry in everything())


def test_a_solved_change_is_kept_with_the_goals(client, ledger):
    solved = "puzzle=cost-just-in-time&memory=1593"
    page = client.get(f"/labs/cost/?{solved}", headers=HTMX).content.decode()
    assert not Prediction.objects.exists()
    kept = page.partition('id="goals"')[2]
    assert 'hx-trigger="load, submit"' in kept
    sent = {"state": unescape(re.search(r'name="state" value="([^"]+)"', kept)[1])}
    sent["client_id"] = re.search(r'name="client_id" value="([^"]+)"', kept)[1]

    for _ in range(2):
        told = client.post("/labs/cost/goals/", sent, headers=HTMX).content.decode()
        assert 'id="solution" hx-swap-oob="true"' in told
        assert "It counts" in told

    [row] = Prediction.objects.all()
    assert (row.puzzle, row.ask, row.said, row.right) == ("cost-just-in-time", "", "memory", True)
    assert str(row.client_id) == sent["client_id"]
    again = client.get(f"/labs/cost/?{solved}", headers=HTMX).content.decode()
    assert 'hx-trigger="load, submit"' not in again
    assert "Keep this solution" not in again


def test_without_javascript_a_button_keeps_the_solution(client, ledger):
    page = client.get("/labs/cost/?puzzle=cost-just-in-time&memory=1593").content.decode()
    only = page.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "Keep this solution" in only
    assert page.count("Keep this solution") == 1
    tried = client.get("/labs/cost/?puzzle=cost-just-in-time&memory=1500").content.decode()
    assert "Keep this try" in tried
    client.post("/labs/cost/goals/", {"state": "puzzle=cost-just-in-time&memory=1500"})
    assert not Prediction.objects.exists()


def test_an_unmarked_prediction_is_marked_when_it_is_sent_again(as_learner):
    client = as_learner
    sent = {"state": "", "ask": "bill", "said": "up", "client_id": uuid.uuid4()}
    client.post("/labs/cost/predict/", sent, headers=HTMX)
    assert Prediction.objects.get().right is None
    Fact.objects.bulk_create(Fact(**entry) for entry in everything())

    client.post("/labs/cost/predict/", sent | {"state": "memory=1769"})
    assert Prediction.objects.get().right is None
    client.post("/labs/cost/predict/", sent)

    assert Prediction.objects.get().right is not None


def test_a_script_is_told_in_its_words_what_the_ledger_lacks(client, db):
    response = client.get("/labs/cost/", headers={"Accept": "application/json"})
    assert response.status_code == 503
    assert "lacks a number" in response.json()["errors"]["ledger"][0]


@pytest.mark.parametrize("look", ["", "memory=1769", "memory=7"])
def test_a_script_is_shown_a_state_once(client, ledger, monkeypatch, look):
    real, times = CostLab.show, []
    monkeypatch.setattr(CostLab, "show", lambda *args: times.append(1) or real(*args))
    client.get(f"/labs/cost/?{look}", headers={"Accept": "application/json"})
    assert len(times) == (look != "memory=7")
