"""A restart loop is told from replicas of different ages, and a wrong clock from a slow answer."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from smokegate.probe.observation import Answer
from smokegate.reading.health import read
from smokegate.reading.processes import Sign, clock_problems, restart_problems, sign
from tests.reading.answers import NOW, answer, json_answer, said

Seen = tuple[float, float | None]


def signs(*seen: Seen, release: str | None = None) -> list[Sign]:
    """Samples by when they were asked for, in seconds from the first, and what uptime they told."""
    return [
        Sign(begun_s=at_s, ended_s=at_s + 0.1, uptime_s=uptime_s, release=release)
        for at_s, uptime_s in seen
    ]


def steady(uptime_s: float, *, start_s: float = 0, number: int = 18) -> list[Seen]:
    """One process, sampled ten times a second."""
    return [(start_s + n / 10, uptime_s + n / 10) for n in range(number)]


def restarted(to_s: int) -> list[str]:
    """What is told of a process that had been up for 500 s."""
    fall = f"a fall from 500 s to {to_s} s"
    return [f"uptime should be growing, got {fall}: whatever answered has started anew"]


@pytest.mark.parametrize(
    "seen, to_s",
    [
        pytest.param([*steady(500), *steady(1.5, start_s=5, number=8)], 2, id="in-fractions"),
        pytest.param([*steady(500), *[(5, 2)] * 8], 2, id="in-whole-seconds"),
        pytest.param([*steady(500), *[(5, 0.5), (5, 1.0)] * 4], 1, id="each-of-several"),
        pytest.param(
            [*steady(500), *steady(0.2, start_s=3), *[(6, 2)] * 8], 2, id="again-and-again"
        ),
        pytest.param([(0, 500), (0.3, 3), *[(5, 3)] * 8], 3, id="one-replica-was-young-before"),
    ],
)
def test_a_process_that_started_anew_is_told(seen: Sequence[Seen], to_s: int) -> None:
    """Whatever answers at the end started after the first answer was whole."""
    assert said(restart_problems(signs(*seen))) == restarted(to_s)


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param([], id="nothing"),
        pytest.param([(n / 10, None) for n in range(26)], id="no-uptime"),
        pytest.param([*steady(500), *steady(505, start_s=5, number=8)], id="one-that-stays"),
        pytest.param(steady(0.1, number=26), id="one-that-has-just-started"),
        pytest.param([(n / 10, n // 10) for n in range(40)], id="whole-seconds"),
        pytest.param([(n / 10, (500, 3)[n % 2] + n / 10) for n in range(26)], id="two-ages"),
        pytest.param(
            [*steady(500), *[(6, 1 if n % 2 else 506) for n in range(8)]], id="one-replica-more"
        ),
        pytest.param([*steady(500), *[(5, 2)] * 7, (5, 505)], id="an-old-one-is-left"),
        pytest.param([*steady(500), *[(0.5, 1)] * 8], id="younger-than-the-run-by-nobody"),
        pytest.param([(0, 500), *[(5, 2)] * 7], id="too-few"),
        pytest.param([(n, 1.0) for n in range(26)], id="a-share-of-time"),
        pytest.param([(n, 1 - n / 1000) for n in range(26)], id="a-share-that-falls"),
        pytest.param([(n / 10, 99.98) for n in range(2600)], id="a-percentage"),
        pytest.param([(n / 10, 5000 + n * 100) for n in range(26)], id="milliseconds"),
    ],
)
def test_nobody_is_accused_without_proof(seen: Sequence[Seen]) -> None:
    """Replicas of different ages, and other things that are called uptime."""
    assert said(restart_problems(signs(*seen))) == []


def test_whole_seconds_prove_less() -> None:
    """An uptime of 2 may be one of 2.9."""
    early, later = steady(500, number=10), [(3.05, 2)] * 8
    assert said(restart_problems(signs(*early, *later))) == []
    assert said(restart_problems(signs(*early, *[(3.05, 2.01)] * 8))) == restarted(2)
    assert said(restart_problems(signs(*early, *[(3.2, 2)] * 8))) == restarted(2)


def test_two_releases_are_no_restart() -> None:
    """While a release takes over, its processes are new."""
    seen = [
        *signs(*steady(500), release="old"),
        *signs(*steady(1.5, start_s=5, number=8), release="new"),
    ]
    assert said(restart_problems(seen)) == []


# -- clocks ----------------------------------------------------------------------------------


def clocks(*off_s: float, place: str = "timestamp") -> list[Sign]:
    """Samples whose clocks are so far ahead."""
    return [
        Sign(begun_s=n / 10, ended_s=n / 10 + 0.1, clocks=((place, n / 10 + 0.1 + one),))
        for n, one in enumerate(off_s)
    ]


def test_a_clock_that_is_wrong_is_told() -> None:
    """How far it is off, and how often it was met."""
    assert said(clock_problems(clocks(0, 3600, 0, 0, 3601, 0), 60)) == [
        "timestamp should be the same on every replica, got one 3601 s away from most (2 times)"
    ]
    assert said(clock_problems(clocks(0, -90, 1, place="Date header"), 60)) == [
        "Date header should be the same on every replica, got one 90 s away from most (once)"
    ]


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(clocks(), id="nothing"),
        pytest.param(clocks(3600), id="one"),
        pytest.param(clocks(3600, 3601, 3599), id="the-runner-is-wrong"),
        pytest.param(clocks(0, 59, 30), id="within-bounds"),
        pytest.param(signs((0, 1), (1, 2)), id="no-clock"),
    ],
)
def test_clocks_that_agree_accuse_nobody(seen: Sequence[Sign]) -> None:
    """Only what differs from one sample to the other is a replica's."""
    assert said(clock_problems(seen, 60)) == []


# -- what one sample says --------------------------------------------------------------------

HEALTH = {"status": "ok", "uptime": 24.86, "timestamp": "2026-02-13T12:00:05Z"}
DATED = [("Date", "Fri, 13 Feb 2026 12:00:01 GMT")]


def test_a_sample_says_all_of_its_process() -> None:
    """Uptime, release and both clocks."""
    one = json_answer(HEALTH, headers=DATED)
    at_s = NOW.timestamp()
    assert sign(one, read(one), "abc", is_dated=True) == Sign(
        begun_s=at_s,
        ended_s=at_s + 0.04,
        uptime_s=24.86,
        release="abc",
        clocks=(("Date header", at_s + 1), ("timestamp", at_s + 5)),
    )


@pytest.mark.parametrize(
    "one, is_dated, places",
    [
        pytest.param(json_answer(HEALTH, headers=DATED), False, ["Date header"], id="stored"),
        pytest.param(json_answer(HEALTH), True, ["timestamp"], id="no-date"),
        pytest.param(
            json_answer({"status": "ok"}, headers=DATED), True, ["Date header"], id="bare"
        ),
        pytest.param(json_answer(HEALTH, headers=[*DATED, ("Age", "9")]), True, [], id="cached"),
        pytest.param(json_answer(HEALTH, headers=[("Date", "now")]), False, [], id="no-time"),
        pytest.param(answer("ok", at=NOW + timedelta(1)), True, [], id="a-word"),
    ],
)
def test_which_clocks_count(one: Answer, is_dated: bool, places: list[str]) -> None:
    """Neither a cache's, nor a time at which results were stored."""
    assert [place for place, _ in sign(one, read(one), None, is_dated=is_dated).clocks] == places
