"""What every lab does alike: predict first, store before telling, keep goals, speak to scripts."""

import re
import uuid
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils.html import escape

from studyapp.labs.base import Ask
from studyapp.labs.cost.asks import BILL
from studyapp.labs.cost.forms import CostForm
from studyapp.labs.engine.numbers import Numbers
from studyapp.labs.models import Prediction, Reached
from studyapp.labs.registry import LABS
from studyapp.lessons.models import Fact
from tests.factories import make_user
from tests.labs.ledger import everything, numbers

HTMX = {"HX-Request": "true", "HX-Target": "result"}
SLUGS = sorted(LABS)


@pytest.fixture
def ledger(db):
    Fact.objects.bulk_create(Fact(**entry) for entry in everything())


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(text))


def asked(client, slug, query="look=0"):
    return client.get(f"/labs/{slug}/?{query}&format=json").json()["ask"]


def an_answer(ask):
    return ask["choices"][0]["id"] if ask["choices"] else "1"


def predict(client, slug, said=None, state="", **more):
    ask = asked(client, slug, f"{state}&look=0")
    sent = {"state": state, "ask": ask["id"], "client_id": uuid.uuid4()}
    sent["said"] = an_answer(ask) if said is None else said
    return client.post(f"/labs/{slug}/predict/", sent | more.pop("data", {}), **more)


@pytest.mark.parametrize("slug", SLUGS)
class TestEveryLab:
    def test_before_the_prediction_nothing_of_the_answer_is_told(self, client, ledger, slug):
        for headers in ({}, HTMX):
            response = client.get(f"/labs/{slug}/?look=0", headers=headers)
            html = response.content.decode()
            assert response.status_code == 200
            assert "Predict first" in html
            assert "data-announce" not in html
            assert "lab-goals" not in html
        told = client.get(f"/labs/{slug}/?look=0&format=json").json()
        assert not {"result", "summary", "goals"} & set(told)

    def test_a_prediction_is_stored_and_led_to_its_answer(self, client, ledger, slug):
        response = predict(client, slug)
        row = Prediction.objects.get()
        assert response.status_code == 302
        assert f"said={row.client_id}" in response["Location"]
        assert row.right is not None
        page = client.get(response["Location"].partition("#")[0])
        assert page.status_code == 200
        assert ("✓ As you predicted" if row.right else "✕ Not as you predicted") in words(page)

    def test_sent_twice_it_is_one_prediction(self, client, ledger, slug):
        same = {"client_id": uuid.uuid4()}
        predict(client, slug, data=same)
        predict(client, slug, data=same)
        assert Prediction.objects.count() == 1

    def test_a_script_gets_the_same_as_the_page(self, client, ledger, slug):
        told = client.get(f"/labs/{slug}/?look=1", headers={"Accept": "application/json"}).json()
        assert set(told["goals"]) == {goal.id for goal in LABS[slug].goals}
        assert len(told["goals"]) == 3
        assert unescape(told["summary"]) in unescape(
            client.get(f"/labs/{slug}/?look=1").content.decode()
        )

    def test_what_is_no_answer_is_refused_at_its_place_and_nothing_is_stored(
        self, client, ledger, slug
    ):
        response = predict(client, slug, said="", headers=HTMX)
        assert response.status_code == 422
        assert "Say first what you expect." in words(response)
        assert not Prediction.objects.exists()

    def test_the_page_asks_the_database_the_same_at_any_state(
        self, as_learner, ledger, slug, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(6):
            as_learner.get(f"/labs/{slug}/?look=1")

    def test_it_stands_on_the_index_and_has_no_inline_script_or_style(self, client, ledger, slug):
        assert reverse(f"labs:{slug}") in client.get("/labs/").content.decode()
        for look in "01":
            html = client.get(f"/labs/{slug}/?look={look}").content.decode()
            assert " style=" not in html
            assert not re.search(r"<script(?![^>]* src=)", html)

    def test_inside_a_lesson_it_comes_as_a_part(self, client, ledger, slug):
        html = client.get(f"/labs/{slug}/?embedded=1", headers={"HX-Request": "true"}).content
        assert b"<html" not in html
        assert b'id="lab"' in html

    def test_inside_a_lesson_the_address_stays_that_of_the_lesson(self, client, ledger, slug):
        html = client.get(f"/labs/{slug}/?embedded=1&look=0", headers=HTMX).content.decode()
        links = re.findall(r'hx-(?:get|post)="(/labs/[^"]*(?:look|predict)[^"]*)"', html)
        assert links
        assert all("embedded=1" in link for link in links)
        ask = asked(client, slug)
        sent = {"ask": ask["id"], "said": an_answer(ask), "client_id": uuid.uuid4()}
        told = client.post(f"/labs/{slug}/predict/?embedded=1", sent, headers=HTMX)
        assert told.status_code == 200
        assert "HX-Push-Url" not in told

    def test_every_chip_leads_to_a_fact(self, client, ledger, slug):
        html = client.get(f"/labs/{slug}/?look=1").content.decode()
        keys = set(re.findall(r'class="fact" href="/facts/([^/"]+)/"', html))
        assert Fact.objects.filter(pk__in=keys).count() == len(keys) > 0


def test_another_s_prediction_is_not_shown(client, ledger, as_learner):
    theirs = predict(client, "cost")["Location"].partition("#")[0]
    assert "predicted" not in words(as_learner.get(theirs))


def test_a_prediction_for_another_state_is_not_shown_there(client, ledger):
    said = Prediction.objects.get(client_id=predict(client, "cost")["Location"][-43:-7])
    assert "predicted" not in words(client.get(f"/labs/cost/?memory=512&said={said.client_id}"))


def test_htmx_gets_the_answer_and_an_address_for_it(client, ledger):
    response = predict(client, "cost", state="memory=512", headers=HTMX)
    assert response["HX-Push-Url"].startswith("/labs/cost/?memory=512&look=1&said=")
    assert "<html" not in response.content.decode()
    assert "data-focus" in response.content.decode()


def test_inside_a_lesson_the_address_stays_the_lesson_s(client, ledger):
    inside = HTMX | {"HX-Current-URL": "http://testserver/learn/memory-and-cost/"}
    own = HTMX | {"HX-Current-URL": "http://testserver/labs/cost/?memory=128"}

    response = predict(client, "cost", state="memory=512", headers=inside)
    assert "HX-Push-Url" not in response
    assert "lab-goals" not in response.content.decode()
    assert "HX-Replace-Url" not in client.get("/labs/cost/?memory=512", headers=inside)
    assert "HX-Replace-Url" in client.get("/labs/cost/?memory=512", headers=own)


def test_a_goal_that_is_reached_is_kept_once(client, ledger):
    page = client.get("/labs/cost/?memory=1769")
    assert "Keep what you reached" in words(page)
    for _ in range(2):
        client.post("/labs/cost/goals/", {"state": "memory=1769"})
    assert list(Reached.objects.values_list("goal", "state")) == [("free-speed", "memory=1769")]
    again = words(client.get("/labs/cost/?memory=1769"))
    assert "Keep what you reached" not in again
    assert "Reached here, kept" in again
    assert "Reached before" in words(client.get("/labs/cost/?memory=512"))


@pytest.mark.parametrize("slug", SLUGS)
def test_under_the_model_stands_what_it_assumes(client, ledger, slug):
    page = client.get(f"/labs/{slug}/").content.decode()
    for assumed in LABS[slug].assumes:
        assert escape(assumed) in page.partition("What it assumes")[2]
    assert page.count("What it assumes") == bool(LABS[slug].assumes)
    assert LABS[slug].assumes
    assert "Assum" not in page.partition('class="lab-limits"')[2]


def test_a_puzzle_that_wants_a_change_says_how_it_stands_and_what_is_next(client, ledger):
    def told(change):
        page = client.get(f"/labs/cost/?puzzle=cost-just-in-time{change}", headers=HTMX)
        html = page.content.decode()
        now = html.partition('id="lab-now"')[2].partition("</p>")[0]
        return re.search(r'data-announce="([^"]+)"', html)[1], now, html

    for change, standing in (
        ("", "Change something to solve it."),
        ("&memory=1500", "Not solved yet: 1 change of 1."),
        ("&memory=1593", "Solved in 1 change."),
    ):
        said, now, html = told(change)
        assert said.startswith(standing)
        assert standing in now
    following = re.search(r"puzzle=([\w-]+)\">Next puzzle", html)[1]
    assert following != "cost-just-in-time"
    assert "Next puzzle" not in words(client.get("/labs/cost/?look=1"))


def test_a_state_that_the_lab_refuses_is_refused_when_it_is_sent(client, ledger):
    assert client.post("/labs/cost/goals/", {"state": "memory=7"}).status_code == 400
    sent = {"state": "memory=7", "said": "up", "client_id": uuid.uuid4()}
    assert client.post("/labs/cost/predict/", sent).status_code == 422
    assert client.post("/labs/cost/predict/", sent | {"client_id": "x"}).status_code == 400
    assert not Prediction.objects.exists()


def test_without_facts_the_page_says_what_to_do(client, db):
    response = client.get("/labs/cost/")
    assert response.status_code == 503
    assert "import_content" in words(response)


def test_an_instructor_makes_a_question_of_a_state(client, ledger):
    author = make_user("author@example.org", is_staff=True)
    author.user_permissions.add(*Permission.objects.filter(codename__endswith="_question"))
    client.force_login(author)
    page = client.get("/labs/cost/?memory=512&look=1").content.decode()
    address = unescape(re.search(r'href="(/admin/quizzes/question/add/[^"]+)"', page)[1])

    form = client.get(address).context["adminform"].form
    assert form["lab"].value() == "/labs/cost/?memory=512&look=0"
    assert form["kind"].value() == "single"
    assert form["stem"].value().startswith("Twice this memory")
    options = form["options"].value()
    assert [row["text"] for row in options] == ["It grows", "It stays", "It falls"]
    assert [row["correct"] for row in options] == [False, True, False]


def test_a_learner_is_not_led_to_the_editor(as_learner, ledger):
    assert "/admin/" not in as_learner.get("/labs/cost/?look=1").content.decode()


def test_another_question_stays_asked_after_a_change(client, ledger):
    response = client.get("/labs/cost/?memory=512&look=0&ask=time", headers=HTMX)
    assert response["HX-Replace-Url"] == "/labs/cost/?memory=512&look=0&ask=time"


def test_more_than_can_be_kept_is_refused_like_what_is_no_answer(client, ledger):
    ticked = [f"2026-11-{day:02}" for day in range(1, 29)] * 2
    ask = asked(client, "events", "tab=schedules&look=0")
    sent = {"state": "tab=schedules", "ask": ask["id"], "said": ticked, "client_id": uuid.uuid4()}
    response = client.post("/labs/events/predict/", sent)
    assert response.status_code == 422
    assert "Say first what you expect." in words(response)


def test_a_number_is_read_as_in_every_other_field():
    ask = Ask("n", "How many?")
    assert [ask.said(text) for text in ("1,769", " 7 ", "1,5", "2.5", "-1", "٣")] == [
        *("1769", "7", None, None, None, None)
    ]


def test_where_the_model_has_no_answer_nobody_is_wrong():
    killed = CostForm({"memory": "128", "needs": "700"})
    assert killed.is_valid()
    result = LABS["cost"].solve(killed, Numbers(numbers()))
    verdict = LABS["cost"].settle(BILL, "same", result)
    assert verdict.right is None
