"""What holds for every trace, and the two counts of interfaces."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.labs.engine.network import counter
from studyapp.labs.engine.network.fields import ACL_FIELDS, GROUP_FIELDS
from studyapp.labs.engine.network.model import document
from tests.labs.network.examples import RULES, by_chance, solved

SEEDS = range(400)


@pytest.fixture(scope="module")
def results():
    return [solved(**by_chance(seed)) for seed in SEEDS]


def test_only_the_last_hop_stops_and_then_nothing_follows(results):
    for result in results:
        request, reply = result.trace.request, result.trace.reply
        assert request
        assert all(hop.state != "stopped" for hop in request[:-1] + reply[:-1])
        assert not (request[-1].state == "stopped" and reply)


def test_every_hop_has_a_sentence_and_every_stop_a_place(results):
    from_all = {result.stop for result in results}
    for result in results:
        told = document(result)
        assert all(hop["text"].endswith(".") for hop in told["hops"] + told["reply"])
        assert told["reachable"] == (told["verdict"] == "yes")
        assert (told["stop"] == "none") == told["reachable"]
    assert len(from_all) >= 12


def test_a_reply_crosses_the_borders_of_the_request_in_reverse(results):
    """Each network ACL that let the request pass is asked again, from the other side."""
    other = {"acl-out": "acl-in", "acl-in": "acl-out"}
    for result in results:
        if result.trace.verdict != "yes":
            continue
        there = [(h.place, h.asked) for h in result.trace.request if h.asked in other]
        back = [(h.place, h.asked) for h in result.trace.reply if h.asked in other]
        assert back == [(place, other[asked]) for place, asked in reversed(there)]


@pytest.mark.parametrize("seed", range(0, 400, 4))
def test_opening_all_filters_only_helps(seed):
    state = by_chance(seed)
    everything = dict.fromkeys(GROUP_FIELDS, "all 0.0.0.0/0\nall ::/0")
    everything |= dict.fromkeys(ACL_FIELDS, "1 allow all 0.0.0.0/0\n2 allow all ::/0")
    opened = solved(**{**state, **everything})
    assert opened.stop not in ("group-out", "group-in", "acl-out", "acl-in", "reply-acl")
    if solved(**state).trace.verdict == "yes":
        assert opened.trace.verdict == "yes"


functions = st.lists(
    st.builds(
        counter.Attached,
        st.lists(st.sampled_from("abc"), min_size=1, unique=True).map(tuple),
        st.frozensets(st.sampled_from("123"), min_size=1),
    ),
    max_size=6,
).map(tuple)


@given(functions, st.integers(0, 5000), st.integers(128, 10240), st.integers(0, 200_000))
def test_the_counts_follow_their_definitions(given_functions, peak, memory, connections):
    numbers = {"peak": peak, "memory": memory, "connections": connections, "idle": 0}
    counted = counter.count(given_functions, numbers, "none", RULES)
    pairs = {(s, "".join(sorted(f.groups))) for f in given_functions for s in f.subnets}
    more = max(math.ceil(connections / RULES.interface_connections) - 1, 0) if pairs else 0
    assert counted.new == len(pairs) + more
    assert counted.old == math.ceil(peak * memory / (1024 * int(RULES.old_gb)))


@given(functions.filter(bool))
def test_detaching_gives_back_what_creating_made(given_functions):
    numbers = {"peak": 1, "memory": 128, "connections": 0, "idle": 14}
    created = counter.count(given_functions, numbers, "create", RULES).happening
    detached = counter.count(given_functions, numbers, "detach", RULES).happening
    assert created
    assert detached
    assert created.made == detached.deleted


@pytest.mark.parametrize(("days", "state"), [(13, "Active"), (14, "Inactive"), (365, "Inactive")])
def test_an_idle_function_keeps_its_interface_for_a_time(days, state):
    assert document(solved(event="idle", idle=str(days)))["event"]["state"] == state


def test_more_subnets_than_one_function_may_name_are_pointed_out():
    many = " ".join(f"s{n}" for n in range(17))
    assert document(solved(functions=f"a : 1\n{many} : 1"))["interfaces"]["too_many"] == [2]


@pytest.mark.parametrize(
    ("leaving", "entering", "verdict", "left"),
    [
        ("1024-40000", "50000-65535", "no", ()),
        ("1024-50000", "40000-65535", "sometimes", ((40000, 50000),)),
        ("1024-65535", "1024-65535", "yes", ((1024, 65535),)),
    ],
)
def test_a_port_has_to_pass_every_border(leaving, entering, verdict, left):
    """What one network ACL has left over is all that the next one is asked about."""
    rules = {"acl_b_out": leaving, "acl_a_in": entering}
    lines = {name: f"100 allow tcp {ports} 0.0.0.0/0" for name, ports in rules.items()}
    trace = solved(target="database", **lines).trace
    assert trace.verdict == verdict
    assert trace.reply[-1].ports == left


@pytest.mark.parametrize("place", ["private-a", "private-b"])
def test_a_name_leads_to_the_endpoint_of_the_own_zone(place):
    told = document(solved(base="endpoint", place=place))
    assert told["path"][-1] == f"host:endpoint-{place[-1]}"
    assert told["borders"] == 0
