"""The lessons as pages: what is shown, and to whom."""

from datetime import date

import pytest
from django.urls import reverse

from studyapp.lessons.models import Lesson, LessonRead
from tests.factories import make_fact, make_lesson, make_quiz
from tests.lessons.pages import BLOCKS, CHIP, page_of, part

pytestmark = pytest.mark.django_db

BUDGET = 12


def test_the_addresses_are_the_ones_that_stand_in_old_links(lesson):
    recall = reverse("lessons:recall", args=["limits", "why"])

    assert reverse("lessons:index") == "/learn/"
    assert lesson.get_absolute_url() == "/learn/limits/"
    assert reverse("lessons:read", args=["limits"]) == "/learn/limits/read/"
    assert recall == "/learn/limits/prompts/why/"


# A lesson.


def test_a_number_is_a_chip_that_opens_its_card(client, lesson):
    html = page_of(client, lesson)

    assert 'class="fact" popovertarget="fact-mem">10,240 MB</button>' in html
    assert 'class="fact" popovertarget="fact-time">15 minutes</button>' in html
    assert html.count('popover id="fact-mem"') == 1
    assert html.count('popover id="fact-time"') == 1
    assert "data-fact=" not in html


def test_a_card_has_statement_source_and_date(client, lesson):
    card = part(page_of(client, lesson), 'popover id="fact-mem"', "</div>")

    assert "A default function can be given at most 10,240 MB of memory." in card
    assert 'href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html"' in card
    assert "Checked 23 Nov 2026" in card
    assert "due" not in card


def test_a_fact_past_its_date_is_marked_at_the_chip_the_card_and_the_top(client, lesson):
    make_fact("mem", check_by=date(2001, 2, 3))

    html = page_of(client, lesson)

    assert 'class="fact" data-due popovertarget="fact-mem"' in html
    assert 'class="fact" popovertarget="fact-time"' in html
    assert "<strong>due</strong> since 3 Feb 2001" in part(html, 'id="fact-mem"', "</div>")
    assert "1 fact on this page is due for a new check. It is marked" in html


def test_two_facts_past_their_date_are_counted(client, lesson):
    for key in ("mem", "time"):
        make_fact(key, check_by=date(2001, 2, 3))

    assert "2 facts on this page are due for a new check. They are" in page_of(client, lesson)


def test_no_fact_due_is_not_worth_a_word(client, lesson):
    assert "due for a new check" not in page_of(client, lesson)


def test_a_fact_that_left_the_ledger_leaves_its_label(client, lesson):
    lesson.facts.get(key="time").delete()

    html = page_of(client, lesson)

    assert "At most <button" in html
    assert "or 15 minutes." in html
    assert "fact-time" not in html


def test_blocks_come_in_order_with_all_they_hold(client, lesson):
    html = page_of(client, lesson)
    order = [
        '<h2 id="start">',
        'id="prompt-why"',
        "<svg><rect/></svg>",
        "True since 1 Dec 2020",
        'id="prompt-how"',
    ]

    assert [html.index(words) for words in order] == sorted(html.index(words) for words in order)
    assert 'role="img" aria-label="A box"' in html
    assert "<figcaption>One box</figcaption>" in html
    assert "<p>A box in words</p>" in html
    assert "<strong>In the exam today:</strong> Choose more." in html


@pytest.mark.parametrize(
    ("verdict", "since", "words"),
    [
        ("changed", "2020-12-01", ["Changed · ", "True since 1 Dec 2020"]),
        ("changed", "2020-12", ["Changed · ", "True since Dec 2020"]),
        ("changed", "2020", ["Changed · ", "True since 2020"]),
        ("wrong", "", ["Wrong · ", "What holds"]),
        ("holds", "", ["Still true today"]),
    ],
)
def test_then_and_now_says_what_became_of_it(client, verdict, since, words):
    card = BLOCKS[3] | {"verdict": verdict, "since": since}
    html = page_of(client, make_lesson("limits", blocks=[card]))

    assert [each for each in words if each not in html] == []


def test_a_lesson_leads_on(client, lesson):
    before, after = make_lesson("before", order=30_001), make_lesson("after", order=30_003)
    Lesson.objects.filter(pk="limits").update(order=30_002)
    quiz = make_quiz(1, "limits-quiz", lesson=lesson)

    html = page_of(client, lesson)

    assert f'rel="prev" href="{before.get_absolute_url()}"' in html
    assert f'rel="next" href="{after.get_absolute_url()}"' in html
    assert html.count(f'href="{quiz.get_absolute_url()}"') == 1
    assert "Lesson 3 of 4" in html


def test_an_unpublished_quiz_is_not_offered(client, lesson):
    quiz = make_quiz(1, lesson=lesson)
    type(quiz).objects.update(is_published=False)

    assert quiz.get_absolute_url() not in page_of(client, lesson)


def test_an_unknown_lesson_is_a_404(client, db):
    assert client.get("/learn/nothing/").status_code == 404


@pytest.mark.parametrize("size", [3, 60])
@pytest.mark.parametrize("who", ["client", "as_learner"])
def test_a_lesson_costs_the_same_however_much_there_is(
    request, lesson, size, who, django_assert_max_num_queries
):
    client = request.getfixturevalue(who)
    facts = [make_fact(f"fact-{n}") for n in range(size)]
    chips = "".join(CHIP.format(fact.key, "") for fact in facts)
    lesson.blocks = [*lesson.blocks, {"kind": "html", "html": chips}]
    lesson.save()
    lesson.facts.add(*facts)
    for n in range(size):
        make_lesson(f"lesson-{n}")

    with django_assert_max_num_queries(BUDGET):
        html = page_of(client, lesson)

    assert html.count('class="fact-card"') == size + 2


# The list.


def test_the_list_shows_every_lesson_in_order(client):
    make_lesson("second", order=2, summary="It comes second.")
    make_lesson("first", order=1)

    html = client.get("/learn/").content.decode()

    assert html.index('href="/learn/first/"') < html.index('href="/learn/second/"')
    assert "It comes second." in html
    assert "✓ read" not in html


def test_an_empty_list_says_so(client, db):
    assert "No lesson is here yet." in client.get("/learn/").content.decode()


@pytest.mark.parametrize("size", [3, 60])
def test_the_list_costs_the_same_however_many_lessons(
    as_learner, learner, size, django_assert_max_num_queries
):
    for n in range(size):
        LessonRead.objects.create(user=learner, lesson=make_lesson(f"lesson-{n}"))

    with django_assert_max_num_queries(BUDGET):
        html = as_learner.get("/learn/").content.decode()

    assert html.count("✓ read") == size
