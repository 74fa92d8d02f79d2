"""What was decided and done, as one sentence for people and one object for machines."""

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from smokegate.private_files import make_folder
from smokegate.redact import shown_json, shown_lines
from smokegate.release_id import is_same_release
from smokegate.verdict.environment import Comparison
from smokegate.verdict.outcome import Outcome
from smokegate.verdict.policy import Policy
from smokegate.verdict.sequential import Trial
from smokegate.verdict.verdict import Verdict


class Exit:
    """The exit codes of `smokegate gate` and `smokegate judge`."""

    PASSED = 0
    FAILED = 1
    USAGE = 2
    INCONCLUSIVE = 3
    NOT_RESTORED = 4
    REFUSED = 5


class Action(StrEnum):
    """What was done about the verdict."""

    KEPT = "kept"
    NOTHING = "nothing"
    OBSERVED = "observed"
    ROLLED_BACK = "rolled back"
    NOT_RESTORED = "not restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback:
    """One rollback. command: its first word, for the others may be secret.

    exit_status: None if it could not be started. seen: the release that answered afterwards, None
    if it did not say. verdict: of the verification, None if it did not come to one. problem: why
    it does not count as restored, or None. left_out: what the verification left out, or None.
    is_barred: it was not tried, because a person has to decide. has_no_target: there was
    no release to go back to. comparison: how the old release does with what convicted the new one;
    None where it was not looked at.
    """

    command: str
    from_release: str | None
    to_release: str | None
    exit_status: int | None
    seen: str | None = None
    verdict: Verdict | None = None
    problem: str | None = None
    is_barred: bool = False
    has_no_target: bool = False
    left_out: str | None = None
    comparison: Comparison | None = None

    @property
    def is_no_worse(self) -> bool:
        """Whether it counts as restored, although something fails that failed before the deploy."""
        return self.problem is None and self.verdict is not None and self.verdict.is_no_worse

    @property
    def is_release_to_blame(self) -> bool:
        """Whether the old release passes in place of the new one, healthy elsewhere or not."""
        return self.problem is None or self.comparison is Comparison.BETTER

    @property
    def proof(self) -> str:
        """What is said of a rollback that counts as restored."""
        return "verified: no worse than before the deploy" if self.is_no_worse else "verified"

    @property
    def is_unmoved(self) -> bool:
        """Whether what answers is the release that should have been left."""
        before, seen = self.from_release, self.seen
        return bool(before and seen and is_same_release(before, seen))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The end of a run. release: the one that was judged. is_known_good: put on record as such.

    is_on_record: False where it could not be written, so that nobody else will tell people of it.
    untouched: what is said of what serves, where nothing follows from the verdict. is_by_hand: of a
    rollback that a person ordered; its release is the one gone back to.
    """

    verdict: Verdict
    action: Action
    exit_code: int
    sentence: str
    run: str | None = None
    at: datetime | None = None
    base_url: str | None = None
    release: str | None = None
    is_known_good: bool = False
    rollback: Rollback | None = None
    reports: tuple[str, ...] = ()
    policy: Policy | None = None
    is_on_record: bool = True
    untouched: str = "nothing was changed"
    is_by_hand: bool = False

    def as_json(self) -> dict[str, Any]:
        """What `--json` prints and `reports/verdict.json` holds."""
        found = _verdict_json(self.verdict)
        return {
            "verdict": found["verdict"],
            "kind": found["kind"],
            "exit": self.exit_code,
            "action": str(self.action),
            "decision": shown_lines(self.sentence),
            "reasons": found["reasons"],
            "failures": found["failures"],
            "warnings": found["warnings"],
            "release": self.release,
            "known_good": self.is_known_good,
            "base_url": self.base_url,
            "run": self.run,
            "at": self.at.isoformat(timespec="seconds") if self.at else None,
            "policy": asdict(self.policy) if self.policy else None,
            "trials": {
                shown_lines(check): _trial_json(t) for check, t in self.verdict.trials.items()
            },
            "rollback": _rollback_json(self.rollback) if self.rollback else None,
            "reports": list(self.reports),
        }


def judged(verdict: Verdict, reports: tuple[str, ...], policy: Policy) -> Decision:
    """The decision of `smokegate judge`: the verdict alone, nothing done about it."""
    codes = {
        Outcome.PASSED: Exit.PASSED,
        Outcome.SUSPECT: Exit.PASSED,
        Outcome.FAILED: Exit.FAILED,
        Outcome.INCONCLUSIVE: Exit.INCONCLUSIVE,
    }
    return Decision(
        verdict=verdict,
        action=Action.NOTHING,
        exit_code=codes[verdict.outcome],
        sentence=headline(verdict),
        reports=reports,
        policy=policy,
    )


def headline(verdict: Verdict) -> str:
    """The verdict, its first reason, and how many checks were convicted with that one."""
    kind = f" ({verdict.kind})" if verdict.kind else ""
    more = len(verdict.convicted) - 1
    others = f" (and {more} more)" if more > 0 else ""
    return f"{verdict.outcome}{kind}: {verdict.reasons[0]}{others}"


def write_whole(path: Path, content: Mapping[str, Any]) -> None:
    """Writes the content as JSON, whole or not at all. Raises OSError."""
    written_whole(path, f"{json.dumps(content, indent=2)}\n".encode())


def written_whole(path: Path, content: bytes) -> None:
    """Writes the content for its owner alone, whole or not at all. Raises OSError."""
    make_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _verdict_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": str(verdict.outcome),
        "kind": str(verdict.kind) if verdict.kind else None,
        "reasons": shown_json(verdict.reasons),
        "failures": shown_json(verdict.failures),
        "warnings": shown_json(verdict.warned),
    }


def _trial_json(trial: Trial) -> dict[str, Any]:
    """Where the test of a check stands, so that it can be continued."""
    found = asdict(trial)
    del found["check"]
    return {**found, "stand": str(trial.stand), "likelihood": round(trial.likelihood, 4)}


def _rollback_json(rollback: Rollback) -> dict[str, Any]:
    return {
        "command": rollback.command,
        "from": rollback.from_release,
        "to": rollback.to_release,
        "exit_status": rollback.exit_status,
        "seen": rollback.seen,
        "problem": shown_json(rollback.problem),
        "verification": _verdict_json(rollback.verdict) if rollback.verdict else None,
    }
