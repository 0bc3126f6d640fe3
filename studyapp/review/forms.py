"""The border of reviews and plans: what a learner may send."""

from datetime import date, timedelta
from typing import Any

from django import forms

from quizzes.engine.outline import DOMAINS
from studyapp.review.models import Outcome, Plan

FARTHEST = timedelta(days=3 * 365)


class MinutesForm(forms.Form):
    """How long a review may take. What it does not know is the plan's own."""

    minutes = forms.TypedChoiceField(
        choices=Plan.Minutes, coerce=int, required=False, empty_value=None
    )

    def chosen(self) -> int | None:
        return self.cleaned_data["minutes"] if self.is_valid() else None


class BeginForm(forms.Form):
    """Which session the page offered; `more` asks for what is not due yet too."""

    attempt = forms.UUIDField()
    minutes = forms.TypedChoiceField(choices=Plan.Minutes, coerce=int)
    more = forms.BooleanField(required=False)


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]
    """The plan. Reminders are for accounts: a guest has no address."""

    HOURS = [(hour, f"{hour:02}:00 UTC") for hour in range(24)]

    remind_hour = forms.TypedChoiceField(
        label="Not before", choices=HOURS, coerce=int, initial=17, required=False
    )

    class Meta:
        model = Plan
        fields = ("exam_date", "minutes", "reminds", "remind_hour")
        widgets = {"exam_date": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    def __init__(self, *args: Any, today: date, has_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["exam_date"].required = False
        if not has_address:
            del self.fields["reminds"]
            self.fields["remind_hour"].label = "Hour in the calendar"

    def clean_remind_hour(self) -> int:
        hour = self.cleaned_data["remind_hour"]
        return self.instance.remind_hour if hour == "" else int(hour)

    def clean_exam_date(self) -> date | None:
        day: date | None = self.cleaned_data["exam_date"]
        if day and day != self.instance.exam_date:
            if day < self.today:
                raise forms.ValidationError("This day is over. Give the day of your next exam.")
            if day > self.today + FARTHEST:
                raise forms.ValidationError("Give a day within the next three years.")
        return day


class OutcomeForm(forms.ModelForm):  # type: ignore[type-arg]
    """How the exam went. Everything but the day may be left out."""

    passed = forms.TypedChoiceField(
        label="Did you pass?",
        choices=[("", "I would rather not say"), ("yes", "Yes"), ("no", "Not this time")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )
    weak_domains = forms.TypedMultipleChoiceField(
        label="Domains that your report says need improvement",
        choices=list(DOMAINS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Outcome
        fields = ("taken_on", "passed", "score", "weak_domains")
        widgets = {"taken_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
        labels = {"score": "Score, 100 to 1,000"}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_taken_on(self) -> date:
        day: date = self.cleaned_data["taken_on"]
        if day > self.today:
            raise forms.ValidationError("This day has not come yet.")
        return day
