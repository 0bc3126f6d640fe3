"""The editor of a question: its fields are loose, `quizzes.authoring` decides."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models.fields.json import KT

from quizzes import authoring, proofreading
from quizzes.admin.kinds import KINDS, KindFields, area, choice, shown_for, text
from quizzes.admin.widgets import RowsField, TextWithChoices
from quizzes.complaints import Problem, Refused, Typed
from quizzes.engine.items import Item, Kind, Level
from quizzes.models import Question, QuestionVersion
from studyapp.lessons.models import Fact, Lesson

LEVELS = {
    Level.EXAM: "as in the exam",
    Level.RECALL: "recall of one fact",
    Level.BEYOND: "beyond the exam",
}
CHANGED = (
    "Not saved: {author} saved this question after you opened it. Everything you typed is still "
    "here, and what is there now stands below. Save again to put your words in its place."
)


class QuestionForm(KindFields, forms.ModelForm):  # type: ignore[type-arg]
    """A question with the words of its newest version."""

    kind = choice("Kind", [("", "Choose…"), *((k.value, name) for k, name in KINDS.items())])
    topic = forms.CharField(
        required=False,
        widget=TextWithChoices({"class": "vTextField"}),
        help_text="A few words in lower case; learners see them above the question.",
    )
    task = choice("Task of the exam guide")
    level = choice("Level", [(level.value, name) for level, name in LEVELS.items()])
    difficulty = choice("Difficulty", [(str(n), f"{n} of 5") for n in range(1, 6)])
    lesson = choice("Lesson section", help_text="Where the answer is taught.")
    facts = forms.MultipleChoiceField(
        label="Facts it rests on",
        required=False,
        widget=FilteredSelectMultiple("facts", is_stacked=False),
    )
    tags = text("Tags (optional)", "Separated by commas.")
    look_alike = choice(
        "Drill (optional)", help_text="The look-alikes that it helps to tell apart."
    )
    stem = area(
        "Question",
        "Markdown. The last paragraph is the question proper. "
        "A fact: {{ fact &quot;key&quot; }}. A parameter: {name}.",
        rows=8,
    )
    case_id = text("Case (optional)", "The same for all its questions: shop-letters.")
    case_title = text("Its title")
    case = area("Its text", "Markdown. The situation that several questions ask about.", rows=6)
    explanation = area("Explanation", "Markdown. The idea behind the answer.", rows=4)
    lab = text(
        "Lab (optional)",
        "The address of a state that shows it: /labs/cost/?memory=1769. "
        "Learners find it beside the explanation.",
    )
    # What the author began with. If another one stands there by now, we ask.
    loaded = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Question
        fields = ("slug",)
        help_texts = {"slug": "Lower case, digits and hyphens: iam-role-first. It never changes."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item: Item | None = None
        self.fields["kind"].widget.attrs["data-shown"] = shown_for()
        self.doubts: list[str] = []
        self.newest: QuestionVersion | None = None
        self.theirs: list[tuple[str, str]] = []
        start = authoring.typed({}) | {"kind": Kind.SINGLE.value}
        if self.instance.pk and (newest := self.instance.newest()):
            self.newest = newest
            start = authoring.typed(newest.body) | {"loaded": newest.content_hash}
        self.initial = start | dict(self.initial)
        self._offer()

    def _offer(self) -> None:
        """Fill the lists, and keep in them what this question has although it is gone."""
        facts = list(Fact.objects.values_list("key", "value", "unit", "statement"))
        current = self._current("facts")
        known = {key for key, *_ in facts}
        facts_field: Any = self.fields["facts"]
        facts_field.choices = [
            *((key, f"{key} (no longer in the ledger)") for key in current if key not in known),
            *((key, f"{key}: {_short(text)}") for key, _, _, text in facts),
        ]
        tasks = [
            (value, text.partition(": ")[2] or text)
            for key, value, _, text in facts
            if key.startswith("task-")
        ]
        self._choose("task", [(value, f"{value} {_short(text)}") for value, text in tasks])
        self._choose("lesson", [_sections(lesson) for lesson in Lesson.objects.all()])
        newest = QuestionVersion.objects.newest_each()
        told = list(newest.values_list(KT("body__topic"), KT("body__look_alike")))
        topics = {topic for topic, _ in told if topic}
        groups = {group for _, group in told if group}
        self.fields["topic"].widget.suggestions = [(topic, "") for topic in sorted(topics)]
        # Every comparison has questions: the files are refused otherwise.
        drills = [(group, group.replace("-", " ").capitalize()) for group in sorted(groups)]
        self._choose("look_alike", drills)

    def _current(self, name: str) -> Any:
        if self.is_bound:
            widget = self.fields[name].widget
            return widget.value_from_datadict(self.data, self.files, self.add_prefix(name)) or ()
        return self.initial.get(name) or ()

    def _choose(self, name: str, choices: list[Any]) -> None:
        current = self._current(name)
        flat = {v for value, label in choices for v in _values(value, label)}
        if current and current not in flat:
            choices = [(current, f"{current} (not found)"), *choices]
        none = "Choose…" if name != "look_alike" else "None"
        self.fields[name].widget.choices = [("", none), *choices]

    def typed(self) -> Typed:
        """What stands in the fields, before anything is checked."""
        return {name: self.fields[name].to_python(self._current(name)) for name in authoring.FIELDS}

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug != slug.lower() or "_" in slug:
            raise ValidationError("Lower case, digits and hyphens only.")
        return slug

    def clean_facts(self) -> list[str]:
        """Facts in the order they had; new ones come after."""
        chosen = self.cleaned_data["facts"]
        before = [key for key in self.initial.get("facts") or () if key in chosen]
        return before + [key for key in chosen if key not in before]

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = {name: self.cleaned_data.get(name) or "" for name in authoring.FIELDS}
        self.item, problems, self.doubts = examine(given, self.taken())
        refused = set(self.errors)
        for problem in problems:
            if problem.field not in refused:
                self.add_error(
                    problem.field if problem.field in self.fields else None, str(problem)
                )
        self._mark(problems)
        if self.instance.pk:
            self._refuse_if_changed(given)
        return self.cleaned_data

    def _mark(self, problems: list[Problem]) -> None:
        for name, field in self.fields.items():
            if isinstance(field, RowsField):
                field.widget.problems = [p for p in problems if p.field == name]

    def _refuse_if_changed(self, given: Typed) -> None:
        newest = self.newest
        if newest is None or self.cleaned_data.get("loaded") == newest.content_hash:
            return
        self.theirs = difference(authoring.typed(newest.body), given)
        self.add_error(None, CHANGED.format(author=newest.author or "the import"))
        # The next save is made in knowledge of it.
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("loaded")] = newest.content_hash
        self.data = data

    def taken(self) -> set[str]:
        """Ids of options, prompts and choices that any version of this question has used."""
        if not self.instance.pk:
            return set()
        bodies = self.instance.versions.values_list("body", flat=True)
        named = ("option", "prompt", "choice")
        return {part["id"] for body in bodies for name in named for part in body.get(name, ())}


def examine(given: Typed, taken: set[str]) -> tuple[Item | None, list[Problem], list[str]]:
    """The item if it is valid, everything that is wrong, and what is doubtful."""
    try:
        item = authoring.build(given, taken)
    except Refused as refused:
        return None, refused.problems, []
    problems = proofreading.problems(item, given)
    return (None, problems, []) if problems else (item, [], proofreading.doubts(item))


def difference(theirs: Typed, mine: Typed) -> list[tuple[str, str]]:
    """What the other version says, wherever it says something else."""
    fields = QuestionForm.base_fields
    return [
        (str(fields[name].label or name.capitalize()), told(theirs[name]))
        for name in authoring.FIELDS
        if told(theirs[name]) != told(mine.get(name) or "")
    ]


def told(value: Any) -> str:
    """A field's value as plain text."""
    if not isinstance(value, list):
        return str(value)
    return "\n".join(part if isinstance(part, str) else _row_told(part) for part in value)


def _row_told(row: dict[str, Any]) -> str:
    tick = "✓ " if row.get("correct") is True else ""
    cells = [v for k, v in row.items() if k not in ("row", "id", "correct") and v]
    return tick + " · ".join(map(str, cells))


def _short(text: str, most: int = 110) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _sections(lesson: Lesson) -> tuple[str, list[tuple[str, str]]]:
    whole = (lesson.pk, f"{lesson.title}: the whole lesson")
    parts = [(f"{lesson.pk}#{a}", title) for a, title in proofreading.sections(lesson)]
    return lesson.title, [whole, *parts]


def _values(value: Any, label: Any) -> list[Any]:
    return [v for v, _ in label] if isinstance(label, list) else [value]
