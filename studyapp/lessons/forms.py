"""The border of the lessons: what a learner may send."""

from django import forms

from studyapp.lessons.models import Recall


class RecallForm(forms.Form):
    """How it went with one prompt. `client_id` names the click."""

    outcome = forms.ChoiceField(choices=Recall.Outcome)
    client_id = forms.UUIDField()
