"""A fact at the instructor's desk: it changed, it was wrong, and what to look at then."""

from datetime import timedelta

import pytest
from django.urls import reverse

from studyapp.lessons.models import Fact, Revision
from studyapp.lessons.revising import revise, token
from tests.admin.facts import CHECKED, LIST, PAGE, make_other, posted
from tests.admin.pages import errors_of
from tests.factories import make_fact, make_lesson, make_question, make_user

pytestmark = pytest.mark.django_db


def test_a_change_at_aws_is_told_and_counts_as_a_check(as_instructor, instructor, fact, today):
    before = fact.truth()

    response = as_instructor.post(PAGE, posted(fact))

    assert response["Location"] == PAGE
    fact.refresh_from_db()
    assert (fact.label, fact.number, fact.changed_on) == ("12,288 MB", "12288", "2027-03")
    assert fact.then == before["statement"]
    assert (fact.checked_on, fact.check_by) == (today, today + timedelta(days=90))
    [row] = fact.revisions.all()
    assert (row.kind, row.by, row.before, row.after) == (
        "changed",
        instructor,
        before,
        fact.truth(),
    )
    assert row.note == "Seen in the release notes."
    assert fact.revised_at == row.at
    assert as_instructor.post(CHECKED).status_code == 302
    assert fact.revisions.count() == 1, "the change was today's check"


def test_the_form_starts_with_the_old_statement_as_what_older_material_says(as_instructor, fact):
    form = as_instructor.get(PAGE).context["adminform"].form

    assert form["then"].value() == fact.statement
    assert form["changed_on"].value() == ""


def test_our_own_mistake_leaves_no_older_material(as_instructor, fact, today):
    make_fact(then="Of 2019: 3,008 MB.", changed_on="2020-12")

    as_instructor.post(PAGE, posted(fact, kind="corrected", loaded=token(Fact.objects.get())))

    fact.refresh_from_db()
    assert (fact.value, fact.then, fact.changed_on) == ("12,288", "Of 2019: 3,008 MB.", "2020-12")
    assert fact.revisions.get().kind == "corrected"
    assert fact.revised_at


def test_another_wording_is_nothing_to_learn_anew(as_instructor, fact, today):
    words = {
        "value": fact.value,
        "number": fact.number,
        "statement": "At most 10,240 MB.\r\nNo more.",
        "source": "https://docs.aws.amazon.com/lambda/latest/dg/limits.html",
    }

    as_instructor.post(PAGE, posted(fact, kind="worded", **words))

    fact.refresh_from_db()
    assert fact.statement == "At most 10,240 MB.\nNo more."
    assert (fact.revised_at, fact.then, fact.checked_on) == (None, "", today)
    assert fact.revisions.get().kind == "checked"


REFUSALS = [
    ({"kind": ""}, "kind", "This field is required."),
    ({"value": ""}, "value", "This field is required."),
    ({"value": "x" * 201}, "value", "at most 200 characters"),
    ({"unit": "x" * 41}, "unit", "at most 40 characters"),
    ({"number": "1" * 41}, "number", "at most 40 characters"),
    ({"statement": "x" * 5001}, "statement", "at most 5000 characters"),
    ({"statement": ""}, "statement", "This field is required."),
    ({"number": "12,288"}, "number", "Write the exact number without sign or separators"),
    ({"number": "1e4"}, "number", "Write the exact number without sign or separators"),
    ({"number": "-1"}, "number", "Write the exact number without sign"),
    ({"number": "nan"}, "number", "Write the exact number without sign or separators"),
    ({"number": "12289"}, "number", "The value says 12,288, the number 12289."),
    (
        {"value": "USD 0.20", "number": "0.21"},
        "number",
        "The value says USD 0.20, the number 0.21.",
    ),
    ({"source": "https://example.org/"}, "source", "A page of AWS, please"),
    ({"source": "http://docs.aws.amazon.com/x"}, "source", "A page of AWS, please"),
    ({"source": "https://docs.aws.amazon.com.evil.example/"}, "source", "A page of AWS, please"),
    ({"source": "nonsense"}, "source", "Enter a valid URL."),
    ({"source": "https://docs.aws.amazon.com/" + "x" * 300}, "source", "at most 300 characters"),
    ({"changed_on": ""}, "changed_on", "A change at AWS needs this."),
    ({"then": ""}, "then", "A change at AWS needs this."),
    ({"changed_on": "2027-13"}, "changed_on", "Write 2026, 2026-11 or 2026-11-23."),
    ({"changed_on": "March 2027"}, "changed_on", "at most 10 characters|Write 2026, 2026-11"),
    ({"changed_on": "2027-03-05"}, "changed_on", "That day is still to come"),
    (
        {"statement": "A function can be given at most 10,240 MB."},
        "statement",
        "It still says 10240.",
    ),
    ({"kind": "worded"}, "value", "This is more than wording"),
    ({"kind": "worded"}, "number", "This is more than wording"),
]


@pytest.mark.parametrize(("changes", "field", "words"), REFUSALS)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost(
    as_instructor, fact, today, changes, field, words
):
    data = posted(fact, **changes)

    response = as_instructor.post(PAGE, data)

    told = " ".join(errors_of(response)[field])
    assert any(part in told for part in words.split("|")), told
    form = response.context["adminform"].form
    assert {name: form[name].value() for name in data} == data
    assert not Revision.objects.exists()
    assert Fact.objects.get().truth() == fact.truth()
    assert f"<strong>{fact.label}</strong>" in response.content.decode()


def test_only_another_source_is_no_change_of_truth(as_instructor, fact, today):
    same = {name: getattr(fact, name) for name in ("value", "number", "statement")}
    other = "https://aws.amazon.com/lambda/"

    response = as_instructor.post(PAGE, posted(fact, source=other, **same))

    assert "Only the source is different" in str(errors_of(response)["kind"])


def test_nothing_different_is_no_change(as_instructor, fact, today):
    same = {name: getattr(fact, name) for name in ("value", "number", "statement")}

    response = as_instructor.post(PAGE, posted(fact, kind="worded", **same))

    assert "Nothing is different here." in str(errors_of(response)["__all__"])


WITHOUT_LIMIT = {"value": "no limit", "statement": "There is no limit."}


@pytest.mark.parametrize("number", ["12288", "0", "0.5"])
def test_a_value_in_words_goes_with_any_number(as_instructor, fact, today, number):
    assert as_instructor.post(PAGE, posted(fact, number=number, **WITHOUT_LIMIT)).status_code == 302
    assert Fact.objects.get().number == number


def test_a_fact_with_a_number_keeps_one(as_instructor, fact, today):
    """The calculator asks for its facts by name: nobody below it knows which."""
    response = as_instructor.post(PAGE, posted(fact, number="", **WITHOUT_LIMIT))

    assert "it must keep one" in str(errors_of(response)["number"])


def test_a_fact_without_a_number_needs_none(as_instructor, today):
    fact = make_fact(number="", value="yes")

    assert as_instructor.post(PAGE, posted(fact, number="", **WITHOUT_LIMIT)).status_code == 302


@pytest.mark.parametrize("number", ["0", "0.00"])
def test_a_number_that_a_question_cannot_compute_with_is_refused(
    as_instructor, fact, today, number
):
    step = [{"name": "gb", "expr": "memory / fact('mem-max-default')", "text": "{gb}"}]
    make_question("parameterised", slug="computes", step=step)

    response = as_instructor.post(PAGE, posted(fact, number=number, **WITHOUT_LIMIT))

    told = str(errors_of(response)["number"])
    assert "cannot be worked out any more: computes" in told


def test_a_number_that_makes_a_mistake_right_is_refused(as_instructor, fact, today):
    step = [{"name": "gb", "expr": "memory * fact('mem-max-default')", "text": "{gb}"}]
    mistake = [{"expr": "memory * 12288", "reason": "No."}]
    make_question("parameterised", slug="computes", step=step, mistake=mistake)

    response = as_instructor.post(PAGE, posted(fact))

    assert "counts as right" in str(errors_of(response)["number"])


def test_a_number_that_questions_can_compute_with_is_taken(as_instructor, fact, today):
    make_fact("other-fact", number="2")
    expr = "memory * fact('mem-max-default') / fact('other-fact')"
    step = [{"name": "gb", "expr": expr, "text": "{gb}"}]
    make_question("parameterised", step=step)

    assert as_instructor.post(PAGE, posted(fact)).status_code == 302


# Two at once.


def test_the_second_of_two_is_told_and_overwrites_nothing(as_instructor, fact, today):
    mine = posted(fact)
    theirs = "At most 11,264 MB."
    words = {"value": "11,264", "unit": "MB", "number": "11264", "statement": theirs}
    revise(fact.pk, words, Revision.Kind.CORRECTED, make_other())

    response = as_instructor.post(PAGE, mine)

    assert "Olga changed this fact while you were writing." in str(errors_of(response)["__all__"])
    page = response.content.decode()
    assert theirs in page
    assert mine["statement"] in page
    assert Fact.objects.get().value == "11,264"

    again = as_instructor.post(
        PAGE, mine | {"loaded": response.context["adminform"].form["loaded"].value()}
    )

    assert again.status_code == 302
    assert Fact.objects.get().value == "12,288"
    assert [row.before["value"] for row in fact.revisions.all()] == ["11,264", "10,240"]


def test_a_check_meanwhile_is_no_conflict(as_instructor, fact, today):
    mine = posted(fact)
    as_instructor.post(CHECKED)

    assert as_instructor.post(PAGE, mine).status_code == 302
    assert Fact.objects.get().value == "12,288"


@pytest.mark.parametrize("kind", ["changed", "corrected"])
def test_a_double_click_is_one_change(as_instructor, fact, today, kind):
    mine = posted(fact, kind=kind)

    for _ in range(2):
        response = as_instructor.post(PAGE, mine)
        assert response.status_code == 302

    assert fact.revisions.count() == 1
    assert "The ledger says so already." in as_instructor.get(PAGE).content.decode()


# What to look at.


def test_after_a_change_the_page_lists_what_to_look_at(as_instructor, fact, today):
    blocks = [
        {"kind": "html", "html": "<p>Give it <b>10,240</b> MB at most, not 10,241.</p>"},
        {"kind": "html", "html": '<p>At most <span data-fact="mem-max-default"></span>.</p>'},
    ]
    make_lesson("limits", blocks=blocks).facts.add(fact)
    make_lesson("silent", blocks=[]).facts.add(fact)
    make_question(slug="names-it", explanation="It was 10240 & more.")
    make_question(slug="chips-it", explanation='At most {{ fact "mem-max-default" }}.')
    assert "<q>" not in as_instructor.get(PAGE).content.decode()

    page = as_instructor.post(PAGE, posted(fact), follow=True).content.decode()

    assert page.count("<q>") == 2
    assert "<q>Give it 10,240 MB at most, not 10,241.</q>" in page
    assert "<q>It was 10240 &amp; more.</q>" in page
    assert 'href="/learn/silent/"' in page
    for slug in ("names-it", "chips-it"):
        assert f'href="/practise/questions/{slug}/"' in page
    assert page.count("/admin/quizzes/question/") >= 2
    assert "A passage that still names 10240 is quoted." in page


def test_a_key_with_digits_is_no_passage(as_instructor, today):
    fact = make_fact("mem-10240")
    text = "fact('mem-10240') / 1024 * memory"
    step = [{"name": "gb", "expr": text, "text": '{gb} {{ fact "mem-10240" }}'}]
    make_question("parameterised", facts=["mem-10240"], step=step)
    page = reverse("admin:lessons_fact_change", args=[fact.pk])

    after = as_instructor.post(page, posted(fact), follow=True).content.decode()

    assert "A passage that still names 10240 is quoted." in after
    assert "<q>" not in after


def test_the_list_can_be_narrowed_to_what_changed_lately(as_instructor, fact, today):
    make_fact("other")
    make_fact("long-ago", revised_at="2027-01-01T00:00:00Z")
    as_instructor.post(PAGE, posted(fact))

    page = as_instructor.get(LIST, {"show": "revised"})

    assert [row.pk for row in page.context["cl"].result_list] == [fact.pk]


@pytest.mark.parametrize("size", [1, 60])
def test_the_page_of_a_fact_costs_the_same(
    as_instructor, fact, size, django_assert_max_num_queries
):
    for n in range(size):
        make_lesson(f"lesson-{n}").facts.add(fact)
        make_question(slug=f"q-{n}")
        Revision.objects.create(fact=fact, kind="corrected", by=make_user())

    with django_assert_max_num_queries(12):
        page = as_instructor.get(PAGE).content.decode()

    assert page.count("/practise/questions/q-") == size
