"""Random small networks for the comparison with the Linux kernel. A seed decides everything."""

import random
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from studyapp.labs.engine.network.parts import (
    Acl,
    AclRule,
    Call,
    Group,
    GroupRule,
    Host,
    Nat,
    Network,
    Peering,
    Route,
    Subnet,
    Vpc,
)

SUBNETS = {
    "s1": "10.0.1.0/24",
    "s2": "10.0.2.0/24",
    "s3": "10.0.3.0/24",
    "s4": "10.1.4.0/24",
}
# name: subnet, address, its group
HOSTS = {
    "f1": ("s1", "10.0.1.20", "sg-caller"),
    "f3": ("s3", "10.0.3.20", "sg-caller"),
    "d1": ("s1", "10.0.1.30", "sg-target"),
    "d2": ("s2", "10.0.2.30", "sg-target"),
    "p4": ("s4", "10.1.4.50", "sg-peer"),
}
NAT = "10.0.3.10"
INTERNET = ("198.51.100.80", "203.0.113.50")
SERVICE = "192.0.2.10"
LIST = "192.0.2.0/26"
TARGETS = [
    *(("10.0.2.30", 5432), ("10.0.2.30", 5432), ("10.0.1.30", 5432), ("10.1.4.50", 443)),
    *((INTERNET[0], 443), (INTERNET[0], 443), (INTERNET[1], 80), (SERVICE, 443)),
]
RANGES = ["0.0.0.0/0"] * 5 + [
    *("10.0.0.0/16", "10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24", "10.1.0.0/16"),
    *("198.51.100.0/24", "203.0.113.0/24", LIST),
]
PORTS = [(443, 443), (5432, 5432), (80, 443), (1024, 65535), (32768, 65535), (1024, 32767)]
EVERY = (0, 65535)


@dataclass(frozen=True)
class Case:
    number: int
    network: Network
    call: Call


def case(number: int, seed: int) -> Case:
    chance = random.Random(f"{seed}/{number}")
    public = chance.random() < 0.3
    hosts = {
        name: Host(
            name,
            home,
            (ip_address(address),),
            (group,),
            ip_address("203.0.113.120") if name == "f3" and public else None,
        )
        for name, (home, address, group) in HOSTS.items()
    }
    network = Network(
        vpcs={
            "a": Vpc("a", (ip_network("10.0.0.0/16"),), chance.random() < 0.9),
            "b": Vpc("b", (ip_network("10.1.0.0/16"),)),
        },
        subnets={
            name: Subnet(name, "b" if name == "s4" else "a", (ip_network(cidr),), name, name)
            for name, cidr in SUBNETS.items()
        },
        tables=_tables(chance),
        acls={name: Acl(_acl(chance), _acl(chance)) for name in SUBNETS},
        groups={
            "sg-caller": Group(outbound=_group(chance)),
            "sg-target": Group(inbound=_group(chance, "sg-caller")),
            "sg-peer": Group(inbound=_group(chance)),
        },
        hosts=hosts,
        nats={"nat": _nat(chance)},
        peerings={"peering": Peering("peering", ("a", "b"), chance.random() < 0.9)},
        gateways={"vpce": "pl-s3"},
        lists={"pl-s3": (ip_network(LIST),)},
    )
    return Case(number, network, _call(chance, number, seed))


def _call(chance: random.Random, number: int, seed: int) -> Call:
    address, port = chance.choice(TARGETS)
    ports = 1024 + (number * 149 + seed * 7919) % 64000, 1024 + chance.randrange(64000)
    source = "f1" if chance.random() < 0.75 else "f3"
    return Call(
        source,
        ip_address(address),
        port,
        client_ports=(ports[0],) * 2,
        nat_ports=(ports[1],) * 2,
    )


def _nat(chance: random.Random) -> Nat:
    kind = "private" if chance.random() < 0.1 else "zonal"
    public = None if kind == "private" else ip_address("203.0.113.110")
    available = chance.random() < 0.92
    return Nat("nat", kind, "a", "s3", ip_address(NAT), public, available)


def _tables(chance: random.Random) -> dict[str, tuple[Route, ...]]:
    private = [Route(ip_network("0.0.0.0/0"), chance.choice(["nat", "nat", "nat", "igw"]))]
    if chance.random() < 0.15:
        private = []
    if chance.random() < 0.5:
        private.append(Route("pl-s3", "vpce"))
    if chance.random() < 0.8:
        private.append(Route(ip_network("10.1.0.0/16"), "peering"))
    for cidr in ("198.51.100.0/24", "203.0.113.0/25"):
        if chance.random() < 0.15:
            private.append(Route(ip_network(cidr), chance.choice(["nat", "igw", "peering", "vgw"])))
    if chance.random() < 0.15:  # the same destination twice: the static one wins
        cidr = ip_network("198.51.100.0/25")
        private.append(Route(cidr, "vgw", propagated=True))
        private.append(Route(cidr, chance.choice(["nat", "igw"])))
    chance.shuffle(private)
    public = [Route(ip_network("0.0.0.0/0"), "igw")] if chance.random() < 0.9 else []
    back = [Route(ip_network("10.0.0.0/16"), "peering")] if chance.random() < 0.85 else []
    return {"s1": tuple(private), "s2": (), "s3": tuple(public), "s4": tuple(back)}


def _acl(chance: random.Random) -> tuple[AclRule, ...]:
    everything = AclRule(500, True, "all", EVERY, ip_network("0.0.0.0/0"))
    if chance.random() < 0.55:
        return (everything,)
    numbers = chance.sample(range(1, 999), chance.randint(1, 3))
    rules = [
        AclRule(
            number,
            chance.random() < 0.5,
            chance.choice(["tcp", "tcp", "all"]),
            chance.choice(PORTS),
            ip_network(chance.choice(RANGES)),
        )
        for number in numbers
    ]
    rules = [
        AclRule(one.number, one.allow, one.protocol, EVERY, one.cidr)
        if one.protocol == "all"
        else one
        for one in rules
    ]
    if chance.random() < 0.75:
        rules.append(everything)
    chance.shuffle(rules)
    return tuple({rule.number: rule for rule in rules}.values())


def _group(chance: random.Random, peer: str = "") -> tuple[GroupRule, ...]:
    everything = GroupRule("all", EVERY, ip_network("0.0.0.0/0"))
    if chance.random() < 0.8:
        return (everything,)
    return tuple(
        GroupRule(
            "tcp",
            chance.choice([(443, 443), (5432, 5432), EVERY]),
            chance.choice([ip_network(chance.choice(RANGES)), peer or "pl-s3"]),
        )
        for _ in range(chance.randint(0, 2))
    )
