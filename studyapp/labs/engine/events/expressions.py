"""What may stand in the schedule of a rule or of EventBridge Scheduler: cron(…), rate(…), at(…)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from studyapp.labs.engine.events import cron
from studyapp.labs.engine.events.cron import Cron
from studyapp.labs.engine.events.cronfields import Refusal

LONGEST: Final = 256
FORM: Final = "form"
UNITS: Final = {"minute": 60, "hour": 3600, "day": 86_400}
WRITTEN = re.compile(r"([a-z]+)\((.*)\)", re.DOTALL)
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")
FIRST_AT, LAST_AT = 1900, 9000  # so that every clock of the world can show it
LARGEST_RATE: Final = 1_000_000  # keeps dates within what a calendar can hold


@dataclass(frozen=True, slots=True)
class Rate:
    value: int
    unit: str  # minute | hour | day

    @property
    def every(self) -> timedelta:
        return timedelta(seconds=self.value * UNITS[self.unit])


@dataclass(frozen=True, slots=True)
class At:
    moment: datetime  # of no zone


Schedule = Cron | Rate | At


@dataclass(frozen=True, slots=True)
class Rules:
    """The bounds that the ledger states."""

    first_year: int
    last_year: int


def parse(text: str, service: str, rules: Rules) -> Schedule:
    """`service` is "rule" or "scheduler"; raises `Refusal`."""
    if len(text) > LONGEST:
        raise Refusal(FORM, f"longer than {LONGEST} characters.")
    found = WRITTEN.fullmatch(text.strip())
    if not found:
        raise Refusal(FORM, "write cron(…), rate(…) or, for Scheduler, at(…).")
    kind, inner = found[1], found[2]
    if kind == "cron":
        return cron.parse(inner, rules.first_year, rules.last_year)
    if kind == "rate":
        return _rate(inner, service)
    if kind == "at":
        return _at(inner, service)
    raise Refusal(FORM, f"“{kind}” is no kind of schedule: cron, rate or at.")


def _rate(text: str, service: str) -> Rate:
    parts = text.split()
    if len(parts) != 2:
        raise Refusal("rate", "a value and a unit are required, with a space between them.")
    value, unit = parts
    if not re.fullmatch(r"[0-9]{1,7}", value) or int(value) > LARGEST_RATE:
        raise Refusal("value", f"“{value}” must be a positive whole number.")
    if int(value) == 0:
        raise Refusal("value", "it must be positive.")
    if unit.removesuffix("s") not in UNITS or unit.endswith("ss"):
        raise Refusal("unit", f"“{unit}” is not one of minute, hour and day, or their plurals.")
    plural = unit.endswith("s")
    if service == "rule" and plural != (int(value) > 1):
        wanted = unit.removesuffix("s") + ("s" if int(value) > 1 else "")
        raise Refusal("unit", f"with {int(value)} a rule wants “{wanted}”.")
    if service == "scheduler" and not plural and int(value) > 1:
        raise Refusal("unit", f"with {int(value)} write “{unit}s”.")
    return Rate(int(value), unit.removesuffix("s"))


def _at(text: str, service: str) -> At:
    if service == "rule":
        raise Refusal(FORM, "a rule knows no at(…): one-time schedules are for Scheduler.")
    if not MOMENT.fullmatch(text):
        raise Refusal("at", "write yyyy-mm-ddThh:mm:ss, without a zone.")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("at", f"{text} is not a date of the calendar.") from None
    if not FIRST_AT <= moment.year < LAST_AT:
        raise Refusal("at", f"this lab reads years from {FIRST_AT} on and before {LAST_AT}.")
    return At(moment)
