"""The border of the network lab: an address comes in, the fields of a network go out."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from studyapp.labs.engine.network import building, counter, fields, lines
from studyapp.labs.network.words import CHOICES, HINTS, LABELS
from studyapp.labs.state import LabForm, NumberField, choice

LONGEST_TEXT = lines.MOST_LINES * (lines.LONGEST_LINE + 2)
TEXTS = (*fields.GROUP_FIELDS, *fields.ACL_FIELDS, "routes", "functions")


class LinesField(forms.CharField):
    """Some short lines of text, each read by the engine; a refusal says which line and why."""

    def __init__(self, name: str, read: Callable[[str], object], most: int = LONGEST_TEXT) -> None:
        attrs = {"rows": 3, "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}
        label = LABELS[name]
        super().__init__(
            label=label,
            required=False,
            max_length=most,
            widget=forms.Textarea(attrs=attrs),
            error_messages={"max_length": f"{label}: at most {lines.MOST_LINES} short lines."},
        )
        self.read = read

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            self.read(value)
        except lines.LineError as problem:
            raise ValidationError(f"{self.label}: {problem}") from None


class WordField(forms.CharField):
    """A port or an address, possibly none."""

    def __init__(self, name: str, read: Callable[[str], object], *, longest: int, numeric: bool):
        attrs = {"autocomplete": "off", "spellcheck": "false", "maxlength": longest}
        attrs |= {"inputmode": "numeric"} if numeric else {"autocapitalize": "off"}
        label = LABELS[name]
        told = {"max_length": f"{label}: at most {longest} characters."}
        super().__init__(
            label=label,
            required=False,
            max_length=longest,
            widget=forms.TextInput(attrs=attrs),
            error_messages=told,
        )
        self.read = read

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            if value:
                self.read(value)
        except lines.LineError as problem:
            raise ValidationError(f"{self.label}: {problem}") from None


def tidy(text: str) -> str:
    """
    >>> tidy("100  allow all \\r\\n\\r\\n 200 deny all")
    '100 allow all\\n200 deny all'
    """
    rows = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(row for row in rows if row)


def _group(text: str) -> object:
    return lines.group_rules(text, building.NAMES)


def _routes(text: str) -> object:
    return lines.routes(text, building.TARGETS, building.VPC)


def _chosen(name: str) -> Any:
    return choice(LABELS[name], list(CHOICES[name].items()), forms.Select)


class NetworkForm(LabForm):
    """All that the network lab can be asked. `base` names the network one departs from."""

    DEFAULTS = dict(fields.DEFAULTS)
    HINTS = HINTS

    address = WordField("address", lines.address, longest=40, numeric=False)
    port = WordField("port", lines.port, longest=5, numeric=True)
    client_port = WordField("client_port", lines.port, longest=5, numeric=True)
    routes = LinesField("routes", _routes)
    functions = LinesField(
        "functions", counter.attached, counter.MOST_FUNCTIONS * (counter.LONGEST + 2)
    )
    peak = NumberField(0, 100_000, label=LABELS["peak"])
    memory = NumberField(128, 10_240, unit="MB", label=LABELS["memory"])
    connections = NumberField(0, 10_000_000, label=LABELS["connections"])
    idle = NumberField(0, 365, unit="days", label=LABELS["idle"])

    def __init__(self, query: Mapping[str, str], start: Mapping[str, str] | None = None) -> None:
        given = {
            name: tidy(text) if name in TEXTS else text for name, text in (start or {}).items()
        }
        if start is not None:  # in a puzzle the network one departs from is no move
            query = {name: value for name, value in query.items() if name != "base"}
        asked = str((query if start is None else start).get("base", self.DEFAULTS["base"]))
        super().__init__(query, {**fields.BASES.get(asked, {}), **given})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        try:
            building.tables_of(self.fields_of_engine(data))
        except lines.LineError as problem:
            self.add_error("routes", f"{LABELS['routes']}: {problem}")
        if data["caller"] == "instance" and data["place"] == "none":
            self.add_error("place", "An instance stands in a subnet: choose one.")
        if data["target"] == "own" and not data["address"]:
            self.add_error("address", f"{LABELS['address']}: enter one, such as 203.0.113.50.")
        return data

    @staticmethod
    def fields_of_engine(data: Mapping[str, Any]) -> dict[str, str]:
        return {
            name: format(value, "f") if isinstance(value, Decimal) else str(value)
            for name, value in data.items()
        }

    def network(self) -> dict[str, str]:
        """What was asked, in the engine's words. Only for a valid form."""
        return self.fields_of_engine(self.cleaned_data)


for _name in fields.CHOICES:
    NetworkForm.base_fields[_name] = _chosen(_name)
for _name in fields.GROUP_FIELDS:
    NetworkForm.base_fields[_name] = LinesField(_name, _group)
for _name in fields.ACL_FIELDS:
    NetworkForm.base_fields[_name] = LinesField(_name, lines.acl_rules)
