"""Follows one connection through a network: the request, and then its reply, hop by hop.

On the way out every border that the reply will meet is noted; the reply asks them in reverse.
Each question is put by a function of `deciding`, so that a test can plant a fault there.
"""

from collections.abc import Iterator

from studyapp.labs.engine.network import deciding
from studyapp.labs.engine.network.borders import (
    Leg,
    Walk,
    ask_own_group,
    ask_target_group,
    enter,
    is_private,
    leave,
)
from studyapp.labs.engine.network.parts import (
    Address,
    Call,
    Hop,
    Host,
    Nat,
    Network,
    Subnet,
    Trace,
)

PRIVATE_CODE = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS"
THROUGH_NAT = ("tcp", "udp", "icmp")


def trace(network: Network, call: Call) -> Trace:
    walk = Walk(network, call)
    request = _until_stopped(_start(walk))
    if request and request[-1].state == "stopped":
        return Trace(request, ())
    reply = (hop for ask in reversed(walk.back) for hop in ask())
    return Trace(request, _until_stopped(reply))


def _until_stopped(hops: Iterator[Hop]) -> tuple[Hop, ...]:
    walked = []
    for hop in hops:
        walked.append(hop)
        if hop.state == "stopped":
            break
    return tuple(walked)


def _start(walk: Walk) -> Iterator[Hop]:
    call, network = walk.call, walk.network
    host = network.hosts.get(call.source)
    if host is None:
        yield from _from_outside(walk)
        return
    source = host.address(call.target.version)
    if source is None:
        leg = Leg(host.addresses[0], call.target, (call.client_ports,))
        yield walk.stop(leg, call.source, "family", "", fact="hop-ipv6-optin")
        return
    leg = Leg(source, call.target, (call.client_ports,))
    yield from ask_own_group(walk, leg, host)
    subnet = network.subnets[host.subnet]
    if deciding.acl_asked(network, subnet, call.target) is None:
        yield from _deliver(walk, leg, subnet.name)
        return
    yield from leave(walk, leg, subnet)
    yield from _onward(walk, leg, subnet, host.public)


def _from_outside(walk: Walk) -> Iterator[Hop]:
    """From Lambda's own network or from the internet: neither has a way to private addresses."""
    call, network = walk.call, walk.network
    leg = Leg(call.address, call.target, (call.client_ports,))
    ours = call.source == "lambda"
    if ours and call.target.version == 6:
        yield walk.stop(leg, "lambda", "family", "", fact="hop-ipv6-optin")
        return
    if is_private(call.target):
        code = "NO_POSSIBLE_DESTINATION" if ours else "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"
        yield walk.stop(leg, call.source, "private", code, fact="net-default-mode")
        return
    yield walk.hop(leg, call.source, "out", fact="net-default-mode" if ours else "")
    nat = next((one for one in network.nats.values() if one.public == call.target), None)
    if nat:
        yield walk.stop(
            leg, nat.name, "nat-in", "NGW_REQUIRES_SOURCE_IN_VPC", fact="hop-nat-public"
        )
        return
    host = network.public_host(call.target)
    if host is None:
        yield walk.hop(leg, "internet", "arrive")
        return
    yield from _through_igw_inward(walk, leg, host)


def _through_igw_inward(walk: Walk, leg: Leg, host: Host) -> Iterator[Hop]:
    subnet = walk.network.subnets[host.subnet]
    if not walk.network.vpcs[subnet.vpc].igw:
        yield walk.stop(leg, "igw", "igw-in", "BAD_STATE", fact="hop-igw")
        return
    inner = Leg(leg.source, host.addresses[0], leg.ports)
    yield walk.hop(leg, "igw", "igw-in", fact="hop-igw")
    walk.back.append(lambda: _route_back(walk, inner, subnet, "igw"))
    yield from enter(walk, inner, subnet)
    yield from ask_target_group(walk, inner, host)


# ---- the route, and what it leads to ----


def _onward(walk: Walk, leg: Leg, subnet: Subnet, public: Address | None) -> Iterator[Hop]:
    """Beyond the border of `subnet`: its route table, and the target of the route."""
    network, place = walk.network, f"table:{subnet.table}"
    route = deciding.choose_route(network, subnet, leg.target)
    if route is None:
        code = "NO_ROUTE_TO_DESTINATION"
        yield walk.stop(leg, place, "route", code, fact="net-attached-all-egress")
        return
    rule = deciding.written(route)
    if not _works(network, subnet, route.target):
        yield walk.stop(leg, place, "route", "BAD_STATE_ROUTE", rule=rule, note=route.target)
        return
    yield walk.hop(
        leg, place, "route", rule=rule, note=route.target, fact=_fact(network, route.target)
    )
    if route.target == "local":
        yield from _deliver(walk, leg, subnet.name)
    elif route.target in network.nats:
        yield from _through_nat(walk, leg, network.nats[route.target])
    elif route.target in network.peerings:
        yield from _through_peering(walk, leg, subnet, route.target)
    elif route.target in network.gateways:
        yield from _through_gateway_endpoint(walk, leg, route.target)
    elif route.target == "igw":
        yield from through_igw(walk, leg, public)
    elif route.target == "eigw":
        yield walk.hop(leg, "eigw", "eigw", fact="hop-eigw")
        yield walk.hop(leg, "internet", "arrive")
    else:  # a virtual private gateway: what lies behind it is not modelled
        yield walk.stop(leg, route.target, "unknown", "")


def _works(network: Network, subnet: Subnet, target: str) -> bool:
    """A route to something that is gone, or was never attached, is a black hole."""
    if target in ("local", "vgw") or target in network.gateways or target in network.peerings:
        return True
    if target in network.nats:
        return True
    if target == "eigw":
        return any(cidr.version == 6 for cidr in subnet.cidrs)
    return target == "igw" and network.vpcs[subnet.vpc].igw


def _fact(network: Network, target: str) -> str:
    if target in network.nats:
        return "hop-nat-regional" if network.nats[target].kind == "regional" else "hop-nat-public"
    if target in network.peerings:
        return "hop-peering"
    if target in network.gateways:
        return "hop-gwe-route"
    return {"local": "hop-local", "igw": "hop-igw", "eigw": "hop-eigw"}.get(target, "")


def through_igw(walk: Walk, leg: Leg, public: Address | None) -> Iterator[Hop]:
    if leg.target.version == 6:
        yield walk.stop(leg, "igw", "igw6", "", fact="hop-ipv6-optin")
    elif is_private(leg.target):
        yield walk.stop(leg, "igw", "igw-private", PRIVATE_CODE, fact="hop-igw")
    elif public is None:
        code = "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"
        yield walk.stop(leg, "igw", "igw", code, fact="net-no-public-ip")
    else:
        yield walk.hop(leg, "igw", "igw", fact="hop-igw")
        yield walk.hop(Leg(public, leg.target, leg.ports), "internet", "arrive")


def _through_gateway_endpoint(walk: Walk, leg: Leg, name: str) -> Iterator[Hop]:
    if walk.call.protocol != "tcp":
        code = "VPCE_GATEWAY_PROTOCOL_RESTRICTION"
        yield walk.stop(leg, name, "gateway", code, fact="hop-gwe-filters")
        return
    yield walk.hop(leg, name, "gateway", fact="hop-gwe-services")
    yield walk.hop(leg, "service", "arrive")


def _through_nat(walk: Walk, leg: Leg, nat: Nat) -> Iterator[Hop]:
    network = walk.network
    if nat.subnet:
        home = network.subnets[nat.subnet]
        yield from enter(walk, leg, home)
    if not nat.available:
        yield walk.stop(leg, nat.name, "nat", "BAD_STATE", fact="hop-nat-public")
        return
    if walk.call.protocol not in THROUGH_NAT:
        yield walk.stop(leg, nat.name, "nat-protocol", "", fact="hop-nat-public")
        return
    note = nat.kind
    yield walk.hop(leg, nat.name, "nat", note=note, fact=_fact(network, nat.name))
    walk.back.append(lambda: _nat_back(walk, leg, nat))
    if not nat.subnet:
        yield from _from_regional(walk, leg, nat)
        return
    beyond = Leg(nat.address, leg.target, (walk.call.nat_ports,))
    if deciding.acl_asked(network, home, leg.target) is None:
        yield from _deliver(walk, beyond, home.name)
        return
    yield from leave(walk, beyond, home)
    route = deciding.choose_route(network, home, leg.target)
    if route and route.target in network.nats:
        place = f"table:{home.table}"
        rule = deciding.written(route)
        yield walk.stop(beyond, place, "nat-loop", "CANNOT_ROUTE", rule=rule, fact="hop-nat-public")
        return
    yield from _onward(walk, beyond, home, nat.public if nat.kind == "zonal" else None)


def _nat_back(walk: Walk, leg: Leg, nat: Nat) -> Iterator[Hop]:
    yield Hop(nat.name, "nat-back", "passed", walk.answer(leg), fact="hop-nat-public")


def _from_regional(walk: Walk, leg: Leg, nat: Nat) -> Iterator[Hop]:
    """It has a route table of its own with a route to the internet gateway."""
    beyond = Leg(nat.public or leg.source, leg.target, (walk.call.nat_ports,))
    if not walk.network.vpcs[nat.vpc].igw:
        yield walk.stop(beyond, nat.name, "route", "BAD_STATE_ROUTE", note="igw")
        return
    yield from through_igw(walk, beyond, nat.public)


def _through_peering(walk: Walk, leg: Leg, subnet: Subnet, name: str) -> Iterator[Hop]:
    network, peering = walk.network, walk.network.peerings[name]
    there = next(vpc for vpc in peering.vpcs if vpc != subnet.vpc)
    if not peering.active:
        yield walk.stop(leg, name, "peering-state", "BAD_STATE", fact="hop-peering")
        return
    if not network.inside(there, leg.target) or not network.inside(subnet.vpc, leg.source):
        code = "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"
        yield walk.stop(leg, name, "peering", code, fact="hop-peering-limits")
        return
    yield walk.hop(leg, name, "peering", fact="hop-peering")
    host = network.host_at(leg.target)
    if host is None:
        yield walk.stop(leg, f"vpc:{there}", "nobody", "NO_POSSIBLE_DESTINATION")
        return
    home = network.subnets[host.subnet]
    walk.back.append(lambda: _route_back(walk, leg, home, name))
    yield from enter(walk, leg, home)
    yield from ask_target_group(walk, leg, host)


def _route_back(walk: Walk, leg: Leg, subnet: Subnet, wanted: str) -> Iterator[Hop]:
    """The reply needs a route of its own, in the table of the subnet it comes from."""
    place, packet = f"table:{subnet.table}", walk.answer(leg)
    route = deciding.choose_route(walk.network, subnet, leg.source)
    if route and route.target == wanted:
        rule = deciding.written(route)
        yield Hop(place, "route", "passed", packet, rule=rule, note="reply")
    else:
        rule = deciding.written(route) if route else ""
        code = "NO_ROUTE_TO_DESTINATION"
        fact = "hop-peering" if wanted in walk.network.peerings else "hop-rds-public"
        yield Hop(place, "route", "stopped", packet, rule, code, note="reply", fact=fact)


def _deliver(walk: Walk, leg: Leg, come_from: str) -> Iterator[Hop]:
    """To an address of the same VPC, from the subnet `come_from`."""
    network = walk.network
    host = network.host_at(leg.target)
    nat = network.nat_at(leg.target)
    name = host.subnet if host else nat.subnet if nat else ""
    if name and name != come_from:
        yield from enter(walk, leg, network.subnets[name])
    if nat:
        yield walk.stop(leg, nat.name, "nat-target", "", fact="hop-nat-public")
    elif host is None:
        yield walk.stop(leg, "vpc", "nobody", "NO_POSSIBLE_DESTINATION")
    else:
        yield from ask_target_group(walk, leg, host)
