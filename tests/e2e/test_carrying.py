"""Taking one's work away and bringing it to another device."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from quizzes.models import Answer, Attempt, Quiz
from studyapp.accounts.models import User
from tests.e2e.conftest import Complaints, Visit
from tests.e2e.inspection import Inspection
from tests.factories import make_answer, make_attempt, make_user
from tests.progress.carrying.work import right, wrong

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 360, "height": 740}


def study(user: User) -> None:
    attempt = make_attempt(user, Quiz.objects.get(slug="runtimes"))
    for slot, give in zip(attempt.slots.all(), (right, wrong, right), strict=False):
        make_answer(slot, give(slot))


def download(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as got:
        page.get_by_role("link", name=name).click()
    path = folder / got.value.suggested_filename
    got.value.save_as(path)
    return path


@pytest.mark.parametrize("javascript", [False, True])
def test_work_moves_to_another_device(visit: Visit, tmp_path: Path, javascript: bool):
    ada = make_user("ada@example.org")
    study(ada)
    there = visit("/progress/", user=ada, viewport=NARROW, java_script_enabled=javascript)
    export = download(there, "Export everything", tmp_path)
    assert download(there, "Anki deck", tmp_path).suffix == ".apkg"
    assert download(there, "Table of answers", tmp_path).suffix == ".csv"

    here = visit("/account/", viewport=NARROW, java_script_enabled=javascript)
    here.get_by_role("link", name="Bring back an export").click()
    here.get_by_label("Your export").set_input_files(export)
    here.get_by_role("button", name="Look at it").click()
    expect(here.get_by_text("3 answers in 1 attempt.")).to_be_visible()
    here.get_by_role("button", name="Take in").click()

    expect(here.get_by_text("3 answers, 1 attempt taken in; nothing left out.")).to_be_visible()
    assert Attempt.objects.open().count() == 2
    assert Answer.objects.filter(slot__attempt__user__email=None).count() == 3


def test_a_wrong_file_is_refused_where_it_is_chosen(
    visit: Visit, complaints: Complaints, tmp_path: Path
):
    complaints.expect("status of 422")
    wrong_file = tmp_path / "shopping.json"
    wrong_file.write_text('{"eggs": 6}')
    page = visit("/progress/bring/", viewport=NARROW)
    page.get_by_label("Your export").set_input_files(wrong_file)
    page.get_by_role("button", name="Look at it").click()

    refused = page.get_by_role("alert").filter(has_text="no export of this site")
    expect(refused).to_be_visible()
    expect(refused).to_be_focused()


def test_the_pages_read_well(
    visit: Visit, complaints: Complaints, inspection: Inspection, tmp_path: Path
):
    complaints.expect("status of 422")
    ada = make_user("ada@example.org")
    study(ada)
    page = visit("/progress/", user=ada)
    inspection.look(page)
    export = download(page, "Export everything", tmp_path)
    page.goto("/progress/bring/")
    inspection.look(page)
    page.get_by_role("button", name="Look at it").click()
    inspection.look(page, "no file")
    study(make_user("grace@example.org"))
    other = visit("/progress/", user=User.objects.get(email="grace@example.org"))
    export = download(other, "Export everything", tmp_path)
    export.write_text(export.read_text().replace("rt-managed", "gone"))
    page.goto("/progress/bring/")
    page.get_by_label("Your export").set_input_files(export)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", name="What this file would add")).to_be_visible()
    inspection.look(page, "a file to take in")
    page.goto("/account/")
    inspection.look(page)
