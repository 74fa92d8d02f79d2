"""The suite should say of each broken deployment what is wrong, and nothing of a healthy one."""

from collections.abc import Mapping
from functools import cache

import pytest

from tests.browser.presence import NEEDS_BROWSER
from tests.faults.catalogue import CHAPTERS, EVERY, FAULTS, ODDITIES, UNSERVED
from tests.faults.document import DOCUMENT, read_notices, row
from tests.faults.fault import Fault
from tests.faults.judged import Judge, Notice, Seen

_QUICK = 10  # each tenth is judged whenever tests are run, the rest with -m slow


@cache
def _written() -> Mapping[str, Notice]:
    return read_notices(DOCUMENT.read_text("utf-8"))


def _cases(faults: tuple[Fault, ...]) -> list[object]:
    return [
        pytest.param(fault, id=fault.key, marks=_marks(number, fault))
        for number, fault in enumerate(faults)
    ]


def _marks(number: int, fault: Fault) -> list[pytest.MarkDecorator]:
    if fault.has_browser:
        return NEEDS_BROWSER
    return [pytest.mark.slow] if number % _QUICK else []


@pytest.mark.parametrize("fault", _cases(FAULTS))
def test_what_is_said_of_a_fault(fault: Fault, judge: Judge) -> None:
    """Each fault is noticed as docs/what-it-catches.md says: how, by whom, in which words."""
    judged = judge.judge(fault)
    assert judged.status in (0, 1), judged.printed
    notice = judged.notice(fault.by)
    assert notice.seen is not Seen.ELSEWHERE, notice
    assert row(fault, notice) == row(fault, _written()[fault.key])


@pytest.mark.parametrize("oddity", _cases(ODDITIES))
def test_healthy_oddity_does_not_fail(oddity: Fault, judge: Judge) -> None:
    """What healthy deployments do fails no check, and is warned of only where the page says so."""
    judged = judge.judge(oddity)
    assert judged.failed == {}
    assert judged.status == 0, judged.printed
    assert row(oddity, judged.notice(oddity.by)) == row(oddity, _written()[oddity.key])


def test_keys_are_unique() -> None:
    """Each fault and oddity has a key of its own."""
    assert len(EVERY) == len(FAULTS) + len(ODDITIES)


def test_catalogue_is_whole() -> None:
    """Each id of the catalogue is served, or is listed with the reason why not; never both."""
    counts = {"T": 28, "H": 32, "R": 15, "F": 34, "A": 15, "O": 31, "C": 25, "V": 16, "L": 10,
              "E": 12, "P": 26}  # fmt: skip
    wanted = [f"{letter}{n:02d}" for letter in CHAPTERS for n in range(1, counts[letter] + 1)]
    served, unserved = {one.id for one in FAULTS}, [one.id for one in UNSERVED]
    assert sorted([*served, *unserved]) == sorted(wanted)
