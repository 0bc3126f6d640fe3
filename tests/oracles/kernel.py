"""The Linux kernel as a VPC: namespaces, one routing table a subnet, conntrack, stateless nft.

Nothing here knows the model's decisions: it only puts the same rules into the kernel and opens
a real TCP connection. Every name begins with a prefix of this process and is removed at the end;
the network of the machine itself is not touched.
"""

import contextlib
import ctypes
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator

from studyapp.labs.engine.network.parts import AclRule, Cidr, GroupRule, Network, Route
from tests.oracles.topologies import HOSTS, INTERNET, NAT, SERVICE, SUBNETS, Case

PREFIX = f"ledger{os.getpid()}"
CLONE_NEWNET = 0x40000000
WAIT = 0.3  # a refused packet is simply lost; without loss an answer takes under a millisecond
TABLES = {"s1": 101, "s2": 102, "s3": 103, "s4": 104, "inet": 105, "vpce": 105}
LISTENS = {"d1": (5432,), "d2": (5432,), "p4": (443,), "inet": (443, 80), "vpce": (443,)}
SPACES = ("switch", "router", "nat", "inet", "vpce", *HOSTS)
libc = ctypes.CDLL(None, use_errno=True)


def run(*words: str, text: str = "") -> None:
    done = subprocess.run(words, input=text, text=True, capture_output=True, timeout=30)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()[:600]}")


def missing() -> str:
    """Why the kernel cannot be asked here, or nothing."""
    if os.geteuid() != 0:
        return "needs root for network namespaces"
    absent = [tool for tool in ("ip", "nft") if not shutil.which(tool)]
    if absent:
        return f"needs {' and '.join(absent)}"
    name = f"{PREFIX}-try"
    try:
        run("ip", "netns", "add", name)
        rule = "add table ip t\nadd chain ip t c { type nat hook postrouting priority 0; }\n"
        run("ip", "netns", "exec", name, "nft", "-f", "-", text=rule)
    except (RuntimeError, OSError) as problem:
        return f"namespaces or nft are not allowed here: {problem}"
    finally:
        subprocess.run(["ip", "netns", "del", name], capture_output=True)
    return ""


@contextlib.contextmanager
def within(space: str) -> Iterator[None]:
    """Sockets made meanwhile belong to that namespace."""
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{PREFIX}-{space}", os.O_RDONLY)
    try:
        _enter(there)
        yield
    finally:
        _enter(home)
        os.close(home)
        os.close(there)


def _enter(descriptor: int) -> None:
    if libc.setns(descriptor, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


class Kernel:
    """The wiring stays; routes and rules are replaced for each case."""

    def __enter__(self) -> "Kernel":
        self.listeners: list[socket.socket] = []
        try:
            self._wire()
            self._listen()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for one in self.listeners:
            one.close()
        for space in SPACES:
            subprocess.run(["ip", "netns", "del", f"{PREFIX}-{space}"], capture_output=True)

    def _wire(self) -> None:
        for space in SPACES:
            run("ip", "netns", "add", f"{PREFIX}-{space}")
            self._ip(space, "link set lo up")
        self._ip("switch", *(f"link add {name} type bridge" for name in SUBNETS))
        for name, cidr in SUBNETS.items():
            self._cable("switch", f"r{name}", "router", name)
            self._ip("switch", f"link set {name} up", f"link set r{name} master {name}")
            self._ip("router", f"addr add {cidr.replace('.0/24', '.1/24')} dev {name}")
        homes = {name: (home, address) for name, (home, address, _) in HOSTS.items()}
        for name, (home, address) in {**homes, "nat": ("s3", NAT)}.items():
            self._cable("switch", f"h{name}", name, "eth0")
            self._ip("switch", f"link set h{name} master {home}")
            gateway = SUBNETS[home].replace(".0/24", ".1")
            self._ip(name, f"addr add {address}/24 dev eth0", f"route add default via {gateway}")
        for last, name in ((1, "inet"), (5, "vpce")):
            self._cable("router", name, name, "eth0")
            self._ip("router", f"addr add 172.30.0.{last}/30 dev {name}")
            self._ip(name, f"addr add 172.30.0.{last + 1}/30 dev eth0")
        self._ip("vpce", f"addr add {SERVICE}/32 dev lo", "route add default via 172.30.0.5")
        self._ip("inet", *(f"addr add {one}/32 dev lo" for one in (*INTERNET, SERVICE)))
        self._ip("router", *(f"rule add iif {name} lookup {n}" for name, n in TABLES.items()))
        for space in ("router", "nat"):
            for setting in ("ip_forward=1", "conf.all.send_redirects=0", "conf.all.rp_filter=0"):
                self._sysctl(space, setting)
        self._sysctl("nat", "conf.eth0.send_redirects=0")
        self._sysctl("nat", "conf.eth0.rp_filter=0")
        for name in (*SUBNETS, "inet", "vpce"):
            self._sysctl("router", f"conf.{name}.send_redirects=0")
            self._sysctl("router", f"conf.{name}.rp_filter=0")

    def _cable(self, one: str, end: str, other: str, other_end: str) -> None:
        names = f"{PREFIX}-{one}", f"{PREFIX}-{other}"
        run(
            *("ip", "link", "add", end, "netns", names[0], "type", "veth"),
            *("peer", "name", other_end, "netns", names[1]),
        )
        self._ip(one, f"link set {end} up")
        self._ip(other, f"link set {other_end} up")

    def _ip(self, space: str, *commands: str) -> None:
        run("ip", "-n", f"{PREFIX}-{space}", "-batch", "-", text="\n".join(commands) + "\n")

    def _sysctl(self, space: str, setting: str) -> None:
        with within(space):
            name, value = setting.split("=")
            path = "/proc/sys/net/ipv4/" + name.replace(".", "/")
            with open(path, "w") as file:
                file.write(value)

    def _listen(self) -> None:
        for space, ports in LISTENS.items():
            with within(space):
                for port in ports:
                    one = socket.create_server(("0.0.0.0", port), backlog=64)
                    one.setblocking(False)
                    self.listeners.append(one)

    # ---- one case ----

    def connects(self, case: Case) -> bool:
        self._set_up(case)
        call = case.call
        with within(call.source):
            client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        client.settimeout(WAIT)
        try:
            client.bind((HOSTS[call.source][1], call.client_ports[0]))
            client.connect((str(call.target), call.port))
        except OSError:
            return False
        finally:
            client.close()
            self._drain()
        return True

    def _drain(self) -> None:
        for one in self.listeners:
            with contextlib.suppress(BlockingIOError):
                while True:
                    one.accept()[0].close()

    def _set_up(self, case: Case) -> None:
        network = case.network
        self._ip("router", *_routes(network))
        self._nft("router", _borders(network))
        self._nft("nat", _translation(case))
        for name in {case.call.source, *_target(case)}:
            self._nft(name, _guard(network, name))
        known = [NAT] if network.nats["nat"].public else []
        known += [str(host.addresses[0]) for host in network.hosts.values() if host.public]
        flush = ["route flush table main root 10.0.0.0/8"]
        add = [f"route add {address}/32 via 172.30.0.1" for address in known]
        self._ip("inet", *flush, *add)

    def _nft(self, space: str, text: str) -> None:
        words = ("ip", "netns", "exec", f"{PREFIX}-{space}", "nft", "-f", "-")
        run(*words, text=f"flush ruleset\n{text}")


def _target(case: Case) -> list[str]:
    return [name for name, (_, at, _) in HOSTS.items() if at == str(case.call.target)]


def _routes(network: Network) -> list[str]:
    commands = [f"route flush table {number}" for number in sorted(set(TABLES.values()))]
    for name, number in TABLES.items():
        if name == "vpce":
            continue
        add = f"route add table {number}"
        inside = ["s4"] if name == "s4" else ["s1", "s2", "s3"]
        commands += [f"{add} {SUBNETS[one]} dev {one}" for one in inside]
        for route in network.tables.get(name, ()):
            commands += [f"route add table {number} {end}" for end in _route(network, route)]
        commands.append(f"route add table {number} unreachable default metric 999")
    return commands


def _route(network: Network, route: Route) -> list[str]:
    cidrs: tuple[Cidr, ...] = (
        network.lists[route.destination]
        if isinstance(route.destination, str)
        else (route.destination,)
    )
    metric = f"metric {20 if route.propagated else 10}"
    ways = {"nat": f"via {NAT} dev s3", "igw": "via 172.30.0.2 dev inet"}
    ways["vpce"] = "via 172.30.0.6 dev vpce"
    if route.target == "peering":
        if not network.peerings["peering"].active:
            return [f"blackhole {cidr} {metric}" for cidr in cidrs]
        if str(route.destination) == "10.0.0.0/16":
            return [f"{SUBNETS[one]} dev {one} {metric}" for one in ("s1", "s2", "s3")]
        return [f"{cidr} dev s4 {metric}" for cidr in cidrs]
    gone = route.target == "igw" and not network.vpcs["a"].igw
    if gone or route.target == "vgw":
        return [f"blackhole {cidr} {metric}" for cidr in cidrs]
    return [f"{cidr} {ways[route.target]} {metric}" for cidr in cidrs]


def _borders(network: Network) -> str:
    """Network ACLs, without memory, on the router between the subnets."""
    chains, jumps = [], []
    for name, acl in network.acls.items():
        for way, rules in (("out", acl.outbound), ("in", acl.inbound)):
            side = "daddr" if way == "out" else "saddr"
            lines = [_acl_line(rule, side) for rule in sorted(rules, key=lambda one: one.number)]
            chains.append(f"chain {way}_{name} {{ {'; '.join([*lines, 'drop'])}; }}\n")
        jumps.append(f'iifname "{name}" jump out_{name}; oifname "{name}" jump in_{name};')
    forward = "type filter hook forward priority 0; policy accept;"
    return f"table ip acl {{\n{''.join(chains)}chain f {{ {forward} {' '.join(jumps)} }}\n}}\n"


def _acl_line(rule: AclRule, side: str) -> str:
    match = "" if rule.protocol == "all" else f"tcp dport {rule.ports[0]}-{rule.ports[1]}"
    return f"ip {side} {rule.cidr} {match} {'return' if rule.allow else 'drop'}"


def _translation(case: Case) -> str:
    if not case.network.nats["nat"].available:
        return "table ip n {\nchain f { type filter hook forward priority 0; policy drop; }\n}\n"
    port = case.call.nat_ports[0]
    return (
        "table ip n {\nchain p { type nat hook postrouting priority 100; "
        f"ip saddr != {NAT} ip protocol tcp snat to {NAT}:{port}; }}\n}}\n"
    )


def _guard(network: Network, name: str) -> str:
    """The security groups of an interface, with the kernel's own memory of connections."""
    host = network.hosts[name]
    groups = [network.groups[one] for one in host.groups]
    known = "ct state established,related accept;"
    sent = [_group_line(network, rule, "daddr") for one in groups for rule in one.outbound]
    came = [_group_line(network, rule, "saddr") for one in groups for rule in one.inbound]
    return (
        "table ip sg {\n"
        f"chain i {{ type filter hook input priority 0; policy drop; {known} {' '.join(came)} }}\n"
        f"chain o {{ type filter hook output priority 0; policy drop; {known} {' '.join(sent)} }}\n"
        "}\n"
    )


def _group_line(network: Network, rule: GroupRule, side: str) -> str:
    peer = rule.peer
    if not isinstance(peer, str):
        addresses = [str(peer)]
    elif peer in network.lists:
        addresses = [str(cidr) for cidr in network.lists[peer]]
    else:
        hosts = network.hosts.values()
        addresses = [str(host.addresses[0]) for host in hosts if peer in host.groups]
    ports = "" if rule.protocol == "all" else f"tcp dport {rule.ports[0]}-{rule.ports[1]}"
    return f"ip {side} {{ {', '.join(addresses)} }} {ports} accept;"
