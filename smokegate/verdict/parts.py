"""Several reports of one run, read as one look, whatever their order."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from smokegate.release_id import is_same_release
from smokegate.verdict.access import Access
from smokegate.verdict.check import CheckId, Seen
from smokegate.verdict.evidence import Control, Evidence, worse
from smokegate.verdict.faults import Fault
from smokegate.verdict.outcome import Kind
from smokegate.verdict.wording import named


def as_one_look(parts: Sequence[Evidence]) -> Evidence:
    """What the parts of one run saw together: of a check that several of them hold, the worst.

    A part that proves nothing keeps the whole from passing; what the other parts saw failing failed
    all the same. parts: at least one; their order changes nothing.
    """
    ordered = sorted(parts, key=lambda part: part.name)
    if len(ordered) == 1:
        return ordered[0]
    proving = [part for part in ordered if not part.faults and not part.access.is_blind]
    if not proving:
        return _joined(ordered, faults=[fault for part in ordered for fault in _faults(part)])
    gaps = [gap for part in ordered for gap in (*_faults(part), *_blindness(part), *_gaps(part))]
    return _joined(proving, faults=list(_conflicts(proving)), gaps=gaps)


def _joined(
    parts: Sequence[Evidence], *, faults: Sequence[Fault], gaps: Sequence[Fault] = ()
) -> Evidence:
    plans = [part.planned for part in parts if part.planned is not None]
    planned = tuple(dict.fromkeys(check for plan in plans for check in plan))
    return Evidence(
        name=named([part.name for part in parts]),
        run=_same([part.run for part in parts]),
        base_url=_same([part.base_url for part in parts]),
        contract=_same([part.contract for part in parts]),
        release_expected=_first([part.release_expected for part in parts]),
        release_seen=_first([part.release_seen for part in parts]),
        release_after=_first([part.release_after for part in parts]),
        silent_before_s=min(part.silent_before_s for part in parts),
        falls=max(part.falls for part in parts),
        is_release_broken=all(part.is_release_broken for part in parts),
        control=_control([part.control for part in parts]),
        access=next((part.access for part in parts if part.access != Access()), Access()),
        planned=planned if len(plans) == len(parts) else None,
        deselected=sum(part.deselected for part in parts),
        is_own_only=any(part.is_own_only for part in parts),
        checks=_checks(parts),
        finished=max((part.finished for part in parts if part.finished), default=None),
        faults=tuple(fault.text for fault in faults),
        fault_kind=faults[0].kind if faults else Kind.INCOMPLETE,
        gaps=tuple(gap.text for gap in gaps),
        gap_kind=gaps[0].kind if gaps else Kind.INCOMPLETE,
        remarks=tuple(remark for part in parts for remark in part.remarks),
    )


def _faults(part: Evidence) -> Iterator[Fault]:
    return (Fault(part.fault_kind, text) for text in part.faults)


def _gaps(part: Evidence) -> Iterator[Fault]:
    return (Fault(part.gap_kind, text) for text in part.gaps)


def _blindness(part: Evidence) -> Iterator[Fault]:
    if not part.faults and part.access.is_blind:
        yield Fault(Kind.BLIND, f"{part.name}: {part.access.kept_out}")


def _conflicts(parts: Sequence[Evidence]) -> Iterator[Fault]:
    """Parts of different releases are not of one run."""
    first, *others = [part for part in parts if part.release_seen] or parts[:1]
    for part in others:
        if not is_same_release(str(first.release_seen), str(part.release_seen)):
            text = (
                f"{first.name} saw release {first.release_seen} and {part.name} saw "
                f"{part.release_seen}, so they are not of one run"
            )
            yield Fault(Kind.INTERRUPTED, text)


def _checks(parts: Sequence[Evidence]) -> Mapping[CheckId, Seen]:
    """Each check once; one that several parts hold says in which of them it is as it is."""
    number = Counter(check for part in parts for check in part.checks)
    checks: dict[CheckId, Seen] = {}
    for part in parts:
        for check, seen in part.checks.items():
            if seen.sentence and number[check] > 1:
                seen = replace(seen, sentence=f"{seen.sentence} ({part.name})")
            checks[check] = worse(checks.get(check), seen)
    return checks


def _control(controls: Sequence[Control]) -> Control:
    order = (Control.OK, Control.SILENT, Control.NONE)
    return min(controls, key=order.index)


def _same(values: Sequence[str | None]) -> str | None:
    return values[0] if len(set(values)) == 1 else None


def _first(values: Sequence[str | None]) -> str | None:
    return next((value for value in values if value is not None), None)
