"""Which questions make up a practice set, and in which order. The same seed picks the same."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from quizzes.engine.draws import chance

NEVER = datetime.min.replace(tzinfo=UTC)
MOST_STEPS = 2_000
"""Orders tried before facts may meet: a set in which they must is soon given up."""


@dataclass(frozen=True)
class Candidate:
    """A question that may be drawn; `last` is when its learner answered it, None for never."""

    question: int
    lesson: str = ""
    facts: frozenset[str] = frozenset()
    is_exam_like: bool = True
    last: datetime | None = None
    was_missed: bool = False


def pick(candidates: Iterable[Candidate], size: int, seed: int) -> list[Candidate]:
    """At most `size` of them: unseen ones first, then those not answered for longest.

    Which of the unseen ones, and the order of all, is a matter of the seed.
    """
    ranked = sorted(
        candidates, key=lambda one: (one.last or NEVER, chance(seed, "pick", one.question))
    )
    chosen = ranked[:size]
    return apart(sorted(chosen, key=lambda one: chance(seed, "place", one.question)))


def apart(chosen: list[Candidate]) -> list[Candidate]:
    """The same questions, no two of one fact in a row, as near to this order as that allows.

    Where it cannot be avoided, or not soon found, as few meet as a greedy walk leaves.
    """
    found = _walk(chosen, MOST_STEPS)
    if found is not None:
        return found
    row: list[Candidate] = []
    left = list(chosen)
    while left:
        free = [one for one in left if not (row and _meet(row[-1], one))]
        row.append(max(free or left, key=lambda one: _conflicts(one, left)))
        left.remove(row[-1])
    return row


def _walk(chosen: list[Candidate], steps: int) -> list[Candidate] | None:
    """An order in which no two neighbours share a fact, if `steps` steps find one."""
    row: list[Candidate] = []
    ways = [_onward(None, chosen)]
    while ways and steps:
        steps -= 1
        if not ways[-1]:
            ways.pop()
            if row:
                row.pop()
            continue
        row.append(ways[-1].pop())
        if len(row) == len(chosen):
            return row
        ways.append(_onward(row[-1], [one for one in chosen if one not in row]))
    return row if not chosen else None


def _onward(before: Candidate | None, left: list[Candidate]) -> list[Candidate]:
    """What may come next, the best at the end: who has most to avoid goes first."""
    free = [one for one in left[::-1] if before is None or not _meet(before, one)]
    return sorted(free, key=lambda one: _conflicts(one, left))


def _meet(one: Candidate, other: Candidate) -> bool:
    return not one.facts.isdisjoint(other.facts)


def _conflicts(one: Candidate, left: Collection[Candidate]) -> int:
    return sum(_meet(one, other) for other in left if other is not one)
