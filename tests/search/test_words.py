"""How text and queries become words."""

import pytest

from studyapp.search.words import Needle, other_forms, stem_of, terms, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("X-Ray", ["x", "ray"]),
        ("/tmp", ["tmp"]),
        ("10,240 MB", ["10", "240", "mb"]),
        ("python3.14", ["python3", "14"]),
        ("iam:PassRole", ["iam", "passrole"]),
        ("Café, cafe\N{COMBINING ACUTE ACCENT}", ["cafe", "cafe"]),
        ("Straße ½ ﬁt", ["strasse", "12", "fit"]),
        ("snake_case", ["snake", "case"]),
        ("\x00\"'*()-+:^{}| \N{GRINNING FACE}", []),
    ],
)
def test_a_word_is_a_run_of_letters_and_digits(text, words):
    assert tokens(text) == words


def test_words_are_known_by_their_other_forms():
    forms = other_forms("X-Ray traces a DynamoDB call; see ConcurrentExecutions and AWSXRay.")

    assert forms == ["xray", "dynamo db", "concurrent executions", "awsx ray"]


def needles(query):
    return [[("".join(n.words), n.is_prefix) for n in term.needles] for term in terms(query)]


def test_the_whole_word_comes_before_its_beginnings():
    assert needles("policies") == [[("policies", False), ("policies", True), ("polic", True)]]


def test_a_short_word_is_a_beginning_only_at_the_end():
    assert needles("s3 ev") == [[("s3", False)], [("ev", False), ("ev", True)]]


def test_a_number_may_stand_beside_its_unit():
    [term] = terms("15min")

    assert term.needles[2] == Needle(("15", "min"))


def test_words_that_mean_nothing_count_only_alone():
    assert [term.typed for term in terms("how long is the timeout?")] == ["long", "timeout?"]
    assert [term.typed for term in terms("the")] == ["the"]


def test_a_query_has_an_end():
    assert len(terms("word " * 5_000)) == 8
    assert terms("x" * 10_000)[0].typed == "x" * 100


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("policies", "polic"),
        ("policy", "polic"),
        ("throttling", "throttl"),
        ("layers", "layer"),
        ("access", "access"),
        ("dns", "dns"),
        ("string", "string"),
    ],
)
def test_an_ending_is_cut_where_enough_is_left(word, stem):
    assert stem_of(word) == stem


@pytest.mark.parametrize(
    ("text", "fits"), [("x ray", True), ("x rayed", True), ("ray x", False), ("x", False)]
)
def test_words_of_a_compound_stand_side_by_side(text, fits):
    [term] = terms("x-ray")

    assert term.is_in(text.split()) is fits
