"""The forecast in a sentence. Shares are rounded to whole percent, chances to tenths."""

from math import sqrt
from typing import Final

from quizzes.engine.readiness.records import LEAST, ROUGH, Forecast, TooFew

QUANTILE: Final = 1.2816
MORE: Final = (20, 40, 80, 160)  # numbers of further answers worth naming
WORTH: Final = 0.01  # a narrower interval is worth naming from one point on


def sentence(said: Forecast | TooFew) -> str:
    """What stands on the card, first.

    >>> sentence(TooFew(7, {4: 3}, (), ()))
    'Not enough data: 7 of 20 first answers.'
    """
    if isinstance(said, TooFew):
        return f"Not enough data: {min(said.n, LEAST)} of {LEAST} first answers."
    return f"Lambda part of SAA-C03: likely {span(said.low, said.high)} correct."


def span(low: float, high: float) -> str:
    """
    >>> span(.7, .84)
    '70 to 84 %'
    """
    return f"{low * 100:.0f} to {high * 100:.0f} %"


def odds(probability: float) -> str:
    """A chance in tenths, as a count: a percentage would claim more than is known.

    >>> odds(.68), odds(.99), odds(.02)
    ('about 7 in 10', 'more than 9 in 10', 'less than 1 in 10')
    """
    if probability >= 0.95:
        return "more than 9 in 10"
    if probability < 0.05:
        return "less than 1 in 10"
    return f"about {max(1, min(9, round(probability * 10)))} in 10"


def advice(said: Forecast | TooFew) -> str:
    """What would make it narrower, or open the gates."""
    if isinstance(said, TooFew):
        return _to_open(said)
    rough = f"A rough estimate: it rests on fewer than {ROUGH} first answers. "
    now = _half_width(said, 0)
    for more in MORE:
        then = _half_width(said, more)
        if now - then >= WORTH:
            told = f"Add about {more} to narrow it from ±{now * 100:.0f} to ±{then * 100:.0f}."
            break
    else:
        told = "More answers would hardly narrow it: the rest is the luck of one sitting."
    return (rough if said.is_rough else "") + f"{said.n} first answers. {told}"


def _half_width(said: Forecast, more: int) -> float:
    """Half the interval after `more` answers: what we do not know shrinks with n, luck does not."""
    return QUANTILE * sqrt(said.luck + said.knowledge * said.n / (said.n + more))


def _to_open(said: TooFew) -> str:
    if not said.missing:
        return f"{said.n_wanted} more questions that are new to you, and a forecast stands here."
    each = ", ".join(f"{n} in domain {domain}" for domain, n in sorted(said.missing.items()))
    rest = LEAST - said.n - sum(said.missing.values())
    anywhere = f", and {rest} anywhere" if rest > 0 else ""
    return f"Still wanted, with questions that are new to you: {each}{anywhere}."
