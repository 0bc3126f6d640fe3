"""A form while it is made: what stands in it, and what may still join. Used by `assembly`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from quizzes.engine.items import Kind, Level
from quizzes.engine.outline import FORMATS

EXPOSURE_CAP = 0.3
LOOK_ALIKES = 2


class Rule(Enum):
    """What a form keeps to. Where a bank is too small it is given up in this order."""

    EXPOSURE = "no question in more than 30 % of forms"
    SHARE = "15 to 20 % multiple response"
    LOOK_ALIKES = "two questions at most of one look-alike"
    ENEMIES = "one question for each first fact"
    DOMAINS = "the domains by weight"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question as far as a form must know it."""

    question: int
    version: int
    domain: int
    task: str
    lesson: str
    kind: Kind
    level: Level
    choose: int
    difficulty: int
    words: int
    facts: tuple[str, ...]
    look_alike: str = ""
    case: str = ""

    @property
    def enemy(self) -> str:
        """Questions about the same first fact give each other away: a form holds one of them."""
        return self.facts[0]

    @property
    def fits_the_exam(self) -> bool:
        return self.kind in FORMATS and self.level is Level.EXAM

    @property
    def is_multiple(self) -> bool:
        return self.kind is Kind.MULTIPLE


@dataclass(frozen=True, slots=True)
class Use:
    """How far a question is used up: `exposure`, its share of all forms; the rest for this learner.

    `days` since this learner saw it last.
    """

    exposure: float = 0.0
    seen: int = 0
    days: float = 0.0


UNUSED = Use()


@dataclass
class Draft:
    """The questions chosen so far, counted by what the rules ask about."""

    quotas: Mapping[int, int]
    multiple: tuple[int, int]
    uses: Mapping[int, Use]
    chosen: dict[int, Candidate] = field(default_factory=dict)
    given_up: set[Rule] = field(default_factory=set)
    domains: Counter[int] = field(default_factory=Counter)
    kinds: Counter[bool] = field(default_factory=Counter)
    enemies: Counter[str] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)
    fixed: set[int] = field(default_factory=set)

    @property
    def size(self) -> int:
        return sum(self.quotas.values())

    @property
    def is_full(self) -> bool:
        return len(self.chosen) >= self.size

    def use(self, candidate: Candidate) -> Use:
        return self.uses.get(candidate.question, UNUSED)

    @property
    def loose(self) -> list[Candidate]:
        """What may be taken out again: no part of a case set, and nothing that was kept."""
        chosen = self.chosen.values()
        return [one for one in chosen if not one.case and one.question not in self.fixed]

    def keep(self, candidates: Iterable[Candidate]) -> None:
        """Begin with these; nothing takes them out."""
        for candidate in candidates:
            self.add(candidate)
            self.fixed.add(candidate.question)

    def add(self, candidate: Candidate) -> None:
        self.chosen[candidate.question] = candidate
        self._count(candidate, 1)

    def remove(self, candidate: Candidate) -> None:
        del self.chosen[candidate.question]
        self._count(candidate, -1)

    def _count(self, candidate: Candidate, by: int) -> None:
        self.domains[candidate.domain] += by
        self.kinds[candidate.is_multiple] += by
        self.enemies[candidate.enemy] += by
        self.groups[candidate.look_alike] += by

    def fits(self, candidate: Candidate) -> bool:
        """Whether it may join now, by every rule that has not been given up."""
        if candidate.question in self.chosen or self.is_full:
            return False
        return next(self.broken_by(candidate), None) is None

    def has_room(self, domain: int, is_multiple: bool) -> bool:
        """Whether the counts allow one more of this domain and kind, whichever it is."""
        if self.is_full or (self._domain_is_full(domain) and Rule.DOMAINS not in self.given_up):
            return False
        return not self._kind_is_full(is_multiple) or Rule.SHARE in self.given_up

    def broken_by(self, candidate: Candidate) -> Iterator[Rule]:
        """The rules that would no longer hold with `candidate`."""
        if self._domain_is_full(candidate.domain):
            yield from self._unless(Rule.DOMAINS)
        if self._kind_is_full(candidate.is_multiple):
            yield from self._unless(Rule.SHARE)
        if self.enemies[candidate.enemy]:
            yield from self._unless(Rule.ENEMIES)
        if candidate.look_alike and self.groups[candidate.look_alike] >= LOOK_ALIKES:
            yield from self._unless(Rule.LOOK_ALIKES)
        if self.use(candidate).exposure >= EXPOSURE_CAP:
            yield from self._unless(Rule.EXPOSURE)

    def _unless(self, rule: Rule) -> Iterator[Rule]:
        if rule not in self.given_up:
            yield rule

    def _domain_is_full(self, domain: int) -> bool:
        return self.domains[domain] >= self.quotas[domain]

    def _kind_is_full(self, is_multiple: bool) -> bool:
        return self.kinds[is_multiple] >= self.most(is_multiple)

    def most(self, is_multiple: bool) -> int:
        """How many questions of a kind there is room for: each leaves the other its least."""
        least, most = self.multiple
        return most if is_multiple else self.size - least

    def in_the_way_of(self, candidate: Candidate) -> list[Candidate]:
        """Chosen questions of which any one would have to leave before `candidate` may join."""
        broken = set(self.broken_by(candidate))
        if not broken or not broken <= {Rule.ENEMIES, Rule.LOOK_ALIKES}:
            return []
        if Rule.ENEMIES in broken:
            return [other for other in self.loose if other.enemy == candidate.enemy]
        return [other for other in self.loose if other.look_alike == candidate.look_alike]
