"""Rules as they are typed: read exactly, or refused with the line and the reason."""

from ipaddress import ip_network

import pytest

from studyapp.labs.engine.network import counter, lines
from studyapp.labs.engine.network.building import NAMES, TARGETS, VPC
from studyapp.labs.engine.network.deciding import written
from studyapp.labs.engine.network.parts import AclRule, GroupRule, Route

ANY = ip_network("0.0.0.0/0")


def groups(text):
    return lines.group_rules(text, NAMES)


def routes(text):
    return lines.routes(text, TARGETS, VPC)


def test_each_kind_of_line_is_read():
    text = "\n 90 DENY tcp 1024-65535 10.0.0.0/16 \n\n100 allow all 0.0.0.0/0"
    assert lines.acl_rules(text) == (
        AclRule(90, False, "tcp", (1024, 65535), ip_network("10.0.0.0/16")),
        AclRule(100, True, "all", (0, 65535), ANY),
    )
    assert groups("allow tcp 443 pl-s3\nudp 53 sg-peer\nicmp ::/0") == (
        GroupRule("tcp", (443, 443), "pl-s3"),
        GroupRule("udp", (53, 53), "sg-peer"),
        GroupRule("icmp", (0, 65535), ip_network("::/0")),
    )
    assert routes("172.31.0.0/24 igw\n172.31.0.0/24 vgw propagated\n::/0 eigw") == (
        Route(ip_network("172.31.0.0/24"), "igw"),
        Route(ip_network("172.31.0.0/24"), "vgw", True),
        Route(ip_network("::/0"), "eigw"),
    )


@pytest.mark.parametrize("text", ["100 deny tcp 22-80 10.0.0.0/8", "7 allow icmp 0.0.0.0/0"])
def test_a_rule_is_written_as_it_was_typed(text):
    (rule,) = lines.acl_rules(text)
    assert written(rule) == text


@pytest.mark.parametrize(
    ("read", "text", "told"),
    [
        (lines.acl_rules, "allow tcp 443 0.0.0.0/0", "Line 1: begin with a rule number"),
        (lines.acl_rules, "0 allow all 0.0.0.0/0", "from 1 to 32766"),
        (lines.acl_rules, "100 permit all 0.0.0.0/0", "write allow or deny"),
        (lines.acl_rules, "100 allow", "write the protocol"),
        (lines.acl_rules, "100 allow ftp 21 0.0.0.0/0", "write the protocol: tcp, udp, icmp or"),
        (lines.acl_rules, "100 allow tcp", "write protocol, ports and address range"),
        (lines.acl_rules, "100 allow all 443 0.0.0.0/0", "all has no ports"),
        (lines.acl_rules, "100 allow tcp 443-80 0.0.0.0/0", "no port or range"),
        (lines.acl_rules, "100 allow tcp 70000 0.0.0.0/0", "no port or range"),
        (lines.acl_rules, "100 allow tcp 443 everywhere", "no address range"),
        (lines.acl_rules, "ok\n" * 9, "At most 8 lines"),
        (lines.acl_rules, "1" * 61, "Line 1: at most 60 characters"),
        (groups, "tcp 443 sg-nobody", "“sg-nobody” is not here; there are sg-function"),
        (routes, "0.0.0.0/0", "write a destination and a target"),
        (routes, "0.0.0.0/0 tgw", "the target “tgw” is not here"),
        (routes, "8.8.8.0/24 igw propagated", "only a virtual private gateway"),
        (routes, "::/0 nat", "an IPv6 route leads to eigw"),
        (routes, "8.8.8.0/24 eigw", "takes IPv6 routes only"),
        (routes, "8.8.8.0/24 igw\n8.8.8.0/24 nat", "stands twice"),
        (lines.address, "10.0.0", "no IP address"),
        (lines.port, "0", "no port from 1 to 65535"),
        (lines.port, "٤٤٣", "no port from 1 to 65535"),
        (counter.attached, "a b 1", "write subnets, a colon and groups"),
        (counter.attached, "a : ", "write subnets, a colon and groups"),
        (counter.attached, "a : " + "g" * 200, "Line 1"),
        (counter.attached, "a : 1\n" * 13, "At most 12 functions"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(read, text, told):
    with pytest.raises(lines.LineError) as refused:
        read(text)
    assert told in str(refused.value)
