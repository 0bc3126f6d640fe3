"""A cron expression of EventBridge: on which days and at which times it runs.

Our own matcher: it walks from month to month and works out the days of each, so that an
expression that never runs costs no more than one that runs each minute.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from studyapp.labs.engine.events.cronfields import (
    DAY_OF_MONTH,
    DAY_OF_WEEK,
    HOURS,
    MINUTES,
    MONTH,
    Field,
    Refusal,
    year_field,
)

FIELDS = 6
PAIR = "day-of-month and day-of-week"
NEAREST = re.compile(r"([0-9]{1,2})W", re.IGNORECASE)
LAST_OF = re.compile(r"([0-9]{1,2}|[A-Za-z]{3})L", re.IGNORECASE)
NTH = re.compile(r"([^#,]*)#([^#,]*)")


@dataclass(frozen=True, slots=True)
class Days:
    """The rule for the days of a month, from whichever of the two fields is set."""

    rule: str  # any-of-month | last | nearest | any-of-week | last-of-week | nth
    values: tuple[int, ...] = ()
    nth: int = 0

    def of(self, year: int, month: int) -> list[int]:
        first, length = monthrange(year, month)  # Monday is 0 here; the expression's Sunday is 1
        offset = (first + 1) % 7

        def weekday(day: int) -> int:
            return (offset + day - 1) % 7 + 1

        if self.rule == "last":
            return [length]
        if self.rule == "any-of-month":
            return [day for day in self.values if day <= length]
        if self.rule == "nearest":
            (wanted,) = self.values
            return [_workday(wanted, weekday(wanted), length)] if wanted <= length else []
        found = [day for day in range(1, length + 1) if weekday(day) in self.values]
        if self.rule == "last-of-week":
            return found[-1:]
        if self.rule == "nth":
            return found[self.nth - 1 : self.nth]
        return found


def _workday(day: int, weekday: int, length: int) -> int:
    """The working day nearest to this one, never in another month."""
    if weekday == 7:
        return day - 1 if day > 1 else day + 2
    if weekday == 1:
        return day + 1 if day < length else day - 2
    return day


@dataclass(frozen=True, slots=True)
class Cron:
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: Days
    months: frozenset[int]
    years: tuple[int, ...]

    def dates(self, since: date) -> Iterator[date]:
        """The days with a run, from this one on; ends with the last year."""
        for year in self.years:
            if year < since.year:
                continue
            for month in range(1, 13):
                if month not in self.months or (year, month) < (since.year, since.month):
                    continue
                for day in self.days.of(year, month):
                    if date(year, month, day) >= since:
                        yield date(year, month, day)

    def times(self, day: date) -> Iterator[datetime]:
        for hour in self.hours:
            for minute in self.minutes:
                yield datetime.combine(day, time(hour, minute))  # of no zone: the clock on the wall

    @property
    def a_day(self) -> int:
        return len(self.minutes) * len(self.hours)


def parse(text: str, first_year: int, last_year: int) -> Cron:
    """The six fields between the brackets of cron(…)."""
    parts = text.split()
    if len(parts) != FIELDS:
        raise Refusal("number of fields", f"{FIELDS} fields are required, {len(parts)} given.")
    minutes, hours, dom, month, dow, year = parts
    if (dom == "?") == (dow == "?"):
        both = "both are ?" if dom == "?" else "both are set"
        raise Refusal(PAIR, f"exactly one of the two must be ?, and {both}.")
    for field, part in ((MINUTES, minutes), (HOURS, hours), (MONTH, month)):
        _plain(field, part)
    return Cron(
        minutes=tuple(sorted(MINUTES.values(minutes))),
        hours=tuple(sorted(HOURS.values(hours))),
        days=_of_month(dom) if dow == "?" else _of_week(dow),
        months=MONTH.values(month),
        years=tuple(sorted(_years(year, first_year, last_year))),
    )


def _years(text: str, first: int, last: int) -> frozenset[int]:
    field = year_field(first, last)
    _plain(field, text)
    return field.values(text)


def _plain(field: Field, text: str) -> None:
    for sign in "?#":
        if sign in text:
            raise field.refuse(f"“{sign}” is not allowed in this field.")


def _of_month(text: str) -> Days:
    upper = text.upper()
    if upper == "L":
        return Days("last")
    nearest = NEAREST.fullmatch(text)
    if nearest:
        return Days("nearest", (DAY_OF_MONTH.value(nearest[1]),))
    if "L" in upper:
        raise DAY_OF_MONTH.refuse("L stands alone here: the last day of the month.")
    if "W" in upper:
        raise DAY_OF_MONTH.refuse("W follows one day, as in 15W, and nothing else.")
    _plain(DAY_OF_MONTH, text)
    return Days("any-of-month", tuple(sorted(DAY_OF_MONTH.values(text))))


def _of_week(text: str) -> Days:
    if text.upper() == "L":
        return Days("any-of-week", (7,))  # the last day of the week is a Saturday
    last = LAST_OF.fullmatch(text)
    if last:
        return Days("last-of-week", (DAY_OF_WEEK.value(last[1]),))
    if "#" in text:
        return _nth(text)
    if "?" in text:
        raise DAY_OF_WEEK.refuse("“?” stands alone.")
    if "L" in text.upper():
        raise DAY_OF_WEEK.refuse("L stands alone or after one day, as in 6L.")
    return Days("any-of-week", tuple(sorted(DAY_OF_WEEK.values(text))))


def _nth(text: str) -> Days:
    found = NTH.fullmatch(text)
    if not found:
        raise DAY_OF_WEEK.refuse("only one expression with # may stand in the field.")
    if found[2] not in ("1", "2", "3", "4", "5"):
        raise DAY_OF_WEEK.refuse(f"a month has at most 5 of a day, so #{found[2]} is refused.")
    return Days("nth", (DAY_OF_WEEK.value(found[1]),), int(found[2]))
