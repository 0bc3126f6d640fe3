"""The fields of questions that ask for a number, and how a typed number is read."""

import re
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from quizzes.engine.expressions import TOO_LARGE
from quizzes.engine.parts import Body, Name, Part, Text, Unreadable, exact

MOST_NUMBERS = 1_000


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


class NumberBody(Body):
    """`params`, `steps` and `decimals` are for numbers drawn anew: `answer` computes with them."""

    answer: str = ""
    unit: str = ""
    tolerance: str = "0"
    decimals: Annotated[int, Field(ge=0, le=10)] = 0
    params: dict[Name, Range] = {}
    steps: tuple[Step, ...] = Field(default=(), alias="step")
    mistakes: tuple[Mistake, ...] = Field(default=(), alias="mistake")

    @field_validator("tolerance")
    @classmethod
    def _tolerance_is_a_width(cls, value: str) -> str:
        if exact(value) < 0:
            raise ValueError("a tolerance cannot be below 0")
        return value


# A comma or a space parts whole groups of three digits, and no number begins with an empty group.
GROUPS = r"[1-9]\d{0,2}(?:[, ]\d{3}){1,4}"
NUMBER = re.compile(
    rf"([+-]?)({GROUPS}|\d{{0,15}})(?:\.(\d{{1,12}}))?(?:e([+-]?\d{{1,2}}))?", re.A | re.I
)
COMMA = re.compile(r"[+-]?\d{1,15},\d{1,12}", re.ASCII)
SPACES = re.compile("[\u00a0\u2009\u202f]")
FINEST = -12


def number_in(text: str, unit: str) -> Decimal:
    """The number a learner typed: "1,769 MB", "$0.20", "1.5e3", " 12.5 %" are read as meant.

    `static/js/comparing.js` reads the same without a network; one table of tests holds both.
    """
    plain = SPACES.sub(" ", text.strip())
    if not plain:
        raise Unreadable("Type a number first.")
    plain = plain.removeprefix("$").removeprefix("USD").strip()
    if unit and plain.lower().endswith(unit.lower()):
        plain = plain[: -len(unit)].strip()
    match = NUMBER.fullmatch(plain)
    if not match and COMMA.fullmatch(plain):
        meant = re.sub(r"^([+-]?)0+(?=\d)", r"\1", plain.replace(",", "."))
        raise Unreadable(f"Did you mean {meant}? A comma parts thousands here, as in 1,500.")
    number = _value(match) if match and (match[2] or match[3]) else None
    if number is None:
        raise Unreadable(
            f"“{text.strip()[:40]}” is not a number this question reads. "
            "Type digits alone, for example 1234 or 0.5."
        )
    return number


def _value(match: re.Match[str]) -> Decimal | None:
    """The number that was matched; None if it is too large or too fine to be shown."""
    whole = re.sub(r"[, ]", "", match[2]) or "0"
    number = Decimal(f"{match[1]}{whole}.{match[3] or '0'}e{match[4] or '0'}").normalize() + 0
    exponent = number.as_tuple().exponent
    fits = abs(number) < TOO_LARGE and isinstance(exponent, int) and exponent >= FINEST
    return number if fits else None
