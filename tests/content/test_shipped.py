"""The course as it is shipped: whole, sourced, and as large as it promises to be."""

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from quizzes.engine.banklint import advantage, longest_option, most_shared_words
from quizzes.engine.items import Kind, Level
from quizzes.engine.kinds.registry import RULES
from studyapp.content.checking import doubts, overdue
from studyapp.content.numbers import prose
from studyapp.content.references import facts_of_item, facts_of_lesson
from tests.content.test_markdown import Judge

QUARTER = timedelta(days=90)
SLUGS = [
    "what-lambda-is",
    "runtimes",
    "execution-environment",
    "memory-and-cost",
    "concurrency",
    "networking",
    "network-paths",
    "permissions",
    "resource-policies",
    "logging",
    "monitoring",
    "tracing",
    "invocation",
    "event-sources",
    "streams-and-queues",
    "schedules",
    "versions",
    "architectures",
    "since-2022",
]
LOOK_ALIKES = {
    "role-or-resource-policy",
    "layer-or-extension",
    "reserved-or-provisioned",
    "rule-or-scheduler",
    "gateway-or-interface-endpoint",
    "dlq-or-destination",
    "cloudwatch-cloudtrail-xray",
    "streams-kinesis-sqs",
}


def each(shelf):
    """A test for every entry would hide the sentence; a dict of what is wrong shows all of it."""
    return {key: wrong for key, wrong in shelf.items() if wrong}


def test_nothing_is_wrong(shipped):
    assert [str(problem) for problem in shipped.problems] == []


def test_the_course_is_as_large_as_promised(shipped):
    lessons = sorted(shipped.lessons.values(), key=lambda lesson: lesson.head.order)

    assert [lesson.head.slug for lesson in lessons] == SLUGS
    assert len(shipped.facts) >= 300
    assert len(shipped.questions) >= 420
    assert set(shipped.look_alikes) == LOOK_ALIKES
    assert set(shipped.quizzes) >= set(SLUGS)
    listed = {slug for quiz in shipped.quizzes.values() for slug in quiz.questions}
    assert listed == set(shipped.questions), "a question in no quiz is found by nobody"
    kinds = {question.item.kind for question in shipped.questions.values()}
    assert kinds >= {kind for kind in Kind if RULES[kind].in_exam_format}


# Facts.


def test_every_source_is_an_aws_page(shipped):
    pages = re.compile(
        r"https://(docs\.aws\.amazon\.com|aws\.amazon\.com|calculator\.aws)/\S*"
        r"|https://repost\.aws/knowledge-center/\S+"
    )

    assert [key for key, fact in shipped.facts.items() if not pages.fullmatch(fact.source)] == []


def test_no_fact_is_unconfirmed_or_hearsay(shipped):
    doubt = re.compile(r"unconfirmed|not confirmed|third.party|\b3P\b|reportedly|\bTODO\b", re.I)
    texts = {key: f"{fact.statement} {fact.value}" for key, fact in shipped.facts.items()}

    assert [key for key, text in texts.items() if doubt.search(text)] == []


def test_a_fact_stands_in_the_file_of_its_topic(shipped):
    files = {key: shipped.where["fact", key][0].stem for key in shipped.facts}

    assert files == {key: fact.topic for key, fact in shipped.facts.items()}


def test_a_fact_is_checked_again_within_a_quarter(shipped):
    late = [k for k, fact in shipped.facts.items() if fact.check_by - fact.checked_on > QUARTER]

    assert late == []


def test_the_number_of_a_fact_is_the_one_it_shows(shipped):
    plain = re.compile(r"\$?(-?[\d,]+(?:\.\d+)?)")
    strange = {}
    for key, fact in shipped.facts.items():
        shown = plain.fullmatch(fact.value) if fact.number else None
        if shown:
            scale = 1_000_000 if fact.unit.startswith("per 1,000,000 ") else 1
            strange[key] = Decimal(shown[1].replace(",", "")) != Decimal(fact.number) * scale

    assert len(strange) > 100
    assert each(strange) == {}


def test_facts_are_due_by_the_day_given_and_no_other(shipped):
    first = min(fact.check_by for fact in shipped.facts.values())

    assert overdue(shipped, first) == []
    assert set(overdue(shipped, date(9999, 12, 31))) == set(shipped.facts)
    assert overdue(shipped, first + timedelta(days=1)) == sorted(
        key for key, fact in shipped.facts.items() if fact.check_by == first
    )


# Lessons.


@pytest.mark.parametrize("slug", SLUGS)
def test_a_lesson_has_what_a_lesson_needs(shipped, slug):
    lesson = shipped.lessons[slug]
    head = lesson.head

    assert len(head.prompts) >= 3
    assert len(head.figures) >= 1
    assert 3 <= len(head.goals) <= 4
    assert 4 <= len(head.sources) <= 8
    assert 6 <= head.minutes <= 9
    assert head.quiz == slug
    assert 5 <= len(lesson.rendered.headings) <= 9
    assert 1_200 <= len(re.findall(r"[\w'’-]+", prose(lesson.body))) <= 2_000
    assert len(facts_of_lesson(lesson)) >= 15


@pytest.mark.parametrize("slug", SLUGS)
def test_a_lesson_says_what_the_exam_asks(shipped, slug):
    assert len(re.findall(r'^!!! exam "', shipped.lessons[slug].body, re.M)) == 1


@pytest.mark.parametrize("slug", SLUGS)
def test_every_section_has_its_own_anchor(shipped, slug):
    lines = prose_lines(shipped.lessons[slug].body)
    headings = [line for line in lines if line.startswith("##")]

    assert [line for line in headings if not re.search(r"\{#[a-z0-9-]+\}$", line)] == []


def prose_lines(body):
    return re.sub(r"^```.*?^```", "", body, flags=re.M | re.S).splitlines()


@pytest.mark.parametrize("slug", SLUGS)
def test_prompts_come_where_the_idea_was_met_and_never_side_by_side(shipped, slug):
    kinds = [kind for kind, _ in shipped.lessons[slug].rendered.blocks]

    assert kinds[0] == "html"
    assert ("prompt", "prompt") not in set(pairwise(kinds))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_lesson_is_clean_html(shipped, slug):
    htmls = [html for kind, html in shipped.lessons[slug].rendered.blocks if kind == "html"]

    assert [wrong for html in htmls for wrong in Judge(html).found] == []
    assert not any("style=" in html for html in htmls)


@pytest.mark.parametrize("slug", SLUGS)
def test_an_id_stands_once_in_a_lesson(shipped, slug):
    html = "".join(html for kind, html in shipped.lessons[slug].rendered.blocks if kind == "html")
    ids = Counter(re.findall(r'\bid="([^"]+)"', html))

    assert [name for name, count in ids.items() if count > 1] == []
    assert not {"main", "alert", "status", "side", "read-mark", "what-next"} & set(ids)


@pytest.mark.parametrize("slug", SLUGS)
def test_links_outside_lead_to_aws(shipped, slug):
    lesson = shipped.lessons[slug]
    links = re.findall(r"\]\((https?://[^)]*)\)", lesson.body)
    links += [source.url for source in lesson.head.sources]

    assert [x for x in links if not re.match(r"https://(docs\.)?aws\.amazon\.com/", x)] == []


def test_no_lesson_holds_raw_html(shipped):
    tags = re.compile(r"<[a-z/!]", re.I)

    assert each({s: tags.findall(prose(x.body)) for s, x in shipped.lessons.items()}) == {}


# Questions.


def test_every_option_says_why(shipped):
    short = {
        key: [option.id for option in q.item.options if len(option.reason.split()) < 4]
        for key, q in shipped.questions.items()
    }

    assert each(short) == {}


def test_no_two_options_of_a_question_have_the_same_reason(shipped):
    same = {
        key: len(q.item.options) - len({option.reason for option in q.item.options})
        for key, q in shipped.questions.items()
    }

    assert each(same) == {}


def test_a_choice_has_as_many_options_as_the_exam_gives(shipped):
    wrong = {}
    for key, question in shipped.questions.items():
        item, n = question.item, len(question.item.options)
        if item.kind is Kind.SINGLE:
            wrong[key] = n != 4
        if item.kind is Kind.MULTIPLE:
            wrong[key] = n not in (5, 6) or len(item.key) not in (2, 3)

    assert each(wrong) == {}


def test_multiple_response_says_last_how_many(shipped):
    stems = {k: q.item.stem for k, q in shipped.questions.items() if q.item.kind is Kind.MULTIPLE}

    assert [k for k, s in stems.items() if not re.search(r"\(Choose (TWO|THREE)\.\)$", s)] == []


def items(shipped):
    return {key: question.item for key, question in shipped.questions.items()}


def test_the_bank_has_hardly_a_flaw_of_writing(shipped):
    """Errors are problems of the check already; warnings stay below 2 %."""
    assert len(doubts(shipped)) < 0.02 * len(shipped.questions)


@pytest.mark.parametrize("solver", [longest_option, most_shared_words])
def test_form_alone_answers_no_better_than_chance(shipped, solver):
    assert advantage(items(shipped), solver) <= 5


@pytest.mark.parametrize("slug", SLUGS)
def test_a_lesson_has_questions_enough(shipped, slug):
    mine = [item for item in items(shipped).values() if item.lesson_slug == slug]

    assert len(mine) >= 18


def test_the_bank_is_mixed_as_promised(shipped):
    bank = [item for item in items(shipped).values() if item.in_exam_format]
    kinds, levels = Counter(i.kind for i in bank), Counter(i.level for i in bank)

    assert 0.15 <= kinds[Kind.MULTIPLE] / len(bank) <= 0.20
    numbers = kinds[Kind.NUMERIC] + kinds[Kind.PARAMETERISED]
    assert 0.17 <= numbers / len(bank) <= 0.23
    assert 0.15 <= levels[Level.RECALL] / len(bank) <= 0.25
    assert levels[Level.BEYOND] / len(bank) <= 0.10


def test_every_question_names_a_page_of_the_documentation(shipped):
    docs = re.compile(r"https://(docs\.)?aws\.amazon\.com/|https://calculator\.aws/")
    without = [
        key
        for key, item in items(shipped).items()
        if not any(docs.match(shipped.facts[fact].source) for fact in item.facts)
    ]

    assert without == []


def test_every_question_leads_to_a_section_of_its_lesson(shipped):
    assert [key for key, item in items(shipped).items() if not item.anchor] == []


def test_each_older_statement_is_answered_in_one_lesson(shipped):
    cards = Counter(c.id for lesson in shipped.lessons.values() for c in lesson.head.then_now)
    older = [name for name in cards if name.startswith(("seed-", "note-"))]

    assert len(older) == 20
    assert {cards[name] for name in older} == {1}


def test_the_cheat_sheet_has_lines_that_fit_a_column(shipped):
    cues = [cue for lesson in shipped.lessons.values() for cue in lesson.head.cues]
    labels = {key: fact.label for key, fact in shipped.facts.items()}

    def seen(text):
        text = re.sub(r"\{\{ *fact \"([^\"]+)\" \"([^\"]+)\" *\}\}", r"\2", text)
        return re.sub(r"\{\{ *fact \"([^\"]+)\" *\}\}", lambda m: labels[m[1]], text)

    assert {len(lesson.head.cues) for lesson in shipped.lessons.values()} <= {3, 4}
    assert [seen(cue.when) for cue in cues if len(seen(cue.when)) > 70] == []
    assert [seen(cue.choose) for cue in cues if len(seen(cue.choose)) > 110] == []


def test_every_lesson_gives_the_glossary_its_words(shipped):
    homes = Counter(term.lesson.partition("#")[0] for term in shipped.terms.values())

    assert {slug: homes[slug] for slug in SLUGS if homes[slug] < 5} == {}


def test_a_stem_can_be_read_in_a_minute(shipped):
    words = {key: len(prose(q.item.stem).split()) for key, q in shipped.questions.items()}

    assert [key for key, count in words.items() if count > 120] == []


def test_no_text_speaks_of_a_place_that_is_shuffled(shipped):
    place = re.compile(
        r"\b(all|none|both) of the above\b|\b(option|answer|choice)s? [A-F]\b"
        r"|\bthe (first|second|third|last) (option|answer|choice)\b",
        re.I,
    )
    texts = {
        key: [t for o in q.item.options for t in (o.text, o.reason) if place.search(t)]
        for key, q in shipped.questions.items()
    }

    assert each(texts) == {}


def test_a_number_has_two_to_four_known_mistakes(shipped):
    typed = {Kind.NUMERIC, Kind.PARAMETERISED}
    counts = {k: len(q.item.mistakes) for k, q in shipped.questions.items() if q.item.kind in typed}

    assert [key for key, count in counts.items() if not 2 <= count <= 4] == []


def test_a_parameterised_question_shows_its_way(shipped):
    drawn = {k: q.item for k, q in shipped.questions.items() if q.item.kind is Kind.PARAMETERISED}

    assert [key for key, item in drawn.items() if not item.steps] == []


def test_every_question_rests_on_the_ledger(shipped):
    assert (
        each(
            {k: facts_of_item(q.item) - shipped.facts.keys() for k, q in shipped.questions.items()}
        )
        == {}
    )
    assert all(question.item.facts for question in shipped.questions.values())


# Quizzes.


@pytest.mark.parametrize("slug", SLUGS)
def test_a_quiz_has_ten_to_twelve_questions_of_its_lesson(shipped, slug):
    quiz = shipped.quizzes[slug]
    lessons = Counter(shipped.questions[key].item.lesson_slug for key in quiz.questions)

    assert 10 <= len(quiz.questions) <= 12
    assert len(set(quiz.questions)) == len(quiz.questions)
    assert quiz.lesson == slug
    assert lessons[slug] > len(quiz.questions) / 2


def test_a_question_stands_in_one_quiz_at_most(shipped):
    placed = Counter(key for quiz in shipped.quizzes.values() for key in quiz.questions)

    assert [key for key, count in placed.items() if count > 1] == []


def test_tasks_are_those_of_the_exam_guide(shipped):
    tasks = {q.item.task for q in shipped.questions.values()}
    tasks |= {task for lesson in shipped.lessons.values() for task in lesson.head.tasks}
    guide = {"1.1", "1.2", "1.3", "2.1", "2.2", "3.1", "3.2", "3.3", "3.4", "3.5"}

    assert tasks <= guide | {"4.1", "4.2", "4.3", "4.4"}
