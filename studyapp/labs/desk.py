"""A lab at one state, as its page needs it: what is asked, or what was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from studyapp.content.markdown import link_chip, render_text, with_chips
from studyapp.content.scenarios import Scenario
from studyapp.labs import ledger, puzzles
from studyapp.labs.base import Ask, Document, Lab, Verdict
from studyapp.labs.engine.numbers import Numbers
from studyapp.labs.models import Prediction
from studyapp.labs.state import LabForm
from studyapp.lessons.models import Fact


@dataclass
class Desk:
    """One lab, set up as an address says. Asks the database for facts, once, and nothing else."""

    lab: Lab[Any, Any]
    query: Mapping[str, str]
    prediction: Prediction | None = None
    kept_goals: frozenset[str] = frozenset()
    solved: frozenset[str] = frozenset()  # the puzzles of this lab that are
    ledger: Mapping[str, Fact] | None = None  # given where many desks are set up
    puzzle: Scenario | None = field(init=False)
    form: LabForm = field(init=False)

    def __post_init__(self) -> None:
        self.puzzle = puzzles.puzzle_of(self.lab.slug, str(self.query.get("puzzle", "")))
        self.form = self.lab.form_class(self.query, self.puzzle.state if self.puzzle else None)

    @cached_property
    def is_valid(self) -> bool:
        return self.form.is_valid()

    @cached_property
    def looks(self) -> bool:
        """Whether the answer is wanted now. A change cannot be made blindfold."""
        if self.puzzle and self.puzzle.want:
            return True
        shut = self.lab.shut or bool(self.puzzle)
        return str(self.query.get("look", "")) == "1" or not (shut or "look" in self.query)

    @cached_property
    def at_start(self) -> bool:
        """Whether the puzzle is as it was set."""
        return self.puzzle is not None and self.is_valid and not self.form.changed()

    @cached_property
    def ask(self) -> Ask:
        wanted = self.puzzle.ask if self.puzzle and self.at_start else self.query.get("ask", "")
        return self.lab.ask(self.form, str(wanted))

    def puzzle_of(self, ask: str) -> str:
        """The puzzle that an answer to this question is about here; a change has no question."""
        if self.puzzle and self.puzzle.want:
            return "" if ask else self.puzzle.id
        return self.puzzle.id if self.puzzle and self.at_start and ask == self.ask.id else ""

    @cached_property
    def facts(self) -> dict[str, Fact]:
        keys = set(self.lab.named)
        if self.is_valid:
            keys |= set(self.lab.facts(self.form))
        if self.puzzle:
            keys |= puzzles.facts_of(self.puzzle)
        if self.ledger is not None:
            return {key: self.ledger[key] for key in sorted(keys) if key in self.ledger}
        return ledger.read(keys)

    @cached_property
    def result(self) -> Any:
        """What the model says; MissingNumberError if the ledger lacks a number."""
        numbers = {key: fact.exact for key, fact in self.facts.items() if fact.number}
        return self.lab.solve(self.form, Numbers(numbers))

    @cached_property
    def document(self) -> Document:
        return self.lab.document(self.result)

    @cached_property
    def verdict(self) -> Verdict | None:
        """What became of the prediction that led here."""
        said = self.prediction
        if said is None or not said.ask or said.state != self.address:
            return None
        ask = next((ask for ask in self.lab.asks(self.form) if ask.id == said.ask), None)
        return self.lab.settle(ask, said.said, self.result) if ask else None

    @cached_property
    def is_solved(self) -> bool:
        puzzle = self.puzzle
        return bool(puzzle and puzzle.want and puzzles.is_solved(puzzle, self.form, self.document))

    @property
    def standing(self) -> str:
        """How far a puzzle is that wants a change; nothing where none does."""
        if not (self.puzzle and self.puzzle.want):
            return ""
        changes = f"{self.moves} change{'s' * (self.moves != 1)}"
        if self.is_solved:
            return f"Solved in {changes}" if self.moves else "Solved"
        of = f" of {self.puzzle.moves}" if self.puzzle.moves else ""
        return f"Not solved yet: {changes}{of}" if self.moves else "Change something to solve it"

    @property
    def next_puzzle(self) -> str:
        """The id of the puzzle that is listed after this one."""
        offered = [one.id for one in puzzles.puzzles_of(self.lab.slug)] if self.puzzle else []
        after = offered[offered.index(self.puzzle.id) + 1 :] if self.puzzle else []
        return after[0] if after else ""

    @cached_property
    def address(self) -> str:
        """The state as a query, with its puzzle, and without how it is looked at."""
        named = urlencode({"puzzle": self.puzzle.id}) if self.puzzle else ""
        return "&".join(part for part in (named, self.form.query()) if part)

    def url(self, **beside: str) -> str:
        """The address of this state; `beside` says how it is looked at."""
        query = "&".join(part for part in (self.address, urlencode(beside)) if part)
        return f"{self.action}?{query}".rstrip("?")

    @property
    def here(self) -> str:
        """The address of what is shown now."""
        shown = {"look": "1" if self.looks else "0"} if self.looks == self._shut else {}
        if not self.looks and self.ask.id != self.lab.ask(self.form).id and not self.at_start:
            shown["ask"] = self.ask.id
        return self.url(**shown)

    @property
    def _shut(self) -> bool:
        if self.puzzle:
            return not self.puzzle.want
        return self.lab.shut

    @cached_property
    def action(self) -> str:
        return reverse(f"labs:{self.lab.slug}")

    @property
    def set(self) -> str:
        """Where a lab with long fields sends its form: a state that no form's address carries."""
        return reverse(f"labs:{self.lab.slug}-set")

    @property
    def start(self) -> str:
        """Back to the puzzle as it was set, or to the defaults."""
        return (
            f"{self.action}?{urlencode({'puzzle': self.puzzle.id})}" if self.puzzle else self.action
        )

    @cached_property
    def predict(self) -> str:
        return reverse(f"labs:{self.lab.slug}-predict")

    @cached_property
    def reach(self) -> str:
        return reverse(f"labs:{self.lab.slug}-goals")

    @property
    def shown(self) -> str:
        return self.url(look="1")

    @cached_property
    def asked(self) -> str:
        return self.url(look="0")

    @property
    def question(self) -> str:
        """Where an instructor makes a question of this state: the editor, filled in."""
        ask, verdicts = self.ask, {}
        for choice in ask.choices:
            verdicts[choice.id] = self.lab.settle(ask, choice.id, self.result)
        right = [str(n) for n, one in enumerate(verdicts.values(), 1) if one.right]
        why = next((one.why for one in verdicts.values() if one.right), "")
        fields: dict[str, Any] = {"lab": self.asked, "stem": ask.text, "explanation": why}
        fields |= {"kind": "single" if ask.choices else "numeric"}
        fields |= {"option": [choice.text for choice in ask.choices], "right": right}
        return f"{reverse('admin:quizzes_question_add')}?{urlencode(fields, doseq=True)}"

    @property
    def other_asks(self) -> list[dict[str, str]]:
        if self.puzzle and self.at_start:
            return []
        others = (ask for ask in self.lab.asks(self.form) if ask.id != self.ask.id)
        return [{"text": one.text, "url": self.url(look="0", ask=one.id)} for one in others]

    @property
    def moves(self) -> int:
        return puzzles.moves_of(self.form)

    @property
    def is_kept(self) -> bool:
        return bool(self.prediction and self.prediction.state == self.address)

    @property
    def said_in_words(self) -> str:
        said = self.prediction
        return self.lab.ask(self.form, said.ask).in_words(said.said) if said else ""

    @property
    def question_text(self) -> SafeString:
        return self.text(self.puzzle.text if self.puzzle else "")

    @property
    def explanation(self) -> SafeString:
        return self.text(self.puzzle.explanation if self.puzzle else "")

    @property
    def has_new_goal(self) -> bool:
        return not self.reached <= self.kept_goals

    @cached_property
    def reached(self) -> frozenset[str]:
        """The goals that this state reaches."""
        return frozenset(goal.id for goal in self.lab.goals if goal.reached(self.document))

    def goals(self) -> list[dict[str, Any]]:
        """The goals with what is reached now and what was before."""
        return [
            {
                "id": goal.id,
                "text": goal.text,
                "now": goal.id in self.reached,
                "kept": goal.id in self.kept_goals,
            }
            for goal in self.lab.goals
        ]

    def text(self, source: str | None) -> SafeString:
        """Markdown of a puzzle with its facts as links."""
        html = with_chips(render_text(source or ""), self.facts, link_chip)
        return mark_safe(html)  # noqa: S308  our sanitiser and our chips made it

    def summary(self) -> dict[str, Any]:
        """This state for scripts: the same as the page says, and no more."""
        told: dict[str, Any] = {"lab": self.lab.slug, "title": self.lab.title}
        told |= {"state": self.form.state(), "url": self.url(), "look": self.looks}
        if not self.looks:
            ask = self.ask
            choices = [{"id": one.id, "text": one.text} for one in ask.choices]
            return told | {"ask": {"id": ask.id, "text": ask.text, "choices": choices}}
        shown = self.lab.show(self.form, self.result, self.facts)
        goals = {goal["id"]: goal["now"] for goal in self.goals()}
        return told | {"summary": shown["summary"], "result": self.document, "goals": goals}


def state_of(raw: str) -> dict[str, str]:
    """The state that a form sent back as one string."""
    return {name: str(value) for name, value in QueryDict(raw.removeprefix("?")).items()}
