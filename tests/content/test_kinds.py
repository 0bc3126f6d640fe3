"""The kinds beyond the exam, and case sets, as the files write them."""

import pytest

from tests.content.tree import QUESTION_FILE as Q
from tests.content.tree import QUIZ_FILE as Z

HEAD = """
[[question]]
id = "{id}"
kind = "{kind}"
topic = "memory"
task = "2.1"
lesson = "limits#memory"
facts = ["mem-max"]
explanation = "The idea behind it."
"""
ORDERING = """stem = "In which order?"
[[question.option]]
id = "a"
text = "Init"
reason = "Code is loaded before it can run."
[[question.option]]
id = "b"
text = "Invoke"
reason = "A request needs what was loaded."
[[question.option]]
id = "c"
text = "Shutdown"
reason = "It ends when nobody asks again."
"""
MATCHING = """stem = "Which one fits?"
[[question.prompt]]
id = "sns"
text = "A topic"
choice = "dlq"
reason = "It invokes and goes on."
[[question.prompt]]
id = "sqs"
text = "A queue"
choice = "redrive"
reason = "It is polled for."
[[question.choice]]
id = "dlq"
text = "A destination"
[[question.choice]]
id = "redrive"
text = "The redrive policy"
[[question.choice]]
id = "none"
text = "Nothing at all"
"""
LOG = '''stem = "Which lines show it? (Mark TWO lines.)"
log = """
START RequestId: 3f1c
loading 200 MB
END RequestId: 3f1c
REPORT RequestId: 3f1c Memory Size: 512 MB
"""
lines = [1, 4]
[[question.line]]
number = 1
reason = "Here the request begins."
[[question.line]]
number = 4
reason = "It names the 512 MB that were set."
[[question.line]]
number = 2
reason = "The code wrote that line."
[[question.line]]
number = 3
reason = "It tells nothing of memory."
'''
HOTSPOT = """stem = "Where does it belong?"
[question.diagram]
width = 340
height = 120
description = "Three boxes side by side."
[[question.box]]
id = "s3"
label = "Bucket"
x = 4
y = 10
w = 90
h = 60
region = true
reason = "It only sends the event."
[[question.box]]
id = "fn"
label = "Function"
x = 124
y = 10
w = 90
h = 60
region = true
correct = true
reason = "Its own role decides that."
[[question.box]]
id = "db"
label = "Table"
x = 244
y = 10
w = 90
h = 60
region = true
reason = "It has no policy here."
[[question.arrow]]
from = "s3"
to = "fn"
label = "event"
[[question.arrow]]
from = "fn"
to = "db"
dashed = true
"""
KINDS = {"ordering": ORDERING, "matching": MATCHING, "log": LOG, "hotspot": HOTSPOT}
WORDS = "A shop keeps its orders in a table and sends a letter for each of them. " * 5
CASE = f"""
[[case]]
id = "shop"
title = "A shop that sends letters"
text = '{WORDS}'
"""


def entry(kind, id_="", case=""):
    text = HEAD.format(id=id_ or f"lim-{kind}", kind=kind) + KINDS[kind]
    return text.replace("stem =", f'case = "{case}"\nstem =', 1) if case else text


def add(tree, text):
    tree.change(Q, "[[question]]", text + "\n[[question]]")


@pytest.fixture
def shop(tree):
    """A case with three questions, which stand together in the quiz."""
    for kind in ("log", "matching", "ordering"):
        add(tree, entry(kind, case="shop"))
    add(tree, CASE)
    tree.change(Z, '"lim-memory"', '"lim-ordering", "lim-log", "lim-matching", "lim-memory"')
    return tree


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_read_from_a_file(tree, kind):
    add(tree, entry(kind))

    assert tree.problems() == []
    item = tree.load().questions[f"lim-{kind}"].item
    assert item.kind == kind
    assert not item.in_exam_format


@pytest.mark.parametrize(
    ("kind", "old", "new", "problem"),
    [
        ("ordering", 'id = "b"', 'id = "a"', "two options have the same id"),
        ("matching", 'choice = "dlq"', 'choice = "dlx"', "fits “dlx”, which is none of the"),
        ("log", "lines = [1, 4]", "lines = [1, 9]", "the log has lines 1 to 4"),
        ("log", "(Mark TWO lines.)", "", "the stem must end in “(Mark TWO lines.)”"),
        ("log", "It names the 512 MB", "It names the 2 MB", "“2 MB” has no fact behind it"),
        ("hotspot", "x = 244", "x = 100", "“Table” lies half over “Function”"),
        ("hotspot", "width = 340", "width = 330", "“Table” reaches beyond it"),
        ("hotspot", "correct = true", 'tone = "red"', "box.1.tone: Input should be 'plain'"),
    ],
)
def test_what_is_wrong_in_a_kind_is_told(tree, kind, old, new, problem):
    add(tree, entry(kind).replace(old, new))

    assert any(problem in told for told in tree.problems())


def test_a_question_carries_its_case(shop):
    assert shop.problems() == []
    bundle = shop.load()
    case = bundle.questions["lim-log"].item.case
    assert (case.id, case.title) == ("shop", "A shop that sends letters")
    assert bundle.questions["lim-memory"].item.case is None


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (Q, 'id = "shop"', 'id = "shops"', "lim-log: there is no case “shop” in this file"),
        (Q, 'case = "shop"', "", "shop: 2 questions ask about it; a case set has 3 or more"),
        (Q, "A shop keeps", "A shop of 20 MB keeps", "shop: “20 MB” has no fact behind it"),
        (Q, "A shop keeps", "A shop of 20 MB keeps", 'is written as {{ eg "20 MB" }}'),
        (Q, "A shop keeps", '{{ fact "nope" }} keeps', "there is no fact “nope”"),
        (Q, WORDS, "Short.", "shop: has 1 words; 60 to 160 are wanted"),
        (Q, 'title = "A shop that sends letters"', "", "shop: title: Field required"),
        (Z, '"lim-memory", "lim-cost"', '"lim-memory", "lim-cost", "lim-hotspot"', "there is no"),
        (Z, '"lim-ordering", ', "", None),
        (Z, '"lim-matching", "lim-memory"', '"lim-memory", "lim-matching"', "do not stand toget"),
    ],
)
def test_what_is_wrong_with_a_case_is_told(shop, file, old, new, problem):
    shop.change(file, old, new)
    told = shop.problems()

    assert any(problem in line for line in told) if problem else told == []


def test_a_case_may_have_numbers_of_its_own(shop):
    shop.change(Q, "A shop keeps", 'A shop of {{ eg "20 MB" }} keeps')
    shop.change(Q, "It names the 512 MB that were set.", "It names 20 MB.")

    assert shop.problems() == []
