"""Choosing the file to bring."""

from typing import Any

from django import forms

from studyapp.progress.carrying.reading import MOST_BYTES


class BringForm(forms.Form):
    """An export of this site, as its owner kept it."""

    file = forms.FileField(
        label="Your export",
        help_text="A file named lambda-ledger-….json, at most 20 MB.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages={
            "required": "Choose a file first.",
            "invalid": "The file did not arrive. Choose it again.",
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 20 MB.")
        return file
