"""System checks of our own rules."""

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Error, register

from studyapp.accounts.belongings import FOREIGN, belongings, strangers


@register()
def every_trace_of_a_learner_is_ours_to_move(**kwargs: Any) -> Iterable[CheckMessage]:
    """Whatever hangs on a user is merged, exported and erased, or listed as not a learner's."""
    for model in strangers():
        yield Error(
            f"{model._meta.label} hangs on a user, but cannot hand_over() and export() its rows.",
            hint=f"Add both to its queryset, or its label to FOREIGN: {sorted(FOREIGN)}.",
            id="study.E001",
        )
    for model in belongings():
        if not hasattr(model, "NOUN"):
            yield Error(f"{model._meta.label} needs a NOUN for the merge receipt.", id="study.E002")
