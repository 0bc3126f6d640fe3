"""The border of the lessons: what a learner may send."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.functional import cached_property

from studyapp.lessons.models import Fact, Recall


class RecallForm(forms.Form):
    """How it went with one prompt. `client_id` names the click."""

    outcome = forms.ChoiceField(choices=Recall.Outcome)
    client_id = forms.UUIDField()


class LedgerForm(forms.Form):
    """Filters of the ledger. What it does not know narrows nothing: an address may be old."""

    AGES = [
        ("", "any time"),
        ("30", "within 30 days"),
        ("90", "within 90 days"),
        ("older", "longer ago than 90 days"),
        ("due", "overdue for a check"),
    ]
    CHANGED = [
        ("", "changed or not"),
        ("2022", "changed since 2022"),
        ("any", "changed at any time"),
    ]

    topic = forms.ChoiceField(label="Topic", required=False)
    age = forms.ChoiceField(label="Last checked", choices=AGES, required=False)
    changed = forms.ChoiceField(label="Older material", choices=CHANGED, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="%s")
        topics = Fact.objects.order_by("topic").values_list("topic", flat=True).distinct()
        choices = [("", "every topic"), *((topic, topic.capitalize()) for topic in topics)]
        self.fields["topic"].choices = choices  # type: ignore[attr-defined]

    @cached_property
    def given(self) -> dict[str, str]:
        """The filters that are set and known."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def query(self) -> str:
        """The filters as the part of an address."""
        return urlencode(self.given)

    def narrows(self) -> bool:
        return bool(self.given)

    def chosen(self, today: date) -> Any:
        """The facts that the filters leave."""
        facts = Fact.objects.all()
        if topic := self.given.get("topic"):
            facts = facts.filter(topic=topic)
        if changed := self.given.get("changed"):
            facts = facts.changed(since="" if changed == "any" else changed)
        age = self.given.get("age", "")
        if age == "due":
            return facts.due(today)
        if age == "older":
            return facts.filter(checked_on__lt=today - timedelta(days=90))
        return facts.as_of(today - timedelta(days=int(age))) if age else facts
