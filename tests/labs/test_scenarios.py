"""Every scenario file against its lab, and what a lab's puzzles must be."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from studyapp.content.loader import load, load_scenarios
from studyapp.content.scenarios import LEVELS
from studyapp.labs.engine.numbers import MissingNumberError, Numbers
from studyapp.labs.puzzles import run
from studyapp.labs.registry import LABS

BUNDLE = load_scenarios()
LAB_OF = {key: path.parent.name for (_, key), (path, _) in BUNDLE.where.items()}
NUMBERS = Numbers({k: Decimal(f.number) for k, f in load().facts.items() if f.number})


def test_the_files_are_in_order():
    assert [str(problem) for problem in BUNDLE.problems] == []
    assert set(LAB_OF.values()) <= set(LABS)


@pytest.mark.parametrize("key", BUNDLE.scenarios)
def test_the_lab_says_what_the_scenario_expects(key):
    assert run(LABS[LAB_OF[key]], BUNDLE.scenarios[key], NUMBERS).problems == ()


@pytest.mark.parametrize("slug", sorted(set(LAB_OF.values())))
def test_a_lab_has_puzzles_from_easy_to_hard(slug):
    puzzles = [s for k, s in BUNDLE.scenarios.items() if LAB_OF[k] == slug and s.kind == "puzzle"]
    assert len(puzzles) >= 12
    assert {puzzle.level for puzzle in puzzles} == set(LEVELS)
    short = [one.id for one in puzzles if not 30 <= len((one.explanation or "").split()) <= 180]
    assert short == []


WRONG = """
[[scenario]]
id = "cost-wrong"
title = "A wrong expectation"
kind = "vector"
source = "made up for this test"
[scenario.state]
memory = "{memory}"
[scenario.{table}]
"{path}" = {value}
"""


def file_of(tmp_path, memory="1769", table="expect", path="memory", value="1769"):
    file = tmp_path / "wrong.toml"
    file.write_text(WRONG.format(memory=memory, table=table, path=path, value=value))
    return str(file)


def test_a_file_that_agrees_is_said_to(tmp_path, capsys):
    call_command("check_labs", file_of(tmp_path), lab="cost")
    assert "1 scenarios, 0 disagreements" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"value": "128"}, "memory: expected 128, the lab says 1769"),
        ({"value": "true", "path": "units_pay"}, "units_pay: expected True, the lab says False"),
        ({"path": "hops.2.code"}, "hops.2.code: there is no such value"),
        ({"memory": "12"}, "memory: Memory: enter a whole number from 128 to 10,240 MB."),
        (
            {"table": "refused", "value": "'x'"},
            "memory: should be refused with “x”, says “nothing”",
        ),
        ({"table": "state.other"}, "state.other: Input should be a valid string"),
        ({"table": "surprise"}, "surprise"),
    ],
)
def test_each_disagreement_is_printed_with_its_line(tmp_path, capsys, given, told):
    with pytest.raises(CommandError, match="disagreements"):
        call_command("check_labs", file_of(tmp_path, **given), lab="cost")
    assert told in capsys.readouterr().err


def test_a_file_of_no_lab_and_no_file_are_refused(tmp_path):
    with pytest.raises(CommandError, match="there is no lab"):
        call_command("check_labs", file_of(tmp_path))
    with pytest.raises(CommandError, match="there is no such file"):
        call_command("check_labs", str(tmp_path / "none.toml"), lab="cost")


def test_a_number_that_the_ledger_lacks_is_named():
    with pytest.raises(MissingNumberError, match="mem-min"):
        Numbers().whole("mem-min")
    with pytest.raises(ValueError, match="is not a whole number"):
        Numbers({"mem-min": Decimal("1.5")}).whole("mem-min")
