"""The lab as its templates need it: texts and rows, nothing left to reckon."""

from collections.abc import Mapping
from functools import partial, singledispatch
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from studyapp.labs.engine.events import batch, months, paths, tree, wording
from studyapp.labs.engine.events.answers import Planned, Planning, Reached, Settled, calendar
from studyapp.labs.engine.events.building import build
from studyapp.labs.engine.events.cron import Cron
from studyapp.labs.engine.events.expressions import At, Rate
from studyapp.labs.engine.events.following import KINDS
from studyapp.labs.engine.events.told import ASKED, SOURCES
from studyapp.labs.events import samples, written
from studyapp.labs.events.forms import TABS, EventsForm
from studyapp.lessons.models import Fact

OF_SOURCE = {
    "s3": ("s3-key-encoding", "src-s3"),
    "sns": ("src-sns", "sns-fifo"),
    "sqs": ("sqs-delete", "sqs-fifo-order"),
    "snssqs": ("src-sns", "sqs-delete"),
    "kinesis": ("kin-data", "kin-batch-one-shard"),
    "dynamodb": ("ddb-views", "ddb-order"),
    "eventbridge": ("eb-rule-kinds", "s3-targets"),
    "rest": ("src-apigw-rest", "apigw-custom"),
    "http": ("src-apigw-http", "apigw-response"),
    "url": ("url-format", "src-apigw-http"),
    "alb": ("alb-response", "alb-limits"),
}
OF_RULE = {
    "exception": ("sqs-partial-exception",),
    "ignored": ("esm-partial",),
    "malformed": ("batch-answer-malformed",),
    "success": ("batch-answer-empty",),
    "listed": ("esm-partial", "sqs-delete"),
    "checkpoint": ("kin-partial",),
}
FIFO = "sqs-fifo-partial"
OF_SCHEDULE = {
    Cron: ("cron-form", "cron-question", "cron-dow", "cron-l-w", "cron-hash"),
    Rate: ("rate-form", "rate-rule-units", "rate-start"),
    At: ("at-form",),
    type(None): ("cron-form", "cron-question", "rate-rule-units", "at-form"),
}
OF_SERVICE = {"rule": ("tz-rule",), "scheduler": ("tz-scheduler", "tz-dst", "scheduler-precision")}
YEARS = ("cron-year-first", "cron-year-last")
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
BLANK = "…"


def facts_of(form: EventsForm) -> set[str]:
    """All that any answer in this tab may lean on: which of them, only the answer tells."""
    tab = form.cleaned_data["tab"]
    if tab == "events":
        return set(OF_SOURCE[form.cleaned_data["source"]])
    shelves: list[tuple[str, ...]] = [(FIFO,), *OF_RULE.values()]
    if tab == "schedules":
        shelves = [YEARS, *OF_SCHEDULE.values(), *OF_SERVICE.values()]
    return {key for shelf in shelves for key in shelf}


def controls(form: EventsForm) -> dict[str, Any]:
    tab, source = form.data["tab"], form.data["source"]
    context: dict[str, Any] = {
        "tab": tab,
        "tabs": partial(_tabs, tab),
        "sources": partial(_sources, source),
        "source_name": SOURCES.get(source, source),
        "asked": [form[name] for name in ASKED.get(source, ())],
        "switches": ("act", "fifo", "raw", "binary", "multi"),
    }
    if not form.is_valid():
        return context
    # Called by the template, and only where it asks for a prediction.
    return context | {
        "offered": partial(_offered, form),
        "shape": partial(_shape, form),
        "week": WEEK,
    }


def _tabs(tab: str) -> list[tuple[str, str, bool]]:
    return [(name, _link(tab=key), key == tab) for key, name in TABS.items()]


def _sources(source: str) -> list[tuple[str, str, bool]]:
    return [
        (name, _link(source=key, path=samples.PATHS[key]), key == source)
        for key, name in SOURCES.items()
    ]


def _offered(form: EventsForm) -> list[dict[str, Any]]:
    question = form.question()
    months = calendar(question, None, None) if isinstance(question, Planning) else ()
    return [_month(month) for month in months]


def _shape(form: EventsForm) -> list[tree.Line]:
    return tree.lines(_blank(build(form.told())), frozenset(), None, folded=True)


def _link(**state: str) -> str:
    kept = {key: value for key, value in state.items() if EventsForm.DEFAULTS[key] != value}
    return f"{reverse('labs:events')}?{urlencode(kept)}".rstrip("?")


def _blank(value: Any) -> Any:
    """The keys of an event without what stands in them."""
    if isinstance(value, dict) and value:
        return {key: _blank(inner) for key, inner in value.items()}
    if isinstance(value, list) and value:
        return [_blank(inner) for inner in value]
    return BLANK


def show(answer: Any, facts: Mapping[str, Fact]) -> dict[str, Any]:
    context: dict[str, Any] = _show(answer)
    keys: list[str] = context.pop("keys")
    return context | {"basis": [facts[key] for key in keys if key in facts]}


@singledispatch
def _show(answer: Any) -> dict[str, Any]:
    raise TypeError(type(answer))


@_show.register
def _(answer: Reached) -> dict[str, Any]:
    found, text = answer.followed, answer.asked.path
    at = max(found.at, 0)
    told = KINDS[found.kind]
    name = f"{found.error}: " if found.error else ""
    summary = (
        f"The path yields {told}: {found.shown[:200]}"
        if found.ok
        else f"The path yields no value. {name}{found.message} Character {at + 1}."
    )
    return {
        "summary": summary,
        "found": found,
        "kind": told,
        "name": name,
        "before": text[:at],
        "here": text[at : at + 1] or " ",
        "after": text[at + 1 :],
        "character": str(at + 1),
        "stages": answer.steps,
        "lines": written.lines(answer.lines),
        "gone": [paths.write(way) for way in answer.built.gone],
        "n_changed": len(answer.built.changed),
        "decoded": any("(" in text for text, _ in answer.steps),
        "keys": list(OF_SOURCE[answer.asked.told.source]),
    }


@_show.register
def _(answer: Settled) -> dict[str, Any]:
    asked, found = answer.asked, answer.outcome
    rows = [
        {
            "number": n,
            "failed": n in asked.failed,
            "listed": n in asked.listed,
            "again": n in found.again,
            "lost": n in found.lost,
            "twice": n in found.twice,
        }
        for n in range(1, asked.count + 1)
    ]
    lost = f" Lost: {batch.named(found.lost)}." if found.lost else ""
    return {
        "summary": f"Come again: {batch.named(found.again)}.{lost}",
        "again": batch.named(found.again),
        "lost": batch.named(found.lost),
        "twice": batch.named(found.twice),
        "rows": rows,
        "rule": batch.RULES[found.rule],
        "overtaken": found.overtaken,
        "gone_word": "deleted" if asked.feed in batch.QUEUES else "passed",
        "keys": [*OF_RULE[found.rule], *([FIFO] if asked.feed == "fifo" else [])],
    }


@_show.register
def _(answer: Planned) -> dict[str, Any]:
    asked, refusal, runs = answer.asked, answer.refusal, answer.plan.runs
    keys = [*OF_SCHEDULE[type(answer.schedule)], *OF_SERVICE[asked.service]]
    if refusal:
        summary = f"Refused, {refusal.field}: {refusal.message}"
        return {"summary": summary, "refusal": refusal, "week": WEEK, "keys": keys}
    first = f"First run: {_when(runs[0].wall)}, {asked.zone}." if runs else "It never runs again."
    skipped = len(answer.plan.skipped)
    missed = f" The change of the clock skips {skipped}." if skipped else ""
    return {
        "summary": first + missed,
        "refusal": None,
        "meanings": answer.steps,
        "zone": asked.zone,
        "in_utc": asked.zone == "UTC",
        "runs": [
            {"wall": _when(run.wall), "utc": _when(run.utc), "twice": run.twice} for run in runs
        ],
        "first": _when(runs[0].wall) if runs else "never",
        "days": [_day(day) for day in answer.days],
        "skipped": [_when(when) for when in answer.plan.skipped],
        "complete": answer.plan.complete,
        "months": [
            month | {"rows": written.weeks(month["weeks"])} for month in map(_month, answer.months)
        ],
        "week": WEEK,
        "keys": keys,
    }


def _month(month: months.Month) -> dict[str, Any]:
    weeks = [
        [
            written.Cell(
                str(day.date.day),
                day.date.isoformat(),
                _day(day.date),
                wording.many(day.runs, "run") if day.runs else "",
                "●" if day.runs == 1 else f"×{day.runs}",
                day.inside,
                day.today,
                day.past,
            )
            for day in week
        ]
        for week in month.weeks
    ]
    return {
        "title": month.title,
        "weeks": weeks,
        "days": [cell for week in weeks for cell in week if cell.runs and cell.inside],
    }


def _day(day: Any) -> str:
    """
    >>> from datetime import date
    >>> _day(date(2026, 11, 3))
    'Tue 3 Nov 2026'
    """
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def _when(when: Any) -> str:
    seconds = f"{when:%H:%M:%S}" if when.second else f"{when:%H:%M}"
    return f"{_day(when)}, {seconds}"
