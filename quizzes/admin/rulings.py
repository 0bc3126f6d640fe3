"""Working off a report: the answer to who sent it, and how the thing stands from now on."""

import hashlib
from datetime import datetime
from typing import Any

from django import forms

from quizzes.admin.kinds import LongText
from quizzes.models import Report, Standing

CHANGED = (
    "Not saved: somebody else worked on this after you opened it. What you typed is still here; "
    "what stands now is shown beside it. Save again to put your words in its place."
)
NO_REPLY = "Say what you decided and why: the reporter reads it."
NO_CASE = "Needed as long as it is not verified: both arguments are public."


def _area(label: str, help_text: str, rows: int) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField", "spellcheck": "true"})
    return LongText(label=label, required=False, help_text=help_text, widget=widget)


class RulingForm(forms.ModelForm):  # type: ignore[type-arg]
    """State and reply of one report, and the standing of what it is about."""

    reply = _area("Reply", "The reporter reads it once the report is settled. Plain text.", 4)
    also = forms.BooleanField(
        label="Settle the other waiting reports about it too",
        required=False,
        help_text="They get the same reply.",
    )
    standing = forms.ChoiceField(
        label="It is",
        choices=Standing.State.choices,
        help_text="A withdrawn question is in no new attempt. The page “Contested” lists both.",
    )
    case_against = _area("Case against", "What the report says, in your words. Public.", 4)
    case_for = _area("Case for", "Why the key or the fact stands, or stood. Public.", 4)
    # What was there when the page was opened. If something else is by now, we ask.
    loaded = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Report
        fields = ("state", "reply")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holds = standing_of(self.instance)
        start = {"standing": Standing.State.VERIFIED.value}
        start["loaded"] = fingerprint(self.instance, self.holds)
        if self.holds:
            start |= dict(
                zip(("standing", "case_against", "case_for"), self.holds.says(), strict=True)
            )
        self.initial = dict(self.initial) | start
        self.stood = start["loaded"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("state") == Report.State.SETTLED and not given.get("reply"):
            self.add_error("reply", NO_REPLY)
        if given.get("standing") != Standing.State.VERIFIED:
            for case in ("case_against", "case_for"):
                if not given.get(case):
                    self.add_error(case, NO_CASE)
        if given.get("loaded") != self.stood:
            self.add_error(None, CHANGED)
            # The next save is made in knowledge of it.
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data[self.add_prefix("loaded")] = self.stood
            self.data = data
        return given

    def apply(self, by: Any, at: datetime) -> tuple[bool, int]:
        """Keep it all; whether the standing changed, and how many other reports were settled."""
        report, given = self.instance, self.cleaned_data
        report.settled_at, report.settled_by = (
            (report.settled_at or at, by) if report.is_settled else (None, None)
        )
        report.save(update_fields=["state", "reply", "settled_at", "settled_by"])
        others = 0
        if report.is_settled and given["also"]:
            same = Report.objects.about_the_same(report)
            others = same.settle(report.reply, by, at)
        wanted = Standing(
            question=report.version.question if report.version else None,
            fact=report.fact,
            state=given["standing"],
            case_against=given["case_against"],
            case_for=given["case_for"],
            ruled_by=by,
        )
        return Standing.objects.rule(wanted, over=self.holds, at=at), others


def standing_of(report: Report) -> Standing | None:
    """What holds now of the thing a report is about."""
    subject = report.version.question if report.version else report.fact
    return subject.standings.now() if subject else None


def fingerprint(report: Report, holds: Standing | None) -> str:
    """Equal means that nobody has worked on it in between."""
    told = repr((report.state, report.reply, holds.pk if holds else None))
    return hashlib.sha256(told.encode()).hexdigest()
