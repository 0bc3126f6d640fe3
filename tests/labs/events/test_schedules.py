"""Schedules at their edges. Vectors stand in the scenario files, the oracle in tests/oracles."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from studyapp.labs.engine.events import months, runs
from studyapp.labs.engine.events.answers import Planning, Rules, plan
from studyapp.labs.engine.events.expressions import LONGEST, parse
from studyapp.labs.engine.events.runs import following

NOW = datetime(2026, 11, 23, 9, 7, 30, tzinfo=UTC)
RULES = Rules(1970, 2199)


def planned(expression, service="scheduler", zone="Europe/Berlin", now=NOW):
    return plan(Planning(expression, service, zone, now), RULES)


def test_a_time_that_the_clock_leaves_out_is_skipped():
    found = planned("cron(30 2 ? * SUN *)", now=datetime(2027, 3, 22, tzinfo=UTC))
    assert found.days[0] == date(2027, 4, 4)
    assert [str(moment) for moment in found.plan.skipped] == ["2027-03-28 02:30:00"]


def test_a_time_that_comes_twice_runs_once():
    found = planned("cron(30 2 25 10 ? 2026)", now=datetime(2026, 10, 1, tzinfo=UTC))
    assert [run.utc.isoformat() for run in found.plan.runs] == ["2026-10-25T00:30:00+00:00"]
    assert found.plan.runs[0].twice


def test_a_time_of_a_zone_moves_in_utc_with_the_season():
    found = planned("cron(0 8 1 * ? *)", now=datetime(2026, 9, 15, tzinfo=UTC))
    assert [run.utc.hour for run in found.plan.runs[:3]] == [6, 7, 7]


def test_a_rate_of_days_counts_24_hours():
    found = planned("rate(1 day)", now=datetime(2026, 10, 24, 10, tzinfo=UTC))
    assert [run.wall.hour for run in found.plan.runs[:3]] == [12, 11, 11]


def test_a_rule_waits_for_one_interval_and_scheduler_begins_at_once():
    assert planned("rate(5 minutes)", "rule", "UTC").plan.runs[0].wall.minute == 12
    assert planned("rate(5 minutes)", zone="UTC").plan.runs[0].wall.minute == 7


def test_a_moment_runs_once_and_only_if_it_comes():
    assert len(planned("at(2026-12-01T08:00:00)").plan.runs) == 1
    assert planned("at(2026-11-01T08:00:00)").plan.runs == ()
    missing = planned("at(2027-03-28T02:30:00)")
    assert (missing.plan.runs, len(missing.plan.skipped)) == ((), 1)


@pytest.mark.parametrize(
    "expression", ["rate(7 minutes)", "cron(0/20 1-3 * * ? *)", "rate(3 days)"]
)
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Australia/Lord_Howe"])
def test_the_calendar_counts_the_runs_that_follow(expression, zone):
    schedule = parse(expression, "scheduler", RULES)
    now = datetime(2027, 3, 26, 9, 7, 30, tzinfo=UTC)
    there = ZoneInfo(zone)
    drawn = months.draw(2027, 3, schedule, now, there, "scheduler")
    counted: dict[date, int] = {}
    for run in months_runs(schedule, now, there):
        counted[run.wall.date()] = counted.get(run.wall.date(), 0) + 1
    assert {day.date: day.runs for day in drawn.days} == counted


def months_runs(schedule, now, zone):
    for run in following(schedule, now, zone, "scheduler"):
        if run.wall.date() >= date(2027, 4, 1):
            return
        yield run


HOSTILE = [
    "cron(* * * * ? 2199)",
    "cron(0 0 31 2,4,6,9,11 ? *)",
    "cron(0 0 30 2 ? *)",
    "cron(* * 30 2 ? *)",
    "cron(0 0 31W 4,6,9,11 ? *)",
    f"cron({','.join(str(n) for n in range(60))} * 31 2 ? *)",
    "cron(30 2 28 3 ? *)",
    "cron(* * * * ? *)",
    "rate(1 minute)",
    "rate(1000000 days)",
    "cron(" + "*," * 120,
    "cron(" + "0-59," * 45 + "0 * * * ? *)",
    "((((" * 60,
]


@pytest.mark.parametrize("expression", HOSTILE)
def test_no_expression_is_dear(expression, monkeypatch):
    """Counted in looks at a clock, the dearest thing there is: a few microseconds each."""
    looks = []
    real = runs.exists
    for module in (runs, months):
        monkeypatch.setattr(module, "exists", lambda *asked: looks.append(1) or real(*asked))
    found = planned(expression[:LONGEST], zone="Europe/Berlin")
    assert found.months
    assert len(looks) < 8000
