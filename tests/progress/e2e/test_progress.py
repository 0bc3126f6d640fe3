"""/progress/ in a browser: before the first answer, below the gates, with everything on it."""

import pytest
from playwright.sync_api import Page, expect

from quizzes.models import Question
from studyapp.accounts.models import User
from tests.e2e.conftest import Visit
from tests.e2e.inspection import PHONE, Inspection
from tests.factories import make_user
from tests.progress.studying import study

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def busy_learner() -> User:
    """14 attempts over questions of all domains, with every word of sureness."""
    user = make_user("learner@example.org")
    questions = list(Question.objects.published()[:140])
    for number, word in enumerate(["certain", "fairly", "guess", "certain", "fairly", "", ""] * 2):
        rights = [place % 3 > 0 for place in range(10)]
        mine = questions[number * 10 : number * 10 + 10]
        study(user, mine, rights, days_ago=number * 3, sureness=word, seconds=200)
    return user


def test_with_everything_on_it(visit: Visit, inspection: Inspection):
    page = visit("/progress/", user=busy_learner())

    expect(page.get_by_role("heading", name="Lambda part of SAA-C03: likely")).to_be_visible()
    inspection.look(page)
    expect(page.get_by_role("row", name="Certain 40 60 %")).to_be_visible()


def test_without_javascript_on_a_phone(visit: Visit):
    page = visit("/progress/", user=busy_learner(), java_script_enabled=False, viewport=PHONE)

    page.get_by_text("The same in numbers, and how it is made").click()
    expect(page.get_by_text("First answers behind it")).to_be_visible()
    page.get_by_text("Show as a table").click()
    expect(page.get_by_role("columnheader", name="Minutes")).to_be_visible()
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_role("link", name="Newer")).to_be_visible()
    expect(page.get_by_role("table").last.get_by_role("row")).to_have_count(1 + 2)


def test_a_row_is_low_on_a_phone(visit: Visit):
    page = visit("/progress/", user=busy_learner(), viewport=PHONE)

    heights = row_heights(page, "table.lessons-table tbody tr")
    assert len(heights) == 19
    assert max(heights) <= 110
    assert max(row_heights(page, "section:has(#attempts) tbody tr")) <= 110


def row_heights(page: Page, rows: str) -> list[float]:
    heights: list[float] = page.eval_on_selector_all(
        rows, "rows => rows.map((row) => row.getBoundingClientRect().height)"
    )
    return heights


@pytest.mark.parametrize("n", [0, 3])
def test_with_little_on_it(visit: Visit, inspection: Inspection, n: int):
    user = make_user("learner@example.org")
    if n:
        study(user, list(Question.objects.published()[:n]), [True] * n)
    page = visit("/progress/", user=user)

    said = "Not enough data: 3 of 20 first answers." if n else "Your first five answers fill this"
    expect(page.get_by_role("heading", name=said)).to_be_visible()
    inspection.look(page)
