"""What one look proves: a JUnit report and how its run ended, or why they prove nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from smokegate.verdict.access import Access, access
from smokegate.verdict.check import Blame, Cause, CheckId, CheckOutcome, Seen, Severity, Silence
from smokegate.verdict.faults import (
    Fault,
    document_faults,
    document_gaps,
    exit_faults,
    plan_faults,
    release_faults,
)
from smokegate.verdict.junit import Case, Document, parse
from smokegate.verdict.outcome import Kind
from smokegate.verdict.plan import check_id, junit_name, planned_checks
from smokegate.verdict.wording import number_of
from smokegate.verdict.xml_tree import UnreadableError

Word = TypeVar("Word", bound=StrEnum)

_WORST_FIRST = (
    CheckOutcome.FAILED,
    CheckOutcome.ERROR,
    CheckOutcome.SKIPPED,
    CheckOutcome.WARNED,
    CheckOutcome.PASSED,
)
_MENDED = "holds characters that XML forbids; they were read as question marks"


class Control(StrEnum):
    """Whether the control URLs answered. NONE: there are none, or nobody had to ask."""

    OK = "ok"
    SILENT = "silent"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one look saw: one pytest process, or one file of another tool.

    name: what to call the report in messages.
    exit_status: how the run ended; negative for the signal that killed it, None if unknown.
    release_seen, release_after: what answered when the look began, and when it ended.
    silent_before_s: seconds for which nothing answered at all while it waited to settle. falls:
    how often it was good and fell again meanwhile. is_release_broken: whether the release is not
    stated because errors of the server came where it should stand.
    access: whether the runner was let in, and whether it was the application that answered.
    checks: each check once; of duplicates the worst, so that no retry hides a failure.
    planned: ids of all selected checks; None where the report states no plan.
    finished: when the run came to its end (ISO 8601); None if it does not say.
    deselected: how many checks somebody left out of the plan. is_own_only: whether the shipped
    checks were left out, so that nobody read the contract.
    faults: a sentence each for all that makes the report prove nothing.
    fault_kind: the kind of INCONCLUSIVE that the faults make.
    gaps: a sentence each for what it lacks, where nobody can tell what should be in it: it cannot
    pass then, and what it saw failing failed all the same. gap_kind: as fault_kind.
    remarks: a sentence each for what a person should know who reads it.
    """

    name: str
    exit_status: int | None = None
    run: str | None = None
    base_url: str | None = None
    contract: str | None = None
    release_expected: str | None = None
    release_seen: str | None = None
    release_after: str | None = None
    silent_before_s: float = 0.0
    falls: int = 0
    is_release_broken: bool = False
    control: Control = Control.NONE
    access: Access = field(default_factory=Access)
    planned: tuple[CheckId, ...] | None = None
    deselected: int = 0
    is_own_only: bool = False
    checks: Mapping[CheckId, Seen] = field(default_factory=dict)
    finished: str | None = None
    faults: tuple[str, ...] = ()
    fault_kind: Kind = Kind.INCOMPLETE
    gaps: tuple[str, ...] = ()
    gap_kind: Kind = Kind.INCOMPLETE
    remarks: tuple[str, ...] = ()


def left_out(looks: Iterable[Evidence]) -> str | None:
    """What the looks that prove something left out, in words; None if nothing was."""
    good = [look for look in looks if not look.faults]
    if any(look.is_own_only for look in good):
        return "only your own checks ran"
    deselected = max((look.deselected for look in good), default=0)
    return f"{number_of(deselected, 'check')} left out" if deselected else None


def read(
    report: bytes | None,
    *,
    name: str,
    exit_status: int | None,
    run: str | None,
    extra_faults: tuple[str, ...] = (),
) -> Evidence:
    """The evidence of one look; never raises for what a report holds, which becomes a fault.

    name: what to call the report in messages.
    exit_status: of the run that wrote it, as subprocess gives it; None if it is not known.
    run: the run id that the report must carry; None for any.
    extra_faults: what the caller saw go wrong (a run killed at its deadline), as whole sentences.
    """
    given = [Fault(Kind.INTERRUPTED, text) for text in extra_faults]
    try:
        document = parse(report)
    except UnreadableError as unreadable:
        found = [*exit_faults(exit_status, None), Fault(unreadable.kind, str(unreadable))]
        return _without_checks(name, exit_status, [*given, *(each.about(name) for each in found)])
    return _from_document(document, name, exit_status, run, given)


def _without_checks(name: str, exit_status: int | None, faults: list[Fault]) -> Evidence:
    return Evidence(
        name=name,
        exit_status=exit_status,
        faults=tuple(fault.text for fault in faults),
        fault_kind=faults[0].kind,
    )


def _from_document(
    document: Document, name: str, exit_status: int | None, run: str | None, given: list[Fault]
) -> Evidence:
    said = {key: value for key, value in document.properties if value}
    planned, plan_fault = _plan(dict(document.properties).get("smokegate.planned"))
    # a run that came to its end asked all that it planned: what it could not collect is alone
    is_whole = bool(planned) and "smokegate.finished" in said
    checks = _checks(document.cases, planned, with_uncollected=is_whole)
    is_planned = planned is not None
    gaps = list(document_gaps(document, is_planned=is_planned, is_whole=is_whole))
    is_ours = is_planned or run is not None or exit_status is not None
    found = [
        *exit_faults(exit_status, document),
        *plan_fault,
        *document_faults(document, run=run, is_planned=is_planned),
        *(gaps if is_ours else ()),
        *release_faults(said),
        *plan_faults(checks, planned, is_finished="smokegate.finished" in said),
    ]
    faults = [*given, *(fault.about(name) for fault in found)]
    gaps = [] if is_ours else [gap.about(name) for gap in gaps]
    return Evidence(
        name=name,
        exit_status=exit_status,
        run=said.get("smokegate.run"),
        base_url=said.get("smokegate.base_url"),
        contract=said.get("smokegate.contract"),
        release_expected=said.get("smokegate.release.expected"),
        release_seen=said.get("smokegate.release.seen"),
        release_after=said.get("smokegate.release.after"),
        silent_before_s=_number(said.get("smokegate.settle.silent_s")),
        is_release_broken=said.get("smokegate.release.unstated") == "broken",
        falls=_number(said.get("smokegate.settle.falls")),
        control=_word(Control, said.get("smokegate.control")) or Control.NONE,
        access=access(said),
        planned=planned,
        deselected=_number(said.get("smokegate.deselected")),
        is_own_only="smokegate.own_checks_only" in said,
        checks=checks,
        finished=said.get("smokegate.finished"),
        faults=tuple(fault.text for fault in faults),
        fault_kind=faults[0].kind if faults else Kind.INCOMPLETE,
        gaps=tuple(gap.text for gap in gaps),
        gap_kind=gaps[0].kind if gaps else Kind.INCOMPLETE,
        remarks=(f"{name}: {_MENDED}",) if document.is_mended else (),
    )


def _plan(text: str | None) -> tuple[tuple[CheckId, ...] | None, list[Fault]]:
    if text is None:
        return None, []
    try:
        return planned_checks(text), []
    except (ValueError, TypeError, RecursionError):
        return (), [Fault(Kind.HARNESS, "smokegate.planned is no list of node ids")]


def _checks(
    cases: Iterable[Case], planned: tuple[CheckId, ...] | None, *, with_uncollected: bool
) -> Mapping[CheckId, Seen]:
    plan = {junit_name(check): check for check in planned or ()}
    checks: dict[CheckId, Seen] = {}
    for case in cases:
        if not case.name or (case.is_uncollected and not with_uncollected):
            continue  # no check: a fault of the report
        check = check_id((case.classname, case.name), plan)
        checks[check] = worse(checks.get(check), _seen(case))
    return checks


def worse(before: Seen | None, now: Seen) -> Seen:
    """The worse of two sightings of one check, so that no retry hides a failure."""
    if before is None:
        return now
    severities = list(Severity)
    return min(
        before,
        now,
        key=lambda seen: (
            _WORST_FIRST.index(seen.outcome),
            severities.index(seen.severity),
            not seen.is_flaky,
        ),
    )


def _seen(case: Case) -> Seen:
    said = case.properties
    severity = _word(Severity, said.get("severity")) or Severity.CRITICAL
    cause = _word(Cause, said.get("cause"))
    silence = _word(Silence, said.get("silence"))
    if silence is None and cause is Cause.UNREACHABLE:
        silence = Silence.UNREACHABLE
    is_lesser = case.is_expected_failure and ("severity" not in said or not severity.is_critical)
    return Seen(
        outcome=CheckOutcome.WARNED if is_lesser else case.outcome,
        severity=severity,
        cause=cause,
        silence=silence,
        blame=_word(Blame, said.get("blame")) or _blamed(silence),
        is_answered=said.get("answered") == "yes",
        observations=_number(said.get("observations")) or 1,
        bad=_number(said.get("failures")),
        sentence=case.sentence,
        is_uncollected=case.is_uncollected,
        is_flaky=case.is_flaky,
    )


def _blamed(silence: Silence | None) -> Blame:
    """No release brings names and certificates along: the fault catalogue, T01 to T09."""
    return Blame.OUTSIDE if silence in (Silence.DNS, Silence.TLS) else Blame.RELEASE


def _number(said: str | None) -> int:
    return int(said) if said and said.isdecimal() and len(said) < 9 else 0


def _word(words: type[Word], said: str | None) -> Word | None:
    return words(said) if said in set(words) else None
