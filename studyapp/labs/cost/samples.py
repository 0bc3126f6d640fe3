"""Measurements of others that the lab offers to fit, with their source and licence."""

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from studyapp.labs.engine.cost.measured import Point

OWN = "own"  # what is pasted, rather than one of these


@dataclass(frozen=True, slots=True)
class Sample:
    name: str
    points: tuple[Point, ...]


_file = json.loads(Path(__file__).with_name("measured.json").read_text("utf-8"), parse_float=str)
SOURCE: str = _file["source"]
LICENCE: str = _file["licence"]
SAMPLES = {
    one["id"]: Sample(
        one["name"], tuple(Point(memory, Decimal(str(ms))) for memory, ms in one["points"])
    )
    for one in _file["series"]
}
