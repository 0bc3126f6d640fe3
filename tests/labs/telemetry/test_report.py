"""Real lines, read and written again: what Lambda wrote is what the formatter writes."""

import json
from decimal import Decimal

import pytest

from studyapp.labs.engine.cost.duration import billed_ms
from studyapp.labs.engine.telemetry.report import (
    Report,
    init_report,
    read_init_report,
)

ID = "11111111-2222-4333-a444-555555555555"  # in place of the real ones
LINES = {
    "cold, 2026-10": f"REPORT RequestId: {ID}\tDuration: 2.37 ms\tBilled Duration: 427 ms\t"
    "Memory Size: 1024 MB\tMax Memory Used: 95 MB\tInit Duration: 423.98 ms",
    "cold and timeout, 2026-07": f"REPORT RequestId: {ID}\tDuration: 600000.00 ms\t"
    "Billed Duration: 600477 ms\tMemory Size: 1536 MB\tMax Memory Used: 1035 MB\t"
    "Init Duration: 476.75 ms\tStatus: timeout",
    "out of memory, 2026-10": f"REPORT RequestId: {ID}\tDuration: 10935.70 ms\t"
    "Billed Duration: 10936 ms\tMemory Size: 1024 MB\tMax Memory Used: 1024 MB\t"
    "Status: error\tError Type: Runtime.OutOfMemory",
    "timeout with a full memory, 2026-10": f"REPORT RequestId: {ID}\tDuration: 600000.00 ms\t"
    "Billed Duration: 600000 ms\tMemory Size: 1024 MB\tMax Memory Used: 1024 MB\t"
    "Status: timeout",
    "import error": f"REPORT RequestId: {ID}\tDuration: 98.71 ms\tBilled Duration: 99 ms\t"
    "Memory Size: 512 MB\tMax Memory Used: 46 MB\tStatus: error\t"
    "Error Type: Runtime.ImportModuleError",
}
INITS = [
    "INIT_REPORT Init Duration: 137.69 ms\tPhase: init\tStatus: error\t"
    "Error Type: Runtime.ImportModuleError",
    "INIT_REPORT Init Duration: 80.49 ms\tPhase: invoke\tStatus: error\t"
    "Error Type: Runtime.ImportModuleError",
    "INIT_REPORT Init Duration: 9999.47 ms\tPhase: init\tStatus: timeout",
]
IN_JSON = (
    '{"time":"2026-10-08T07:30:29.470Z","type":"platform.report","record":{"requestId":"'
    + ID
    + '","metrics":{"durationMs":1233.96,"billedDurationMs":1698,"memorySizeMB":256,'
    '"maxMemoryUsedMB":123,"initDurationMs":463.512},"status":"success"}}'
)


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_real_report_line_is_written_as_it_was_read(line):
    assert Report.read(line).text() == line


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_what_it_bills_follows_from_its_times(line):
    report = Report.read(line)
    assert billed_ms(report.duration, report.init or Decimal(0)) == report.billed


def test_a_tab_at_the_end_of_a_line_says_nothing():
    line = LINES["cold, 2026-10"]
    assert Report.read(line + "\t") == Report.read(line)


@pytest.mark.parametrize("line", INITS)
def test_a_real_init_report_is_written_as_it_was_read(line):
    assert init_report(read_init_report(line)) == line


def test_a_real_report_in_json_is_written_as_it_was_read():
    report = Report.read_json(IN_JSON)
    assert json.loads(report.in_json()) == json.loads(IN_JSON)["record"]
    assert billed_ms(report.duration, report.init) == report.billed == 1698
