"""All that makes a report prove nothing, a sentence each."""

import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from smokegate.release_id import is_same_release
from smokegate.verdict.check import CheckId, CheckOutcome, Seen
from smokegate.verdict.junit import Case, Claim, Document
from smokegate.verdict.outcome import Kind
from smokegate.verdict.plan import junit_name
from smokegate.verdict.wording import named, number_of, told

_BROKEN = (CheckOutcome.FAILED, CheckOutcome.ERROR)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that makes a report prove nothing, and the kind of INCONCLUSIVE it makes."""

    kind: Kind
    text: str

    def about(self, name: str) -> "Fault":
        """The same fault with the report's name before it."""
        return replace(self, text=f"{name}: {self.text}")


def exit_faults(status: int | None, document: Document | None) -> Iterator[Fault]:
    """How the run ended, where that is no way to end, or not what the report says.

    document: None where it could not be read.
    """
    match status:
        case None:
            return
        case 0 | 1:
            yield from _contradictions(status, document)
        case 2:
            yield _interruption(document)
        case 3:
            yield Fault(Kind.HARNESS, "the suite crashed inside pytest (exit status 3)")
        case 4:
            yield Fault(Kind.HARNESS, "pytest refused its options or settings (exit status 4)")
        case 5:
            yield Fault(Kind.HARNESS, "no check was collected (exit status 5)")
        case _ if status < 0:  # pragma: no mutate - 0 was taken above, so `<= 0` means the same
            yield Fault(Kind.INTERRUPTED, f"the run was killed by {_signal(-status)}")
        case _ if 128 < status < 160:  # how a shell or a container tells of a signal
            text = f"the run was killed by {_signal(status - 128)} (exit status {status})"
            yield Fault(Kind.INTERRUPTED, text)
        case _:
            yield Fault(Kind.HARNESS, f"the run ended with exit status {status}, unknown to pytest")


def document_faults(document: Document, *, run: str | None, is_planned: bool) -> Iterator[Fault]:
    """Why the report itself proves nothing, whatever it says of the checks."""
    yield from _identity_faults(document, run=run, is_planned=is_planned)
    yield from _sentinel_faults(document)
    if not document.cases:
        yield Fault(Kind.INCOMPLETE, "holds no checks, so this proves nothing")


def document_gaps(document: Document, *, is_planned: bool, is_whole: bool) -> Iterator[Fault]:
    """What the report lacks, or cannot be right about; a failure that it holds is one all the same.

    is_whole: each planned check was asked; what could not be collected then spoils itself alone.
    """
    if not all(case.name for case in document.cases):
        text = "holds a test case without a name; the run was interrupted, so this proves nothing"
        yield Fault(Kind.INTERRUPTED, text)
    uncollected = [case for case in document.cases if case.is_uncollected and not is_whole]
    yield from (Fault(Kind.HARNESS, text) for text in told(uncollected, _uncollected))
    if document.strays:
        text = f"tells of {number_of(document.strays, 'failure')} outside of every test case"
        yield Fault(Kind.HARNESS, text)
    # the plan is the better count: pytest counts subtests, which are no test cases of their own
    claims = [one for one in document.claims if not (is_planned and one.thing == "tests")]
    yield from (Fault(Kind.INCOMPLETE, text) for text in told(claims, _overclaim))


def release_faults(said: Mapping[str, str]) -> Iterator[Fault]:
    """A release that changed under the run: some checks saw the one and some the other."""
    before, after = said.get("smokegate.release.seen"), said.get("smokegate.release.after")
    if before and after and not is_same_release(before, after):
        text = f"the release changed during the run, from {before} to {after}; it proves nothing"
        yield Fault(Kind.INTERRUPTED, text)


def plan_faults(
    checks: Mapping[CheckId, Seen], planned: tuple[CheckId, ...] | None, *, is_finished: bool
) -> Iterator[Fault]:
    """Where the report and the plan that it states differ; nothing where it states none."""
    if planned is None:
        return
    known = set(planned)
    present = known & set(checks)
    if len(present) < len(known):
        sentence = (
            "ends after {} of {} planned checks; the run was cut short, so this proves nothing"
        )
        yield Fault(Kind.INCOMPLETE, sentence.format(len(present), len(known)))
    strangers = [
        check for check, seen in checks.items() if check not in known and not seen.is_uncollected
    ]
    if strangers:
        number = number_of(len(strangers), "check")
        text = f"holds {number} that its plan does not name: {named(strangers)}"
        yield Fault(Kind.HARNESS, text)
    if len({junit_name(check) for check in known}) < len(known):
        yield Fault(Kind.HARNESS, "plans checks that a JUnit report cannot tell apart")
    if not is_finished:
        text = "has no smokegate.finished; the run did not come to its end, so this proves nothing"
        yield Fault(Kind.INTERRUPTED, text)
    if checks and all(seen.outcome is CheckOutcome.SKIPPED for seen in checks.values()):
        text = f"skipped {number_of(len(checks), 'check')} and ran none, so this proves nothing"
        yield Fault(Kind.INCOMPLETE, text)


def _contradictions(status: int, document: Document | None) -> Iterator[Fault]:
    if document is None:
        return
    broken = sum(1 for case in document.cases if case.outcome in _BROKEN)
    if status == 0 and broken:
        text = f"the run ended with exit status 0, but {number_of(broken, 'check')} did not pass"
        yield Fault(Kind.HARNESS, f"{text}; they contradict each other")
    if status == 1 and not broken:
        text = "the run ended with exit status 1, but no check failed; they contradict each other"
        yield Fault(Kind.HARNESS, text)


def _interruption(document: Document | None) -> Fault:
    if document is not None and any(case.is_uncollected for case in document.cases):
        return Fault(Kind.HARNESS, "the suite could not be collected (exit status 2)")
    return Fault(Kind.INTERRUPTED, "the run was interrupted (exit status 2)")


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _identity_faults(document: Document, *, run: str | None, is_planned: bool) -> Iterator[Fault]:
    ours = sorted({each for each in document.properties if each[0].startswith("smokegate.")})
    for key, values in groupby(ours, key=lambda each: each[0]):
        if len(list(values)) > 1:
            text = f"gives {key} more than one value; it is not the report of one run"
            yield Fault(Kind.HARNESS, text)
    found = dict(ours).get("smokegate.run")
    if run is not None and found != run:
        whose = "names no run" if found is None else f"is the report of run {found}"
        text = f"{whose}, and this run is {run}; the run left no report, so this proves nothing"
        yield Fault(Kind.INCOMPLETE, text)
    if found is not None and not is_planned:
        text = "names its run but no smokegate.planned, so nobody knows what is missing"
        yield Fault(Kind.INCOMPLETE, text)


def _sentinel_faults(document: Document) -> Iterator[Fault]:
    """A look in which no check could have failed, or none could have passed."""
    said = dict(document.properties).get("smokegate.sentinels")
    if said is not None and said != "right":
        ran = f"checks are not run as they should be (of our sentinels, {said})"
        yield Fault(Kind.HARNESS, f"{ran}, so this proves nothing")


def _uncollected(case: Case) -> str:
    return f"{case.name} could not be collected: {case.sentence}"


def _overclaim(claim: Claim) -> str:
    thing = claim.thing.removesuffix("s") if claim.claimed == "1" else claim.thing
    text = f"suite {claim.suite} counts {claim.claimed} {thing} but holds {claim.held}"
    return f"{text}; what is missing proves nothing"
