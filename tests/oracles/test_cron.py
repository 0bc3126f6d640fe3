"""Our matcher against one that looks at each day and asks whether it fits.

The brute force below knows neither months nor sets: it takes a moment and an expression and
answers yes or no, field by field, and it is asked about every day and every minute of a day.
The library aws-croniter is a second opinion, its known faults left aside.
"""

import random
import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from aws_croniter import AwsCroniter

from studyapp.labs.engine.events import cron, cronfields, runs
from studyapp.labs.engine.events.cronfields import Refusal
from studyapp.labs.engine.events.runs import following

NOW = datetime(2026, 11, 23, 9, 7, 30, tzinfo=UTC)
HORIZON = 4 * 366  # days looked at
WANTED = 5
ROUNDS = 3000
MONTHS = {name: n for n, name in enumerate(cronfields.MONTHS, 1)}
DAYS = {name: n for n, name in enumerate(cronfields.DAYS, 1)}
UTC_ZONE = ZoneInfo("UTC")


def number(word: str) -> int:
    return MONTHS.get(word) or DAYS.get(word) or int(word)


def fits(value: int, text: str, low: int, high: int) -> bool:
    """One value against one list, by walking round the clock from the start of each range."""
    for part in text.split(","):
        body, _, step = part.partition("/")
        if body == "*":
            first, last = low, high
        elif "-" in body:
            first, last = map(number, body.split("-"))
        else:
            first = number(body)
            last = high if step else first
        at, gone = first, 0
        while True:
            if at == value and gone % int(step or 1) == 0:
                return True
            if at == last:
                break
            at, gone = (low if at == high else at + 1), gone + 1
    return False


def day_fits(day: date, dom: str, dow: str) -> bool:
    length = monthrange(day.year, day.month)[1]
    weekday = day.isoweekday() % 7 + 1
    if dow == "?":
        if dom == "L":
            return day.day == length
        if dom.endswith("W"):
            return day == nearest(day.year, day.month, int(dom[:-1]), length)
        return fits(day.day, dom, 1, 31)
    if dow == "L":
        return weekday == 7
    if dow.endswith("L"):
        return weekday == number(dow[:-1]) and day.day + 7 > length
    if "#" in dow:
        which, nth = dow.split("#")
        return weekday == number(which) and (day.day - 1) // 7 + 1 == int(nth)
    return fits(weekday, dow, 1, 7)


def nearest(year: int, month: int, wanted: int, length: int) -> date | None:
    if wanted > length:
        return None
    days = [date(year, month, n) for n in range(1, length + 1)]
    workdays = [day for day in days if day.isoweekday() < 6]
    return min(workdays, key=lambda day: abs(day.day - wanted))


def brute(text: str, start: datetime, horizon: int) -> list[datetime]:
    minutes, hours, dom, month, dow, year = text.split()
    clock = [
        (hour, minute)
        for hour in range(24)
        for minute in range(60)
        if fits(hour, hours, 0, 23) and fits(minute, minutes, 0, 59)
    ]
    found: list[datetime] = []
    for ahead in range(horizon):
        day = start.date() + timedelta(days=ahead)
        if not (fits(day.year, year, 1970, 2199) and fits(day.month, month, 1, 12)):
            continue
        if day_fits(day, dom, dow):
            moments = (datetime(day.year, day.month, day.day, *time, tzinfo=UTC) for time in clock)
            found += [moment for moment in moments if moment > start]
            if len(found) >= WANTED:
                break
    return found[:WANTED]


def invented(chance: random.Random) -> str:
    def listed(low: int, high: int, names=(), steps=True) -> str:
        def one() -> str:
            value = chance.randint(low, high)
            return chance.choice(names) if names and chance.random() < 0.3 else str(value)

        def part() -> str:
            kind = chance.random()
            if kind < 0.5:
                return one()
            if kind < 0.75 or not steps:
                return f"{one()}-{one()}"
            return f"{chance.choice(('*', one(), f'{one()}-{one()}'))}/{chance.randint(1, 12)}"

        if chance.random() < 0.25:
            return "*"
        return ",".join(part() for _ in range(chance.choice((1, 1, 1, 2, 3))))

    dom, dow = "?", "?"
    if chance.random() < 0.5:
        nearest_to = chance.choice((1, 30, 31, chance.randint(1, 31)))
        dom = chance.choice(("L", f"{nearest_to}W", listed(1, 31), listed(1, 31)))
    else:
        day = chance.choice((str(chance.randint(1, 7)), chance.choice(list(DAYS))))
        nth = f"{day}#{chance.randint(1, 5)}"
        dow = chance.choice(
            ("L", f"{day[:3]}L", nth, listed(1, 7, list(DAYS), False), listed(1, 7, steps=False))
        )
    year = chance.choice(("*", "*", "*", "2027", "2026-2028", "2027,2029"))
    month = listed(1, 12, list(MONTHS))
    return f"{listed(0, 59)} {listed(0, 23)} {dom} {month} {dow} {year}"


def ours(text: str, horizon: int) -> list[datetime]:
    schedule = cron.parse(text, 1970, 2199)
    soon = islice(following(schedule, NOW, UTC_ZONE, "rule"), WANTED)
    until = datetime(NOW.year, NOW.month, NOW.day, tzinfo=UTC) + timedelta(days=horizon)
    return [run.utc for run in soon if run.utc < until]


def disagreements(rounds: int, seed: int = 5) -> list[str]:
    chance = random.Random(seed)
    apart = []
    for _ in range(rounds):
        text = invented(chance)
        try:
            mine = ours(text, HORIZON)
        except Refusal as refusal:
            apart.append(f"{text}: {refusal}")
            continue
        if mine != brute(text, NOW, HORIZON):
            apart.append(text)
    return apart


def test_the_matcher_agrees_with_brute_force():
    apart = disagreements(ROUNDS)
    print(f"cron: {ROUNDS - len(apart)} of {ROUNDS} expressions agree with brute force")  # noqa: T201
    assert not apart, apart[:5]


def _known_fault(text: str) -> bool:
    """Of aws-croniter 2.1.1: L as a day of the week gives no times; long gaps end the list."""
    *_, dow, _year = text.split()
    return bool(re.search(r"L$|#5$", dow))


def test_the_library_agrees_where_it_is_right():
    chance, agreed, apart = random.Random(8), 0, []
    for _ in range(600):
        text = invented(chance)
        if _known_fault(text):
            continue
        library = [moment for moment in AwsCroniter(text).get_next(NOW, WANTED) if moment]
        mine = [
            run.utc
            for run in islice(
                following(cron.parse(text, 1970, 2199), NOW, UTC_ZONE, "rule"), WANTED
            )
        ]
        # The library gives up after a long gap; what it has found must still be the beginning.
        if library == mine[: len(library)]:
            agreed += 1
        else:
            apart.append(text)
    print(f"cron: {agreed} of {agreed + len(apart)} expressions agree with aws-croniter")  # noqa: T201
    assert not apart, apart[:5]


ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
SPRING = ("2027-03-13", "2027-03-27", "2027-04-03")
AUTUMN = ("2026-10-03", "2026-10-24", "2026-10-31")


def on_the_wall(text: str, zone: ZoneInfo, start: datetime, days: int) -> list[datetime]:
    """Each minute of some days: what does the clock show, and is it the first time it does?"""
    minutes, hours, *_ = text.split()
    found = []
    for passed in range(days * 24 * 60):
        moment = start + timedelta(minutes=passed)
        wall = moment.astimezone(zone)
        if wall.fold or moment <= start:
            continue
        if fits(wall.minute, minutes, 0, 59) and fits(wall.hour, hours, 0, 23):
            found.append(moment)
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_clock_changes_agree_with_looking_at_the_clock_each_minute(zone):
    """A time that does not come is left out, one that comes twice counts once."""
    assert not wrong_at_changes(zone)


def wrong_at_changes(zone: str) -> list[str]:
    chance, wrong = random.Random(zone), []
    for begins in (*SPRING, *AUTUMN):
        start = datetime.fromisoformat(f"{begins}T00:00:00Z")
        for _ in range(4):
            hours = chance.choice(("*", "0-3", "2", "1,2", "0/2"))
            text = f"{chance.choice(('0', '30', '0/20', '59'))} {hours} * * ? *"
            schedule = cron.parse(text, 1970, 2199)
            found = following(schedule, start, ZoneInfo(zone), "scheduler")
            seen = on_the_wall(text, ZoneInfo(zone), start, 3)
            if [run.utc for run in islice(found, len(seen))] != seen:
                wrong.append(f"{text} from {begins}")
    return wrong


@pytest.mark.parametrize("zone", ZONES[:3])
def test_a_planted_fault_in_the_clock_change_is_caught(monkeypatch, zone):
    monkeypatch.setattr(runs, "exists", lambda wall, zone: True)
    assert wrong_at_changes(zone)


def _monday_first(self, year, month):
    days = _ORIGINAL(self, year, month)
    return [max(1, day - 1) for day in days] if self.rule == "any-of-week" else days


_ORIGINAL = cron.Days.of


def _fourth_for_fifth(self, year, month):
    if self.rule == "nth" and self.nth == 5:
        return _ORIGINAL(cron.Days("last-of-week", self.values), year, month)
    return _ORIGINAL(self, year, month)


def _over_the_edge(day: int, weekday: int, length: int) -> int:
    return {7: max(1, day - 1), 1: min(length, day + 1)}.get(weekday, day)


def _no_wrap(self, text, step, stepped):
    if text == "*":
        return range(self.low, self.high + 1, step)
    first, dash, last = text.partition("-")
    start = self.value(first)
    end = self.value(last) if dash else (self.high if stepped else start)
    return range(min(start, end), max(start, end) + 1, step)


@pytest.mark.parametrize(
    ("where", "name", "fault"),
    [
        (cron.Days, "of", _monday_first),
        (cron.Days, "of", _fourth_for_fifth),
        (cron, "_workday", _over_the_edge),
        (cronfields.Field, "_range", _no_wrap),
    ],
)
def test_a_planted_fault_is_caught(monkeypatch, where, name, fault):
    monkeypatch.setattr(where, name, fault)
    assert disagreements(400)
