"""Forms of one class share their fields: nothing of what one learner said may stay in them."""

import re

import pytest

from studyapp.labs.registry import LABS

PLACE = re.compile(r'<p class="error" id="([a-z0-9_]+)-error" hx-swap-oob="true">([^<]*)</p>')


def refused(form):
    """What an open page gets: the place of each field, and what is wrong with it."""
    return dict(PLACE.findall(form.refusals()))


@pytest.mark.parametrize("slug", LABS)
def test_the_place_of_each_field_is_emptied_once_nothing_is_wrong(slug):
    form_class = LABS[slug].form_class
    wrong = form_class(dict.fromkeys(form_class.base_fields, "\u0000 no"))
    right = form_class({})

    assert set(refused(wrong)) == {field.name for field in wrong}
    assert any(refused(wrong).values())
    assert refused(right) == {field.name: "" for field in right}


def test_only_the_fields_that_a_tab_shows_are_told_of():
    form_class = LABS["events"].form_class
    assert "expression" in refused(form_class({"tab": "schedules"}))
    assert "expression" not in refused(form_class({"tab": "events"}))


@pytest.mark.parametrize("slug", LABS)
def test_a_field_is_described_by_its_hint_and_by_what_is_wrong(slug):
    form = LABS[slug].form_class({})
    for field in form:
        hint = f"{field.name}-hint " if form.HINTS.get(field.name) else ""
        told = str(field.help_text), field.field.widget.attrs["aria-describedby"]
        assert told == (form.HINTS.get(field.name, ""), f"{hint}{field.name}-error")


@pytest.mark.parametrize(("lines", "rows"), [(1, 4), (9, 9), (40, 24)])
def test_a_policy_s_field_is_as_tall_as_its_text(lines, rows):
    text = "\n".join(["{}"] * lines)
    field = LABS["permissions"].form_class({"identity": text})["identity"]
    assert f' rows="{rows}"' in str(field)
    assert ' rows="4"' in str(LABS["permissions"].form_class({"identity": ""})["identity"])
