"""From the fields of the lab to a network and the call that is tried in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, ip_address, ip_network

from studyapp.labs.engine.network import lines
from studyapp.labs.engine.network.parts import (
    ANY_PORT,
    Acl,
    Address,
    Call,
    Cidr,
    Group,
    Host,
    Nat,
    Network,
    Peering,
    Route,
    Rules,
    Span,
    Subnet,
    Vpc,
)

Fields = Mapping[str, str]
VPC = IPv4Network("10.0.0.0/16")
VPC6 = ip_network("2001:db8:a::/56")
RANGES = {
    "private-a": ("10.0.1.0/24", "2001:db8:a:1::/64"),
    "private-b": ("10.0.2.0/24", "2001:db8:a:2::/64"),
    "public-a": ("10.0.101.0/24", "2001:db8:a:65::/64"),
}
ZONES = {"private-a": "a", "private-b": "b", "public-a": "a", "peer": "a"}
LISTS = {"pl-s3": "192.0.2.0/26", "pl-dynamodb": "192.0.2.64/26"}
PUBLIC = {  # from the ranges kept for examples; they stand for public addresses
    **{"s3": "192.0.2.10", "dynamodb": "192.0.2.70", "s3-far": "192.0.2.200"},
    **{"secrets": "198.51.100.20", "internet": "198.51.100.80", "internet6": "2001:db8:f::80"},
}
NAT_PUBLIC, DATABASE_PUBLIC, LAMBDA, OUTSIDE = (
    ip_address(f"203.0.113.{last}") for last in (10, 30, 7, 99)
)
NAMES = ("sg-function", "sg-database", "sg-endpoint", "sg-peer", *LISTS)
TARGETS = ("nat", "igw", "eigw", "peering", "vgw")
SERVICES = ("s3", "dynamodb", "secrets")
PORTS = {"database": 5432}
NO_PORTS = ("icmp", "gre")


@dataclass(frozen=True, slots=True)
class Scene:
    """A network, the call in it, and how its target's name was resolved."""

    network: Network
    call: Call | None
    resolved: str = ""  # public, private, nowhere, or "" when no name was asked


def build(fields: Fields, rules: Rules) -> Scene:
    """Raises `LineError` for text that cannot be read."""
    network = _network(fields)
    target, resolved = _target(fields, network)
    if target is None:
        return Scene(network, None, resolved)
    return Scene(network, _call(fields, target, rules), resolved)


def port_of(fields: Fields) -> int:
    if fields["protocol"] in NO_PORTS:
        return 0
    if fields["port"]:
        return lines.port(fields["port"])
    return PORTS.get(fields["target"], 443)


def client_ports(fields: Fields, rules: Rules) -> Span:
    if not fields["client_port"]:
        return rules.client_ports
    port = lines.port(fields["client_port"])
    return (port, port)


def _call(fields: Fields, target: Address, rules: Rules) -> Call:
    sources = {"function": "function", "instance": "instance", "internet": "outside"}
    unattached = fields["caller"] == "function" and fields["place"] == "none"
    return Call(
        source="lambda" if unattached else sources[fields["caller"]],
        target=target,
        port=port_of(fields),
        protocol=fields["protocol"],
        client_ports=ANY_PORT if fields["protocol"] in NO_PORTS else client_ports(fields, rules),
        nat_ports=ANY_PORT if fields["protocol"] in NO_PORTS else rules.client_ports,
        address=LAMBDA if unattached else OUTSIDE,
    )


def _target(fields: Fields, network: Network) -> tuple[Address | None, str]:
    target = fields["target"]
    if target == "own":
        return lines.address(fields["address"]), ""
    if target == "nat":
        outside = fields["caller"] == "internet"
        nat = network.nats.get("nat")
        return (nat and (nat.public if outside else nat.address)) or None, ""
    if target in ("database", "peer"):
        host = network.hosts[target]
        outside = fields["caller"] == "internet" or place_of(fields) == "none"
        return (host.public or host.addresses[0]) if outside else host.addresses[0], ""
    if target in SERVICES:
        return _service(fields, network)
    return ip_address(PUBLIC[target]), "public"


def _service(fields: Fields, network: Network) -> tuple[Address | None, str]:
    """Which address the name of an AWS service resolves to."""
    endpoints = [host for name, host in network.hosts.items() if name.startswith("endpoint")]
    served = fields["endpoint"] == fields["target"]
    if fields["name"] == "endpoint" and not served:
        return None, "nowhere"
    inside = place_of(fields) != "none"
    if served and (fields["name"] == "endpoint" or (inside and fields["private_dns"] == "on")):
        zone = ZONES.get(place_of(fields), "")
        near = [host for host in endpoints if ZONES[host.subnet] == zone]
        return (near or endpoints)[0].addresses[0], "private"
    return ip_address(PUBLIC[fields["target"]]), "public"


def place_of(fields: Fields) -> str:
    """The subnet of the caller, "none" outside the VPC."""
    return "none" if fields["caller"] == "internet" else fields["place"]


def _network(fields: Fields) -> Network:
    hosts = _hosts(fields)
    peer = ip_network(fields["peer_range"])
    six = fields["ipv6"] == "on"
    subnets = {
        name: Subnet(name, "a", _cidrs(name, six), name.split("-")[0], name, ZONES[name])
        for name in RANGES
    }
    subnets["peer"] = Subnet("peer", "b", (_peer_subnet(fields),), "peer", "peer")
    network = Network(
        vpcs={
            "a": Vpc("a", (VPC, VPC6) if six else (VPC,), fields["igw"] == "on"),
            "b": Vpc("b", (peer,)),
        },
        subnets=subnets,
        tables=tables_of(fields),
        acls=_acls(fields),
        groups=_groups(fields),
        hosts=hosts,
        nats={} if fields["nat"] == "none" else {"nat": _nat(fields)},
        peerings=_peerings(fields),
        gateways={f"{name}-gateway": f"pl-{name}" for name in ("s3", "dynamodb")},
        lists={name: (ip_network(text),) for name, text in LISTS.items()},
    )
    return network


def _cidrs(name: str, six: bool) -> tuple[Cidr, ...]:
    return tuple(ip_network(text) for text in RANGES[name][: 1 + six])


def _peer_subnet(fields: Fields) -> IPv4Network:
    return IPv4Network(fields["peer_range"].replace(".0.0/16", ".4.0/24"))


def _peerings(fields: Fields) -> dict[str, Peering]:
    if fields["peering"] == "none":
        return {}
    return {"peering": Peering("peering", ("a", "b"), fields["peering"] == "active")}


def _nat(fields: Fields) -> Nat:
    regional = fields["nat"] == "regional"
    home = "" if regional else fields["nat_in"]
    address = IPv4Network(RANGES[fields["nat_in"]][0])[10]
    return Nat(
        name="nat",
        kind=fields["nat"],
        vpc="a",
        subnet=home,
        address=address,
        public=None if fields["nat"] == "private" else NAT_PUBLIC,
        available=fields["nat_state"] == "available",
    )


def _hosts(fields: Fields) -> dict[str, Host]:
    def at(subnet: str, last: int) -> tuple[Address, ...]:
        return tuple(cidr[last] for cidr in _cidrs(subnet, fields["ipv6"] == "on"))

    home = fields["database"]
    public = DATABASE_PUBLIC if home == "public-a" else None
    hosts = [Host("database", home, at(home, 30)[:1], ("sg-database",), public)]
    hosts.append(Host("peer", "peer", (_peer_subnet(fields)[50],), ("sg-peer",)))
    place = fields["place"]
    if place != "none":
        hosts.append(Host("function", place, at(place, 20), ("sg-function",)))
        elastic = ip_address("203.0.113.21") if place == "public-a" else None
        hosts.append(Host("instance", place, at(place, 21), ("sg-function",), elastic))
    if fields["endpoint"] != "none":
        chosen = fields["endpoint_in"]
        for name in ("private-a", "private-b"):
            if chosen in (name, "both"):
                host = Host(f"endpoint-{name[-1]}", name, at(name, 40)[:1], ("sg-endpoint",))
                hosts.append(host)
    if fields["target"] == "own" and (own := _own_host(fields, hosts)):
        hosts.append(own)
    return {host.name: host for host in hosts}


def _own_host(fields: Fields, hosts: list[Host]) -> Host | None:
    """An address of one's own inside a subnet stands for an instance that admits everything."""
    address = lines.address(fields["address"])
    if any(address in host.addresses for host in hosts):
        return None
    places = {name: ip_network(texts[0]) for name, texts in RANGES.items()}
    places["peer"] = _peer_subnet(fields)
    home = next((name for name, cidr in places.items() if address in cidr), "")
    return Host("own", home, (address,), ("sg-open",)) if home else None


def tables_of(fields: Fields) -> dict[str, tuple[Route, ...]]:
    default, default6 = ip_network("0.0.0.0/0"), ip_network("::/0")
    private = [Route(default, fields["out4"])] if fields["out4"] != "none" else []
    if fields["out6"] != "none":
        private.append(Route(default6, fields["out6"]))
    if fields["peer_route"] == "on":
        private.append(Route(ip_network(fields["peer_range"]), "peering"))
    used = [name for name in ("s3", "dynamodb") if fields[f"{name}_gateway"] == "on"]
    private += [Route(f"pl-{name}", f"{name}-gateway") for name in used]
    extra = lines.routes(fields["routes"], TARGETS, VPC)
    taken = {route.destination for route in private}
    twice = next((one for one in extra if one.destination in taken and not one.propagated), None)
    if twice:
        raise lines.LineError(f"{twice.destination} has a route already, chosen above.")
    public = fields["public_out"]
    return {
        "private": (*private, *extra),
        "public": (Route(default, public),) if public != "none" else (),
        "peer": (Route(VPC, "peering"),) if fields["peer_back"] == "on" else (),
    }


def _acls(fields: Fields) -> dict[str, Acl]:
    acls = {
        name: Acl(
            lines.acl_rules(fields[f"acl_{short}_in"]),
            lines.acl_rules(fields[f"acl_{short}_out"]),
        )
        for name, short in (("private-a", "a"), ("private-b", "b"), ("public-a", "p"))
    }
    everything = lines.acl_rules("100 allow all 0.0.0.0/0")
    return {**acls, "peer": Acl(everything, everything)}


def _groups(fields: Fields) -> dict[str, Group]:
    def read(name: str) -> Group:
        return Group(inbound=lines.group_rules(fields[name], NAMES))

    return {
        "sg-function": Group(outbound=lines.group_rules(fields["function_out"], NAMES)),
        "sg-database": read("database_in"),
        "sg-endpoint": read("endpoint_sg"),
        "sg-peer": read("peer_in"),
        "sg-open": Group(inbound=lines.group_rules("all 0.0.0.0/0", NAMES)),
    }
