"""The practice scale: what a mock exam is reported on. It is not AWS's.

AWS does not publish how it turns answers into its 100 to 1,000. Here 72 % of the
scored questions are declared to be 720, and both halves are straight lines.
"""

import math
from dataclasses import dataclass

NAME = "practice scale"
LOWEST, PASS, HIGHEST = 100, 720, 1000
CUT = 0.72
Z95 = 1.959964


@dataclass(frozen=True)
class PracticeScore:
    """A score with its band (one standard error each way) and its 95 % interval."""

    score: int
    band: tuple[int, int]
    interval: tuple[int, int]

    @property
    def tells(self) -> str:
        """On which side of the cut it lies, if it can tell: "above", "below" or "open"."""
        if self.interval[0] >= PASS:
            return "above"
        return "below" if self.interval[1] < PASS else "open"


def scaled(share: float, cut: float = CUT) -> float:
    """A share of right answers on the practice scale; the cut itself is 720.

    >>> scaled(0), scaled(0.72), scaled(1)
    (100.0, 720.0, 1000.0)
    """
    if share < cut:
        return LOWEST + (PASS - LOWEST) * share / cut
    return PASS + (HIGHEST - PASS) * (share - cut) / (1 - cut)


def standard_error(right: int, of: int) -> float:
    """Of a share of right answers, by chance alone. All or none right is not free of it.

    There it is what half a question more or less would give.
    """
    share = min(max(right / of, 0.5 / of), 1 - 0.5 / of)
    return math.sqrt(share * (1 - share) / of)


def practice_score(right: int, of: int) -> PracticeScore:
    """The score of `right` of `of` scored questions; at least one must be scored."""
    if not 0 <= right <= of or not of:
        raise ValueError("A score needs scored questions, and no more right than there are.")
    share, error = right / of, standard_error(right, of)
    return PracticeScore(
        round(scaled(share)),
        _on_scale(share - error, share + error),
        _on_scale(*_wilson(share, of)),
    )


def _wilson(share: float, of: int) -> tuple[float, float]:
    """A 95 % interval that stays sensible for few questions and near the ends."""
    square = Z95 * Z95
    centre = (share + square / (2 * of)) / (1 + square / of)
    spread = share * (1 - share) / of + square / (4 * of * of)
    half = Z95 / (1 + square / of) * math.sqrt(spread)
    return centre - half, centre + half


def _on_scale(low: float, high: float) -> tuple[int, int]:
    return round(scaled(max(low, 0))), round(scaled(min(high, 1)))
