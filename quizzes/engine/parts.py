"""What every kind of question is made of: small types, and the fields that all kinds share."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from quizzes.engine.expressions import TOO_LARGE

STEM_LIMIT = 5_000

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=STEM_LIMIT)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$", max_length=64)]
LabAddress = Annotated[str, StringConstraints(pattern=r"^(?:/labs/[a-z]+/\?[!-~]{1,2000})?$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]{0,30}$")]
PartId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=32)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]

Response = tuple[str, ...]
"""What a learner gave: ids, line numbers, pairs, or the one number typed. Plain JSON."""

Verdict = Literal["right", "wrong", "partly"]


class Kind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    NUMERIC = "numeric"
    PARAMETERISED = "parameterised"
    ORDERING = "ordering"
    MATCHING = "matching"
    LOG = "log"
    HOTSPOT = "hotspot"
    POLICY = "policy"


class Level(StrEnum):
    EXAM = "exam"
    RECALL = "recall"
    BEYOND = "beyond"


class Unreadable(ValueError):
    """The response cannot be marked; says why in the learner's words."""


@dataclass(frozen=True)
class Mark:
    """`points` are 0 or 1: like the exam, every kind is all or nothing.

    `verdict` says more than the points: "partly" earns nothing but is told.
    `fraction`, 0 to 1, is what study modes would give; each kind says how.
    """

    points: int
    verdict: Verdict
    fraction: float


RIGHT = Mark(1, "right", 1.0)
WRONG = Mark(0, "wrong", 0.0)


@dataclass(frozen=True)
class Spot:
    """One text of an item and where it stands; `index` counts the rows of the item from 0."""

    field: str
    text: str
    index: int = -1
    column: str = ""
    is_expression: bool = False


class Part(BaseModel):
    """Frozen, and strict about names: a misspelt key in a file is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Case(Part):
    """A situation that several questions ask about; each carries it, so that none can lose it."""

    id: Slug
    title: Label
    text: Text


class Body(Part):
    """The fields of a question of any kind. What is asked and marked, its kind adds."""

    kind: Kind
    topic: Text
    task: Annotated[str, StringConstraints(pattern=r"^[1-4]\.[1-5]$")]
    level: Level = Level.EXAM
    difficulty: Annotated[int, Field(ge=1, le=5)] = 3
    lesson: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(?:#[a-z0-9-]+)?$")]
    facts: tuple[Slug, ...] = Field(min_length=1)
    tags: tuple[Slug, ...] = ()
    look_alike: Slug | Literal[""] = ""
    case: Case | None = None
    stem: Text
    explanation: Text
    lab: LabAddress = ""  # a state of one of our labs that shows it


def exact(value: str) -> Decimal:
    """`value` as a decimal that a page can show; ValueError in the author's words otherwise."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"“{value}” is not a number") from None
    if not number.is_finite():
        raise ValueError(f"“{value}” is not a number")
    if abs(number) >= TOO_LARGE:
        raise ValueError(f"“{value}” is not a number that can be shown: it is too large")
    return number


def same_words(texts: list[str]) -> bool:
    """Whether two of the texts say the same, but for case and spaces."""
    return len({" ".join(text.lower().split()) for text in texts}) < len(texts)
