"""The border of the quizzes: strings come in, responses go out."""

import uuid
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from quizzes.engine.items import Item, Kind, Response
from quizzes.engine.scoring import Unreadable, read_response
from quizzes.models import Attempt, Report, Slot, Sureness
from quizzes.models.reports import LONGEST
from quizzes.sets import SIZES, WHICH, Wish


class Given(forms.Field):
    """All values that came in under one name."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        return [str(part) for part in value or []]


class Aside(forms.Field):
    """What is said beside an answer: where it cannot be read it is left out, never refused."""

    def __init__(self, field: forms.Field, otherwise: Any) -> None:
        super().__init__(required=False)
        self.field, self.otherwise = field, otherwise
        field.required = False

    def clean(self, value: Any) -> Any:
        try:
            read = self.field.clean(value)
        except forms.ValidationError:
            return self.otherwise
        return self.otherwise if read in self.field.empty_values else read


LONGEST_LOOK = 24 * 60 * 60
"""Seconds on one question. More is a page left open."""
COUNTED = 2**31 - 1


class AnswerForm(forms.Form):
    """One question of any kind, as a form with the field `answer`.

    `client_id` names the request, so that the same one sent twice counts once;
    `revision` says which answer to this slot the learner believes it is. With
    `whole=False` half an answer will do, or none: it can be completed later.
    """

    answer = Given(required=False)
    client_id = Aside(forms.UUIDField(), None)
    revision = Aside(forms.IntegerField(min_value=1, max_value=1000), 1)
    sureness = Aside(forms.ChoiceField(choices=Sureness), "")
    seconds = Aside(forms.IntegerField(min_value=0, max_value=LONGEST_LOOK), None)
    device = Aside(forms.UUIDField(), None)
    sequence = Aside(forms.IntegerField(min_value=0, max_value=COUNTED), 0)
    # A button beside "Save" that flags the question too, or takes the flag away.
    flag = Aside(forms.ChoiceField(choices=[("1", "flag"), ("0", "unflag")]), "")
    # The options struck out on the page; sent at all, it says which these are now.
    struck = Given(required=False)

    def __init__(self, *args: Any, item: Item, whole: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item, self.whole = item, whole

    @property
    def given(self) -> list[str]:
        """What was sent, to be shown again when it is refused."""
        return self.data.getlist("answer") if hasattr(self.data, "getlist") else []

    @property
    def typed(self) -> str:
        return self.given[0] if self.given else ""

    @property
    def sure(self) -> str:
        """How sure they said they are, to be shown again."""
        return str(self.data.get("sureness", ""))

    def clean_answer(self) -> Response:
        given = self.cleaned_data["answer"]
        if self.item.kind is Kind.SINGLE and len(given) > 1:
            raise forms.ValidationError("Choose one answer.")
        try:
            response = read_response(self.item, given, whole=self.whole)
        except Unreadable as problem:
            raise forms.ValidationError(str(problem)) from problem
        # Without scripts a set's form is sent to move on, too.
        is_answer = self.whole or response != self.item.rules.untouched(self.item)
        return response if is_answer else ()

    def clean_client_id(self) -> uuid.UUID:
        return self.cleaned_data["client_id"] or uuid.uuid4()

    def said(self) -> dict[str, Any]:
        """The response and what goes with it, by the names of `Answer.SAID`; and `marks`."""
        given = dict(self.cleaned_data)
        flag, struck = given.pop("flag"), known_options(given.pop("struck"))
        marks = {"flagged": flag == "1"} if flag else {}
        marks |= {"struck": struck} if "struck" in self.data else {}
        response = list(given.pop("answer"))
        return {"response": response, "base": given.pop("revision") - 1, "marks": marks, **given}


def known_options(sent: list[str]) -> list[str]:
    """Ids of options as a form sent them, within reason."""
    known = {option for option in sent if 0 < len(option) <= 8 and "\0" not in option}
    return sorted(known)[:20]


class MarksForm(forms.Form):
    """A learner's own marks on a question; only those that were sent are changed."""

    flagged = forms.BooleanField(required=False)
    struck = Given(required=False)
    note = forms.CharField(required=False, max_length=2_000, strip=False)
    miss_tag = forms.ChoiceField(choices=[("", "none"), *Slot.MissTag.choices], required=False)

    def marks(self) -> dict[str, Any]:
        """What to change. `flagged=0` takes a flag away, as does an empty `struck` all strikes."""
        sent = {name: value for name, value in self.cleaned_data.items() if name in self.data}
        if "struck" in sent:
            sent["struck"] = known_options(sent["struck"])
        if "flagged" in sent:
            sent["flagged"] = self.data["flagged"] == "1"
        return sent


class StartForm(forms.Form):
    """How to take a quiz."""

    WAYS = [
        (Attempt.Mode.PRACTICE.value, "Practise: the reasons after each answer"),
        (Attempt.Mode.DEFERRED.value, "Set: the reasons at the end"),
    ]
    mode = forms.ChoiceField(choices=WAYS, required=False, initial=Attempt.Mode.PRACTICE)
    # Made by the page: the same form sent again, even after the end, starts no second attempt.
    attempt = Aside(forms.UUIDField(), None)

    def clean_attempt(self) -> uuid.UUID:
        return self.cleaned_data["attempt"] or uuid.uuid4()

    def clean_mode(self) -> str:
        return self.cleaned_data["mode"] or Attempt.Mode.PRACTICE


class ExamForm(forms.Form):
    """Which mock exam to begin; `attempt` is made by the page, so that a second click finds it."""

    LENGTHS = [(65, "65"), (40, "40"), (20, "20")]

    size = forms.TypedChoiceField(choices=LENGTHS, coerce=int)
    extra = forms.BooleanField(required=False)
    sealed = forms.BooleanField(required=False)
    attempt = Aside(forms.UUIDField(), None)

    def clean_attempt(self) -> uuid.UUID:
        return self.cleaned_data["attempt"] or uuid.uuid4()


class SetForm(forms.Form):
    """A practice set: which questions, how many, and when the reasons come.

    `attempt` is made by the page: the same form sent twice begins one set.
    """

    WAYS = [
        (Attempt.Mode.PRACTICE.value, "After each answer"),
        (Attempt.Mode.DEFERRED.value, "At the end"),
    ]
    lesson = forms.ChoiceField(label="Topic", required=False)
    size = forms.TypedChoiceField(
        label="How many", choices=[(n, f"{n} questions") for n in SIZES], coerce=int, initial=10
    )
    which = forms.ChoiceField(label="Which questions", choices=list(WHICH.items()))
    mode = forms.ChoiceField(label="When the reasons come", choices=WAYS)
    exam_only = forms.BooleanField(required=False, widget=forms.HiddenInput)
    attempt = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, titles: dict[str, str], **kwargs: Any) -> None:
        kwargs["auto_id"] = "set-%s"
        super().__init__(*args, **kwargs)
        lesson: Any = self.fields["lesson"]
        lesson.choices = [("", "All lessons"), *titles.items()]
        self.initial.setdefault("attempt", uuid.uuid4())

    def wish(self) -> Wish:
        return Wish(
            **{name: value for name, value in self.cleaned_data.items() if name != "attempt"}
        )


class OfferForm(forms.Form):
    """Which unsaved attempt a first answer belongs to, and which numbers it showed."""

    attempt = forms.UUIDField()
    seed = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    # The version on the page; another one may have been published since.
    version = forms.IntegerField(min_value=1, required=False)


class SeenForm(forms.Form):
    """Which version of a question somebody saw, with which numbers, and in which attempt."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    seed = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    attempt = forms.UUIDField(required=False)

    def known(self) -> dict[str, Any]:
        """What could be read. Without a seed the numbers are those of seed 0."""
        said = {name: self.cleaned_data.get(name) for name in self.fields}
        return said | {"seed": said["seed"] or 0}


class PlainText(forms.CharField):
    """Text as typed, with one kind of line end; no `maxlength`, which would cut what is pasted."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class ReportForm(forms.Form):
    """What is wrong, in the learner's words. `SPEAKS_FOR_ITSELF` needs none."""

    SPEAKS_FOR_ITSELF = {Report.Reason.BROKEN}
    reasons: list[tuple[str, str]] = []

    reason = forms.ChoiceField(
        label="What is wrong?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what is wrong.",
            "invalid_choice": "Choose one of these reasons.",
        },
    )
    text = PlainText(
        label="Say more",
        required=False,
        validators=[
            MaxLengthValidator(
                LONGEST, "At most 2,000 characters, please: these are %(show_value)s."
            )
        ],
    )
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Several may stand on one page: each has ids of its own.
        kwargs["auto_id"] = f"report-{uuid.uuid4().hex[:8]}-%s"
        super().__init__(*args, **kwargs)
        reason: Any = self.fields["reason"]
        reason.choices = self.reasons

    def clean_client_id(self) -> uuid.UUID:
        return self.cleaned_data["client_id"] or uuid.uuid4()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        reason = given.get("reason")
        if reason and reason not in self.SPEAKS_FOR_ITSELF and given.get("text") == "":
            self.add_error("text", "Say in a sentence or two why: only then can it be checked.")
        return given


class QuestionReportForm(ReportForm):
    reasons = list(Report.Reason.choices)


class FactReportForm(ReportForm):
    """A fact has no options: nothing can be right beside it."""

    reasons = [
        (value, "The statement or its number is wrong" if value == Report.Reason.WRONG else label)
        for value, label in Report.Reason.choices
        if value != Report.Reason.SEVERAL
    ]
