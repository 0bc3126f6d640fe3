"""Marking: an item, its draw and a response go in, a mark comes out."""

import re
from dataclasses import dataclass
from decimal import Decimal

from quizzes.engine.draws import draw
from quizzes.engine.expressions import Numbers
from quizzes.engine.items import Item, Response, Verdict, exact


class Unreadable(ValueError):
    """The response cannot be marked; says why in the learner's words."""


@dataclass(frozen=True)
class Mark:
    """`points` are 0 or 1: like the exam, multiple response is all or nothing.

    `verdict` says more than the points: "partly" earns nothing but is told.
    `fraction`, 0 to 1, is what study modes would give: (right − wrong) / keys, at least 0.
    """

    points: int
    verdict: Verdict
    fraction: float


def mark(item: Item, response: Response, seed: int, facts: Numbers) -> Mark:
    """Mark `response` as SAA-C03 would: every correct option and no other, or nothing."""
    if not response:
        return Mark(0, "wrong", 0.0)
    right = (
        _choice_is_right(item, response)
        if item.is_choice
        else _number_is_right(item, response, seed, facts)
    )
    if right:
        return Mark(1, "right", 1.0)
    hits = len(item.key & set(response)) if len(item.key) > 1 else 0
    slips = len(set(response) - item.key)
    fraction = max(0, hits - slips) / len(item.key) if hits else 0.0
    return Mark(0, "partly" if hits else "wrong", fraction)


def read_response(item: Item, given: list[str], *, whole: bool = True) -> Response:
    """The response in its one stored form; `Unreadable` where it cannot be one.

    Where marks come at the end (`whole=False`) half an answer is kept too: too few
    options, or none at all, which takes an answer back.
    """
    if not whole and not any(part.strip() for part in given):
        return ()
    if not item.is_choice:
        return (f"{number_in(given[0] if given else '', item.unit):f}",)
    known = {option.id for option in item.options}
    chosen = sorted(set(given))
    if not chosen:
        raise Unreadable("Choose an answer first.")
    if not set(chosen) <= known:
        raise Unreadable(
            "That option is not part of this question. Reload the page and choose again."
        )
    if whole and len(chosen) != len(item.key):
        wanted = len(item.key)
        raise Unreadable(f"Choose {wanted}: you have {len(chosen)}.")
    return tuple(chosen)


def number_in(text: str, unit: str) -> Decimal:
    """The number a learner typed: "1,769 MB", "$0.20", " 12.5 %" are read as meant."""
    plain = text.strip().replace("\u00a0", " ")
    if not plain:
        raise Unreadable("Type a number first.")
    plain = plain.removeprefix("$").removeprefix("USD").strip()
    if unit and plain.lower().endswith(unit.lower()):
        plain = plain[: -len(unit)].strip()
    match = re.fullmatch(
        r"([+-]?)(\d{1,3}(?:[, ]\d{3}){1,4}|\d{0,15})(?:\.(\d{1,12}))?", plain, re.ASCII
    )
    if not match or not (match[2] or match[3]):
        example = f"1234.5 {unit}".strip()
        raise Unreadable(
            f"“{text.strip()[:40]}” is not a number this question reads. Write it like {example}."
        )
    whole = re.sub(r"[, ]", "", match[2]) or "0"
    return exact(f"{match[1]}{whole}.{match[3] or '0'}").normalize() + 0


def _choice_is_right(item: Item, response: Response) -> bool:
    return set(response) == item.key


def _number_is_right(item: Item, response: Response, seed: int, facts: Numbers) -> bool:
    answer = draw(item, seed, facts).answer
    return abs(exact(response[0]) - answer) <= exact(item.tolerance)
