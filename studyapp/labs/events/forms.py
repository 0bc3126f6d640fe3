"""The border of the lab: strings of an address come in, one question to the engine goes out."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone

from studyapp.labs.engine.events import expressions, paths
from studyapp.labs.engine.events.answers import Planning, Question, Reaching
from studyapp.labs.engine.events.batch import ANSWERS, FEEDS, Batch
from studyapp.labs.engine.events.told import ASKED, BODY, CHANGES, SORTS, SOURCES, VIEWS, Told
from studyapp.labs.events import samples
from studyapp.labs.state import LabForm, NumberField, choice

TABS = {"events": "Event", "batch": "Batch answer", "schedules": "Schedule"}
OF_A_BATCH = ("feed", "size", "failed", "answer", "listed", "report")
OF_A_SCHEDULE = ("service", "expression", "zone", "now")
SERVICES = [("rule", "Rule"), ("scheduler", "Scheduler")]
ZONES = (
    *("UTC", "Europe/London", "Europe/Berlin", "Europe/Helsinki", "America/New_York"),
    *("America/Los_Angeles", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu"),
    *("Asia/Tokyo", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland"),
)
SWITCH = [("off", "Off"), ("on", "On")]
FIRST, LAST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)
WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
PRINTABLE = RegexValidator(r"^[!-~]*\Z", "Use letters, digits and signs, no spaces.")
HEADER = RegexValidator(r"^[ -~]*\Z", "Use letters, digits and signs of a header.")
ADDRESS = RegexValidator(r"^/[A-Za-z0-9/._~%+-]*\Z", "Begin with a slash, as in /orders/42.")


def pairs(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return list(words.items())


def same(values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


def text(label: str, most: int, *, required: bool = True, **kwargs: Any) -> forms.CharField:
    attrs = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
    messages = {"required": f"{label}: write something here."}
    widget = kwargs.pop("widget", forms.TextInput)(attrs=attrs)
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        widget=widget,
        error_messages=messages,
        **kwargs,
    )


class Numbers(forms.Field):
    """Numbers of messages, as "2, 4"; empty for none."""

    def clean(self, value: Any) -> str:
        words = str(value or "").replace(",", " ").split()
        if len(words) > 10 or not all(re.fullmatch("[0-9]{1,2}", word) for word in words):
            raise ValidationError(f"{self.label}: write numbers with commas, such as 2, 4.")
        return ", ".join(str(number) for number in sorted({int(word) for word in words}))


class Moment(forms.Field):
    """A date and a time in UTC, kept as it is written: an address holds it so."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"})

    def clean(self, value: Any) -> str:
        text = str(value or "").strip()
        if WRITTEN.fullmatch(text):
            with suppress(ValueError):
                if FIRST <= datetime.fromisoformat(text).replace(tzinfo=UTC) <= LAST:
                    return text
        raise ValidationError(
            f"{self.label}: write a date and a time from {FIRST:%Y} on and before {LAST:%Y}."
        )


class EventsForm(LabForm):
    """All three tabs. What the chosen one does not ask keeps the value it starts with."""

    DEFAULTS: ClassVar[dict[str, str]] = {
        **{"tab": "events", "source": "s3", "path": samples.PATHS["s3"]},
        **{"key": Told().key, "act": "created", "body": BODY, "count": "1", "fifo": "off"},
        **{"raw": "off", "change": "MODIFY", "view": VIEWS[0], "sort": "custom", "method": "GET"},
        **{"uri": "/orders/42", "search": "colour=red&colour=blue", "cookies": "", "binary": "off"},
        **{"multi": "off", "feed": "sqs", "size": "5", "failed": "3", "answer": "listed"},
        **{"listed": "3", "report": "on", "service": "rule", "zone": "UTC", "now": ""},
        "expression": "cron(0 9 ? * MON-FRI *)",
    }
    HINTS: ClassVar[dict[str, str]] = {
        "path": "As in Python. Known: json.loads, base64.b64decode, unquote_plus, get, decode.",
        "body": "{n} becomes the number of the message.",
        "failed": "Whose processing goes wrong. Empty for none.",
        "listed": "What the answer names.",
        "expression": "cron(…), rate(…) or, for Scheduler, at(…).",
        "zone": "For Scheduler. A rule runs in UTC.",
        "now": "In UTC. A rate begins here.",
        "search": "As it stands after the question mark.",
        "cookies": "As in theme=dark; lang=en.",
    }

    tab = choice("Part", pairs(TABS), forms.HiddenInput)
    source = choice("Source", pairs(SOURCES), forms.HiddenInput)
    path = text("Path to a value", paths.LONGEST, widget=forms.Textarea)
    key = text("Key of the object", 200)
    act = choice("What happened", [("created", "Created"), ("removed", "Removed")])
    body = text("Message", 300, required=False, strip=False)
    count = NumberField(1, 10, label="Messages")
    fifo = choice("FIFO", SWITCH)
    raw = choice("Raw message delivery", SWITCH)
    change = choice("Change", same(CHANGES), forms.Select)
    view = choice("Stream view type", same(VIEWS), forms.Select)
    sort = choice("Event", pairs(SORTS), forms.Select)
    method = choice("Method", same(("GET", "POST", "PUT", "PATCH", "DELETE")), forms.Select)
    uri = text("Path of the request", 100, validators=[ADDRESS])
    search = text("Query", 200, required=False, validators=[PRINTABLE])
    cookies = text("Cookies", 200, required=False, validators=[HEADER])
    binary = choice("Binary body", SWITCH)
    multi = choice("Multi-value headers", SWITCH)
    feed = choice("Source", pairs(FEEDS), forms.Select)
    size = NumberField(1, 10, label="Messages in the batch")
    failed = Numbers(label="Failed")
    answer = choice("The function returns", pairs(ANSWERS), forms.Select)
    listed = Numbers(label="Named as failed")
    report = choice("ReportBatchItemFailures", SWITCH)
    service = choice("EventBridge", SERVICES)
    expression = text("Schedule", expressions.LONGEST)
    zone = choice("Time zone", same(ZONES), forms.Select)
    now = Moment(label="Now")

    def shown(self, state: Mapping[str, Any]) -> tuple[str, ...]:
        if state.get("tab") == "batch":
            return ("tab", *OF_A_BATCH)
        if state.get("tab") == "schedules":
            return ("tab", *OF_A_SCHEDULE)
        return ("tab", "source", "path", *ASKED.get(str(state.get("source")), ()))

    def complete(self, state: dict[str, str]) -> dict[str, str]:
        shown = self.shown(state)
        kept = {name: state[name] if name in shown else self.base[name] for name in state}
        if not kept["now"]:
            kept["now"] = f"{timezone.now().astimezone(UTC):%Y-%m-%dT%H:%M}"
        return kept

    def hidden(self, state: Mapping[str, Any]) -> tuple[str, ...]:
        shown = self.shown(state)
        return tuple(name for name in self.base if name not in shown)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if self._wants_an_object(data) and self.told().detail() is None:
            self.add_error("body", 'EventBridge takes a JSON object, such as {"order": 1}.')
        if data["tab"] == "batch":
            self._within("failed", data)
            self._within("listed", data)
        return data

    @staticmethod
    def _wants_an_object(data: Mapping[str, Any]) -> bool:
        return (data["tab"], data["source"], data["sort"]) == ("events", "eventbridge", "custom")

    def _within(self, name: str, data: Mapping[str, Any]) -> None:
        most = int(data["size"])
        if not numbers(data[name]) <= frozenset(range(1, most + 1)):
            label = self.fields[name].label
            self.add_error(name, f"{label}: the batch has the messages 1 to {most}.")

    def told(self) -> Told:
        data = self.cleaned_data
        switches = ("fifo", "raw", "binary", "multi")
        texts = ("source", "key", "act", "body", "change", "view", "sort", "method", "uri")
        return Told(
            count=int(data["count"]),
            search=data["search"],
            cookies=data["cookies"],
            **{name: data[name] == "on" for name in switches},
            **{name: data[name] for name in texts},
        )

    def question(self) -> Question:
        """What was asked, in the engine's words. Only for a valid form."""
        data = self.cleaned_data
        if data["tab"] == "events":
            return Reaching(self.told(), data["path"])
        if data["tab"] == "schedules":
            now = datetime.fromisoformat(data["now"]).replace(tzinfo=UTC)
            zone = data["zone"] if data["service"] == "scheduler" else "UTC"
            return Planning(data["expression"], data["service"], zone, now)
        return Batch(
            feed=data["feed"],
            count=int(data["size"]),
            failed=numbers(data["failed"]),
            answer=data["answer"],
            listed=numbers(data["listed"]) if data["answer"] == "listed" else frozenset(),
            report=data["report"] == "on",
        )


def numbers(text: str) -> frozenset[int]:
    return frozenset(int(word) for word in text.replace(",", " ").split())
