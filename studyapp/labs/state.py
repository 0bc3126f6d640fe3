"""The state of a lab: strings of an address come in, bounded values go out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

# ASCII digits; commas and spaces only between thousands, so that "1,5" is refused, not read as 15.
WRITTEN = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:[, \u00a0\u202f][0-9]{3})+)(?:\.([0-9]+))?")
WHOLE = re.compile(r"[0-9]{1,20}")
LONGEST = 24
REFUSAL = '<p class="error" id="{}-error" hx-swap-oob="true">{}</p>'


def grouped(number: Decimal | int) -> str:
    """
    >>> grouped(1769), grouped(Decimal("0.50"))
    ('1,769', '0.5')
    """
    text = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_number(text: str) -> Decimal | None:
    """
    >>> read_number("1,769"), read_number("1,5"), read_number("-1")
    (Decimal('1769'), None, None)
    """
    if len(text) > LONGEST or not WRITTEN.fullmatch(text):
        return None
    return Decimal(re.sub(r"[^0-9.]", "", text))


class GroupedInput(forms.TextInput):
    """Shows 1000000 as 1,000,000, and what is no number as it was typed."""

    def format_value(self, value: Any) -> str:
        text = str(value or "").strip()
        return grouped(Decimal(text)) if WHOLE.fullmatch(text) else text


class NumberField(forms.Field):
    """A number between two bounds; the one message of a refusal says what is wanted."""

    def __init__(self, low: int, high: int, *, unit: str = "", decimals: int = 0, **kwargs: Any):
        keys = "decimal" if decimals else "numeric"
        attrs = {"inputmode": keys, "autocomplete": "off", "maxlength": LONGEST}
        super().__init__(widget=GroupedInput(attrs=attrs), **kwargs)
        self.low, self.high, self.unit, self.decimals = low, high, unit, decimals
        kind = f"a number with at most {decimals} decimals" if decimals else "a whole number"
        span = f"from {grouped(low)} to {grouped(high)}"
        self.wanted = f"{self.label}: enter {kind} {span}{f' {unit}' if unit else ''}."

    def clean(self, value: Any) -> Decimal:
        text = str(value or "").strip()
        match = WRITTEN.fullmatch(text) if len(text) <= LONGEST else None
        if not match or len(match[1] or "") > self.decimals:
            raise ValidationError(self.wanted)
        number = Decimal(re.sub(r"[^0-9.]", "", text))
        if not self.low <= number <= self.high:
            raise ValidationError(self.wanted)
        # 4.00 is 4, so that it is the same state, and no move in a puzzle.
        return number.quantize(Decimal(1)) if number == int(number) else number.normalize()


def choice(label: str, choices: list[tuple[str, str]], widget: Any = forms.RadioSelect) -> Any:
    """A field that takes one of these values, with a refusal in plain words."""
    message = {"invalid_choice": f"{label}: choose one of those offered."}
    return forms.ChoiceField(label=label, choices=choices, widget=widget, error_messages=message)


class _Shared(dict[str, forms.Field]):
    """Django copies the fields of a class deeply for each form, choices and all. A lab's forms
    change nothing of a field, so all of one class have the same ones."""

    def __deepcopy__(self, memo: Any) -> dict[str, forms.Field]:
        return dict(self)


@cache
def _fields(form_class: type["LabForm"]) -> _Shared:
    """The fields with what describes them: their hint, and the place of what is wrong."""
    for name, field in form_class.base_fields.items():
        field.help_text = form_class.HINTS.get(name, "")
        hint = f"{name}-hint " if field.help_text else ""
        field.widget.attrs["aria-describedby"] = f"{hint}{name}-error"
    return _Shared(form_class.base_fields)


@lru_cache(64)
def _unrefused(names: tuple[str, ...]) -> SafeString:
    return _told((name, "") for name in names)


def _told(said: Iterable[tuple[str, str]]) -> SafeString:
    return format_html_join("\n", REFUSAL, said)


@lru_cache(512)
def _pair(name: str, value: str) -> str:
    """One parameter of an address: the same ones stand in many links of a page."""
    return urlencode({name: value})


class LabForm(forms.Form):
    """All that a lab can be asked. `DEFAULTS` says what an address leaves out.

    `base` is the state that the address departs from: the defaults, or a puzzle's start.
    """

    DEFAULTS: ClassVar[dict[str, str]] = {}
    HINTS: ClassVar[dict[str, str]] = {}
    ASIDE: ClassVar[frozenset[str]] = frozenset()
    """Fields that say how something is looked at. To change one of them is no move."""

    def __init__(self, query: Mapping[str, str], start: Mapping[str, str] | None = None) -> None:
        self.base = {**self.DEFAULTS, **(start or {})}
        # Of a parameter given twice the last one counts.
        state = {name: str(query.get(name, value)) for name, value in self.base.items()}
        vars(self)["base_fields"] = _fields(type(self))
        super().__init__(self.complete(state), use_required_attribute=False)

    def complete(self, state: dict[str, str]) -> dict[str, str]:
        """Fill in what follows from other fields, so that a hidden one refuses nothing."""
        return state

    def shown(self, state: Mapping[str, Any]) -> tuple[str, ...]:
        """The fields that a page shows at this state."""
        return tuple(self.fields)

    def __iter__(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in self.shown(self.data))

    def hidden(self, state: Mapping[str, Any]) -> tuple[str, ...]:
        """The fields that `complete` fills in at this state: no address needs them."""
        return ()

    def refusals(self) -> SafeString:
        """What is wrong with each field, mostly nothing, as an open page gets it."""
        shown = self.shown(self.data)
        if not self.errors:
            return _unrefused(shown)
        return _told((name, " ".join(map(str, self.errors.get(name, ())))) for name in shown)

    def touched(self, *names: str) -> bool:
        """Whether one of these fields says something else than its default, or is refused."""
        return any(name in self.errors or self.data[name] != self.DEFAULTS[name] for name in names)

    def state(self, **changes: object) -> dict[str, str]:
        """The valid state, or it with `changes`, as strings; only what differs from `base`."""
        values = {**self.cleaned_data, **changes}
        texts = {
            name: format(value, "f") if isinstance(value, Decimal) else str(value)
            for name, value in values.items()
        }
        hidden = self.hidden(values)
        return {
            name: texts[name]
            for name in self.base
            if name not in hidden and texts[name] != self.base[name]
        }

    def parameters(self, **changes: object) -> dict[str, str]:
        """The state as parameters of an address: its fields, unless a lab packs them."""
        return self.state(**changes)

    def changed(self) -> dict[str, str]:
        """What was set otherwise than in `base`, looks aside."""
        return {name: text for name, text in self.state().items() if name not in self.ASIDE}

    def query(self, **changes: object) -> str:
        """The shortest address of this state, or of it with `changes`."""
        return "&".join(_pair(*each) for each in self.parameters(**changes).items())
