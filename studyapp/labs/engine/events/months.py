"""A month as a calendar shows it: weeks from Monday, and how often a schedule runs on each day."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from studyapp.labs.engine.events.cron import Cron
from studyapp.labs.engine.events.expressions import At, Rate, Schedule
from studyapp.labs.engine.events.runs import DAY, exists, midnight, on_day, runs_before

NAMES = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    inside: bool  # of this month, not of its neighbours
    runs: int = 0
    today: bool = False
    past: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    year: int
    month: int
    weeks: tuple[tuple[Day, ...], ...]

    @property
    def title(self) -> str:
        return f"{NAMES[self.month - 1]} {self.year}"

    @property
    def days(self) -> tuple[Day, ...]:
        """Those with a run."""
        return tuple(day for week in self.weeks for day in week if day.inside and day.runs)


def draw(
    year: int, month: int, schedule: Schedule | None, now: datetime, zone: ZoneInfo, service: str
) -> Month:
    """Without a schedule only the days, to choose among."""
    today = now.astimezone(zone).date()
    counts = {} if schedule is None else count(schedule, year, month, now, zone, service)
    weeks = tuple(
        tuple(
            Day(day, day.month == month, counts.get(day, 0), day == today, day < today)
            for day in week
        )
        for week in Calendar().monthdatescalendar(year, month)
    )
    return Month(year, month, weeks)


def count(
    schedule: Schedule, year: int, month: int, now: datetime, zone: ZoneInfo, service: str
) -> dict[date, int]:
    first = date(year, month, 1)
    days = [first + DAY * n for n in range((after(first) - first).days)]
    if isinstance(schedule, Cron):
        today = now.astimezone(zone).date()
        allowed = set(schedule.days.of(year, month)) if month in schedule.months else set()
        allowed = allowed if year in schedule.years else set()
        wanted = [day for day in days if day.day in allowed and day >= today]
        return {day: on_day(schedule, day, now, zone) for day in wanted}
    if isinstance(schedule, At):
        moment = schedule.moment
        runs = exists(moment, zone) and moment.replace(tzinfo=zone).astimezone(UTC) > now
        return {moment.date(): 1} if runs and moment.date() in days else {}
    return {day: _steady(schedule, day, now, zone, service) for day in days}


def _steady(rate: Rate, day: date, now: datetime, zone: ZoneInfo, service: str) -> int:
    start, end = (
        runs_before(rate, midnight(edge, zone), now, service) for edge in (day, day + DAY)
    )
    return end - start


def after(first: date) -> date:
    """The first of the next month."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
