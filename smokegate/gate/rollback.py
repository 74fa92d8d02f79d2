"""Goes back once, and proves by a second smoke run that the old release is back."""

import re
from dataclasses import dataclass, replace

from smokegate.errors import ConfigurationError
from smokegate.gate.decision import Rollback
from smokegate.gate.message import short
from smokegate.gate.process import run
from smokegate.gate.releases import Release, Releases
from smokegate.gate.smoke import NEEDED, Smoke
from smokegate.release_id import is_same_release
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.judge import judge
from smokegate.verdict.outcome import Outcome, Verdict

ENVIRONMENT = "the old release fails alike, so the environment is to blame, not the release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """The way back. command: its words, which are given to no shell."""

    command: tuple[str, ...]
    smoke: Smoke
    releases: Releases

    def go(self, verdict: Verdict, before: str | None) -> Rollback:
        """Runs the command, then verifies; what went wrong is the rollback's problem."""
        target = self._known_good(before)
        done = Rollback(
            command=self.command[0],
            from_release=before,
            to_release=target.id if target else None,
            exit_status=None,
        )
        try:
            ended = run(
                self.command,
                environment={
                    "SMOKEGATE_FROM": _plain(before),
                    "SMOKEGATE_TO": _plain(done.to_release),
                    "SMOKEGATE_REASON": verdict.reasons[0],
                    "SMOKEGATE_RUN": self.smoke.run_id,
                },
                deadline_s=self.smoke.timings.rollback_s,
                output=self.smoke.suite.output,
                leaves_children=True,
            )
        except OSError as err:
            return replace(done, problem=f"the command could not be started ({err.strerror})")
        done = replace(done, exit_status=ended.status)
        if ended.is_late:
            return replace(done, problem=f"the command was ended after {ended.took_s:.0f} s")
        if ended.status != 0:
            return replace(done, problem=f"the command ended with status {ended.status}")
        return self._verified(done, verdict, target)

    def _known_good(self, before: str | None) -> Release | None:
        """Where to go back to; without its record the command still goes to the release before."""
        try:
            return self.releases.newest_known_good(but=before)
        except ConfigurationError:
            return None

    def _verified(self, done: Rollback, verdict: Verdict, target: Release | None) -> Rollback:
        looks: list[Evidence] = []
        try:
            self._pinned(target).run("verify", done.to_release, looks)
        except OSError as err:
            return replace(done, problem=f"the old release could not be verified ({err})")
        found = judge(looks, needed=NEEDED)
        seen = next((one.release_seen for one in reversed(looks) if one.release_seen), None)
        return replace(
            done,
            verdict=found,
            seen=seen,
            to_release=done.to_release or seen,
            problem=_problem(done.from_release, seen, found, verdict),
        )

    def _pinned(self, target: Release | None) -> Smoke:
        """The suite with the contract that the target passed; it never promised the new one."""
        if target is None:
            return self.smoke
        contract = self.smoke.folder / "contract.toml"
        contract.write_text(target.contract, "utf-8")
        return replace(self.smoke, suite=replace(self.smoke.suite, contract=contract))


def _plain(release: str | None) -> str:
    """The id for a command's environment; a deployment may state anything, a shell may read it."""
    return release if release and re.fullmatch(r"[\w.+@:/-]+", release) else ""


def _problem(before: str | None, seen: str | None, found: Verdict, verdict: Verdict) -> str | None:
    """Why the old release does not count as restored, or None if it does."""
    if before and seen and is_same_release(before, seen):
        return f"the command exited 0 but the deployment still answers as {short(seen)}"
    match found.outcome:
        case Outcome.PASSED | Outcome.SUSPECT:
            return None
        case Outcome.FAILED if found.convicted == verdict.convicted:
            return ENVIRONMENT
        case Outcome.FAILED:
            return f"the old release is not healthy either ({found.reasons[0]})"
        case Outcome.INCONCLUSIVE:
            return f"the old release could not be verified ({found.reasons[0]})"
