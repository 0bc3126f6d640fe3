"""The picture of a trace: subnets as lanes, a dot for each hop, geometry only.

Laid out twice. Wide, the lanes lie under each other and the hops run to the right; narrow, the
lanes stand side by side and the hops run down. Everything is reckoned along two axes first:
`step`, which hop it is, and `lane`, where it happens.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from studyapp.labs.engine.network.model import Result
from studyapp.labs.engine.network.parts import Hop

# Lanes from outside to inside; the VPC reaches from the second to the last but one.
LANES = ("outside", "gateways", "public-a", "private-a", "private-b", "peer")
INSIDE = (1, 4)
EDGE = -0.5  # the border of a lane towards the gateways


@dataclass(frozen=True, slots=True)
class Frame:
    """Sizes of one layout: of the whole, of a lane, of a step, and where the first ones begin."""

    name: str
    upright: bool  # lanes stand side by side
    lane: float
    step: float
    lanes_at: float
    steps_at: float
    least: float  # along the steps, however few there are


WIDE = Frame("wide", False, 46, 35, 8, 150, 730)
NARROW = Frame("narrow", True, 53, 30, 2, 62, 0)


@dataclass(frozen=True, slots=True)
class Lane:
    x: str
    y: str
    width: str
    height: str
    label_x: str
    label_y: str
    name: str
    below: str
    inside: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """A hop: passed is a circle, partly a diamond, stopped a square with a cross."""

    x: str
    y: str
    number: str
    state: str
    diamond: str
    corner_x: str
    corner_y: str


@dataclass(frozen=True, slots=True)
class Drawing:
    name: str
    width: int
    height: int
    lanes: tuple[Lane, ...]
    vpc: Lane
    request: str
    reply: str
    missing: str  # from the stop to where it wanted to go
    ghost: Dot | None
    dots: tuple[Dot, ...]


def draw(result: Result, frame: Frame) -> Drawing:
    trace = result.trace
    hops = trace.request + trace.reply
    places = [_lane(hop, result) for hop in trace.request]
    back = [_lane(hop, result) for hop in trace.reply]
    gap = 1 if back else 0
    points = [_point(frame, step, lane) for step, lane in enumerate(places)]
    later = len(places) + gap
    replies = [_point(frame, later + step, lane) for step, lane in enumerate(back)]
    numbers = [str(n) for n in range(1, len(places) + 1)]
    numbers += [f"R{n}" for n in range(1, len(back) + 1)]
    steps = zip(points + replies, numbers, hops, strict=True)
    dots = [_dot(point, number, hop.state) for point, number, hop in steps]
    ghost = None
    missing = ""
    count = later + len(back)
    if trace.stop:
        lost, goal = (replies[-1], _start_lane(result)) if back else (points[-1], _goal(result))
        end = _point(frame, count, goal)
        missing, ghost = _line([lost, end]), _dot(end, "", "ghost")
        count += 1
    elif replies:
        end = _point(frame, count, _start_lane(result))
        replies.append(end)
        dots.append(_dot(end, "✓", "home"))
        count += 1
    along = round(max(frame.least, frame.steps_at + frame.step * (count + 0.3)))
    across = round(2 * frame.lanes_at + frame.lane * len(LANES))
    return Drawing(
        name=frame.name,
        width=across if frame.upright else along,
        height=along if frame.upright else across,
        lanes=tuple(_box(frame, number, along) for number in range(len(LANES))),
        vpc=_vpc(frame, along),
        request=_line(points),
        reply=_line([points[-1], *replies]) if replies else "",
        missing=missing,
        ghost=ghost,
        dots=tuple(dots),
    )


def _lane(hop: Hop, result: Result) -> float:
    """In which lane a hop lies; a half one for a border."""
    kind, _, name = hop.place.partition(":")
    if kind == "subnet":
        return LANES.index(name) + EDGE
    if kind in ("igw", "eigw", "s3-gateway", "dynamodb-gateway"):
        return LANES.index("gateways") + EDGE
    if kind in ("table", "peering", "vgw", "vpc"):
        return LANES.index("gateways")
    if kind in ("internet", "service", "outside", "lambda"):
        return LANES.index("outside")
    if kind == "host":
        return LANES.index(result.scene.network.hosts[name].subnet)
    if kind == "nat":
        home = result.scene.network.nats["nat"].subnet
        return LANES.index(home or "gateways")
    return _start_lane(result)  # the caller itself: attach, name, function, instance


def _start_lane(result: Result) -> float:
    place = result.fields["place"]
    outside = result.fields["caller"] == "internet" or place == "none"
    return LANES.index("outside" if outside else place)


def _goal(result: Result) -> float:
    """The lane of what was called."""
    call, network = result.scene.call, result.scene.network
    if call is None:
        return LANES.index("outside")
    host = network.host_at(call.target) or network.public_host(call.target)
    nat = network.nats.get("nat")
    if host:
        return LANES.index(host.subnet)
    if nat and call.target in (nat.address, nat.public):
        return LANES.index(nat.subnet or "gateways")
    return LANES.index("gateways" if network.inside("a", call.target) else "outside")


def _point(frame: Frame, step: float, lane: float) -> tuple[float, float]:
    along = frame.steps_at + frame.step * (step + 0.5)
    across = frame.lanes_at + frame.lane * (lane + 0.5)
    return (across, along) if frame.upright else (along, across)


def _dot(point: tuple[float, float], number: str, state: str) -> Dot:
    x, y = point
    diamond = (
        f"M{_c(x)} {_c(y - 13)}L{_c(x + 13)} {_c(y)}L{_c(x)} {_c(y + 13)}L{_c(x - 13)} {_c(y)}Z"
    )
    return Dot(_c(x), _c(y), number, state, diamond, _c(x - 10), _c(y - 10))


NAMES = {
    "outside": ("Outside", "internet, AWS"),
    "gateways": ("Router, gateways", "VPC-A 10.0.0.0/16"),
    "public-a": ("public-a", "zone a"),
    "private-a": ("private-a", "zone a"),
    "private-b": ("private-b", "zone b"),
    "peer": ("VPC-B", "peer"),
}
SHORT = {
    "outside": ("Outside", ""),
    "gateways": ("Router", "edge"),
    "public-a": ("public", "zone a"),
    "private-a": ("private", "zone a"),
    "private-b": ("private", "zone b"),
}


def _box(frame: Frame, number: int, along: float) -> Lane:
    start, size = frame.lanes_at + frame.lane * number, frame.lane
    name, below = NAMES[LANES[number]]
    inside = INSIDE[0] < number <= INSIDE[1]
    if frame.upright:
        middle = start + size / 2
        name, below = SHORT.get(LANES[number], (name, below))
        box = (start + 2, 24.0, size - 4, along - 30, middle, 40.0)
    else:
        box = (16.0, start + 3, along - 22, size - 6, 24.0, start + size / 2 - 3)
    x, y, width, height, label_x, label_y = map(_c, box)
    return Lane(x, y, width, height, label_x, label_y, name, below, inside)


def _vpc(frame: Frame, along: float) -> Lane:
    start = frame.lanes_at + frame.lane * INSIDE[0]
    size = frame.lane * (INSIDE[1] - INSIDE[0] + 1)
    if frame.upright:
        box = (start, 4.0, size, along - 6, start + size / 2, 18.0)
    else:
        box = (10.0, start, along - 12, size, along - 8, start + 14)
    x, y, width, height, label_x, label_y = map(_c, box)
    return Lane(
        x,
        y,
        width,
        height,
        label_x,
        label_y,
        "VPC-A 10.0.0.0/16" if frame.upright else "",
        "",
        True,
    )


def _line(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_c(x)},{_c(y)}" for x, y in points)


def _c(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
