"""What several looks at one release prove, and which checks to ask again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from smokegate.release_id import is_same_release
from smokegate.verdict import reasons
from smokegate.verdict.blame import blindness, excused, failures, is_silent, releases_seen
from smokegate.verdict.check import CheckId, CheckOutcome
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.history import Course, pooled
from smokegate.verdict.outcome import Kind, Outcome, Verdict
from smokegate.verdict.wording import named

__all__ = ["Kind", "Outcome", "Verdict", "asked_again", "judge"]


def judge(looks: Sequence[Evidence], *, needed: int, baseline: Evidence | None = None) -> Verdict:
    """What the looks prove about the release that they looked at.

    looks: in the order of time; each after the first asks only what failed before. Files that are
    parts of one run may stand in for looks.
    needed: in how many looks a check must have failed, and never passed, to be convicted.
    baseline: a look at the release before; what failed there already convicts nothing.

    Raises ValueError if needed is below 1, for then no evidence would convict.
    """
    if needed < 1:
        raise ValueError(f"needed should be 1 or more, got {needed}")
    case = _Case(looks=tuple(looks), needed=needed, baseline=baseline)
    for finding in _FINDINGS:
        verdict = finding(case)
        if verdict is not None:
            return verdict
    return _passed(case)


def asked_again(looks: Sequence[Evidence], *, needed: int) -> tuple[CheckId, ...]:
    """The checks that the next look should ask: failing, but not yet in as many looks as needed.

    Looks that prove nothing are left out.
    """
    courses = pooled([look for look in looks if not look.faults])
    return tuple(each.check for each in courses if each.is_failing and each.proofs < needed)


@dataclass(frozen=True, kw_only=True)
class _Case:
    """Everything that is laid before the judge, and what follows from it at once."""

    looks: tuple[Evidence, ...]
    needed: int
    baseline: Evidence | None

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        return pooled(self.looks)

    @cached_property
    def failing(self) -> tuple[Course, ...]:
        return tuple(each for each in self.courses if each.is_failing)

    @cached_property
    def proven(self) -> tuple[Course, ...]:
        return tuple(each for each in self.failing if each.is_proven(self.needed))

    @cached_property
    def excused(self) -> frozenset[CheckId]:
        return excused((each.check for each in self.proven), self.baseline)

    @cached_property
    def convicted(self) -> tuple[Course, ...]:
        return tuple(each for each in self.proven if each.check not in self.excused)

    @cached_property
    def undecided(self) -> tuple[Course, ...]:
        return tuple(each for each in self.failing if not each.is_proven(self.needed))


def _nothing_seen(case: _Case) -> Verdict | None:
    if case.looks:
        return None
    return _inconclusive(case, Kind.INCOMPLETE, ["there is no report, so nothing is proven"])


def _faulty(case: _Case) -> Verdict | None:
    faulty = [look for look in case.looks if look.faults]
    if not faulty:
        return None
    return _inconclusive(
        case, faulty[0].fault_kind, [fault for look in faulty for fault in look.faults]
    )


def _another_deploy(case: _Case) -> Verdict | None:
    seen = releases_seen(case.looks)
    if len(seen) < 2:
        return None
    text = f"another deploy ran meanwhile: the looks saw release {' and then '.join(seen)}"
    return _inconclusive(case, Kind.INTERRUPTED, [text])


def _not_deployed(case: _Case) -> Verdict | None:
    for look in case.looks:
        wanted, seen = look.release_expected, look.release_seen
        if wanted is not None and seen is not None and not is_same_release(wanted, seen):
            text = f"release {wanted} is not deployed: {seen} answers, so nothing was changed"
            return _inconclusive(case, Kind.NOT_DEPLOYED, [text])
    return None


def _blind(case: _Case) -> Verdict | None:
    failing = {each.check for each in case.failing}
    blind: dict[str, list[str]] = {}
    for look in case.looks:
        why = blindness(look)
        if why is not None and not failing.isdisjoint(failures(look)):
            blind.setdefault(why, []).append(look.name)
    if not blind:
        return None
    why_so = [f"{named(names)}: {why}" for why, names in blind.items()]
    return _inconclusive(case, Kind.BLIND, why_so)


def _failed(case: _Case) -> Verdict | None:
    if not case.convicted:
        return None
    return Verdict(
        outcome=Outcome.FAILED,
        reasons=(*reasons.convicted(case.convicted), *_notes(case, case.undecided), *_count(case)),
        convicted=frozenset(each.check for each in case.convicted),
        failures={each.check: each.sentence for each in case.convicted},
        warned=reasons.warned(case.courses),
    )


def _pre_existing(case: _Case) -> Verdict | None:
    return _inconclusive(case, Kind.PRE_EXISTING, []) if case.excused else None


def _broken_harness(case: _Case) -> Verdict | None:
    is_broken = any(each.has(CheckOutcome.ERROR) for each in case.courses)
    return _inconclusive(case, Kind.HARNESS, []) if is_broken else None


def _skipped(case: _Case) -> Verdict | None:
    skipped = reasons.skipped_critical(case.courses)
    return _inconclusive(case, Kind.INCOMPLETE, []) if skipped else None


def _undecided(case: _Case) -> Verdict | None:
    return _inconclusive(case, Kind.INCOMPLETE, []) if case.undecided else None


def _release_unseen(case: _Case) -> Verdict | None:
    """What answers without saying which release it is cannot be blamed on the expected one.

    Where everything is silent there is nobody to ask, and the silence itself is the failure.
    """
    expected = [look.release_expected for look in case.looks if look.release_expected is not None]
    if not expected or releases_seen(case.looks) or all(map(is_silent, case.looks)):
        return None
    text = f"nothing says that release {expected[0]} is the one answering"
    return _inconclusive(case, Kind.NOT_DEPLOYED, [text])


def _nothing_passed(case: _Case) -> Verdict | None:
    if any(each.last is CheckOutcome.PASSED for each in case.courses):
        return None
    return _inconclusive(case, Kind.INCOMPLETE, ["no check passed, so nothing is proven"])


def _suspect(case: _Case) -> Verdict | None:
    recovered = [each for each in case.courses if each.is_recovered]
    if not recovered:
        return None
    return Verdict(
        outcome=Outcome.SUSPECT,
        reasons=(
            *reasons.recovered(recovered),
            *_notes(case, ()),
            *_count(case),
            *reasons.trusted(case.looks),
        ),
        warned=reasons.warned(case.courses),
    )


def _passed(case: _Case) -> Verdict:
    return Verdict(
        outcome=Outcome.PASSED,
        reasons=(*_count(case), *reasons.trusted(case.looks), *_notes(case, ())),
        warned=reasons.warned(case.courses),
    )


# In this order: the first that applies is the verdict.
_FINDINGS: tuple[Callable[[_Case], Verdict | None], ...] = (
    _nothing_seen,
    _faulty,
    _another_deploy,
    _not_deployed,
    _blind,
    _release_unseen,
    _failed,
    _pre_existing,
    _broken_harness,
    _skipped,
    _undecided,
    _nothing_passed,
    _suspect,
)


def _inconclusive(case: _Case, kind: Kind, why: Sequence[str]) -> Verdict:
    unproven = [each for each in case.failing if each.check not in case.excused]
    return Verdict(
        outcome=Outcome.INCONCLUSIVE,
        kind=kind,
        reasons=(*why, *_notes(case, unproven), *_count(case)),
        warned=reasons.warned(case.courses),
    )


def _notes(case: _Case, unproven: Sequence[Course]) -> Iterator[str]:
    """What else a person should know, whatever the verdict."""
    yield from reasons.excused([each for each in case.proven if each.check in case.excused])
    yield from reasons.broken(case.courses)
    yield from reasons.skipped_critical(case.courses)
    yield from reasons.unproven(unproven)
    yield from reasons.refused_baseline(case.baseline)
    yield from reasons.warnings(case.courses)


def _count(case: _Case) -> Iterator[str]:
    """How many checks passed, where that can be told."""
    if case.courses and not any(look.faults for look in case.looks):
        yield reasons.count(case.courses)
