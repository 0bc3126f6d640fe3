"""Beside the lessons: the glossary, the comparisons, the cheat sheet, a lab in a lesson."""

import re
from datetime import date

import pytest

from quizzes.models import Quiz
from studyapp.lessons.models import Term
from tests.factories import make_fact, make_lesson, make_look_alike, make_quiz, make_term
from tests.lessons.pages import CHIP, page_of, part

pytestmark = pytest.mark.django_db

BUDGET = 12
SCRIPT = "&lt;script&gt;"


def html_of(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


# The glossary.


def test_terms_stand_by_letter(client):
    for slug, term in (
        ("b", "batch"),
        ("a", "Alias"),
        ("s", "/tmp"),
        ("h", "429"),
        ("d", "$LATEST"),
    ):
        make_term(slug, term=term)

    html = html_of(client, "/glossary/")

    assert re.findall(r'<h2 id="(letter-\w+)">(.+?)</h2>', html) == [
        ("letter-09", "0–9"),
        ("letter-a", "A"),
        ("letter-b", "B"),
        ("letter-l", "L"),
        ("letter-t", "T"),
    ]
    words = re.findall(r"<dt>(.+?)</dt>", html)
    assert words == ["429", "Alias", "batch", "$LATEST", "/tmp"]
    assert re.findall(r'<a href="#letter-(\w+)">', html) == ["09", "a", "b", "l", "t"]
    assert "5 words of the subject." in html


def test_a_term_has_its_other_names_meaning_and_place(client):
    make_fact("mem")
    lesson = make_lesson("limits")
    meaning = f"At most {CHIP.format('mem', '')}."
    make_term("memory", also=["RAM", "MB"], meaning=meaning, lesson=lesson, anchor="most")

    html = html_of(client, "/glossary/")
    term = part(html, 'class="term" id="memory"', "</div>")

    assert '<span class="meta">also RAM, MB</span>' in term
    assert 'At most <button type="button" class="fact" popovertarget="fact-mem">10,240 MB' in term
    assert '<a href="/learn/limits/#most">Limits</a>' in term
    assert html.count('popover id="fact-mem"') == 1


def test_a_term_leads_to_others(client):
    make_term("memory").see.add(make_term("timeout"), make_term("cpu"))

    html = html_of(client, "/glossary/")
    term = part(html, 'id="memory"', "</div>")

    assert '· see <a href="#cpu">Cpu</a>, <a href="#timeout">Timeout</a>' in term
    assert "see" not in part(html, 'id="cpu"', "</div>")


def test_a_lesson_lists_its_words_and_no_others(client):
    lesson = make_lesson("limits")
    make_term("memory", lesson=lesson)
    make_term("alias", lesson=make_lesson("versions"))

    html = page_of(client, lesson)

    assert '<a href="/glossary/#memory">Memory</a>' in html
    assert "/glossary/#alias" not in html


def test_a_lesson_without_words_has_no_list_of_them(client, lesson):
    assert "Words of this lesson" not in page_of(client, lesson)


def test_an_empty_glossary_says_so(client):
    assert "No word is explained yet." in html_of(client, "/glossary/")


def test_a_term_that_names_a_fact_past_its_date_marks_it(client):
    make_fact("mem", check_by=date(2001, 2, 3))
    make_term("memory", meaning=CHIP.format("mem", ""))

    assert 'class="fact" data-due popovertarget="fact-mem"' in html_of(client, "/glossary/")


def test_the_text_of_a_term_is_text(client):
    name = "<script>x()</script>"
    lesson = make_lesson("limits", title=name)
    make_term("odd", term=name, also=[name], lesson=lesson).see.add(make_term("two", term=name))

    html = html_of(client, "/glossary/")

    assert "<script>x()" not in html
    assert html.count(SCRIPT) == 6
    assert "<script>x()" not in page_of(client, lesson)


@pytest.mark.parametrize("size", [1, 60])
def test_the_glossary_costs_the_same_however_long(as_learner, size, django_assert_max_num_queries):
    for n in range(size):
        make_fact(f"fact-{n}")
        meaning = CHIP.format(f"fact-{n}", "")
        term = make_term(f"term-{n}", meaning=meaning, lesson=make_lesson(f"lesson-{n}"))
        term.see.set(Term.objects.all())

    with django_assert_max_num_queries(BUDGET):
        html = html_of(as_learner, "/glossary/")

    assert html.count('class="term"') == html.count('class="fact-card"') == size


# Look-alikes.


def test_comparisons_stand_in_their_order(client):
    make_look_alike("second", order=2)
    make_look_alike("first", order=1, lesson=make_lesson("limits"), sides=["A", "B", "C"])

    html = html_of(client, "/look-alikes/")

    assert re.findall(r'<a href="/look-alikes/(\w+)/">', html) == ["first", "second"]
    assert "<p>One ends a run, one speeds it up.</p>" in html
    assert "3 sides · Runtimes" not in html
    assert "3 sides · Limits" in html


def test_a_summary_in_the_list_shows_its_number_as_text(client):
    make_fact("mem")
    make_look_alike(summary=f"Up to {CHIP.format('mem', '')}.")

    assert "<p>Up to 10,240 MB.</p>" in html_of(client, "/look-alikes/")


def test_an_empty_list_of_comparisons_says_so(client):
    assert "No comparison is here yet." in html_of(client, "/look-alikes/")


def test_the_sides_are_a_table_with_headers(client):
    make_fact("mem")
    make_look_alike(rows=[{"aspect": "Most", "cells": ["15 minutes", CHIP.format("mem", "")]}])

    html = html_of(client, "/look-alikes/time-or-memory/")
    table = part(html, '<table class="sides"', "</table>")

    headers = re.findall(r'<th scope="col" role="columnheader">(.+?)</th>', table)
    assert headers == ["Aspect", "Time-out", "Memory"]
    assert '<th scope="row" role="rowheader">Most</th>' in table
    assert '<td role="cell" data-side="Time-out">15 minutes</td>' in table
    assert '<td role="cell" data-side="Memory"><button type="button" class="fact"' in table
    assert html.count('popover id="fact-mem"') == 1


def test_a_comparison_has_its_cues_and_traps_and_the_lesson(client):
    make_look_alike(lesson=make_lesson("limits"))

    html = html_of(client, "/look-alikes/time-or-memory/")

    cue = re.sub(
        r"<(th|td)[^>]*>", r"<\1>", part(html, '<th scope="row" role="rowheader">is', "</tr>")
    )
    assert cue == "<th>is slow</th><td><strong>Memory</strong></td><td>CPU comes with it.</td>"
    assert "<li>More time makes nothing faster.</li>" in html
    assert 'Taught in <a href="/learn/limits/">Limits</a>' in html


def test_a_comparison_without_traps_has_no_heading_for_them(client):
    make_look_alike(traps=[])

    assert "What people mix up" not in html_of(client, "/look-alikes/time-or-memory/")


def test_a_drill_is_offered_when_it_is_published(client):
    page = make_look_alike()
    url = page.get_absolute_url()
    assert "Drill" not in html_of(client, url)

    drill = make_quiz(1, look_alike=page)
    assert f'href="{drill.get_absolute_url()}">Start the drill' in html_of(client, url)

    Quiz.objects.update(is_published=False)
    assert "Drill" not in html_of(client, url)


def test_a_comparison_leads_to_the_others_and_its_lesson_to_it(client):
    lesson = make_lesson("limits")
    make_look_alike("one", lesson=lesson)
    make_look_alike("two")

    html = html_of(client, "/look-alikes/one/")

    assert '<li><a href="/look-alikes/two/">Two</a></li>' in html
    assert '<li><a href="/look-alikes/one/">' not in html
    assert '<a href="/look-alikes/one/">Tell apart: One</a>' in page_of(client, lesson)


def test_an_unknown_comparison_is_a_404(client):
    assert client.get("/look-alikes/nothing/").status_code == 404


def test_the_names_of_a_comparison_are_text(client):
    name = '<script>x("</script>'
    make_look_alike(
        title=name,
        sides=[name, name],
        rows=[{"aspect": name, "cells": ["a", "b"]}],
        cues=[{"when": "w", "side": name, "because": "b"}],
    )

    for url in ("/look-alikes/", "/look-alikes/time-or-memory/"):
        html = html_of(client, url)
        assert "<script>x(" not in html
        assert SCRIPT in html


@pytest.mark.parametrize("size", [1, 60])
@pytest.mark.parametrize("url", ["/look-alikes/", "/look-alikes/page-0/"])
def test_comparisons_cost_the_same_however_many(
    as_learner, size, url, django_assert_max_num_queries
):
    for n in range(size):
        make_fact(f"fact-{n}")
        chip = CHIP.format(f"fact-{n}", "")
        page = make_look_alike(f"page-{n}", summary=chip, lesson=make_lesson(f"lesson-{n}"))
        make_quiz(1, look_alike=page)
    rows = [{"aspect": "x", "cells": ["y", CHIP.format(f"fact-{n}", "")]} for n in range(size)]
    make_look_alike("page-0", rows=rows)

    with django_assert_max_num_queries(BUDGET):
        html_of(as_learner, url)


# The cheat sheet.


def cue(when="words of a question", choose="what they mean"):
    return {"when": when, "choose": choose}


def test_the_cheat_sheet_has_the_cues_by_lesson(client):
    make_fact("mem", checked_on=date(2026, 1, 2))
    make_lesson("second", order=20_002, cues=[cue("slow"), cue("dear")])
    make_lesson("first", order=20_001, cues=[cue(choose=CHIP.format("mem", ""))])
    make_lesson("silent", order=20_003)

    html = html_of(client, "/cheat-sheet/")

    titles = re.findall(r'<h2><a href="/learn/\w+/">(\w+)</a></h2>', html)
    assert titles == ["First", "Second"]
    assert "<dt>slow</dt><dd>what they mean</dd>" in html
    assert html.count("<dt>") == 3
    assert '<dd><button type="button" class="fact" popovertarget="fact-mem">10,240 MB' in html
    assert html.count('popover id="fact-mem"') == 1
    assert "facts checked on 2 Jan 2026 or later" in html


def test_an_empty_cheat_sheet_says_so(client):
    html = html_of(client, "/cheat-sheet/")

    assert "No lesson has given a line yet." in html
    assert "facts checked on" not in html


def test_the_titles_of_the_cheat_sheet_are_text(client):
    make_lesson("limits", title="<script>x()</script>", cues=[cue()])

    html = html_of(client, "/cheat-sheet/")

    assert "<script>x()" not in html
    assert SCRIPT in html


@pytest.mark.parametrize("size", [1, 60])
def test_the_cheat_sheet_costs_the_same_however_long(
    as_learner, size, django_assert_max_num_queries
):
    for n in range(size):
        make_fact(f"fact-{n}")
        make_lesson(f"lesson-{n}", cues=[cue(choose=CHIP.format(f"fact-{n}", ""))])

    with django_assert_max_num_queries(BUDGET):
        html = html_of(as_learner, "/cheat-sheet/")

    assert html.count('class="sheet-block"') == html.count('class="fact-card"') == size


# A lab in a lesson.

LAB = {"kind": "lab", "id": "cost"}


def test_a_lab_in_a_lesson_is_a_link_that_htmx_fills(client):
    html = page_of(client, make_lesson("limits", blocks=[LAB]))
    lab = part(html, '<section class="lab-embed"', "</section>")

    assert 'hx-get="/labs/cost/?embedded=1"' in lab
    assert 'hx-trigger="intersect once"' in lab
    assert '<a class="btn" href="/labs/cost/">Open the lab on its own page</a>' in lab


def test_the_script_of_all_labs_comes_once_and_a_lab_brings_its_own(client):
    html = page_of(client, make_lesson("limits", blocks=[LAB, {"kind": "html", "html": ""}, LAB]))

    assert html.count("js/labs.js") == 1
    assert "js/cost.js" not in html


def test_a_lesson_without_a_lab_loads_no_script_of_one(client, lesson):
    assert "js/labs.js" not in page_of(client, lesson)
