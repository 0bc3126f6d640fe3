"""The page of the environments lab: what it refuses, asks, marks and draws."""

import pytest

from studyapp.charts import LETTER
from studyapp.labs.engine.numbers import Numbers
from studyapp.labs.environments.lanes import has_lanes
from studyapp.labs.registry import LABS
from tests.labs.environments.numbers import NUMBERS

LAB = LABS["environments"]


def form_of(**state):
    form = LAB.form_class(state)
    assert form.is_valid(), form.errors
    return form


def found(**state):
    return LAB.solve(form_of(**state), Numbers(NUMBERS))


def shown(**state):
    form = form_of(**state)
    return LAB.show(form, LAB.solve(form, Numbers(NUMBERS)), {})


@pytest.mark.parametrize(
    ("state", "field", "part"),
    [
        ({"arrivals": "soon"}, "arrivals", "cannot be read"),
        ({"arrivals": ""}, "arrivals", "Enter from 1 to 10,000 requests"),
        ({"pattern": "steady", "rate": "20000", "span": "1"}, "span", "at most 10,000"),
        ({"pattern": "burst", "count": "5001"}, "count", "from 1 to 5,000"),
        ({"call": "async", "arrivals": "301@0"}, "arrivals", "300 asynchronous events"),
        ({"others": "yours 1@0"}, "others", "your own function"),
        ({"others": "blue R=950 1@0"}, "others", "have to stay unreserved"),
        ({"others": "blue R=1 P=2 1@0"}, "others", "at most as much as is reserved"),
        ({"provisioned": "901"}, "provisioned", "have to stay unreserved"),
        ({"reserved": "5", "provisioned": "6"}, "provisioned", "at most as much as is reserved"),
        ({"limit": "9000", "others": "a P=4000 1\nb P=2000 1"}, "others", "At most 5,000"),
        ({"fails": "some"}, "fails", "write numbers"),
        ({"duration": "0"}, "duration", "at least 0.001"),
        ({"reserved": "-1"}, "reserved", "whole number"),
        ({"arrivals": "1 " * 200}, "arrivals", "at most 300 characters"),
    ],
)
def test_what_is_refused_is_said_at_its_field(state, field, part):
    form = LAB.form_class(state)
    assert not form.is_valid()
    assert part in " ".join(form.errors[field])


def test_a_field_of_another_pattern_refuses_nothing_and_is_no_part_of_the_address():
    form = form_of(pattern="steady", rate="2", arrivals="nonsense", seed="x")
    assert form.query() == "pattern=steady&rate=2"


def test_a_textarea_sends_its_lines_as_a_file_has_them():
    form = form_of(others="blue R=400 1@0\r\n\r\n others 2@0 \r\n")
    assert form.state() == {"others": "blue R=400 1@0\nothers 2@0"}


@pytest.mark.parametrize(
    ("ask", "said", "right"),
    [
        ("environments", "6", True),
        ("environments", "10", False),
        ("throttled", "0", True),
        ("reason", "none", True),
        ("reason", "ConcurrentInvocationLimitExceeded", False),
        ("serves", " d ", True),
        ("serves", "A", False),
        ("globals", "2", True),
        ("files", "2", True),
        ("peak", "6", True),
    ],
)
def test_a_prediction_is_marked_with_its_reason(ask, said, right):
    form = form_of()
    verdict = LAB.settle(LAB.ask(form, ask), said, found())
    assert verdict.right is right
    assert verdict.answer
    assert verdict.why


def test_what_the_pool_refused_is_explained_by_the_pool():
    state = {"arrivals": "250@0", "others": "big R=800 50@0"}
    verdict = LAB.settle(LAB.ask(form_of(**state), "throttled"), "50", found(**state))
    assert verdict.right
    assert "= 200 for all that runs on demand" in verdict.why
    assert "50 tries found it in use" in verdict.why


def test_every_question_at_any_state_can_be_marked():
    states = [
        {},
        {"call": "async", "reserved": "0"},
        {"provisioned": "2"},
        {"arrivals": "40@0", "reserved": "2"},
        {"arrivals": "3@0", "reserved": "1", "call": "async", "fails": "all"},
    ]
    for state in states:
        form, result = form_of(**state), found(**state)
        for ask in LAB.asks(form):
            said = ask.choices[0].id if ask.choices else "1"
            verdict = LAB.settle(ask, said, result)
            assert verdict.answer, (state, ask.id)
            assert verdict.why, (state, ask.id)


def test_one_request_is_asked_about_only_among_few():
    few = {ask.id for ask in LAB.asks(form_of(arrivals="26@0"))}
    many = {ask.id for ask in LAB.asks(form_of(arrivals="27@0"))}
    assert few - many == {"serves", "globals", "files"}
    assert form_of(arrivals="9@0", about="4").number == 4


def test_forty_lanes_are_drawn_and_no_more():
    assert has_lanes(found(arrivals="40@0").result)
    assert not has_lanes(found(arrivals="41@0").result)
    assert has_lanes(found(pattern="trickle", count="300", gap="10").result)
    assert not has_lanes(found(pattern="trickle", count="301", gap="10").result)


def test_the_picture_and_its_twins_tell_the_same():
    page = shown(arrivals="12@0", reserved="10")
    wide, narrow = page["pictures"]
    for picture in (wide, narrow):
        assert [lane.name for lane in picture.below.lanes] == list("ABCDEFGHIJ")
        assert [label.text for label in picture.refused] == ["2 throttled"]
        assert [label.text for label in picture.limits] == ["reserved 10"]
    assert len(page["rows"]) == 12
    assert "2 tries are throttled" in page["reading"]
    assert page["summary"].startswith("12 requests: 10 cold starts")


@pytest.mark.parametrize("arrivals", ["12@0", "300@0", "60@0,10@9"])
def test_nothing_is_drawn_outside_the_picture(arrivals):
    for picture in shown(arrivals=arrivals, reserved="50", timeout="3")["pictures"]:
        bars = [bar for lane in picture.below.lanes for bar in lane.bars]
        for bar in [*bars, *picture.below.columns]:
            assert 0 <= float(bar.x) <= float(bar.x) + float(bar.width) <= picture.width
        for point in picture.line.split():
            x, y = map(float, point.split(","))
            assert float(picture.left) - 0.1 <= x <= float(picture.right) + 0.1
            assert 0 <= y <= picture.height


@pytest.mark.parametrize("count", [900, 3000])
def test_no_label_of_the_step_line_is_cut_at_the_left_edge(count):
    for picture in shown(arrivals=f"{count}@0", limit="10000")["pictures"]:
        for tick in picture.y_ticks:
            assert float(tick.x) - LETTER * len(tick.text) >= 0


def test_goals_are_reached_by_what_they_ask_for():
    states = {
        "no-cold": {"provisioned": "6"},
        "capped": {"reserved": "2"},
        "kept": {"arrivals": "0, 40, 80", "fails": "2", "how": "timeout"},
    }
    for goal in LAB.goals:
        assert not goal.reached(LAB.document(found()))
        assert goal.reached(LAB.document(found(**states[goal.id]))), goal.id
