"""When a schedule runs next, in UTC and on the clock of its time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from studyapp.labs.engine.events.cron import Cron
from studyapp.labs.engine.events.expressions import At, Rate, Schedule

LISTED: Final = 10
WIDEST_SHIFT: Final = timedelta(hours=3)  # more than any clock has ever been put
DAY: Final = timedelta(days=1)
END: Final = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Run:
    utc: datetime
    wall: datetime  # in the schedule's zone
    twice: bool = False  # this hour comes twice that day, and the schedule runs once


@dataclass(frozen=True, slots=True)
class Plan:
    runs: tuple[Run, ...]  # the next ones
    skipped: tuple[datetime, ...]  # times between them that the clock leaves out
    complete: bool  # there are no more than these

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(dict.fromkeys(run.wall.date() for run in self.runs))


def exists(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock on the wall ever shows this."""
    there = wall.replace(tzinfo=zone)
    return there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall


def repeated(wall: datetime, zone: ZoneInfo) -> bool:
    first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first != second and exists(wall, zone)


def walls(schedule: Cron, now: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The times of an expression from shortly before now on, whether they exist or not."""
    earliest = now.astimezone(zone).replace(tzinfo=None)
    if changes(earliest.date(), zone) or changes(earliest.date() - DAY, zone):
        earliest -= WIDEST_SHIFT
    for day in schedule.dates(earliest.date()):
        for wall in schedule.times(day):
            if wall >= earliest:
                yield wall


def following(schedule: Schedule, now: datetime, zone: ZoneInfo, service: str) -> Iterator[Run]:
    """All runs after now, in order. What a clock change leaves out is not among them."""
    if isinstance(schedule, Rate):
        yield from _steady(schedule, now, zone, service)
        return
    times = iter([schedule.moment]) if isinstance(schedule, At) else walls(schedule, now, zone)
    for wall in times:
        if not exists(wall, zone):
            continue
        utc = wall.replace(tzinfo=zone).astimezone(UTC)  # fold 0: the first of two equal times
        if utc > now:
            yield Run(utc, wall, repeated(wall, zone))


def first_run(rate: Rate, now: datetime, service: str) -> datetime:
    """A rule waits for one interval, Scheduler without a start date begins at once."""
    return now if service == "scheduler" else now + rate.every


def _steady(rate: Rate, now: datetime, zone: ZoneInfo, service: str) -> Iterator[Run]:
    utc = first_run(rate, now, service)
    while True:
        yield Run(utc, utc.astimezone(zone).replace(tzinfo=None))
        if END - utc <= rate.every:
            return
        utc += rate.every


def runs_before(rate: Rate, moment: datetime, now: datetime, service: str) -> int:
    """How many runs there are from the first one up to this moment, without it."""
    passed = -((first_run(rate, now, service) - moment) // rate.every)  # rounded up
    return max(0, passed)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def plan(schedule: Schedule, now: datetime, zone: ZoneInfo, service: str) -> Plan:
    found = tuple(islice(following(schedule, now, zone, service), LISTED + 1))
    runs = found[:LISTED]
    if isinstance(schedule, Rate):
        return Plan(runs, (), False)
    until = runs[-1].wall if runs else None
    return Plan(runs, tuple(_skipped(schedule, now, zone, until)), len(found) <= LISTED)


def _skipped(
    schedule: Cron | At, now: datetime, zone: ZoneInfo, until: datetime | None
) -> Iterator[datetime]:
    if isinstance(schedule, At):
        if not exists(schedule.moment, zone):
            yield schedule.moment
        return
    start = now.astimezone(zone).replace(tzinfo=None)
    for wall in walls(schedule, now, zone):
        if until is None or wall > until:
            return
        if wall > start and not exists(wall, zone):
            yield wall


def first_days(
    schedule: Schedule, now: datetime, zone: ZoneInfo, service: str, count: int
) -> tuple[date, ...]:
    """The next days with at least one run. A day of 1,440 runs is not walked through."""
    if isinstance(schedule, At):
        return tuple(run.wall.date() for run in following(schedule, now, zone, service))
    if isinstance(schedule, Rate):
        return tuple(islice(_steady_days(schedule, now, zone, service), count))
    start = now.astimezone(zone).replace(tzinfo=None)
    days = (day for day in schedule.dates(start.date()) if on_day(schedule, day, now, zone))
    return tuple(islice(days, count))


def _steady_days(rate: Rate, now: datetime, zone: ZoneInfo, service: str) -> Iterator[date]:
    utc = first_run(rate, now, service)
    while END - utc > rate.every:
        day = utc.astimezone(zone).date()
        yield day
        number = runs_before(rate, midnight(day + DAY, zone), now, service)
        utc = first_run(rate, now, service) + number * rate.every


def on_day(schedule: Cron, day: date, now: datetime, zone: ZoneInfo) -> int:
    """How often it runs on this day, which must be one of the schedule's days."""
    there = now.astimezone(zone).replace(tzinfo=None)
    if not changes(day, zone):
        if day != there.date():
            return schedule.a_day if day > there.date() else 0
        return sum(wall > there for wall in schedule.times(day))
    return sum(
        _in_hour(schedule, datetime(day.year, day.month, day.day, hour), now, zone)  # noqa: DTZ001
        for hour in schedule.hours
    )


def _in_hour(schedule: Cron, start: datetime, now: datetime, zone: ZoneInfo) -> int:
    """The runs of one hour of a day on which a clock is changed."""
    end = start.replace(minute=59)
    later = start.replace(tzinfo=zone).astimezone(UTC) > now
    if later and exists(start, zone) and exists(end, zone):
        return len(schedule.minutes)
    walls = (start.replace(minute=minute) for minute in schedule.minutes)
    return sum(
        exists(wall, zone) and wall.replace(tzinfo=zone).astimezone(UTC) > now for wall in walls
    )


def changes(day: date, zone: ZoneInfo) -> bool:
    """Whether a clock is put forward or back on this day."""
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    return start.utcoffset() != (start + DAY).utcoffset()
