"""One sentence for each hop: what was asked there and what decided."""

from collections.abc import Callable

from studyapp.labs.engine.network.deciding import spans_text
from studyapp.labs.engine.network.parts import Hop

GATEWAYS = {
    "local": "the local route: the target is inside the VPC",
    "nat": "to the NAT gateway",
    "igw": "to the internet gateway",
    "eigw": "to the egress-only internet gateway",
    "peering": "to the peering connection",
    "s3-gateway": "to the gateway endpoint for S3",
    "dynamodb-gateway": "to the gateway endpoint for DynamoDB",
    "vgw": "to the virtual private gateway",
}
WHO = {"lambda": "Lambda's own network", "outside": "the internet", "function": "the function"}
ATTACH = {
    "dedicated": "Lambda cannot attach a function to a VPC with dedicated instance tenancy.",
    "addresses": "The subnet has no free address for the interface: SubnetOutOfIPAddresses.",
    "quota": "No more interfaces may be made in this VPC: EniLimitExceeded.",
}
PLAIN = {
    ("family", "stopped"): "This caller has no IPv6 address, so it cannot send to one.",
    ("private", "stopped"): "A private address of a VPC cannot be reached from outside it.",
    ("out", "passed"): "It starts outside your VPC, where public addresses are reachable.",
    ("nat-in", "stopped"): "A NAT gateway takes no connection that begins outside.",
    ("nat-target", "stopped"): "A NAT gateway passes traffic on; it answers none itself.",
    ("nat-loop", "stopped"): "The NAT gateway's own subnet sends back to a NAT gateway: "
    "it needs a route to the internet gateway.",
    ("nat-protocol", "stopped"): "A NAT gateway passes TCP, UDP and ICMP, nothing else.",
    ("nat-back", "passed"): "The NAT gateway knows the connection and restores the address.",
    ("nat", "stopped"): "The NAT gateway is in the state failed: it passes nothing.",
    ("igw-in", "passed"): "The internet gateway turns the public address into the private one.",
    ("igw-in", "stopped"): "No internet gateway is attached to the VPC.",
    ("igw", "passed"): "The sender has a public address, so the internet gateway passes it.",
    ("igw", "stopped"): "The internet gateway serves only what has a public IPv4 address; "
    "the sender has none.",
    ("igw6", "stopped"): "IPv6 from a function through an internet gateway is not documented, "
    "so it is not modelled. Use an egress-only internet gateway.",
    ("igw-private", "stopped"): "An internet gateway passes nothing to a private address.",
    ("eigw", "passed"): "The egress-only internet gateway passes IPv6 that begins inside.",
    ("gateway", "passed"): "The gateway endpoint hands it to the service; "
    "it stays off the internet.",
    ("gateway", "stopped"): "A gateway endpoint passes TCP only.",
    ("peering", "passed"): "The peering is active, and both addresses lie in its two VPCs.",
    ("peering", "stopped"): "A peering passes only what goes to an address of the other VPC: "
    "its gateways cannot be borrowed.",
    ("peering-state", "stopped"): "The peering has not been accepted: it is not active.",
    ("unknown", "stopped"): "What lies behind the virtual private gateway is not modelled.",
    ("nobody", "stopped"): "Nothing has this address.",
    ("arrive", "passed"): "Arrived.",
    ("group-back", "passed"): "The security group remembers the connection and asks no rule.",
    ("target", "stopped"): "What should be called is not there.",
}


def tell(hop: Hop) -> str:
    if hop.asked == "attach":
        return ATTACH[hop.note]
    if hop.asked in _TELLERS:
        return _TELLERS[hop.asked](hop)
    if hop.asked == "nat" and hop.state == "passed":
        kind = "private" if hop.note == "private" else "public"
        return f"The NAT gateway replaces the sender's address by its own {kind} one."
    return PLAIN[hop.asked, hop.state]


def _resolved(hop: Hop) -> str:
    if hop.state == "stopped":
        return "There is no such endpoint, so its own name does not exist."
    if hop.note == "private":
        return f"The name resolves to {hop.rule}, the private address of the endpoint."
    return f"The name resolves to {hop.rule}, a public address."


def _group(hop: Hop) -> str:
    way = "outbound" if hop.asked == "group-out" else "inbound"
    if hop.state == "passed":
        return f"The {way} rule “{hop.rule}” of the security group allows it."
    if hop.code == "SG_HAS_NO_RULES":
        return f"The security group has no {way} rule, and what no rule allows is refused."
    return f"No {way} rule of the security group covers {hop.packet}."


def _acl(hop: Hop) -> str:
    subnet = hop.place.removeprefix("subnet:")
    moves = f"Leaving {subnet}" if hop.asked == "acl-out" else f"Entering {subnet}"
    what = "the reply" if hop.note == "reply" else "the request"
    if hop.state == "partly":
        ports = spans_text(hop.ports)
        return (
            f"{moves}, the network ACL lets {what} pass to the ports {ports} only; "
            f"the others meet “{hop.rule}”."
        )
    verb = "passes" if hop.state == "passed" else "drops"
    return f"{moves}, the network ACL {verb} {what}: “{hop.rule}”."


def _route(hop: Hop) -> str:
    table = hop.place.removeprefix("table:")
    if hop.note == "reply":
        if hop.state == "passed":
            return f"The route table {table} has a way back: “{hop.rule}”."
        return f"The route table {table} has no way back to where the request came from."
    if hop.code == "NO_ROUTE_TO_DESTINATION":
        return f"No route of the table {table} covers the target."
    if hop.state == "stopped":
        return f"The route leads to something that is not there: “{hop.rule or hop.note}”."
    return f"The longest match in the table {table} is “{hop.rule}”, {GATEWAYS[hop.note]}."


_TELLERS: dict[str, Callable[[Hop], str]] = {
    **{"dns": _resolved, "group-out": _group, "group-in": _group},
    **{"acl-out": _acl, "acl-in": _acl, "route": _route},
}


def place_name(place: str) -> str:
    """Where a hop stands, in a few words."""
    kind, _, name = place.partition(":")
    if kind == "subnet":
        return f"Network ACL of {name}"
    if kind == "table":
        return f"Route table {name}"
    if kind == "host":
        return HOSTS[name]
    return PLACES[kind]


HOSTS = {
    "database": "Database",
    "peer": "Host in VPC-B",
    "own": "The address",
    "function": "Function",
    "instance": "Instance",
    "endpoint-a": "Interface endpoint",
    "endpoint-b": "Interface endpoint",
}
PLACES = {
    "attach": "Attaching",
    "dns": "Name",
    "lambda": "Lambda's own network",
    "outside": "Internet",
    "function": "Function",
    "instance": "Instance",
    "nat": "NAT gateway",
    "igw": "Internet gateway",
    "eigw": "Egress-only internet gateway",
    "peering": "Peering",
    "s3-gateway": "Gateway endpoint for S3",
    "dynamodb-gateway": "Gateway endpoint for DynamoDB",
    "vgw": "Virtual private gateway",
    "internet": "Target",
    "service": "Target",
    "vpc": "VPC",
    "target": "Target",
}
