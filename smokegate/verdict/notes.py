"""What a verdict says beside its reason, whatever it is."""

from collections.abc import Iterator, Sequence

from smokegate.verdict import reasons
from smokegate.verdict.dossier import Dossier
from smokegate.verdict.history import Course


def notes(dossier: Dossier, unproven: Sequence[Course]) -> Iterator[str]:
    """What else a person should know, whatever the verdict."""
    yield from reasons.excused([each for each in dossier.proven if each.check in dossier.excused])
    yield from reasons.outside(dossier.outside)
    yield from reasons.broken(dossier.courses)
    yield from reasons.skipped_critical(dossier.courses)
    yield from reasons.unproven(unproven)
    yield from reasons.refused_baseline(dossier.baseline, dossier.looks)
    yield from reasons.warnings(dossier.courses)
    yield from reasons.void(dossier.void)


def count(dossier: Dossier) -> Iterator[str]:
    """How many checks passed, where that can be told."""
    if dossier.courses and not any(look.faults for look in dossier.looks):
        yield reasons.count(dossier.courses)
