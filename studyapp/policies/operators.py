"""The condition operators: how one value of a request is compared with one of a policy."""

import base64
import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from studyapp.policies.matching import Pattern, arn_matches

Compare = Callable[[str, str], bool]
"""(value of the request, value of the policy) -> whether they fit."""


class Each(StrEnum):
    """Which of a key's several values have to fit."""

    PLAIN = ""
    ALL = "ForAllValues"
    ANY = "ForAnyValue"


class Family(StrEnum):
    STRING = "string"
    ARN = "ARN"
    NUMBER = "number"
    DATE = "date"
    BOOL = "“true” or “false”"
    ADDRESS = "IP address"
    BINARY = "text in base64"
    NULL = "“true” or “false” of Null"


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator as it was written; `name` is the bare one, such as StringLike."""

    name: str
    each: Each = Each.PLAIN
    if_exists: bool = False

    @property
    def spec(self) -> "Spec":
        return OPERATORS[self.name]

    @property
    def text(self) -> str:
        prefix = f"{self.each}:" if self.each else ""
        return f"{prefix}{self.name}{'IfExists' if self.if_exists else ''}"


@dataclass(frozen=True, slots=True)
class Spec:
    """What an operator compares. A negated one holds where no value of the policy fits."""

    family: Family
    negated: bool = False
    compare: Compare | None = None
    like: Callable[[Pattern, str], bool] | None = None
    fold: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a Condition: operator, key, and the values any of which will do."""

    operator: Operator
    key: str
    values: tuple[str, ...]
    line: int = 0


NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,18})?", re.ASCII)
EPOCH = re.compile(r"\d{1,11}", re.ASCII)
START = datetime(1970, 1, 1, tzinfo=UTC)


def number(text: str) -> Decimal:
    if not NUMBER.fullmatch(text.strip()):
        raise ValueError(text)
    return Decimal(text.strip())


def date(text: str) -> datetime:
    """A moment: ISO 8601, UTC where no offset is given, or seconds since 1970."""
    if EPOCH.fullmatch(text):
        return START + timedelta(seconds=int(text))
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def truth(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(text, strict=False)


def binary(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


READ: dict[Family, Callable[[str], object]] = {
    Family.NUMBER: number,
    Family.DATE: date,
    Family.BOOL: truth,
    Family.NULL: truth,
    Family.ADDRESS: network,
    Family.BINARY: binary,
}
"""How a policy's value is read; ValueError where it is none."""


def _inside(given: str, wanted: str) -> bool:
    address, net = ipaddress.ip_address(given), network(wanted)
    return address.version == net.version and address in net


def _ordered(family: Family, test: Callable[[int], bool], *, negated: bool = False) -> Spec:
    """A comparison of numbers or dates by which of the two is larger: -1, 0 or 1."""

    def compare(given: str, wanted: str) -> bool:
        if family is Family.NUMBER:
            left, right = number(given), number(wanted)
            return test((left > right) - (left < right))
        first, second = date(given), date(wanted)
        return test((first > second) - (first < second))

    return Spec(family, negated, compare=compare)


def _same(pattern: Pattern, text: str) -> bool:
    """Equal, character by character: wildcards are plain characters here."""
    if pattern.tokens is None:
        return False
    return pattern.text == text


_STRINGS = {
    "StringEquals": Spec(Family.STRING, like=_same),
    "StringNotEquals": Spec(Family.STRING, negated=True, like=_same),
    "StringEqualsIgnoreCase": Spec(Family.STRING, like=_same, fold=True),
    "StringNotEqualsIgnoreCase": Spec(Family.STRING, negated=True, like=_same, fold=True),
    "StringLike": Spec(Family.STRING, like=Pattern.matches),
    "StringNotLike": Spec(Family.STRING, negated=True, like=Pattern.matches),
    "ArnEquals": Spec(Family.ARN, like=arn_matches),
    "ArnLike": Spec(Family.ARN, like=arn_matches),
    "ArnNotEquals": Spec(Family.ARN, negated=True, like=arn_matches),
    "ArnNotLike": Spec(Family.ARN, negated=True, like=arn_matches),
}
_TESTS: dict[str, Callable[[int], bool]] = {
    "Equals": lambda sign: sign == 0,
    "LessThan": lambda sign: sign < 0,
    "LessThanEquals": lambda sign: sign <= 0,
    "GreaterThan": lambda sign: sign > 0,
    "GreaterThanEquals": lambda sign: sign >= 0,
}
_ORDERS = {
    f"{name}{test}": _ordered(family, decide)
    for name, family in (("Numeric", Family.NUMBER), ("Date", Family.DATE))
    for test, decide in _TESTS.items()
}
OPERATORS: dict[str, Spec] = {
    **_STRINGS,
    **_ORDERS,
    "NumericNotEquals": _ordered(Family.NUMBER, _TESTS["Equals"], negated=True),
    "DateNotEquals": _ordered(Family.DATE, _TESTS["Equals"], negated=True),
    "Bool": Spec(Family.BOOL, compare=lambda given, wanted: truth(given) == truth(wanted)),
    "BinaryEquals": Spec(
        Family.BINARY, compare=lambda given, wanted: binary(given) == binary(wanted)
    ),
    "IpAddress": Spec(Family.ADDRESS, compare=_inside),
    "NotIpAddress": Spec(Family.ADDRESS, negated=True, compare=_inside),
    "Null": Spec(Family.NULL),
}


def operator(text: str) -> Operator:
    """The operator that `text` names; KeyError with the bare name where there is none."""
    each, colon, rest = text.rpartition(":")
    bare = rest.removesuffix("IfExists")
    known = {"", Each.ALL.value, Each.ANY.value}
    if bare not in OPERATORS or each not in known or (colon and not each):
        raise KeyError(bare)
    if bare == "Null" and (each or bare != rest):
        raise KeyError(bare)
    return Operator(bare, Each(each), bare != rest)
