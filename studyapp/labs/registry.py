"""The labs that there are, in the order in which they are offered."""

from typing import Any

from studyapp.labs.base import Lab
from studyapp.labs.cost.lab import CostLab
from studyapp.labs.environments.lab import EnvironmentsLab
from studyapp.labs.events.lab import EventsLab
from studyapp.labs.network.lab import NetworkLab
from studyapp.labs.permissions.lab import PermissionsLab
from studyapp.labs.telemetry.lab import TelemetryLab

_OFFERED: tuple[Lab[Any, Any], ...] = (
    CostLab(),
    EnvironmentsLab(),
    NetworkLab(),
    PermissionsLab(),
    TelemetryLab(),
    EventsLab(),
)
LABS: dict[str, Lab[Any, Any]] = {lab.slug: lab for lab in _OFFERED}
