"""Marking: an item, its draw and a response go in, a mark comes out."""

from quizzes.engine.expressions import Numbers
from quizzes.engine.items import Item, Response
from quizzes.engine.kinds.numbers import number_in as number_in
from quizzes.engine.parts import WRONG
from quizzes.engine.parts import Mark as Mark
from quizzes.engine.parts import Unreadable as Unreadable


def mark(item: Item, response: Response, seed: int, facts: Numbers) -> Mark:
    """Mark `response` as SAA-C03 would: all of it right, or no point."""
    return item.rules.mark(item, tuple(response), seed, facts) if response else WRONG


def read_response(item: Item, given: list[str], *, whole: bool = True) -> Response:
    """The response in its one stored form; `Unreadable` where it cannot be one.

    Where marks come at the end (`whole=False`) half an answer is kept too: too few
    options, or none at all, which takes an answer back.
    """
    if any("\0" in part for part in given):
        raise Unreadable("It holds a character that is no text. Take it out and send it again.")
    if not whole and not any(part.strip() for part in given):
        return ()
    return item.rules.read(item, given, whole=whole)
