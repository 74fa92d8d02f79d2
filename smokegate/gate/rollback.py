"""Goes back once, and proves by a second smoke run that the old release is back."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from smokegate.contract_file import load_contract
from smokegate.errors import ConfigurationError
from smokegate.gate.books import Books
from smokegate.gate.decision import Rollback, written_whole
from smokegate.gate.drivers.driver import Driver, Move
from smokegate.gate.message import short
from smokegate.gate.releases import Release, Releases, Standing
from smokegate.gate.smoke import Smoke
from smokegate.gate.switch import Switch, lying
from smokegate.verdict.environment import Comparison, compared
from smokegate.verdict.evidence import Evidence, left_out
from smokegate.verdict.judge import judge
from smokegate.verdict.outcome import Kind, Outcome
from smokegate.verdict.schedule import counted
from smokegate.verdict.verdict import Verdict

ENVIRONMENT = "the old release fails alike, so the environment is to blame, not the release"
MOST_IN_A_DAY = 2
# what a verdict says of the release that was looked at; the other kinds say nothing of it
_COMPARABLE = (None, Kind.PRE_EXISTING, Kind.OUTSIDE, Kind.INCOMPLETE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """The way back, in one hop.

    finds_its_way: whether the driver goes to the release before without being told which.
    baseline: what failed before the deploy; what is restored need be no better.
    rolled_back_since: how many automatic rollbacks there were since then.
    """

    switch: Switch
    smoke: Smoke
    books: Books
    finds_its_way: bool
    baseline: Evidence | None
    rolled_back_since: Callable[[datetime], int]

    def go(self, verdict: Verdict, before: str | None) -> Rollback:
        """Switches, then verifies; what went wrong is the rollback's problem."""
        target, unread = self._target(before, None)
        done = Rollback(
            command=self.switch.driver.name,
            from_release=before,
            to_release=target.id if target else None,
            exit_status=None,
        )
        if problem := self._barred(done, unread):
            has_target = bool(done.to_release or self.finds_its_way)
            return replace(
                done, problem=problem, is_barred=has_target, has_no_target=not has_target
            )
        return self.to(done, verdict, target, "switch back")

    def to(self, done: Rollback, verdict: Verdict, target: Release | None, step: str) -> Rollback:
        """Makes that release current and verifies it. step: its name in the journal."""
        move = Move(
            from_release=done.from_release,
            to_release=done.to_release,
            reason=verdict.reasons[0],
            run=self.smoke.run_id,
            fence=self.books.run.begun.fence,
        )
        switched = self.switch.ready(move)
        if switched.problem is None:
            switched = self.switch.make(step, move, is_vital=True)
        done = replace(done, exit_status=switched.status)
        if switched.problem:
            return replace(done, problem=switched.problem)
        return self._verified(done, verdict, target)

    def target(self, before: str | None, given: str | None) -> Release | None:
        """Where to go back to, chosen once: what was given, or the newest that is known good."""
        return self._target(before, given)[0]

    def _target(self, before: str | None, given: str | None) -> tuple[Release | None, str | None]:
        """The same, and why the record could not be read; without it a command finds its way."""

        def chosen() -> dict[str, str] | None:
            try:
                if given:
                    found = self.books.releases.find(given)
                    at, contract = (found.at, found.contract) if found else ("", "")
                    return {"id": given, "contract": contract, "at": at}
                found = newest_way_back(self.books.releases, self.switch.driver, before)
            except ConfigurationError as err:
                return {"unread": str(err)}
            return {"id": found.id, "contract": found.contract, "at": found.at} if found else None

        found = self.books.run.do("target", chosen, is_vital=True)
        if found and "unread" in found:
            return None, found["unread"]
        return Release(state=Standing.KNOWN_GOOD, **found) if found else None, None

    def _barred(self, done: Rollback, unread: str | None) -> str | None:
        """Why nothing is switched without a person, or None."""

        def barred() -> str | None:
            if unread and not self.finds_its_way:
                return f"nobody knows which release to go back to: {unread}"
            if not (done.to_release or self.finds_its_way):
                return "no other release is known good, so there is none to go back to"
            try:
                day = self.rolled_back_since(self.books.now() - timedelta(days=1))
            except ConfigurationError:
                day = 0
            if day >= MOST_IN_A_DAY:
                return (
                    f"{day} automatic rollbacks in 24 hours are enough, so a person has to decide"
                )
            if done.from_release and done.to_release:
                return self.switch.irreversible(done.to_release, done.from_release)
            return None

        found: str | None = self.books.run.do("barred", barred, is_vital=True)
        return found

    def _verified(self, done: Rollback, verdict: Verdict, target: Release | None) -> Rollback:
        looks: list[Evidence] = []
        try:
            smoke = replace(self._pinned(target), witnesses=tuple(sorted(verdict.convicted)))
            is_stated = load_contract(smoke.suite.contract).record.release is not None
            smoke = replace(smoke, was_let_in=self._was_let_in())
            expected = done.to_release if is_stated else None
            smoke.run("verify", expected, looks, self.baseline)
        except (OSError, ConfigurationError) as err:
            return replace(done, problem=f"the old release could not be verified ({err})")
        good, void = counted(looks)
        found = judge(
            good,
            policy=smoke.policy,
            baseline=self.baseline,
            noise=smoke.noise,
            void=void,
            was_let_in=smoke.was_let_in,
        )
        seen = next((one.release_seen for one in reversed(looks) if one.release_seen), None)
        done = replace(
            done,
            verdict=found,
            seen=seen,
            left_out=left_out(good),
            to_release=done.to_release or seen,
        )
        if (
            not done.is_unmoved
            and found.kind in _COMPARABLE
            and not any(one.faults for one in good)
        ):
            comparison = compared(
                verdict.convicted, good, policy=self.smoke.policy, noise=self.smoke.noise
            )
            done = replace(done, comparison=comparison)
        return replace(done, problem=_problem(done, found))

    def _was_let_in(self) -> bool:
        with suppress(ConfigurationError):  # what was switched is verified without the record too
            return self.books.releases.was_let_in()
        return False

    def _pinned(self, target: Release | None) -> Smoke:
        """The suite with the contract that the target passed; it never promised the new one."""
        if target is None or not target.contract:
            return self.smoke
        contract = self.smoke.folder / "contract.toml"
        written_whole(contract, target.contract.encode())
        return replace(self.smoke, suite=replace(self.smoke.suite, contract=contract))


def newest_way_back(releases: Releases, driver: Driver, before: str | None) -> Release | None:
    """The newest release that is known good, or None. Raises ConfigurationError.

    One that lies ready comes before one that would have to be made again.
    """
    found = releases.newest_known_good(but=before, among=lying(driver))
    return found or releases.newest_known_good(but=before)


def _problem(done: Rollback, found: Verdict) -> str | None:
    """Why the old release does not count as restored, or None if it does."""
    if done.is_unmoved:
        return f"the command exited 0 but the deployment still answers as {short(done.seen or '')}"
    if done.comparison is Comparison.ALIKE:
        return ENVIRONMENT
    match found.outcome:
        case Outcome.PASSED | Outcome.SUSPECT:
            return None
        case Outcome.FAILED:
            return f"the old release is not healthy either ({found.reasons[0]})"
        case Outcome.INCONCLUSIVE if found.is_no_worse:
            return None
        case Outcome.INCONCLUSIVE:
            return f"the old release could not be verified ({found.reasons[0]})"
