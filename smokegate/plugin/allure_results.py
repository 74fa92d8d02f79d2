"""What goes into the Allure result of one check: its severity and its exchanges, redacted."""

import allure

from smokegate.contract import Severity
from smokegate.plugin.outcome import exchanges
from smokegate.plugin.sight import Sight


def attach(sight: Sight, severity: Severity, told: set[str]) -> None:
    """Attaches the exchanges of one check that are not told yet, redacted, to its result."""
    allure.dynamic.severity(str(severity))  # type: ignore[no-untyped-call]
    for name, text in exchanges(sight, told):
        allure.attach(text, name=name, attachment_type=allure.attachment_type.TEXT)
