"""The glossary and the comparisons: what is refused, and where it says so."""

import pytest

from tests.content.tree import QUESTION_FILE

TERM_FILE = "glossary/limits.toml"
TERMS = """\
[[term]]
slug = "memory"
term = "Memory"
also = ["RAM"]
meaning = "What a function works with: at most {{ fact \\"mem-max\\" }}."
lesson = "limits#memory"
see = ["timeout"]

[[term]]
slug = "timeout"
term = "Time-out"
meaning = "When a run is ended."
lesson = "limits#time"
"""
LOOK_ALIKE_FILE = "look-alikes/time-or-memory.toml"
LOOK_ALIKE = """\
slug = "time-or-memory"
title = "Time or memory"
summary = "One ends a run, one speeds it up."
order = 10
lesson = "limits"
sides = ["Time-out", "Memory"]
[[row]]
aspect = "Most"
cells = ["{{ fact \\"timeout-max\\" }}", "{{ fact \\"mem-max\\" }}"]
[[row]]
aspect = "Bought with it"
cells = ["nothing", "CPU"]
[[row]]
aspect = "Too little of it"
cells = ["ends the run", "ends it too"]
[[cue]]
when = "Task timed out"
choose = 1
because = "The log says so."
[[cue]]
when = "uses all its memory"
choose = 2
because = "The REPORT line says so."
[[cue]]
when = "is slow"
choose = 2
because = "CPU comes with memory."
[[trap]]
text = "More time makes nothing faster."
"""
TOO_FEW = f"{LOOK_ALIKE_FILE}:1: time-or-memory: its drill has 0 questions; 5 are wanted"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"mem-max\\', '"gone\\', "1: memory: there is no fact “gone”"),
        ("limits#memory", "limits#gone", "1: memory: the lesson “limits” has no section “gone”"),
        ("limits#memory", "gone#memory", "1: memory: there is no lesson “gone”"),
        ("limits#memory", "limits", "6: memory: lesson: String should match pattern"),
        ('["timeout"]', '["gone"]', "1: memory: there is no term “gone”"),
        ("When a run", "After 900 seconds a run", "9: timeout: “900 seconds” has no fact behind"),
        ('slug = "timeout"', 'slug = "memory"', "9: the term “memory” stands already in limits"),
        ('term = "Time-out"', 'term = "memory"', "9: timeout: “memory” is explained by “memory”"),
        ('"memory"\n', '"Memory!"\n', "2: Memory!: slug: String should match pattern"),
    ],
)
def test_a_term_that_does_not_hold_is_told(tree, old, new, told):
    tree.write(TERM_FILE, TERMS.replace(old, new, 1))

    assert any(problem.startswith(f"{TERM_FILE}:{told}") for problem in tree.problems())


def test_a_comparison_needs_a_drill(tree):
    tree.write(LOOK_ALIKE_FILE, LOOK_ALIKE)

    assert tree.problems() == [TOO_FEW]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('["nothing", "CPU"]', '["nothing", "CPU", "x"]', "time-or-memory: “Bought with it” has 3"),
        ("choose = 1", "choose = 3", "time-or-memory: a cue points to a side that is not there"),
        ('"CPU"', '"2 vCPUs"', "time-or-memory: “2 vCPUs” has no fact behind it"),
        ('"mem-max', '"gone', "time-or-memory: there is no fact “gone”"),
        ('lesson = "limits"', 'lesson = "gone"', "time-or-memory: there is no lesson “gone”"),
    ],
)
def test_a_comparison_that_does_not_hold_is_told(tree, old, new, told):
    tree.write(LOOK_ALIKE_FILE, LOOK_ALIKE.replace(old, new))

    assert any(problem.startswith(f"{LOOK_ALIKE_FILE}:1: {told}") for problem in tree.problems())


def test_a_question_of_an_unknown_drill_is_told(tree):
    tree.change(
        QUESTION_FILE, 'lesson = "limits#memory"', 'lesson = "limits#memory"\nlook_alike = "x"'
    )

    assert tree.problems() == [f"{QUESTION_FILE}:1: lim-memory: there are no look-alikes “x”"]
