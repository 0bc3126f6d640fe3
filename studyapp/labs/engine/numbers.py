"""The ledger's numbers as an engine gets them: by key, and none of our own."""

from decimal import Decimal


class MissingNumberError(LookupError):
    """The ledger does not hold a number that a model cannot do without. The argument is its key."""


class Numbers(dict[str, Decimal]):
    """Numbers of the ledger by key; one that is missing is named.

    >>> Numbers({"mem-min": Decimal(128)}).whole("mem-min")
    128
    """

    def __missing__(self, key: str) -> Decimal:
        raise MissingNumberError(key)

    def whole(self, key: str) -> int:
        """A count, a size or seconds; ValueError for a number that is not whole."""
        number = self[key]
        if number != int(number):
            raise ValueError(f"{key} is not a whole number: {number}")
        return int(number)
