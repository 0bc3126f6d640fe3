"""What a fault and its evidence are. No Django here."""

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    LOGS = "logs"
    METRICS = "metrics"
    TRACE = "trace"


@dataclass(frozen=True, slots=True)
class Sign:
    """A piece of evidence: the text or name to look for; none if its absence decides."""

    place: Place
    find: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Fault:
    name: str
    story: str  # what happened, for the one who knows the fault
    fix: str
    signs: tuple[Sign, Sign, Sign]  # logs, metrics, trace
    facts: tuple[str, ...]
    twist: str  # how its less usual face differs
    twist_sign: Sign | None = None  # what its evidence says then, in place of the usual

    def told(self, twist: bool) -> tuple[Sign, ...]:
        """The signs of this face."""
        other = self.twist_sign if twist else None
        return tuple(other if other and other.place is one.place else one for one in self.signs)


def signs(
    logs: tuple[tuple[str, ...], str],
    metrics: tuple[tuple[str, ...], str],
    trace: tuple[tuple[str, ...], str],
) -> tuple[Sign, Sign, Sign]:
    return (
        Sign(Place.LOGS, *logs),
        Sign(Place.METRICS, *metrics),
        Sign(Place.TRACE, *trace),
    )
