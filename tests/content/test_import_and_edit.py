"""Facts edited in the admin and in the files: neither overwrites the other unseen."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from quizzes.importing import sync
from studyapp.accounts.roles import make_instructor
from studyapp.lessons.models import Fact, Revision
from studyapp.lessons.revising import check_again, token
from tests.content.importing import run, sound
from tests.content.tree import FACT_FILE
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:lessons_fact_change", args=["timeout-max"])
STATEMENT = "A function can run for at most 900 seconds, which is 15 minutes."
MINE = "A function can run for at most 1,800 seconds, which is 30 minutes."
THEIRS = "A function can run for at most 1200 seconds, no longer 15 minutes."
OURS = "A function can run for 1200 seconds instead of 15 minutes."
LATER = "2027-01-10T12:00:00Z"


@pytest.fixture
def desk(imported):
    user = make_user("ines@example.org", name="Ines")
    make_instructor(user)
    client = Client()
    client.force_login(user)
    with time_machine.travel(LATER):
        yield client


def fact():
    return Fact.objects.get(pk="timeout-max")


def posted(**changes):
    given = {
        "kind": "changed",
        "value": "1,800",
        "unit": "seconds",
        "number": "1800",
        "statement": MINE,
        "source": fact().source,
        "changed_on": "2027",
        "then": STATEMENT,
        "loaded": token(fact()),
    }
    return given | changes


def in_files(tree):
    """The same fact changed in its file."""
    tree.change(FACT_FILE, 'value = "900"', 'value = "1200"')
    tree.change(FACT_FILE, 'number = "900"', 'number = "1200"')
    tree.change(FACT_FILE, STATEMENT, THEIRS)


def test_an_edit_in_the_admin_outlives_an_import(imported, desk):
    assert desk.post(PAGE, posted()).status_code == 302

    report, writes = run(imported)

    assert fact().statement == MINE
    assert (fact().then, fact().changed_on) == (STATEMENT, "2027")
    assert (report.facts, report.conflicts, writes) == (0, [], [])


def test_the_admin_first_then_the_files_is_a_conflict_that_keeps_the_admins_words(imported, desk):
    desk.post(PAGE, posted())
    in_files(imported)

    for _ in range(2):
        report, writes = run(imported)
        assert fact().statement == MINE
        assert writes == []
        assert report.conflicts == [
            "Fact timeout-max: edited in the admin and changed in the files. Kept what the admin "
            "has; `import_content --take-files` takes the files."
        ]
    assert Revision.objects.count() == 1


def test_the_files_win_when_told_to_and_that_is_a_revision(imported, desk):
    desk.post(PAGE, posted())
    in_files(imported)

    report, _ = run(imported, take_files=True)

    assert (fact().value, report.conflicts) == ("1200", [])
    assert [row.before["value"] for row in fact().revisions.all()] == ["1,800", "900"]
    assert run(imported)[1] == []


def test_the_files_first_then_a_form_opened_before_is_told(imported, desk):
    mine = posted()
    in_files(imported)
    sync(sound(imported))

    response = desk.post(PAGE, mine)

    assert response.status_code == 200
    assert "The import changed this fact while you were writing." in response.content.decode()
    assert fact().value == "1200"


def test_the_files_first_then_the_admin_stays(imported, desk):
    in_files(imported)
    sync(sound(imported))
    assert desk.post(PAGE, posted()).status_code == 302

    report, writes = run(imported)

    assert (fact().value, report.conflicts, writes) == ("1,800", [], [])
    assert [row.before["value"] for row in fact().revisions.all()] == ["1200", "900"]


def test_the_same_in_both_places_is_no_conflict_and_one_revision(imported, desk):
    desk.post(PAGE, posted(kind="corrected", value="1200", number="1200", statement=OURS))
    in_files(imported)
    imported.change(FACT_FILE, THEIRS, OURS)

    report, _ = run(imported)

    assert report.conflicts == []
    assert fact().revisions.count() == 1
    imported.change(FACT_FILE, OURS, THEIRS)
    assert run(imported)[0].facts == 1
    assert fact().statement == THEIRS


@pytest.mark.parametrize(
    ("in_the_files", "counts"),
    [("2026-12-01", date(2027, 1, 10)), ("2027-02-01", date(2027, 2, 1))],
)
def test_of_two_checks_the_later_wins(imported, desk, in_the_files, counts):
    check_again(["timeout-max"], None)
    assert fact().check_by == date(2027, 4, 10)
    rest = (imported.root / FACT_FILE).read_text().partition('key = "timeout-max"')
    fresh = rest[2].replace("2026-11-23", in_the_files).replace("2027-02-21", "2027-03-31")
    imported.write(FACT_FILE, "".join([*rest[:2], fresh]))

    sync(sound(imported))

    assert fact().checked_on == counts
    assert fact().check_by == date(2027, 4, 10)


def test_a_check_in_the_admin_is_no_edit(imported, desk):
    check_again(["timeout-max"], None)
    in_files(imported)

    report, _ = run(imported)

    assert (report.conflicts, fact().value) == ([], "1200")


def test_a_change_in_the_files_is_news_too(imported):
    in_files(imported)

    sync(sound(imported))

    row = fact().revisions.get()
    assert (row.kind, row.by, row.before["statement"]) == ("corrected", None, STATEMENT)
    assert fact().revised_at == row.at
