"""Rules as they are typed, one a line. What cannot be read is refused with a plain message."""

import re
from collections.abc import Callable, Collection
from functools import lru_cache
from ipaddress import IPv4Network, ip_address, ip_network
from typing import TypeVar

from studyapp.labs.engine.network.parts import (
    ANY_PORT,
    AclRule,
    Address,
    Cidr,
    GroupRule,
    Route,
    Span,
)

T = TypeVar("T")
MOST_LINES = 8
LONGEST_LINE = 60
LAST_NUMBER = 32766
PROTOCOLS = ("tcp", "udp", "icmp", "all")
PORTS = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?")
NUMBER = re.compile(r"[0-9]{1,5}")


class LineError(ValueError):
    """A line that cannot be read, and why."""


def acl_rules(text: str) -> tuple[AclRule, ...]:
    rules = _each(text, _acl_rule)
    numbers = [rule.number for rule in rules]
    twice = next((number for number in numbers if numbers.count(number) > 1), None)
    if twice is not None:
        raise LineError(f"Rule number {twice} stands twice: each number can be used once.")
    return rules


def group_rules(text: str, names: Collection[str]) -> tuple[GroupRule, ...]:
    return _each(text, lambda words: _group_rule(words, names))


def routes(text: str, targets: Collection[str], local: IPv4Network) -> tuple[Route, ...]:
    found = _each(text, lambda words: _route(words, targets, local))
    keys = [(route.destination, route.propagated) for route in found]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise LineError(f"{twice[0]} stands twice: a table has one such route for a destination.")
    return found


def address(text: str) -> Address:
    try:
        return ip_address(text)
    except ValueError:
        raise LineError(f"“{text}” is no IP address, such as 203.0.113.50.") from None


def port(text: str) -> int:
    if not NUMBER.fullmatch(text) or not 1 <= int(text) <= ANY_PORT[1]:
        raise LineError(f"“{text}” is no port from 1 to 65535.")
    return int(text)


def _each(text: str, read: Callable[[list[str]], T]) -> tuple[T, ...]:
    lines = [line.strip() for line in text.splitlines()]
    if sum(map(bool, lines)) > MOST_LINES:
        raise LineError(f"At most {MOST_LINES} lines.")
    found = []
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            raise LineError(f"Line {number}: at most {LONGEST_LINE} characters.")
        if not line:
            continue
        try:
            found.append(read(line.lower().split()))
        except LineError as problem:
            raise LineError(f"Line {number}: {problem}") from None
    return tuple(found)


def _acl_rule(words: list[str]) -> AclRule:
    if words[0] == "*":
        raise LineError("the last rule, *, is always there and cannot be changed.")
    if not NUMBER.fullmatch(words[0]) or not 1 <= int(words[0]) <= LAST_NUMBER:
        raise LineError(f"begin with a rule number from 1 to {LAST_NUMBER}.")
    if len(words) < 2 or words[1] not in ("allow", "deny"):
        raise LineError("after the number write allow or deny.")
    protocol, ports, peer = _rest(words[2:])
    if peer.startswith(("sg-", "pl-")):
        raise LineError("a network ACL knows address ranges only, no groups and no prefix lists.")
    return AclRule(int(words[0]), words[1] == "allow", protocol, ports, cidr(peer))


def _group_rule(words: list[str], names: Collection[str]) -> GroupRule:
    if words[0] == "deny":
        raise LineError("a security group can only allow; what it does not name is refused.")
    protocol, ports, peer = _rest(words[1:] if words[0] == "allow" else words)
    if peer.startswith(("sg-", "pl-")):
        if peer not in names:
            raise LineError(f"“{peer}” is not here; there are {', '.join(names)}.")
        return GroupRule(protocol, ports, peer)
    return GroupRule(protocol, ports, cidr(peer))


def _rest(words: list[str]) -> tuple[str, Span, str]:
    """Protocol, ports and the far end: `tcp 443 0.0.0.0/0`, `all 10.0.0.0/16`."""
    if not words or words[0] not in PROTOCOLS:
        raise LineError(f"write the protocol: {', '.join(PROTOCOLS[:-1])} or all.")
    protocol = words[0]
    if len(words) == 2:
        return protocol, ANY_PORT, words[1]
    if len(words) != 3:
        raise LineError("write protocol, ports and address range, such as tcp 443 0.0.0.0/0.")
    if protocol in ("all", "icmp"):
        raise LineError(f"{protocol} has no ports: leave “{words[1]}” out.")
    match = PORTS.fullmatch(words[1])
    low = int(match[1]) if match else 0
    high = int(match[2] or low) if match else 0
    if not match or not low <= high <= ANY_PORT[1]:
        raise LineError(f"“{words[1]}” is no port or range of ports, such as 443 or 1024-65535.")
    return protocol, (low, high), words[2]


@lru_cache(512)
def cidr(text: str) -> Cidr:
    if "%" in text:
        raise LineError(f"“{text}” is no address range: leave the zone after “%” out.")
    try:
        return ip_network(text)
    except ValueError:
        pass
    try:
        whole = ip_network(text, strict=False)
    except ValueError:
        raise LineError(f"“{text}” is no address range, such as 10.0.0.0/16.") from None
    raise LineError(f"“{text}” is an address inside a range; the range is {whole}.")


def _route(words: list[str], targets: Collection[str], local: IPv4Network) -> Route:
    propagated = words[-1] == "propagated"
    if len(words) != 2 + propagated:
        raise LineError("write a destination and a target, such as 0.0.0.0/0 nat.")
    destination, target = cidr(words[0]), words[1]
    if target not in targets:
        raise LineError(f"the target “{target}” is not here; there are {', '.join(targets)}.")
    if propagated and target != "vgw":
        raise LineError("only a virtual private gateway (vgw) propagates routes.")
    if isinstance(destination, IPv4Network) and destination.subnet_of(local):
        raise LineError(f"{local} is the local route, which stays as it is here.")
    if destination.version == 6 and target not in ("eigw", "igw"):
        raise LineError("an IPv6 route leads to eigw or igw here.")
    if destination.version == 4 and target == "eigw":
        raise LineError("an egress-only internet gateway (eigw) takes IPv6 routes only.")
    return Route(destination, target, propagated)
