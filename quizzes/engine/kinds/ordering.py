"""Putting things in order. The file names them in the right order; learners get them shuffled."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import factorial

from quizzes.engine.expressions import Numbers
from quizzes.engine.findings import Finding, plain, warning
from quizzes.engine.kinds.base import Pick, QuestionKind, Say, marked
from quizzes.engine.kinds.choice import OptionBody, option_spots
from quizzes.engine.parts import Kind, Mark, Response, Spot, Unreadable, same_words

LENGTHS = range(3, 8)
FOREIGN = "One of these is not part of this question. Reload the page and order them again."
GIVEN_AWAY = re.compile(r"^\W*(first|then|next|finally|last|lastly|afterwards|\d+[.)])\b", re.I)


@dataclass(frozen=True)
class Place:
    """One thing in the order at hand. `right_place` and `reason` come with the answer.

    `place` is 0 where none was given; `label` is the text without marks.
    """

    id: str
    text: str
    label: str
    place: int
    right_place: int = 0
    reason: str = ""
    picks: tuple[Pick, ...] = ()

    @property
    def state(self) -> str:
        if not self.place:
            return "missed"
        return "right" if self.place == self.right_place else "wrong"


class Ordering(QuestionKind[OptionBody]):
    kind = Kind.ORDERING
    label = "Put in order"
    uses = ("options",)

    def check(self, item: OptionBody) -> None:
        if len(item.options) not in LENGTHS:
            raise ValueError(f"an order has {LENGTHS[0]} to {LENGTHS[-1]} options")
        if len(set(_order(item))) < len(item.options):
            raise ValueError("two options have the same id")
        if same_words([option.text for option in item.options]):
            raise ValueError("two options say the same")
        if item.key:
            raise ValueError("the options of an order stand in it: none is marked correct")

    def shown(self, item: OptionBody) -> list[str]:
        return [option.text for option in item.options]

    def spots(self, item: OptionBody) -> Iterator[Spot]:
        yield from option_spots(item)

    def lint(self, item: OptionBody) -> Iterator[Finding]:
        for index, option in enumerate(item.options):
            if match := GIVEN_AWAY.match(plain(option.text)):
                words = f"begins with “{match[1]}”, which gives its place away"
                yield warning("order-word", words, "options", index)

    def shuffles(self, item: OptionBody) -> list[str]:
        return list(_order(item))

    def read(self, item: OptionBody, given: list[str], *, whole: bool) -> Response:
        """The ids in order; or, from a page without scripts, each with its place: "b=1", "a=2"."""
        if not any("=" in part for part in given):
            ids = [part for part in given if part]
            if not ids:
                raise Unreadable("Put them in order first.")
        else:
            ids = _by_place(given, len(item.options))
        if sorted(ids) != sorted(_order(item)):
            raise Unreadable(FOREIGN)
        return tuple(ids)

    def mark(self, item: OptionBody, response: Response, seed: int, facts: Numbers) -> Mark:
        """Exactly this order; the fraction is the share of neighbours that it keeps."""
        kept = neighbours(item, response)
        return marked(kept / (len(item.options) - 1), hit=bool(kept))

    def marking(self, item: OptionBody) -> tuple[object, ...]:
        return (_order(item),)

    def right(self, item: OptionBody, seed: int, facts: Numbers) -> Response:
        return _order(item)

    def wrong(self, item: OptionBody, seed: int, facts: Numbers) -> Response:
        *start, first, second = _order(item)
        return (*start, second, first)

    def chance(self, item: OptionBody) -> float:
        return 1 / factorial(len(item.options))

    def order(self, item: OptionBody, seed: int) -> list[str]:
        """Never the right one: who moves nothing has not answered."""
        drawn = super().order(item, seed)
        return drawn[::-1] if drawn == self.shuffles(item) else drawn

    def face(
        self, item: OptionBody, order: Sequence[str], response: Response, say: Say, *, reveal: bool
    ) -> list[Place]:
        known = {option.id: option for option in item.options}
        if reveal:
            return [
                Place(
                    option.id,
                    say(option.text),
                    plain(option.text),
                    response.index(option.id) + 1 if option.id in response else 0,
                    place,
                    say(option.reason),
                )
                for place, option in enumerate(item.options, 1)
            ]
        ids = [name for name in response or order if name in known] or list(known)
        rows = []
        for place, name in enumerate(ids, 1):
            text = known[name].text
            picks = tuple(Pick(f"{name}={n}", str(n), n == place) for n in range(1, len(ids) + 1))
            rows.append(Place(name, say(text), plain(text), place, picks=picks))
        return rows

    def told(self, item: OptionBody, response: Response) -> str:
        kept, most = neighbours(item, response), len(item.options) - 1
        return f"{kept} of {most} neighbouring pairs {'is' if kept == 1 else 'are'} in order."


def neighbours(item: OptionBody, response: Response) -> int:
    """How many pairs that follow each other in the right order do so in the response."""
    return len(set(pairwise(_order(item))) & set(pairwise(response)))


def _order(item: OptionBody) -> tuple[str, ...]:
    return tuple(option.id for option in item.options)


def _by_place(given: list[str], most: int) -> list[str]:
    places: dict[int, str] = {}
    for part in given:
        name, _, place = part.partition("=")
        if not (place.isascii() and place.isdecimal() and 1 <= int(place[:3]) <= most):
            raise Unreadable("Give each one a place.")
        if int(place) in places:
            raise Unreadable(f"Two of them stand at place {int(place)}. Give each its own.")
        places[int(place)] = name
    if len(places) < most:
        raise Unreadable("Give each one a place.")
    return [places[place] for place in sorted(places)]
