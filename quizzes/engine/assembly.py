"""Mock forms: which questions of the bank stand together in one. No Django here.

The blueprint is the exam's: its domains by weight, 15 to 20 % multiple response,
15 of 65 questions unscored. Within it a form takes what this learner has not seen
before what is rarely used; of the five that fit best, one by chance. The same seed,
candidates and uses give the same form.

What cannot be kept to is given up in the order of `Rule`, and `Form.notes` says so.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import TypeVar

from quizzes.engine.balancing import Target, balance, notes
from quizzes.engine.blueprints import EXAM_WEIGHTS, largest_remainder
from quizzes.engine.drafts import Candidate, Draft, Rule, Use
from quizzes.engine.draws import chance

FEWEST_FORMS = 20
WINDOW = 5
SHARE = (0.15, 0.20)

Pools = Mapping[tuple[int, bool], Sequence[Candidate]]
T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    candidate: Candidate
    scored: bool


@dataclass(frozen=True)
class Form:
    """The places in the order they are asked, and in words what could not be kept to."""

    places: tuple[Place, ...]
    notes: tuple[str, ...] = ()


def exposure_rate(used: int, forms: int) -> float:
    """The share of forms that held a question; below twenty forms, of twenty.

    Of one or two forms nobody could say which questions are overused.
    """
    return used / max(forms, FEWEST_FORMS)


def unscored_of(size: int) -> int:
    """How many of `size` questions are unscored: 15 of 65, in shorter forms the same share.

    >>> [unscored_of(size) for size in (65, 40, 20)]
    [15, 9, 5]
    """
    return round(size * 15 / 65)


def blueprint(size: int) -> dict[int, int]:
    """Questions for each domain: the scored and the unscored ones, each shared out by weight.

    >>> blueprint(65)
    {1: 19, 2: 17, 3: 16, 4: 13}
    """
    scored = largest_remainder(size - unscored_of(size), EXAM_WEIGHTS)
    pilots = largest_remainder(unscored_of(size), EXAM_WEIGHTS)
    return {domain: scored[domain] + pilots[domain] for domain in EXAM_WEIGHTS}


def assemble(
    candidates: Iterable[Candidate],
    size: int,
    seed: int,
    uses: Mapping[int, Use] | None = None,
    aside: Collection[int] = (),
    kept: Collection[int] = (),
) -> Form:
    """A form of `size` questions, shorter only where the bank has no more.

    `uses` says how far questions are used up; those with an id in `aside` are not drawn, and
    those in `kept` stand in it already.
    """
    pool = sorted(
        (c for c in candidates if c.question not in aside and c.domain in EXAM_WEIGHTS),
        key=lambda candidate: candidate.question,
    )
    draft = Draft(blueprint(size), _multiple_of(size), uses or {})
    ordered = _in_order(pool, draft, seed)
    drawable = [c for c in ordered if c.fits_the_exam and not c.case]
    draft.keep(c for c in ordered if c.question in kept)
    _Drawing(draft, _pools(drawable), seed).draw([] if kept else _whole_cases(ordered))
    target = Target.of([c for c in ordered if c.fits_the_exam], draft.quotas)
    balance(draft, _pools(drawable), target)
    return Form(_places(draft, seed), notes(draft, target))


def _multiple_of(size: int) -> tuple[int, int]:
    """The fewest and the most multiple-response questions of a form."""
    low, high = SHARE
    return math.ceil(round(low * size, 6)), math.floor(round(high * size, 6))


def _in_order(pool: Sequence[Candidate], draft: Draft, seed: int) -> list[Candidate]:
    """The least used first: by this learner, then by everyone; ties by chance."""
    digest = hashlib.shake_256(f"{seed}:form".encode()).digest(8 * len(pool))
    ties = {c.question: digest[8 * i : 8 * i + 8] for i, c in enumerate(pool)}

    def used(candidate: Candidate) -> tuple[int, float, float, bytes]:
        use = draft.use(candidate)
        return use.seen, -use.days, use.exposure, ties[candidate.question]

    return sorted(pool, key=used)


def _pools(ordered: Iterable[Candidate]) -> Pools:
    """Candidates by domain and by whether they are multiple response, in their order."""
    pools: dict[tuple[int, bool], list[Candidate]] = defaultdict(list)
    for candidate in ordered:
        pools[candidate.domain, candidate.is_multiple].append(candidate)
    return pools


def _whole_cases(ordered: Sequence[Candidate]) -> list[list[Candidate]]:
    """The case sets that could stand in an exam with all their questions, least used first."""
    sets: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in ordered:
        if candidate.case:
            sets[candidate.case].append(candidate)
    return [case for case in sets.values() if all(c.fits_the_exam for c in case)]


class _Drawing:
    """One run: fills a draft from pools, by the same chance each time."""

    def __init__(self, draft: Draft, pools: Pools, seed: int) -> None:
        self.draft = draft
        self.pools = pools
        self.seed = seed
        self.picks = 0

    def draw(self, cases: Sequence[Sequence[Candidate]]) -> None:
        self._add_case(cases)
        self._fill()
        for rule in Rule:
            if self.draft.is_full:
                break
            self.draft.given_up.add(rule)
            self._fill()

    def _add_case(self, cases: Sequence[Sequence[Candidate]]) -> None:
        """At most one case set in a form, and only where all of it fits."""
        fitting = list(islice((case for case in cases if self._takes(case)), WINDOW))
        for candidate in self._one_of(fitting) or ():
            self.draft.add(candidate)

    def _takes(self, case: Sequence[Candidate]) -> bool:
        room = self.draft.quotas
        return all(
            self.draft.fits(own)
            and sum(c.domain == own.domain for c in case) <= room[own.domain]
            and sum(c.is_multiple == own.is_multiple for c in case)
            <= self.draft.most(own.is_multiple)
            for own in case
        )

    def _fill(self) -> None:
        """Multiple response first, as it is scarcer, by its share of each domain; then the rest."""
        least, most = self.draft.multiple
        wanted = round((least + most) / 2)
        for domain, count in largest_remainder(wanted, self.draft.quotas).items():
            for _ in range(count):
                if self.draft.kinds[True] < wanted:
                    self._place(domain, True)
        for domain in self.draft.quotas:
            while self.draft.kinds[True] < wanted and self._place(domain, True):
                pass
        for domain in self.draft.quotas:
            while self._place(domain, False) or self._place(domain, True):
                pass

    def _place(self, domain: int, is_multiple: bool) -> bool:
        """Add one question of this domain and kind, if any fits or can be made to fit."""
        if not self.draft.has_room(domain, is_multiple):
            return False
        return self._pick(domain, is_multiple) or self._make_room(domain, is_multiple, set())

    def _pick(self, domain: int, is_multiple: bool) -> bool:
        """Add one by chance, of the five least used that fit and were seen equally often."""
        pool = self.pools.get((domain, is_multiple), ())
        fitting = (candidate for candidate in pool if self.draft.fits(candidate))
        for _, alike in groupby(fitting, key=lambda candidate: self.draft.use(candidate).seen):
            picked = self._one_of(list(islice(alike, WINDOW)))
            if picked is not None:
                self.draft.add(picked)
                return True
        return False

    def _make_room(self, domain: int, is_multiple: bool, tried: set[int]) -> bool:
        """Let a question in by giving the place of its enemy elsewhere to another (Kuhn's way)."""
        for candidate in self.pools.get((domain, is_multiple), ()):
            if candidate.question in tried or candidate.question in self.draft.chosen:
                continue
            tried.add(candidate.question)
            for other in self.draft.in_the_way_of(candidate):
                self.draft.remove(other)
                if self.draft.fits(candidate):
                    self.draft.add(candidate)
                    own = other.domain, other.is_multiple
                    if self._pick(*own) or self._make_room(*own, tried):
                        return True
                    self.draft.remove(candidate)
                self.draft.add(other)
        return False

    def _one_of(self, things: Sequence[T]) -> T | None:
        if not things:
            return None
        self.picks += 1
        return things[chance(self.seed, "pick", self.picks) % len(things)]


def _places(draft: Draft, seed: int) -> tuple[Place, ...]:
    """The chosen ones in an order by chance, a case set together; the pilots among them."""
    pilots = _pilots(draft, seed)

    def order(candidate: Candidate) -> tuple[int, int]:
        return chance(seed, "place", candidate.case or candidate.question), candidate.question

    return tuple(
        Place(candidate, candidate.question not in pilots)
        for candidate in sorted(draft.chosen.values(), key=order)
    )


def _pilots(draft: Draft, seed: int) -> set[int]:
    """Which are unscored: in each domain its share, the least used first.

    A question that few have answered is the one whose difficulty is not known yet.
    """
    chosen = draft.chosen.values()
    count = unscored_of(len(chosen))
    wanted = largest_remainder(count, EXAM_WEIGHTS)

    def used(candidate: Candidate) -> tuple[float, int]:
        return draft.use(candidate).exposure, chance(seed, "pilot", candidate.question)

    pilots: set[int] = set()
    for domain, share in wanted.items():
        own = sorted((c for c in chosen if c.domain == domain), key=used)
        pilots.update(candidate.question for candidate in own[:share])
    others = sorted((c for c in chosen if c.question not in pilots), key=used)
    pilots.update(candidate.question for candidate in others[: count - len(pilots)])
    return pilots
