"""What goes into the Allure result of one check: its severity and its exchanges, redacted.

Of a visit also a screenshot. Nothing in that can be redacted, so that whatever an anonymous visitor
of the page is shown, a reader of the report is shown too.
"""

import allure

from smokegate.contract_fields import Severity
from smokegate.plugin.outcome import exchanges
from smokegate.plugin.sight import Sight
from smokegate.plugin.visit_notes import noted


def attach(sight: Sight, severity: Severity, told: set[str]) -> None:
    """Attaches the exchanges of one check that are not told yet, redacted, to its result."""
    allure.dynamic.severity(str(severity))  # type: ignore[no-untyped-call]
    for name, text in exchanges(sight, told):
        allure.attach(text, name=name, attachment_type=allure.attachment_type.TEXT)
    seen = sight.visited
    if seen is not None and seen.where not in told:
        told.add(seen.where)
        allure.attach(noted(seen), name=seen.where, attachment_type=allure.attachment_type.TEXT)
        if seen.picture is not None:
            name = f"{seen.where}, as it looked"
            allure.attach(seen.picture, name=name, attachment_type=allure.attachment_type.PNG)
