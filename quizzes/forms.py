"""The border of the quizzes: strings come in, responses go out."""

import uuid
from typing import Any

from django import forms

from quizzes.engine.items import Item, Kind, Response
from quizzes.engine.scoring import Unreadable, read_response
from quizzes.models import Attempt


class Given(forms.Field):
    """All values that came in under one name."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        return [str(part) for part in value or []]


class AnswerForm(forms.Form):
    """One question of any kind, as a form with the field `answer`.

    `client_id` names the request, so that the same one sent twice counts once;
    `revision` says which answer to this slot the learner believes it is.
    """

    answer = Given(required=False)
    client_id = forms.UUIDField(required=False)
    revision = forms.IntegerField(min_value=1, max_value=1000, required=False)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item

    @property
    def given(self) -> list[str]:
        """What was sent, to be shown again when it is refused."""
        return self.data.getlist("answer") if hasattr(self.data, "getlist") else []

    @property
    def typed(self) -> str:
        return self.given[0] if self.given else ""

    def clean_answer(self) -> Response:
        given = self.cleaned_data["answer"]
        if self.item.kind is Kind.SINGLE and len(given) > 1:
            raise forms.ValidationError("Choose one answer.")
        try:
            return read_response(self.item, given)
        except Unreadable as problem:
            raise forms.ValidationError(str(problem)) from problem

    def clean_client_id(self) -> uuid.UUID:
        return self.cleaned_data["client_id"] or uuid.uuid4()

    def clean_revision(self) -> int:
        return self.cleaned_data["revision"] or 1


class StartForm(forms.Form):
    """How to take a quiz."""

    mode = forms.ChoiceField(choices=Attempt.Mode, required=False, initial=Attempt.Mode.PRACTICE)

    def clean_mode(self) -> str:
        return self.cleaned_data["mode"] or Attempt.Mode.PRACTICE


class OfferForm(forms.Form):
    """Which unsaved attempt a first answer belongs to, and which numbers it showed."""

    attempt = forms.UUIDField()
    seed = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
