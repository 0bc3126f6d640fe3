"""A schedule in words, field by field: what each part of the expression says."""

from studyapp.labs.engine.events.cron import LAST_OF, NEAREST, Cron
from studyapp.labs.engine.events.cronfields import DAY_OF_WEEK, DAYS
from studyapp.labs.engine.events.expressions import Rate, Schedule

WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
ORDINALS = ("", "first", "second", "third", "fourth", "fifth")
NAMES = ("minutes", "hours", "day-of-month", "month", "day-of-week", "year")
WHOLE = {"minutes": 60, "hours": 24, "month": 12}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Step = tuple[str, str, str]  # the field, what is written, what it means


def steps(schedule: Schedule, text: str, service: str) -> tuple[Step, ...]:
    inner = text.strip().partition("(")[2].rstrip(")")
    if isinstance(schedule, Cron):
        return tuple(
            (name, part, _meaning(schedule, name, part))
            for name, part in zip(NAMES, inner.split(), strict=True)
        )
    if isinstance(schedule, Rate):
        begins = "at once" if service == "scheduler" else "one interval after it is created"
        return (
            ("value and unit", inner, f"every {many(schedule.value, schedule.unit)}"),
            ("begins", "", begins),
        )
    return (("moment", inner, "once, on the clock of the time zone"),)


def many(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def _meaning(schedule: Cron, name: str, part: str) -> str:
    if part == "?":
        return "left to the other day field"
    if name == "day-of-month":
        return _dates(schedule, part)
    if name == "day-of-week":
        return _weekdays(schedule, part)
    if name == "year":
        years = schedule.years
        return "every year" if part == "*" else f"in {_listed([str(year) for year in years])}"
    values = {"minutes": schedule.minutes, "hours": schedule.hours}.get(name, ())
    if name == "month":
        months = sorted(schedule.months)
        words = [MONTHS[month - 1] for month in months]
        return "every month" if len(months) == WHOLE[name] else f"in {_listed(words)}"
    if len(values) == WHOLE[name]:
        return f"every {name[:-1]}"
    return f"at {name[:-1]} {_listed([str(value) for value in values])}"


def _dates(schedule: Cron, part: str) -> str:
    rule = schedule.days.rule
    values = sorted(schedule.days.values)
    if rule == "last":
        return "on the last day of the month"
    if rule == "nearest" and NEAREST.fullmatch(part):
        return f"on the working day nearest to the {values[0]}, in the same month"
    if len(values) == 31:
        return "on every day"
    return f"on day {_listed([str(value) for value in values])}"


def _weekdays(schedule: Cron, part: str) -> str:
    rule, values = schedule.days.rule, sorted(schedule.days.values)
    words = [WEEKDAYS[value - 1] for value in values]
    if rule == "last-of-week" and LAST_OF.fullmatch(part):
        return f"on the last {words[0]} of the month"
    if rule == "nth":
        return f"on the {ORDINALS[schedule.days.nth]} {words[0]} of the month"
    if len(values) == len(DAYS):
        return "on every day"
    numbered = f" (1 is {WEEKDAYS[DAY_OF_WEEK.low - 1]})" if any(map(str.isdigit, part)) else ""
    return f"on {_listed(words)}{numbered}"


def _listed(words: list[str]) -> str:
    """All of them, or the first three and the last: 0, 15, 30 … 45."""
    if len(words) > 7:
        return f"{', '.join(words[:3])} … {words[-1]}"
    return ", ".join(words[:-1]) + f" and {words[-1]}" if len(words) > 1 else words[0]
