"""Reads every content file, and lists everything that is wrong, with file and line."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from quizzes.engine.items import Case, Item
from studyapp.content.markdown import Rendered, render
from studyapp.content.scenarios import Scenario
from studyapp.content.schema import (
    FactEntry,
    LessonHead,
    LookAlikeEntry,
    QuestionEntry,
    QuizEntry,
    TermEntry,
)

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

ROOT = Path(__file__).resolve().parent
LONGEST_LINE = 20_000
FRONT = re.compile(r"\A\+\+\+\n(?P<head>.*?)\n\+\+\+\n(?P<body>.*)\Z", re.DOTALL)


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, and where to look."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True)
class LessonFile:
    """A lesson: front matter, body as written, body as rendered."""

    head: LessonHead
    module: str
    body: str
    first_line: int
    path: Path
    rendered: Rendered


@dataclass
class Bundle:
    """All content, each entry with the place it came from: `where[id]`."""

    root: Path
    facts: dict[str, FactEntry] = field(default_factory=dict)
    lessons: dict[str, LessonFile] = field(default_factory=dict)
    questions: dict[str, QuestionEntry] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    quizzes: dict[str, QuizEntry] = field(default_factory=dict)
    terms: dict[str, TermEntry] = field(default_factory=dict)
    look_alikes: dict[str, LookAlikeEntry] = field(default_factory=dict)
    scenarios: dict[str, Scenario] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    where: dict[tuple[str, str], tuple[Path, int]] = field(default_factory=dict)

    def complain(self, path: Path, line: int, message: str) -> None:
        self.problems.append(Problem(path.relative_to(self.root).as_posix(), line, message))

    def complain_of(self, kind: str, key: str, message: str) -> None:
        """A problem of one entry, at the line where the entry begins."""
        path, line = self.where[kind, key]
        self.complain(path, line, f"{key}: {message}")


Taker = Callable[[Bundle, Path, int, dict[str, Any]], None]


def load(root: Path = ROOT) -> Bundle:
    """Read all files under `root`. Problems are listed, never raised."""
    bundle = Bundle(root)
    _load_tables(bundle, "facts", {"fact": _fact})
    _load_tables(bundle, "questions", {"case": _case, "question": _question})
    for path in sorted(root.glob("lessons/*/*.md")):
        _load_lesson(bundle, path)
    _load_tables(bundle, "glossary", {"term": _term})
    _load_files(bundle, "quizzes", "quiz", QuizEntry, bundle.quizzes)
    _load_files(bundle, "look-alikes", "look-alike", LookAlikeEntry, bundle.look_alikes)
    _load_tables(bundle, "labs", {"scenario": _scenario})
    return bundle


def load_scenarios(*paths: Path) -> Bundle:
    """The scenarios alone: of these files, or of all that ship, each folder a lab."""
    bundle = Bundle(paths[0].parent if paths else ROOT)
    for path in paths or sorted(ROOT.glob("labs/*/*.toml")):
        _load_file(bundle, path, {"scenario": _scenario})
    return bundle


def _load_files(
    bundle: Bundle, folder: str, kind: str, model: type[M], shelf: dict[str, M]
) -> None:
    """One entry per file, each with a `slug`."""
    for path in sorted(bundle.root.glob(f"{folder}/*.toml")):
        data = _toml(bundle, path, _text(bundle, path))
        if data is not None and (entry := _valid(bundle, path, "", 0, model, data)):
            _keep(bundle, shelf, kind, str(data["slug"]), entry, path, 1)


def _load_tables(bundle: Bundle, folder: str, takers: dict[str, Taker]) -> None:
    """Every table of these files, those named first before the others."""
    for path in sorted(bundle.root.glob(f"{folder}/**/*.toml")):
        _load_file(bundle, path, takers)


def _load_file(bundle: Bundle, path: Path, takers: dict[str, Taker]) -> None:
    data = _toml(bundle, path, _text(bundle, path))
    if data is None:
        return
    names = " and ".join(f"[[{table}]]" for table in takers)
    for name in data.keys() - takers.keys():
        bundle.complain(path, 1, f"“{name}” does not belong here: only {names} tables do")
    for table, take in takers.items():
        entries = data.get(table, [])
        if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
            bundle.complain(path, 1, f"write [[{table}]], in two brackets, above each {table}")
            continue
        for index, entry in enumerate(entries):
            take(bundle, path, index, entry)


def _fact(bundle: Bundle, path: Path, index: int, entry: dict[str, Any]) -> None:
    if fact := _valid(bundle, path, "fact", index, FactEntry, entry):
        _keep(bundle, bundle.facts, "fact", fact.key, fact, path, _line(path, "fact", index))


def _term(bundle: Bundle, path: Path, index: int, entry: dict[str, Any]) -> None:
    if term := _valid(bundle, path, "term", index, TermEntry, entry):
        _keep(bundle, bundle.terms, "term", term.slug, term, path, _line(path, "term", index))


def _scenario(bundle: Bundle, path: Path, index: int, entry: dict[str, Any]) -> None:
    name = str(entry.get("id", ""))
    if scenario := _valid(bundle, path, "scenario", index, Scenario, entry, name):
        line = _line(path, "scenario", index)
        _keep(bundle, bundle.scenarios, "scenario", scenario.id, scenario, path, line)


def _case(bundle: Bundle, path: Path, index: int, entry: dict[str, Any]) -> None:
    if case := _valid(bundle, path, "case", index, Case, entry, str(entry.get("id", ""))):
        _keep(bundle, bundle.cases, "case", case.id, case, path, _line(path, "case", index))


def _question(bundle: Bundle, path: Path, index: int, entry: dict[str, Any]) -> None:
    slug = entry.pop("id", "")
    if isinstance(name := entry.get("case"), str):
        # The question carries the whole of it: a published version stays as it was.
        case = bundle.cases.get(name)
        if case is None or bundle.where["case", name][0] != path:
            line = _line(path, "question", index, ("case",))
            bundle.complain(path, line, f"{slug}: there is no case “{name}” in this file")
            del entry["case"]
        else:
            entry["case"] = case.model_dump()
    if item := _valid(bundle, path, "question", index, Item, entry, str(slug)):
        line = _line(path, "question", index)
        data = {"id": slug, "item": item}
        if question := _valid(bundle, path, "question", index, QuestionEntry, data, str(slug)):
            _keep(bundle, bundle.questions, "question", slug, question, path, line)


def _load_lesson(bundle: Bundle, path: Path) -> None:
    text = _text(bundle, path)
    if text is None:
        return
    parts = FRONT.match(text)
    if not parts:
        bundle.complain(path, 1, "begins with front matter between two lines of +++")
        return
    data = _toml(bundle, path, parts["head"], offset=1)
    if data is None:
        return
    head = _valid(bundle, path, "", 0, LessonHead, data)
    if head is None:
        return
    first_line = text[: parts.start("body")].count("\n") + 1
    module = path.parent.name.partition("-")[2]
    try:
        rendered = render(parts["body"])
    except ValueError as error:
        bundle.complain(path, first_line, str(error))
        return
    lesson = LessonFile(head, module, parts["body"], first_line, path, rendered)
    _keep(bundle, bundle.lessons, "lesson", head.slug, lesson, path, 1)


def _keep(
    bundle: Bundle, shelf: dict[str, T], kind: str, key: str, entry: T, path: Path, line: int
) -> None:
    if key in shelf:
        first, at = bundle.where[kind, key]
        bundle.complain(path, line, f"the {kind} “{key}” stands already in {first.name}:{at}")
        return
    shelf[key] = entry
    bundle.where[kind, key] = (path, line)


def _text(bundle: Bundle, path: Path) -> str | None:
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        bundle.complain(path, line, "not UTF-8: save the file in that encoding")
        return None
    # Readers of TOML and Markdown are slow on what no author writes.
    for number, line_of_text in enumerate(text.splitlines(), 1):
        if len(line_of_text) > LONGEST_LINE:
            bundle.complain(path, number, f"this line has more than {LONGEST_LINE:,} characters")
            return None
    return text


def _toml(bundle: Bundle, path: Path, text: str | None, offset: int = 0) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        words = str(error).partition(" (at ")[0]
        bundle.complain(path, (int(at[1]) if at else 1) + offset, f"not TOML: {words}")
        return None


def _valid(
    bundle: Bundle,
    path: Path,
    table: str,
    index: int,
    model: type[M],
    data: dict[str, Any],
    name: str = "",
) -> M | None:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for detail in error.errors():
            spot = ".".join(str(part) for part in detail["loc"])
            words = detail["msg"].removeprefix("Value error, ")
            who = name or str(data.get("key") or data.get("slug") or "")
            message = ": ".join(part for part in (who, spot, words) if part)
            bundle.complain(path, _line(path, table, index, detail["loc"]), message)
        return None


def _line(path: Path, table: str, index: int, spot: tuple[int | str, ...] = ()) -> int:
    """The line where table number `index` begins, or where it sets what `spot` names."""
    text = path.read_text("utf-8")
    lines, starts = text.splitlines(), _starts(text, table)
    start = starts[index] if index < len(starts) else 0
    end = starts[index + 1] if index + 1 < len(starts) else len(lines)
    if not spot:
        return start + 1
    sets = re.compile(rf"\s*(\[+[\w.]*\b)?{re.escape(str(spot[0]))}\b")
    found = [number for number in range(start, end) if sets.match(lines[number])]
    which = spot[1] if len(spot) > 1 and isinstance(spot[1], int) else 0
    return found[min(which, len(found) - 1)] + 1 if found else start + 1


@lru_cache(maxsize=8)
def _starts(text: str, table: str) -> tuple[int, ...]:
    """The numbers, from 0, of the lines where a table of that name begins."""
    if not table:
        return (0,)
    start = re.compile(rf"\s*\[\[\s*{table}\s*\]\]")
    return tuple(number for number, line in enumerate(text.splitlines()) if start.match(line))
