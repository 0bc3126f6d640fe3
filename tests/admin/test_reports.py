"""The queue: what an instructor sees, decides and answers; and who may not."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.admin import rulings
from quizzes.models import Report, Standing
from tests.admin.pages import change_page, errors_of, let_only_look
from tests.factories import (
    make_answer,
    make_attempt,
    make_fact,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
    published_version,
)
from tests.quizzes.reporting import AGAINST, FOR, make_report, rule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]
LIST = reverse("admin:quizzes_report_changelist")
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def decided(client, report, **changes):
    """The form as a browser sends it back, with `changes`."""
    form = client.get(change_page(report)).context["adminform"].form
    given = {name: form.get_initial_for_field(f, name) for name, f in form.fields.items()}
    given = {k: v for k, v in (given | changes).items() if v not in (None, False)}
    return given


def decide(client, report, **changes):
    return client.post(change_page(report), decided(client, report, **changes))


def test_the_queue_shows_what_waits_oldest_first_and_settled_last(as_instructor, instructor):
    settled, old, taken, new = (make_report(text=name) for name in "abcd")
    Report.objects.filter(pk=settled.pk).settle("Done.", instructor, timezone.now())
    Report.objects.filter(pk=taken.pk).take_up()

    rows = as_instructor.get(LIST).context["cl"].result_list

    assert list(rows) == [old, new, taken, settled]


def test_the_queue_counts_the_waiting_reports_about_the_same_thing(as_instructor, instructor):
    question, fact = make_question(), make_fact()
    reports = [make_report(question), make_report(question), make_report(fact)]
    item = published_version(question).item()
    question.save_draft(item.model_copy(update={"stem": "Newer words?"})).publish()
    make_report(question)
    Report.objects.filter(pk=reports[1].pk).settle("Done.", instructor, timezone.now())

    rows = as_instructor.get(LIST).context["cl"].result_list

    assert {row.pk: row.n_same for row in rows}[reports[0].pk] == 2
    assert {row.pk: row.n_same for row in rows}[reports[2].pk] == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=new", "bcd"),
        ("state=settled", "a"),
        ("reason=outdated", "d"),
        ("about=fact", "d"),
        ("about=question", "abc"),
        ("lesson=networking", "b"),
        ("q=needle", "c"),
        ("q=mem-max", "d"),
        ("q=q-slug", "b"),
    ],
)
def test_the_queue_can_be_narrowed(as_instructor, instructor, query, found):
    make_lesson("networking")
    settled = make_report(text="a")
    make_report(make_question(slug="q-slug", lesson="networking#start"), text="b")
    make_report(text="c needle")
    make_report(make_fact(), reason="outdated", text="d")
    Report.objects.filter(pk=settled.pk).settle("Done.", instructor, timezone.now())

    rows = as_instructor.get(f"{LIST}?{query}").context["cl"].result_list

    assert "".join(sorted(row.text[0] for row in rows)) == found


def test_several_are_taken_up_at_once_but_nothing_settled_comes_back(as_instructor, instructor):
    settled, new = make_report(), make_report()
    Report.objects.filter(pk=settled.pk).settle("Done.", instructor, timezone.now())

    data = {"action": "take_up", "_selected_action": [settled.pk, new.pk]}
    page = as_instructor.post(LIST, data, follow=True).content.decode()

    assert "1 taken up, 1 were no longer new." in page
    assert dict(Report.objects.values_list("pk", "state")) == {
        settled.pk: "settled",
        new.pk: "taken-up",
    }


# One report


def test_the_question_stands_there_as_it_was_seen(as_instructor):
    question = make_question(stem="The old words?")
    slot = make_attempt(make_user(), make_quiz([question])).slots.get()
    make_answer(slot, ["c"])
    item = published_version(question).item()
    report = make_report(question, slot=slot, seed=slot.seed)
    question.save_draft(item.model_copy(update={"stem": "The new words?"})).publish()

    page = as_instructor.get(change_page(report)).content.decode()

    assert "The old words?" in page
    assert "The new words?" not in page
    assert "Go is compiled." in page
    assert page.count('data-state="wrong"') == 1
    order = [page.index(f'<span class="option-text">{o.text}') for o in in_order(item, slot)]
    assert order == sorted(order)
    assert 'name="answer"' not in page


def in_order(item, slot):
    by_id = {option.id: option for option in item.options}
    return [by_id[name] for name in slot.option_order]


def test_the_numbers_are_those_of_the_report(as_instructor):
    question = make_question("parameterised")
    pages = {}
    for seed in range(8):
        report = make_report(question, seed=seed)
        page = as_instructor.get(change_page(report)).content.decode()
        pages[seed] = next(n for n in ("512", "1,024", "2,048") if f"has {n} MB" in page)
    assert len(set(pages.values())) > 1
    for seed, number in pages.items():
        stem = Client().get(f"{question.get_absolute_url()}?seed={seed}").content.decode()
        assert f"has {number} MB" in stem


@pytest.mark.parametrize("about", ["question", "fact"])
def test_what_learners_type_is_only_text_here(as_instructor, about):
    report = make_report(make_fact() if about == "fact" else None, text=SCRIPT)
    for url in (change_page(report), LIST):
        page = as_instructor.get(url).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "&lt;script&gt;" in as_instructor.get(change_page(report)).content.decode()


def test_nobody_reads_who_sent_it(as_instructor):
    report = make_report(user=make_user("shy@example.org", name="Shy Person"))
    for url in (change_page(report), LIST):
        page = as_instructor.get(url).content.decode()
        assert "shy@example.org" not in page
        assert "Shy Person" not in page


def test_an_answer_settles_it_and_rules_on_the_question(as_instructor, instructor):
    report = make_report()
    response = decide(
        as_instructor,
        report,
        state="settled",
        reply="You are right to doubt it.",
        standing="contested",
        case_against=AGAINST,
        case_for=FOR,
    )

    report.refresh_from_db()
    standing = report.version.question.standings.now()
    assert response.status_code == 302
    assert (report.state, report.reply, report.settled_by) == (
        "settled",
        "You are right to doubt it.",
        instructor,
    )
    assert report.settled_at
    assert (*standing.says(), standing.ruled_by) == ("contested", AGAINST, FOR, instructor)


def test_a_fact_can_be_contested_and_verified_again(as_instructor):
    report = make_report(make_fact())
    decide(as_instructor, report, standing="contested", case_against=AGAINST, case_for=FOR)
    assert report.fact.standings.now().state == "contested"
    decide(as_instructor, report, standing="verified")
    assert report.fact.standings.now().state == "verified"
    assert report.fact.standings.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"state": "settled"}, "reply"),
        ({"standing": "contested", "case_for": FOR}, "case_against"),
        ({"standing": "contested", "case_against": AGAINST}, "case_for"),
        ({"standing": "withdrawn", "case_for": FOR}, "case_against"),
        ({"standing": "gone"}, "standing"),
        ({"state": "lost"}, "state"),
    ],
)
def test_half_a_decision_is_refused_at_its_field(as_instructor, changes, field):
    report = make_report()
    response = decide(as_instructor, report, **changes)
    assert field in errors_of(response)
    assert not Standing.objects.exists()
    assert Report.objects.get().state == "new"


def test_one_reply_can_settle_all_that_wait_about_the_same(as_instructor):
    question = make_question()
    report, twin, other = make_report(question), make_report(question), make_report()
    decide(as_instructor, report, state="settled", reply="It stands.")
    assert Report.objects.get(pk=twin.pk).state == "new"
    decide(as_instructor, report, state="settled", reply="It stands.", also="on")
    states = dict(Report.objects.values_list("pk", "state"))
    assert states == {report.pk: "settled", twin.pk: "settled", other.pk: "new"}
    assert Report.objects.get(pk=twin.pk).reply == "It stands."


def test_the_second_of_two_instructors_is_told_and_loses_nothing(as_instructor):
    question = make_question()
    report = make_report(question)
    mine = decided(as_instructor, report, state="settled", reply="My words.")
    rule(question, case_against="What another one said.")

    refused = as_instructor.post(change_page(report), mine)
    page = refused.content.decode()

    assert "somebody else worked on this after you opened it" in page
    assert "My words.</textarea>" in page
    assert Report.objects.get().state == "new"
    again = mine | {"loaded": refused.context["adminform"].form["loaded"].value()}
    assert as_instructor.post(change_page(report), again).status_code == 302


def test_who_is_overtaken_by_a_ruling_elsewhere_is_told_and_loses_nothing(
    as_instructor, monkeypatch
):
    """The admin locks what it rules on; a ruling from a script does not ask for that lock."""
    question = make_question()
    report = make_report(question)
    mine = decided(
        as_instructor, report, standing="withdrawn", case_against="My words.", case_for=FOR
    )
    rule(question, case_against="What another one said.")
    stale = iter([None])
    monkeypatch.setattr(
        rulings, "standing_of", lambda report: next(stale, question.standings.now())
    )

    refused = as_instructor.post(change_page(report), mine)

    assert refused.status_code == 200
    page = refused.content.decode()
    assert "somebody else worked on this after you opened it" in page
    assert "My words.</textarea>" in page
    assert question.standings.get().state == "contested"
    monkeypatch.undo()
    again = mine | {"loaded": refused.context["adminform"].form["loaded"].value()}
    assert as_instructor.post(change_page(report), again).status_code == 302
    assert question.standings.now().case_against == "My words."


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_told():
    question = make_question()
    reports = [make_report(question), make_report(question)]
    clients, answers, start = [], {}, threading.Barrier(2)
    for name in ("ann", "ben"):
        clients.append(Client())
        user = make_user(f"{name}@example.org", is_staff=True, is_superuser=True)
        clients[-1].force_login(user)
    sent = [
        decided(client, report, standing="contested", case_against=f"c{at}", case_for="f")
        for at, (client, report) in enumerate(zip(clients, reports, strict=True))
    ]

    def post(at):
        try:
            start.wait(timeout=10)
            answers[at] = clients[at].post(change_page(reports[at]), sent[at]).status_code
        finally:
            connection.close()

    threads = [threading.Thread(target=post, args=(at,)) for at in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers.values()) == [200, 302]
    winner = next(at for at, status in answers.items() if status == 302)
    assert question.standings.get().case_against == f"c{winner}"


# Who may


def test_nobody_adds_or_deletes_a_report(as_superuser):
    report = make_report()
    for name, args in (("add", []), ("delete", [report.pk])):
        url = reverse(f"admin:quizzes_report_{name}", args=args)
        assert as_superuser.get(url).status_code == 403


def test_who_may_only_look_decides_nothing(as_instructor):
    report = make_report()
    let_only_look("report")

    page = as_instructor.get(change_page(report))
    data = {"action": "take_up", "_selected_action": [report.pk]}
    as_instructor.post(LIST, data)

    assert page.status_code == 200
    assert 'name="reply"' not in page.content.decode()
    assert as_instructor.post(change_page(report), {"state": "settled"}).status_code == 403
    assert Report.objects.get().state == "new"


def test_a_question_with_a_report_is_not_deleted(as_superuser):
    question = make_question()
    make_report(question)
    url = reverse("admin:quizzes_question_delete", args=[question.pk])
    as_superuser.post(url, {"post": "yes"})
    assert Report.objects.count() == 1
    assert type(question).objects.filter(pk=question.pk).exists()


@pytest.mark.parametrize("n", [1, 60])
def test_the_queue_and_a_report_cost_the_same_at_any_length(
    as_instructor, django_assert_max_num_queries, n
):
    question = make_question()
    for number in range(n):
        report = make_report(question if number % 2 else make_fact(f"fact-{number}"))
        make_lesson(f"lesson-{number}")
    report = make_report(question, slot=make_attempt(quiz=make_quiz([question])).slots.get())
    rule(question)
    for url in (LIST, change_page(report)):
        with django_assert_max_num_queries(12):
            assert as_instructor.get(url).status_code == 200
