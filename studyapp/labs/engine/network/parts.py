"""What a network is made of. Everything is data; what it does stands in the other modules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
)

Address = IPv4Address | IPv6Address
Cidr = IPv4Network | IPv6Network
Span = tuple[int, int]  # ports from the first to the last
ANY_PORT: Span = (0, 65535)
NOWHERE = IPv4Address(0)


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of AWS that the model needs."""

    client_ports: Span
    interface_connections: int
    idle_days: int
    most_subnets: int
    most_groups: int
    old_gb: Decimal


NUMBERS = (
    *("net-port-first", "net-port-last", "net-hyperplane-connections", "net-idle-reclaim"),
    *("net-subnets-max", "net-groups-max", "net-old-formula-gb"),
)


def rules(numbers: Mapping[str, Decimal]) -> Rules:
    return Rules(
        client_ports=(int(numbers["net-port-first"]), int(numbers["net-port-last"])),
        interface_connections=int(numbers["net-hyperplane-connections"]),
        idle_days=int(numbers["net-idle-reclaim"]),
        most_subnets=int(numbers["net-subnets-max"]),
        most_groups=int(numbers["net-groups-max"]),
        old_gb=numbers["net-old-formula-gb"],
    )


@dataclass(frozen=True, slots=True)
class AclRule:
    """One line of a network ACL. Outbound it looks at the destination, inbound at the source."""

    number: int
    allow: bool
    protocol: str  # tcp, udp, icmp or all
    ports: Span
    cidr: Cidr


@dataclass(frozen=True, slots=True)
class GroupRule:
    """One line of a security group: it can only allow. `peer`: a range, a group or a list."""

    protocol: str
    ports: Span
    peer: Cidr | str


@dataclass(frozen=True, slots=True)
class Acl:
    inbound: tuple[AclRule, ...]
    outbound: tuple[AclRule, ...]


@dataclass(frozen=True, slots=True)
class Group:
    inbound: tuple[GroupRule, ...] = ()
    outbound: tuple[GroupRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    destination: Cidr | str  # a range, or the name of a prefix list
    target: str
    propagated: bool = False


@dataclass(frozen=True, slots=True)
class Subnet:
    name: str
    vpc: str
    cidrs: tuple[Cidr, ...]
    table: str
    acl: str
    zone: str = "a"


@dataclass(frozen=True, slots=True)
class Host:
    """Something with an interface in a subnet: function, instance, database, endpoint."""

    name: str
    subnet: str
    addresses: tuple[Address, ...]
    groups: tuple[str, ...] = ()
    public: Address | None = None  # the public IPv4 address that belongs to it

    def address(self, version: int) -> Address | None:
        return next((one for one in self.addresses if one.version == version), None)


@dataclass(frozen=True, slots=True)
class Vpc:
    name: str
    cidrs: tuple[Cidr, ...]
    igw: bool = False


@dataclass(frozen=True, slots=True)
class Nat:
    name: str
    kind: str  # zonal, private or regional
    vpc: str
    subnet: str = ""  # none when regional
    address: Address = NOWHERE  # its private address, in its subnet
    public: Address | None = None
    available: bool = True


@dataclass(frozen=True, slots=True)
class Peering:
    name: str
    vpcs: tuple[str, str]
    active: bool = True


@dataclass(frozen=True, slots=True)
class Network:
    vpcs: Mapping[str, Vpc]
    subnets: Mapping[str, Subnet]
    tables: Mapping[str, tuple[Route, ...]]
    acls: Mapping[str, Acl]
    groups: Mapping[str, Group]
    hosts: Mapping[str, Host]
    nats: Mapping[str, Nat] = field(default_factory=dict)
    peerings: Mapping[str, Peering] = field(default_factory=dict)
    gateways: Mapping[str, str] = field(default_factory=dict)  # endpoint -> its prefix list
    lists: Mapping[str, tuple[Cidr, ...]] = field(default_factory=dict)

    def host_at(self, address: Address) -> Host | None:
        return next((one for one in self.hosts.values() if address in one.addresses), None)

    def nat_at(self, address: Address) -> Nat | None:
        return next((one for one in self.nats.values() if one.address == address), None)

    def public_host(self, address: Address) -> Host | None:
        return next((one for one in self.hosts.values() if one.public == address), None)

    def inside(self, vpc: str, address: Address) -> bool:
        return any(address in cidr for cidr in self.vpcs[vpc].cidrs)


@dataclass(frozen=True, slots=True)
class Call:
    """One connection that is tried. `source`: a host, or "lambda" or "outside": none of ours."""

    source: str
    target: Address
    port: int
    protocol: str = "tcp"
    client_ports: Span = ANY_PORT
    nat_ports: Span = ANY_PORT
    address: Address = NOWHERE  # of a source that is none of ours


@dataclass(frozen=True, slots=True)
class Hop:
    """One thing that was asked, and what it said."""

    place: str  # function, subnet:private-a, table:private, nat, igw, host:database, internet …
    asked: str  # group-out, group-in, acl-out, acl-in, route, gateway, peering, attach, arrive …
    state: str  # passed, partly or stopped
    packet: str
    rule: str = ""
    code: str = ""
    note: str = ""  # which sentence of `telling` is meant, where `asked` alone does not say it
    fact: str = ""
    ports: tuple[Span, ...] = ()  # what is left of the client's ports, where they matter


@dataclass(frozen=True, slots=True)
class Trace:
    """The request and its reply, hop by hop up to the first stop."""

    request: tuple[Hop, ...]
    reply: tuple[Hop, ...]

    @property
    def stop(self) -> Hop | None:
        return next((hop for hop in self.request + self.reply if hop.state == "stopped"), None)

    @property
    def verdict(self) -> str:
        """yes, no, or sometimes: when it depends on the port that the client happened to get."""
        if self.stop:
            return "no"
        partly = any(hop.state == "partly" for hop in self.request + self.reply)
        return "sometimes" if partly else "yes"
