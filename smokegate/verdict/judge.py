"""What several looks at one release prove."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from smokegate.release_id import is_same_release
from smokegate.verdict import reasons
from smokegate.verdict.blame import blindness, failures, is_mute, releases_seen
from smokegate.verdict.burst import ended_bursts
from smokegate.verdict.check import CheckId, CheckOutcome
from smokegate.verdict.crash_loop import MOST_FALLS
from smokegate.verdict.dossier import Dossier
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.lockout import not_seen, was_let_in_before, with_lockouts
from smokegate.verdict.notes import count, notes
from smokegate.verdict.outcome import Kind, Outcome
from smokegate.verdict.policy import Policy
from smokegate.verdict.sequential import Stand
from smokegate.verdict.verdict import Verdict
from smokegate.verdict.wording import named

__all__ = ["Kind", "Outcome", "Verdict", "judge"]


def judge(
    looks: Sequence[Evidence],
    *,
    policy: Policy,
    baseline: Evidence | None = None,
    noise: Mapping[CheckId, float] | None = None,
    void: Sequence[Evidence] = (),
    was_let_in: bool = False,
) -> Verdict:
    """What the looks prove about the release that they looked at.

    looks: in the order of time; each after the first asks only what failed before.
    baseline: a look at the release before; what failed there already convicts nothing.
    noise: how often a check fails on a good release, of those that have a history.
    void: looks that proved nothing and were taken anew, which is only told.
    was_let_in: whether the record shows that this runner was let in to the deployment before.
    """
    dossier = Dossier(
        looks=with_lockouts(looks, baseline, was_let_in=was_let_in),
        policy=policy,
        baseline=baseline,
        noise=noise or {},
        void=tuple(void),
        was_let_in=was_let_in_before(looks, baseline, was_let_in=was_let_in),
    )
    for finding in _FINDINGS:
        verdict = finding(dossier)
        if verdict is not None:
            return verdict
    return _passed(dossier)


def _nothing_seen(dossier: Dossier) -> Verdict | None:
    if dossier.looks:
        return None
    return _inconclusive(dossier, Kind.INCOMPLETE, ["there is no report, so nothing is proven"])


def _faulty(dossier: Dossier) -> Verdict | None:
    faulty = [look for look in dossier.looks if look.faults]
    if not faulty:
        return None
    return _inconclusive(
        dossier, faulty[0].fault_kind, [fault for look in faulty for fault in look.faults]
    )


def _another_deploy(dossier: Dossier) -> Verdict | None:
    seen = releases_seen(dossier.looks)
    if len(seen) < 2:
        return None
    text = f"another deploy ran meanwhile: the looks saw release {' and then '.join(seen)}"
    return _inconclusive(dossier, Kind.INTERRUPTED, [text])


def _not_deployed(dossier: Dossier) -> Verdict | None:
    for look in dossier.looks:
        wanted, seen = look.release_expected, look.release_seen
        if wanted is not None and seen is not None and not is_same_release(wanted, seen):
            text = f"release {wanted} is not deployed: {seen} answers"
            return _inconclusive(dossier, Kind.NOT_DEPLOYED, [text])
    return None


def _not_seen(dossier: Dossier) -> Verdict | None:
    unseen = not_seen(dossier.looks, was_let_in=dossier.was_let_in)
    return _inconclusive(dossier, *unseen) if unseen else None


def _blind(dossier: Dossier) -> Verdict | None:
    failing = {each.check for each in dossier.courses if each.is_failing}
    blind: dict[str, list[str]] = {}
    for look in dossier.looks:
        why = blindness(look)
        if why is not None and not failing.isdisjoint(failures(look)):
            blind.setdefault(why, []).append(look.name)
    if not blind:
        return None
    why_so = [f"{named(names)}: {why}" for why, names in blind.items()]
    return _inconclusive(dossier, Kind.BLIND, why_so)


def _failed(dossier: Dossier) -> Verdict | None:
    if not dossier.convicted:
        return None
    told = (
        *reasons.before_all(dossier.looks),
        *reasons.looping(dossier.crash_loop),
        *reasons.convicted(dossier.convicted, dossier.trials),
    )
    return Verdict(
        outcome=Outcome.FAILED,
        reasons=(
            *told,
            *notes(dossier, dossier.undecided),
            *reasons.gaps(dossier.looks),
            *reasons.remarks(dossier.looks),
            *count(dossier),
        ),
        convicted=frozenset(each.check for each in dossier.convicted),
        failures={each.check: each.sentence for each in dossier.convicted},
        warned=reasons.warned(dossier.courses),
        trials=dossier.trials,
    )


def _pre_existing(dossier: Dossier) -> Verdict | None:
    if not dossier.excused:
        return None
    verdict = _inconclusive(dossier, Kind.PRE_EXISTING, [])
    return replace(verdict, is_no_worse=_is_well_apart_from_excused(dossier))


def _outside(dossier: Dossier) -> Verdict | None:
    return _inconclusive(dossier, Kind.OUTSIDE, []) if dossier.outside else None


def _broken_harness(dossier: Dossier) -> Verdict | None:
    is_broken = any(each.is_broken for each in dossier.courses)
    return _inconclusive(dossier, Kind.HARNESS, []) if is_broken else None


def _lacking(dossier: Dossier) -> Verdict | None:
    """A report of another tool that lacks something: what it has proves no pass."""
    lacking = [look for look in dossier.looks if look.gaps]
    if not lacking:
        return None
    return _inconclusive(dossier, lacking[0].gap_kind, list(reasons.gaps(lacking)))


def _skipped(dossier: Dossier) -> Verdict | None:
    skipped = reasons.skipped_critical(dossier.courses)
    return _inconclusive(dossier, Kind.INCOMPLETE, []) if skipped else None


def _undecided(dossier: Dossier) -> Verdict | None:
    return _inconclusive(dossier, Kind.INCOMPLETE, []) if dossier.undecided else None


def _release_unseen(dossier: Dossier) -> Verdict | None:
    """What answers without saying which release it is cannot be blamed on the expected one.

    Where everything is silent, or nothing but an error of the server answers where the release
    should stand, there is nobody to ask, and that itself is the failure.
    """
    expected = [
        look.release_expected for look in dossier.looks if look.release_expected is not None
    ]
    if not expected or releases_seen(dossier.looks) or all(map(is_mute, dossier.looks)):
        return None
    text = f"nothing says that release {expected[0]} is the one answering"
    return _inconclusive(dossier, Kind.NOT_DEPLOYED, [text])


def _nothing_passed(dossier: Dossier) -> Verdict | None:
    if any(each.last is CheckOutcome.PASSED for each in dossier.courses):
        return None
    return _inconclusive(dossier, Kind.INCOMPLETE, ["no check passed, so nothing is proven"])


def _suspect(dossier: Dossier) -> Verdict | None:
    """Passed on a later look, and the test has not acquitted it yet."""
    recovered = [
        each
        for each in dossier.courses
        if each.is_recovered and dossier.trials[each.check].stand is not Stand.ACQUITTED
    ]
    falls = max(look.falls for look in (*dossier.looks, *dossier.void))
    ended = ended_bursts(dossier.courses)  # a runner that was blind for a while is no burst
    bursts = sum(1 for number in ended if blindness(dossier.looks[number]) is None)
    red = [look for look in dossier.void if failures(look)]
    flaky = [each for each in dossier.courses if each.is_flaky]
    if not (recovered or flaky or red) and max(falls, bursts) < MOST_FALLS:
        return None
    return Verdict(
        outcome=Outcome.SUSPECT,
        reasons=(
            *reasons.recovered(recovered),
            *reasons.flaky(flaky),
            *reasons.fallen(falls, MOST_FALLS),
            *reasons.burst(bursts, MOST_FALLS),
            *reasons.red(red),
            *notes(dossier, ()),
            *count(dossier),
            *reasons.remarks(dossier.looks),
            *reasons.trusted(dossier.looks),
        ),
        warned=reasons.warned(dossier.courses),
        trials=dossier.trials,
    )


def _passed(dossier: Dossier) -> Verdict:
    acquitted = [each for each in dossier.courses if each.is_recovered]
    return Verdict(
        outcome=Outcome.PASSED,
        reasons=(
            *count(dossier),
            *reasons.acquitted(acquitted, dossier.trials),
            *reasons.remarks(dossier.looks),
            *reasons.trusted(dossier.looks),
            *notes(dossier, ()),
        ),
        warned=reasons.warned(dossier.courses),
        trials=dossier.trials,
    )


# In this order: the first that applies is the verdict.
_FINDINGS: tuple[Callable[[Dossier], Verdict | None], ...] = (
    _nothing_seen,
    _faulty,
    _another_deploy,
    _not_deployed,
    _not_seen,
    _release_unseen,
    _failed,
    _blind,
    _pre_existing,
    _outside,
    _broken_harness,
    _lacking,
    _skipped,
    _undecided,
    _nothing_passed,
    _suspect,
)


def _is_well_apart_from_excused(dossier: Dossier) -> bool:
    """Whether no finding after the pre-existing ones leaves the verdict open."""
    rest = _FINDINGS[_FINDINGS.index(_pre_existing) + 1 :]
    other = next((verdict for finding in rest if (verdict := finding(dossier))), None)
    return other is None or other.outcome is Outcome.SUSPECT


def _inconclusive(dossier: Dossier, kind: Kind, why: Sequence[str]) -> Verdict:
    spared = {*dossier.excused, *(each.check for each in dossier.outside)}
    unproven = [each for each in dossier.courses if each.is_failing and each.check not in spared]
    return Verdict(
        outcome=Outcome.INCONCLUSIVE,
        kind=kind,
        reasons=(*why, *notes(dossier, unproven), *count(dossier)),
        warned=reasons.warned(dossier.courses),
        trials=dossier.trials,
    )
