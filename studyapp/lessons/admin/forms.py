"""A fact that says something else from now on: what an instructor may send."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from studyapp.content.numbers import digits
from studyapp.content.schema import AWS_SOURCE
from studyapp.lessons.changes import moment
from studyapp.lessons.models import Fact, Revision
from studyapp.lessons.resting import spoilt
from studyapp.lessons.revising import EDITED, token

LONGEST = 5_000
WORDED = "worded"
KINDS = [
    (Revision.Kind.CHANGED.value, "It changed at AWS"),
    (Revision.Kind.CORRECTED.value, "Our ledger was wrong"),
    (WORDED, "Only its wording or its source"),
]
SHOWN = ("value", "unit", "number", "statement", "source")
EXACT = re.compile(r"[0-9]+(\.[0-9]+)?")
# A value that is a number and nothing else: "10,240", "USD 0.20".
PLAIN = re.compile(r"(?:USD ?|US\$ ?|\$)?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")
NOT_EXACT = "Write the exact number without sign or separators, such as 10240 or 0.0000166667."
NO_NUMBER = "This fact has a number, and pages may compute with it: it must keep one."
SPOILT = "With this number a question cannot be worked out any more: {told}."
NO_SOURCE = (
    "A page of AWS, please: docs.aws.amazon.com, aws.amazon.com, calculator.aws or repost.aws."
)
CHANGED = (
    "{who} changed this fact while you were writing. Nothing is lost: your words are still here, "
    "and below is what the ledger says now. Keep yours again to put them in its place."
)


class NoteForm(forms.Form):
    """What to remember about a check."""

    note = forms.CharField(required=False)


class RevisionForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a fact says from now on, and why. `revising` writes it, not the form."""

    kind = forms.ChoiceField(label="What happened", choices=KINDS, widget=forms.RadioSelect)
    source = forms.URLField(
        max_length=300, assume_scheme="https", widget=forms.URLInput(attrs={"class": "vURLField"})
    )
    statement = forms.CharField(
        max_length=LONGEST, widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 3})
    )
    then = forms.CharField(
        label="What older material says",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 3}),
        help_text="Shown beside the new statement. It begins as what the ledger says now.",
    )
    changed_on = forms.CharField(
        label="Since when",
        max_length=10,
        required=False,
        help_text="As exact as it is known: 2026, 2026-11 or 2026-11-23.",
    )
    note = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 2}),
        help_text="For your colleagues: how you know.",
    )
    loaded = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Fact
        fields = EDITED
        help_texts = {
            "number": "The exact number for arithmetic. Questions and the calculator use it.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fact: Fact = self.instance
        self.theirs: list[tuple[str, str]] = []
        self.initial.update(then=self.fact.statement, changed_on="", loaded=token(self.fact))

    def _post_clean(self) -> None:
        """The row stays as it is, so that a refused page still tells what it says."""

    def clean_statement(self) -> str:
        return _lines(self.cleaned_data["statement"])

    def clean_then(self) -> str:
        return _lines(self.cleaned_data["then"])

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if number and not EXACT.fullmatch(number):
            raise ValidationError(NOT_EXACT)
        if self.fact.number and not number:
            raise ValidationError(NO_NUMBER)
        found = spoilt(self.fact, number) if number and number != self.fact.number else []
        if found:
            told = "; ".join(found[:3]) + ("; and more" if len(found) > 3 else "")
            raise ValidationError(SPOILT.format(told=told))
        return number

    def clean_source(self) -> str:
        source: str = self.cleaned_data["source"]
        if not re.match(AWS_SOURCE, source):
            raise ValidationError(NO_SOURCE)
        return source

    def clean_changed_on(self) -> str:
        since: str = self.cleaned_data["changed_on"]
        at = moment(since)
        if since and at is None:
            raise ValidationError("Write 2026, 2026-11 or 2026-11-23.")
        if at and at > timezone.now():
            raise ValidationError("That day is still to come: the ledger says what holds today.")
        return since

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors:
            self._agree()
        if not self.errors:
            self._fit_the_kind()
        if self.cleaned_data.get("loaded") != token(self.fact) and not self.is_repeated:
            self._tell_what_is_there()
        return self.cleaned_data

    @property
    def is_repeated(self) -> bool:
        """The ledger says all of this already: the same form came twice."""
        return self.is_valid_so_far and not self._differing(self.words)

    @property
    def is_valid_so_far(self) -> bool:
        return {"kind", *EDITED} <= self.cleaned_data.keys()

    @property
    def words(self) -> dict[str, str]:
        """What the fact says from now on. Only a change at AWS leaves something behind."""
        at_aws = self.cleaned_data["kind"] == Revision.Kind.CHANGED
        names = EDITED if at_aws else SHOWN
        return {name: self.cleaned_data[name] for name in names}

    @property
    def revision_kind(self) -> Revision.Kind:
        kind = self.cleaned_data["kind"]
        return Revision.Kind.CHECKED if kind == WORDED else Revision.Kind(kind)

    def _differing(self, words: dict[str, str]) -> list[str]:
        return [name for name, told in words.items() if told != getattr(self.fact, name)]

    def _agree(self) -> None:
        """Value, number and statement tell one story."""
        given = self.cleaned_data
        plain = PLAIN.fullmatch(given["value"])
        if plain and given["number"]:
            shown = Decimal(plain[1].replace(",", "") + (plain[2] or ""))
            if shown != Decimal(given["number"]):
                said = f"The value says {given['value']}, the number {given['number']}."
                self.add_error("number", said)
        old = digits(self.fact.label) - digits(f"{given['value']} {given['unit']}")
        new = digits(given["value"]) - digits(self.fact.value)
        told = digits(given["statement"])
        if old & told and new and not new & told:
            self.add_error("statement", f"It still says {', '.join(sorted(old & told))}.")

    def _fit_the_kind(self) -> None:
        """What is different is what the kind of revision is about."""
        other = self._differing({name: self.cleaned_data[name] for name in SHOWN})
        turned = {"value", "unit", "number"}.intersection(other)
        kind = self.cleaned_data["kind"]
        if kind == Revision.Kind.CHANGED:
            for name in ("changed_on", "then"):
                if not self.cleaned_data[name]:
                    self.add_error(name, "A change at AWS needs this.")
        if self.cleaned_data.get("loaded") != token(self.fact):
            return  # what it is measured by has gone; the second look decides
        if not other:
            self.add_error(None, "Nothing is different here. If it holds, use “Checked again”.")
        elif kind == WORDED and turned:
            for name in sorted(turned):
                self.add_error(name, "This is more than wording: choose what happened above.")
        elif kind != WORDED and other == ["source"]:
            self.add_error("kind", "Only the source is different: choose the third.")

    def _tell_what_is_there(self) -> None:
        last = self.fact.revisions.select_related("by").first()
        who = (last.by.name or last.by.email) if last and last.by else "The import"
        given = {name: self.data.get(self.add_prefix(name), "") for name in SHOWN}
        self.theirs = [
            (str(self.fields[name].label or name), getattr(self.fact, name))
            for name in self._differing(given)
        ]
        self.add_error(None, CHANGED.format(who=who))
        # The next time it is kept in knowledge of it.
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("loaded")] = token(self.fact)
        self.data = data


def _lines(text: str) -> str:
    """As the files write them: a browser sends other ends of lines."""
    return text.replace("\r\n", "\n")
