"""An uptime is found in the forms that applications give it, always of the process, in seconds."""

from typing import Any

import pytest

from smokegate.reading.health import read
from tests.reading.answers import json_answer

MEASURED = {"componentType": "system", "observedValue": 1209600.245, "observedUnit": "s"}


@pytest.mark.parametrize(
    "body, uptime_s",
    [
        ({"status": "ok", "uptime": 24.86}, 24.86),
        ({"status": "ok", "uptime": 0}, 0),
        ({"status": "ok", "uptime_s": 7}, 7),
        ({"status": "ok", "uptimeSeconds": 7}, 7),
        ({"status": "ok", "process.uptime": 3.5}, 3.5),
        ({"status": "ok", "process": {"uptime": 3.5, "pid": 1}}, 3.5),
        ({"status": "ok", "uptime_ms": 12345}, 12.345),
        ({"status": "ok", "uptimeMs": 12345}, 12.345),
        ({"status": "pass", "checks": {"uptime": [MEASURED]}}, 1209600.245),
        ({"status": "pass", "checks": {"process:uptime": [MEASURED]}}, 1209600.245),
        (
            {
                "status": "pass",
                "checks": {"uptime": [{"observedValue": 5000, "observedUnit": "ms"}]},
            },
            5,
        ),
        (
            {
                "status": "UP",
                "components": {"uptime": {"status": "UP", "details": {"uptimeMillis": 4500}}},
            },
            4.5,
        ),
        (
            {
                "status": "UP",
                "checks": [{"name": "uptime", "status": "UP", "data": {"uptime_s": 9}}],
            },
            9,
        ),
    ],
)
def test_uptime_is_in_seconds(body: dict[str, Any], uptime_s: float) -> None:
    """At the top, of the process, or as a measurement with its unit."""
    assert read(json_answer(body)).uptime_s == uptime_s


@pytest.mark.parametrize(
    "body",
    [
        {"status": "ok"},
        {"status": "ok", "uptime": None},
        {"status": "ok", "uptime": "2 days"},
        {"status": "ok", "uptime": True},
        {"status": "ok", "uptime": -1},
        {"status": "ok", "system": {"uptime": 86400}},
        {"status": "ok", "process": "web"},
        {"status": "pass", "checks": {"uptime": []}},
        {"status": "pass", "checks": {"uptime": [{"observedValue": 99.9, "observedUnit": "%"}]}},
        {"status": "pass", "checks": {"db:uptime": [MEASURED]}},
    ],
)
def test_what_is_no_uptime_of_the_process(body: dict[str, Any]) -> None:
    """Nothing, a text, a share, the machine's or a database's."""
    assert read(json_answer(body)).uptime_s is None
