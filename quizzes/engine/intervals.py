"""Between what a share lies that was seen in a few cases."""

from math import sqrt
from typing import Final

EIGHTY: Final = 1.2816  # of the normal distribution: eight times in ten


def wilson(n_right: int, n: int, z: float = EIGHTY) -> tuple[float, float]:
    """Wilson's interval for the share behind `n_right` of `n`; everything where `n` is 0.

    >>> [round(end, 2) for end in wilson(8, 10)]
    [0.6, 0.91]
    """
    if not n:
        return 0.0, 1.0
    share, width = n_right / n, z * z / n
    middle = (share + width / 2) / (1 + width)
    half = z * sqrt(share * (1 - share) / n + width / (4 * n)) / (1 + width)
    return max(0.0, middle - half), min(1.0, middle + half)
