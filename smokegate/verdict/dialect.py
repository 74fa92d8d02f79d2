"""How the tool that wrote a JUnit report uses its elements, told from the report itself."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass

# What the reporter of Playwright writes into the root, in this order.
_OF_PLAYWRIGHT = ("id", "name", "tests", "failures", "skipped", "errors", "time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What the elements of this report mean.

    is_pytest: it counts subtests and teardowns as tests, and a case without a name is what was
    interrupted. writes_failures_as_errors: what a test threw is an <error>, also where it threw
    because the deployment did not do what it should (Playwright #39350: each time-out).
    """

    is_pytest: bool = False
    writes_failures_as_errors: bool = False


def dialect_of(root: ET.Element) -> Dialect:
    """The dialect of a report by its root."""
    suites = [root, *root.findall("testsuite")]
    return Dialect(
        is_pytest=root.get("name") == "pytest tests"
        or any(suite.get("name") == "pytest" for suite in suites)
        or any(_is_of_smokegate(suite) for suite in suites),
        writes_failures_as_errors=tuple(root.keys()) == _OF_PLAYWRIGHT,
    )


def _is_of_smokegate(suite: ET.Element) -> bool:
    return any(
        each.get("name", "").startswith("smokegate.")
        for each in suite.iterfind("properties/property")
    )
