"""What guards an interface and a subnet: security groups and network ACLs, asked for one call."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_network

from studyapp.labs.engine.network import deciding
from studyapp.labs.engine.network.parts import Address, Call, Hop, Host, Network, Span, Subnet

RFC1918 = tuple(ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))


def is_private(address: Address) -> bool:
    return any(address in cidr for cidr in RFC1918)


@dataclass(slots=True)
class Leg:
    """A stretch on which the addresses stay the same; `ports` are the client's that still work."""

    source: Address
    target: Address
    ports: tuple[Span, ...]


@dataclass(slots=True)
class Walk:
    """One call under way. `back` holds what the reply meets, in the order of the way out."""

    network: Network
    call: Call
    back: list[Callable[[], Iterator[Hop]]] = field(default_factory=list)

    def packet(self, leg: Leg) -> str:
        port = f":{self.call.port}" if self.call.protocol in ("tcp", "udp") else ""
        target = f"[{leg.target}]" if port and leg.target.version == 6 else str(leg.target)
        return f"{self.call.protocol} {leg.source} → {target}{port}"

    def answer(self, leg: Leg) -> str:
        ports = deciding.spans_text(leg.ports)
        return f"{self.call.protocol} {leg.target} → {leg.source}, port {ports}"

    def hop(
        self, leg: Leg, place: str, asked: str, rule: str = "", note: str = "", fact: str = ""
    ) -> Hop:
        packet = self.packet(leg)
        return Hop(place, asked, "passed", packet, rule=rule, note=note, fact=fact)

    def stop(
        self,
        leg: Leg,
        place: str,
        asked: str,
        code: str,
        rule: str = "",
        note: str = "",
        fact: str = "",
    ) -> Hop:
        packet = self.packet(leg)
        return Hop(place, asked, "stopped", packet, rule=rule, code=code, note=note, fact=fact)


def ask_own_group(walk: Walk, leg: Leg, host: Host) -> Iterator[Hop]:
    call = walk.call
    rule, asked = deciding.ask_group(
        walk.network, host, "outbound", call.protocol, call.port, leg.target
    )
    if rule:
        yield walk.hop(leg, call.source, "group-out", rule=rule, fact="hop-sg-default")
    else:
        code = "ENI_SG_RULES_MISMATCH" if asked else "SG_HAS_NO_RULES"
        yield walk.stop(leg, call.source, "group-out", code, fact="hop-sg-default")


def ask_target_group(walk: Walk, leg: Leg, host: Host) -> Iterator[Hop]:
    call, place = walk.call, f"host:{host.name}"
    rule, asked = deciding.ask_group(
        walk.network, host, "inbound", call.protocol, call.port, leg.source
    )
    if rule:
        yield walk.hop(leg, place, "group-in", rule=rule, fact="hop-sg-stateful")
        walk.back.append(lambda: _group_lets_back(walk, leg, place))
    else:
        code = "ENI_SG_RULES_MISMATCH" if asked else "SG_HAS_NO_RULES"
        yield walk.stop(leg, place, "group-in", code, fact="hop-sg-stateful")


def _group_lets_back(walk: Walk, leg: Leg, place: str) -> Iterator[Hop]:
    yield Hop(place, "group-back", "passed", walk.answer(leg), fact="hop-sg-stateful")


# ---- borders of subnets ----


def leave(walk: Walk, leg: Leg, subnet: Subnet) -> Iterator[Hop]:
    acl = deciding.acl_asked(walk.network, subnet, leg.target)
    if acl:
        walk.back.append(lambda: reply_border(walk, leg, subnet, "acl-in"))
        yield from _border(walk, leg, subnet, "acl-out")


def enter(walk: Walk, leg: Leg, subnet: Subnet) -> Iterator[Hop]:
    acl = deciding.acl_asked(walk.network, subnet, leg.source)
    if acl:
        walk.back.append(lambda: reply_border(walk, leg, subnet, "acl-out"))
        yield from _border(walk, leg, subnet, "acl-in")


def _border(walk: Walk, leg: Leg, subnet: Subnet, asked: str) -> Iterator[Hop]:
    acl = walk.network.acls[subnet.acl]
    rules, other = (acl.outbound, leg.target) if asked == "acl-out" else (acl.inbound, leg.source)
    port = (walk.call.port, walk.call.port)
    ruling = deciding.ask_acl(rules, walk.call.protocol, other, (port,))
    place = f"subnet:{subnet.name}"
    if ruling.passed:
        yield walk.hop(leg, place, asked, rule=ruling.rule, fact="hop-nacl-edge")
    else:
        code = "SUBNET_ACL_RESTRICTION"
        yield walk.stop(leg, place, asked, code, rule=ruling.rule, fact="hop-nacl-stateless")


def reply_border(walk: Walk, leg: Leg, subnet: Subnet, asked: str) -> Iterator[Hop]:
    """The reply goes to the port of the client: each port that no rule stops is left over."""
    acl = walk.network.acls[subnet.acl]
    rules, other = (acl.outbound, leg.source) if asked == "acl-out" else (acl.inbound, leg.target)
    ruling = deciding.ask_acl(rules, walk.call.protocol, other, leg.ports)
    state = "partly" if ruling.partly else "passed" if ruling.passed else "stopped"
    hop = Hop(
        f"subnet:{subnet.name}",
        asked,
        state,
        walk.answer(leg),
        rule=ruling.rule,
        code="" if state == "passed" else "SUBNET_ACL_RESTRICTION",
        note="reply",
        fact="hop-nacl-ports" if state == "partly" else "hop-nacl-stateless",
        ports=ruling.passed,
    )
    leg.ports = ruling.passed
    yield hop
