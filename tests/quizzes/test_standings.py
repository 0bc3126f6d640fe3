"""Contested and withdrawn: public with both sides, secret before the answer, never drawn anew."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from quizzes.cards import cards
from quizzes.importing import _facts_in_use
from quizzes.models import Attempt, Overtaken, Standing
from quizzes.offers import next_slot
from tests.factories import (
    make_attempt,
    make_fact,
    make_question,
    make_quiz,
    published_version,
)
from tests.quizzes.reporting import AGAINST, FOR, make_report, rule
from tests.quizzes.test_attempts import HTMX, send, together

pytestmark = pytest.mark.django_db
CONTESTED = reverse("quizzes:contested")


def text(response):
    return " ".join(response.content.decode().split())


def correct(question, **changes):
    """Publish a version of `question` that says something else."""
    body = published_version(question).item().model_dump(by_alias=True) | changes
    item = type(published_version(question).item()).model_validate(body)
    question.save_draft(item).publish()


def other_key(question):
    options = [dict(o) for o in published_version(question).body["option"]]
    for option in options:
        option["correct"] = option["id"] == "b"
    correct(question, option=options)


# Before and after the answer


def test_both_arguments_come_with_the_answer_and_not_before(as_learner, learner):
    question = make_question()
    rule(question, case_against="Two\n\nparagraphs <b>", case_for=FOR)
    slot = make_attempt(learner, make_quiz([question])).slots.get()

    before = text(as_learner.get(slot.get_absolute_url()))
    report = text(
        as_learner.get(as_learner.get(slot.get_absolute_url()).context["card"].report_url)
    )
    after = text(send(as_learner, slot))

    for page in (before, report):
        assert "ontested</strong>" not in page
        assert FOR not in page
        assert "paragraphs" not in page
    assert "<strong>Contested</strong> since" in after
    assert "<p>paragraphs &lt;b&gt;</p>" in after
    assert FOR in after


def test_a_card_that_hides_the_key_hides_the_dispute(learner):
    question = make_question()
    rule(question)
    slots = make_attempt(learner, make_quiz([question])).slots.complete()
    assert cards(slots, reveal=True)[0].standing
    assert cards(slots, reveal=False)[0].standing is None


def test_what_is_marked_at_the_end_is_told_at_the_end(as_learner, learner):
    question = make_question()
    rule(question)
    attempt = make_attempt(learner, make_quiz([question]), mode="deferred")
    send(as_learner, attempt.slots.get())
    assert FOR not in text(as_learner.get(attempt.slots.get().get_absolute_url()))
    attempt.finish(timezone.now())
    assert FOR in text(as_learner.get(attempt.get_absolute_url()))


def test_a_first_answer_from_the_home_page_is_told_too(client):
    question = make_question()
    rule(question)
    page = client.get("/")
    assert FOR not in text(page)
    version = published_version(question).pk
    offer = {"attempt": page.context["attempt"].pk, "answer": "a", "version": version}
    url = question.get_absolute_url()
    assert FOR in text(client.post(url, offer | {"seed": 1}, headers=HTMX))


def test_what_is_verified_again_says_nothing(as_learner, learner):
    question = make_question()
    rule(question)
    rule(question, "verified")
    page = text(send(as_learner, make_attempt(learner, make_quiz([question])).slots.get()))
    assert "Contested</strong>" not in page
    assert question.standings.count() == 2


# Withdrawn


@pytest.fixture
def withdrawn():
    question = make_question(slug="gone")
    rule(question, "withdrawn")
    return question


def test_a_withdrawn_question_is_in_no_new_attempt(as_learner, withdrawn):
    kept = make_question(slug="kept")
    quiz = make_quiz([withdrawn, kept])

    page = text(as_learner.get(quiz.get_absolute_url()))
    shelf = text(as_learner.get(reverse("quizzes:index")))
    as_learner.post(quiz.get_absolute_url())

    assert "1 question<" in page
    assert "1 question<" in shelf
    slots = Attempt.objects.get().slots.all()
    assert [slot.version.question for slot in slots] == [kept]


def test_a_withdrawn_question_is_not_on_the_home_page(withdrawn, learner):
    make_quiz([withdrawn])
    assert next_slot(learner) is None
    make_question(slug="other")
    assert next_slot(learner).version.question.slug == "other"


def test_the_page_of_a_withdrawn_question_says_so(client, withdrawn):
    page = client.get(withdrawn.get_absolute_url())
    posted = client.post(withdrawn.get_absolute_url(), {"answer": "a"})
    assert page.status_code == posted.status_code == 410
    assert "This question is withdrawn" in text(page)
    assert not Attempt.objects.exists()


def test_a_question_that_is_verified_again_comes_back(client, withdrawn):
    quiz = make_quiz([withdrawn])
    rule(withdrawn, "verified")
    assert client.get(withdrawn.get_absolute_url()).status_code == 200
    assert [version.question for version in quiz.current_versions()] == [withdrawn]


def test_an_attempt_begun_before_keeps_it_and_says_so(as_learner, learner):
    question = make_question("parameterised")
    attempt = make_attempt(learner, make_quiz([question]))
    slot = attempt.slots.get()
    rule(question, "withdrawn")

    before = text(as_learner.get(slot.get_absolute_url()))
    home = text(as_learner.get("/"))
    after = text(send(as_learner, slot, "1"))
    result = text(as_learner.get(attempt.get_absolute_url()))

    assert "Withdrawn since" in before
    assert "Withdrawn since" in home
    assert AGAINST not in before
    assert "<strong>Withdrawn</strong> since" in after
    assert "New numbers" not in after
    assert '<span class="chip">withdrawn</span>' in result


def test_an_answer_is_not_kept_for_a_question_that_was_not_on_the_page(client):
    first, second = make_question(slug="first"), make_question(slug="second")
    quiz = make_quiz([first, second])
    page = client.get("/")
    hidden = dict(re.findall(r'name="(attempt|seed|version)" value="([^"]+)"', text(page)))
    rule(first, "withdrawn")

    response = client.post(
        reverse("quizzes:first", args=[quiz.slug]), hidden | {"answer": "a"}, headers=HTMX
    )

    assert response.status_code == 409
    assert "This question has changed since the page was opened." in text(response)
    assert response.context["slot"].version.question == second
    assert not Attempt.objects.exists()


# The key was corrected


def test_an_answer_marked_by_an_old_key_is_told_when_it_was_corrected(as_learner, learner):
    question = make_question()
    attempt = make_attempt(learner, make_quiz([question]))
    page = text(send(as_learner, attempt.slots.get()))
    assert "was corrected on" not in page

    other_key(question)

    for url in (attempt.get_absolute_url(), attempt.slots.get().get_absolute_url()):
        page = text(as_learner.get(url))
        day = timezone.localdate().strftime("%-d %b %Y")
        assert f"The key of this question was corrected on {day}." in page


def test_other_words_with_the_same_key_are_no_correction(as_learner, learner):
    question = make_question()
    attempt = make_attempt(learner, make_quiz([question]))
    correct(question, stem="The same in other words?")
    send(as_learner, attempt.slots.get())
    assert "was corrected on" not in text(as_learner.get(attempt.get_absolute_url()))


def test_a_correction_that_was_taken_back_is_none(as_learner, learner):
    question = make_question()
    before = published_version(question).body["option"]
    attempt = make_attempt(learner, make_quiz([question]))
    send(as_learner, attempt.slots.get())
    other_key(question)
    correct(question, option=before)
    assert "was corrected on" not in text(as_learner.get(attempt.get_absolute_url()))


def test_a_draft_with_another_key_says_nothing(as_learner, learner):
    question = make_question("numeric")
    attempt = make_attempt(learner, make_quiz([question]))
    item = published_version(question).item()
    question.save_draft(item.model_copy(update={"answer": "1700"}))
    send(as_learner, attempt.slots.get(), "1769")
    assert "was corrected on" not in text(as_learner.get(attempt.get_absolute_url()))

    correct(question, answer="1700")
    question.save_draft(item)
    assert "was corrected on" in text(as_learner.get(attempt.get_absolute_url()))


def test_an_answer_to_the_new_version_is_marked_by_it(as_learner, learner):
    question = make_question()
    quiz = make_quiz([question])
    make_attempt(learner, quiz).finish(timezone.now())
    other_key(question)
    page = text(send(as_learner, make_attempt(learner, quiz).slots.get(), "b"))
    assert "✓ Right." in page
    assert "was corrected on" not in page


# In public


def test_the_public_page_lists_what_is_in_dispute_and_counts_the_rest(client):
    contested, gone = make_question(slug="in-doubt"), make_question("multiple", slug="gone")
    make_question(slug="fine")
    make_question(slug="draft", published=False)
    fact = make_fact("other-fact", value="<i>7</i>")
    rule(contested, case_against="<script>alert(1)</script>")
    rule(gone, "withdrawn")
    rule(fact)

    response = client.get(CONTESTED)

    page = text(response)
    assert response.context["counts"] == [("Questions", 1, 1, 1), ("Facts", 1, 1, 0)]
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<i>7</i>" not in page
    assert contested.get_absolute_url() in page
    assert gone.get_absolute_url() not in page
    for argument in re.finditer(FOR, page):
        start = page.rindex("<details", 0, argument.start())
        assert " open" not in page[start : page.index(">", start)]
        assert "</details>" not in page[start : argument.start()]


def test_the_public_page_gives_no_key_or_reason_away(client):
    question = make_question()
    rule(question)
    page = text(client.get(CONTESTED))
    assert "Which runtime runs a Go program?" in page
    assert not [o.reason for o in published_version(question).item().options if o.reason in page]


def test_a_contested_fact_says_so_on_its_page(client):
    fact = make_fact()
    assert "Contested</strong>" not in text(client.get(fact.get_absolute_url()))
    rule(fact, case_against="<script>alert(1)</script>")
    page = text(client.get(fact.get_absolute_url()))
    assert "<strong>Contested</strong> since" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("n", [1, 12])
def test_the_pages_of_doubt_cost_the_same_at_any_length(
    as_learner, learner, n, django_assert_max_num_queries
):
    questions = [make_question("parameterised" if i % 2 else "single") for i in range(n)]
    attempt = make_attempt(learner, make_quiz(questions))
    for number, question in enumerate(questions):
        rule(question, "withdrawn" if number % 3 else "contested")
        rule(make_fact(f"fact-{number}"))
        make_report(question, learner)
        make_report(make_fact(f"fact-{number}"), learner)
    for question in questions[::2]:
        if published_version(question).item().is_choice:
            other_key(question)
    attempt.finish(timezone.now())
    pages = [CONTESTED, "/progress/", attempt.get_absolute_url(), "/facts/fact-0/", "/"]
    pages += [f"/report/question/{questions[0].slug}/", questions[0].get_absolute_url()]
    as_learner.get("/")  # a process reads the ledger and the bank once
    for url in pages:
        with django_assert_max_num_queries(12):
            assert as_learner.get(url).status_code == 200, url


# The database keeps the promise


@pytest.mark.parametrize(
    "wrong",
    [
        {"question": None},
        {"fact": "mem-max-default"},
        {"case_against": ""},
        {"case_for": ""},
    ],
)
def test_the_database_refuses_half_a_ruling(wrong):
    standing = rule(make_question())
    with pytest.raises(IntegrityError), transaction.atomic():
        Standing.objects.filter(pk=standing.pk).update(**wrong)


def test_what_was_said_is_ended_and_never_changed():
    question = make_question()
    rule(question)
    rule(question, "withdrawn", case_against="Worse.")
    rule(question, "withdrawn", case_against="Worse.")  # nothing new
    told = question.standings.order_by("pk").values_list("state", "case_against", "until")
    [(first, against, until), (second, worse, end)] = told
    assert (first, against, second, worse, end) == (
        "contested",
        AGAINST,
        "withdrawn",
        "Worse.",
        None,
    )
    assert until is not None


def test_verifying_what_was_never_contested_writes_nothing():
    question = make_question()
    rule(question, "verified", case_for="", case_against="")
    assert not Standing.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_rulings_at_once_one_holds():
    question = make_question()
    ruled = rule(question)

    def decide(state, over):
        wanted = Standing(question=question, state=state, case_against="a", case_for="b")
        return Standing.objects.rule(wanted, over=over, at=timezone.now())

    results = together(lambda: decide("withdrawn", ruled), lambda: decide("verified", ruled))
    assert sorted(map(type, results), key=str) == sorted([bool, Overtaken], key=str)
    other = make_question()
    results = together(
        lambda: rule_first(other, "withdrawn"), lambda: rule_first(other, "contested")
    )
    assert sorted(map(type, results), key=str) == sorted([bool, Overtaken], key=str)
    assert Standing.objects.current().count() == 2


def rule_first(question, state):
    wanted = Standing(question=question, state=state, case_against="a", case_for="b")
    return Standing.objects.rule(wanted, over=None, at=timezone.now())


def test_an_import_keeps_a_fact_that_is_in_dispute():
    reported, contested = make_fact("reported"), make_fact("contested")
    make_report(reported)
    rule(contested)
    make_fact("free")
    make_question()
    assert _facts_in_use() == {"reported", "contested", "mem-max-default"}
