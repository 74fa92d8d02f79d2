"""Five releases should stay, and always one to go back to."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from smokegate.gate.releases import Release, Standing
from smokegate.gate.retention import PINNED_GOOD, Retention, retained

GOOD, BAD, NEW = Standing.KNOWN_GOOD, Standing.QUARANTINED, Standing.NEW


def sha(number: int) -> str:
    """An id."""
    return f"{number:02x}" * 20


def releases(*states: Standing) -> list[Release]:
    """On record, the newest first; the number of each is its place."""
    return [
        Release(id=sha(n + 1), state=state, at="", contract="") for n, state in enumerate(states)
    ]


def stays(
    known: Sequence[Release], *, lying: Sequence[str] | None = None, pinned: Sequence[str] = ()
) -> Retention:
    """What stays of them, five and two."""
    found = [one.id for one in known] if lying is None else lying
    return retained(known, lying=found, pinned=pinned, most=5, most_failed=2)


def test_the_five_newest_stay() -> None:
    """Those that are known good first."""
    found = stays(releases(*[GOOD] * 7))
    assert (sorted(found.keep), found.set_aside) == ([sha(n) for n in range(1, 6)], ())


def test_bad_deploys_in_a_row_leave_a_way_back() -> None:
    """The two newest known good are pinned, however many failed since; two are set aside."""
    found = stays(releases(*[BAD] * 6, GOOD, GOOD, GOOD))
    assert found.keep[:2] == (sha(7), sha(8))
    assert found.set_aside == (sha(1), sha(2))


def test_what_is_current_stays_whatever_it_is() -> None:
    """However old, or bad, or unknown it is."""
    known = releases(*[GOOD] * 6, BAD)
    assert sha(7) in stays(known, pinned=[sha(7)[:7]]).keep
    stranger = sha(99)
    lying = [*[one.id for one in known], stranger]
    assert stranger in stays(known, lying=lying, pinned=[stranger]).keep


def test_what_does_not_lie_there_takes_no_place() -> None:
    """A release on record that was removed long ago."""
    known = releases(*[GOOD] * 7)
    found = stays(known, lying=[sha(6), sha(7)])
    assert set(found.keep) == {sha(6), sha(7)}


def test_what_was_set_aside_stays_when_more_is_deployed() -> None:
    """It does not lie ready any more, and is still one of the two newest that failed."""
    known = releases(GOOD, BAD, GOOD, BAD, BAD)
    found = stays(known, lying=[sha(1), sha(3)])
    assert found == Retention(keep=(sha(1), sha(3)), set_aside=(sha(2), sha(4)))


@given(
    states=st.lists(st.sampled_from(list(Standing)), max_size=12),
    current=st.integers(0, 11),
    most=st.integers(2, 6),
    failed=st.integers(0, 3),
)
def test_the_current_one_and_a_way_back_always_stay(
    states: list[Standing], current: int, most: int, failed: int
) -> None:
    """Whatever is on record."""
    known = releases(*states)
    pinned = [one.id for one in known[current : current + 1]]
    found = retained(
        known, lying=[one.id for one in known], pinned=pinned, most=most, most_failed=failed
    )
    good = [one.id for one in known if one.state is GOOD]
    assert {*pinned, *good[:PINNED_GOOD]} <= set(found.keep)
    assert len(found.keep) <= max(most, len({*pinned, *good[:PINNED_GOOD]}))
    assert len(found.set_aside) <= failed
    assert not set(found.keep) & set(found.set_aside)
