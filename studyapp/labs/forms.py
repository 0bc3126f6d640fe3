"""The border of the cost lab: strings of an address come in, a workload goes out."""

import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from studyapp.labs.engine.cost import PRESETS, Workload
from studyapp.labs.engine.duration import MEMORY_MAX, MEMORY_MIN, Profile
from studyapp.labs.engine.pricing import Arch
from studyapp.labs.engine.text import plain
from studyapp.labs.regions import REGIONS

# ASCII digits; commas and spaces only between thousands, so that "1,5" is refused, not read as 15.
WRITTEN = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:[, \u00a0\u202f][0-9]{3})+)(?:\.([0-9]+))?")
WHOLE = re.compile(r"[0-9]{1,20}")
LONGEST = 24
HUNDRED = Decimal(100)


class GroupedInput(forms.TextInput):
    """Shows 1000000 as 1,000,000, and what is no number as it was typed."""

    def format_value(self, value: Any) -> str:
        text = str(value or "").strip()
        return plain(Decimal(text), 3) if WHOLE.fullmatch(text) else text


class NumberField(forms.Field):
    """A number between two bounds; the one message of a refusal says what is wanted."""

    def __init__(self, low: int, high: int, *, unit: str = "", decimals: int = 0, **kwargs: Any):
        keys = "decimal" if decimals else "numeric"
        attrs = {"inputmode": keys, "autocomplete": "off", "maxlength": LONGEST}
        super().__init__(widget=GroupedInput(attrs=attrs), **kwargs)
        self.low, self.high, self.unit, self.decimals = low, high, unit, decimals
        kind = f"a number with at most {decimals} decimals" if decimals else "a whole number"
        span = f"from {plain(low)} to {plain(high)}"
        self.wanted = f"{self.label}: enter {kind} {span}{f' {unit}' if unit else ''}."

    def clean(self, value: Any) -> Decimal:
        text = str(value or "").strip()
        match = WRITTEN.fullmatch(text) if len(text) <= LONGEST else None
        if not match or len(match[1] or "") > self.decimals:
            raise ValidationError(self.wanted)
        number = Decimal(re.sub(r"[^0-9.]", "", text))
        if not self.low <= number <= self.high:
            raise ValidationError(self.wanted)
        return number


def _choice(label: str, choices: list[tuple[str, str]], widget: Any = forms.RadioSelect) -> Any:
    message = {"invalid_choice": f"{label}: choose one of those offered."}
    return forms.ChoiceField(label=label, choices=choices, widget=widget, error_messages=message)


WORK = [
    ("db", "Waits on a database"),
    ("cpu", "One CPU thread"),
    ("six", "Six parallel threads"),
    ("own", "Own numbers"),
]
SWITCH = [("off", "Left out"), ("on", "Taken off")]
DEFAULTS = {
    **{"memory": "1024", "work": "cpu", "threads": "1", "needs": "128", "timeout": "30"},
    **{"waits": "0", "single": "400", "parallel": "0", "requests": "1000000"},
    **{"arch": "x86_64", "region": "us-east-1", "free": "off", "cold": "0", "init": "300"},
    **{"tmp": "512", "units": "0", "hours": "720", "served": "100", "pcfree": "off"},
}
HINTS = {
    "memory": f"Any whole number from {plain(MEMORY_MIN)} to {plain(MEMORY_MAX)} MB.",
    "waits": "For a database or another service: takes time, no CPU.",
    "single": "Milliseconds with one whole vCPU.",
    "parallel": "Milliseconds of all threads together, each with a whole vCPU.",
    "cold": "Share of the requests that start a new environment.",
    "init": "The code outside the handler. It does not depend on the memory.",
    "needs": "With less the invocation is killed.",
    "tmp": "What is above the included size costs extra.",
    "units": "Kept ready, and charged also when idle.",
    "hours": "In one stretch, rounded up to five minutes.",
    "served": "The rest runs on demand, with cold starts.",
}
OF_THE_WORK = ("waits", "single", "parallel", "threads")


class CostForm(forms.Form):
    """All that the cost lab can be asked. What an address leaves out has its default."""

    memory = NumberField(MEMORY_MIN, MEMORY_MAX, unit="MB", label="Memory")
    work = _choice("What the code does", WORK)
    waits = NumberField(0, 900_000, unit="ms", decimals=2, label="Waiting")
    single = NumberField(0, 900_000, unit="ms", decimals=2, label="CPU time on one thread")
    parallel = NumberField(0, 900_000, unit="ms", decimals=2, label="CPU time that can be shared")
    threads = NumberField(1, 64, label="Threads that share it")
    requests = NumberField(0, 10**12, label="Requests a month")
    arch = _choice("Architecture", [(arch.value, arch.value) for arch in Arch])
    region = _choice(
        "Region", [(key, f"{name}, {key}") for key, name in REGIONS.items()], forms.Select
    )
    free = _choice("Free tier", SWITCH)
    cold = NumberField(0, 100, unit="%", decimals=3, label="Cold starts")
    init = NumberField(0, 10_000, unit="ms", decimals=2, label="Initialisation of a cold start")
    needs = NumberField(MEMORY_MIN, MEMORY_MAX, unit="MB", label="Memory the code needs")
    timeout = NumberField(1, 900, unit="s", label="Timeout")
    tmp = NumberField(512, 10_240, unit="MB", label="Size of /tmp")
    units = NumberField(0, 10_000, label="Provisioned environments")
    hours = NumberField(0, 744, unit="h", decimals=2, label="Configured for, a month")
    served = NumberField(0, 100, unit="%", decimals=3, label="Requests they answer")
    pcfree = _choice("Free GB-seconds beside them", SWITCH)

    def __init__(self, query: QueryDict) -> None:
        super().__init__(self._complete(query), use_required_attribute=False)
        for name, field in self.fields.items():
            field.help_text = HINTS.get(name, "")
            hint = f"{name}-hint " if field.help_text else ""
            field.widget.attrs["aria-describedby"] = f"{hint}{name}-error"

    @staticmethod
    def _complete(query: QueryDict) -> dict[str, str]:
        asked = query.dict()  # of a parameter given twice the last one counts
        data = {name: str(asked.get(name, default)) for name, default in DEFAULTS.items()}
        preset = PRESETS.get(data["work"])
        if preset:  # the hidden fields of "own numbers" must not refuse anything
            data |= {name: str(getattr(preset, name)) for name in OF_THE_WORK}
        return data

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        work = [data.get(name) for name in ("waits", "single", "parallel")]
        if work == [0, 0, 0]:
            self.add_error("waits", "The code must do something: enter waiting or CPU time.")
        return data

    @property
    def memory_size(self) -> int:
        return int(self.cleaned_data["memory"])

    def touched(self, *names: str) -> bool:
        """Whether one of these fields says something else than its default, or is refused."""
        return any(name in self.errors or self.data[name] != DEFAULTS[name] for name in names)

    def workload(self) -> Workload:
        """What was asked, in the engine's words. Only for a valid form."""
        data = self.cleaned_data
        profile = Profile(
            waits=data["waits"],
            single=data["single"],
            parallel=data["parallel"],
            threads=int(data["threads"]),
            needs=int(data["needs"]),
        )
        return Workload(
            profile=profile,
            arch=Arch(data["arch"]),
            requests=int(data["requests"]),
            cold=data["cold"] / HUNDRED,
            init=data["init"],
            timeout=int(data["timeout"]),
            storage_mb=int(data["tmp"]),
            units=int(data["units"]),
            hours=data["hours"],
            served=data["served"] / HUNDRED,
            free=data["free"] == "on",
            free_with_units=data["pcfree"] == "on",
        )

    def query(self, **changes: object) -> str:
        """The shortest address of this state, or of it with `changes`: defaults are left out."""
        state = {**self.cleaned_data, **changes}
        plain_state = {
            name: format(value, "f") if isinstance(value, Decimal) else str(value)
            for name, value in state.items()
        }
        hidden = OF_THE_WORK if state["work"] in PRESETS else ()
        return urlencode(
            {
                name: plain_state[name]
                for name in DEFAULTS
                if name not in hidden and plain_state[name] != DEFAULTS[name]
            }
        )
