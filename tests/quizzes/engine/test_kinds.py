"""Every kind in the registry keeps its promises; what is particular to one stands below."""

import json
from itertools import pairwise, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.engine.findings import Severity
from quizzes.engine.itemlint import lint
from quizzes.engine.items import Item, Kind
from quizzes.engine.kinds.registry import RULES
from quizzes.engine.scoring import Unreadable, mark, read_response
from tests.factories import HOTSPOT, KINDS, LOG, MATCHING, ORDERING, make_body, make_item

calm = settings(max_examples=150, deadline=None, derandomize=True)
KIND = pytest.mark.parametrize("kind", list(Kind))
NEW = ["ordering", "matching", "log", "hotspot", "policy"]


def test_every_kind_has_its_rules_and_an_example():
    assert set(RULES) == set(Kind) == {Kind(name) for name in KINDS}


@KIND
def test_a_body_comes_back_as_it_was(kind):
    item = make_item(kind)
    body = item.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    again = Item.model_validate(json.loads(json.dumps(body)))

    assert again == item
    assert again.marking() == item.marking()
    assert again.model_dump(mode="json", by_alias=True, exclude_defaults=True) == body


@KIND
@given(seed=st.integers(0, 2**31 - 1))
@calm
def test_the_key_is_right_and_its_opposite_is_not(kind, seed):
    item = make_item(kind)
    right, wrong = item.rules.right(item, seed, {}), item.rules.wrong(item, seed, {})

    told = mark(item, right, seed, {})
    assert (told.points, told.verdict, told.fraction) == (1, "right", 1)
    assert mark(item, read_response(item, list(right)), seed, {}) == told
    assert mark(item, read_response(item, list(wrong)), seed, {}).points == 0
    assert mark(item, wrong, seed, {}).fraction < 1


def parts_of(item):
    """Every single value that a form of the item could send."""
    named = [option.id for option in item.options] + [box.id for box in item.regions]
    pairs = [f"{p.id}={c.id}" for p, c in product(item.prompts, item.choices)]
    numbers = [str(number) for number in range(1, len(item.log_lines) + 1)]
    return named + pairs + numbers


@pytest.mark.parametrize("kind", [kind for kind in Kind if not make_item(kind).is_number])
@given(data=st.data(), whole=st.booleans())
@calm
def test_whatever_is_sent_is_refused_or_marked(kind, data, whole):
    item = make_item(kind)
    sent = st.sampled_from([*parts_of(item), "", "zz", "a=1", "b=2", "c=3", "d=9", "=", "99"])
    try:
        response = read_response(item, data.draw(st.lists(sent, max_size=9)), whole=whole)
    except Unreadable:
        return
    result = mark(item, response, 1, {})

    assert 0 <= result.fraction <= 1
    assert (result.points == 1) == (result.fraction == 1) == (result.verdict == "right")
    assert read_response(item, list(response), whole=whole) == response


@pytest.mark.parametrize("kind", NEW)
def test_a_kind_beyond_the_exam_says_so(kind):
    assert not make_item(kind).in_exam_format
    assert make_item("single").in_exam_format


@pytest.mark.parametrize("kind", NEW)
def test_a_kind_refuses_the_fields_of_another(kind):
    with pytest.raises(ValidationError, match=f"a {kind} question has no answer"):
        make_item(kind, answer="3")
    other = "prompt" if kind != "matching" else "option"
    with pytest.raises(ValidationError, match=f"a {kind} question has no"):
        make_item(
            kind, **{other: {"prompt": MATCHING["prompt"], "option": ORDERING["option"]}[other]}
        )


@pytest.mark.parametrize(
    ("kind", "chance"),
    zip(KINDS, [1 / 4, 1 / 10, 0, 0, 1 / 24, 1 / 27, 1 / 10, 1 / 3, 0], strict=True),
)
def test_how_likely_a_guess_is_right(kind, chance):
    item = make_item(kind)

    assert item.rules.chance(item) == pytest.approx(chance)


@pytest.mark.parametrize("kind", NEW)
def test_before_the_answer_nothing_of_the_key_is_shown(kind):
    item = make_item(kind)
    reasons = [spot.text for spot in item.rules.spots(item) if spot.column == "reason"]
    order = item.rules.shuffles(item)
    shown = repr(item.rules.face(item, order, (), str.upper, reveal=False))

    assert reasons
    assert not [reason for reason in reasons if reason.upper() in shown]
    right = item.rules.right(item, 1, {})
    told = repr(item.rules.face(item, order, right, str.upper, reveal=True))
    assert all(reason.upper() in told for reason in reasons)


# Ordering


def test_an_order_is_marked_by_the_neighbours_it_keeps():
    item = make_item("ordering")

    for order in permutations("abcd"):
        kept = sum(f"{a}{b}" in "abcd" for a, b in pairwise(order))
        assert mark(item, order, 0, {}).fraction == kept / 3, order


@pytest.mark.parametrize(
    ("given", "read"),
    [(["a=2", "b=1", "d=4", "c=3"], "bacd"), (list("bacd"), "bacd")],
)
def test_an_order_comes_as_ids_or_with_places(given, read):
    assert read_response(make_item("ordering"), given) == tuple(read)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["a=2", "b=2", "c=3", "d=4"], "Two of them stand at place 2"),
        (["a=1", "b=", "c=3", "d=4"], "Give each one a place"),
        (["a=1", "b=5", "c=3", "d=4"], "Give each one a place"),
        (["a=1", "b=²", "c=3", "d=4"], "Give each one a place"),
        (["a=1", "b=2", "c=3"], "Give each one a place"),
        (["a", "b", "c"], "not part of this question"),
        (["a", "b", "c", "c"], "not part of this question"),
        ([], "Put them in order first"),
    ],
)
def test_half_an_order_is_none(given, words):
    with pytest.raises(Unreadable, match=words):
        read_response(make_item("ordering"), given)


# The others


def test_a_match_is_asked_for_each_prompt():
    item = make_item("matching")

    with pytest.raises(Unreadable, match="2 are left"):
        read_response(item, ["sns=dlq", "", ""])
    with pytest.raises(Unreadable, match="one match for each"):
        read_response(item, ["sns=dlq", "sns=none", "sqs=none", "s3=none"])
    assert read_response(item, ["sns=dlq", "", ""], whole=False) == ("sns=dlq",)
    assert mark(item, ("s3=none", "sns=dlq", "sqs=redrive"), 0, {}).fraction == 2 / 3


@pytest.mark.parametrize(
    ("marked", "verdict", "fraction"),
    [("15", "right", 1), ("1", "partly", 0.5), ("12", "partly", 0), ("23", "wrong", 0)],
)
def test_lines_of_a_log_are_marked_as_a_set(marked, verdict, fraction):
    result = mark(make_item("log"), tuple(marked), 0, {})

    assert (result.verdict, result.fraction) == (verdict, fraction)


def test_lines_are_read_in_the_order_of_the_log():
    log = "\n".join(f"line {number}" for number in range(1, 13))

    assert read_response(make_item("log", log=log, lines=[2, 1]), ["10", "9"]) == ("9", "10")
    with pytest.raises(Unreadable, match="Mark two lines: you have 1"):
        read_response(make_item("log"), ["1"])


def changed(rows, index, **fields):
    return [row | fields if at == index else row for at, row in enumerate(rows)]


BROKEN = [
    ("ordering", {"option": ORDERING["option"][:2]}, "an order has 3 to 7 options"),
    ("ordering", {"option": changed(ORDERING["option"], 0, correct=True)}, "none is marked"),
    ("ordering", {"option": changed(ORDERING["option"], 0, id="b")}, "have the same id"),
    ("ordering", {"option": changed(ORDERING["option"], 0, text="invoke ")}, "say the same"),
    ("matching", {"prompt": changed(MATCHING["prompt"], 0, choice="x")}, "none of the choices"),
    ("matching", {"choice": MATCHING["choice"][:1]}, "has 2 to 8 choices"),
    ("matching", {"prompt": changed(MATCHING["prompt"], 0, id="s3")}, "two prompts have the same"),
    ("log", {"log": "one\ntwo\nthree"}, "has 4 to 25 lines, this one 3"),
    ("log", {"log": "one\ntwo\n\nthree\nfour"}, "line 3 of the log is empty"),
    ("log", {"log": f"{'x' * 161}\n2\n3\n4\n5"}, "line 1 of the log is longer than 160"),
    ("log", {"lines": [1, 6]}, "the log has lines 1 to 5"),
    ("log", {"lines": [1, 1]}, "one of them is named twice"),
    ("log", {"lines": [1, 4]}, "line 4 is to be marked and has no reason"),
    ("log", {"lines": []}, "name 1 to 5 lines"),
    ("log", {"line": LOG["line"][:3]}, "at least 2 lines that readers mark wrongly"),
    ("hotspot", {"diagram": None}, "the diagram needs its width"),
    ("hotspot", {"box": changed(HOTSPOT["box"], 3, correct=False)}, "exactly one of the boxes"),
    ("hotspot", {"box": changed(HOTSPOT["box"], 1, reason="")}, "is a region and has no reason"),
    ("hotspot", {"box": changed(HOTSPOT["box"], 0, correct=True)}, "is correct and no region"),
    ("hotspot", {"box": changed(HOTSPOT["box"], 1, label="execution Role")}, "the same label"),
    ("hotspot", {"box": HOTSPOT["box"][:3], "arrow": []}, "has 3 to 8 boxes that are regions"),
    ("hotspot", {"arrow": [{"from": "s3", "to": "x"}]}, "“x”, which is no box"),
    ("hotspot", {"arrow": [{"from": "s3", "to": "s3"}]}, "to itself"),
]


@pytest.mark.parametrize(("kind", "fields", "words"), BROKEN)
def test_what_makes_no_question_is_named(kind, fields, words):
    with pytest.raises(ValidationError, match=words):
        Item.model_validate(make_body(kind, **fields))


LINTED = [
    ("ordering", {"option": changed(ORDERING["option"], 2, text="Then it waits")}, "order-word"),
    ("matching", {"choice": MATCHING["choice"][:2], "prompt": MATCHING["prompt"][:2]}, "left-over"),
    (
        "matching",
        {"choice": changed(MATCHING["choice"], 1, text="Polled from a waiting queue")}
        | {"prompt": changed(MATCHING["prompt"], 1, text="A waiting queue")},
        "echo",
    ),
    ("log", {"stem": "Which lines show it?"}, "mark-n"),
    ("log", {"log": "error 1\nfine\ngood\nwell\ndenied 5"}, "loud-lines"),
    ("hotspot", {"box": changed(HOTSPOT["box"], 3, x=280)}, "off-drawing"),
    ("hotspot", {"box": changed(HOTSPOT["box"], 3, w=40)}, "tight-label"),
    ("hotspot", {"box": changed(HOTSPOT["box"], 1, w=200)}, "overlap"),
    ("hotspot", {"box": changed(HOTSPOT["box"], 3, tone="accent")}, "odd-tone"),
    ("hotspot", {"arrow": [{"from": "s3", "to": "rbp", "label": "sends events"}]}, "tight-arrow"),
]


@pytest.mark.parametrize(("kind", "fields", "code"), LINTED)
def test_the_lint_knows_what_gives_a_kind_away(kind, fields, code):
    assert code in {finding.code for finding in lint(make_item(kind, **fields))}


@pytest.mark.parametrize("kind", NEW)
def test_the_examples_are_without_flaw(kind):
    assert [f for f in lint(make_item(kind)) if f.severity is Severity.ERROR] == []
