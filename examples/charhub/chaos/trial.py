"""One release of the reference deployment before the gate: well at first, then with each outage."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from defusedxml.ElementTree import parse

from examples.charhub.chaos import spoilt, stopped
from examples.charhub.chaos.outage import Outage
from examples.charhub.control import controlled
from examples.charhub.deployment import Deployment

OUTAGES = (*stopped.OUTAGES, *spoilt.OUTAGES)
EVERY_S = 0.2  # health keeps nothing for longer, so that an outage is seen at once
JUDGED = "9be01d7"
_ROOT = Path(__file__).parents[3]
_SETTINGS = "[timings]\nsettle_s = 0\nattempts_s = [0, 0.1, 0.2]\nharness_s = 0\n"
_DONE = re.compile(r"; ((?:rolled back|not restored|nothing was changed|release \S+ is)[^;]*)")
_DIFFERING = (
    (r" in [0-9.]+ s", ""),
    (r"127\.0\.0\.1:[0-9]+", "127.0.0.1:*"),
    (r"-[\w-]{8}\.(js|css)", r"-*.\1"),
    (r"[0-9]+ samples", "some samples"),
    (r"got [0-9]+ of [0-9]+ bad", "got some bad"),
    (r" \((?:[0-9]+ times|once)\)", ""),
    (f"got {JUDGED}, {spoilt.OTHER}$", f"got {spoilt.OTHER}, {JUDGED}"),
)
_KINDS = ("failure", "error", "skipped")
_UNTIMED = ("-k", "not first_byte", "-q")
_QUICKER = ("--samples=12", "-p", "no:allure_pytest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the gate made of it. said: check -> sentence, of all that failed in its first look.

    exit_code, decision: of the gate. printed: all that it wrote.
    """

    exit_code: int
    decision: str
    said: Mapping[str, str]
    printed: str

    @property
    def short(self) -> str:
        """The verdict and what was done, without the evidence."""
        verdict = self.decision.partition(":")[0]
        done = _DONE.search(self.decision)
        return f"{verdict}: {done[1]}" if done else self.decision

    def about(self, check: str | None) -> str:
        """What this check said, without what differs from run to run; empty if it passed."""
        return general(self.said.get(check or "", ""))


class Trial:
    """A deployment whose newest release is about to be judged, and the record of the one before.

    folder: where it may write. The first release is put on record as known good, and what it was
    like is the baseline of all that follows.
    """

    def __init__(self, deployment: Deployment, folder: Path, go_back: str) -> None:
        self._deployment = deployment
        self._go_back = go_back
        self._before = folder / "trials" / "before"
        self._before.mkdir(parents=True)
        (self._before / "smokegate.toml").write_text(_SETTINGS, "utf-8")
        self.first = self._gate(self._before, *self._asked())
        self._baseline(self._before)
        deployment.deploy(replace(deployment.settings, release=JUDGED))

    def judged(self, outage: Outage) -> Judged:
        """What the gate decides of the newest release while this lasts."""
        place = self._before.parent / re.sub(r"\W+", "-", outage.what)
        shutil.copytree(self._before, place)
        settings = self._deployment.settings
        with outage.broken(self._deployment):
            self._deployment.await_new_health()
            if outage.is_old:
                self._baseline(place)
            found = self._gate(
                place,
                *self._asked(),
                "--baseline=reports/baseline.xml",
                f"--rollback={self._go_back}",
            )
        if self._deployment.release != settings.release:
            self._deployment.deploy(settings)
        self._deployment.await_new_health()
        return found

    def is_green(self) -> bool:
        """Whether every check passes now, the lesser ones too, but for those of time."""
        words = ("pytest", _ROOT / "smoke", "-c", _ROOT / "pytest.ini", "--fail-on=trivial")
        done = self._run(self._before, *words, *self._where(), *_QUICKER, *_UNTIMED)
        return done.returncode == 0

    def _asked(self) -> tuple[str, ...]:
        return ("gate", *self._where(), f"--release={self._deployment.release}")

    def _where(self) -> tuple[str, ...]:
        return (f"--base-url={self._deployment.url}", f"--contract={self._deployment.contract}")

    def _baseline(self, place: Path) -> None:
        words = ("smokegate", "baseline", *self._where(), f"--suite={_ROOT / 'smoke'}")
        done = self._run(place, *words, "--", *_QUICKER)
        assert done.returncode == 0, done.stdout + done.stderr

    def _gate(self, place: Path, *words: str) -> Judged:
        control = f"--control={self._deployment.storage.url}"
        suite = f"--suite={_ROOT / 'smoke'}"
        done = self._run(place, "smokegate", *words, suite, control, "--", *_QUICKER)
        return Judged(
            exit_code=done.returncode,
            decision=(done.stdout.strip().splitlines() or [""])[-1],
            said=_said(place),
            printed=done.stdout + done.stderr,
        )

    def _run(
        self, place: Path, module: str, *words: str | Path
    ) -> subprocess.CompletedProcess[str]:
        without_browser = {"SMOKEGATE_CHROMIUM": ""}
        return subprocess.run(
            (sys.executable, "-m", module, *map(str, words)),
            cwd=place,
            env=dict(os.environ) | self._deployment.environment | without_browser,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@contextmanager
def trial(deployment: Deployment, folder: Path) -> Iterator[Trial]:
    """A trial of a deployment that runs."""
    with controlled(deployment) as go_back:
        yield Trial(deployment, folder, go_back)


def _said(place: Path) -> dict[str, str]:
    """The messages of the newest run's first look."""
    looks = sorted(place.glob("reports/runs/*/attempt-1.xml"))
    cases = parse(looks[-1]).iter("testcase") if looks else ()
    told = ((case.get("name", ""), case.find(kind)) for case in cases for kind in _KINDS)
    return {name: one.get("message", "") for name, one in told if one is not None}


def general(words: str) -> str:
    """The first line of a message without what differs from run to run."""
    line = (words.splitlines() or [""])[0]
    for pattern, instead in _DIFFERING:
        line = re.sub(pattern, instead, line)
    return line
