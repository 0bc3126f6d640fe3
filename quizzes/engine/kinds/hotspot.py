"""Pointing at one region of a diagram. The diagram is drawn from boxes and arrows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from quizzes.engine.diagrams import Drawing, draw_diagram, fits, inside, label_fits, overlap
from quizzes.engine.expressions import Numbers
from quizzes.engine.findings import Finding, error, warning
from quizzes.engine.kinds.base import QuestionKind, Say
from quizzes.engine.parts import (
    RIGHT,
    WRONG,
    Body,
    Kind,
    Label,
    Mark,
    Part,
    PartId,
    Response,
    Spot,
    Text,
    Unreadable,
)

REGIONS = range(3, 9)
MOST_BOXES = 16
Length = Annotated[int, Field(ge=0, le=1200)]
Size = Annotated[int, Field(ge=24, le=1200)]


class Diagram(Part):
    """The drawing's size, in the units of its boxes, and the whole of it in words."""

    width: Annotated[int, Field(ge=240, le=760)]
    height: Annotated[int, Field(ge=80, le=900)]
    description: Text


class Box(Part):
    id: PartId
    label: Label
    x: Length
    y: Length
    w: Size
    h: Size
    tone: Literal["plain", "soft", "accent", "dashed"] = "plain"
    region: bool = False
    correct: bool = False
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=5_000)] = ""


class Arrow(Part):
    """From the edge of one box to that of another."""

    source: PartId = Field(alias="from")
    target: PartId = Field(alias="to")
    label: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    dashed: bool = False


class DiagramBody(Body):
    diagram: Diagram | None = None
    boxes: tuple[Box, ...] = Field(default=(), alias="box")
    arrows: tuple[Arrow, ...] = Field(default=(), alias="arrow")

    @property
    def regions(self) -> list[Box]:
        return [box for box in self.boxes if box.region]


@dataclass(frozen=True)
class Region:
    """One place that may be pointed at. `is_key` and `reason` come with the answer."""

    id: str
    label: str
    chosen: bool
    is_key: bool = False
    reason: str = ""
    told: bool = False

    @property
    def state(self) -> str:
        if not self.told:
            return ""
        if self.is_key:
            return "right" if self.chosen else "missed"
        return "wrong" if self.chosen else "plain"


@dataclass(frozen=True)
class Sheet:
    """The diagram, and the same regions as a list."""

    drawing: Drawing
    description: str
    regions: tuple[Region, ...]


class Hotspot(QuestionKind[DiagramBody]):
    kind = Kind.HOTSPOT
    label = "Point at a diagram"
    uses = ("diagram", "boxes", "arrows")

    def check(self, item: DiagramBody) -> None:
        if item.diagram is None:
            raise ValueError("the diagram needs its width, height and description")
        if len(item.boxes) > MOST_BOXES:
            raise ValueError(f"the diagram has more than {MOST_BOXES} boxes")
        ids = [box.id for box in item.boxes]
        if len(set(ids)) < len(ids):
            raise ValueError("two boxes have the same id")
        for arrow in item.arrows:
            for end in (arrow.source, arrow.target):
                if end not in ids:
                    raise ValueError(f"an arrow leads to or from “{end}”, which is no box")
            if arrow.source == arrow.target:
                raise ValueError(f"an arrow leads from “{arrow.source}” to itself")
        _check_regions(item)

    def shown(self, item: DiagramBody) -> list[str]:
        labels = [box.label for box in item.boxes] + [arrow.label for arrow in item.arrows]
        return [*labels, item.diagram.description] if item.diagram else labels

    def spots(self, item: DiagramBody) -> Iterator[Spot]:
        for index, box in enumerate(item.boxes):
            if box.reason:
                yield Spot("boxes", box.reason, index, "reason")

    def lint(self, item: DiagramBody) -> Iterator[Finding]:
        if item.diagram is None:
            return
        for index, box in enumerate(item.boxes):
            if not inside(box, item.diagram):
                yield error("off-drawing", f"“{box.label}” reaches beyond it", "boxes", index)
            if not fits(box):
                told = f"“{box.label}” does not fit into its box: make the box larger"
                yield error("tight-label", told, "boxes", index)
            for other in item.boxes[:index]:
                if overlap(box, other):
                    told = f"“{box.label}” lies half over “{other.label}”"
                    yield error("overlap", told, "boxes", index)
        boxes = {box.id: box for box in item.boxes}
        for index, arrow in enumerate(item.arrows):
            if not label_fits(boxes[arrow.source], boxes[arrow.target], arrow.label):
                told = f"“{arrow.label}” is longer than its arrow: move the boxes apart"
                yield warning("tight-arrow", told, "arrows", index)
        tones = [box.tone for box in item.regions]
        key = next(box for box in item.regions if box.correct)
        if tones.count(key.tone) == 1 and len(set(tones)) == 2:
            yield warning("odd-tone", "the key is the only region drawn in its tone", "boxes")

    def read(self, item: DiagramBody, given: list[str], *, whole: bool) -> Response:
        chosen = sorted(set(given) - {""})
        if not chosen:
            raise Unreadable("Choose a place first.")
        if len(chosen) > 1:
            raise Unreadable("Choose one place.")
        if chosen[0] not in {box.id for box in item.regions}:
            raise Unreadable(
                "That place is not part of this question. Reload the page and choose again."
            )
        return (chosen[0],)

    def mark(self, item: DiagramBody, response: Response, seed: int, facts: Numbers) -> Mark:
        return RIGHT if response == _key(item) else WRONG

    def marking(self, item: DiagramBody) -> tuple[object, ...]:
        return _key(item)

    def right(self, item: DiagramBody, seed: int, facts: Numbers) -> Response:
        return _key(item)

    def wrong(self, item: DiagramBody, seed: int, facts: Numbers) -> Response:
        return (next(box.id for box in item.regions if not box.correct),)

    def chance(self, item: DiagramBody) -> float:
        return 1 / len(item.regions)

    def face(
        self, item: DiagramBody, order: Sequence[str], response: Response, say: Say, *, reveal: bool
    ) -> Sheet | None:
        if item.diagram is None:
            return None
        regions = tuple(
            Region(box.id, box.label, box.id in response, box.correct, say(box.reason), told=True)
            if reveal
            else Region(box.id, box.label, box.id in response)
            for box in item.regions
        )
        states = {r.id: r.state or ("picked" if r.chosen else "") for r in regions}
        drawing = draw_diagram(item.diagram, item.boxes, item.arrows, states)
        return Sheet(drawing, item.diagram.description, regions)

    def told(self, item: DiagramBody, response: Response) -> str:
        label = next(box.label for box in item.regions if box.correct)
        return f"It is “{label}”."


def _check_regions(item: DiagramBody) -> None:
    if len(item.regions) not in REGIONS:
        raise ValueError(f"the diagram has {REGIONS[0]} to {REGIONS[-1]} boxes that are regions")
    for box in item.boxes:
        if box.region and not box.reason:
            raise ValueError(f"the box “{box.id}” is a region and has no reason")
        if box.correct and not box.region:
            raise ValueError(f"the box “{box.id}” is correct and no region")
    if sum(box.correct for box in item.regions) != 1:
        raise ValueError("mark exactly one of the boxes as correct")
    labels = [box.label.lower() for box in item.regions]
    if len(set(labels)) < len(labels):
        raise ValueError("two boxes that are regions have the same label")


def _key(item: DiagramBody) -> Response:
    return tuple(box.id for box in item.regions if box.correct)
