"""The fields by which each kind of question is written. Which kind shows which: `authoring.OWN`."""

import json
from typing import Any

from django import forms

from quizzes import authoring, diagram_text, policy_text
from quizzes.admin.widgets import Column, RowsField, RowsWidget
from quizzes.engine.kinds.matching import SIZES
from quizzes.engine.kinds.registry import RULES

OPTIONS = RowsWidget(
    [
        Column("id", "id", "hidden"),
        Column("correct", "Right", "tick"),
        Column("text", "Option", "long"),
        Column("reason", "Why it is right or wrong", "long"),
    ],
    "option",
    least=6,
    most=authoring.MOST_OPTIONS,
)
PARAMS = RowsWidget([Column("name", "Name"), Column("values", "Numbers")], "parameter", least=4)
STEPS = RowsWidget(
    [Column("name", "Name"), Column("expr", "Worked out as"), Column("text", "Line shown", "long")],
    "step",
    least=4,
)
MISTAKES = RowsWidget(
    [Column("value", "Wrong value"), Column("reason", "Why it is wrong", "long")],
    "mistake",
    least=4,
)


PROMPTS = RowsWidget(
    [
        Column("id", "id", "hidden"),
        Column("text", "Prompt", "long"),
        Column("choice", "Choice no."),
        Column("reason", "Why it fits", "long"),
    ],
    "prompt",
    least=4,
    most=SIZES[-1],
)
CHOICES = RowsWidget(
    [Column("id", "id", "hidden"), Column("text", "Choice", "long")],
    "choice",
    least=4,
    most=SIZES[-1],
)
NOTES = RowsWidget(
    [Column("number", "Line"), Column("reason", "Why it is to be marked, or not", "long")],
    "reason",
    least=4,
)


class LongText(forms.CharField):
    """Text with one kind of line end: browsers send their own, the content files have "\\n"."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


def text(label: str, help_text: str = "", **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"} | attrs)
    return forms.CharField(label=label, required=False, help_text=help_text, widget=widget)


def area(
    label: str, help_text: str, rows: int, *, strip: bool = True, **attrs: Any
) -> forms.CharField:
    attrs = {"rows": rows, "class": "vLargeTextField", "spellcheck": "true"} | attrs
    widget = forms.Textarea(attrs=attrs)
    return LongText(label=label, required=False, help_text=help_text, widget=widget, strip=strip)


def choice(label: str, choices: Any = (), help_text: str = "") -> forms.CharField:
    # A CharField: what the list does not know is for `authoring` to refuse, in its words.
    widget = forms.Select(choices=choices)
    return forms.CharField(label=label, required=False, widget=widget, help_text=help_text)


KINDS = {kind: rules.label for kind, rules in RULES.items()}


def shown_for() -> str:
    """For the editor's script: which of the fields below belong to which kind."""
    return json.dumps({kind.value: own for kind, own in authoring.OWN.items()})


class KindFields(forms.Form):
    """What one kind has and another lacks. The page hides what the kind at hand does not use."""

    options = RowsField(OPTIONS, help_text="Two to eight. Learners get them in a random order.")
    params = RowsField(
        PARAMS,
        label="Parameters",
        help_text="Numbers as a list, 512, 1024, 2048, or as a range, 100..900 step 50. "
        "Write {name} where a number is to stand.",
    )
    answer = text(
        "Answer",
        "A number; with parameters how it is worked out, as in ceil(ms / 100) * fact('key').",
    )
    unit = text("Unit (optional)", "Stands behind the field: MB, seconds, USD.")
    tolerance = text("Tolerance", "How far off still counts as right; 0 is exact.")
    decimals = text("Decimals", "The answer is rounded half up to so many.", inputmode="numeric")
    steps = RowsField(
        STEPS,
        label="Worked solution",
        help_text="In order; a later line may use the names of earlier ones.",
    )
    mistakes = RowsField(
        MISTAKES,
        label="Usual mistakes (optional)",
        help_text="Wrong numbers that people really give: the learner who gives one reads why.",
    )
    prompts = RowsField(
        PROMPTS, help_text="Two to eight. The number is that of the choice that fits."
    )
    choices = RowsField(
        CHOICES, help_text="Two to eight, shown shuffled. One may fit twice, or never."
    )
    log = area(
        "Log",
        "Plain text, 4 to 25 lines of at most 160 characters. They are numbered from 1.",
        rows=10,
        strip=False,
    )
    lines = text("Lines to be marked", "Their numbers, separated by commas: 3, 5.")
    notes = RowsField(
        NOTES,
        label="Reasons for lines",
        help_text="For each line to be marked, and for two or more that readers mark wrongly.",
    )
    diagram = area(
        "Diagram",
        "TOML as in the content files: width, height, description, then [[box]] and [[arrow]]. "
        "Three to eight boxes are regions, one of them correct. See the example in the field.",
        rows=16,
        placeholder=diagram_text.EXAMPLE,
        spellcheck="false",
    )
    start = area(
        "Policy to edit",
        "JSON. Learners begin with it; it must not decide every request as wanted yet.",
        rows=14,
        spellcheck="false",
    )
    tried = area(
        "What it is tried on",
        "TOML as in the content files: edits (identity, resource, trust or boundary), account, "
        "forbidden, max_length, then [[request]] and [[beside]] for policies that hold as well.",
        rows=18,
        placeholder=policy_text.EXAMPLE,
        spellcheck="false",
    )
    solution = area(
        "A policy that does it",
        "JSON. Shown after the answer; it has to decide every request as wanted.",
        rows=14,
        spellcheck="false",
    )
