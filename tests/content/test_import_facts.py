"""What an import does to a fact: revisions, and the words of an instructor."""

import pytest

from quizzes.importing import sync
from studyapp.lessons.models import Fact, Revision
from studyapp.search.indexing import refresh_fact
from tests.content.importing import changed, run, sound
from tests.content.tree import FACT_FILE

pytestmark = pytest.mark.django_db

STATEMENT = "A function can run for at most 900 seconds, which is 15 minutes."
KEPT = (
    "Fact timeout-max: edited in the admin and changed in the files. Kept what the admin has; "
    "`import_content --take-files` takes the files."
)


def fact(key="timeout-max"):
    return Fact.objects.get(key=key)


def edit_fact(statement="In my words."):
    Fact.objects.filter(key="timeout-max").update(statement=statement)


# Revisions.


def test_a_first_import_revises_nothing(imported):
    assert Revision.objects.count() == 0
    assert {fact.revised_at for fact in Fact.objects.all()} == {None}


def test_another_value_is_a_revision(imported):
    imported.change(FACT_FILE, 'value = "900"', 'value = "960"')

    sync(sound(imported))

    [revision] = Revision.objects.all()
    assert (revision.fact, revision.kind, revision.by) == (fact(), "corrected", None)
    assert revision.before == {
        "value": "900",
        "unit": "seconds",
        "number": "900",
        "statement": STATEMENT,
    }
    assert revision.after == revision.before | {"value": "960"}
    assert fact().revised_at == revision.at


def test_another_unit_is_a_revision(imported):
    imported.change(FACT_FILE, 'unit = "seconds"', 'unit = "s"')

    sync(sound(imported))

    assert Revision.objects.get().after["unit"] == "s"


def test_another_number_alone_is_a_revision(imported):
    imported.change(FACT_FILE, 'number = "900"', 'number = "901"')

    sync(sound(imported))

    revision = Revision.objects.get()
    assert (revision.before["number"], revision.after["number"]) == ("900", "901")
    assert fact().revised_at == revision.at


@pytest.mark.parametrize("line", ['number = "900.0"\n', ""])
def test_the_same_number_in_other_digits_and_a_first_one_are_none(imported, line):
    own, unit = 'number = "900"\n', 'unit = "seconds"\n'
    for before, after in ((unit + own, unit + line), (unit + line, unit + own)):
        imported.change(FACT_FILE, before, after)
        assert sync(sound(imported)).facts == 1

    assert (Revision.objects.count(), fact().revised_at) == (0, None)


def test_another_statement_alone_is_none(imported):
    imported.change(FACT_FILE, "A function can run for at most", "A function runs for at most")

    report, _ = run(imported)

    assert changed(report) == (1, 0, 0, 0)
    assert fact().statement.startswith("A function runs")
    assert (Revision.objects.count(), fact().revised_at) == (0, None)


def test_another_check_alone_is_none(imported):
    imported.change(FACT_FILE, "check_by = 2027-02-21", "check_by = 2027-02-22")

    assert changed(sync(sound(imported))) == (1, 0, 0, 0)
    assert Revision.objects.count() == 0


def test_a_change_at_aws_is_told_from_a_correction(imported):
    then = '[fact.then]\nstatement = "Older material says 15 minutes."\nchanged_on = "2026-11-20"\n'
    text = (imported.root / FACT_FILE).read_text("utf-8")
    imported.write(FACT_FILE, text.replace('value = "900"', 'value = "960"') + then)

    sync(sound(imported))

    assert Revision.objects.get().kind == "changed"


def test_a_correction_of_a_fact_that_once_changed_is_a_correction(imported):
    """That AWS changed it in 2020 does not make our slip of today a change at AWS."""
    imported.change(FACT_FILE, 'value = "10,240"', 'value = "10,241"')

    sync(sound(imported))

    assert (Revision.objects.get().fact_id, Revision.objects.get().kind) == ("mem-max", "corrected")


def test_a_second_import_of_the_change_revises_nothing_more(imported):
    imported.change(FACT_FILE, 'value = "900"', 'value = "960"')

    sync(sound(imported))
    report, writes = run(imported)

    assert (changed(report), writes) == ((0, 0, 0, 0), [])
    assert Revision.objects.count() == 1


# The words of an instructor.


def test_an_edit_in_the_admin_is_kept(imported):
    edit_fact()
    refresh_fact(fact())

    report, writes = run(imported)

    assert fact().statement == "In my words."
    assert (report.conflicts, writes) == ([], [])


def test_an_edit_in_both_places_is_a_conflict_each_time(imported):
    edit_fact()
    imported.change(FACT_FILE, 'value = "900"', 'value = "960"')

    for _ in range(2):
        report, _ = run(imported)

        assert report.conflicts == [KEPT]
        assert changed(report) == (0, 0, 0, 0)
        assert (fact().statement, fact().value) == ("In my words.", "900")
    assert Revision.objects.count() == 0


def test_the_files_win_when_told_to(imported):
    edit_fact()
    imported.change(FACT_FILE, 'value = "900"', 'value = "960"')

    report, _ = run(imported, take_files=True)

    assert (fact().statement, fact().value) == (STATEMENT, "960")
    assert report.conflicts == []
    assert Revision.objects.get().before["statement"] == "In my words."
    assert run(imported)[1] == []


def test_of_two_checks_the_later_one_counts(imported):
    Fact.objects.update(checked_on="2026-12-01", check_by="2027-01-01")
    imported.change(FACT_FILE, "checked_on = 2026-11-23", "checked_on = 2026-11-24")

    sync(sound(imported))

    dates = (fact("mem-max").checked_on.isoformat(), fact("mem-max").check_by.isoformat())
    assert dates == ("2026-12-01", "2027-02-21")


def test_the_same_edit_in_both_places_is_no_conflict(imported):
    edit_fact(STATEMENT.replace("can run", "runs"))
    imported.change(FACT_FILE, "A function can run", "A function runs")
    assert sync(sound(imported)).conflicts == []
    imported.change(FACT_FILE, "A function runs", "One run lasts")

    report, _ = run(imported)

    assert (changed(report), report.conflicts) == ((1, 0, 0, 0), [])


def test_a_fact_from_before_edits_were_noted_follows_its_file(imported):
    """A ledger of an older release has no note of what the files said: nobody edited it."""
    Fact.objects.update(imported_hash="")
    imported.change(FACT_FILE, 'value = "900"', 'value = "960"')

    report, _ = run(imported)

    assert (report.conflicts, fact().value) == ([], "960")
