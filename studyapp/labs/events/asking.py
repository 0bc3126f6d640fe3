"""What can be predicted, and how it is marked."""

import json
import re
from datetime import date
from typing import Any

from studyapp.labs.base import Ask, Choice, Verdict
from studyapp.labs.engine.events import batch, cron
from studyapp.labs.engine.events.answers import Answer, Planned, Reached, Settled, calendar
from studyapp.labs.engine.events.following import KINDS
from studyapp.labs.events.documents import moment

TRUTHS = {"true": True, "false": False, "null": None, "none": None}
NONE = "none"
ACCEPTED = "accepted"
# What can be wrong with a schedule, as the parser names it, by an id that a form can hold.
FIELDS = {
    "minutes": "minutes",
    "hours": "hours",
    "dom": "day-of-month",
    "month": "month",
    "dow": "day-of-week",
    "pair": cron.PAIR,
    "year": "year",
    "count": "number of fields",
    "value": "value",
    "unit": "unit",
    "form": "form",
}
IN_WORDS = {
    "pair": "Refused: the two day fields together",
    "count": "Refused: the number of fields",
    "value": "Refused: the value of the rate",
    "unit": "Refused: the unit of the rate",
    "form": "Refused: its form, or no such kind of schedule here",
}
CRON = ("minutes", "hours", "dom", "month", "dow", "pair", "year", "count", "form")


def _refusals(keys: tuple[str, ...]) -> tuple[Choice, ...]:
    words = ((key, IN_WORDS.get(key, f"Refused: the field {FIELDS[key]}")) for key in keys)
    return (Choice(ACCEPTED, "It is accepted"), *(Choice(key, text) for key, text in words))


SHAPE = "labs/events/_shape.html"
KIND = Ask(
    "kind",
    "What does this path yield?",
    tuple(Choice(*pair) for pair in KINDS.items()),
    beside=SHAPE,
)
VALUE = Ask(
    "value",
    "Which value does this path yield? Write “error” if it yields none.",
    free=True,
    beside=SHAPE,
)
AGAIN = Ask(
    "again", "Which messages come again? Write their numbers, such as “2, 4”, or “none”.", free=True
)
LOST = Ask("lost", "How many messages failed and will never come again?", most=10)
DAYS = Ask(
    "days",
    "Tick the next three days with a run, as far as they lie in these two months.",
    free=True,
    template="labs/events/_days.html",
)
START = Ask("first", "When does it run first? Write it as 2026-11-30 09:00, or “none”.", free=True)
CRON_VERDICT = Ask("verdict", "Is this schedule accepted?", _refusals(CRON))
OTHER_VERDICT = Ask("verdict", "Is this schedule accepted?", _refusals(("value", "unit", "form")))


def asks(tab: str, expression: str) -> tuple[Ask, ...]:
    if tab == "batch":
        return AGAIN, LOST
    if tab == "schedules":
        fields = expression.strip().startswith("cron(")
        return DAYS, START, CRON_VERDICT if fields else OTHER_VERDICT
    return KIND, VALUE


def settle(ask: Ask, said: str, answer: Answer) -> Verdict:
    if isinstance(answer, Reached):
        return _of_a_path(ask, said, answer)
    if isinstance(answer, Settled):
        return _of_a_batch(ask, said, answer)
    return _of_a_schedule(ask, said, answer)


def _of_a_path(ask: Ask, said: str, answer: Reached) -> Verdict:
    found = answer.followed
    why = found.message or f"The path ends at {answer.steps[-1][1]}."
    if ask.id == KIND.id:
        return Verdict(said == found.kind, f"It yields {KINDS[found.kind]}", why)
    if not found.ok:
        named = {"error", "none", found.error.lower(), f"error: {found.error.lower()}"}
        return Verdict(said.lower() in named, f"It yields none: {found.shown}", why)
    return Verdict(_same(said, found.value), f"It yields {short(found.shown)}", why)


def _same(said: str, value: Any) -> bool:
    """Whether this is the value, however it is written: with quotes or without, JSON or Python."""
    if isinstance(value, str):
        return said in (value, value.strip(), f'"{value}"', f"'{value}'", json.dumps(value))
    if isinstance(value, bytes):
        text = value.decode(errors="replace")
        return said in (text, f'"{text}"', f"b'{text}'", f'b"{text}"', f"'{text}'", repr(value))
    if said.lower() in TRUTHS:
        return value is TRUTHS[said.lower()]
    try:
        told = json.loads(said)
    except (ValueError, RecursionError):
        return False
    return bool(told == value and isinstance(told, bool) == isinstance(value, bool))


def short(words: str) -> str:
    return words if len(words) <= 90 else f"{words[:80]} …"


def _of_a_batch(ask: Ask, said: str, answer: Settled) -> Verdict:
    found = answer.outcome
    why = batch.RULES[found.rule]
    if ask.id == LOST.id:
        told = f"{len(found.lost)}: {batch.named(found.lost)}" if found.lost else "None is lost"
        return Verdict(int(said) == len(found.lost), told, why)
    right = _numbers(said) == set(found.again)
    return Verdict(right, f"Come again: {batch.named(found.again)}", why)


def _numbers(said: str) -> set[int] | None:
    """3, 4 and 5, however they are written; None if they are no numbers."""
    if said.lower().strip(" .") == NONE:
        return set()
    words = re.split(r"[\s,;]+|and", said.lower())
    found = [word for word in words if word]
    return set(map(int, found)) if all(re.fullmatch("[0-9]{1,3}", word) for word in found) else None


def _of_a_schedule(ask: Ask, said: str, answer: Planned) -> Verdict:
    refusal, runs = answer.refusal, answer.plan.runs
    why = f"Refused, {refusal.field}: {refusal.message}" if refusal else _meaning(answer)
    if ask.id == "verdict":
        told = "It is refused" if refusal else "It is accepted"
        expected = refusal.field if refusal else ACCEPTED
        if refusal and expected not in FIELDS.values():
            expected = FIELDS["form"]  # “rate(5)”: there is no value and no unit to name
        return Verdict(FIELDS.get(said, said) == expected, told, why)
    if ask.id == START.id:
        told = moment(runs[0].wall).replace("T", " ") if runs else NONE
        meant = said.lower().replace("t", " ").removesuffix(":00") if said.count(":") > 1 else said
        right = meant.lower().replace("t", " ").strip() == told
        return Verdict(right, f"It runs first: {told}" if runs else "It never runs", why)
    shown = [day for day in answer.days if day in days_offered(answer)]
    meant_days = {word.strip() for word in said.split(",")} - {NONE}
    told = ", ".join(f"{day:%a} {day.day} {day:%b %Y}" for day in shown) or "None of these days"
    return Verdict(meant_days == {day.isoformat() for day in shown}, told, why)


def days_offered(answer: Planned) -> set[date]:
    months = calendar(answer.asked, None, None)
    return {day.date for month in months for week in month.weeks for day in week if day.inside}


def _meaning(answer: Planned) -> str:
    words = ", ".join(meaning for _, part, meaning in answer.steps if part not in ("?", "*"))
    return f"It runs {words}." if words else "It runs each minute."
