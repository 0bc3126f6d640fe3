"""The rules of item writing: for each an item that keeps it, and one that breaks it."""

import pytest

from quizzes.engine.banklint import (
    ENOUGH,
    advantage,
    lint_bank,
    longest_option,
    most_shared_words,
)
from quizzes.engine.itemlint import LONGEST_STEM, MOST_WORDS, Severity, lint
from quizzes.engine.items import Item

TEXTS = {
    "a": "Attach a role to the instance.",
    "b": "Store a key in the bucket.",
    "c": "Share a password by mail.",
    "d": "Open a port of the firewall.",
}


def item(stem="A team reads a table. What grants that?", keys="a", kind="single", **texts):
    options = [
        {
            "id": letter,
            "text": text,
            "correct": letter in keys,
            "reason": f"Because of what {letter} stands for here.",
        }
        for letter, text in (TEXTS | texts).items()
    ]
    return Item.model_validate(
        {
            "kind": kind,
            "topic": "roles",
            "task": "1.1",
            "lesson": "permissions#role",
            "facts": ["role"],
            "stem": stem,
            "explanation": "A role is meant for that.",
            "option": options,
        }
    )


def codes(item):
    return [finding.code for finding in lint(item)]


def test_a_plain_item_has_no_flaw():
    assert lint(item()) == []
    assert lint(item("What helps? (Choose TWO.)", keys="ab", kind="multiple")) == []


BROKEN = [
    ("long-stem", item("word " * LONGEST_STEM + "word?")),
    ("reading-load", item("What?", a="role " * 45, b="key " * 45, c="mail " * 45, d="port " * 45)),
    ("of-the-above", item(d="All of the above.")),
    ("letter", item("Which holds if answer B is taken?")),
    ("letter", item(d="The same as the first option.")),
    ("negative-stem", item("Which does not grant access?")),
    ("negative-stem", item("Which step is NOT needed?")),
    ("negative-stem", item("All of these work EXCEPT which?")),
    ("key-length", item(a="Attach a role with the needed permissions to the instance itself.")),
    ("absolutes", item(b="Always store a key.", c="Never share a password.")),
    ("grammar-cue", item("What the team needs is an")),
    ("echo", item("Staff get a password by mail. Which way is that?", keys="c")),
    ("odd-one-out", item(a="Attach the role `reader`.")),
    ("odd-one-out", item(a="Attach a role to 2 instances.")),
    ("odd-one-out", item(a="Attach a role to the instance")),
    ("code-language", item("What does this say?\n\n```\nx = 1\n```\n")),
    ("choose-n", item("Choose TWO that help.", keys="ab", kind="multiple")),
]
KEPT = [
    ("long-stem", item("word " * (LONGEST_STEM - 1) + "word?")),
    ("of-the-above", item(d="All of the subnets.")),
    ("letter", item("Which option is the cheapest?")),
    ("negative-stem", item("Which does **not** grant access?")),
    ("negative-stem", item("The call does not succeed. Which change lets it succeed?")),
    ("negative-stem", item("Which role lets a function that cannot log write its lines?")),
    ("key-length", item(a="Attach a role to the instance now.")),
    ("absolutes", item(b="Store the only key.")),
    ("absolutes", item(a="Attach the only role.", b="Store the only key.", c="Always share.")),
    ("grammar-cue", item("What does the team need?")),
    ("echo", item("Staff get a password by mail. Which way is that?", keys="d")),
    (
        "echo",
        item("Staff get a password by mail. Which way is that?", "c", b="A password by mail."),
    ),
    ("odd-one-out", item(a="Attach the role `reader`.", b="Store the key `x`.")),
    ("odd-one-out", item(b="Store 2 keys.")),
    ("code-language", item("What does this say?\n\n```python\nx = 1\n```\n")),
]


@pytest.mark.parametrize(("code", "broken"), BROKEN)
def test_a_flaw_is_found(code, broken):
    assert code in codes(broken)


@pytest.mark.parametrize(("code", "kept"), KEPT)
def test_what_keeps_the_rule_is_let_pass(code, kept):
    assert code not in codes(kept)


def with_reasons(*reasons):
    body = item().model_dump(by_alias=True)
    for option, reason in zip(body["option"], reasons, strict=True):
        option["reason"] = reason
    return Item.model_validate(body)


def test_a_reason_says_something_and_something_of_its_own():
    short = lint(with_reasons("It is so here.", "No.", "Keys are no roles.", "Ports do not grant."))
    same = lint(
        with_reasons("It is so here.", "Keys are no roles.", "keys are  no roles.", "Ports do not.")
    )

    assert [(f.code, f.index) for f in short] == [("short-reason", 1)]
    assert [(f.code, f.index) for f in same if f.code == "same-reason"] == [("same-reason", 2)]


def test_errors_come_first():
    flawed = item("Which is NOT so?", d="None of these, or mails.")
    found = [finding.severity for finding in lint(flawed)]

    assert found == [Severity.ERROR, Severity.WARNING]


def test_the_load_counts_words_that_are_read():
    fact = '{{ fact "a-very-long-key" "one" }} '
    assert codes(item(fact * LONGEST_STEM)) == []
    assert MOST_WORDS > LONGEST_STEM


# The bank.


def bank(*items):
    return {f"q{number}": each for number, each in enumerate(items)}


def test_a_question_asked_twice_is_told_once():
    first = "A function in a private subnet times out when it calls a payment API. What helps?"
    again = "A function in a private subnet times out as it calls the payment API. What helps?"
    found = lint_bank(bank(item(first), item("Who pays for the road?", a="A toll."), item(again)))

    assert [(key, finding.code) for key, finding in found] == [("q2", "duplicate")]
    assert "“q0”" in found[0][1].message


def test_the_same_situation_with_another_decision_is_no_duplicate():
    stem = "A function in a private subnet times out. What helps?"
    other = item("A function in a private subnet is slow at 128 MB. What is cheapest?", a="Memory.")

    assert lint_bank(bank(item(stem), other)) == []


def test_a_favourite_place_is_told_of_a_large_bank():
    def numbered(n, keys):
        return item(f"{n}{n}{n} what about thing {'x' * (n + 1)}?", keys=keys, a=f"Key {n * 'y'}")

    uneven = [numbered(n, "a") for n in range(ENOUGH)]
    even = [numbered(n, "abcd"[n % 4]) for n in range(ENOUGH)]

    places = [f for key, f in lint_bank(bank(*uneven)) if f.code == "key-place"]
    assert len(places) == 4
    assert [f for key, f in lint_bank(bank(*even)) if f.code == "key-place"] == []
    assert [f for key, f in lint_bank(bank(*uneven[1:])) if f.code == "key-place"] == []


def test_the_solvers_know_nothing_but_form():
    long = item(c="Share a password by mail with all the others.")
    echoing = item("Which port of the firewall opens?")

    assert longest_option(long) == "c"
    assert most_shared_words(echoing) == "d"


def test_an_advantage_is_counted_against_chance():
    right = item(a="Attach a role to the instance of theirs.")
    wrong = item(c="Share a password by mail with all the others.")

    assert advantage(bank(right), longest_option) == 75
    assert advantage(bank(right, wrong), longest_option) == 25
    assert advantage(bank(wrong, wrong), longest_option) == -25
    assert advantage({}, longest_option) == 0
