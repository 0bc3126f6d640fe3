"""Scenarios as the site offers them: read once in a process, marked against a document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from studyapp.content.loader import load_scenarios
from studyapp.content.references import facts_in
from studyapp.content.scenarios import LEVELS, Scenario, differences
from studyapp.labs.base import Document, Lab
from studyapp.labs.engine.numbers import Numbers
from studyapp.labs.state import LabForm


@dataclass(frozen=True, slots=True)
class Run:
    """What a lab made of a scenario: `problems` is empty if it agrees."""

    scenario: Scenario
    problems: tuple[str, ...]


@cache
def _shelves() -> dict[str, dict[str, Scenario]]:
    bundle = load_scenarios()
    shelves: dict[str, dict[str, Scenario]] = {}
    for key, scenario in bundle.scenarios.items():
        path, _ = bundle.where["scenario", key]
        shelves.setdefault(path.parent.name, {})[key] = scenario
    return shelves


def puzzles_of(lab: str) -> list[Scenario]:
    """The puzzles of a lab, easy ones first."""
    every = [one for one in _shelves().get(lab, {}).values() if one.kind == "puzzle"]
    return sorted(every, key=lambda one: LEVELS.index(one.level or "easy"))


def puzzle_of(lab: str, key: str) -> Scenario | None:
    found = _shelves().get(lab, {}).get(key)
    return found if found and found.kind == "puzzle" else None


def facts_of(puzzle: Scenario) -> set[str]:
    """Every fact that its texts show or rest on."""
    texts = filter(None, (puzzle.text, puzzle.explanation))
    return set(puzzle.facts).union(*(facts_in(text) for text in texts))


def moves_of(form: LabForm) -> int:
    """How many fields differ from the start. Only for a valid form."""
    return len(form.changed())


def is_solved(puzzle: Scenario, form: LabForm, document: Document) -> bool:
    """Whether this change brings about what the puzzle wants, in as few moves as it allows."""
    few = puzzle.moves is None or moves_of(form) <= puzzle.moves
    return few and not differences(document, puzzle.want)


def run(lab: Lab[Any, Any], scenario: Scenario, numbers: Numbers) -> Run:
    """Set the lab to the scenario's state and hold what it says against the file."""
    return Run(scenario, tuple(_problems(lab, scenario, numbers)))


def _problems(lab: Lab[Any, Any], scenario: Scenario, numbers: Numbers) -> Iterator[str]:
    form = lab.form_class(scenario.state)
    strange = sorted(set(scenario.state) - set(form.base))
    if strange:
        yield f"state: the lab has no field {', '.join(strange)}"
        return
    if scenario.refused:
        yield from _not_refused(form, scenario.refused)
        return
    if not form.is_valid():
        yield from (f"{name}: {words}" for name, words in _words(form).items())
        return
    document = lab.document(lab.solve(form, numbers))
    yield from differences(document, scenario.expect)
    if scenario.ask and scenario.ask not in {ask.id for ask in lab.asks(form)}:
        yield f"ask: the lab does not ask “{scenario.ask}” here"
    if scenario.want:
        yield from _unsolved(lab, scenario, numbers, document)


def _unsolved(
    lab: Lab[Any, Any], scenario: Scenario, numbers: Numbers, start: Document
) -> Iterator[str]:
    if not differences(start, scenario.want):
        yield "want: the start shows it already"
    solved = lab.form_class({**scenario.state, **scenario.solution}, scenario.state)
    if not solved.is_valid():
        yield from (f"solution: {name}: {words}" for name, words in _words(solved).items())
        return
    document = lab.document(lab.solve(solved, numbers))
    yield from (f"solution: {words}" for words in differences(document, scenario.want))
    if scenario.moves is not None and moves_of(solved) > scenario.moves:
        yield f"solution: takes {moves_of(solved)} moves, {scenario.moves} are allowed"


def _not_refused(form: LabForm, refused: Mapping[str, str]) -> Iterator[str]:
    told = {} if form.is_valid() else _words(form)
    for name, part in refused.items():
        if part not in told.get(name, ""):
            yield f"{name}: should be refused with “{part}”, says “{told.get(name, 'nothing')}”"


def _words(form: LabForm) -> dict[str, str]:
    return {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
