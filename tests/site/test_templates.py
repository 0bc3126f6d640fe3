"""Rules of the house for templates, each with a message that says what to do."""

import re
from functools import cache

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.urls import get_resolver

TEMPLATES = settings.BASE_DIR / "templates"
ALL = sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
PAGES = [path for path in ALL if path.suffix == ".html"]
PARTS = [path for path in PAGES if path.name.startswith("_")]
LIMIT = 120


def name_of(path):
    return path.relative_to(TEMPLATES).as_posix()


each_page = pytest.mark.parametrize("path", PAGES, ids=name_of)


def test_there_is_something_to_look_at():
    assert len(PAGES) > 40
    assert len(PARTS) > 20


@pytest.mark.parametrize("path", PARTS, ids=name_of)
def test_a_part_says_what_it_needs(path):
    first_line = path.read_text().partition("\n")[0]

    assert first_line.startswith("{#"), "open with a comment: what it is, and 'Needs: …'"
    assert "Needs" in first_line, "say which names it needs: 'Needs: …'"


INLINE = {
    r"\sstyle\s*=": "no style attributes: the policy refuses them; use a class",
    r"<style\b": "no inline styles: the policy refuses them; use static/css",
    r"<script\b(?![^>]*\ssrc=)": "no inline scripts: the policy refuses them; use static/js",
    r"<[^>]*\son[a-z]+\s*=": "no handlers in attributes: the policy refuses them; use static/js",
    r"\shx-on[:-]": "no hx-on: it needs eval; use static/js",
    r"javascript:": "no javascript: addresses",
    r"\|\s*safe\b": "no |safe: what is safe is marked where it was cleaned",
    r"\|\s*safeseq\b": "no |safeseq: what is safe is marked where it was cleaned",
    r"{%\s*autoescape off": "no autoescape off in HTML",
}


@each_page
def test_nothing_inline_and_nothing_trusted(path):
    text = re.sub(r"{#.*?#}", "", path.read_text())

    assert [why for rule, why in INLINE.items() if re.search(rule, text, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    ("pattern", "html"),
    zip(
        INLINE,
        [
            '<p style="x">',
            "<style>",
            '<script type="module">',
            '<a href="/" onclick="x">',
            '<a hx-on:click="x">',
            '<a href="javascript:x">',
            "{{ x|safe }}",
            "{{ x | safeseq }}",
            "{% autoescape off %}",
        ],
        strict=True,
    ),
)
def test_the_rules_find_what_they_look_for(pattern, html):
    assert re.search(pattern, html, re.IGNORECASE)


@cache
def url_names(resolver=None, space=""):
    """Every name that `{% url %}` may use."""
    resolver = resolver or get_resolver()
    names = {f"{space}{name}" for name in resolver.reverse_dict if isinstance(name, str)}
    for child, (_, below) in resolver.namespace_dict.items():
        names |= url_names(below, f"{space}{child}:")
    return names


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_a_template_links_to_pages_that_exist(path):
    used = re.findall(r"""{%\s*(?:url|nav_link)\s+["']([^"']+)["']""", path.read_text())

    assert set(used) <= url_names(), "no page has that name: look into the urls.py of its app"


def test_names_of_pages_are_found():
    assert {"home", "lessons:lesson", "facts:fact", "admin:index", "theme"} <= url_names()


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_a_template_can_be_read_and_what_it_includes_exists(path):
    get_template(name_of(path))
    used = re.findall(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""", path.read_text())

    for name in used:
        get_template(name)


@each_page
def test_a_template_is_short(path):
    lines = len(path.read_text().splitlines())

    assert lines <= LIMIT, f"{lines} lines: split it by idea, at most {LIMIT}"


@each_page
def test_a_static_file_that_is_named_exists(path):
    named = re.findall(r"""{%\s*static\s+["']([^"']+)["']""", path.read_text())

    assert [name for name in named if not finders.find(name)] == []
