"""What a mock exam tells about its learner: counts, not guesses. No Django here.

Everything is counted from `Asked`, one for each question; what the report says in
words is in `sitting_words`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from quizzes.engine.scale import PracticeScore, practice_score


@dataclass(frozen=True)
class Asked:
    """One question of a mock exam, as its learner left it.

    `first_right`: whether the first whole answer was right; None where there was none.
    `seconds`: how long it was looked at, None where nothing tells.
    """

    position: int
    domain: int
    task: str
    lesson: str
    topic: str
    scored: bool
    given: bool
    right: bool
    first_right: bool | None = None
    changed: bool = False
    sureness: str = ""
    seconds: int | None = None
    tag: str = ""
    look_alike: str = ""
    seen_before: bool = False

    @property
    def missed(self) -> bool:
        return not self.right


@dataclass(frozen=True)
class Row:
    """A line of a table: so many right of so many."""

    key: str
    right: int
    of: int

    @property
    def missed(self) -> int:
        return self.of - self.right


@dataclass(frozen=True)
class Changes:
    """What came of answers that were changed, from the first whole one to the last."""

    to_right: int
    to_wrong: int
    neither: int

    @property
    def total(self) -> int:
        return self.to_right + self.to_wrong + self.neither


@dataclass(frozen=True)
class Sitting:
    """A finished mock exam. `seconds` were used of `allowed`."""

    asked: Sequence[Asked]
    seconds: int
    allowed: int

    @cached_property
    def scored(self) -> list[Asked]:
        return [one for one in self.asked if one.scored]

    @cached_property
    def pilots(self) -> list[Asked]:
        return [one for one in self.asked if not one.scored]

    @cached_property
    def missed(self) -> list[Asked]:
        return [one for one in self.asked if one.missed]

    @property
    def right(self) -> int:
        """Right answers among the scored questions."""
        return sum(one.right for one in self.scored)

    @property
    def pilots_right(self) -> int:
        return sum(one.right for one in self.pilots)

    @property
    def answered(self) -> int:
        return sum(one.given for one in self.asked)

    @property
    def unanswered(self) -> int:
        return len(self.asked) - self.answered

    @property
    def seen_before(self) -> int:
        return sum(one.seen_before for one in self.asked)

    @property
    def score(self) -> PracticeScore | None:
        """On the practice scale; None where nothing was scored."""
        return practice_score(self.right, len(self.scored)) if self.scored else None

    @property
    def ran_out(self) -> bool:
        return self.seconds >= self.allowed

    @property
    def planned(self) -> float:
        """Seconds for each question, if all take the same."""
        return self.allowed / len(self.asked) if self.asked else 0

    @property
    def domains(self) -> list[Row]:
        """Of the scored questions."""
        return _rows(self.scored, lambda one: str(one.domain))

    @property
    def tasks(self) -> list[Row]:
        """Of the scored questions."""
        return _rows(self.scored, lambda one: one.task)

    @property
    def tags(self) -> list[tuple[str, int]]:
        """How often each reason was given for a miss, the most frequent first."""
        given = Counter(one.tag for one in self.missed if one.tag)
        return sorted(given.items(), key=lambda pair: (-pair[1], pair[0]))

    @property
    def untagged(self) -> int:
        return sum(not one.tag for one in self.missed)

    @property
    def sureness(self) -> dict[str, Row]:
        """Of what was answered, by the word that was chosen; "" for none."""
        given = [one for one in self.asked if one.given]
        return {row.key: row for row in _rows(given, lambda one: one.sureness)}

    @property
    def changes(self) -> Changes:
        changed = [one for one in self.asked if one.changed]
        to_right = sum(one.right and one.first_right is False for one in changed)
        to_wrong = sum(one.missed and one.first_right is True for one in changed)
        return Changes(to_right, to_wrong, len(changed) - to_right - to_wrong)

    @property
    def timed(self) -> list[Asked]:
        return [one for one in self.asked if one.seconds is not None]

    @property
    def slow(self) -> list[Asked]:
        """Those that took more than twice the planned time, the longest first."""
        found = [one for one in self.timed if (one.seconds or 0) > 2 * self.planned]
        return sorted(found, key=lambda one: -(one.seconds or 0))


def _rows(asked: Iterable[Asked], key: Callable[[Asked], str]) -> list[Row]:
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for one in asked:
        of[key(one)] += 1
        right[key(one)] += one.right
    return [Row(name, right[name], of[name]) for name in sorted(of)]
