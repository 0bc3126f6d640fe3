"""What hangs on a user, whichever app it lives in: merged, exported and erased in one place.

No app is imported here. A model takes part by the two methods of its queryset:
`hand_over(guest, account) -> int`, which moves every row or leaves it where the
account has its equal, and `export() -> list[dict]`. A system check refuses a
model that hangs on a user and has neither, unless it says `IS_DERIVED`: its rows
are a cache of the learner's own, go with the user, and are made anew elsewhere.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models

from studyapp.accounts.models import User

Model = type[models.Model]

# Rows about a user that are not a learner's own: they go with the account, nothing is merged.
FOREIGN = frozenset({"admin.LogEntry", "accounts.User_groups", "accounts.User_user_permissions"})


def _links(model: Model) -> Iterator[tuple[Model, str]]:
    """Which models go when a row of `model` goes, and by which of their fields.

    Hidden relations (a `related_name` that ends in "+") count too: they cascade as well.
    """
    for link in model._meta.get_fields(include_hidden=True):
        if isinstance(link, models.ManyToOneRel) and link.on_delete is models.CASCADE:
            yield link.field.model, link.field.name


def _related() -> list[Model]:
    return sorted({model for model, _ in _links(User)}, key=lambda model: model._meta.label)


def _takes_part(model: Model) -> bool:
    return all(hasattr(model._default_manager, verb) for verb in ("hand_over", "export"))


def belongings() -> list[Any]:
    """The models whose rows are a learner's own."""
    return [model for model in _related() if _takes_part(model)]


def strangers() -> list[Model]:
    """Models that hang on a user without taking part: a mistake of ours."""
    others = [model for model in _related() if not _takes_part(model)]
    derived = [model for model in others if getattr(model, "IS_DERIVED", False)]
    return [m for m in others if m not in derived and m._meta.label not in FOREIGN]


def owner(model: Model) -> str:
    """The field of one of the `belongings` that says whose a row is."""
    return next(field for other, field in _links(User) if other is model)


def rows(model: Model, user: Any) -> Any:
    """The user's own rows, as the queryset that knows how to export them."""
    return model._default_manager.filter(**{owner(model): user.pk})


def branches(model: Model, path: str, above: frozenset[Model] = frozenset()) -> Iterator[Any]:
    """`model` and all that hangs on it, each with the lookup that leads to the user."""
    yield model, path
    above |= {model}
    for below, field in _links(model):
        if below not in above:
            yield from branches(below, f"{field}__{path}", above)


def _named(model: Any) -> Any:
    """The model that a NOUN counts: an attempt's is "answer", so it is the one below called so."""
    every = list(branches(model, owner(model)))
    return next((b for b in every if b[0]._meta.verbose_name == model.NOUN[0]), every[0])


def in_words(counts: Iterable[tuple[int, tuple[str, str]]]) -> tuple[str, ...]:
    """Counts with their nouns, most first, without those of nothing.

    >>> in_words([(1, ("lesson mark", "lesson marks")), (0, ("", "")), (37, ("answer", "answers"))])
    ('37 answers', '1 lesson mark')
    """
    most_first = sorted(counts, key=lambda count: -count[0])
    return tuple(f"{n:,} {noun[n != 1]}" for n, noun in most_first if n)


def tally(user: Any) -> tuple[str, ...]:
    """What is kept of this user's work, in words: ("37 answers", "2 lesson marks")."""
    if not user.is_authenticated:
        return ()
    counts = []
    for model in belongings():
        below, path = _named(model)
        counts.append((below._default_manager.filter(**{path: user.pk}).count(), model.NOUN))
    return in_words(counts)
