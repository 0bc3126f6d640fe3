"""Rules of the house for the repository: sizes, names, requirements, documents."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
FOLDERS = ("studyapp", "quizzes", "templates", "static", "tests")
OTHERS = {"content", "migrations", "__pycache__"}
HARD = 400
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/**/*.md")])
BANNED = {"services.py", "utils.py", "helpers.py", "managers.py", "constants.py"}


def files(*suffixes: str) -> list[Path]:
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    return sorted(
        path
        for path in found
        if path.suffix in suffixes and not OTHERS & set(path.relative_to(ROOT).parts[:-1][1:])
    )


def too_long(limit: int, *suffixes: str) -> dict[str, int]:
    sizes = {path: len(path.read_text().splitlines()) for path in files(*suffixes)}
    return {str(path.relative_to(ROOT)): n for path, n in sizes.items() if n >= limit}


def test_a_file_holds_one_idea():
    assert len(files(".py", ".html", ".css", ".js")) > 150
    assert too_long(HARD, ".py", ".html", ".css", ".js") == {}


def test_content_code_is_short_too():
    sizes = {p.name: len(p.read_text().splitlines()) for p in ROOT.glob("studyapp/content/*.py")}

    assert {name: n for name, n in sizes.items() if n >= HARD} == {}


def test_a_function_fits_on_a_screen():
    long = {}
    for path in files(".py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                lines = node.end_lineno - node.lineno + 1
                if lines > 40:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = lines

    assert long == {}


def test_a_module_is_named_for_its_job():
    assert [str(path) for path in files(".py") if path.name in BANNED] == []


@pytest.mark.parametrize(
    "words", ["Secure architectures", "frozenset({Kind.SINGLE, Kind.MULTIPLE})"]
)
def test_what_the_exam_guide_says_is_written_down_once(words):
    code = [path for path in files(".py") if "tests" not in path.relative_to(ROOT).parts]

    assert [path.name for path in code if words in path.read_text()] == ["outline.py"]


def test_pure_packages_know_no_django():
    pure = [*ROOT.glob("quizzes/engine/*.py"), *ROOT.glob("studyapp/content/*.py")]
    pure += [*ROOT.glob("studyapp/labs/engine/**/*.py"), *ROOT.glob("studyapp/policies/*.py")]
    pure += [*ROOT.glob("quizzes/engine/kinds/*.py"), ROOT / "studyapp" / "charts.py"]
    wanting = re.compile(r"^\s*(from|import) django", re.M)

    assert len(pure) > 12
    assert [str(path) for path in pure if wanting.search(path.read_text())] == []


def test_engines_ask_no_clock_and_throw_no_dice():
    engines = [*ROOT.glob("quizzes/engine/**/*.py"), *ROOT.glob("studyapp/labs/engine/**/*.py")]
    engines += ROOT.glob("studyapp/policies/*.py")
    impure = re.compile(r"^\s*(?:from|import) (random|time|secrets|os)\b|\.(now|today)\(\)", re.M)

    assert {
        p.name: impure.findall(p.read_text()) for p in engines if impure.search(p.read_text())
    } == {}


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*")), ids=lambda path: path.name)
def test_requirements_name_packages_and_no_place(path):
    text = path.read_text()

    assert "://" not in text, "no address of an index: whoever installs has their own"
    assert "--index-url" not in text
    assert "--find-links" not in text
    pinned = re.findall(r"^([a-z0-9][\w.-]*)(\[[^]]*\])?==", text, re.M | re.I)
    assert path.suffix == ".in" or (pinned and text.count("--hash=sha256:") >= len(pinned))


def anchors(text: str) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path):
    text = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(), flags=re.S)
    lost = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?://|mailto:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        found = target.exists()
        if found and anchor and target.suffix == ".md":
            found = anchor in anchors(target.read_text())
        if not found:
            lost.append(link)

    assert lost == []


def test_documents_name_files_that_exist():
    named = {
        name
        for path in DOCUMENTS
        for name in re.findall(
            r"`((?:studyapp|quizzes|templates|static|tests)/[\w./-]*)`", path.read_text()
        )
        if not re.search(r"[<>*…]", name)
    }

    assert len(named) > 10
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_decision_is_listed():
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text()
    notes = [path.name for path in ROOT.glob("docs/decisions/[0-9]*.md")]

    assert [name for name in notes if f"({name})" not in listed] == []


def test_every_setting_of_the_environment_is_listed():
    text = (ROOT / "studyapp" / "settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text))
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.M))

    assert len(read) > 8
    assert sorted(read - listed) == []
    assert sorted(listed - read) == []
