"""A policy document: what it may hold, and what it says once it is read."""

from dataclasses import dataclass
from enum import StrEnum

from studyapp.policies.operators import Row


class Kind(StrEnum):
    """Where a policy stands. It decides which elements its statements need."""

    IDENTITY = "identity"
    RESOURCE = "resource"
    TRUST = "trust"
    BOUNDARY = "boundary"
    SESSION = "session"
    SCP = "scp"
    RCP = "rcp"

    @property
    def words(self) -> str:
        return NAMES[self]

    @property
    def names_principals(self) -> bool:
        return self in (Kind.RESOURCE, Kind.TRUST, Kind.RCP)


NAMES = {
    Kind.IDENTITY: "identity policy",
    Kind.RESOURCE: "resource policy",
    Kind.TRUST: "trust policy",
    Kind.BOUNDARY: "permissions boundary",
    Kind.SESSION: "session policy",
    Kind.SCP: "service control policy",
    Kind.RCP: "resource control policy",
}


class Effect(StrEnum):
    ALLOW = "Allow"
    DENY = "Deny"


@dataclass(frozen=True, slots=True)
class Names:
    """The values of one element, and whether it is the Not… form: all but these."""

    values: tuple[str, ...]
    negated: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Principals:
    """Who a statement is about: (type, value) such as ("Service", "s3.amazonaws.com").

    `"Principal": "*"` is ("AWS", "*").
    """

    values: tuple[tuple[str, str], ...]
    negated: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; `number` counts from 1, `line` is where it begins."""

    number: int
    line: int
    effect: Effect
    actions: Names
    resources: Names | None
    principals: Principals | None = None
    conditions: tuple[Row, ...] = ()
    sid: str = ""

    @property
    def title(self) -> str:
        """ "statement 2 (“ReadOrders”, line 9)" """
        named = f"“{self.sid}”, line {self.line}" if self.sid else f"line {self.line}"
        return f"statement {self.number} ({named})"


@dataclass(frozen=True, slots=True)
class Document:
    """A policy that was read without a problem."""

    kind: Kind
    statements: tuple[Statement, ...]
    version: str = "2012-10-17"
    name: str = ""

    @property
    def has_variables(self) -> bool:
        """Variables are plain characters in the older version."""
        return self.version == "2012-10-17"

    @property
    def title(self) -> str:
        return self.name or self.kind.words


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and in which line of the text."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.text}"


class Invalid(ValueError):
    """The text is no policy of its kind; `problems` in the order of their lines."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(map(str, problems)))
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
