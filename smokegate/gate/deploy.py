"""The whole job in one command: make ready, switch, look, keep or go back."""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from msgspec import structs

from smokegate.contract_file import load_contract
from smokegate.errors import ConfigurationError
from smokegate.gate import baseline
from smokegate.gate.decision import Action, Decision, Exit, Rollback, headline, written_whole
from smokegate.gate.drivers.driver import Driver, DriverError, Move
from smokegate.gate.gate import Gate
from smokegate.gate.host import HostError
from smokegate.gate.journal import OvertakenError
from smokegate.gate.lock import LockedError
from smokegate.gate.message import after_failure, short
from smokegate.gate.releases import Release, Releases, Standing
from smokegate.gate.rollback import Return
from smokegate.gate.signals import SIGNALS, InterruptedByPersonError
from smokegate.gate.smoke import Smoke
from smokegate.gate.switch import Switched
from smokegate.release_id import is_same_release
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.outcome import Kind, Outcome
from smokegate.verdict.verdict import Verdict

UNDO = "undo"  # no automatic rollback: nothing was convicted


class RefusedError(Exception):
    """The release must not be deployed, or cannot be; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deploy:
    """One deploy."""

    gate: Gate
    back: Return
    release: str

    def run(self) -> Decision:
        """Nothing that serves is touched before the switch."""
        try:
            SIGNALS.take_now()
            return self._run()
        except (OvertakenError, LockedError) as err:
            verdict = self._open(Kind.INTERRUPTED, f"release {short(self.release)} is not judged")
            gate = replace(self.gate, untouched=self._untouched())
            return gate.closed(gate.overtaken(verdict, err))
        except InterruptedByPersonError as err:
            return self._left(Kind.INTERRUPTED, f"the deploy was stopped by {err}")
        except (DriverError, HostError, ConfigurationError, OSError) as err:
            return self._left(Kind.HARNESS, str(err))

    def _run(self) -> Decision:
        run = self.back.books.run
        before: str | None = run.do("current", self.back.switch.driver.current)
        move = Move(
            from_release=before,
            to_release=self.release,
            reason="deploy",
            run=self.gate.smoke.run_id,
            fence=run.begun.fence,
        )
        prepared = self.back.switch.prepare(move)
        if prepared.problem:
            why = f"release {short(self.release)} could not be made ready: {prepared.problem}"
            return self._left(Kind.HARNESS, why)
        found = self._baseline(before)
        self.back.books.introduce(self.release)
        back = replace(self.back, baseline=found)
        switched = self.back.switch.make("switch", move)
        if switched.problem:
            return replace(self, back=back)._unswitched(before, switched)
        untouched = f"release {short(self.release)} stays current"
        gate = replace(
            self.gate,
            back=back,
            baseline=found,
            untouched=untouched,
            is_known_current=self._is_current,
        )
        return gate.decide()

    def _baseline(self, before: str | None) -> Evidence | None:
        """What fails before the switch; none where nothing is live yet, or nothing can be seen.

        Where neither the driver nor the record knows of a release, one may be live all the same.
        """
        report = self.gate.record.folder / "before.xml"

        def taken() -> str | None:
            live = self._live(before)
            smoke = self._as_promised(live)
            if before is None and live is None and not baseline.is_live(smoke):
                return None
            return None if baseline.take(smoke, report).problem else str(report)

        found: str | None = self.back.books.run.do("baseline", taken)
        return baseline.own(Path(found)) if found else None

    def _live(self, before: str | None) -> Release | None:
        """What is on record of the release that is live."""
        releases = self.back.books.releases
        return releases.find(before) if before else releases.newest_known_good(but=None)

    def _as_promised(self, live: Release | None) -> Smoke:
        """The suite with the contract of what is live: what only the new release promises cannot
        have failed before, and so excuses nothing.
        """
        timings = structs.replace(self.gate.smoke.timings, settle_s=0.0)
        smoke = replace(self.gate.smoke, timings=timings)
        if live is None or not live.contract:
            return smoke
        contract = smoke.folder / "before.toml"
        written_whole(contract, live.contract.encode())
        try:
            load_contract(contract)
        except ConfigurationError:  # of another version of smokegate
            return smoke
        return replace(smoke, suite=replace(smoke.suite, contract=contract))

    def _left(self, kind: Kind, why: str) -> Decision:
        """The end of a deploy that came to no verdict and goes nowhere."""
        verdict = self._open(kind, why)
        told = self._untouched()
        sentence = f"{headline(verdict)}; {told}, a person has to look"
        gate = replace(self.gate, untouched=told)
        decision = gate.decision(verdict, Action.NOTHING, Exit.INCONCLUSIVE, sentence)
        return gate.closed(decision)

    def _untouched(self) -> str:
        """What is said of what serves."""
        return {
            True: f"release {short(self.release)} stays current, not judged",
            False: "nothing was changed",
            None: f"nobody can tell whether release {short(self.release)} is current",
        }[self._is_switched()]

    def _is_switched(self) -> bool | None:
        """As the journal says; where it cannot be read, as the driver does."""
        run = self.back.books.run
        with suppress(ConfigurationError):
            if not run.is_intended(UNDO):
                return run.is_intended("switch")
        return self._is_current()

    def _is_current(self) -> bool | None:
        """Whether the release is current, as the driver says; None where it cannot."""
        with suppress(DriverError, HostError):
            if current := self.back.switch.driver.current():
                return is_same_release(current, self.release)
        return None

    def _unswitched(self, before: str | None, switched: Switched) -> Decision:
        """A switch that failed half way is undone at once: what serves now is anybody's guess."""
        why = f"release {short(self.release)} could not be switched to: {switched.problem}"
        verdict = self._open(Kind.HARNESS, why)
        rollback = self._undone(before, verdict)
        if rollback.problem:
            do = after_failure(rollback)
            sentence = f"{headline(verdict)}; not restored: {rollback.problem}; {do}"
            action, code = Action.NOT_RESTORED, Exit.NOT_RESTORED
        else:
            after = short(rollback.to_release or "the release before")
            sentence = f"{headline(verdict)}; {after} is current again and {rollback.proof}"
            action, code = Action.ROLLED_BACK, Exit.INCONCLUSIVE
        decision = self.gate.decision(verdict, action, code, sentence)
        return self.gate.closed(replace(decision, rollback=rollback))

    def _undone(self, before: str | None, verdict: Verdict) -> Rollback:
        if before is None:  # the driver cannot know; the record may
            found = self.back.target(self.release, None)
            before = found.id if found else None
        done = Rollback(
            command=self.back.switch.driver.name,
            from_release=self.release,
            to_release=before,
            exit_status=None,
        )
        if before is None:
            return replace(done, problem="there is no release to go back to", has_no_target=True)
        if before == self.release:
            return replace(done, problem="it was current before")
        if barred := self.back.switch.irreversible(before, self.release):
            return replace(done, problem=barred, is_barred=True)
        known = None
        with suppress(ConfigurationError):  # it is gone back to, on record or not
            known = self.back.books.releases.find(before)
        target = known or Release(id=before, state=Standing.NEW, at="", contract="")
        return self.back.to(done, verdict, target, UNDO)

    @staticmethod
    def _open(kind: Kind, why: str) -> Verdict:
        return Verdict(outcome=Outcome.INCONCLUSIVE, kind=kind, reasons=(why,))


def checked(driver: Driver, releases: Releases, given: str, force: str | None) -> str:
    """The whole id of the release to deploy, before anything is begun.

    Raises RefusedError for one that is quarantined or has no room, ConfigurationError for none.
    """
    try:
        release = driver.full_id(given)
        room = driver.room()
    except (DriverError, HostError) as err:
        raise ConfigurationError(f"deploy {given}: {err}; nothing was changed") from err
    if room:
        raise RefusedError(f"there is no room for one more release: {room}")
    found = releases.find(release)
    if found and found.state is Standing.QUARANTINED and not force:
        raise RefusedError(
            f"release {short(release)} is quarantined since {found.at}: it failed, and the release "
            "before it passed in its place; deploy another one, or give --force=REASON"
        )
    return release
