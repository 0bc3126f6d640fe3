"""Whatever is wrong in a content file is listed with file and line, and nothing is raised."""

from datetime import date

import pytest

from studyapp.content.checking import overdue
from studyapp.content.references import facts_of_item, facts_of_lesson
from tests.content.tree import FACT_FILE, FIGURE_FILE, LESSON_FILE, QUESTION_FILE, QUIZ_FILE

F, L, Q, Z, S = FACT_FILE, LESSON_FILE, QUESTION_FILE, QUIZ_FILE, FIGURE_FILE
LINE = "Plain words fill this line of the lesson without a single claim.\n"


def test_the_tree_as_it_stands_has_no_problem(tree):
    bundle = tree.load()

    assert bundle.problems == []
    assert set(bundle.facts) == {"mem-max", "timeout-max"}
    assert set(bundle.lessons) == {"limits"}
    assert set(bundle.questions) == {"lim-memory", "lim-cost"}
    assert set(bundle.quizzes) == {"limits"}


# file, the words to replace, by what, line and message
FACTS = [
    ('value = "900"', "value = 900", "19: timeout-max: value: Input should be a valid string"),
    ('unit = "MB"', "unit = MB", "5: not TOML: Invalid value"),
    ('unit = "MB"', 'unit = "MB"\nunit = "GB"', "6: not TOML: Cannot overwrite a value"),
    ('unit = "seconds"', 'units = "s"', "20: timeout-max: units: Extra inputs are not permitted"),
    ('value = "900"\n', "", "16: timeout-max: value: Field required"),
    ("docs.aws.amazon.com", "example.org", "8: mem-max: source: String should match pattern"),
    ("https://docs", "http://docs", "8: mem-max: source: String should match pattern"),
    ('"10240"', '"10,240"', "6: mem-max: number: “10,240” is not a decimal number of 0 or more"),
    ('"10240"', '"-1"', "6: mem-max: number: “-1” is not a decimal number of 0 or more"),
    ('"10240"', '"inf"', "6: mem-max: number: “inf” is not a decimal number of 0 or more"),
    ("2027-02-21", "2026-11-23", "1: mem-max: check_by must lie after checked_on"),
    ("2027-02-21", '"soon"', "11: mem-max: check_by: Input should be a valid date"),
    ('"2020-12-01"', '"Dec"', "12: mem-max: then.changed_on: String should match pattern"),
    ('"timeout-max"', '"mem-max"', "16: the fact “mem-max” stands already in compute.toml:1"),
    ('"timeout-max"', '"Timeout"', "17: Timeout: key: String should match pattern"),
    ('how = "doc"', 'how = "rumour"', "9: mem-max: how: Input should be 'doc', 'model'"),
    (
        'value = "900"',
        f'value = "{"9" * 201}"',
        "19: timeout-max: value: String should have at most",
    ),
    ('unit = "MB"', f'unit = "{"M" * 41}"', "5: mem-max: unit: String should have at most 40"),
    ('"10240"', f'"{"1" * 41}"', "6: mem-max: number: String should have at most 40"),
    (
        'topic = "compute"',
        f'topic = "{"c" * 33}"',
        "3: mem-max: topic: String should have at most 32",
    ),
    ("[[fact]]", "[[facts]]", "16: not TOML: Cannot overwrite a value"),
    ("[[fact]]", "[[other]]\n[[fact]]", "1: “other” does not belong here: only [[fact]] tables do"),
]
LESSONS = [
    ("+++\n", "---\n", "1: begins with front matter between two lines of +++"),
    ("order = 10", "order = ten", "5: not TOML: Invalid value"),
    ("order = 10", 'order = "x"', "5: limits: order: Input should be a valid integer"),
    ("order = 10", "order = -1", "5: limits: order: Input should be greater than or equal to 0"),
    (
        'slug = "limits"',
        f'slug = "{"x" * 51}"',
        f"2: {'x' * 51}: slug: String should have at most 50",
    ),
    (
        'title = "Limits"',
        f'title = "{"x" * 121}"',
        "3: limits: title: String should have at most 120",
    ),
    ("minutes = 7", "minutes = 7\nmood = 1", "7: limits: mood: Extra inputs are not permitted"),
    ('"2.1"', '"9.9"', "7: limits: tasks.0: String should match pattern"),
    ('id = "why"\n', "", "27: limits: prompt.2.id: Field required"),
    ('["timeout-max"]', '["gone"]', "1: limits: there is no fact “gone”"),
    ('"mem-max" }}, say', '"gone" }}, say', "1: limits: there is no fact “gone”"),
    ("limits#memory", "limits#gone", "1: limits: the lesson “limits” has no section “gone”"),
    ("lesson:limits#memory", "lesson:gone", "1: limits: there is no lesson “gone”"),
    ('{{ prompt "why" }}', "", "1: limits: the prompt “why” is placed nowhere"),
    (
        '{{ prompt "why" }}',
        '{{ prompt "why" }}\n\n' * 2,
        "1: limits: the prompt “why” is placed tw",
    ),
    ('id = "why"', 'id = "how-long"', "1: limits: the prompt “how-long” is defined twice"),
    ('{{ figure "box" }}', "", "1: limits: the figure “box” is placed nowhere"),
    (
        '{{ figure "box" }}',
        '{{ figure "box" }}\n\n' * 2,
        "1: limits: the figure “box” is placed tw",
    ),
    ('{{ then_now "memory-then" }}', "", "1: limits: the then_now “memory-then” is placed nowhere"),
    (
        "Opening words.",
        '{{ prompt "who" }}',
        "1: limits: the prompt “who” is not defined in the fr",
    ),
    ('{{ prompt "why" }}', 'So: {{ prompt "why" }}', "1: limits: the prompt “why” is placed nowhe"),
    ("Opening words.", "It takes 3 seconds.", "48: “3 seconds” has no fact behind it"),
    ("Opening words.", "It costs $0.20.", "48: “$0.20” has no fact behind it"),
    ("Opening words.", "It costs USD 0.20.", "48: “USD 0.20” has no fact behind it"),
    ("Opening words.", "It has 2 vCPUs.", "48: “2 vCPUs” has no fact behind it"),
    ("Opening words.", "It is 5% of 1,024MB.", "48: “1,024MB” has no fact behind it"),
    ("*one* environment", "every 5 ms", "1: limits: “5 ms” has no fact behind it"),
    ("Choose the larger one.", "Choose 3 GB.", "1: limits: “3 GB” has no fact behind it"),
    ('"15 minutes', '"16 minutes', "1: limits: the chip “16 minutes” says what the fact timeout-m"),
    ("box.svg", "none.svg", "1: limits: none.svg: there is no such file"),
    ('quiz = "limits"', 'quiz = "gone"', "1: limits: there is no quiz “gone”"),
    (LINE * 20, "", "1: limits: has 1029 words; 1,200 to 2,000 are wanted"),
    (LINE, LINE * 80, "1: limits: has 2217 words; 1,200 to 2,000 are wanted"),
    ("Opening words.", '{{ lab "rockets" }}', "1: limits: there is no lab “rockets”"),
    ("Opening words.", "x" * 20_001, "48: this line has more than 20,000 characters"),
    ("Opening words.", "1. " * 900, "47: this text is nested too deeply"),
    ("Opening words.", "`" * 9, "47: this text has too many backticks in a row"),
]
FIGURES = [
    (
        "<rect ",
        '<rect style="fill:red" ',
        "1: limits: box.svg: “style” does not belong in a figure",
    ),
    ("<rect ", '<rect onclick="x()" ', "1: limits: box.svg: “onclick” does not belong in a figure"),
    ("<rect ", '<rect fill="red" ', "1: limits: box.svg: “fill” does not belong in a figure"),
    ("<rect ", '<rect id="main" ', "1: limits: box.svg: “id” does not belong in a figure"),
    ("</svg>", "<script>x()</script></svg>", "1: limits: box.svg: “script” does not belong in a"),
    ("</svg>", "<style>a{}</style></svg>", "1: limits: box.svg: “style” does not belong in a"),
    ("</svg>", '<image href="x"/></svg>', "1: limits: box.svg: “image” does not belong in a"),
    ("</svg>", "</svgg>", "1: limits: box.svg: is not well-formed: mismatched tag"),
]
QUESTIONS = [
    ('kind = "single"', 'kind = "essay"', "3: lim-memory: kind: Input should be 'single'"),
    ('topic = "cost"', 'topik = "cost"', "23: lim-cost: topik: Extra inputs are not permitted"),
    ('id = "lim-cost"\n', "", "20: id: String should match pattern"),
    ('"lim-cost"', '"lim.cost"', "21: lim.cost: id: String should match pattern"),
    ('"lim-cost"', "7", "21: 7: id: Input should be a valid string"),
    ('"lim-cost"', '"lim-memory"', "20: the question “lim-memory” stands already in limits.toml:1"),
    ("correct = true\n", "", "1: lim-memory: mark the correct option"),
    ('reason = "So it was before."', "", "15: lim-memory: option.1.reason: Field required"),
    ('["mem-max"]', '["gone"]', "1: lim-memory: there is no fact “gone”"),
    ("limits#memory", "limits#gone", "1: lim-memory: the lesson “limits” has no section “gone”"),
    ("limits#memory", "gone", "1: lim-memory: there is no lesson “gone”"),
    ("So it was before.", "It was 7 MB.", "1: lim-memory: “7 MB” has no fact behind it"),
    ('{{ fact \\"mem-max\\" }}', "7 MB", "1: lim-memory: “7 MB” has no fact behind it"),
    (
        'max\\" }}',
        'max\\" \\"7 MB\\" }}',
        "1: lim-memory: the chip “7 MB” says what the fact mem-m",
    ),
    ("share / 100", "share + 0.1", "20: lim-cost: mistake “share + 0.1” counts as right for mem"),
    ("fact('mem-max')", "fact('gone')", "20: lim-cost: there is no fact “gone”"),
    ("{memory} MB?", "{mem} MB?", "20: lim-cost: uses {mem}, which is neither a parameter nor a"),
    ("not {share}", "not {part}", "20: lim-cost: uses {part}, which is neither a parameter nor a"),
    ("* 100", "* 1e400", "20: lim-cost: gives a number that is too large to be shown"),
    ("* 100", "/ 0", "20: lim-cost: cannot be worked out: memory / fact('mem-max') / 0"),
    ("[512, 1024]", "[]", "33: lim-cost: params.memory: give either choices, or min and max"),
]
QUIZZES = [
    ('"lim-cost"', '"gone"', "1: limits: there is no question “gone”"),
    ('lesson = "limits"', 'lesson = "gone"', "1: limits: there is no lesson “gone”"),
    ("order = 10", "order = 10\ncolour = 1", "6: limits: colour: Extra inputs are not permitted"),
    (
        'slug = "limits"',
        f'slug = "{"x" * 51}"',
        f"1: {'x' * 51}: slug: String should have at most 50",
    ),
    (
        "order = 10",
        "order = 40000",
        "5: limits: order: Input should be less than or equal to 10000",
    ),
    ("questions", "question", "6: limits: question: Extra inputs are not permitted"),
    ("order = 10", "order = ", "5: not TOML: Invalid value"),
]
BREAKS = [
    (name, *case)
    for name, cases in {F: FACTS, L: LESSONS, S: FIGURES, Q: QUESTIONS, Z: QUIZZES}.items()
    for case in cases
]


@pytest.mark.parametrize(("name", "old", "new", "wanted"), BREAKS)
def test_a_mistake_is_told_with_its_place(tree, name, old, new, wanted):
    tree.change(name, old, new)

    found = tree.problems()

    place = L if name == S else name
    assert any(problem.startswith(f"{place}:{wanted}") for problem in found), found


def test_a_broken_front_matter_names_the_line_of_the_file_and_no_other(tree):
    tree.change(L, "order = 10", "order = ten")

    assert tree.problems()[0] == f"{L}:5: not TOML: Invalid value"


def test_a_file_in_another_encoding_is_a_problem(tree):
    for name in (F, L, Q, Z):
        text = (tree.root / name).read_text("utf-8").rstrip("\n")
        tree.write(name, f"{text}\n# caf\u00e9\n".encode("latin-1"))

    last = {name: (tree.root / name).read_bytes().count(b"\n") for name in (F, L, Q, Z)}
    assert tree.problems() == [
        f"{name}:{last[name]}: not UTF-8: save the file in that encoding" for name in sorted(last)
    ]


@pytest.mark.parametrize("table", ["fact", "question"])
@pytest.mark.parametrize("text", ['[{}]\nkey = "x"\n', '{} = "x"\n', '{} = ["x"]\n'])
def test_a_table_in_one_bracket_is_a_problem(tree, table, text):
    name = f"{table}s/odd/odd.toml"
    tree.write(name, text.format(table))

    assert tree.problems() == [f"{name}:1: write [[{table}]], in two brackets, above each {table}"]


def test_a_comment_behind_a_table_does_not_shift_the_line(tree):
    tree.change(F, "[[fact]]", "[[fact]]  # the first")
    tree.change(F, 'value = "900"', "value = 900")

    assert tree.problems()[0].startswith(f"{F}:19: timeout-max: value:")


def test_two_lessons_cannot_have_one_place(tree):
    text = (tree.root / L).read_text("utf-8")
    tree.write("lessons/10-limits/20-again.md", text.replace('slug = "limits"', 'slug = "again"'))

    assert tree.problems() == [
        "lessons/10-limits/20-again.md:1: again: order 10 is the place of “limits” already"
    ]


def test_a_figure_begins_with_svg(tree):
    tree.write(S, '<g xmlns="http://www.w3.org/2000/svg"><rect class="f-box"/></g>')

    assert tree.problems() == [f"{L}:1: limits: box.svg: begins with <svg>"]


@pytest.mark.parametrize("name", [F, L, Q, Z])
def test_an_empty_file_raises_nothing(tree, name):
    tree.write(name, "")

    assert tree.problems()


def test_problems_come_in_the_order_of_the_files(tree):
    tree.change(F, 'value = "900"', "value = 900")
    tree.change(Q, 'reason = "So it was before."', "")

    found = [(problem.file, problem.line) for problem in tree.load().problems]

    assert found == sorted(found)
    assert len(found) > 2


@pytest.mark.parametrize(
    "words",
    [
        "In `512 MB` of code nothing is claimed.",
        "See [page](https://docs.aws.amazon.com/x-128-MB.html).",
        "Two policies and 3 roles.",
        "Written in 2024, version 3.13.",
        "```text\n30 seconds\n```",
        '{{ eg "1,500 ms" }} and {{ fact "mem-max" "3,008 MB" }}.',
    ],
)
def test_numbers_that_claim_nothing_need_no_fact(tree, words):
    tree.change(L, "Opening words.", words)

    assert tree.problems() == []


def test_a_question_may_repeat_the_numbers_it_gives(tree):
    tree.change(Q, 'text = "Three"', 'text = "512 MB"')
    tree.change(Q, "So it was before.", "It was not 512 MB.")

    assert tree.problems() == []


# What an entry rests on.


def test_facts_of_a_lesson_are_those_it_shows_and_those_it_names(tree):
    assert facts_of_lesson(tree.load().lessons["limits"]) == {"mem-max", "timeout-max"}


def test_facts_of_an_item_are_those_it_shows_names_and_computes_with(tree):
    tree.change(Q, 'expr = "share / 100"', "expr = \"share / fact('timeout-max')\"")
    questions = tree.load().questions

    assert facts_of_item(questions["lim-cost"].item) == {"mem-max", "timeout-max"}
    assert facts_of_item(questions["lim-memory"].item) == {"mem-max"}


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2027, 2, 21), []),
        (date(2027, 2, 22), ["timeout-max"]),
        (date(2027, 3, 1), ["timeout-max"]),
        (date(2027, 3, 2), ["mem-max", "timeout-max"]),
    ],
)
def test_a_fact_is_due_the_day_after_its_date(tree, day, due):
    tree.change(F, "check_by = 2027-02-21", "check_by = 2027-03-01")

    assert overdue(tree.load(), day) == due
