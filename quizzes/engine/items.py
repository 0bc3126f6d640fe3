"""What a valid question is: the one definition, for files, the admin and every import.

An item is the body of a question version. Its options carry short stable ids,
so that answers and statistics survive a new order or a corrected word.
"""

from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from quizzes.engine.expressions import TOO_LARGE

STEM_LIMIT = 5_000
MOST_NUMBERS = 1_000
MOST_OPTIONS = 8

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=STEM_LIMIT)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$", max_length=64)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]{0,30}$")]
COUNT_WORDS = {2: "TWO", 3: "THREE", 4: "FOUR"}


class Kind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    NUMERIC = "numeric"
    PARAMETERISED = "parameterised"


class Level(StrEnum):
    EXAM = "exam"
    RECALL = "recall"
    BEYOND = "beyond"


class Part(BaseModel):
    """Frozen, and strict about names: a misspelt key in a file is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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


class Option(Part):
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,8}$")]
    text: Text
    correct: bool = False
    reason: Text


class Mistake(Part):
    """A wrong value that people really give, and why it is wrong."""

    value: str = ""
    expr: str = ""
    reason: Text


class Step(Part):
    """One line of the worked solution; later lines may use its name."""

    name: Name
    expr: str
    text: Text


class Range(Part):
    """Where a parameter's number is drawn from: listed choices, or an even grid."""

    choices: tuple[Decimal, ...] = ()
    min: Decimal | None = None
    max: Decimal | None = None
    step: Decimal = Decimal(1)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        low, high = self.min, self.max
        if bool(self.choices) == (low is not None):
            raise ValueError("give either choices, or min and max")
        if any(abs(number) >= TOO_LARGE for number in (*self.choices, low, high) if number):
            raise ValueError("holds a number that is too large")
        if low is not None:
            if high is None or high < low or self.step <= 0:
                raise ValueError("needs min, max and a step above 0, with max not below min")
            if high - low >= MOST_NUMBERS * self.step:
                raise ValueError(f"more than {MOST_NUMBERS:,} numbers: take a larger step")
        return self

    @property
    def size(self) -> int:
        """How many numbers may be drawn."""
        if self.choices or self.min is None or self.max is None:
            return len(self.choices)
        return int((self.max - self.min) / self.step) + 1

    def pick(self, index: int) -> Decimal:
        """The number at a place from 0; beyond the last it begins again."""
        at = index % self.size
        return self.choices[at] if self.min is None else self.min + self.step * at

    def values(self) -> list[Decimal]:
        """Every number that may be drawn, in order."""
        return [self.pick(index) for index in range(self.size)]


class Item(Part):
    """A question of any kind.

    Which fields a kind uses: `options` (single, multiple); `answer`, `unit`,
    `tolerance`, `mistakes` (numeric); these and `params`, `steps`, `decimals`
    (parameterised, where `answer` is an expression).
    """

    kind: Kind
    topic: Text
    task: Annotated[str, StringConstraints(pattern=r"^[1-4]\.[1-5]$")]
    level: Level = Level.EXAM
    difficulty: Annotated[int, Field(ge=1, le=5)] = 3
    lesson: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(?:#[a-z0-9-]+)?$")]
    facts: tuple[Slug, ...] = Field(min_length=1)
    tags: tuple[Slug, ...] = ()
    look_alike: Slug | Literal[""] = ""
    stem: Text
    explanation: Text
    options: tuple[Option, ...] = Field(default=(), alias="option")
    answer: str = ""
    unit: str = ""
    tolerance: str = "0"
    decimals: Annotated[int, Field(ge=0, le=10)] = 0
    params: dict[Name, Range] = {}
    steps: tuple[Step, ...] = Field(default=(), alias="step")
    mistakes: tuple[Mistake, ...] = Field(default=(), alias="mistake")

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @property
    def key(self) -> frozenset[str]:
        """The ids of the correct options."""
        return frozenset(option.id for option in self.options if option.correct)

    def marking(self) -> tuple[object, ...]:
        """All that decides whether an answer is right: two items with the same mark alike.

        An option is its id here: ids are for ever, words may be mended.
        """
        if self.is_choice:
            return self.kind, self.key
        worked = tuple((step.name, step.expr) for step in self.steps)
        return self.kind, self.answer, self.tolerance, self.decimals, worked

    @property
    def is_choice(self) -> bool:
        return self.kind in (Kind.SINGLE, Kind.MULTIPLE)

    @property
    def lesson_slug(self) -> str:
        return self.lesson.partition("#")[0]

    @property
    def anchor(self) -> str:
        return self.lesson.partition("#")[2]

    @field_validator("tolerance")
    @classmethod
    def _tolerance_is_a_width(cls, value: str) -> str:
        if exact(value) < 0:
            raise ValueError("a tolerance cannot be below 0")
        return value

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        check = self._check_options if self.is_choice else self._check_number
        check()
        return self

    def _check_options(self) -> None:
        ids = [option.id for option in self.options]
        texts = [" ".join(option.text.lower().split()) for option in self.options]
        if len(ids) < 2:
            raise ValueError("needs at least two options")
        if len(ids) > MOST_OPTIONS:
            raise ValueError(f"has more than {MOST_OPTIONS} options")
        if len(set(ids)) < len(ids):
            raise ValueError("two options have the same id")
        if len(set(texts)) < len(texts):
            raise ValueError("two options say the same")
        if not self.key:
            raise ValueError("mark the correct option")
        if self.kind is Kind.SINGLE and len(self.key) > 1:
            raise ValueError(
                "a single-choice question has one correct option; choose multiple response"
            )
        if self.kind is Kind.MULTIPLE:
            self._check_choose_n()

    def _check_choose_n(self) -> None:
        count = len(self.key)
        if count < 2:
            raise ValueError("a multiple-response question has at least two correct options")
        if count == len(self.options):
            raise ValueError("a multiple-response question needs a wrong option too")
        if f"choose {COUNT_WORDS.get(count, count)}".lower() not in self.stem.lower():
            raise ValueError(f"the stem must end in “(Choose {COUNT_WORDS.get(count, count)}.)”")

    def _check_number(self) -> None:
        if self.options:
            raise ValueError("a numeric question has no options")
        if not self.answer.strip():
            raise ValueError("give the answer")
        if self.kind is Kind.NUMERIC:
            exact(self.answer)
            for mistake in self.mistakes:
                if abs(exact(mistake.value) - exact(self.answer)) <= exact(self.tolerance):
                    raise ValueError(f"the mistake {mistake.value} would count as right")
        elif not self.params:
            raise ValueError("a parameterised question needs at least one parameter")
        names = [*self.params, *(step.name for step in self.steps)]
        if len(set(names)) < len(names):
            raise ValueError("two parameters or steps have the same name")


Response = tuple[str, ...]
"""What a learner gave: the ids chosen, or the one number typed. Plain JSON."""

Verdict = Literal["right", "wrong", "partly"]
