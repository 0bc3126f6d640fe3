"""Every kind is written in the admin: what is typed comes back, what is wrong is told where."""

import pytest
from django.urls import reverse

from quizzes import authoring, diagram_text
from quizzes.complaints import Refused
from quizzes.engine.items import Item, Kind
from quizzes.models import Question
from quizzes.models.bank import body_hash
from tests.admin.conftest import posted
from tests.factories import KINDS, make_body, make_question

NEW = ["ordering", "matching", "log", "hotspot", "policy"]
ADD = reverse("admin:quizzes_question_add")
LIVE = reverse("admin:quizzes_question_preview")
CASE = {"id": "shop", "title": "A shop", "text": "It sells letters.\n\nAnd more of them."}


def dumped(item):
    return item.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def refused(given):
    with pytest.raises(Refused) as caught:
        authoring.build(given)
    return [((p.field, p.row, p.column), str(p)) for p in caught.value.problems]


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_with_a_case_opens_and_saves_unchanged(kind):
    body = dumped(Item.model_validate(make_body(kind, case=CASE)))

    assert body_hash(dumped(authoring.build(authoring.typed(body)))) == body_hash(body)


@pytest.mark.parametrize(
    ("kind", "changes", "spot", "words"),
    [
        ("ordering", {"options": []}, ("options", 0, ""), "An order has 3 to 7 options."),
        ("matching", {"choices": []}, ("choices", 0, ""), "Has 2 to 8 choices"),
        ("matching", {"prompts": []}, ("prompts", 0, ""), "has 2 to 8 prompts"),
        ("log", {"log": "one\ntwo"}, ("log", 0, ""), "A log has 4 to 25 lines, this one 2."),
        ("log", {"lines": "1, x"}, ("lines", 0, ""), "“x” is no line number"),
        ("log", {"lines": "1, 9"}, ("lines", 0, ""), "The log has lines 1 to 5."),
        ("log", {"lines": "1, 4"}, ("notes", 0, ""), "Line 4 is to be marked and has no reason."),
        ("log", {"notes": []}, ("notes", 0, ""), "and has no reason"),
        ("hotspot", {"diagram": ""}, ("diagram", 0, ""), "The diagram needs its width"),
        ("single", {"case": "Words alone."}, ("case_id", 0, ""), "Name it, in lower case"),
        ("single", {"case_id": "shop", "case_title": "S"}, ("case", 0, ""), "Describe the situ"),
    ],
)
def test_a_wrong_field_is_told_at_that_field(kind, changes, spot, words):
    told = refused(authoring.typed(make_body(kind)) | changes)

    assert spot in dict(told)
    assert words.lower() in dict(told)[spot].lower()


@pytest.mark.parametrize(
    ("kind", "table", "at", "cells", "spot", "words"),
    [
        ("matching", "prompts", 1, {"choice": "7"}, ("prompts", 0, ""), "none of the choices"),
        ("matching", "prompts", 1, {"choice": ""}, ("prompts", 2, "choice"), "number of the"),
        ("matching", "prompts", 0, {"reason": ""}, ("prompts", 1, "reason"), "Say why it fits."),
        ("matching", "choices", 2, {"text": ""}, ("choices", 3, "text"), "Write its text."),
        ("log", "notes", 0, {"number": "x"}, ("notes", 1, "number"), "Type a whole number."),
        ("log", "notes", 0, {"number": "99"}, ("notes", 1, "number"), "At most 25."),
    ],
)
def test_a_wrong_cell_is_told_with_its_row(kind, table, at, cells, spot, words):
    given = authoring.typed(make_body(kind))
    given[table][at] |= cells

    told = dict(refused(given))

    assert words.lower() in told[spot].lower()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("width = 340", "width = 3400", "Line 1: Input should be less than or equal to 760"),
        ("height = 320", "height = ", "Line 2: Invalid value"),
        ("height = 320", "high = 320", "Line 2: “high” does not belong here"),
        ("height = 320", "", "Line 1: “height” is missing"),
        ('label = "Bucket policy"\nx = 20', 'label = "Bucket policy"\nx = "a"', "Line 17:"),
        ('[[arrow]]\nfrom = "s3"', '[arrow]\nfrom = "s3"', "write [[arrow]]"),
        ('[[arrow]]\nfrom = "s3"\nto = "rbp"', '[[arrow]]\nfrom = "s3"\nto = "x"', "is no box"),
    ],
)
def test_a_diagram_is_refused_with_the_line(old, new, words):
    given = authoring.typed(make_body("hotspot"))
    assert old in given["diagram"]
    given["diagram"] = given["diagram"].replace(old, new)
    if old.startswith("[["):  # one of two tables cannot be both
        given["diagram"] = given["diagram"].replace('\n[[arrow]]\nfrom = "rbp"', "\n#[[]]\n#")
        given["diagram"] = given["diagram"].replace('to = "role"\ndashed = true', "")

    [(spot, told)] = refused(given)

    assert spot == ("diagram", 0, "")
    assert words.lower() in told.lower()


@pytest.mark.parametrize("text", ['say "no"', "a\\b", "two\nlines", "tab\tand \x7f", "“ü”"])
def test_any_text_of_a_diagram_comes_back(text):
    body = {"diagram": {"width": 1, "description": text}, "box": [{"id": "a", "reason": text}]}

    assert diagram_text.read(diagram_text.written(body)) == body | {"arrow": []}


@pytest.mark.django_db
@pytest.mark.usefixtures("shelf")
class TestEditor:
    @pytest.mark.parametrize("kind", NEW)
    def test_what_is_refused_stays_typed(self, as_instructor, kind):
        typed = posted(kind, stem="", case="Only words") | {"slug": "new-one"}

        page = as_instructor.post(ADD, typed | {"_save": "1"})

        assert page.status_code == 200
        assert not Question.objects.exists()
        form = page.context["adminform"].form
        given = form.typed()
        wanted = authoring.typed(make_body(kind))
        for name in authoring.OWN[Kind(kind)]:
            assert given[name] == wanted[name], name
        assert given["case"] == "Only words"

    @pytest.mark.parametrize("kind", NEW)
    def test_what_the_lint_refuses_is_told(self, as_instructor, kind):
        broken = {
            "ordering": {"explanation": "It is option B."},
            "matching": {"explanation": "It is option B."},
            "log": {"stem": "Which lines?"},
            "policy": {"explanation": "It is option B."},
            "hotspot": {"diagram": authoring.typed(make_body("hotspot"))["diagram"]},
        }[kind]
        if kind == "hotspot":
            broken["diagram"] = broken["diagram"].replace("x = 210", "x = 90")
        page = as_instructor.post(ADD, posted(kind, **broken) | {"slug": "new", "_save": "1"})

        assert page.status_code == 200
        assert set(page.context["adminform"].form.errors) == set(broken)

    @pytest.mark.parametrize("kind", NEW)
    @pytest.mark.parametrize("missing", ["own", "half"])
    def test_half_a_question_has_a_preview(self, as_instructor, kind, missing):
        """Whatever is typed so far, the preview answers."""
        typed = posted(kind)
        own = authoring.OWN[Kind(kind)]
        gone = [key for key in typed if key.split("-")[0] in own]
        for key in gone if missing == "own" else gone[::2]:
            typed[key] = ""
        shown = as_instructor.post(LIVE, typed | {"preview_state": "before"})

        assert shown.status_code == 200
        assert not shown.json()["complete"]

    @pytest.mark.parametrize("kind", NEW)
    @pytest.mark.parametrize("state", ["right", "wrong"])
    def test_the_preview_tells_as_the_learner_is_told(self, as_instructor, kind, state):
        shown = as_instructor.post(LIVE, posted(kind) | {"preview_state": state}).json()

        assert f'data-verdict="{"right" if state == "right" else ""}' in shown["html"]
        assert "Beyond the exam’s formats" in shown["html"]

    def test_a_stored_version_of_every_kind_can_be_looked_at(self, as_instructor):
        for kind in NEW:
            question = make_question(kind)
            url = reverse("admin:quizzes_question_version", args=[question.pk, 1])
            assert as_instructor.get(url).status_code == 200
