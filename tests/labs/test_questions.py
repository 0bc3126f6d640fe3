"""Questions that lead to a lab: each to a state that it takes, and none against its verdict."""

import re
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict

from quizzes.engine.items import Kind
from studyapp.content.loader import load
from studyapp.labs.desk import Desk
from studyapp.labs.registry import LABS
from studyapp.lessons.models import Fact
from tests.labs.ledger import everything

LINKED = {key: q.item for key, q in load().questions.items() if q.item.lab}
# What the lab's document says where a question does not ask what the lab asks.
SHOWN = {
    "mem-lab-waiting": {"cheapest": 200, "least": 200},
    "mem-lab-six-threads": {"outcome": "done", "duration_ms": "1200.00"},
    "mem-lab-wait-and-compute": {"outcome": "done", "billed_ms": 3228},
    "mem-lab-billed-timeout": {"outcome": "timed_out", "billed_ms": 15000},
}
# And how it settles what its own questions ask there.
SETTLED = {"mem-lab-six-threads": {"time": "down", "bill": "same"}}


def desk_of(item):
    address = urlsplit(item.lab)
    query = dict(QueryDict(address.query).items())
    ledger = {entry["key"]: Fact(**entry) for entry in everything()}
    return Desk(LABS[address.path.split("/")[2]], query, ledger=ledger)


def bare(text):
    return re.sub(r"[`*]", "", text).strip().removesuffix(".")


def claims(item, ask):
    """What a question says of a lab's ask, as (said, whether it is right); empty if it differs."""
    if item.kind is Kind.NUMERIC and not (ask.choices or ask.free):
        wrong = [(mistake.value, False) for mistake in item.mistakes]
        return [(item.answer, True), *wrong]
    if item.kind is not Kind.SINGLE:
        return []
    told = [(bare(option.text), option.correct) for option in item.options]
    if ask.free:
        return told
    ids = {bare(choice.text): choice.id for choice in ask.choices}
    return [(ids[text], right) for text, right in told] if {t for t, _ in told} <= set(ids) else []


def asked():
    """The questions that ask what a lab asks at their state, each with its claims."""
    for key, item in LINKED.items():
        desk = desk_of(item)
        if "ask" in desk.query and desk.is_valid:
            yield key, desk, claims(item, desk.ask)


ASKED = {key: (desk, said) for key, desk, said in asked() if said}


@pytest.mark.parametrize("key", LINKED)
def test_the_lab_takes_the_state_that_a_question_leads_to(key):
    desk = desk_of(LINKED[key])

    assert desk.is_valid, desk.form.errors
    assert set(desk.query) <= {*desk.form.base, "look", "ask", "puzzle", "s"}
    assert "puzzle" not in desk.query or desk.puzzle
    assert "ask" not in desk.query or desk.ask.id == desk.query["ask"]


@pytest.mark.parametrize("key", ASKED)
def test_the_lab_marks_each_option_as_the_question_does(key):
    desk, said = ASKED[key]

    for words, right in said:
        assert desk.ask.said(str(words)) is not None, words
        verdict = desk.lab.settle(desk.ask, str(words), desk.result)
        assert verdict.right is right, f"{words}: {verdict.answer}, {verdict.why}"


@pytest.mark.parametrize("key", SHOWN)
def test_the_lab_shows_what_the_question_says(key):
    desk = desk_of(LINKED[key])

    assert {name: desk.document[name] for name in SHOWN[key]} == SHOWN[key]
    for ask, said in SETTLED.get(key, {}).items():
        assert desk.lab.settle(desk.lab.ask(desk.form, ask), said, desk.result).right


def test_a_number_that_the_lab_shows_is_the_key():
    for key, shown in SHOWN.items():
        item = LINKED[key]
        if item.kind is Kind.NUMERIC:
            assert Decimal(item.answer) == shown["billed_ms"]


def test_questions_written_from_a_lab_are_held_against_it():
    written = {key for key in LINKED if "-lab-" in key}
    assert written <= ASKED.keys() | SHOWN.keys()
    labs = [LINKED[key].lab.split("/")[2] for key in written]
    assert all(labs.count(slug) >= 3 for slug in LABS)


def test_there_are_enough_of_them():
    assert len(LINKED) >= 40
    assert {item.lab.split("/")[2] for item in LINKED.values()} == set(LABS)
