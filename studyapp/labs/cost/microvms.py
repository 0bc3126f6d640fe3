"""The fields of Lambda MicroVMs: what their bill is reckoned from."""

from decimal import Decimal
from typing import Any

from django import forms

from studyapp.labs.engine.cost.microvms import HOUR_S, LIFE_H, PEAK_MOST, SIZES_GB, MicroVms
from studyapp.labs.state import LabForm, NumberField, choice

DEFAULTS = {  # as the first worked example of the pricing page, so that one sees all charges
    **{"vmgb": "2", "vmlaunches": "2000", "vmruns": "9000", "vmatpeak": "25", "vmpeak": "4"},
    **{"vmcycles": "6", "vmidle": "5.5", "vmstate": "2", "vmimages": "5", "vmimage": "2"},
}
HINTS = {
    "vmgb": "Of the baseline. Its vCPUs follow from it.",
    "vmruns": "In whole seconds, without the time it is suspended.",
    "vmatpeak": "Above the baseline only what is used is paid.",
    "vmpeak": "The memory and the vCPUs then, as a multiple of the baseline.",
    "vmcycles": "And resumed as often.",
    "vmidle": "While it is suspended only its state is paid.",
    "vmstate": "Memory and disk: written when it is suspended, read when it is resumed.",
    "vmimage": "Each launch reads one.",
}


class MicroVmForm(LabForm):
    """Launches that are all alike, in a month."""

    vmgb = choice("Memory of a MicroVM", [(gb, f"{gb} GB") for gb in SIZES_GB], forms.Select)
    vmlaunches = NumberField(0, 10**9, label="Launches a month")
    vmruns = NumberField(0, LIFE_H * HOUR_S, unit="s", label="Running time of each launch")
    vmatpeak = NumberField(0, 100, unit="%", decimals=3, label="Part of it at the peak")
    vmpeak = NumberField(1, PEAK_MOST, unit="×", decimals=3, label="Size of the peak")
    vmcycles = NumberField(0, 10_000, unit="times", label="Suspends of each launch")
    vmidle = NumberField(0, LIFE_H, unit="h", decimals=4, label="Time suspended, each launch")
    vmstate = NumberField(0, 1024, unit="GB", decimals=3, label="State of a suspended one")
    vmimages = NumberField(0, 10_000, label="Images kept")
    vmimage = NumberField(0, 1024, unit="GB", decimals=3, label="Size of an image")

    def check_microvms(self, data: dict[str, Any]) -> None:
        """Refuse what cannot be."""
        if not set(DEFAULTS) <= set(data):
            return
        if data["vmruns"] + data["vmidle"] * HOUR_S > LIFE_H * HOUR_S:
            told = f"Time suspended: with its running time a MicroVM exists for {LIFE_H} h at most."
            self.add_error("vmidle", told)
        elif data["vmidle"] and not data["vmcycles"]:
            told = "Suspends: at least one, or there is no time suspended."
            self.add_error("vmcycles", told)

    def microvms(self) -> MicroVms:
        """What was asked, in the engine's words. Only for a valid form."""
        data = self.cleaned_data
        return MicroVms(
            memory_gb=Decimal(data["vmgb"]),
            launches=int(data["vmlaunches"]),
            running=data["vmruns"],
            at_peak=data["vmatpeak"] / 100,
            peak=data["vmpeak"],
            cycles=int(data["vmcycles"]),
            suspended=data["vmidle"],
            state_gb=data["vmstate"],
            images=int(data["vmimages"]),
            image_gb=data["vmimage"],
        )
