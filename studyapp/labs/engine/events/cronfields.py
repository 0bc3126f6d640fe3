"""One field of a cron expression: which values it allows, or why it is refused."""

import re
from dataclasses import dataclass

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
LONGEST_LIST = 64
NUMBER = re.compile(r"[0-9]{1,4}")


class Refusal(Exception):
    """Why a schedule expression is not accepted; `field` names the part of it."""

    def __init__(self, field: str, message: str):
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()  # JAN, SUN: the first stands for `low`
    steps: bool = True
    wraps: bool = True  # 20-2 runs over the end

    @property
    def span(self) -> str:
        words = f" or {self.names[0]}-{self.names[-1]}" if self.names else ""
        return f"{self.low}-{self.high}{words}"

    def refuse(self, message: str) -> Refusal:
        return Refusal(self.name, message)

    def value(self, text: str) -> int:
        if text.upper() in self.names:
            return self.low + self.names.index(text.upper())
        if not NUMBER.fullmatch(text):
            raise self.refuse(f"“{text}” is not a value. Allowed: {self.span}.")
        if not self.low <= int(text) <= self.high:
            raise self.refuse(f"{text} lies outside {self.span}.")
        return int(text)

    def values(self, text: str) -> frozenset[int]:
        """The values of a list such as 1,5-9,10/3."""
        parts = text.split(",")
        if len(parts) > LONGEST_LIST:
            raise self.refuse(f"More than {LONGEST_LIST} values.")
        return frozenset(value for part in parts for value in self._part(part))

    def _part(self, text: str) -> range | list[int]:
        body, slash, step = text.partition("/")
        if not slash:
            return self._range(body, 1, False)
        if not self.steps:
            raise self.refuse("a step (/) is not allowed in this field.")
        if not NUMBER.fullmatch(step) or not 1 <= int(step) <= self.high:
            raise self.refuse(f"the step “{step}” must be a whole number of at least 1.")
        return self._range(body, int(step), True)

    def _range(self, text: str, step: int, stepped: bool) -> range | list[int]:
        if text == "*":
            return range(self.low, self.high + 1, step)
        first, dash, last = text.partition("-")
        start = self.value(first)
        if not dash:
            return range(start, self.high + 1, step) if stepped else [start]
        end = self.value(last)
        if start <= end:
            return range(start, end + 1, step)
        if not self.wraps:
            raise self.refuse(f"the range {text} runs backwards.")
        size = self.high - self.low + 1
        return [self.low + (n - self.low) % size for n in range(start, end + size + 1, step)]


MINUTES = Field("minutes", 0, 59)
HOURS = Field("hours", 0, 23)
DAY_OF_MONTH = Field("day-of-month", 1, 31)
MONTH = Field("month", 1, 12, MONTHS)
DAY_OF_WEEK = Field("day-of-week", 1, 7, DAYS, steps=False)
YEAR = "year"


def year_field(low: int, high: int) -> Field:
    return Field(YEAR, low, high, wraps=False)
