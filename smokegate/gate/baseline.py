"""What fails before a deploy, so that no release is blamed for what it found."""

import xml.etree.ElementTree as ET
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from defusedxml.ElementTree import fromstring

from smokegate.gate.attempt import Attempt, given_report, look
from smokegate.gate.decision import written_whole
from smokegate.gate.smoke import Smoke
from smokegate.verdict.blame import blindness, is_mute
from smokegate.verdict.check import CheckId, CheckOutcome
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.history import pooled
from smokegate.verdict.plan import JunitName, junit_name
from smokegate.verdict.schedule import counted
from smokegate.verdict.sequential import Stand, trials
from smokegate.verdict.wording import number_of

OLDEST_S = 24 * 3600
CLOCKS_S = 600.0  # what clocks of two machines may differ by
_UNSTEADY = "was not proven to fail, so it excuses nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How it went. problem: why it proves nothing, or None. sentence: what people are told."""

    sentence: str
    problem: str | None = None


def take(smoke: Smoke, report: Path) -> Taken:
    """Looks at the deployment as it is and writes the report. Raises OSError.

    What failed is asked again, at the times of the gate: a check that fails once by noise must not
    excuse the next release from breaking it.
    """
    report.unlink(missing_ok=True)
    looks: list[Evidence] = []
    smoke.run("baseline", None, looks)
    good, _ = counted(looks)
    problem = "; ".join(looks[-1].faults) or blindness(good[0])
    if problem:
        return Taken(
            sentence=f"INCONCLUSIVE (baseline): {problem}; take it again before the deploy",
            problem=problem,
        )
    courses = pooled(good)
    tried = trials(courses, smoke.policy)
    steady = {check for check, each in tried.items() if each.stand is Stand.CONVICTED}
    unsteady = set(tried) - steady
    raw = Path(good[0].name).read_bytes()
    written_whole(report, without(raw, unsteady))
    failing = [each for each in courses if each.check in steady]
    passed = sum(1 for each in courses if each.last is CheckOutcome.PASSED)
    told = f"baseline: {passed} of {number_of(len(courses), 'check')} passed"
    if failing:
        told += f", {number_of(len(failing), 'check')} failed before the deploy"
    return Taken(sentence=f"{told}; give --baseline={report} to the gate")


def without(raw: bytes, unsteady: Collection[CheckId]) -> bytes:
    """The report with these failures turned into skips, which excuse nothing."""
    if not unsteady:
        return raw
    root = fromstring(raw)
    names = set(map(junit_name, unsteady))
    for suite in root.iter("testsuite"):
        turned = sum(_turned(case, names) for case in suite.iter("testcase"))
        _count(suite, "failures", -turned)
        _count(suite, "skipped", turned)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def given(file: Path, now: datetime) -> Evidence:
    """The evidence of a baseline that was taken before; a stale one proves nothing.

    Raises ConfigurationError for a file that cannot be read.
    """
    evidence = given_report("--baseline", file)
    age_s = _age_s(evidence, now)
    if age_s is None or -CLOCKS_S <= age_s <= OLDEST_S:
        return evidence
    if age_s < 0:
        ahead = f"{file}: was finished {-age_s / 3600:.0f} hours from now; set the clocks"
        return replace(evidence, faults=(*evidence.faults, ahead))
    stale = f"{file}: was taken {age_s / 3600:.0f} hours ago; take it anew before each deploy"
    return replace(evidence, faults=(*evidence.faults, stale))


def own(file: Path) -> Evidence:
    """The evidence of a baseline that a deploy took before its own switch; it grows never old.

    A deploy may be built for hours before it, be carried on days later, or on a clock that was set
    back. Raises ConfigurationError for a file that cannot be read.
    """
    return given_report("--baseline", file)


def is_live(smoke: Smoke) -> bool:
    """Whether one look finds something: silence, or a proxy without a server, is nothing.

    Raises OSError.
    """
    report = smoke.folder / "live.xml"
    attempt = Attempt(id=f"{smoke.run_id}.live", report=report, release=None, settle_s=0.0)
    evidence = look(smoke.suite, attempt)
    has_passed = any(seen.outcome is CheckOutcome.PASSED for seen in evidence.checks.values())
    return evidence.release_seen is not None or (has_passed and not is_mute(evidence))


def _age_s(evidence: Evidence, now: datetime) -> float | None:
    """Seconds since the run that wrote it came to its end; None if it does not say."""
    try:
        finished = datetime.fromisoformat(evidence.finished or "").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return (now - finished).total_seconds()


def _turned(case: ET.Element, names: Collection[JunitName]) -> int:
    failed = case.findall("failure")
    if (case.get("classname", ""), case.get("name", "")) not in names or not failed:
        return 0
    for each in failed:
        case.remove(each)
    ET.SubElement(case, "skipped", {"type": "pytest.skip", "message": _UNSTEADY})
    return 1


def _count(suite: ET.Element, counter: str, change: int) -> None:
    said = suite.get(counter, "")
    if said.isdecimal():
        suite.set(counter, str(int(said) + change))
