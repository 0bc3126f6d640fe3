"""ACL, group and route against slow readings of the same rules, one port or route at a time."""

from ipaddress import ip_address, ip_network

from hypothesis import given
from hypothesis import strategies as st

from studyapp.labs.engine.network import deciding
from studyapp.labs.engine.network.building import build
from studyapp.labs.engine.network.fields import complete
from studyapp.labs.engine.network.parts import AclRule
from tests.labs.network.examples import RULES

RANGES = ["0.0.0.0/0", "10.0.0.0/16", "10.0.1.0/24", "198.51.100.0/24"]
spans = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: tuple(sorted(pair)))
acls = st.lists(
    st.builds(
        AclRule,
        st.integers(1, 30),
        st.booleans(),
        st.sampled_from(["tcp", "udp", "all"]),
        spans,
        st.sampled_from(RANGES).map(ip_network),
    ),
    max_size=6,
    unique_by=lambda rule: rule.number,
)


def slowly(rules, address, port):
    for rule in sorted(rules, key=lambda one: one.number):
        fits = rule.protocol in ("all", "tcp") and address in rule.cidr
        if fits and rule.ports[0] <= port <= rule.ports[1]:
            return rule.allow
    return False


@given(acls, st.sampled_from(["10.0.1.5", "10.0.9.9", "198.51.100.7"]), spans)
def test_an_acl_passes_the_ports_that_each_pass_alone(rules, far, asked):
    address = ip_address(far)
    ruling = deciding.ask_acl(rules, "tcp", address, (asked,))
    passed = {port for low, high in ruling.passed for port in range(low, high + 1)}
    wanted = range(asked[0], asked[1] + 1)
    assert passed == {port for port in wanted if slowly(rules, address, port)}
    assert ruling.partly == (0 < len(passed) < len(wanted))


@given(st.lists(spans, max_size=4), spans)
def test_cutting_loses_and_adds_no_port(given_spans, by):
    inside, outside = deciding.cut(given_spans, by)
    count = sum(high - low + 1 for low, high in given_spans)
    assert sum(high - low + 1 for low, high in inside + outside) == count
    assert all(by[0] <= low <= high <= by[1] for low, high in inside)


ROUTES = st.lists(
    st.tuples(
        st.sampled_from(["172.0.0.0/8", "172.31.0.0/16", "172.31.4.0/24", "0.0.0.0/1"]),
        st.sampled_from(["igw", "nat", "vgw", "vgw propagated"]),
    ),
    max_size=5,
    unique_by=lambda pair: (pair[0], "propagated" in pair[1]),
)


@given(ROUTES, st.sampled_from(["172.31.4.4", "172.31.9.9", "172.16.0.1", "8.8.8.8", "10.0.9.9"]))
def test_the_longest_route_is_taken_whatever_the_order(pairs, target):
    text = "\n".join(map(" ".join, pairs))
    network = build(complete({"routes": text, "peering": "active"}), RULES).network
    table = deciding.table_of(network, network.subnets["private-a"])
    address = ip_address(target)
    fitting = [r for r in table if not isinstance(r.destination, str) and address in r.destination]
    best = max(fitting, key=lambda one: (one.destination.prefixlen, not one.propagated))
    assert deciding.choose_route(network, network.subnets["private-a"], address) == best
