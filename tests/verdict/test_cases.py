"""The golden cases: the reports that went in and the exact verdict that came out.

A folder is `tests/cases/<outcome>/<case>/`: `report-1.xml`, `report-2.xml`... are the looks in
their order, one for each exit status in `given.json`; one that is not there was never written.
With `"is_counted": true` those that were taken anew do not count, as in the gate; with
`"is_padded": true` the reports are larger than what is read. With `"looks"` each look is a list of
files, which are parts of one run.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from smokegate.verdict.evidence import Evidence, read
from smokegate.verdict.judge import Verdict, judge
from smokegate.verdict.outcome import Kind
from smokegate.verdict.parts import as_one_look
from smokegate.verdict.policy import Policy
from smokegate.verdict.schedule import counted
from smokegate.verdict.xml_tree import LARGEST_REPORT

CASES = Path(__file__).parent.parent / "cases"
FOLDERS = sorted(file.parent for file in CASES.glob("*/*/given.json"))


@pytest.mark.parametrize(
    "folder", [pytest.param(each, id=f"{each.parent.name}-{each.name}") for each in FOLDERS]
)
def test_the_verdict_is_word_for_word(folder: Path) -> None:
    """What people read of a verdict changes only on purpose."""
    verdict = _judged(folder)
    assert _printed(verdict) == (folder / "verdict.txt").read_text()
    assert verdict.outcome.lower() == folder.parent.name


def test_each_outcome_has_its_cases() -> None:
    """No outcome is without examples, and no folder without an outcome."""
    assert {each.parent.name for each in FOLDERS} == {
        "passed",
        "suspect",
        "failed",
        "inconclusive",
    }
    assert len(FOLDERS) >= 20


def test_each_kind_of_inconclusive_has_its_cases() -> None:
    """Whoever reads a kind finds out by example what it takes to get it."""
    titles = [file.read_text().partition("\n")[0] for file in CASES.glob("*/*/verdict.txt")]
    assert {f"INCONCLUSIVE {kind}" for kind in Kind} - set(titles) == set()


def _judged(folder: Path) -> Verdict:
    given: dict[str, Any] = json.loads((folder / "given.json").read_text())
    looks = [
        _evidence(folder / f"report-{number}.xml", exit_status, given["run"], _padding(given))
        for number, exit_status in enumerate(given.get("exit_statuses", ()), start=1)
    ]
    looks += [
        as_one_look([_evidence(folder / name, None, None, b"") for name in names])
        for names in given.get("looks", ())
    ]
    good, void = counted(looks) if given.get("is_counted") else (looks, ())
    baseline = given["baseline"]
    return judge(
        good,
        void=void,
        policy=Policy(**given["policy"]),
        baseline=_evidence(folder / baseline, None, None, b"") if baseline else None,
    )


def _padding(given: dict[str, Any]) -> bytes:
    return b" " * LARGEST_REPORT if given.get("is_padded") else b""


def _evidence(report: Path, exit_status: int | None, run: str | None, padding: bytes) -> Evidence:
    content = report.read_bytes() + padding if report.exists() else None
    return read(content, name=report.name, exit_status=exit_status, run=run)


def _printed(verdict: Verdict) -> str:
    title = verdict.outcome if verdict.kind is None else f"{verdict.outcome} {verdict.kind}"
    return "\n".join([title, *verdict.reasons, ""])
