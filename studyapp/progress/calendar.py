"""Minutes with questions, day by day. No streak: a day off is a day off."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from studyapp.progress.history import Look

WEEKS: Final = 12
UNTIMED: Final = 60  # seconds, for an answer that came without a clock
LONGEST: Final = 30 * 60  # seconds with one question; more is a page left open
STEPS: Final = (1, 10, 25)  # minutes from which a day is drawn fuller
CELL, GAP, HEAD, ASIDE = 22, 4, 18, 34


@dataclass(frozen=True, slots=True)
class Day:
    """`level` 0 to 3 is how full it is drawn; a day to come has none."""

    on: date
    minutes: int
    level: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Week:
    monday: date
    days: tuple[Day, ...]
    x: int
    month: str

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)

    @property
    def n_days(self) -> int:
        return sum(day.minutes > 0 for day in self.days)


@dataclass(frozen=True, slots=True)
class Calendar:
    weeks: tuple[Week, ...]
    width: int = ASIDE + WEEKS * (CELL + GAP)
    height: int = HEAD + 7 * (CELL + GAP)
    cell: int = CELL

    @property
    def minutes(self) -> int:
        return sum(week.minutes for week in self.weeks)

    @property
    def n_days(self) -> int:
        return sum(week.n_days for week in self.weeks)

    @property
    def names(self) -> tuple[tuple[str, int], ...]:
        """The days that have room for a name, and where it stands."""
        named = ((0, "Mon"), (2, "Wed"), (4, "Fri"), (6, "Sun"))
        return tuple((name, HEAD + row * (CELL + GAP) + CELL - 6) for row, name in named)


def calendar(looks: Iterable[Look], today: date) -> Calendar:
    """The last weeks up to `today`, Mondays first."""
    seconds: Counter[date] = Counter()
    for look in looks:
        if look.is_given:
            spent = UNTIMED if look.seconds is None else min(look.seconds, LONGEST)
            seconds[timezone.localdate(look.at)] += spent
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    weeks = []
    for column in range(WEEKS):
        monday = first + timedelta(weeks=column)
        days = [monday + timedelta(days=row) for row in range(7)]
        x = ASIDE + column * (CELL + GAP)
        drawn = tuple(_day(on, seconds[on], x, row) for row, on in enumerate(days) if on <= today)
        begins = column == 0 or monday.day <= 7
        weeks.append(Week(monday, drawn, x, f"{monday:%b}" if begins else ""))
    return Calendar(tuple(weeks))


def _day(on: date, seconds: int, x: int, row: int) -> Day:
    """A minute begun is a minute."""
    minutes = -(-seconds // 60)
    level = sum(minutes >= step for step in STEPS)
    return Day(on, minutes, level, x, HEAD + row * (CELL + GAP))
