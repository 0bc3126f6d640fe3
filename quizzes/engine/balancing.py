"""Swaps that bring a form's reading time and difficulty to those of the bank, and its notes.

Used by `assembly`, once a draft is full.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Self

from quizzes.engine.drafts import EXPOSURE_CAP, LOOK_ALIKES, Candidate, Draft

WORDS_WITHIN = 0.10
DIFFICULTY_WITHIN = 0.15
MOST_SWAPS = 20
LOOKED_AT = 25

Pools = Mapping[tuple[int, bool], Sequence[Candidate]]


@dataclass(frozen=True)
class Target:
    """What a form's questions have on average if its domains are like the bank's."""

    words: float
    difficulty: float

    @classmethod
    def of(cls, candidates: Sequence[Candidate], quotas: Mapping[int, int]) -> Self:
        means = []
        for domain, quota in quotas.items():
            own = [c for c in candidates if c.domain == domain]
            if own and quota:
                words = sum(c.words for c in own) / len(own)
                means.append((quota, words, sum(c.difficulty for c in own) / len(own)))
        whole = sum(quota for quota, _, _ in means) or 1
        words = sum(quota * mean for quota, mean, _ in means) / whole
        return cls(words, sum(quota * mean for quota, _, mean in means) / whole)

    def off(self, words: float, difficulty: float) -> tuple[float, float]:
        """How far means lie from these, as shares of what is allowed: 1 is just within."""
        if not self.words:
            return 0, 0
        return (
            (words / self.words - 1) / WORDS_WITHIN,
            (difficulty - self.difficulty) / DIFFICULTY_WITHIN,
        )


def means(draft: Draft) -> tuple[float, float]:
    """Words and difficulty of the chosen questions, on average."""
    chosen = draft.chosen.values()
    count = len(chosen) or 1
    return sum(c.words for c in chosen) / count, sum(c.difficulty for c in chosen) / count


def balance(draft: Draft, pools: Pools, target: Target) -> None:
    """Swap questions for others of their domain and kind until words and difficulty fit.

    A newcomer is never one that this learner has seen more often. It stops at the
    first form within the limits, or where no single swap helps any more.
    """
    for _ in range(MOST_SWAPS):
        now = _distance(target, *means(draft))
        if now <= 1:
            return
        found = min(_swaps(draft, pools, target), key=lambda swap: swap[0], default=None)
        if found is None or found[0] >= now:
            return
        _, out, into = found
        draft.remove(out)
        draft.add(into)


def _distance(target: Target, words: float, difficulty: float) -> float:
    return max(map(abs, target.off(words, difficulty)))


def _swaps(
    draft: Draft, pools: Pools, target: Target
) -> Iterator[tuple[float, Candidate, Candidate]]:
    words, difficulty = means(draft)
    count = len(draft.chosen) or 1
    for out in draft.loose:
        draft.remove(out)
        fitting = (c for c in pools.get((out.domain, out.is_multiple), ()) if draft.fits(c))
        for into in islice(fitting, LOOKED_AT):
            if into is not out and draft.use(into).seen <= draft.use(out).seen:
                reached = _distance(
                    target,
                    words + (into.words - out.words) / count,
                    difficulty + (into.difficulty - out.difficulty) / count,
                )
                yield reached, out, into
        draft.add(out)


def notes(draft: Draft, target: Target) -> tuple[str, ...]:
    """In words, what the draft does not keep to. Looked up in the draft, whatever was given up."""
    return (
        tuple(_about_size(draft)) + tuple(_about_rules(draft)) + tuple(_about_means(draft, target))
    )


def _about_size(draft: Draft) -> Iterator[str]:
    if len(draft.chosen) < draft.size:
        yield f"{len(draft.chosen)} of {draft.size} questions: the bank has no more that fit."
    for domain, quota in draft.quotas.items():
        if draft.domains[domain] != quota:
            yield f"Domain {domain}: {draft.domains[domain]} questions where the exam has {quota}."


def _about_rules(draft: Draft) -> Iterator[str]:
    chosen = draft.chosen.values()
    least, most = draft.multiple
    if not least <= draft.kinds[True] <= most:
        yield f"{draft.kinds[True]} multiple-response questions, where {least} to {most} are usual."
    alone = [c.enemy for c in chosen if not c.case]
    doubles = len(alone) - len(set(alone))
    if doubles:
        yield f"{doubles} about the same first fact as another question."
    groups = [g for g, n in draft.groups.items() if g and n > LOOK_ALIKES]
    if groups:
        yield f"More than {LOOK_ALIKES} questions of: {', '.join(sorted(groups))}."
    worn = sum(draft.use(c).exposure >= EXPOSURE_CAP for c in chosen)
    if worn:
        yield f"{worn} that stood in {EXPOSURE_CAP:.0%} of all forms or more."


def _about_means(draft: Draft, target: Target) -> Iterator[str]:
    words, difficulty = means(draft)
    off_words, off_difficulty = target.off(words, difficulty)
    if abs(off_words) > 1:
        yield f"{words / target.words - 1:+.0%} words to read, against the bank."
    if abs(off_difficulty) > 1:
        yield f"Difficulty {difficulty:.1f} on average, where the bank has {target.difficulty:.1f}."
