"""Promise 6 at a mock exam: offline over the deadline, nothing is lost, nothing slipped in."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import Page, expect

from quizzes.latecomers import accept
from quizzes.models import Answer, Attempt, Slot, StrayAnswer
from tests.e2e.conftest import Complaints, Visit
from tests.e2e.steps import choose, response_to
from tests.factories import make_user
from tests.quizzes.bank import make_exam

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def exam(content: object, complaints: Complaints) -> Attempt:
    complaints.expect("ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_NETWORK")
    return make_exam(make_user("candidate@example.org"))


@pytest.fixture
def slot(exam: Attempt) -> Slot:
    one = next(slot for slot in exam.slots.complete() if slot.item.kind == "single")
    return Slot.objects.select_related("version").get(pk=one.pk)


def over(exam: Attempt) -> None:
    """An hour goes by at the server: deadline and grace with it."""
    hour = timedelta(hours=1)
    moved = {name: F(name) - hour for name in ("started_at", "deadline_at", "closes_at")}
    Attempt.objects.filter(pk=exam.pk).update(**moved)
    Answer.objects.update(answered_at=F("answered_at") - hour)


def state(page: Page):
    return page.locator("[data-saved]")


@pytest.mark.parametrize("answered_before", [True, False])
def test_an_answer_that_waits_over_the_deadline_is_kept_and_not_graded(
    visit: Visit, exam: Attempt, slot: Slot, answered_before: bool
):
    page = visit(user=exam.user)
    page.clock.install()
    page.goto(slot.get_absolute_url())
    if answered_before:
        choose(page, response_to(slot, right=False))
        expect(state(page)).to_have_text("✓ Saved")
    page.context.set_offline(True)
    choose(page, response_to(slot, right=True))
    expect(state(page)).to_have_text("Waiting")

    page.clock.fast_forward(41 * 60_000)
    expect(page.get_by_role("alert").first).to_contain_text("Time is over.")
    over(exam)
    page.close(run_before_unload=False)  # what was chosen is in the browser alone
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto("/glossary/")  # any page brings it
    expect(again.locator("#strip")).to_contain_text("1 sent")

    n_before = int(answered_before)
    again.goto(exam.report_url)
    expect(again.get_by_text(f"answered {n_before} of 20 questions")).to_be_visible()
    expect(again.get_by_text("1 answer came after the end and does not count.")).to_be_visible()
    exam.refresh_from_db()
    assert exam.finished_at == exam.deadline_at
    assert [answer.points for answer in slot.answers.all()] == [0] * n_before
    stray = StrayAnswer.objects.select_related("slot__version", "slot__attempt").get()
    assert (stray.why, stray.response) == ("late", response_to(slot, right=True))

    again.reload()
    again.wait_for_load_state("networkidle")
    assert StrayAnswer.objects.count() == 1
    accept([stray], make_user("teacher@example.org"), timezone.now())
    again.reload()
    expect(again.get_by_text("answered 1 of 20 questions")).to_be_visible()
    expect(again.get_by_text("came after the end")).to_have_count(0)
    assert slot.answers.latest("revision").points == 1


def test_back_in_time_it_counts_though_the_page_had_given_up(
    visit: Visit, exam: Attempt, slot: Slot
):
    """The clock of a page that slept may be ahead: the server's alone decides."""
    page = visit(user=exam.user)
    page.clock.install()
    page.goto(slot.get_absolute_url())
    page.context.set_offline(True)
    choose(page, response_to(slot, right=True))
    expect(state(page)).to_have_text("Waiting")
    page.clock.fast_forward(41 * 60_000)
    expect(page.get_by_role("alert").first).to_contain_text("Time is over.")
    page.context.set_offline(False)

    expect(state(page)).to_have_text("✓ Saved")
    page.goto(slot.get_absolute_url())
    expect(page.get_by_role("timer")).to_have_text("40 min left")
    assert slot.answers.get().points == 1
    assert not StrayAnswer.objects.exists()
