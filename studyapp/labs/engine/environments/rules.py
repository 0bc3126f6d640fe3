"""What AWS promises about concurrency, as numbers of the ledger, and what we assume beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

RATE_WINDOW = SECOND
"""Assumption: the requests of the last second are counted, and only those that were let in."""
BACKOFF_FACTOR = 2
"""Assumption: the wait of a throttled event doubles until it is the longest."""

UNRESERVED = 100
"""What a form may leave unreserved at the least; a test holds it against the ledger."""

KEYS = {
    "account": "conc-default",
    "unreserved": "conc-reserve-max",
    "scale_step": "conc-scale-rate",
    "scale_window": "conc-scale-window",
    "per_unit": "rps-rule",
    "prepared": "pc-alloc-rate",
    "init_limit": "lc-init-limit",
    "retries": "async-retries",
    "first_retry": "async-retry-first",
    "second_retry": "async-retry-second",
    "backoff_first": "async-backoff-first",
    "backoff_most": "async-backoff-most",
    "age": "async-age",
}
"""Which fact of the ledger each rule is."""
UNITS = {
    **{"scale_window": SECOND, "init_limit": SECOND, "backoff_first": SECOND},
    **{"first_retry": MINUTE, "second_retry": MINUTE, "backoff_most": MINUTE, "age": HOUR},
}
"""In what the ledger counts the times."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Counts as they are, times in microseconds."""

    account: int  # concurrent executions of an account, unless it has another quota
    unreserved: int  # what must stay unreserved
    scale_step: int  # environments that one function may add ...
    scale_window: int  # ... in this time
    per_unit: int  # requests a second for each unit of concurrency
    prepared: int  # provisioned environments a minute
    init_limit: int
    retries: int  # of an asynchronous event after a function error
    first_retry: int
    second_retry: int
    backoff_first: int  # the first wait of a throttled event
    backoff_most: int  # the longest
    age: int  # how long an asynchronous event is kept

    def retry_delay(self, errors: int) -> int:
        """The wait after the `errors`-th function error."""
        return self.first_retry if errors == 1 else self.second_retry

    def backoff(self, throttles: int) -> int:
        """The wait after the `throttles`-th refusal in a row."""
        doublings = min(throttles - 1, 30)
        return min(self.backoff_first * int(BACKOFF_FACTOR**doublings), self.backoff_most)


def rules(numbers: Mapping[str, Decimal]) -> Rules:
    """The rules as the ledger has them; KeyError names a fact that it lacks."""
    return Rules(**{name: int(numbers[key] * UNITS.get(name, 1)) for name, key in KEYS.items()})
