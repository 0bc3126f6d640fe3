"""What a rule table says about one packet: network ACLs, security groups, route tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from studyapp.labs.engine.network.parts import (
    Acl,
    AclRule,
    Address,
    Cidr,
    GroupRule,
    Host,
    Network,
    Route,
    Span,
    Subnet,
)


@dataclass(frozen=True, slots=True)
class Ruling:
    """Which ports passed, and the rule that let the first of them through or shut the rest out."""

    passed: tuple[Span, ...]
    partly: bool
    rule: str


def ordered(rules: Iterable[AclRule]) -> list[AclRule]:
    return sorted(rules, key=lambda rule: rule.number)


def ask_acl(
    rules: Sequence[AclRule], protocol: str, other: Address, ports: tuple[Span, ...]
) -> Ruling:
    """The lowest number that matches decides, for each port; at the end stands "* deny".

    `other` is the far end: the destination of what leaves, the source of what enters.
    """
    open_ports, passed = list(ports), list[Span]()
    allowing, denying = "", ""
    for rule in ordered(rules):
        if not open_ports or not _covers(rule.protocol, protocol) or not _in(other, rule.cidr):
            continue
        taken, open_ports = cut(open_ports, rule.ports)
        if not taken:
            continue
        if rule.allow:
            passed += taken
            allowing = allowing or written(rule)
        else:
            denying = denying or written(rule)
    if open_ports:
        denying = denying or "* deny all"
    partly = bool(passed) and bool(denying)
    return Ruling(tuple(sorted(passed)), partly, denying if partly or not passed else allowing)


def ask_group(
    network: Network, host: Host, direction: str, protocol: str, port: int, other: Address
) -> tuple[str, bool]:
    """The rule that allows it, or ""; and whether there was any rule to ask."""
    asked = False
    for name in host.groups:
        for rule in getattr(network.groups[name], direction):
            asked = True
            if not _covers(rule.protocol, protocol) or not rule.ports[0] <= port <= rule.ports[1]:
                continue
            if _is_peer(network, rule.peer, other):
                return f"{name}: {written(rule)}", True
    return "", asked


def choose_route(network: Network, subnet: Subnet, target: Address) -> Route | None:
    """The longest prefix wins; between equals a static route beats a propagated one."""
    best: tuple[int, bool, Route] | None = None
    for route in table_of(network, subnet):
        for cidr in ranges_of(network, route):
            if not _in(target, cidr):
                continue
            rank = (cidr.prefixlen, not route.propagated)
            if best is None or rank > best[:2]:
                best = (*rank, route)
    return best[2] if best else None


def table_of(network: Network, subnet: Subnet) -> tuple[Route, ...]:
    """The local routes, which every table has and nobody can remove, and then its own."""
    local = tuple(Route(cidr, "local") for cidr in network.vpcs[subnet.vpc].cidrs)
    return local + network.tables[subnet.table]


def ranges_of(network: Network, route: Route) -> tuple[Cidr, ...]:
    if isinstance(route.destination, str):
        return network.lists.get(route.destination, ())
    return (route.destination,)


def acl_asked(network: Network, subnet: Subnet, other: Address) -> Acl | None:
    """A network ACL stands at the border of its subnet; nothing inside it is asked."""
    if any(_in(other, cidr) for cidr in subnet.cidrs):
        return None
    return network.acls[subnet.acl]


def cut(spans: Iterable[Span], by: Span) -> tuple[list[Span], list[Span]]:
    """What of `spans` lies within `by`, and what does not.

    >>> cut([(1, 10)], (4, 6))
    ([(4, 6)], [(1, 3), (7, 10)])
    """
    inside, outside = list[Span](), list[Span]()
    for low, high in spans:
        first, last = max(low, by[0]), min(high, by[1])
        if first > last:
            outside.append((low, high))
            continue
        inside.append((first, last))
        outside += [span for span in ((low, first - 1), (last + 1, high)) if span[0] <= span[1]]
    return inside, outside


def written(rule: AclRule | GroupRule | Route) -> str:
    """A rule in the words in which it is typed."""
    if isinstance(rule, Route):
        return f"{rule.destination} {rule.target}" + (" propagated" if rule.propagated else "")
    ports = "" if rule.protocol in ("all", "icmp") else f" {spans_text([rule.ports])}"
    if isinstance(rule, AclRule):
        verb = "allow" if rule.allow else "deny"
        return f"{rule.number} {verb} {rule.protocol}{ports} {rule.cidr}"
    return f"{rule.protocol}{ports} {rule.peer}"


def spans_text(spans: Iterable[Span]) -> str:
    """
    >>> spans_text([(443, 443), (1024, 65535)])
    '443, 1024-65535'
    """
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in spans)


def _covers(rule: str, protocol: str) -> bool:
    return rule in ("all", protocol)


def _in(address: Address, cidr: Cidr) -> bool:
    return address.version == cidr.version and address in cidr


def _is_peer(network: Network, peer: Cidr | str, other: Address) -> bool:
    if not isinstance(peer, str):
        return _in(other, peer)
    if peer in network.lists:
        return any(_in(other, cidr) for cidr in network.lists[peer])
    host = network.host_at(other)
    return bool(host and peer in host.groups)
