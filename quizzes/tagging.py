"""Why the questions of an ended attempt were missed, as their learner tagged them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from quizzes.models import Slot


def tags_of(slots: Iterable[Slot]) -> dict[str, Any]:
    """(words, how many) for each tag of a wrong answer, the most frequent first. No query."""
    newest = [(slot.miss_tag, slot.latest()) for slot in slots]
    missed = [tag for tag, answer in newest if answer and answer.is_given and not answer.points]
    given, labels = Counter(tag for tag in missed if tag), dict(Slot.MissTag.choices)
    return {
        "tags": [(labels[tag], count) for tag, count in given.most_common()],
        "n_untagged": missed.count(""),
    }
