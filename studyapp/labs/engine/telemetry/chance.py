"""Numbers that look like chance and follow from a seed. No Django here.

Each number is asked for by name, so a change of one setting leaves all the others as they were.
"""

from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b

HUNDREDTHS = 2


@dataclass(frozen=True, slots=True)
class Chance:
    seed: int

    def between(self, low: int, high: int, *name: object) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.hexes(16, *name), 16) % (high - low + 1)

    def ms(self, low: int, high: int, *name: object) -> Decimal:
        """Milliseconds with two decimals, as a REPORT line has them."""
        return Decimal(self.between(low * 100, high * 100, *name)).scaleb(-HUNDREDTHS)

    def hexes(self, digits: int, *name: object) -> str:
        text = "/".join(map(str, (self.seed, *name)))
        return blake2b(text.encode(), digest_size=digits // 2).hexdigest()

    def uuid(self, *name: object) -> str:
        """Shaped like a request ID."""
        text = self.hexes(32, "uuid", *name)
        parts = (text[:8], text[8:12], f"4{text[13:16]}", f"a{text[17:20]}", text[20:])
        return "-".join(parts)
