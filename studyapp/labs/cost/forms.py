"""The border of the cost lab: strings of an address come in, a workload goes out."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms

from studyapp.labs.cost import further
from studyapp.labs.cost.further import EDGE, SWITCH, FurtherForm, MaybeNumberField
from studyapp.labs.cost.regions import REGIONS
from studyapp.labs.cost.samples import OWN, SAMPLES
from studyapp.labs.engine.cost.charges import Arch
from studyapp.labs.engine.cost.duration import MEMORY_MAX, MEMORY_MIN, Profile
from studyapp.labs.engine.cost.fitting import Fit, fit
from studyapp.labs.engine.cost.measured import ReadError, read
from studyapp.labs.engine.cost.pricing import EVENT_MOST_KB
from studyapp.labs.engine.cost.study import PRESETS, Workload
from studyapp.labs.engine.cost.text import plain
from studyapp.labs.state import NumberField, choice

HUNDRED = Decimal(100)
_fit = lru_cache(32)(fit)  # a slider sends the same measurements again and again
WORK = [
    ("db", "Waits on a database"),
    ("cpu", "One CPU thread"),
    ("six", "Six parallel threads"),
    ("own", "Own numbers"),
    ("fit", "Fitted to measurements"),
]
OTHER_ARCH = [("same", "The same"), *((arch.value, arch.value) for arch in Arch)]
DEFAULTS = {
    **{"memory": "1024", "work": "cpu", "threads": "1", "needs": "128", "timeout": "30"},
    **{"waits": "0", "single": "400", "parallel": "0", "requests": "1000000"},
    **{"arch": "x86_64", "region": "us-east-1", "free": "off", "cold": "0", "init": "300"},
    **{"tmp": "512", "units": "0", "hours": "720", "served": "100", "pcfree": "off"},
    **{"sample": next(iter(SAMPLES)), "points": "", "event": "0"},
    **{"beside": "", "besidearch": "same", "weight": "0.5"},
    **further.DEFAULTS,
}
HINTS = {
    "memory": f"Any whole number from {plain(MEMORY_MIN)} to {plain(MEMORY_MAX)} MB.",
    "waits": "For a database or another service: takes time, no CPU.",
    "single": "Milliseconds with one whole vCPU.",
    "parallel": "Milliseconds of all threads together, each with a whole vCPU.",
    "threads": "With one, nothing is shared.",
    "points": "A line for each memory: MB and ms, such as 512 8489.44, and perhaps USD."
    " Or a result link of AWS Lambda Power Tuning: it is read here and fetched from nowhere.",
    "event": "0: it is called synchronously, and the size does not count.",
    "beside": "Empty: none.",
    "weight": "For the balanced pick: 0 looks at the time alone, 1 at the cost alone.",
    "cold": "Share of the requests that start a new environment.",
    "init": "The code outside the handler. It does not depend on the memory.",
    "needs": "With less the invocation is killed.",
    "tmp": "What is above the included size costs extra.",
    "units": "Kept ready, and charged also when idle.",
    "hours": "In one stretch, rounded up to five minutes.",
    "served": "The rest runs on demand, with cold starts.",
    **further.HINTS,
}
OF_THE_WORK = ("waits", "single", "parallel", "threads")
MEASURED = ("sample", "points")


class CostForm(FurtherForm):
    """All that the cost lab can be asked. What an address leaves out has its default."""

    DEFAULTS = DEFAULTS
    HINTS = HINTS
    field_order = tuple(DEFAULTS)

    memory = NumberField(MEMORY_MIN, MEMORY_MAX, unit="MB", label="Memory")
    work = choice("What the code does", WORK)
    waits = NumberField(0, 900_000, unit="ms", decimals=2, label="Waiting")
    single = NumberField(0, 900_000, unit="ms", decimals=2, label="CPU time on one thread")
    parallel = NumberField(0, 900_000, unit="ms", decimals=2, label="CPU time that can be shared")
    threads = NumberField(1, 64, label="Threads that share it")
    requests = NumberField(0, 10**12, label="Requests a month")
    arch = choice("Architecture", [(arch.value, arch.value) for arch in Arch])
    region = choice(
        "Region", [(key, f"{name}, {key}") for key, name in REGIONS.items()], forms.Select
    )
    free = choice("Free tier", SWITCH)
    cold = NumberField(0, 100, unit="%", decimals=3, label="Cold starts")
    init = NumberField(0, 10_000, unit="ms", decimals=2, label="Initialisation of a cold start")
    needs = NumberField(MEMORY_MIN, MEMORY_MAX, unit="MB", label="Memory the code needs")
    timeout = NumberField(1, 900, unit="s", label="Timeout")
    tmp = NumberField(512, 10_240, unit="MB", label="Size of /tmp")
    units = NumberField(0, 10_000, label="Provisioned environments")
    hours = NumberField(0, 744, unit="h", decimals=2, label="Configured for, a month")
    served = NumberField(0, 100, unit="%", decimals=6, label="Requests they answer")
    pcfree = choice("Free GB-seconds beside them", SWITCH)
    sample = choice(
        "Measurements",
        [*((key, sample.name) for key, sample in SAMPLES.items()), (OWN, "My own, pasted below")],
        forms.Select,
    )
    points = forms.CharField(
        label="Measured settings",
        required=False,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
    )
    event = NumberField(0, EVENT_MOST_KB, unit="KB", label="Asynchronous event")
    beside = MaybeNumberField(MEMORY_MIN, MEMORY_MAX, unit="MB", label="Memory of a second setting")
    besidearch = choice("Its architecture", OTHER_ARCH)
    weight = NumberField(0, 1, decimals=2, label="Weight of the cost")

    fitted: Fit | None = None

    def complete(self, state: dict[str, str]) -> dict[str, str]:
        self.leave_out(state)
        preset = PRESETS.get(state["work"])
        if preset:  # the hidden fields of "own numbers" must not refuse anything
            state |= {name: str(getattr(preset, name)) for name in OF_THE_WORK}
        elif state["work"] == "fit":
            state |= {name: DEFAULTS[name] for name in OF_THE_WORK if name != "threads"}
        return state

    def hidden(self, state: Mapping[str, Any]) -> tuple[str, ...]:
        unread = self.unread(state)
        if state["work"] != "fit":
            return (*unread, *MEASURED, *(OF_THE_WORK if state["work"] in PRESETS else ()))
        points = () if state["sample"] == OWN else ("points",)
        return (*unread, "waits", "single", "parallel", *points)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.check_further(data)
        if data.get("work") == "fit":
            self._fit(data)
            return data
        work = [data.get(name) for name in ("waits", "single", "parallel")]
        if work == [0, 0, 0]:
            self.add_error("waits", "The code must do something: enter waiting or CPU time.")
        return data

    def _fit(self, data: dict[str, Any]) -> None:
        """Find the work in the measurements, or say at which line they cannot be read."""
        if not {"sample", "points", "threads", "needs"} <= set(data):
            return
        try:
            own = data["sample"] == OWN
            points = read(data["points"]) if own else SAMPLES[data["sample"]].points
        except ReadError as error:
            self.add_error("points", f"Measured settings, {_lower(error)}")
            return
        self.fitted = _fit(points, int(data["threads"]), int(data["needs"]))
        found = self.fitted.profile
        if not (found.waits or found.single or found.parallel):
            self.add_error("points", "Measured settings: these times are too short to be fitted.")

    def clean_points(self) -> str:
        return "\n".join(str(self.cleaned_data["points"]).split("\r\n"))

    @property
    def memory_size(self) -> int:
        return int(self.cleaned_data["memory"])

    def workload(self) -> Workload:
        """What was asked, in the engine's words. Only for a valid form."""
        data = self.cleaned_data
        profile = (
            self.fitted.profile
            if self.fitted
            else Profile(
                waits=data["waits"],
                single=data["single"],
                parallel=data["parallel"],
                threads=int(data["threads"]),
                needs=int(data["needs"]),
            )
        )
        return Workload(
            profile=profile,
            arch=Arch(data["arch"]),
            requests=int(data["requests"]),
            cold=data["cold"] / HUNDRED,
            init=data["init"],
            timeout=int(data["timeout"]),
            storage_mb=int(data["tmp"]),
            event_kb=int(data["event"]),
            units=int(data["units"]),
            hours=data["hours"],
            served=data["served"] / HUNDRED,
            spared=data["spared"],
            free=data["free"] == "on",
            free_with_units=data["pcfree"] == "on",
            requests_left=self.left("leftreq"),
            gbs_left=self.left("leftgbs"),
            further=self.further(),
            edge=data["place"] == EDGE,
            machines=self.machines(),
        )

    def second(self) -> tuple[int, Arch] | None:
        """The setting to put beside the chosen one, if one is asked for."""
        data = self.cleaned_data
        same = data["besidearch"] == "same"
        if data["beside"] == "" and same:
            return None
        memory = int(data["memory"] if data["beside"] == "" else data["beside"])
        return memory, Arch(data["arch"] if same else data["besidearch"])


def _lower(error: ReadError) -> str:
    text = str(error)
    return text[0].lower() + text[1:]
