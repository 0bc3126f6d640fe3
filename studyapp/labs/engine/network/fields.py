"""The state that a learner edits: names of fields, what they may say, and where one can start."""

from collections.abc import Mapping

OPEN_OUT = "all 0.0.0.0/0"
OPEN_ACL = "100 allow all 0.0.0.0/0"
BOTH_OUT = "all 0.0.0.0/0\nall ::/0"
BOTH_ACL = "100 allow all 0.0.0.0/0\n101 allow all ::/0"

CHOICES: Mapping[str, tuple[str, ...]] = {
    "base": ("nat", "isolated", "gateways", "endpoint", "regional", "peering", "ipv6", "default"),
    "caller": ("function", "instance", "internet"),
    "place": ("none", "private-a", "private-b", "public-a"),
    "target": (
        *("database", "s3", "s3-far", "dynamodb", "secrets"),
        *("internet", "internet6", "peer", "nat", "own"),
    ),
    "protocol": ("tcp", "udp", "icmp", "gre"),
    "attach": ("ok", "dedicated", "addresses", "quota"),
    "database": ("private-b", "private-a", "public-a"),
    "out4": ("none", "nat", "igw", "peering", "vgw"),
    "public_out": ("igw", "none", "nat"),
    "out6": ("none", "eigw"),
    "igw": ("on", "off"),
    "nat": ("none", "zonal", "private", "regional"),
    "nat_state": ("available", "failed"),
    "nat_in": ("public-a", "private-b"),
    "s3_gateway": ("off", "on"),
    "dynamodb_gateway": ("off", "on"),
    "endpoint": ("none", "s3", "dynamodb", "secrets"),
    "endpoint_in": ("private-a", "private-b", "both"),
    "private_dns": ("on", "off"),
    "name": ("ordinary", "endpoint"),
    "peering": ("none", "active", "pending"),
    "peer_range": ("10.1.0.0/16", "172.31.0.0/16"),
    "peer_route": ("off", "on"),
    "peer_back": ("on", "off"),
    "ipv6": ("off", "on"),
    "event": ("none", "create", "update", "idle", "role", "detach"),
}
GROUP_FIELDS = ("function_out", "database_in", "endpoint_sg", "peer_in")
ACL_FIELDS = ("acl_a_out", "acl_a_in", "acl_b_out", "acl_b_in", "acl_p_out", "acl_p_in")

DEFAULTS: Mapping[str, str] = {
    **{"base": "nat", "caller": "function", "place": "private-a", "target": "internet"},
    **{"address": "203.0.113.50", "port": "", "client_port": "", "protocol": "tcp"},
    **{"attach": "ok", "database": "private-b"},
    **{"out4": "nat", "routes": "", "public_out": "igw", "out6": "none", "igw": "on"},
    **{"nat": "zonal", "nat_state": "available", "nat_in": "public-a"},
    **{"s3_gateway": "off", "dynamodb_gateway": "off", "endpoint": "none"},
    **{"endpoint_in": "private-a", "private_dns": "on", "name": "ordinary"},
    **{"peering": "none", "peer_range": "10.1.0.0/16", "peer_route": "off", "peer_back": "on"},
    **{"ipv6": "off", "function_out": OPEN_OUT, "database_in": "tcp 5432 sg-function"},
    **{"endpoint_sg": "tcp 443 sg-function", "peer_in": "tcp 443 10.0.0.0/16"},
    **dict.fromkeys(ACL_FIELDS, OPEN_ACL),
    **{"functions": "a b : 1\na b : 1\na b : 1 2\na b : 2 1\na b : 1"},
    **{"peak": "1000", "memory": "1536", "connections": "0", "event": "none", "idle": "14"},
}
ISOLATED = {"out4": "none", "nat": "none", "public_out": "none", "igw": "off"}
BASES: Mapping[str, Mapping[str, str]] = {
    "nat": {},
    "isolated": {**ISOLATED, "target": "database"},
    "gateways": {"s3_gateway": "on", "dynamodb_gateway": "on", "target": "s3"},
    "endpoint": {**ISOLATED, "endpoint": "secrets", "endpoint_in": "both", "target": "secrets"},
    "regional": {"nat": "regional", "public_out": "none"},
    "peering": {**ISOLATED, "peering": "active", "peer_route": "on", "target": "peer"},
    "ipv6": {
        **ISOLATED,
        **{"igw": "on", "ipv6": "on", "out6": "eigw", "target": "internet6"},
        "function_out": BOTH_OUT,
        **dict.fromkeys(ACL_FIELDS, BOTH_ACL),
    },
    "default": {**ISOLATED, "place": "none"},
}


def complete(given: Mapping[str, str]) -> dict[str, str]:
    """All fields: what is given, else what the chosen start has, else the default."""
    base = BASES.get(given.get("base", DEFAULTS["base"]), {})
    start = {**DEFAULTS, **base}
    return {name: given.get(name, default) for name, default in start.items()}
