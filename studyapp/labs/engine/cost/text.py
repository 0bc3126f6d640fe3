"""Numbers as the labs write them: 1,024 MB, $12.97, 0.5789. No Django here."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

from studyapp.labs.engine.cost.duration import EXACT

PLACES = tuple(Decimal(1).scaleb(-places) for places in range(13))


def plain(value: Decimal | int, places: int = 4) -> str:
    """Thousands grouped, at most `places` decimals, no idle zeros.

    >>> plain(Decimal("1234567.50")), plain(Decimal("0.57886")), plain(10240)
    ('1,234,567.5', '0.5789', '10,240')
    """
    if isinstance(value, int):
        return f"{value:,}"
    text = f"{value.quantize(PLACES[places], ROUND_HALF_UP, EXACT):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def fixed(value: Decimal, places: int) -> str:
    """Thousands grouped, exactly `places` decimals, half rounded up."""
    return f"{value.quantize(PLACES[places], ROUND_HALF_UP, EXACT):,f}"


def equals(value: Decimal | int, places: int = 4) -> str:
    """ "= 1.5" when that is the whole number, "≈ 0.5789" when it was cut.

    >>> equals(Decimal("1.5")), equals(Decimal("0.57886"))
    ('= 1.5', '≈ 0.5789')
    """
    text = plain(value, places)
    return f"{'=' if Decimal(text.replace(',', '')) == value else '≈'} {text}"


def money(value: Decimal) -> str:
    return f"${fixed(value, 2)}"


def percent(share: Decimal) -> str:
    """A share as a percentage with up to one decimal.

    >>> percent(Decimal("0.7973"))
    '79.7\xa0%'
    """
    with localcontext(EXACT):
        return f"{plain(share * 100, 1)}\u00a0%"


def common_places(values: list[Decimal], most: int = 6) -> int:
    """The decimals, 2 to `most`, with which none of `values` loses a digit, if that is possible.

    >>> common_places([Decimal("2.333338"), Decimal("0.40")]), common_places([Decimal("1.4880")])
    (6, 3)
    """
    needed = 2
    for value in values:
        exponent = value.normalize(EXACT).as_tuple().exponent
        if isinstance(exponent, int):
            needed = max(needed, min(most, -exponent))
    return needed
