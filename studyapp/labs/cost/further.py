"""The fields of the further charges, and of what runs."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from studyapp.labs.cost import microvms
from studyapp.labs.cost.microvms import MicroVmForm
from studyapp.labs.engine.cost.further import NOTHING, STREAMED_MOST_MB, Further, Instances
from studyapp.labs.engine.cost.microvms import MicroVms
from studyapp.labs.engine.cost.pricing import FREE_GBS, FREE_REQUESTS
from studyapp.labs.engine.cost.text import plain
from studyapp.labs.state import NumberField, choice

EDGE, MANAGED, MICROVMS = "edge", "managed", "microvms"
PLACES = {
    "default": "Default compute",
    EDGE: "Lambda@Edge",
    MANAGED: "Managed Instances",
    MICROVMS: "MicroVMs",
}
SWITCH = [("off", "Left out"), ("on", "Taken off")]
DEFAULTS = {
    **{"place": "default", "ihours": "2160", "ilist": "0.1632", "ipaid": ""},
    **{"snap": "0", "restores": "0", "streamed": "0", "streammb": "10", "streamfree": "off"},
    **{"tenants": "0", "ops": "0", "written": "0", "kept": "0", "kafka": "0", "sqs": "0"},
    **{"leftreq": "", "leftgbs": "", "spared": "0"},
    **microvms.DEFAULTS,
}
HINTS = {
    "ihours": "Of all instances together.",
    "ilist": "The on-demand price of your instance type an hour; this one is the pricing page's"
    " example. The fee goes by it.",
    "ipaid": "Less with a savings plan or reserved. Empty: the on-demand price.",
    "snap": "For Python and .NET, all versions together. On Java it costs nothing extra.",
    "restores": "As many as starts of an environment.",
    "streammb": "Only what lies above the free part of each response costs.",
    "tenants": "How many environments are started for a tenant in a month.",
    "ops": "Steps, waits and the like, of all executions.",
    "kept": "GB × months.",
    "kafka": "Event poller units × hours, in provisioned mode.",
    "leftreq": "What other functions of the account leave. Empty: all of it.",
    "leftgbs": "Empty: all of it.",
    "spared": "What a prepared environment saves each request, at any memory.",
    **microvms.HINTS,
}
INSTANCES = ("ihours", "ilist", "ipaid")
POLLED = ("ops", "written", "kept", "kafka", "sqs")
ON_CODE = ("snap", "restores", "streamed", "streammb", "streamfree", "tenants")
LEFT = ("leftreq", "leftgbs")
OF_MICROVMS = tuple(microvms.DEFAULTS)
CHARGES = ("place", *INSTANCES, *OF_MICROVMS, *ON_CODE, *POLLED)
# Fields that mean nothing where a function runs: they are not read there, and it is said.
EVERYWHERE_ELSE = ("arch", "free", "tmp", "event", "units", "hours", "served", "pcfree", "spared")
OF_CODE = (
    *("memory", "work", "waits", "single", "parallel", "threads", "sample", "points"),
    *("cold", "init", "needs", "timeout", "beside", "besidearch", "weight"),
)
ONLY_DEFAULT = (*EVERYWHERE_ELSE, *LEFT, *ON_CODE)
UNREAD = {
    "default": (*INSTANCES, *OF_MICROVMS),
    EDGE: (*ONLY_DEFAULT, *POLLED, *INSTANCES, *OF_MICROVMS, "region", "besidearch"),
    MANAGED: (*ONLY_DEFAULT, *OF_CODE, *OF_MICROVMS),
    MICROVMS: (*ONLY_DEFAULT, *OF_CODE, *POLLED, *INSTANCES, "requests", "region"),
}


class MaybeNumberField(NumberField):
    """A number, or nothing."""

    def clean(self, value: Any) -> Any:
        return super().clean(value) if str(value or "").strip() else ""


class FurtherForm(MicroVmForm):
    """What a bill may hold besides requests, duration and provisioned concurrency."""

    place = choice("Where it runs", list(PLACES.items()), forms.Select)
    ihours = NumberField(0, 10**7, unit="h", decimals=2, label="Instance hours a month")
    ilist = NumberField(0, 1000, unit="USD", decimals=6, label="Price of an instance hour")
    ipaid = MaybeNumberField(0, 1000, unit="USD", decimals=6, label="Price paid for it")
    snap = NumberField(0, 10**6, unit="h", decimals=2, label="Snapshots kept, a month")
    restores = NumberField(0, 10**12, label="Restores a month")
    streamed = NumberField(0, 10**12, label="Streamed responses a month")
    streammb = NumberField(
        0, STREAMED_MOST_MB, unit="MB", decimals=3, label="Size of each response"
    )
    streamfree = choice("Free GB of the month", SWITCH)
    tenants = NumberField(0, 10**10, label="Environments made for tenants")
    ops = NumberField(0, 10**12, label="Operations a month")
    written = NumberField(0, 10**9, unit="GB", decimals=4, label="Data written")
    kept = NumberField(0, 10**9, unit="GB-months", decimals=4, label="Data kept")
    kafka = NumberField(0, 10**7, unit="EPU-h", decimals=4, label="Kafka pollers")
    sqs = NumberField(0, 10**7, unit="EPU-h", decimals=4, label="SQS pollers")
    leftreq = MaybeNumberField(0, FREE_REQUESTS, label="Free requests left")
    leftgbs = MaybeNumberField(0, FREE_GBS, unit="GB-s", decimals=3, label="Free GB-seconds left")
    spared = NumberField(0, 900_000, unit="ms", decimals=2, label="Time saved by a request there")

    ignored: tuple[str, ...] = ()

    def unread(self, state: Mapping[str, Any]) -> tuple[str, ...]:
        """The fields that mean nothing in this state."""
        left = LEFT if state["free"] != "on" else ()
        return (*UNREAD.get(state["place"], ()), *left)

    def leave_out(self, state: dict[str, str]) -> None:
        """Set what is not read to its default, and note what was said there in vain."""
        unread = self.unread(state)
        given = [name for name in unread if state[name] != self.DEFAULTS[name]]
        if state["place"] != "default":
            self.ignored = tuple(name for name in given if name not in LEFT)
        state |= {name: self.DEFAULTS[name] for name in given}

    def check_further(self, data: dict[str, Any]) -> None:
        """Refuse what cannot be."""
        self.check_microvms(data)
        if data.get("restores") and data.get("snap") == 0:
            self.add_error("restores", "Restores need a snapshot: enter for how long it is kept.")
        if data.get("streamed", 0) > data.get("requests", 10**12):
            most = plain(data["requests"])
            self.add_error("streamed", f"Streamed responses: no more than the {most} requests.")
        if data.get("snap"):
            if data.get("units"):
                self.add_error("snap", "SnapStart and provisioned concurrency exclude each other.")
            if data.get("tmp", 0) > int(self.DEFAULTS["tmp"]):
                self.add_error("snap", f"SnapStart needs a /tmp of {self.DEFAULTS['tmp']} MB.")
        if data.get("tenants"):
            for name, what in (("units", "provisioned concurrency"), ("snap", "SnapStart")):
                if data.get(name):
                    self.add_error("tenants", f"Tenant isolation and {what} exclude each other.")

    def further(self) -> Further:
        """What was asked, in the engine's words. Only for a valid form."""
        data = self.cleaned_data
        used = Further(
            snapshot_hours=data["snap"],
            restores=int(data["restores"]),
            streamed=int(data["streamed"]),
            streamed_mb=data["streammb"] if data["streamed"] else Decimal(0),
            streamed_free=data["streamfree"] == "on",
            tenants=int(data["tenants"]),
            operations=int(data["ops"]),
            written_gb=data["written"],
            kept_gb=data["kept"],
            kafka_hours=data["kafka"],
            sqs_hours=data["sqs"],
        )
        return NOTHING if used == NOTHING else used

    def machines(self) -> Instances | MicroVms | None:
        """What is paid instead of the time of requests; None where they are."""
        data = self.cleaned_data
        if data["place"] == MICROVMS:
            return self.microvms()
        if data["place"] != MANAGED:
            return None
        paid = data["ilist"] if data["ipaid"] == "" else data["ipaid"]
        return Instances(data["ihours"], data["ilist"], paid)

    def left(self, name: str) -> Decimal | None:
        """What is left of a free amount; None: all of it."""
        found = self.cleaned_data[name]
        return None if found == "" else Decimal(found)
