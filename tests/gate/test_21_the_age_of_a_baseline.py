"""Item 21: a deploy's own baseline never grows old; one that a person gives does."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smokegate.gate import by_hand
from smokegate.gate.baseline import given
from smokegate.gate.by_hand import with_baseline_of_deploy
from smokegate.gate.deploy import Deploy
from smokegate.verdict.judge import judge
from smokegate.verdict.outcome import Kind, Outcome
from smokegate.verdict.policy import ONE_LOOK
from tests.verdict.reports import CHECKS, REDIS, SAID, failed, passed, report

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
AGES = {
    "just-now": timedelta(0),
    "two-days-ago": timedelta(days=2),
    "after-a-long-build": timedelta(hours=-3),
    "clock-set-back": timedelta(days=-400),
}


def before(folder: Path, age: timedelta) -> Path:
    """The baseline of a deploy in which redis was down already."""
    cases = [failed(check) if check == REDIS else passed(check) for check in CHECKS]
    finished = (NOW - age).isoformat()
    file = folder / "before.xml"
    file.write_bytes(report(cases, said={**SAID, "smokegate.finished": finished}))
    return file


@dataclass(frozen=True)
class _Run:
    """A run that was carried on: its baseline is taken already."""

    report: Path

    def do(self, name: str, _: object) -> str:
        """What the step gave before the run died."""
        assert name == "baseline"
        return str(self.report)


@dataclass(frozen=True)
class _Anything:
    """A record with these attributes."""

    run: Any = None
    books: Any = None
    back: Any = None
    gate: Any = None
    record: Any = None
    folder: Any = None
    journal: Any = None
    order: Any = field(default=None)
    baseline: Any = None


@pytest.mark.parametrize("age", AGES)
def test_the_own_baseline_of_a_deploy_excuses_what_it_saw(age: str, tmp_path: Path) -> None:
    """However long ago, or in the future, it says that it was taken."""
    books = _Anything(run=_Run(before(tmp_path, AGES[age])))
    deploy: Any = _Anything(
        back=_Anything(books=books), gate=_Anything(record=_Anything(folder=tmp_path))
    )
    baseline = Deploy._baseline(deploy, None)
    assert baseline is not None
    assert baseline.faults == ()
    verdict = judge([baseline], policy=ONE_LOOK, baseline=baseline)
    assert (verdict.outcome, verdict.kind) == (Outcome.INCONCLUSIVE, Kind.PRE_EXISTING)


@pytest.mark.parametrize("age", AGES)
def test_a_way_back_by_hand_knows_the_baseline_of_the_deploy(
    age: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What failed before the deploy is no reason to call the release before it broken."""
    file = before(tmp_path, AGES[age])
    monkeypatch.setattr(by_hand, "baseline_of_newest_deploy", lambda _: str(file))
    parts: Any = _Anything(order=_Anything())
    baseline = with_baseline_of_deploy(parts).baseline
    assert baseline is not None
    assert baseline.faults == ()


@pytest.mark.parametrize("age", ["two-days-ago", "after-a-long-build", "clock-set-back"])
def test_a_baseline_that_a_person_gives_grows_old(age: str, tmp_path: Path) -> None:
    """It may be of another day's deploy, or of another clock."""
    assert given(before(tmp_path, AGES[age]), NOW).faults
