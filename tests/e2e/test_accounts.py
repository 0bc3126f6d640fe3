"""Signing up keeps a guest's work; signing in merges it, and says so."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from quizzes.models import Answer, Attempt, Quiz
from studyapp.accounts.models import User
from studyapp.lessons.models import LessonRead
from tests.e2e.conftest import Complaints, Visit
from tests.e2e.inspection import Inspection
from tests.e2e.steps import check, choose, current_slot, response_to, sees_verdict, tab_to
from tests.factories import make_attempt, make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PASSWORD = "elm-brook-1769"


def answer_on_first_page(page: Page) -> None:
    page.goto("/")
    page.locator("label.option").first.click()
    check(page)
    sees_verdict(page)


def answer_in(page: Page, quiz: str, count: int) -> None:
    page.goto(f"/practise/{quiz}/")
    page.get_by_role("button", name="Start").click()
    for position in range(1, count + 1):
        expect(page.get_by_text(f"{position} of 12", exact=True)).to_be_visible()
        attempt = Attempt.objects.get(quiz__slug=quiz, finished_at=None)
        choose(page, response_to(current_slot(page, attempt), right=True))
        check(page)
        sees_verdict(page)
        page.get_by_role("link", name="Next").click()


def fill_in_by_keyboard(page: Page, email: str, password: str) -> None:
    tab_to(page, page.get_by_label("E-mail address"))
    page.keyboard.type(email)
    tab_to(page, page.get_by_label("Password"))
    page.keyboard.type(password)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("javascript", [True, False])
def test_signing_up_keeps_what_a_guest_did(visit: Visit, javascript: bool):
    page = visit("/practise/questions/rt-go-runtime/", java_script_enabled=javascript)
    page.locator("label.option").first.click()
    check(page)
    expect(page.get_by_text("✓ Saved on this device")).to_be_visible()
    guest = User.objects.get()

    page.get_by_role("link", name="Sign up").click()
    expect(page.get_by_text("On this device only: 1 answer.")).to_be_visible()
    fill_in_by_keyboard(page, "New@Example.org", PASSWORD)

    expect(page.get_by_text("Your account is made, with 1 answer in it.")).to_be_visible()
    account = User.objects.get()
    assert (account.pk, account.email) == (guest.pk, "new@example.org")
    assert Answer.objects.get().slot.attempt.user == account
    page.goto("/progress/")
    expect(page.get_by_text("Kept in your account.")).to_be_visible()
    expect(page.get_by_role("link", name="One question")).to_be_visible()


def test_signing_in_merges_the_work_of_two_devices_with_a_receipt(visit: Visit):
    account = make_user("ada@example.org", PASSWORD)
    there = visit(user=account)
    answer_in(there, "permissions", 2)
    here = visit()
    answer_in(here, "runtimes", 2)
    here.goto("/learn/networking/")
    here.get_by_role("button", name="Mark as read").click()
    expect(here.get_by_text("✓ Marked as read.")).to_be_visible()
    stale = here.context.new_page()
    stale.goto("/")
    assert User.objects.count() == 2

    here.goto("/account/login/")
    expect(here.get_by_text("On this device: 2 answers, 1 lesson mark.")).to_be_visible()
    fill_in_by_keyboard(here, "ADA@example.org", PASSWORD)

    receipt = "2 answers, 1 lesson mark merged, 0 dropped"
    expect(here.get_by_text(receipt)).to_be_visible()
    expect(here.get_by_text("open, 2 of 12 answered")).to_have_count(2)
    assert User.objects.get() == account
    assert (Answer.objects.count(), LessonRead.objects.get().user) == (4, account)
    here.goto("/account/")
    expect(here.get_by_text(receipt)).to_be_visible()
    # The page opened before the sign-in still takes an answer.
    stale.locator("label.option").first.click()
    for more in stale.locator("input[type=checkbox]:not(:checked)").all()[:1]:
        more.check(force=True)
    check(stale)
    sees_verdict(stale)
    there.goto("/progress/")
    expect(there.get_by_text("open, 2 of 12 answered")).to_have_count(2)
    expect(there.get_by_text("open, 1 of 12 answered")).to_be_visible()


def test_two_open_attempts_at_one_quiz_both_survive_the_merge(visit: Visit):
    account = make_user("ada@example.org", PASSWORD)
    make_attempt(account, Quiz.objects.open().first())
    page = visit()
    answer_on_first_page(page)

    page.goto("/account/login/")
    fill_in_by_keyboard(page, "ada@example.org", PASSWORD)

    expect(page.get_by_text("1 answer merged, 0 dropped")).to_be_visible()
    attempts = Attempt.objects.filter(user=account)
    assert (attempts.count(), attempts.open().count(), Answer.objects.count()) == (2, 1, 1)


def test_a_refused_sign_in_keeps_the_address_and_takes_the_focus(
    visit: Visit, complaints: Complaints
):
    complaints.expect("status of 422")
    make_user("ada@example.org", PASSWORD)
    page = visit("/account/login/?next=/labs/")
    fill_in_by_keyboard(page, "ada@example.org", "not-the-password")

    refused = page.get_by_role("alert").filter(has_text="do not go together")
    expect(refused).to_be_visible()
    expect(refused).to_be_focused()
    expect(page.get_by_label("E-mail address")).to_have_value("ada@example.org")
    expect(page.get_by_label("Password")).to_have_value("")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url("/labs/")


def test_export_erase_and_sign_out(visit: Visit, complaints: Complaints, tmp_path: Path):
    complaints.expect("status of 422")
    account = make_user("ada@example.org", PASSWORD)
    page = visit(user=account)
    answer_in(page, "runtimes", 1)
    page.goto("/account/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export everything").click()
    download.value.save_as(tmp_path / "export.json")
    assert "rt-managed-languages" in json.dumps(json.loads((tmp_path / "export.json").read_text()))

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.goto("/progress/")
    expect(page.get_by_text("Your first five answers fill this").first).to_be_visible()
    page.goto("/account/login/")
    fill_in_by_keyboard(page, "ada@example.org", PASSWORD)
    expect(page.get_by_text("open, 1 of 12 answered")).to_be_visible()
    page.goto("/account/")
    page.get_by_role("link", name="Erase …").click()
    page.get_by_label("Your password").fill("wrong")
    page.get_by_role("button", name="Erase everything").click()
    expect(page.get_by_role("alert").filter(has_text="Nothing is erased.")).to_be_visible()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Erase everything").click()
    expect(page.get_by_text("Erased. Nothing about you is kept here any more.")).to_be_visible()
    assert not User.objects.exists()
    assert not Answer.objects.exists()


def test_account_pages_read_well(visit: Visit, complaints: Complaints, inspection: Inspection):
    complaints.expect("status of 422")
    page = visit()
    for name in ("", "signup/", "login/", "reset/", "reset/x/y/"):
        page.goto(f"/account/{name}")
        inspection.look(page)
    page.goto("/account/signup/")
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_label("Password").fill("password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="not made yet")).to_be_visible()
    inspection.look(page, "sign-up refused")
    answer_on_first_page(page)
    for name in ("", "erase/"):
        page.goto(f"/account/{name}")
        inspection.look(page, f"{name} as a guest")
    page = visit(user=make_user("ada@example.org"))
    for name in ("", "password/"):
        page.goto(f"/account/{name}")
        inspection.look(page, f"{name} signed in")
