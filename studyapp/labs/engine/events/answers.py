"""One question to the lab, one answer: the three things it can be asked."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from studyapp.labs.engine.events import batch, expressions, following, months, runs, tree, wording
from studyapp.labs.engine.events.batch import Batch, Outcome
from studyapp.labs.engine.events.building import Built, compare
from studyapp.labs.engine.events.cronfields import Refusal
from studyapp.labs.engine.events.expressions import Rules, Schedule
from studyapp.labs.engine.events.told import Told

SHOWN_DAYS = 3


@dataclass(frozen=True, slots=True)
class Reaching:
    """Where does this path lead in the event that these facts make?"""

    told: Told
    path: str


@dataclass(frozen=True, slots=True)
class Reached:
    asked: Reaching
    built: Built
    followed: following.Followed

    @property
    def lines(self) -> list[tree.Line]:
        where = self.followed.way if self.followed.ok else None
        return tree.lines(self.built.event, self.built.changed, where, folded=True)

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        return tuple((stage.text, stage.gives) for stage in self.followed.stages)


@dataclass(frozen=True, slots=True)
class Settled:
    asked: Batch
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Planning:
    """When does this schedule run next?"""

    expression: str
    service: str  # rule | scheduler
    zone: str
    now: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Planned:
    asked: Planning
    schedule: Schedule | None
    refusal: Refusal | None
    plan: runs.Plan
    days: tuple[date, ...]  # the next three with a run
    steps: tuple[wording.Step, ...]

    @property
    def months(self) -> tuple[months.Month, ...]:
        """The month of the first run and the one after it."""
        return calendar(self.asked, self.schedule, self.days[0] if self.days else None)


Question = Reaching | Batch | Planning
Answer = Reached | Settled | Planned


def reach(asked: Reaching) -> Reached:
    built = compare(asked.told)
    return Reached(asked, built, following.follow(asked.path, built.event))


def settle(asked: Batch) -> Settled:
    return Settled(asked, batch.settle(asked))


def plan(asked: Planning, rules: Rules) -> Planned:
    zone, now = ZoneInfo(asked.zone), asked.now
    try:
        schedule = expressions.parse(asked.expression, asked.service, rules)
    except Refusal as refusal:
        return Planned(asked, None, refusal, runs.Plan((), (), True), (), ())
    return Planned(
        asked,
        schedule,
        None,
        runs.plan(schedule, now, zone, asked.service),
        runs.first_days(schedule, now, zone, asked.service, SHOWN_DAYS),
        wording.steps(schedule, asked.expression, asked.service),
    )


def calendar(
    asked: Planning, schedule: Schedule | None, since: date | None
) -> tuple[months.Month, ...]:
    """Two months; with no schedule and no day given they begin with today and hold no runs."""
    zone = ZoneInfo(asked.zone)
    first = (since or asked.now.astimezone(zone).date()).replace(day=1)
    return tuple(
        months.draw(each.year, each.month, schedule, asked.now, zone, asked.service)
        for each in (first, months.after(first))
    )
