"""The border of the permissions lab: texts of an address come in, a situation goes out."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError

from studyapp.labs.engine.permissions.situation import Situation, weight
from studyapp.labs.permissions import reading
from studyapp.labs.permissions.cards import CARDS, DEFAULTS
from studyapp.labs.permissions.packing import TooLarge, Unpackable, pack, unpack
from studyapp.labs.state import LabForm, choice
from studyapp.policies.documents import Document, Kind

SHORT = 600
"""Characters of an address up to which its fields stay readable; longer ones are packed."""
LARGEST = 20_480
"""Characters of all cards together."""
HEAVIEST = 600
"""Values of all statements together."""
HINTS = {
    "caller": "A role's or user's ARN, a service such as s3.amazonaws.com, or * if unsigned.",
    "action": "One action, without wildcards.",
    "resource": "One ARN, without wildcards.",
    "owner": "Only where the ARN does not say it, as a bucket's. Empty: the caller's account.",
    "keys": "One in each line: key = value. What follows from the caller is known already.",
    "full": "AWS attaches it at every level; without it each level has to list what it allows.",
    "bound": "A control policy binds users and roles of the account it stands above.",
    **{card.name: card.hint for card in CARDS},
}


def _line(label: str) -> forms.CharField:
    attrs = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
    return forms.CharField(
        label=label, required=False, max_length=300, widget=forms.TextInput(attrs)
    )


class TallText(forms.Textarea):
    """As tall as its text, within reason."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        lines = str(value or "").count("\n") + 1
        return super().get_context(name, value, {"rows": min(max(lines, 4), 24), **(attrs or {})})


def _text(label: str, css: str = "policy-text") -> forms.CharField:
    attrs = {"class": css, "spellcheck": "false", "autocapitalize": "off"}
    attrs["placeholder"] = " "  # so that a style sheet sees which card is empty
    return forms.CharField(label=label, required=False, strip=False, widget=TallText(attrs))


class PermissionsForm(LabForm):
    """One request and eight cards. A long state stands packed in `s`; other fields win over it."""

    DEFAULTS = DEFAULTS
    HINTS = HINTS

    caller = _line("Who asks")
    action = _line("Action")
    resource = _line("Resource")
    owner = _line("Account of the resource")
    keys = _text("Condition keys of the request", "policy-text perm-keys")
    full = choice("FullAWSAccess", [("on", "Attached"), ("off", "Detached")])
    bound = choice(
        "Stands above", [("caller", "The caller's account"), ("owner", "The resource's account")]
    )
    identity, there, trust, boundary, session, scp, scp2, rcp = (_text(c.title) for c in CARDS)

    def __init__(self, query: Mapping[str, str], start: Mapping[str, str] | None = None) -> None:
        self.torn = False
        self.packed: tuple[dict[str, str], str] = {}, ""  # a state that was packed, and as what
        try:
            packed = unpack(str(query["s"])) if query.get("s") else {}
        except Unpackable:
            packed, self.torn = {}, True
        super().__init__({**packed, **query}, start)

    def complete(self, state: dict[str, str]) -> dict[str, str]:
        """Browsers send line ends of their own."""
        return {name: _plain(value) for name, value in state.items()}

    def parameters(self, **changes: object) -> dict[str, str]:
        state = self.state(**changes)
        lines = any("\n" in value for value in state.values())
        if not lines and sum(map(len, state.values())) <= SHORT and len(urlencode(state)) <= SHORT:
            return state
        if self.packed[0] != state:
            self.packed = state, pack(state)
        return {"s": self.packed[1]}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.torn:
            raise ValidationError("This address was cut off or changed: its state cannot be read.")
        who = self._read("caller", reading.caller, data)
        self._read("action", reading.action, data)
        self._read("resource", reading.resource, data)
        if who and "resource" not in self.errors:
            self._read("owner", lambda text: reading.owner(text, data["resource"], who), data)
        self._read("keys", reading.keys, data)
        documents = [self._policy(card.name, card.kind, card.title, data) for card in CARDS]
        self._bound(data, tuple(document for document in documents if document))
        self._fitting(data)
        return data

    def _read(self, name: str, read: Callable[[str], Any], data: dict[str, Any]) -> Any:
        data[name] = data.get(name, "")
        try:
            return read(data[name])
        except reading.Wrong as wrong:
            self.add_error(name, wrong.messages)
            return None

    def _policy(self, name: str, kind: Kind, title: str, data: dict[str, Any]) -> Document | None:
        data[name] = data.get(name, "")
        try:
            return reading.policy(data[name], kind)
        except reading.Wrong as wrong:
            told = [f"{title}, {text[:1].lower()}{text[1:]}" for text in wrong.messages]
            self.add_error(name, told)
            return None

    def _bound(self, data: dict[str, Any], documents: tuple[Document, ...]) -> None:
        """Refuse what is too much to decide, or to put into an address."""
        if sum(len(data.get(card.name, "")) for card in CARDS) > LARGEST:
            words = f"All cards together have at most {LARGEST:,} characters."
            raise ValidationError(f"{words} Nothing you typed is lost; shorten one.")
        if weight(documents) > HEAVIEST:
            raise ValidationError(f"All statements together have at most {HEAVIEST} values.")
        try:
            self.cleaned_data = data
            if not self.errors:
                self.parameters()
        except TooLarge:
            words = "This state is too large for an address, so it cannot be shared or kept."
            raise ValidationError(f"{words} Nothing you typed is lost; shorten a card.") from None

    def _fitting(self, data: dict[str, Any]) -> None:
        if self.errors:
            return
        situation = self.situation()
        if situation.request.assumes_a_role and situation.there:
            words = "A role has no resource policy but its trust policy: use that card."
            self.add_error("there", words)

    def situation(self) -> Situation:
        """What was asked, in the engine's words. Only for a valid form."""
        return self._situation

    @cached_property
    def _situation(self) -> Situation:
        data = self.cleaned_data
        who = reading.caller(data["caller"])
        owner = reading.owner(data["owner"], data["resource"], who)
        cards = {card.name: reading.policy(data[card.name], card.kind) for card in CARDS}
        return Situation(
            caller=who,
            action=data["action"],
            resource=data["resource"],
            owner=owner,
            given=reading.keys(data["keys"]),
            identity=cards["identity"],
            there=cards["there"],
            trust=cards["trust"],
            boundary=cards["boundary"],
            session=cards["session"],
            scps=tuple(scp for scp in (cards["scp"], cards["scp2"]) if scp),
            full=data["full"] == "on",
            bound_account=who.account if data["bound"] == "caller" else owner,
            rcp=cards["rcp"],
        )


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
