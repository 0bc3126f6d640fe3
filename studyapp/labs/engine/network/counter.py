"""How many network interfaces: the design until 2019, today's, and what happens to them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from studyapp.labs.engine.network.lines import LineError
from studyapp.labs.engine.network.parts import Rules

MOST_FUNCTIONS = 12
LONGEST = 120
WORD = re.compile(r"[a-z0-9-]{1,12}")
MB_IN_GB = 1024
Pair = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Attached:
    """The VPC configuration of one function: its subnets and its set of security groups."""

    subnets: tuple[str, ...]
    groups: frozenset[str]

    @property
    def pairs(self) -> set[Pair]:
        return {(subnet, self.groups) for subnet in self.subnets}


@dataclass(frozen=True, slots=True)
class Happening:
    """What an event does. `invocation`: works, fails or old (with the configuration of before)."""

    state: str
    update: str
    invocation: str
    made: int
    deleted: int
    later: str
    fact: str


@dataclass(frozen=True, slots=True)
class Counted:
    """The two numbers, and the pairs of subnet and groups behind the second."""

    old: int
    new: int
    pairs: tuple[Pair, ...]
    too_many: tuple[int, ...]  # functions, from 1, that name more than AWS lets them
    happening: Happening | None


def attached(text: str) -> tuple[Attached, ...]:
    """One function a line: `a b : 1 2` is two subnets and two groups."""
    found = []
    rows = [line.strip() for line in text.splitlines()]
    if sum(map(bool, rows)) > MOST_FUNCTIONS:
        raise LineError(f"At most {MOST_FUNCTIONS} functions.")
    for number, row in enumerate(rows, start=1):
        if row:
            found.append(_function(number, row))
    return tuple(found)


def _function(number: int, row: str) -> Attached:
    sides = [side.split() for side in row.lower().split(":")] if len(row) <= LONGEST else []
    words = [word for side in sides for word in side]
    if len(sides) != 2 or not all(sides) or not all(map(WORD.fullmatch, words)):
        raise LineError(f"Line {number}: write subnets, a colon and groups, such as a b : 1 2.")
    return Attached(tuple(dict.fromkeys(sides[0])), frozenset(sides[1]))


def pairs_of(functions: tuple[Attached, ...]) -> set[Pair]:
    return {pair for function in functions for pair in function.pairs}


def old_design(peak: int, memory_mb: int, rules: Rules) -> int:
    """peak concurrency × memory in GB ÷ 3 GB, rounded up."""
    exact = Decimal(peak * memory_mb) / (MB_IN_GB * rules.old_gb)
    return int(exact.to_integral_value(ROUND_CEILING))


def count(
    functions: tuple[Attached, ...], numbers: Mapping[str, int], event: str, rules: Rules
) -> Counted:
    """`numbers`: peak, memory, connections (through the busiest interface) and idle days."""
    pairs = pairs_of(functions)
    ordered = sorted(pairs, key=lambda pair: (pair[0], sorted(pair[1])))
    more = max(-(-numbers["connections"] // rules.interface_connections) - 1, 0)
    return Counted(
        old=old_design(numbers["peak"], numbers["memory"], rules),
        new=len(pairs) + (more if pairs else 0),
        pairs=tuple(ordered),
        too_many=tuple(
            number
            for number, one in enumerate(functions, start=1)
            if len(one.subnets) > rules.most_subnets or len(one.groups) > rules.most_groups
        ),
        happening=_happening(functions, event, numbers["idle"], rules),
    )


def _happening(
    functions: tuple[Attached, ...], event: str, idle: int, rules: Rules
) -> Happening | None:
    """Something happens to the function of the last line."""
    if event == "none" or not functions:
        return None
    own, others = functions[-1].pairs, pairs_of(functions[:-1])
    new = len(own - others)
    if event == "create":
        state = ("Pending", "fails") if new else ("Active", "works")
        return Happening(state[0], "", state[1], new, 0, "works", "net-hyperplane-key")
    if event == "update":
        return Happening("Active", "InProgress", "old", new, 0, "works", "state-update")
    if event == "idle" and idle >= rules.idle_days:
        return Happening("Inactive", "", "fails", 0, 0, "works", "net-idle-reclaim")
    if event == "detach":
        return Happening("Active", "InProgress", "old", 0, new, "works", "net-delete-time")
    fact = "net-role-after" if event == "role" else "net-idle-reclaim"
    return Happening("Active", "", "works", 0, 0, "works", fact)
