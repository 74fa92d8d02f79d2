"""The wait before the checks should end when the deployment is ready, and at its deadline."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from smokegate.contract_fields import Severity
from smokegate.contract_file import load_contract
from smokegate.plugin.settings import Settings
from smokegate.plugin.settling import Settled, settle
from smokegate.plugin.survey import Survey
from smokegate.probe.observation import Answer, Ask, Headers, Kind, Observation, Silence
from tests.live import ROOT

NOW = datetime(2026, 11, 24, tzinfo=UTC)
NEW, OLD = "b" * 40, "a" * 40


@dataclass(slots=True)
class Scene:
    """A deployment that goes through scripted states, one a look, with a clock of its own.

    A state is the release that answers, or None while nothing does.
    """

    states: list[str | None]
    elapsed_s: float = 0.0
    looks: list[tuple[Ask, ...]] = field(default_factory=list)

    def within(self, wanted: Iterable[Ask], _seconds: float) -> dict[Ask, Observation]:
        """What each request brings in the state of this look."""
        asks = tuple(wanted)
        state = self.states[min(len(self.looks), len(self.states) - 1)]
        self.looks.append(asks)
        return {ask: _seen(ask, state) for ask in asks}

    def forget(self, asked: Iterable[Ask]) -> None:
        """Keeps nothing anyway."""

    def clock(self) -> float:
        """Seconds, moved by sleeping alone."""
        return self.elapsed_s

    def sleep(self, seconds: float) -> None:
        """Moves the clock."""
        self.elapsed_s += seconds


def _seen(ask: Ask, release: str | None) -> Observation:
    if release is None:
        return Silence(
            ask=ask, trace_id="0" * 32, at=NOW, total_s=0.0, kind=Kind.REFUSED, detail="refused"
        )
    is_page = ask.url.endswith("/")
    body = f'{{"status": "healthy", "release": "{release}"}}'.encode()
    return Answer(
        ask=ask,
        trace_id="0" * 32,
        at=NOW,
        total_s=0.0,
        status=200,
        http_version="HTTP/1.1",
        headers=Headers([("content-type", "text/html" if is_page else "application/json")]),
        body=b"<p>CharHub" if is_page else body,
        wire_bytes=1,
        first_byte_s=0.0,
    )


def settings(release: str | None, settle_s: float) -> Settings:
    """The shipped contract, waiting for this release for so long."""
    return Settings(
        base_url="http://127.0.0.1:1",
        contract=load_contract(ROOT / "smoke/charhub.toml").record,
        contract_name="charhub.toml",
        release=release,
        settle_s=settle_s,
        deadline_s=10,
        concurrency=16,
        samples=40,
        control=(),
        fail_on=Severity.CRITICAL,
        run="run",
        only=None,
    )


@pytest.mark.parametrize(
    "states, release, settled",
    [
        pytest.param([NEW], None, Settled(took_s=0.5, missing=None), id="at-once-means-twice"),
        pytest.param(
            [None, None, NEW], None, Settled(took_s=1.5, missing=None), id="after-a-restart"
        ),
        pytest.param(
            [NEW, OLD, NEW, NEW], NEW, Settled(took_s=1.5, missing=None), id="old-worker-answers"
        ),
        pytest.param(
            [OLD],
            NEW,
            Settled(took_s=3.0, missing=f"release {OLD} answers, waiting for {NEW}"),
            id="never-deployed",
        ),
        pytest.param(
            [None],
            None,
            Settled(took_s=3.0, missing="GET /api/v1/ready -> silence: refused", silent_s=3.0),
            id="never-up",
        ),
        pytest.param(
            [NEW, None],
            None,
            Settled(
                took_s=3.0, missing="GET /api/v1/ready -> silence: refused", silent_s=2.5, falls=1
            ),
            id="once-is-not-enough",
        ),
        pytest.param(
            [NEW, None, NEW, None, NEW, NEW],
            None,
            Settled(took_s=2.5, missing=None, falls=2),
            id="up-and-down",
        ),
        pytest.param(
            [None, None, None, None, None, None, NEW],
            None,
            Settled(took_s=3.0, missing="good only 1 time in a row"),
            id="good-at-the-last-moment",
        ),
    ],
)
def test_the_wait_ends_after_two_good_looks_or_at_its_deadline(
    states: list[str | None], release: str | None, settled: Settled
) -> None:
    """Two good looks in a row end the wait; what was still wrong at the deadline is said."""
    scene = Scene(states)
    run = settings(release, settle_s=3.0)
    done = settle(run, cast(Survey, scene), clock=scene.clock, sleep=scene.sleep)
    assert done == settled


def test_every_look_is_made_anew_on_fresh_connections() -> None:
    """No look is answered by what an earlier one saw, nor over its connection."""
    scene = Scene([None])
    settle(settings(None, 2.0), cast(Survey, scene), clock=scene.clock, sleep=scene.sleep)
    asked = [ask for look in scene.looks for ask in look]
    assert len(asked) == len(set(asked)) == 15
    assert all(ask.is_fresh for ask in asked)


@pytest.mark.parametrize(
    "settled, told",
    [
        (Settled(took_s=1.25, missing=None), "settled after 1.2 s"),
        (Settled(took_s=3.0, missing="x"), "not settled after 3.0 s: x"),
    ],
)
def test_the_wait_is_told(settled: Settled, told: str) -> None:
    """The header of the run says how long it took, and what was missing."""
    assert str(settled) == told


def test_the_suite_is_the_one_that_is_shipped() -> None:
    """The checkout's suite is found where the package is."""
    from smokegate.contract_file import shipped_suite

    assert shipped_suite() == Path(ROOT / "smoke")
