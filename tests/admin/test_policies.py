"""Policy questions in the admin: written, refused at their line, and the same as in the files."""

import pytest

from quizzes import authoring
from quizzes.complaints import Refused
from quizzes.models import Question
from studyapp.content.loader import load
from tests.admin.conftest import posted
from tests.admin.test_questions import ADD
from tests.factories import make_body, make_item

SHIPPED = {key: q.item for key, q in load().questions.items() if q.item.kind == "policy"}


def build(**changes):
    return authoring.build(authoring.typed(make_body("policy")) | changes)


def refused(**changes):
    with pytest.raises(Refused) as caught:
        build(**changes)
    return [(problem.field, str(problem)) for problem in caught.value.problems]


@pytest.mark.usefixtures("shelf")
def test_a_policy_question_can_be_written(as_instructor):
    as_instructor.post(ADD, posted("policy", slug="new") | {"_publish": "1"})

    assert Question.objects.get(slug="new").published().item() == make_item("policy")


@pytest.mark.parametrize("key", SHIPPED)
def test_a_question_of_the_files_comes_back_from_the_form(key):
    item = SHIPPED[key]
    body = item.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    assert authoring.build(authoring.typed(body)) == item


def test_there_are_questions_of_every_policy_that_can_be_edited():
    assert len(SHIPPED) >= 8
    assert {item.edits for item in SHIPPED.values()} == {
        "identity",
        "resource",
        "trust",
        "boundary",
    }


@pytest.mark.parametrize(
    ("field", "old", "new", "words"),
    [
        ("start", "{", "", "Start: Line 1: the policy has ended, but : follows."),
        ("start", '"Action"', '"Actions"', "Start: Line 7: “Actions” is nothing"),
        ("solution", "uploads/*", "uploads", "Solution: the request “read” is decided as deny."),
        ("tried", "account = ", "acount = ", "Line 1: “acount” does not belong here."),
        ("tried", 'account = "', 'account = "x', "Line 1: "),
        ("tried", '"deny"', '"maybe"', "Line 17: "),
        ("tried", "[[request]]", "[request]", "Line 12: Cannot overwrite a value."),
        ("tried", 'id = "write"', 'id = "read"', "Two requests have the same id."),
        ("tried", 'expect = "deny"', 'expect = "allow"', "At least one request is to be allowed"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_line(field, old, new, words):
    text = authoring.typed(make_body("policy"))[field]
    found = refused(
        **{field: text.replace(old, new) if "deny" in old else text.replace(old, new, 1)}
    )

    assert any(at == field and told.startswith(words) for at, told in found), found


def test_half_a_question_is_shown_as_far_as_it_goes():
    given = authoring.typed(make_body("policy")) | {"tried": "account ="}
    sketch = authoring.sketch(given)

    assert sketch.start == make_item("policy").start
    assert sketch.requests == ()
