"""Parts of addresses that are named after rows of the ledger."""


class FactKey:
    """The key of a fact, as in `price-request.us-east-2`. Anything else is a 404, unasked."""

    regex = "[a-z0-9]+(?:[.-][a-z0-9]+)*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
