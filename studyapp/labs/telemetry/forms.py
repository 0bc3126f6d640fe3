"""The border of the observability lab: strings of an address come in, settings go out."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError

from studyapp.labs.engine.cost.duration import MEMORY_MAX, MEMORY_MIN
from studyapp.labs.engine.telemetry.faults import FAULTS, HEALTHY
from studyapp.labs.engine.telemetry.settings import CASES, Settings, hidden
from studyapp.labs.state import LabForm, NumberField, choice

HIDDEN = "hidden"
CLOSED = "closed"
TABS = {"logs": "Logs", "metrics": "Metrics", "trace": "Trace"}
LETTERS = {"logs": "l", "metrics": "m", "trace": "t"}
SEEN = re.compile(r"(?!.*(.).*\1)[lmt]{0,3}")
RATE_MOST = 6
TIMEOUT_MOST = 900  # fact timeout-max-default
REQUESTS_MOST = 200
FIND_MOST = 60
FAULT_CHOICES = [
    (HIDDEN, "Hidden: find it"),
    (HEALTHY, "None"),
    *((key, fault.name) for key, fault in FAULTS.items()),
]


class SeenField(forms.CharField):
    """The tabs opened so far, a letter for each, in their order."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=3, widget=forms.HiddenInput)

    def clean(self, value: Any) -> str:
        text = str(value or "")
        if len(text) > len(LETTERS) or not SEEN.fullmatch(text):
            raise ValidationError("Opened tabs: start again.")
        return text


class TelemetryForm(LabForm):
    """A scene and how it is looked at. What an address leaves out has its default."""

    DEFAULTS = {
        **{"fault": HIDDEN, "case": "24", "twist": "off", "rate": "6"},
        **{"memory": "512", "timeout": "30", "logs": "on", "tracing": "on"},
        **{"style": "newer", "lines": "text"},
        **{"tab": CLOSED, "seen": "", "request": "0", "find": ""},
    }
    HINTS = {
        "case": "Each number is a case of its own, the same for everybody.",
        "rate": f"At most {RATE_MOST}: more would be more lines, not more to find.",
        "find": "As a filter on the log group would. Upper and lower case matter.",
    }
    ASIDE = frozenset({"tab", "seen", "request", "find"})

    fault = choice("What is wrong", FAULT_CHOICES, forms.Select)
    case = NumberField(1, CASES, label="Case")
    twist = choice("Its face", [("off", "Usual"), ("on", "Unusual")])
    rate = NumberField(1, RATE_MOST, label="Orders a minute")
    memory = NumberField(MEMORY_MIN, MEMORY_MAX, unit="MB", label="Memory")
    timeout = NumberField(1, TIMEOUT_MOST, unit="s", label="Timeout")
    logs = choice("The role may write logs", [("on", "Yes"), ("off", "No")])
    tracing = choice("Tracing mode", [("on", "Active"), ("off", "PassThrough")])
    style = choice("Style of the platform", [("newer", "Newer"), ("older", "Older")])
    lines = choice("Log format", [("text", "Text"), ("json", "JSON")])
    tab = choice("Open", [(CLOSED, "None"), *TABS.items()])
    seen = SeenField()
    request = NumberField(0, REQUESTS_MOST, label="Request")
    find = forms.CharField(
        required=False,
        max_length=FIND_MOST,
        label="Show lines that contain",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, query: Mapping[str, str], start: Mapping[str, str] | None = None) -> None:
        super().__init__(query, start)
        self.puzzle = str(query.get("puzzle", ""))[:FIND_MOST]

    def complete(self, state: dict[str, str]) -> dict[str, str]:
        """To open a tab is to have seen it."""
        letter = LETTERS.get(state["tab"], "")
        if letter and letter not in state["seen"]:
            state["seen"] += letter
        return state

    def hidden(self, state: Any) -> tuple[str, ...]:
        return ("twist",) if state["fault"] in (HIDDEN, HEALTHY) else ()

    def link(self, **changes: object) -> str:
        """The query of another look at this state, its puzzle included."""
        named = urlencode({"puzzle": self.puzzle}) if self.puzzle else ""
        return "&".join(part for part in (named, self.query(**changes)) if part)

    @property
    def is_hidden(self) -> bool:
        return bool(self.cleaned_data["fault"] == HIDDEN)

    def settings(self) -> Settings:
        """What was asked, in the engine's words. Only for a valid form."""
        data = self.cleaned_data
        case = int(data["case"])
        named = (data["fault"], data["twist"] == "on")
        fault, twist = hidden(case) if self.is_hidden else named
        return Settings(
            fault=fault,
            twist=twist,
            seed=case,
            rate=int(data["rate"]),
            memory=int(data["memory"]),
            timeout=int(data["timeout"]),
            logs=data["logs"] == "on",
            tracing=data["tracing"] == "on",
            newer=data["style"] == "newer",
            as_json=data["lines"] == "json",
        )
