"""Reports as pytest writes them, with the properties that smokegate's plugin adds."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from smokegate.verdict.check import CheckId
from smokegate.verdict.evidence import Evidence, read
from smokegate.verdict.plan import junit_name
from smokegate.verdict.policy import Policy

HOME = CheckId("smoke/test_frontend.py::test_page_loads[home]")
REDIS = CheckId("smoke/test_health.py::test_component_is_ok[redis]")
LLM = CheckId("smoke/test_health.py::test_component_is_ok[llm]")
GOOGLE = CheckId("smoke/test_oauth.py::TestStart::test_redirects[google]")
CHECKS = (HOME, REDIS, LLM, GOOGLE)

TWO_LOOKS = Policy(false_rollback=2e-4)
"""Convicts by two failures without a pass, so that cases stay short."""

SAID = {
    "smokegate.run": "run-1",
    "smokegate.base_url": "https://charhub.app",
    "smokegate.contract": "CharHub sha256:0f1e",
    "smokegate.control": "none",
    "smokegate.finished": "true",
}

REFUSED = "GET /api/v1/health -> 503 in 0.04 s: redis is error (ECONNREFUSED)"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One <testcase>: its results are (tag, attributes, text)."""

    check: CheckId
    results: tuple[tuple[str, Mapping[str, str], str], ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)


def passed(check: CheckId) -> Case:
    """A check that kept its promise."""
    return Case(check=check, properties={"severity": "critical"})


def failed(check: CheckId, sentence: str = REFUSED, **properties: str) -> Case:
    """A check that pytest reports as a failed assertion."""
    message = f"AssertionError: {sentence}\nassert 'error' == 'ok'"
    result = ("failure", {"message": message}, f"E   {message}\n\nsmoke/test_health.py:12")
    return Case(check=check, results=(result,), properties={"severity": "critical", **properties})


def broken(check: CheckId, message: str = 'failed on setup with "KeyError: 1"') -> Case:
    """A check whose fixture broke."""
    return Case(check=check, results=(("error", {"message": message}, "E   KeyError: 1"),))


def skipped(check: CheckId, **properties: str) -> Case:
    """A check that was skipped."""
    result = ("skipped", {"type": "pytest.skip", "message": "not today"}, "conftest.py:3: no")
    return Case(check=check, results=(result,), properties=properties)


def warned(check: CheckId, sentence: str = "llm is degraded", severity: str = "minor") -> Case:
    """A check below critical that failed, as the plugin reports it."""
    result = ("skipped", {"type": "pytest.xfail", "message": sentence}, "")
    return Case(check=check, results=(result,), properties={"severity": severity})


def report(
    cases: Iterable[Case],
    *,
    planned: Iterable[CheckId] | None = None,
    said: Mapping[str, str | None] | None = None,
    counters: Mapping[str, str] | None = None,
) -> bytes:
    """A whole report; planned are the checks of the cases unless it is given."""
    cases = list(cases)
    plan = [case.check for case in cases] if planned is None else planned
    words = {**SAID, "smokegate.planned": "\n".join(plan), **(said or {})}
    tags = [tag for case in cases for tag, _, _ in case.results]
    suite = ET.Element(
        "testsuite",
        {
            "name": "pytest",
            "errors": str(tags.count("error")),
            "failures": str(tags.count("failure")),
            "skipped": str(tags.count("skipped")),
            "tests": str(len(cases)),
            "time": "0.050",
            "timestamp": "2026-11-24T11:24:59.388773+00:00",
            "hostname": "runner",
            **(counters or {}),
        },
    )
    _add_properties(suite, {key: value for key, value in words.items() if value is not None})
    suite.extend(map(_testcase, cases))
    root = ET.Element("testsuites", name="pytest tests")
    root.append(suite)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text.replace(b"\x1b", b"#x1B")  # as pytest writes what XML cannot hold


def look(
    *cases: Case,
    planned: Iterable[CheckId] | None = None,
    exit_status: int | None = None,
    name: str = "look-1.xml",
    **said: str | None,
) -> Evidence:
    """The evidence of a report of these cases; its exit status is pytest's unless it is given."""
    if exit_status is None:
        tags = {tag for case in cases for tag, _, _ in case.results}
        exit_status = 1 if tags & {"failure", "error"} else 0
    words = {f"smokegate.{key}".replace("_", "."): value for key, value in said.items()}
    return read(
        report(cases, planned=planned, said=words), name=name, exit_status=exit_status, run="run-1"
    )


def _testcase(case: Case) -> ET.Element:
    classname, name = junit_name(case.check)
    element = ET.Element("testcase", classname=classname, name=name, time="0.001")
    if case.properties:
        _add_properties(element, case.properties)
    for tag, attributes, text in case.results:
        ET.SubElement(element, tag, dict(attributes)).text = text
    return element


def _add_properties(element: ET.Element, words: Mapping[str, str]) -> None:
    properties = ET.SubElement(element, "properties")
    for key, value in words.items():
        ET.SubElement(properties, "property", name=key, value=value)
