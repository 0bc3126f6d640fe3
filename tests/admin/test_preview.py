"""The preview is what the learner gets: the same template, the same sanitiser."""

import html
import re
import uuid
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.models import Question
from tests.admin.conftest import posted, rows
from tests.factories import KINDS, make_question

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]
LIVE = reverse("admin:quizzes_question_preview")
PAGE = reverse("admin:quizzes_question_page")
HTMX = {"HX-Request": "true"}

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<img src="//evil.example/x.png">',
    "[x](javascript:alert(1))",
    '<a href="javascript:alert(1)">x</a>',
    "<svg onload=alert(1)><circle/></svg>",
    "<iframe src=https://evil.example></iframe>",
    '<form action="https://evil.example"><input name=password></form>',
    "<style>body{display:none}</style>",
    '<p style="position:fixed">x</p>',
    '<a hx-get="/admin/" hx-trigger="load">x</a>',
    '<div data-hx-post="/admin/">x</div>',
    "<object data=x></object><embed src=x><base href=https://evil.example>",
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    "x{: onclick=alert(1) hx-get=/admin/ style=position:fixed }",
    '{{ fact "mem-max-default" "<img src=x onerror=alert(1)>" }}',
]
BAD_TAGS = {"script", "svg", "iframe", "object", "embed", "base", "meta", "style", "link"}
# Our own: the form of a question and the way on. Nothing that is written may have these.
OURS = {"question", "btn btn-primary", "exam-tag"}


class Danger(HTMLParser):
    """Collects what could run, load or send something, in HTML as a browser reads it."""

    def __init__(self, part):
        super().__init__()
        self.found = []
        self.feed(part)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in BAD_TAGS or given.get("name") == "password":
            self.found.append(tag)
        for name, value in given.items():
            link = (value or "").strip().lower()
            if name.startswith("on") or name == "style":
                self.found.append(name)
            if "hx-" in name and given.get("class") not in OURS:
                self.found.append(name)
            if name in ("href", "action") and not link.startswith(("https://docs.aws", "/", "#")):
                self.found.append(f"{name}={value}")
            if tag == "img" and name == "src" and not link.startswith("/static/"):
                self.found.append(f"src={value}")


def question_in(part):
    """The question alone: what stands around it on a page is ours."""
    match = re.search(r'<(form|section) class="question".*</\1>', part, re.DOTALL)
    assert match
    return match[0]


def live(client, state="before", question=None, **typed):
    url = LIVE + (f"?question={question.pk}" if question else "")
    response = client.post(url, typed | {"preview_state": state})
    assert response.status_code == 200
    return response.json()


def plain(part):
    """A part of a page without what differs from request to request."""
    part = re.sub(r'<input type="hidden"[^>]*>', "", question_in(part))
    part = part.replace("<p>1 of 1</p>", "")
    part = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", part)
    part = re.sub(r'<div class="savebar">.*?</div>', "", part, flags=re.DOTALL)
    # A learner's own note and tag have no place where no learner is.
    part = re.sub(r'<div class="own-note".*?</div>', "", part, flags=re.DOTALL)
    part = re.sub(r'<form class="exam-tag".*?</form>', "", part, flags=re.DOTALL)
    return re.sub(r"\s+", " ", part).strip()


@pytest.fixture
def in_order(monkeypatch):
    """Learners get the options as written: a preview shows them so."""
    monkeypatch.setattr("quizzes.engine.kinds.base.shuffled", lambda ids, seed: list(ids))


@pytest.mark.usefixtures("in_order")
@pytest.mark.parametrize("kind", KINDS)
def test_the_preview_is_the_learners_question(as_instructor, kind):
    question = make_question(kind, slug="same")

    theirs = Client().get(question.get_absolute_url(), {"seed": 1}, headers=HTMX)
    ours = live(as_instructor, question=question, **posted(kind))

    assert plain(ours["html"]) == plain(theirs.content.decode())
    assert ours["complete"]


@pytest.mark.usefixtures("in_order")
@pytest.mark.parametrize(
    ("kind", "answer", "state"),
    [
        ("single", ["a"], "right"),
        ("single", ["b"], "wrong"),
        ("multiple", ["a", "c"], "right"),
        ("multiple", ["b", "c"], "wrong"),
        ("numeric", ["1769"], "right"),
        ("numeric", ["1792"], "wrong"),
        ("parameterised", ["0"], "answered"),
    ],
)
def test_the_preview_is_the_learners_feedback(as_instructor, kind, answer, state):
    question = make_question(kind, slug="same")

    theirs = Client().post(
        question.get_absolute_url(),
        {"attempt": uuid.uuid4(), "seed": 1, "answer": answer},
        headers=HTMX,
    )
    ours = live(
        as_instructor, state, question, **posted(kind), preview_answer=answer, preview_seed="1"
    )

    assert plain(ours["html"]) == plain(theirs.content.decode())


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_dangerous_comes_through_either(as_instructor, attack):
    typed = posted(
        stem=f"{attack}\n\nWhich?",
        explanation=attack,
        topic=attack,
        options=[
            {"id": "a", "text": attack, "correct": True, "reason": attack},
            {"id": "b", "text": "Other", "reason": attack},
        ],
    )
    typed = {k: v for k, v in typed.items() if not re.match(r"options-[23]", k)}
    shown = [live(as_instructor, state, **typed)["html"] for state in ("before", "wrong", "right")]
    shown.append(as_instructor.post(PAGE, typed).content.decode().partition("<h2>")[2])
    as_instructor.post(
        reverse("admin:quizzes_question_add"), typed | {"slug": "attack", "_publish": "1"}
    )
    question = Question.objects.get(slug="attack")
    learner = Client()
    shown.append(learner.get(question.get_absolute_url(), headers=HTMX).content.decode())
    response = learner.post(
        question.get_absolute_url(), {"attempt": uuid.uuid4(), "answer": "b"}, headers=HTMX
    )
    shown.append(response.content.decode())
    shown = [question_in(part) for part in shown]

    assert all(len(part) > 500 for part in shown)
    assert [Danger(part).found for part in shown] == [[]] * len(shown)


def test_half_a_question_is_shown_as_far_as_it_goes(as_instructor):
    typed = posted(options=rows("One", ""), explanation="") | {"facts": []}

    shown = live(as_instructor, "wrong", **typed)

    assert "Which runtime runs a Go program?" in shown["html"]
    assert not shown["complete"]
    notes = html.unescape(shown["notes"])
    assert "Option 2: write its text." in notes
    assert "<b>Explanation:</b>" in notes


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"kind": "nonsense"},
        {"kind": "numeric", "answer": "x"},
        {"kind": "parameterised", "answer": "(("},
        {"kind": "parameterised", "answer": "9" * 250, "decimals": "x"},
        {"kind": "single", "stem": "[" * 3_000},
        {"kind": "single", "stem": "\x00"},
        {"kind": "single", **{f"options-{n}-text": "x" for n in range(60)}},
    ],
)
def test_nonsense_is_told_not_a_crash(as_instructor, typed):
    assert live(as_instructor, **typed)["notes"]


def test_parameters_are_drawn_anew_with_another_seed(as_instructor):
    typed = posted("parameterised", params=[{"name": "memory", "values": "1..900"}])
    typed |= {"answer": "memory", "steps-0-text": "x", "steps-0-expr": "memory"}

    first, second = (live(as_instructor, **typed, preview_seed=n)["html"] for n in ("1", "2"))

    assert first != second


def test_the_page_shows_it_before_and_after(as_instructor):
    page = as_instructor.post(PAGE, posted(slug="new")).content.decode()

    assert re.findall(r"<h2>(.*?)</h2>", page) == [
        "Before answering",
        "After a wrong answer",
        "After the right answer",
    ]
    assert page.count('id="') == len(set(re.findall(r'id="([^"]+)"', page)))


def test_nothing_can_be_sent_from_the_page(as_instructor):
    policy = as_instructor.post(PAGE, posted())["Content-Security-Policy"]

    assert "form-action 'none'" in policy
    assert "script-src 'none'" in policy


def test_a_preview_keeps_nothing(as_instructor):
    live(as_instructor, "answered", **posted(slug="new"), preview_answer=["a"])

    assert not Question.objects.exists()


def test_an_old_version_can_be_looked_at(as_instructor):
    question = make_question(stem="The first words?")
    question.save_draft(question.newest().item().model_copy(update={"stem": "Others?"})).publish()

    url = reverse("admin:quizzes_question_version", args=[question.pk, 1])
    page = as_instructor.get(url).content.decode()

    assert "The first words?" in page
    assert "version 1 (superseded)" in page


def test_a_preview_does_not_cost_more_than_a_few_queries(
    as_instructor, django_assert_max_num_queries
):
    question = make_question()

    with django_assert_max_num_queries(20):
        live(as_instructor, question=question, **posted())
