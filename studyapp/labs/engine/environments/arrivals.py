"""When requests arrive: the patterns that the lab offers, and the lists that learners write."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import log

from studyapp.labs.engine.environments.model import Function
from studyapp.labs.engine.environments.rules import SECOND

MOST = 10_000  # arrivals in one run, of all functions together
LONGEST = 86_400  # seconds
NEIGHBOURS = 4
WORD = (1 << 64) - 1
NUMBER = r"[0-9]{1,6}(?:\.[0-9]{1,3})?"
TOKEN = re.compile(
    rf"(?:(?P<many>[0-9]{{1,5}})@)?(?P<at>{NUMBER})"
    rf"|(?P<rate>{NUMBER})/s@(?P<start>{NUMBER})-(?P<stop>{NUMBER})"
)
NAME = re.compile(r"[a-z][a-z0-9-]{0,11}")
SETTING = re.compile(r"(?P<name>[RP])=(?P<value>[0-9]{1,5})")


class Unreadable(ValueError):
    """What was written cannot be read; the message says which word and what would do."""


def steady(rate: Decimal, span: Decimal) -> tuple[int, ...]:
    """`rate` a second for `span` seconds, evenly, the first at 0.

    >>> steady(Decimal(4), Decimal(1))
    (0, 250000, 500000, 750000)
    """
    return tuple(_evenly(rate, Decimal(0), span))


def bursts(count: int, gap: Decimal) -> tuple[int, ...]:
    """`count` at once, and as many again `gap` seconds later; without a gap only once."""
    again = (_micro(gap),) * count if gap else ()
    return (0,) * count + again


def trickle(count: int, gap: Decimal) -> tuple[int, ...]:
    """`count` requests, one each `gap` seconds."""
    return tuple(_micro(gap * index) for index in range(count))


def poisson(rate: Decimal, span: Decimal, seed: int) -> tuple[int, ...]:
    """Independent arrivals, `rate` a second on average; the same seed gives the same ones."""
    times: list[int] = []
    now, stop, each = 0.0, float(span), float(rate)
    for chance in spread(seed):
        now -= log(chance) / each
        if now >= stop or len(times) > MOST:
            break
        times.append(round(now * SECOND))
    return tuple(times)


def spread(seed: int) -> Iterator[float]:
    """Numbers above 0 and up to 1 that look like chance (the SplitMix64 sequence of a seed)."""
    state = seed
    while True:
        state = (state + 0x9E3779B97F4A7C15) & WORD
        mixed = state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & WORD
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & WORD
        yield (((mixed ^ (mixed >> 31)) >> 11) + 1) / (1 << 53)


def written(text: str) -> tuple[int, ...]:
    """What a learner wrote: `3.5`, `12@0` for twelve at once, `20/s@0-10` for a steady rate.

    >>> written("2@0, 1.5 2/s@2-3")
    (0, 0, 1500000, 2000000, 2500000)
    """
    times: list[int] = []
    for word in re.split(r"[\s,;]+", text.strip()):
        if word:
            times.extend(_read(word))
        if len(times) > MOST:
            raise Unreadable(f"At most {MOST:,} requests fit.")
    return tuple(sorted(times))


@dataclass(frozen=True, slots=True)
class Line:
    """Another function of the account, as a learner wrote it."""

    name: str
    reserved: int | None
    provisioned: int
    arrivals: tuple[int, ...]

    def function(self) -> Function:
        return Function(self.name, self.arrivals, self.reserved, self.provisioned)


def neighbours(text: str) -> tuple[Line, ...]:
    """One function a line: its name, perhaps `R=400` and `P=10`, then its arrivals."""
    written_lines = text.replace(",", " ").splitlines()
    lines = tuple(_line(line) for line in written_lines if line.strip())
    if len(lines) > NEIGHBOURS:
        raise Unreadable(f"At most {NEIGHBOURS} other functions fit.")
    if len({line.name for line in lines}) < len(lines):
        raise Unreadable("Give each function a name of its own.")
    return lines


def _line(text: str) -> Line:
    name, *words = text.split()
    if not NAME.fullmatch(name):
        raise Unreadable(f"“{name[:20]}” is no name: write up to 12 small letters, then arrivals.")
    settings: dict[str, int] = {}
    while words and (found := SETTING.fullmatch(words[0])):
        settings[found["name"]] = int(found["value"])
        words.pop(0)
    return Line(name, settings.get("R"), settings.get("P", 0), written(" ".join(words)))


def _read(word: str) -> Iterator[int]:
    found = TOKEN.fullmatch(word)
    if not found:
        raise Unreadable(f"“{word[:20]}” cannot be read. Write 3.5, 12@0 or 20/s@0-10.")
    if found["rate"]:
        start, stop = Decimal(found["start"]), Decimal(found["stop"])
        if max(start, stop) > LONGEST or Decimal(found["rate"]) * (stop - start) > MOST:
            raise Unreadable(f"“{word[:20]}” is too much: {MOST:,} requests within a day at most.")
        return _evenly(Decimal(found["rate"]), start, stop)
    if Decimal(found["at"]) > LONGEST or int(found["many"] or 1) > MOST:
        raise Unreadable(f"“{word[:20]}” is too much: {MOST:,} requests within a day at most.")
    return iter([_micro(Decimal(found["at"]))] * int(found["many"] or 1))


def _evenly(rate: Decimal, start: Decimal, stop: Decimal) -> Iterator[int]:
    if not rate or stop <= start:
        return iter(())
    count = int(-(-(stop - start) * rate // 1))  # those before `stop`
    gap = SECOND / rate
    first = start * SECOND
    return (int(first + gap * index) for index in range(count))


def _micro(seconds: Decimal) -> int:
    return int(seconds * SECOND)
