"""Predictions and goals come back; the labs that are here say what was right."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from studyapp.accounts.erasing import erase
from studyapp.labs.models import Prediction, Reached
from studyapp.labs.registry import LABS
from studyapp.lessons.models import Fact
from studyapp.progress.carrying import labwork
from tests.factories import make_user
from tests.labs.ledger import everything
from tests.progress.carrying.work import LOOK, bring, browser, comparable, exported, upload

pytestmark = pytest.mark.django_db
GOAL = "memory=1769"  # the least memory at which one thread is as fast as it gets
STATES = ("memory=512", "memory=3000", "")


@pytest.fixture
def ledger(db):
    Fact.objects.bulk_create(Fact(**entry) for entry in everything())


@pytest.fixture
def record(ledger, learner):
    """The export of somebody who predicted at three states and reached a goal."""
    client = browser(learner)
    for state in STATES:
        said = {"state": state, "ask": "bill", "said": "same", "client_id": uuid.uuid4()}
        assert client.post("/labs/cost/predict/", said).status_code == 302
    client.post("/labs/cost/goals/", {"state": GOAL})
    assert Reached.objects.count() == 1
    return exported(learner)


def rows(record, label="Prediction"):
    return record["belongings"][f"labs.{label}"]


def test_what_was_erased_comes_back_the_same(learner, record):
    assert {row["right"] for row in rows(record)} == {True, False}
    erase(learner)
    again = make_user("again@example.org")

    receipt = bring(again, record)

    assert "3 predictions" in receipt
    assert "1 lab goal taken in" in receipt
    assert comparable(exported(again)) == comparable(record)


def test_twice_they_are_there_once(learner, outsider, record):
    bring(outsider, record)
    client = browser(outsider)
    upload(client, record)
    page = client.get(LOOK).content.decode()

    assert "3 predictions, 1 lab goal" in page.split("Here already")[1]
    assert "Nothing taken in" in bring(outsider, record)
    assert "Nothing taken in" in bring(learner, record)
    assert Prediction.objects.of(outsider).count() == Prediction.objects.of(learner).count() == 3
    assert Reached.objects.count() == 2


def test_marks_are_made_anew(outsider, record):
    told = {row["state"]: row["right"] for row in rows(record)}
    for row in rows(record):
        row["right"] = not row["right"]

    bring(outsider, record)

    found = Prediction.objects.of(outsider).values_list("state", "right")
    assert dict(found) == told


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "memory=1"},
        {"state": "memory=0512"},
        {"state": "memory=512&strange=1"},
        {"ask": "weather"},
        {"said": "sideways"},
        {"puzzle": "cost-solved-by-hand"},
        {"ask": "", "said": "memory"},
    ],
)
def test_what_the_lab_cannot_settle_comes_in_unmarked(outsider, record, changed):
    [row] = [row for row in rows(record) if row["state"] == "memory=512"]
    record["belongings"]["labs.Prediction"] = [row | changed | {"right": True}]

    bring(outsider, record)

    assert Prediction.objects.of(outsider).get().right is None


def test_without_the_facts_it_comes_in_unmarked(outsider, record):
    Fact.objects.all().delete()

    receipt = bring(outsider, record)

    assert "3 predictions taken in" in receipt
    assert set(Prediction.objects.of(outsider).values_list("right", flat=True)) == {None}
    assert not Reached.objects.of(outsider).exists()


def test_there_is_an_end_to_marking(outsider, record, monkeypatch):
    monkeypatch.setattr(labwork, "BUDGET", 2)  # one for the goal

    receipt = bring(outsider, record)

    assert "2 predictions without a mark: too many to be marked at once" in receipt
    newest = max(rows(record), key=lambda row: row["at"])["state"]
    marked = Prediction.objects.of(outsider).exclude(right=None)
    assert [row.state for row in marked] == [newest]


@pytest.mark.parametrize("budget", [0, 1, 3, 4, 100])
def test_heavy_labs_take_more_of_what_can_be_marked(outsider, record, monkeypatch, budget):
    """Whatever fits: no mark is lost that was made, none invented, and all rows come in."""
    told = {row["state"]: row["right"] for row in rows(record)}
    record["belongings"]["labs.Reached"] = []
    monkeypatch.setattr(labwork, "BUDGET", budget)
    monkeypatch.setattr(labwork, "WEIGHTS", {"cost": 2})

    receipt = bring(outsider, record)

    found = dict(Prediction.objects.of(outsider).values_list("state", "right"))
    marked = {state: right for state, right in found.items() if right is not None}
    assert found.keys() == told.keys()
    assert len(marked) == min(budget // 2, len(told))
    assert marked.items() <= told.items()
    assert ("without a mark" in receipt) == (len(marked) < len(told))


def test_the_weight_of_a_lab_is_that_of_its_largest_input():
    most = labwork.BUDGET // max(labwork.WEIGHTS.values())
    assert most <= 20
    assert labwork.WEIGHTS.keys() <= LABS.keys()


def test_goals_beyond_the_budget_are_told(outsider, record, monkeypatch):
    monkeypatch.setattr(labwork, "BUDGET", 0)
    client = browser(outsider)
    upload(client, record)

    assert "more than the labs are asked at once" in client.get(LOOK).content.decode()


@pytest.mark.parametrize("days", [-1, 1])
def test_of_two_days_the_earlier_stays(outsider, record, days):
    here = timezone.now() - timedelta(days=9)
    Reached.objects.create(user=outsider, lab="cost", goal="free-speed", state="mine", at=here)
    there = here + timedelta(days=days)
    rows(record, "Reached")[0]["at"] = there.isoformat()

    assert "1 lab goal here already" in bring(outsider, record)

    kept = Reached.objects.of(outsider).get()
    assert (kept.at, kept.state) == (min(here, there), "mine" if days > 0 else GOAL)


@pytest.mark.parametrize(
    "changed", [{"state": "memory=1770"}, {"state": "memory=1"}, {"goal": "weather"}]
)
def test_a_goal_that_its_state_does_not_reach_stays_out(outsider, record, changed):
    rows(record, "Reached")[0].update(changed)
    client = browser(outsider)
    upload(client, record)

    assert "1 lab goal: the state in the file does not reach it" in (
        client.get(LOOK).content.decode()
    )
    bring(outsider, record)
    assert not Reached.objects.of(outsider).exists()


def test_labs_that_are_not_known_are_named_and_left_out(outsider, record):
    rows(record)[0]["lab"] = rows(record, "Reached")[0]["lab"] = "weather"
    client = browser(outsider)
    upload(client, record)

    assert "labs that are not known here is left out: weather" in client.get(LOOK).content.decode()
    assert "2 predictions taken in" in bring(outsider, record)


@pytest.mark.parametrize(
    ("label", "field", "value", "words"),
    [
        ("Prediction", "at", "2999-01-01T00:00:00Z", "Prediction 1: “at”: it lies in the future."),
        ("Prediction", "state", "x" * 10_001, "Prediction 1: “state” holds too many"),
        ("Reached", "goal", "", "Lab goal 1: “goal” is not what an export holds"),
        ("Reached", "stars", 5, "Lab goal 1: “stars” is not known here"),
    ],
)
def test_what_cannot_be_is_refused(outsider, record, label, field, value, words):
    rows(record, label)[0][field] = value

    response = upload(browser(outsider), record)

    assert response.status_code == 422
    assert words in response.content.decode()


@pytest.mark.parametrize(
    ("label", "words"), [("Prediction", "predictions"), ("Reached", "lab goals")]
)
def test_nothing_comes_twice_in_one_file(outsider, record, label, words):
    rows(record, label).append(rows(record, label)[0])

    page = upload(browser(outsider), record).content.decode()

    assert f"two of its {words} have one id" in page
