"""The key is never in what the browser receives before the answer."""

import gzip
import html
import re
from collections.abc import Iterable

import pytest
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponse
from django.test import Client
from playwright.sync_api import Page, expect

from quizzes.cards import Shelf
from quizzes.engine.draws import draw
from quizzes.engine.items import Item, Kind
from quizzes.models import Attempt, Question
from studyapp.content.loader import Bundle
from tests.e2e.conftest import Complaints
from tests.e2e.steps import check, choose, current_slot, response_to, sees_verdict
from tests.quizzes.reporting import rule

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
MARKERS = re.compile(
    r"data-state=\"?(right|wrong|missed|plain)|data-correct|data-verdict|class=\"[^\"]*\bcorrect"
    r"|class=\"reason|class=\"basis|class=\"worked|✓ Right|✕ "
)


def words(text: str) -> str:
    """Only the words: no tags, no Markdown, no macro, one space between them."""
    plain = html.unescape(re.sub(r"<[^>]+>", " ", text))
    return " ".join(re.findall(r"\w+", plain.lower()))


def secrets(item: Item) -> Iterable[str]:
    """Each plain stretch of text that only an answered question may show."""
    texts = [spot.text for spot in item.spots() if spot.column == "reason"] + [item.explanation]
    texts += [step.text for step in item.steps]
    asked = words(" ".join([item.unit, *item.shown]))
    for text in texts:
        stretches = re.split(r"\{[^}]*\}+|[`*_]+|\[|\]\([^)]*\)", text)
        longest = max((words(stretch) for stretch in stretches), key=len)
        if len(longest) >= 12 and longest not in asked:
            yield longest


class Sent(list[HttpResponse]):
    """All that the server sent since the last look, whether the browser shows it or not."""

    def take(self) -> str:
        answers, self[:] = list(self), []
        return "\n".join(map(text_of, answers))


def text_of(answer: HttpResponse) -> str:
    packed = answer.get("Content-Encoding") == "gzip"
    return (gzip.decompress(answer.content) if packed else answer.content).decode()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Listens inside the server, which is a thread of this process."""
    listening, get_response = Sent(), BaseHandler.get_response

    def listen(handler: BaseHandler, request: HttpRequest) -> HttpResponse:
        answer = get_response(handler, request)
        # The packet of a practice set holds its keys: that is what it is for.
        if not request.path.endswith("/packet/"):
            listening.append(answer)
        return answer

    monkeypatch.setattr(BaseHandler, "get_response", listen)
    return listening


def tells(text: str, item: Item) -> list[str]:
    shown = words(text)
    return [secret for secret in secrets(item) if secret in shown]


def test_the_test_can_see_a_secret(page: Page, bundle: Bundle, sent: Sent):
    page.goto("/practise/questions/rt-go-runtime/")
    page.locator("label.option").first.click()
    before = sent.take()
    check(page)
    sees_verdict(page)
    after = sent.take()

    item = bundle.questions["rt-go-runtime"].item
    assert (tells(before, item), MARKERS.search(before)) == ([], None)
    assert len(tells(after, item)) == 5
    assert MARKERS.search(after)


def test_no_question_tells_its_key_before_the_answer(
    page: Page, client: Client, bundle: Bundle, sent: Sent, complaints: Complaints
):
    complaints.expect("status of 422")
    opened: set[str] = set()
    for slug, entry in bundle.questions.items():
        item, path = entry.item, f"/practise/questions/{slug}/?seed=7"
        # An order is one as it stands: it cannot be sent empty.
        if item.kind in opened or item.kind is Kind.ORDERING:
            client.get(path)
        else:  # one of a kind is refused first: what comes then is a response too
            opened.add(item.kind)
            page.goto(path)
            check(page)
            expect(page.locator("#answer-error")).to_be_visible()
        text = sent.take()
        assert words(item.stem)[:20] in words(text) or item.params
        assert (slug, tells(text, item), MARKERS.search(text)) == (slug, [], None)
        if item.is_number:
            answer = draw(item, 7, Shelf.of([item]).numbers).answer
            held = re.findall(
                r'<input\b(?![^>]*name="(?:version|seed|revision)")[^>]*value="([^"]*)"', text
            )
            assert str(answer) not in held


def test_no_argument_about_a_question_is_told_before_the_answer(page: Page, sent: Sent):
    question = Question.objects.get(slug="rt-go-runtime")
    rule(question, case_against="The second reading holds.", case_for="The first one stands.")
    page.goto(question.get_absolute_url())
    page.get_by_text("Report a problem").click()
    expect(page.get_by_text("What is wrong?")).to_be_focused()
    page.goto("/facts/")
    page.goto(question.get_absolute_url())
    page.locator("label.option").first.click()
    before = sent.take()
    check(page)
    sees_verdict(page)
    after = sent.take()

    for argument in ("The second reading holds.", "The first one stands."):
        assert argument not in before
        assert argument in after
    assert "ontested</strong>" not in before


def test_no_answer_tells_the_key_of_another_question(page: Page, sent: Sent):
    page.goto("/practise/monitoring/")
    page.get_by_role("button", name="Start").click()
    for position in range(1, 7):
        expect(page.get_by_text(f"{position} of 12", exact=True)).to_be_visible()
        slot = current_slot(page, Attempt.objects.get())
        choose(page, response_to(slot, right=True))
        check(page)
        sees_verdict(page)
        text = sent.take()
        for other in slot.attempt.slots.exclude(pk=slot.pk).select_related("version"):
            assert tells(text, other.version.item()) == [], other
        page.get_by_role("link", name="Next").click()


def test_nothing_is_told_before_the_end_when_the_reasons_come_then(page: Page, sent: Sent):
    page.goto("/practise/networking/")
    page.get_by_label("All at the end").check()
    page.get_by_role("button", name="Start").click()
    expect(page.locator("form.question")).to_be_visible()
    attempt = Attempt.objects.get()
    slots = list(attempt.slots.select_related("version"))
    for slot in slots:
        expect(page).to_have_url(slot.get_absolute_url())
        choose(page, response_to(slot, right=True))
        page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Every question has its answer")).to_be_visible()
    page.get_by_role("link", name="Question 1", exact=True).click()
    expect(page.locator("input:checked")).not_to_have_count(0)
    page.goto("/progress/")
    before = sent.take()
    page.goto(attempt.get_absolute_url())
    page.get_by_role("button", name="Finish and see the result").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{len(slots)} of {len(slots)} right")
    after = sent.take()

    for slot in slots:
        item = slot.version.item()
        assert tells(before, item) == []
        assert len(tells(after, item)) > len(item.options)
    assert not MARKERS.search(before)
