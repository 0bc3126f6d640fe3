"""The network lab on its page: the form, the picture, the prediction, the goals."""

import re
import uuid
from html import unescape

import pytest

from studyapp.labs.engine.network.fields import BASES, DEFAULTS
from studyapp.labs.models import Prediction
from studyapp.labs.network import drawing, page
from studyapp.labs.network.forms import NetworkForm
from studyapp.labs.network.words import CHOICES, LABELS, SHEETS
from studyapp.labs.registry import LABS
from studyapp.lessons.models import Fact
from tests.labs.ledger import everything
from tests.labs.network.examples import by_chance, solved

LAB = LABS["network"]


@pytest.fixture
def ledger(db):
    Fact.objects.bulk_create(Fact(**entry) for entry in everything())


def words(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def told(client, query):
    return client.get(f"/labs/network/?look=1&format=json&{query}").json()


class TestTheForm:
    def test_every_field_stands_in_one_sheet_and_has_a_label(self):
        shown = [name for _, _, names in SHEETS for name in names]
        assert sorted([*shown, "base"]) == sorted(DEFAULTS)
        assert set(NetworkForm({}).fields) == set(DEFAULTS) == set(LABELS)
        assert set(CHOICES["base"]) == set(BASES)

    def test_line_ends_and_spaces_make_no_other_state(self):
        form = NetworkForm({"acl_a_in": "  100   allow all 0.0.0.0/0 \r\n\r\n"})
        assert form.is_valid()
        assert form.state() == {}

    def test_an_empty_rule_table_is_a_state_of_its_own(self):
        form = NetworkForm({"function_out": ""})
        assert form.is_valid()
        assert form.query() == "function_out="

    def test_the_network_to_start_from_fills_in_what_the_address_leaves_out(self):
        form = NetworkForm({"base": "peering", "peer_back": "off"})
        assert form.is_valid()
        assert form.state() == {"base": "peering", "peer_back": "off"}
        assert form.cleaned_data["peering"] == "active"

    def test_in_a_puzzle_only_changes_count_and_the_start_cannot_be_swapped(self):
        start = {"base": "endpoint", "endpoint_sg": "tcp 443 10.0.2.0/24"}
        form = NetworkForm({"base": "nat", "endpoint_sg": "tcp 443 sg-function"}, start)
        assert form.is_valid()
        assert form.state() == {"endpoint_sg": "tcp 443 sg-function"}
        assert form.cleaned_data["endpoint"] == "secrets"

    @pytest.mark.parametrize(
        ("state", "field"),
        [
            ({"target": "own", "address": ""}, "address"),
            ({"caller": "instance", "place": "none"}, "place"),
            ({"base": "moon"}, "base"),
            ({"functions": "a" * 5000}, "functions"),
            ({"acl_a_in": "1" * 5000}, "acl_a_in"),
            ({"client_port": "99999"}, "client_port"),
            ({"address": "1" * 50}, "address"),
            ({"peak": "1e9"}, "peak"),
        ],
    )
    def test_what_is_out_of_bounds_is_refused_at_its_field(self, state, field):
        form = NetworkForm(state)
        assert not form.is_valid()
        assert set(form.errors) == {field}


class TestThePicture:
    @pytest.mark.parametrize("frame", [drawing.WIDE, drawing.NARROW], ids=lambda one: one.name)
    def test_everything_lies_within_the_frame(self, frame):
        for seed in range(150):
            drawn = drawing.draw(solved(**by_chance(seed)), frame)
            dots = [*drawn.dots, *([drawn.ghost] if drawn.ghost else [])]
            assert all(11 <= float(dot.x) <= drawn.width - 11 for dot in dots)
            assert all(11 <= float(dot.y) <= drawn.height - 11 for dot in dots)

    def test_each_hop_has_one_dot_and_the_stop_is_followed_by_what_is_not_reached(self):
        for seed in range(150):
            result = solved(**by_chance(seed))
            trace, drawn = result.trace, drawing.draw(result, drawing.WIDE)
            states = [dot.state for dot in drawn.dots if dot.state != "home"]
            assert states == [hop.state for hop in trace.request + trace.reply]
            assert bool(drawn.ghost) == bool(trace.stop)

    @pytest.mark.parametrize(
        ("state", "lane"),
        [
            ({"target": "database", "function_out": ""}, "private-b"),
            ({"target": "internet", "function_out": ""}, "outside"),
            ({"target": "peer", "function_out": ""}, "peer"),
            ({"target": "nat"}, "public-a"),
            ({"target": "database", "acl_a_in": ""}, "private-a"),  # the reply, on its way home
        ],
    )
    def test_what_is_not_reached_is_drawn_in_its_lane(self, state, lane):
        drawn = drawing.draw(solved(**state), drawing.WIDE)
        box = drawn.lanes[drawing.LANES.index(lane)]
        assert drawn.ghost
        assert float(box.y) < float(drawn.ghost.y) < float(box.y) + float(box.height)

    def test_it_has_a_title_a_sentence_and_a_table(self, client, ledger):
        html = client.get("/labs/network/?look=1").content.decode()
        assert html.count('role="img"') == 2
        summary = told(client, "")["summary"]
        assert html.count(summary) >= 4  # said aloud, in both drawings and under them
        assert "Every hop as a table" in html
        assert len(re.findall(r'<th scope="row">R?\d+</th>', html)) == 14


class TestThePrediction:
    def predict(self, client, ask, said, state=""):
        sent = {"state": state, "ask": ask, "said": said, "client_id": uuid.uuid4()}
        client.post("/labs/network/predict/", sent)
        return Prediction.objects.latest("pk").right

    @pytest.mark.parametrize(
        ("ask", "said", "state", "right"),
        [
            ("verdict", "yes", "", True),
            ("verdict", "no", "", False),
            ("verdict", "no", "place=public-a", True),
            ("stop", "igw", "place=public-a", True),
            ("stop", "route", "place=public-a", False),
            ("stop", "before", "attach=quota", True),
            ("interfaces", "4", "", True),
            ("interfaces", "500", "", False),
        ],
    )
    def test_it_is_marked(self, client, ledger, ask, said, state, right):
        assert self.predict(client, ask, said, state) is right

    def test_every_outcome_is_among_the_answers(self):
        """No prediction could be right where the lab ends in a place it does not offer."""
        for seed in range(300):
            result = solved(**by_chance(seed))
            form = NetworkForm({})
            form.is_valid()
            for ask in LAB.asks(form)[:2]:
                right = [one.id for one in ask.choices if LAB.settle(ask, one.id, result).right]
                assert len(right) == 1


class TestTheGoals:
    @pytest.mark.parametrize(
        ("query", "goal"),
        [
            ("base=regional", "regional"),
            ("acl_a_in=", "reply-only"),
            ("base=endpoint", "private-service"),
        ],
    )
    def test_each_can_be_reached_and_is_not_at_the_start(self, client, ledger, query, goal):
        assert not any(told(client, "")["goals"].values())
        assert told(client, query)["goals"][goal]


def test_the_sentence_names_who_calls_what():
    assert page.summary(solved(target="own", address="8.8.8.8")).startswith(
        "Reachable: the function reaches 8.8.8.8, and the reply comes back"
    )
    assert "the request ends here: Internet gateway." in page.summary(solved(place="public-a"))
    assert "the reply ends here: Network ACL of private-a." in page.summary(solved(acl_a_in=""))


def test_an_event_is_told_beside_the_counter(client, ledger):
    shown = words(client.get("/labs/network/?look=1&event=idle"))
    assert "Inactive . An invocation now fails. New interfaces: 0" in shown


def test_a_long_list_of_interfaces_is_cut(client, ledger):
    many = "+".join("abcdefghijklmnopqrstuvwxyz"[:16])
    query = f"look=1&functions={many}+:+1%0A{many}+:+2"
    assert "and 8 more" in words(client.get(f"/labs/network/?{query}"))


@pytest.mark.parametrize(
    ("query", "verdict"), [("", "Reachable"), ("place=public-a", "Not reachable")]
)
def test_the_page_says_the_verdict_once(client, ledger, query, verdict):
    """Beside it only the one sentence: said aloud, of the picture, at the foot of a phone."""
    html = client.get(
        f"/labs/network/?look=1&{query}", headers={"HX-Request": "true"}
    ).content.decode()
    result = html.partition('<section id="result"')[2].partition('id="lab-now"')[0]
    result = result.partition(">")[2]
    seen = re.sub("<desc.*?</desc>", "", result)
    assert seen.count(verdict) == 1
    assert re.search(r"Of \d+ checks \d+ passed", result)
