"""The border of the environments lab: an address comes in, an account with its traffic goes out."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from studyapp.labs.engine.environments import arrivals
from studyapp.labs.engine.environments.arrivals import MOST, Line, Unreadable
from studyapp.labs.engine.environments.model import Function, Outcome, Setup
from studyapp.labs.engine.environments.rules import SECOND, UNRESERVED
from studyapp.labs.state import LabForm, NumberField, choice, grouped

OWN = "yours"  # the function that the form is about
MOST_QUEUED = 300  # asynchronous events, each of which may be tried some eighty times
MOST_PROVISIONED = 5_000
NUMBERS = re.compile(r"all|(?:[0-9]{1,5}(?:[\s,]+[0-9]{1,5}){0,49})?")

PATTERNS = [
    ("own", "As listed"),
    ("steady", "At a steady rate"),
    ("burst", "In bursts"),
    ("trickle", "In a trickle"),
    ("poisson", "At random"),
]
OF_PATTERN = {
    "own": ("arrivals",),
    "steady": ("rate", "span"),
    "burst": ("count", "gap"),
    "trickle": ("count", "gap"),
    "poisson": ("rate", "span", "seed"),
}
EVERY_PATTERN = ("arrivals", "rate", "span", "count", "gap", "seed")


class CountOrNone(NumberField):
    """A whole number, or nothing at all."""

    def clean(self, value: Any) -> Any:
        return super().clean(value) if str(value or "").strip() else ""


class WrittenField(forms.CharField):
    """A text that the engine reads; line ends are those of the files."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "")
        return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _written(label: str, longest: int, rows: int = 2) -> WrittenField:
    attrs = {"rows": rows, "autocomplete": "off", "spellcheck": "false"}
    messages = {"max_length": f"{label}: at most {grouped(longest)} characters."}
    widget = forms.Textarea(attrs=attrs)
    return WrittenField(
        label=label, max_length=longest, required=False, widget=widget, error_messages=messages
    )


class EnvironmentsForm(LabForm):
    """An account, its functions, when requests arrive and how the code behaves."""

    DEFAULTS = {
        **{"pattern": "own", "arrivals": "0, 1, 2, 3, 4, 6.5, 7.5, 8.5, 8.7, 9.2"},
        **{"rate": "5", "span": "10", "count": "12", "gap": "30", "seed": "1"},
        **{"duration": "4", "init": "2", "timeout": "30", "call": "sync", "limit": "1000"},
        **{"reserved": "", "provisioned": "0", "prepared": "before", "others": ""},
        **{"fails": "", "how": "error", "retries": "2", "idle": "600", "reuse": "latest"},
        "about": "",
    }
    HINTS = {
        "arrivals": "Seconds: 3.5 is one request, 12@0 twelve at once, 20/s@0-10 a steady rate.",
        "gap": "Between two bursts, or two requests of a trickle.",
        "seed": "The same seed gives the same arrivals.",
        "init": "The code outside the handler, in each new environment.",
        "reserved": "Empty: none. 0 stops the function.",
        "others": "One a line: name, R=reserved, P=provisioned, arrivals. “blue R=400 100@0”",
        "fails": "Numbers of requests, or “all”.",
        "idle": "An assumption: AWS gives no time after which an idle environment is reclaimed.",
        "about": "Empty: the last one.",
    }

    pattern = choice("Requests arrive", PATTERNS, forms.Select)
    arrivals = _written("Arrivals", 300)
    rate = NumberField(0, 20_000, unit="a second", decimals=3, label="Rate")
    span = NumberField(0, 86_400, unit="s", decimals=3, label="For")
    count = NumberField(1, MOST // 2, label="Requests")
    gap = NumberField(0, 7_200, unit="s", decimals=3, label="Gap")
    seed = NumberField(0, 999_999, label="Seed")
    duration = NumberField(0, 900, unit="s", decimals=3, label="A run takes")
    init = NumberField(0, 120, unit="s", decimals=3, label="Initialisation")
    timeout = NumberField(1, 900, unit="s", label="Timeout")
    call = choice("The caller", [("sync", "Waits"), ("async", "Leaves an event")])
    limit = NumberField(1, 100_000, label="Concurrency of the account")
    reserved = CountOrNone(0, 100_000, label="Reserved concurrency")
    provisioned = NumberField(0, MOST_PROVISIONED, label="Provisioned concurrency")
    prepared = choice("Provisioned ones", [("before", "Ready before"), ("now", "Ordered at 0 s")])
    others = _written("Other functions", 300, 3)
    fails = _written("Requests that fail", 200, 1)
    how = choice(
        "They fail by", [("error", "An error"), ("timeout", "Timeout"), ("crash", "A crash")]
    )
    retries = NumberField(0, 2, label="Retries of an event")
    idle = NumberField(1, 86_400, unit="s", label="Reclaimed after idling for")
    reuse = choice("Reused first", [("latest", "Latest used"), ("earliest", "Longest idle")])
    about = CountOrNone(1, 300, label="Request to ask about")

    def complete(self, state: dict[str, str]) -> dict[str, str]:
        return state | {name: self.base[name] for name in self.hidden(state)}

    def hidden(self, state: Mapping[str, Any]) -> tuple[str, ...]:
        used = OF_PATTERN.get(str(state["pattern"]), EVERY_PATTERN)
        return tuple(name for name in EVERY_PATTERN if name not in used)

    def clean_duration(self) -> Decimal:
        if not self.cleaned_data["duration"]:
            raise ValidationError("A run takes: enter at least 0.001 s.")
        return Decimal(self.cleaned_data["duration"])

    def clean_fails(self) -> str:
        text = str(self.cleaned_data["fails"]).lower()
        if not NUMBERS.fullmatch(text):
            raise ValidationError("Requests that fail: write numbers such as 2, 5, or “all”.")
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            self._read(data)
        if not self.errors:
            self._check(data)
        return data

    def _read(self, data: dict[str, Any]) -> None:
        self.times: tuple[int, ...] = ()
        self.neighbours: tuple[Line, ...] = ()
        try:
            self.times = self._arrivals(data)
        except Unreadable as error:
            self.add_error("arrivals", str(error))
        try:
            self.neighbours = arrivals.neighbours(data["others"])
        except Unreadable as error:
            self.add_error("others", str(error))

    def _arrivals(self, data: dict[str, Any]) -> tuple[int, ...]:
        match data["pattern"]:
            case "own":
                return arrivals.written(data["arrivals"])
            case "burst":
                return arrivals.bursts(int(data["count"]), data["gap"])
            case "trickle":
                return arrivals.trickle(int(data["count"]), data["gap"])
        if data["rate"] * data["span"] > MOST:
            self.add_error("span", f"For: at most {grouped(MOST)} requests fit. Enter less.")
            return ()
        if data["pattern"] == "steady":
            return arrivals.steady(data["rate"], data["span"])
        if not data["rate"]:
            return ()
        return arrivals.poisson(data["rate"], data["span"], int(data["seed"]))[:MOST]

    def _check(self, data: dict[str, Any]) -> None:
        """What the fields may only be together."""
        names = [line.name for line in self.neighbours]
        if OWN in names:
            self.add_error("others", f"“{OWN}” is the name of your own function.")
        field = {"own": "arrivals", "steady": "span", "poisson": "span"}.get(data["pattern"])
        asked = len(self.times) + sum(len(line.arrivals) for line in self.neighbours)
        most = MOST if data["call"] == "sync" else MOST_QUEUED
        if not 1 <= asked <= most:
            kind = "requests" if data["call"] == "sync" else "asynchronous events"
            self.add_error(field or "count", f"Enter from 1 to {grouped(most)} {kind} in all.")
        self._check_shares(data)

    def _check_shares(self, data: dict[str, Any]) -> None:
        functions = self.functions()
        if any(self._over(one) for one in functions):
            self.add_error(
                "provisioned" if self._over(functions[0]) else "others",
                "Provisioned concurrency: at most as much as is reserved for the function.",
            )
        claimed = sum(
            one.provisioned if one.reserved is None else one.reserved for one in functions
        )
        if sum(one.provisioned for one in functions) > MOST_PROVISIONED:
            most_fit = f"At most {grouped(MOST_PROVISIONED)} provisioned environments fit in all."
            self.add_error("others", most_fit)
        most = max(int(data["limit"]) - UNRESERVED, 0)
        if claimed > most:
            field = "provisioned" if data["reserved"] == "" and data["provisioned"] else "reserved"
            mine = data["reserved"] != "" or data["provisioned"]
            self.add_error(
                field if mine else "others",
                f"{UNRESERVED} units have to stay unreserved: of {grouped(data['limit'])} "
                f"all functions together may reserve and provision {grouped(most)}.",
            )

    @staticmethod
    def _over(function: Function) -> bool:
        return function.reserved is not None and function.provisioned > function.reserved

    def functions(self) -> tuple[Function, ...]:
        """Yours first, then the others. Only once the texts have been read."""
        data = self.cleaned_data
        reserved = None if data["reserved"] == "" else int(data["reserved"])
        own = Function(OWN, self.times, reserved, int(data["provisioned"]))
        return (own, *(line.function() for line in self.neighbours))

    @property
    def asked(self) -> int:
        """How many requests arrive in all."""
        return sum(len(function.arrivals) for function in self.functions())

    @property
    def number(self) -> int:
        """The request that some questions are about."""
        about = self.cleaned_data["about"]
        return min(int(about), self.asked) if about != "" else self.asked

    def setup(self) -> Setup:
        """What was asked, in the engine's words. Only for a valid form."""
        data = self.cleaned_data
        how, fails = Outcome(data["how"]), data["fails"]
        numbers = [] if fails == "all" else re.findall(r"[0-9]+", fails)
        return Setup(
            functions=self.functions(),
            limit=int(data["limit"]),
            duration=int(data["duration"] * SECOND),
            init=int(data["init"] * SECOND),
            timeout=int(data["timeout"] * SECOND),
            idle=int(data["idle"] * SECOND),
            earliest_first=data["reuse"] == "earliest",
            waits=data["call"] == "sync",
            prepared_before=data["prepared"] == "before",
            retries=int(data["retries"]),
            fails={int(number): how for number in numbers},
            all_fail=how if fails == "all" else None,
        )
