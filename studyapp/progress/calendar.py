"""Minutes with questions, day by day. No streak: a day off is a day off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

WEEKS: Final = 12
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


def calendar(spent: Mapping[date, int], today: date) -> Calendar:
    """The last weeks up to `today`, Mondays first, out of the seconds of each day."""
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    weeks = []
    for column in range(WEEKS):
        monday = first + timedelta(weeks=column)
        days = [monday + timedelta(days=row) for row in range(7)]
        x = ASIDE + column * (CELL + GAP)
        drawn = tuple(
            _day(on, spent.get(on, 0), x, row) for row, on in enumerate(days) if on <= today
        )
        begins = column == 0 or monday.day <= 7
        weeks.append(Week(monday, drawn, x, f"{monday:%b}" if begins else ""))
    return Calendar(tuple(weeks))


def _day(on: date, seconds: int, x: int, row: int) -> Day:
    """A minute begun is a minute."""
    minutes = -(-seconds // 60)
    level = sum(minutes >= step for step in STEPS)
    return Day(on, minutes, level, x, HEAD + row * (CELL + GAP))
