"""What one can ask of the observability lab. No Django here."""

from dataclasses import dataclass
from functools import cached_property

from studyapp.labs.engine.telemetry.chance import Chance
from studyapp.labs.engine.telemetry.faults import FAULTS, HEALTHY

MINUTES = 6  # of the scene in which requests arrive
ONSET = 2  # the minute in which the fault begins
CASES = 999


@dataclass(frozen=True)
class Settings:
    fault: str = HEALTHY
    twist: bool = False  # the less usual face of the fault
    seed: int = 1
    rate: int = 6  # requests a minute
    memory: int = 512
    timeout: int = 30  # s
    logs: bool = True  # the role may write logs
    tracing: bool = True
    newer: bool = True  # the platform's newer style of REPORT lines and traces
    as_json: bool = False

    @cached_property
    def chance(self) -> Chance:
        return Chance(self.seed)

    def sick(self, minute: int) -> bool:
        return self.fault != HEALTHY and minute >= ONSET


def hidden(case: int) -> tuple[str, bool]:
    """The fault behind a numbered case, and whether it shows its less usual face."""
    chance = Chance(case)
    at = chance.between(0, len(FAULTS) - 1, "hidden fault")
    return tuple(FAULTS)[at], bool(chance.between(0, 1, "hidden twist"))
