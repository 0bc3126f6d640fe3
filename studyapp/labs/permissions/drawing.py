"""The sieve as geometry: each policy a bar, the request a line that falls through them."""

from dataclasses import dataclass
from typing import Any

from studyapp.labs.engine.permissions.sieve import Bar, Result
from studyapp.labs.engine.permissions.turns import Turn
from studyapp.labs.permissions.cards import NAMES
from studyapp.policies.documents import Kind
from studyapp.policies.evaluation import Found, Side

WIDTH = 340
GAP = 14  # between two bars, and between two columns
TALL, FLAT = 46, 26  # of a bar that is asked, and of one that is not set
HEAD = 24  # for the name of a column's account
FOOT = 34
SHORT = {Kind.SCP: "SCP", Kind.RCP: "RCP", Kind.BOUNDARY: "Boundary"}
MARKS = {Turn.PASSES: "✓", Turn.GRANTS: "✓", Turn.STOPS: "✕", Turn.UNASKED: "–", Turn.UNSET: "–"}
TONES = {
    Turn.PASSES: "pass",
    Turn.GRANTS: "grant",
    Turn.STOPS: "stop",
    Turn.UNASKED: "aside",
    Turn.UNSET: "aside",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bar: its box, and one or two lines of words."""

    x: int
    y: int
    width: int
    height: int
    name: str
    words: str
    mark: str
    tone: str
    decisive: bool

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def first(self) -> int:
        return self.y + (19 if self.words else self.height // 2 + 5)

    @property
    def second(self) -> int:
        return self.y + 37

    @property
    def box(self) -> dict[str, Any]:
        """The bar as the template draws it: every number as text."""
        return {
            "x": f"{self.x}.5",
            "y": f"{self.y}.5",
            "width": str(self.width - 1),
            "height": str(self.height - 1),
            "middle": str(self.middle),
            "first": str(self.first),
            "second": str(self.second),
            "name": f"{self.mark} {self.name}" if self.mark and not self.words else self.name,
            "words": f"{self.mark} {self.words}" if self.words else "",
            "tone": self.tone,
            "decisive": self.decisive,
        }


@dataclass(frozen=True, slots=True)
class Column:
    """One account: its name, its bars, and how far the request falls."""

    title: str
    middle: int
    bars: tuple[Drawn, ...]
    start: int
    end: int
    stopped: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    columns: tuple[Column, ...]
    foot: Drawn

    @property
    def flows(self) -> list[dict[str, Any]]:
        """Each column's name, the line that falls through its bars, and the bars."""
        return [
            {
                "title": one.title,
                "middle": str(one.middle),
                "path": f"M{one.middle} {one.start}V{one.end}",
                "stopped": one.stopped,
                "boxes": [bar.box for bar in one.bars],
            }
            for one in self.columns
        ]

    @property
    def last(self) -> list[dict[str, Any]]:
        return [self.foot.box]


def sieve(result: Result) -> Drawing:
    """The bars in the order of their turns; two columns where two accounts are asked."""
    sides = (Side.CALLER, Side.OWNER) if result.is_cross else (Side.HERE,)
    groups = [[bar for bar in result.bars if _side(bar, result) is side] for side in sides]
    width = (WIDTH - GAP * (len(sides) - 1)) // len(sides)
    bottom = HEAD + max(_height(bars) for bars in groups)
    columns = tuple(
        _column(result, side, bars, index * (width + GAP), width, bottom)
        for index, (side, bars) in enumerate(zip(sides, groups, strict=True))
    )
    allowed = result.decision.is_allowed
    words = "Allowed" if allowed else "Denied"
    mark, tone = ("✓", "grant") if allowed else ("✕", "stop")
    foot = Drawn(0, bottom, WIDTH, FOOT, words, "", mark, tone, True)
    return Drawing(WIDTH, bottom + FOOT + 1, columns, foot)


def _side(bar: Bar, result: Result) -> Side:
    """The trust policy of the caller's role stands in the caller's account."""
    return Side.CALLER if bar.side is Side.HERE and result.is_cross else bar.side


def _column(result: Result, side: Side, bars: list[Bar], x: int, width: int, bottom: int) -> Column:
    caller, owner = result.situation.caller.account, result.situation.owner
    titles = {Side.CALLER: f"Caller {caller}", Side.OWNER: f"Resource {owner}"}
    drawn, y = [], HEAD
    for bar in bars:
        drawn.append(_drawn(bar, x, y, width))
        y += drawn[-1].height + GAP
    stop = next((one for one in drawn if one.tone == "stop"), None)
    end = stop.y if stop else bottom
    title = titles.get(side, f"Account {owner}")
    return Column(title, x + width // 2, tuple(drawn), HEAD - 4, end, stop is not None)


def _drawn(bar: Bar, x: int, y: int, width: int) -> Drawn:
    narrow = width < WIDTH // 2
    name = SHORT.get(bar.kind, NAMES[bar.kind.value]) if narrow else NAMES[bar.kind.value]
    if _is_flat(bar):
        return Drawn(x, y, width, FLAT, f"{name}: not set", "", "", "aside", False)
    mark, tone = MARKS[bar.turn], TONES[bar.turn]
    told = "missing" if bar.found is Found.ABSENT else bar.found.value
    words = bar.turn.value if bar.turn is Turn.UNASKED else f"{told}, {bar.turn.value}"
    if narrow:
        words = _short(bar)
    return Drawn(x, y, width, TALL, name, words, mark, tone, bar.decisive)


def _short(bar: Bar) -> str:
    """The words of a bar in a narrow column."""
    if bar.turn is Turn.UNASKED:
        return bar.turn.value
    told = {Found.ALLOW: "allows", Found.DENY: "denies", Found.SILENT: "silent"}
    stops = ", stops it" if bar.turn is Turn.STOPS else ""
    return f"{told.get(bar.found, 'missing')}{stops}"


def _is_flat(bar: Bar) -> bool:
    return bar.found is Found.ABSENT and bar.turn in (Turn.UNSET, Turn.UNASKED)


def _height(bars: list[Bar]) -> int:
    return sum((FLAT if _is_flat(bar) else TALL) + GAP for bar in bars)
