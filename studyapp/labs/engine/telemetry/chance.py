"""Numbers that look like chance and follow from a seed. No Django here.

Each number is asked for by name, so a change of one setting leaves all the others as they were.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from itertools import count

HUNDREDTHS = 2
SPREAD = 0x9E3779B97F4A7C15  # odd, so that no two of a row are equal


@dataclass(frozen=True, slots=True)
class Chance:
    seed: int

    def between(self, low: int, high: int, *name: object) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int.from_bytes(self._digest(8, name)) % (high - low + 1)

    def ms(self, low: int, high: int, *name: object) -> Decimal:
        """Milliseconds with two decimals, as a REPORT line has them."""
        return Decimal(self.between(low * 100, high * 100, *name)).scaleb(-HUNDREDTHS)

    def hexes(self, digits: int, *name: object) -> str:
        return self._digest(digits // 2, name).hex()

    def many_hexes(self, *name: object) -> Iterator[str]:
        """Texts of 16 hexadecimal digits, as many as are wanted for the price of one."""
        first = int.from_bytes(self._digest(8, name))
        return (f"{step % 2**64:016x}" for step in count(first, SPREAD))

    def _digest(self, size: int, name: tuple[object, ...]) -> bytes:
        text = f"{self.seed}/{'/'.join(map(str, name))}"
        return blake2b(text.encode(), digest_size=size).digest()

    def uuid(self, *name: object) -> str:
        """Shaped like a request ID."""
        text = self.hexes(32, "uuid", *name)
        parts = (text[:8], text[8:12], f"4{text[13:16]}", f"a{text[17:20]}", text[20:])
        return "-".join(parts)
