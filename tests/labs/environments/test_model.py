"""The model at sizes that no scenario file holds, its rules, and what may never happen."""

from decimal import Decimal

import pytest
from botocore.session import get_session
from hypothesis import given
from hypothesis import strategies as st

from studyapp.labs.engine.environments.arrivals import (
    MOST,
    Unreadable,
    neighbours,
    poisson,
    steady,
    written,
)
from studyapp.labs.engine.environments.document import document
from studyapp.labs.engine.environments.figures import count, per_second
from studyapp.labs.engine.environments.model import REASONS, Function, Outcome, Setup
from studyapp.labs.engine.environments.rules import HOUR, SECOND, UNRESERVED
from studyapp.labs.engine.environments.simulate import simulate
from tests.labs.environments.numbers import RULES


def run(arrivals, *others, limit=1000, reserved=None, provisioned=0, **behaviour):
    own = Function("yours", tuple(arrivals), reserved, provisioned)
    seconds = {"duration": 4, "init": 0, "timeout": 900, "idle": 600}
    seconds |= {key: behaviour.pop(key) for key in set(seconds) & set(behaviour)}
    times = {key: round(value * SECOND) for key, value in seconds.items()}
    return simulate(Setup((own, *others), limit, **times, **behaviour), RULES)


def test_the_reasons_are_those_of_the_api():
    api = get_session().get_service_model("lambda").shape_for("ThrottleReason").enum
    assert set(REASONS) <= set(api)
    assert len(REASONS) == 4


def test_what_the_form_leaves_unreserved_is_what_the_ledger_says():
    assert RULES.unreserved == UNRESERVED


@pytest.mark.parametrize(("limit", "served"), [(1000, [10_000, 10_000]), (2000, [20_000, 20_000])])
def test_twenty_thousand_a_second_of_fifty_milliseconds(limit, served):
    result = run(steady(Decimal(20_000), Decimal(2)), limit=limit, duration=0.05)
    assert per_second(result) == served
    assert count(result).total.peak == 1000


def test_an_idle_environment_is_no_way_around_the_cap_of_the_account():
    # 200 idle environments of one function, while the other keeps 900 of 1,000 units busy.
    other = Function("batch", (10 * SECOND,) * 900)
    result = run([0] * 200 + [11 * SECOND] * 200, other, duration=5)
    shares = {share.name: share for share in count(result).shares}
    assert shares["yours"].throttled == 100
    assert shares["yours"].environments == 200


def test_the_units_of_a_reservation_are_not_counted_in_the_pool():
    other = Function("blue", (0,) * 400, reserved=400)
    assert count(run([0] * 600, other)).throttled == 0
    assert count(run([0] * 601, other)).throttled == 1


def test_an_event_that_grows_too_old_goes_to_the_failure_target():
    result = run([0, 0], reserved=1, duration=900, waits=False, all_fail=Outcome.ERROR)
    assert document(result)["dead"] == 2
    stuck = run([0] * 60, reserved=1, duration=900, waits=False)
    assert max(one.done for one in stuck.requests) <= 6 * HOUR + 900 * SECOND
    assert {one.end.value for one in stuck.requests} == {"served", "aged"}


def test_a_crash_restarts_the_runtime_and_an_error_does_not():
    calls = {}
    for outcome in (Outcome.ERROR, Outcome.TIMEOUT, Outcome.CRASH):
        result = run([0, 1000 * SECOND, 2000 * SECOND], idle=5000, fails={2: outcome})
        calls[outcome] = [(one.globals, one.files) for one in result.runs]
    assert calls[Outcome.ERROR] == [(1, 1), (2, 2), (3, 3)]
    assert calls[Outcome.TIMEOUT] == calls[Outcome.CRASH] == [(1, 1), (2, 2), (1, 3)]


def test_a_provisioned_environment_is_never_cold_nor_reclaimed():
    result = run([0, 5000 * SECOND], provisioned=1, init=3, idle=10)
    assert [one.cold for one in result.runs] == [False, False]
    assert [one.name for one in result.environments] == ["P1"]
    assert result.environments[0].gone is None


def test_the_seed_decides_and_the_rate_is_kept():
    assert poisson(50, 100, 7) == poisson(50, 100, 7) != poisson(50, 100, 8)
    assert abs(len(poisson(50, 100, 7)) - 5000) < 3 * 5000**0.5
    assert len(poisson(20_000, 86_400, 1)) <= MOST + 1


@pytest.mark.parametrize(
    "text",
    ["x", "3,5.1234", "@3", "5@", "10/s", "9/s@0", "1e9", "٣", "99999@0", "20000/s@0-9", "1@99999"],
)
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(Unreadable):
        written(text)


@pytest.mark.parametrize(
    "text", ["Blue 1@0", "1@0", "a x", "a 1\na 2", "a 1\nb 1\nc 1\nd 1\ne 1", "a R=x 1"]
)
def test_a_line_about_another_function_that_cannot_be_read_is_refused(text):
    with pytest.raises(Unreadable):
        neighbours(text)


TIMES = st.lists(st.integers(0, 60 * SECOND), min_size=1, max_size=60).map(sorted)


@given(
    TIMES,
    TIMES,
    st.one_of(st.none(), st.integers(0, 8)),
    st.integers(0, 4),
    st.floats(0.01, 9),
    st.floats(0, 14),
    st.booleans(),
    st.booleans(),
)
def test_what_holds_at_any_setting(own, others, reserved, provisioned, duration, init, wait, first):
    if reserved is not None:
        provisioned = min(provisioned, reserved)
    result = run(
        own,
        Function("blue", tuple(others)),
        limit=12,
        reserved=reserved,
        provisioned=provisioned,
        duration=duration,
        init=init,
        waits=wait,
        earliest_first=first,
    )
    figures = count(result)
    assert len(result.requests) == len(own) + len(others)
    assert figures.served + figures.failed + figures.dead <= figures.requests
    assert figures.cold == figures.environments
    assert figures.total.peak <= 12
    assert figures.shares[0].peak <= (12 if reserved is None else reserved)
    assert figures.total.points[-1][1] == 0
    lanes = {}
    for one in result.runs:
        if one.environment >= 0:
            assert lanes.get(one.environment, 0) <= one.start, "one request at a time"
            lanes[one.environment] = one.end
