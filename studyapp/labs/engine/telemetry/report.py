"""REPORT and INIT_REPORT, as text with tabs and as JSON, written and read. No Django here."""

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from studyapp.labs.engine.telemetry.record import Invocation, Result, SpoiltInit

STATUS = {
    Result.SUCCESS: "success",
    Result.ERROR: "error",
    Result.CRASH: "error",
    Result.TIMEOUT: "timeout",
}
FIELD = re.compile(r"([A-Z][A-Za-z ]*): ([^\t]+)")


@dataclass(frozen=True, slots=True)
class Report:
    """What REPORT says of one invocation."""

    request_id: str
    duration: Decimal
    billed: int
    memory: int
    used: int
    init: Decimal | None = None
    status: str = ""  # only what the line carries: nothing, timeout or error
    error_type: str = ""

    @classmethod
    def of(cls, one: Invocation, memory: int, newer: bool) -> "Report":
        # The real lines with "Status: error" that we know are all of a runtime that ended, so an
        # exception that the runtime itself reports carries no status here (an assumption).
        shown = newer and one.result in (Result.TIMEOUT, Result.CRASH)
        return cls(
            request_id=one.request_id,
            duration=one.duration,
            billed=one.billed,
            memory=memory,
            used=one.memory_used,
            init=one.init or None,
            status=STATUS[one.result] if shown else "",
            error_type=one.error_type if shown else "",
        )

    @classmethod
    def read(cls, line: str) -> "Report":
        """The text line back into its numbers."""
        found = dict(FIELD.findall(line.removeprefix("REPORT ")))
        init = found.get("Init Duration")
        return cls(
            request_id=found["RequestId"],
            duration=_ms(found["Duration"]),
            billed=int(_ms(found["Billed Duration"])),
            memory=_mb(found["Memory Size"]),
            used=_mb(found["Max Memory Used"]),
            init=_ms(init) if init else None,
            status=found.get("Status", ""),
            error_type=found.get("Error Type", ""),
        )

    @classmethod
    def read_json(cls, line: str) -> "Report":
        record = json.loads(line, parse_float=Decimal, parse_int=Decimal)["record"]
        numbers = record["metrics"]
        status = record.get("status", "")
        return cls(
            request_id=record["requestId"],
            duration=numbers["durationMs"],
            billed=int(numbers["billedDurationMs"]),
            memory=int(numbers["memorySizeMB"]),
            used=int(numbers["maxMemoryUsedMB"]),
            init=numbers.get("initDurationMs"),
            status="" if status == "success" else status,
            error_type=record.get("errorType", ""),
        )

    def text(self) -> str:
        parts = [
            f"REPORT RequestId: {self.request_id}",
            f"Duration: {self.duration:.2f} ms",
            f"Billed Duration: {self.billed} ms",
            f"Memory Size: {self.memory} MB",
            f"Max Memory Used: {self.used} MB",
        ]
        if self.init is not None:
            parts.append(f"Init Duration: {self.init:.2f} ms")
        if self.status:
            parts.append(f"Status: {self.status}")
        if self.error_type:
            parts.append(f"Error Type: {self.error_type}")
        return "\t".join(parts)

    def in_json(self, status: str = "") -> str:
        """The record of a platform.report; it always has a status, success if no other.

        Nothing in it has to be escaped, and an encoder for each would take longer than the rest.
        """
        init = "" if self.init is None else f',"initDurationMs":{_number(self.init)}'
        error = f',"errorType":"{self.error_type}"' if self.error_type else ""
        return (
            f'{{"requestId":"{self.request_id}","metrics":{{"durationMs":{_number(self.duration)}'
            f',"billedDurationMs":{self.billed},"memorySizeMB":{self.memory}'
            f',"maxMemoryUsedMB":{self.used}{init}}}'
            f',"status":"{status or self.status or "success"}"{error}}}'
        )


def init_report(one: SpoiltInit) -> str:
    parts = [
        f"INIT_REPORT Init Duration: {one.duration:.2f} ms",
        f"Phase: {one.phase}",
        f"Status: {one.status}",
    ]
    return "\t".join([*parts, f"Error Type: {one.error_type}"] if one.error_type else parts)


def read_init_report(line: str) -> SpoiltInit:
    found = dict(FIELD.findall(line.removeprefix("INIT_REPORT ")))
    return SpoiltInit(
        found["Phase"],
        _ms(found["Init Duration"]),
        found["Status"],
        found.get("Error Type", ""),
    )


def init_record(one: SpoiltInit) -> dict[str, Any]:
    found = {
        "initializationType": "on-demand",
        "phase": one.phase,
        "status": one.status,
        "metrics": {"durationMs": _number(one.duration)},
    }
    return found | ({"errorType": one.error_type} if one.error_type else {})


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _ms(text: str) -> Decimal:
    return Decimal(text.removesuffix(" ms"))


def _mb(text: str) -> int:
    return int(text.removesuffix(" MB"))
