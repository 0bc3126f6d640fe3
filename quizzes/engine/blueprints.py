"""How many questions of each kind a form holds."""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Final, TypeVar

K = TypeVar("K")

# SAA-C03 by domain, in percent of the scored questions, as its exam guide says.
EXAM_WEIGHTS: Final[Mapping[int, int]] = {1: 30, 2: 26, 3: 24, 4: 20}


def largest_remainder(total: int, weights: Mapping[K, int | float]) -> dict[K, int]:
    """Share `total` out by `weights`; whole shares that add up to it, each within one of its due.

    What is left after rounding down goes to the largest remainders, ties to the earlier key.
    Weights are read as the decimals they are written as: 0.3 of 50 is 15, not a little less.
    """
    if total < 0 or any(not weight >= 0 or math.isinf(weight) for weight in weights.values()):
        raise ValueError("Neither the total nor a weight may be negative or endless.")
    exact = {key: Fraction(str(weight)) for key, weight in weights.items()}
    whole = sum(exact.values())
    if not whole:
        if total:
            raise ValueError("Without any weight there is nothing to share by.")
        return dict.fromkeys(weights, 0)
    dues = {key: total * weight / whole for key, weight in exact.items()}
    shares = {key: math.floor(due) for key, due in dues.items()}
    left = total - sum(shares.values())
    for key in sorted(dues, key=lambda key: shares[key] - dues[key])[:left]:
        shares[key] += 1
    return shares
