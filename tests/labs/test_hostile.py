"""What nobody types on a page, but can send: it is refused or survived, in every lab."""

import base64
import json
import uuid
import zlib
from urllib.parse import urlencode

import pytest

from studyapp.labs.desk import Desk
from studyapp.labs.engine.network.lines import LineError, cidr
from studyapp.labs.models import LONGEST_STATE, Prediction, Reached
from studyapp.labs.permissions.packing import DICTIONARIES
from studyapp.labs.registry import LABS
from studyapp.lessons.models import Fact
from tests.factories import make_user
from tests.labs.ledger import everything

HALF = '"\\ud800"'  # one half of a character: JSON can write it, no page can show it


@pytest.fixture
def ledger(db):
    Fact.objects.bulk_create(Fact(**entry) for entry in everything())


def sent(ask, said, state="", client_id=None):
    given = client_id or uuid.uuid4()
    return {"state": state, "ask": ask, "said": said, "client_id": given}


def packed(plain):
    machine = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=DICTIONARIES["1"])
    raw = machine.compress(plain.encode()) + machine.flush()
    return "1" + base64.urlsafe_b64encode(raw).decode().rstrip("=")


class TestWhatIsStored:
    def test_a_page_that_somebody_else_sent_already_is_a_prediction_of_one_s_own(
        self, client, ledger
    ):
        same = sent("bill", "up")
        client.force_login(make_user("first@example.org"))
        client.post("/labs/cost/predict/", same)
        client.force_login(make_user("second@example.org"))
        for _ in range(2):
            response = client.post("/labs/cost/predict/", same)
            assert response.status_code == 302
        rows = Prediction.objects.order_by("at")
        assert [row.user.email for row in rows] == ["first@example.org", "second@example.org"]
        assert f"said={rows[1].client_id}" in response["Location"]
        page = client.get(response["Location"].partition("#")[0]).content.decode()
        assert "data-verdict" in page

    @pytest.mark.parametrize(("slug", "ask", "said"), [("cost", "bill", "up")])
    def test_without_facts_a_prediction_is_kept_and_not_marked(self, client, db, slug, ask, said):
        said = sent(ask, said)
        response = client.post(f"/labs/{slug}/predict/", said, headers={"HX-Request": "true"})
        assert response.status_code == 503
        assert Prediction.objects.get().right is None

    def test_without_facts_no_goal_is_reached(self, client, db):
        assert client.post("/labs/cost/goals/", {"state": ""}).status_code == 503
        assert not Reached.objects.exists()

    def test_a_state_too_long_to_be_carried_along_is_refused(self, client, ledger):
        link = "𓀀" * 1500 + "#gAAAAQ==;AACAPwAAAD8=;AAAAAAAAAAA="
        said = sent("bill", "up", f"work=fit&sample=own&points={link}")
        assert client.get(f"/labs/cost/?{said['state'].replace('#', '%23')}").status_code == 200
        said["state"] = said["state"].replace("#", "%23")
        assert len(said["state"]) < LONGEST_STATE
        for action in ("goals", "predict"):
            assert client.post(f"/labs/cost/{action}/", said).status_code == 400
        assert not Reached.objects.exists()
        assert not Prediction.objects.exists()


class TestSolving:
    puzzle = "env-p-overlap"

    def other_ask(self):
        desk = Desk(LABS["environments"], {"puzzle": self.puzzle})
        assert desk.is_valid
        return next(ask for ask in desk.lab.asks(desk.form) if ask.id != desk.ask.id)

    def test_at_its_start_a_puzzle_is_asked_and_nothing_else(self, client, ledger):
        said = sent(self.other_ask().id, "0", f"puzzle={self.puzzle}")
        assert client.post("/labs/environments/predict/", said).status_code == 422
        assert not Prediction.objects.exists()

    def test_what_is_no_answer_is_asked_again_and_nothing_else(self, client, ledger):
        headers = {"HX-Request": "true", "HX-Target": "result"}
        for ask in LABS["cost"].asks(LABS["cost"].form_class({})):
            said = sent(ask.id, "")
            page = client.post("/labs/cost/predict/", said, headers=headers).content.decode()
            assert f'name="ask" value="{ask.id}"' in page

    def test_a_prediction_at_another_state_does_not_solve_the_puzzle(self, client, ledger):
        state = f"puzzle={self.puzzle}&pattern=own&arrivals=0&fails="
        client.post("/labs/environments/predict/", sent("throttled", "0", state))
        row = Prediction.objects.get()
        assert row.right
        assert row.puzzle == ""
        assert "solved</span>" not in client.get("/labs/environments/").content.decode()

    def test_a_number_written_otherwise_is_no_move(self):
        form = LABS["environments"].form_class({"duration": "4.00", "gap": "030.0"})
        assert form.is_valid()
        assert form.changed() == {}


class TestTexts:
    def test_a_comma_is_no_function(self, client, ledger):
        assert client.get("/labs/environments/?look=0&others=%2C").status_code in (200, 422)

    @pytest.mark.parametrize(
        "body", [f'{{"a": {HALF}}}', f"{{{HALF}: 1}}", '{"a": 1e999}', '{"a": NaN}']
    )
    @pytest.mark.parametrize("source", ["sqs", "eventbridge"])
    def test_json_that_no_page_can_show_is_no_json(self, client, ledger, body, source):
        state = {"source": source, "body": body, "look": "1"}
        state["path"] = 'json.loads(event["Records"][0]["body"])["a"]'
        for look in "01":
            page = client.get(f"/labs/events/?{urlencode(state | {'look': look})}")
            assert page.status_code == (422 if source == "eventbridge" else 200)
        told = client.get(f"/labs/events/?{urlencode(state | {'format': 'json'})}").content
        assert not {b"Infinity", b": NaN,"} & {
            word for word in (b"Infinity", b": NaN,") if word in told
        }
        assert b"ud800" not in json.dumps(json.loads(told).get("result", {}).get("value")).encode()

    @pytest.mark.parametrize("name", ["keys", "identity", "caller"])
    def test_a_packed_state_with_half_a_character_is_torn(self, client, ledger, name):
        state = packed(f'{{"{name}": {HALF}}}')
        assert client.get(f"/labs/permissions/?s={state}").status_code == 422

    @pytest.mark.parametrize("where", ["Sid", "Action", "Resource"])
    def test_a_policy_with_half_a_character_is_refused(self, client, ledger, where):
        statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*", where: "\ud800"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        page = client.get(f"/labs/permissions/?{urlencode({'identity': policy, 'look': '1'})}")
        assert page.status_code == 422

    def test_opened_tabs_are_measured_before_they_are_read(self, monkeypatch):
        looked = []

        class Pattern:
            def fullmatch(self, text):
                looked.append(text)

        monkeypatch.setattr("studyapp.labs.telemetry.forms.SEEN", Pattern())
        form = LABS["telemetry"].form_class({"seen": "lmtx" * 1000})
        assert not form.is_valid()
        assert not looked

    def test_a_range_has_no_zone_of_its_own(self):
        with pytest.raises(LineError):
            cidr("fe80::%𓀀𓀀𓀀/64")


def answers(slug, state, ask):
    """The desk at this state, asked this, and which of some answers are right."""
    desk = Desk(LABS[slug], state | {"ask": ask})
    assert desk.is_valid
    return desk, lambda said: desk.lab.settle(desk.ask, desk.ask.said(said), desk.result).right


class TestWhatIsAsked:
    @pytest.mark.parametrize("state", [{"memory": "512", "needs": "600"}, {"memory": "10240"}])
    def test_each_question_with_choices_has_a_right_one(self, ledger, state):
        desk = Desk(LABS["cost"], {"work": "own", "cold": "1"} | state)
        assert desk.is_valid
        asks = desk.lab.asks(desk.form)
        assert {"bill", "time"}.isdisjoint(ask.id for ask in asks)
        for ask in asks:
            every = [desk.lab.settle(ask, one.id, desk.result).right for one in ask.choices or ()]
            assert any(every) or not every
            assert desk.lab.settle(ask, "1", desk.result).answer != "It cannot be told"

    def test_an_event_that_was_never_tried_leaves_nothing(self, ledger):
        state = {"arrivals": "0", "call": "async", "reserved": "0"}
        _, is_right = answers("environments", state, "files")
        assert is_right("0")
        assert not is_right("1")

    def test_bytes_may_begin_with_any_letter(self, ledger):
        path = 'base64.b64decode(event["Records"][0]["kinesis"]["data"])'
        state = {"source": "kinesis", "body": "bob", "path": path}
        _, is_right = answers("events", state, "value")
        for said in ("bob", "b'bob'", '"bob"'):
            assert is_right(said)
        assert not is_right("ob")


class TestSchedules:
    @pytest.mark.parametrize("moment", ["9999-12-31T23:59:59", "0001-01-01T00:00:00"])
    @pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland"])
    def test_a_date_at_the_end_of_the_calendar_is_refused(self, client, ledger, moment, zone):
        state = {"tab": "schedules", "service": "scheduler", "zone": zone, "look": "1"}
        page = client.get(f"/labs/events/?{urlencode(state | {'expression': f'at({moment})'})}")
        assert page.status_code == 200
        assert "Refused" in page.content.decode()

    @pytest.mark.parametrize(
        "expression",
        [
            *("rate(5)", "rate(0 days)", "rate(2 year)", "at(soon)", "cron(0 9", "cron()"),
            *("daily(1)", "cron(60 9 * * ? *)", "cron(0 9 * * * *)", "cron(0 9 * * ? 1066)"),
            "cron(0 9 * * ? *)",
        ],
    )
    def test_one_of_the_verdicts_to_choose_from_is_right(self, ledger, expression):
        state = {"tab": "schedules", "service": "scheduler", "expression": expression}
        desk = Desk(LABS["events"], state | {"ask": "verdict"})
        assert desk.is_valid
        verdicts = [desk.lab.settle(desk.ask, one.id, desk.result) for one in desk.ask.choices]
        assert sum(one.right for one in verdicts) == 1
