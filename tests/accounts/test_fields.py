"""How a field is drawn, on every form of the site."""

from django import forms
from django.test import Client


class Sample(forms.Form):
    name = forms.CharField(help_text="As on the card.")
    colour = forms.ChoiceField(choices={"r": "Red", "b": "Blue"}, widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I agree")


def drawn(field: str, data: dict | None = None) -> str:
    return str(Sample(data)[field].as_field_group())


def test_label_hint_and_control_belong_together():
    html = drawn("name")
    assert '<label for="id_name">Name</label>' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'class="hint" id="id_name_helptext"' in html


def test_an_error_stands_at_its_field_and_is_read_with_it():
    html = drawn("name", {})
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="error" id="id_name_error"' in html
    assert "This field is required." in html


def test_a_group_of_choices_is_a_fieldset_with_a_legend():
    html = drawn("colour", {})
    assert html.strip().startswith('<fieldset class="field" aria-describedby="id_colour_error">')
    assert "<legend>Colour</legend>" in html
    assert html.strip().endswith("</fieldset>")


def test_a_box_to_tick_stands_inside_its_label():
    html = drawn("agreed")
    assert '<label class="check" for="id_agreed"><input type="checkbox"' in html


def test_what_was_typed_is_escaped():
    html = drawn("name", {"name": '"><script>'})
    assert "<script>" not in html


def test_the_admin_still_draws_its_forms(db):
    assert Client().get("/admin/login/").status_code == 200
