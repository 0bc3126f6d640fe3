"""What many looks come to: sums that do not mind in which order the looks were added."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Self

from django.utils import timezone

from studyapp.progress.history import Look

UNTIMED: Final = 60  # seconds, for an answer that came without a clock
LONGEST: Final = 30 * 60  # seconds with one question; more is a page left open


@dataclass(frozen=True, slots=True, order=True)
class Sight:
    """A moment with a question. `verdict` is "" where its key was shown and no answer given."""

    at: datetime
    verdict: str

    @property
    def is_given(self) -> bool:
        return bool(self.verdict)

    @property
    def is_right(self) -> bool:
        return self.verdict == "right"

    def __str__(self) -> str:
        return f"{self.at.isoformat()} {self.verdict}"

    @classmethod
    def read(cls, text: str) -> Self:
        at, _, verdict = text.partition(" ")
        return cls(datetime.fromisoformat(at), verdict)


Sights = dict[int, Sight]  # by question


@dataclass
class Tally:
    """All that the figures ask of a log. Sums, firsts and lasts: two tallies can be added up.

    `met` is when each question was seen first, answered or not; `first` and `last` are its
    first and last answers. `spent` is seconds by day, `said` answers and right ones by word.
    `here` has the questions that a file brought, with when they were met first without it.
    """

    met: Sights = field(default_factory=dict)
    first: Sights = field(default_factory=dict)
    last: Sights = field(default_factory=dict)
    spent: dict[date, int] = field(default_factory=dict)
    said: dict[str, tuple[int, int]] = field(default_factory=dict)
    here: dict[int, Sight | None] = field(default_factory=dict)

    @classmethod
    def of(cls, looks: Iterable[Look]) -> Self:
        return cls().add(looks)

    def add(self, looks: Iterable[Look]) -> Self:
        zone = timezone.get_current_timezone()
        for look in looks:
            key, sight = look.question, Sight(look.at, look.verdict)
            if look.brought_at:
                self.here.setdefault(key, self.met.get(key))
            elif key in self.here:
                self.here[key] = min(sight, self.here[key] or sight)
            self.met[key] = min(sight, self.met.get(key, sight))
            if sight.is_given:
                self.first[key] = min(sight, self.first.get(key, sight))
                self.last[key] = max(sight, self.last.get(key, sight))
                self._count(look, look.at.astimezone(zone).date())
        return self

    def _count(self, look: Look, day: date) -> None:
        seconds = UNTIMED if look.seconds is None else min(look.seconds, LONGEST)
        self.spent[day] = self.spent.get(day, 0) + seconds
        if look.sureness:
            n, n_right = self.said.get(look.sureness, (0, 0))
            self.said[look.sureness] = n + 1, n_right + look.is_right

    def answers_here(self, before: datetime) -> dict[int, bool]:
        """The questions that were answered here when they were new here, and whether right.

        `progress.Facility` counts these, and nothing that a file brought.
        """
        met = {**self.met, **self.here}
        given = ((key, one) for key, one in met.items() if one and one.is_given)
        return {key: one.is_right for key, one in given if one.at < before}

    def __bool__(self) -> bool:
        return bool(self.met)

    def as_record(self) -> dict[str, Any]:
        """Ready for JSON, to the last bit."""
        sights = {name: getattr(self, name) for name in ("met", "first", "last")}
        return {
            **{name: dict(_written(rows)) for name, rows in sights.items()},
            "spent": {day.isoformat(): seconds for day, seconds in self.spent.items()},
            "said": {word: list(counts) for word, counts in self.said.items()},
            "here": {str(key): one and str(one) for key, one in self.here.items()},
        }

    @classmethod
    def read(cls, record: dict[str, Any]) -> Self:
        """From what `as_record` made, or from nothing."""
        met, first, last = (_read(record.get(name, {})) for name in ("met", "first", "last"))
        spent = {date.fromisoformat(day): n for day, n in record.get("spent", {}).items()}
        said = {word: (n, n_right) for word, (n, n_right) in record.get("said", {}).items()}
        here = {int(key): one and Sight.read(one) for key, one in record.get("here", {}).items()}
        return cls(met, first, last, spent, said, here)


def _written(sights: Sights) -> Iterator[tuple[str, str]]:
    return ((str(key), str(sight)) for key, sight in sights.items())


def _read(record: dict[str, str]) -> Sights:
    return {int(key): Sight.read(text) for key, text in record.items()}
