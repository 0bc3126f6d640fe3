"""What is typed becomes an item, and comes back as it was."""

import pytest

from quizzes import authoring, proofreading
from quizzes.complaints import Problem, Refused
from quizzes.models.bank import body_hash
from studyapp.content.loader import load
from tests.factories import make_body, make_fact, make_lesson

FILES = load().questions


def dumped(item):
    return item.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def refused(given, taken=()):
    with pytest.raises(Refused) as caught:
        authoring.build(given, taken)
    return [(p.field, p.row, p.column) for p in caught.value.problems], str(caught.value)


@pytest.mark.parametrize("slug", sorted(FILES))
def test_a_question_of_the_files_opens_and_saves_unchanged(slug):
    body = dumped(FILES[slug].item)

    again = authoring.build(authoring.typed(body))

    assert body_hash(dumped(again)) == body_hash(body)


@pytest.mark.parametrize(
    ("kind", "field", "value", "spot", "words"),
    [
        ("single", "kind", "", ("kind", 0, ""), "Choose a kind."),
        ("single", "stem", "", ("stem", 0, ""), "Write the question."),
        ("single", "stem", "x" * 5001, ("stem", 0, ""), "At most 5,000 characters."),
        ("single", "explanation", " ", ("explanation", 0, ""), "Write the explanation"),
        ("single", "topic", "", ("topic", 0, ""), "Name the topic."),
        ("single", "task", "5.1", ("task", 0, ""), "“5.1” cannot stand here."),
        ("single", "task", "", ("task", 0, ""), "Choose a task"),
        ("single", "lesson", "", ("lesson", 0, ""), "Choose the section"),
        ("single", "level", "hard", ("level", 0, ""), "“hard” cannot stand here."),
        ("single", "difficulty", "9", ("difficulty", 0, ""), "At most 5."),
        ("single", "difficulty", "x", ("difficulty", 0, ""), "Type a whole number."),
        ("single", "facts", [], ("facts", 0, ""), "Choose at least one fact"),
        ("single", "tags", "Upper", ("tags", 0, ""), "“Upper”: lower-case letters"),
        ("single", "options", [], ("options", 0, ""), "Needs at least two options."),
        ("multiple", "stem", "Which?", ("stem", 0, ""), "“(Choose TWO.)”"),
        ("numeric", "answer", "", ("answer", 0, ""), "Give the answer."),
        ("numeric", "answer", "many", ("answer", 0, ""), "“many” is not a number."),
        ("numeric", "answer", "1792", ("mistakes", 1, "value"), "would count as right"),
        ("numeric", "tolerance", "-1", ("tolerance", 0, ""), "cannot be below 0"),
        ("parameterised", "params", [], ("params", 0, ""), "at least one parameter"),
        ("parameterised", "decimals", "11", ("decimals", 0, ""), "At most 10."),
    ],
)
def test_a_wrong_field_is_told_at_that_field(kind, field, value, spot, words):
    given = authoring.typed(make_body(kind)) | {field: value}

    spots, told = refused(given)

    assert spots == [spot]
    assert words in told


@pytest.mark.parametrize(
    ("kind", "table", "at", "cells", "column", "words"),
    [
        ("single", "options", 2, {"text": ""}, "text", "Option 3: write its text."),
        ("single", "options", 1, {"reason": ""}, "reason", "Option 2: say why"),
        ("numeric", "mistakes", 0, {"reason": ""}, "reason", "Mistake 1: say why"),
        ("numeric", "mistakes", 0, {"value": ""}, "value", "Mistake 1: write the wrong value."),
        ("numeric", "mistakes", 0, {"value": "x"}, "value", "Mistake 1: “x” is not a number."),
        ("parameterised", "params", 0, {"values": "1, two"}, "values", "“two” is not a number"),
        ("parameterised", "params", 0, {"values": ""}, "values", "Parameter 1: write its numbers"),
        ("parameterised", "params", 0, {"values": "9..1"}, "values", "the smaller number first"),
        ("parameterised", "params", 0, {"values": "1..9 step 0"}, "values", "a step above 0"),
        ("parameterised", "params", 0, {"values": "0..9e9"}, "values", "take a larger step"),
        ("parameterised", "params", 0, {"name": ""}, "name", "Parameter 1: write its name."),
        ("parameterised", "params", 0, {"name": "A b"}, "name", "“A b”: lower-case letters"),
        ("parameterised", "steps", 0, {"expr": ""}, "expr", "Step 1: write how it is worked out."),
        ("parameterised", "steps", 0, {"name": "G"}, "name", "“G”: lower-case letters"),
    ],
)
def test_a_wrong_cell_is_told_with_its_row(kind, table, at, cells, column, words):
    given = authoring.typed(make_body(kind))
    given[table][at] = given[table][at] | cells

    spots, told = refused(given)

    assert spots == [(table, at + 1, column)]
    assert words in told


def test_the_row_is_the_one_on_the_page_when_others_are_empty():
    given = authoring.typed(make_body())
    given["options"] = [
        given["options"][0] | {"row": 1},
        given["options"][1] | {"row": 4, "text": ""},
    ]

    assert refused(given)[0] == [("options", 4, "text")]


def test_everything_that_is_wrong_is_told_at_once():
    given = authoring.typed(make_body()) | {"stem": "", "facts": [], "explanation": ""}

    assert {field for field, _, _ in refused(given)[0]} == {"stem", "facts", "explanation"}


def test_more_options_than_letters_are_refused():
    options = [
        {"row": n, "id": "", "text": f"Option {n}", "correct": n == 1, "reason": "Because."}
        for n in range(1, 10)
    ]

    assert refused(authoring.typed(make_body()) | {"options": options})[0] == [("options", 0, "")]


def test_a_new_option_never_gets_an_id_that_a_version_used():
    rows = [{"row": 1, "id": "b", "text": "x"}, {"row": 2, "id": "", "text": "y"}]

    assert [row["id"] for row in authoring.with_ids(rows, taken={"a", "c"})] == ["b", "d"]


def test_what_does_not_belong_to_the_kind_is_left_out():
    given = authoring.typed(make_body("numeric"))
    given |= {"options": authoring.typed(make_body())["options"], "steps": [{"row": 1, "name": ""}]}

    item = authoring.build(given)

    assert item.options == item.steps == ()


@pytest.mark.parametrize("text", ["512, 1024", "100..900 step 50", "1..6", "0.5..2 step 0.5"])
def test_numbers_of_a_parameter_come_back_as_typed(text):
    assert authoring.range_text(authoring.range_of(text)) == text


@pytest.mark.django_db
class TestProofreading:
    @pytest.fixture(autouse=True)
    def _shelf(self):
        make_fact(statement="At most 10,240 MB.")
        make_lesson(
            blocks=[{"kind": "html", "html": '<h2 id="start">Start</h2><h3 id="deep">D</h3>'}]
        )

    def check(self, kind="single", **changes):
        given = authoring.typed(make_body(kind)) | changes
        item = authoring.build(given)
        return [(p.field, p.row, p.column) for p in proofreading.problems(item, given)], item

    def test_a_section_below_the_second_level_is_found(self):
        assert self.check(lesson="runtimes#deep")[0] == []

    @pytest.mark.parametrize(
        ("changes", "spot"),
        [
            ({"facts": ["no-such"]}, ("facts", 0, "")),
            ({"stem": 'How much? {{ fact "no-such" }}'}, ("stem", 0, "")),
            ({"lesson": "no-such"}, ("lesson", 0, "")),
            ({"lesson": "runtimes#no-such"}, ("lesson", 0, "")),
            ({"explanation": "[" * 2_001}, ("explanation", 0, "")),
        ],
    )
    def test_what_leads_nowhere_is_told_where_it_stands(self, changes, spot):
        assert self.check(**changes)[0] == [spot]

    def test_an_unknown_fact_in_a_reason_names_the_option(self):
        options = authoring.typed(make_body())["options"]
        options[2]["reason"] = 'See {{ fact "no-such" }}.'

        assert self.check(options=options)[0] == [("options", 3, "reason")]

    @pytest.mark.parametrize(
        ("changes", "spot"),
        [
            ({"answer": "gb +"}, ("answer", 0, "")),
            ({"answer": "gb / 0"}, ("answer", 0, "")),
            ({"answer": "gb * " + "9" * 40}, ("answer", 0, "")),
            ({"answer": "fact('no-such')"}, ("answer", 0, "")),
            ({"explanation": "It is {mb}."}, ("explanation", 0, "")),
            (
                {"steps": [{"row": 1, "name": "gb", "expr": "mb / 2", "text": "So."}]},
                ("steps", 1, "expr"),
            ),
            (
                {"mistakes": [{"row": 1, "value": "memory +", "reason": "No."}]},
                ("mistakes", 1, "value"),
            ),
            (
                {"mistakes": [{"row": 1, "value": "gb", "reason": "No."}]},
                ("mistakes", 1, "value"),
            ),
        ],
    )
    def test_a_draw_that_fails_is_told_at_its_expression(self, changes, spot):
        assert self.check("parameterised", **changes)[0] == [spot]

    def test_a_number_without_a_fact_is_a_doubt_not_a_refusal(self):
        problems, item = self.check(explanation="It is 77 MB, not 10,240 MB.")

        assert problems == []
        assert "“77 MB” has no fact behind it" in proofreading.doubts(item)

    def test_a_chip_that_says_more_than_its_fact_is_a_doubt(self):
        _, item = self.check(stem='Is it {{ fact "mem-max-default" "9,999 MB" }}?')

        doubt = "the chip “9,999 MB” says what the fact mem-max-default does not"
        assert doubt in proofreading.doubts(item)

    def test_a_flaw_of_writing_is_a_doubt_with_its_option(self):
        _, item = self.check()

        assert "option 2 says too little about why" in proofreading.doubts(item)

    def test_a_place_that_is_shuffled_is_a_problem_at_its_option(self):
        options = authoring.typed(make_body())["options"]
        options[3]["text"] = "All of the above"

        assert self.check(options=options)[0] == [("options", 4, "text")]


def test_a_problem_reads_as_a_sentence():
    assert str(Problem("options", "write its text", 2, "text")) == "Option 2: write its text."
