"""smokegate that ends itself at one point of its journal: POINT[:SIGNAL] FILE ARGUMENTS...

The signal is SIGKILL, unless another is named.

A point is before and after each durable write, and before and after each look. POINT 0 never dies;
the number of points that were passed is written to FILE. The suite is played here, from what the
deployment's folder says, for this is about the journal and not about pytest.
"""

import os
import signal
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from smokegate.gate import attempt, decision
from smokegate.gate.process import Ended
from smokegate.gate.state import State
from tests.gate.deploys.site import health

_REPORT = """<testsuites><testsuite name="pytest" tests="1" errors="0" skipped="0"
 failures="{failures}" time="0.1"><properties>{properties}</properties>
<testcase classname="own.test_health" name="test_redis" time="0.1">{failure}</testcase>
</testsuite></testsuites>"""


class Points:
    """Counts them, and sends the process a signal at one."""

    def __init__(self, last: str, file: Path) -> None:
        point, _, name = last.partition(":")
        self.last, self.signal = int(point), signal.Signals[name or "SIGKILL"]
        self.file, self.passed = file, 0

    def passes(self) -> None:
        """One more."""
        self.passed += 1
        self.file.write_text(f"{self.passed}\n", "utf-8")
        if self.passed == self.last:
            os.kill(os.getpid(), self.signal)


def main() -> None:
    """Runs the command."""
    points = Points(sys.argv[1], Path(sys.argv[2]))
    sys.argv[1:] = sys.argv[3:]
    _journal_dies(points)
    _look_dies(points)
    from smokegate import cli

    cli.main()


def _journal_dies(points: Points) -> None:
    usual = State.transaction

    @contextmanager
    def transaction(self: State) -> Iterator[sqlite3.Connection]:
        with usual(self) as connection:
            before = connection.total_changes
            yield connection
            is_changed = connection.total_changes != before
            if is_changed:
                points.passes()
        if is_changed:
            points.passes()

    State.transaction = transaction  # type: ignore[method-assign]


def _look_dies(points: Points) -> None:
    whole = decision.written_whole

    def written_whole(path: Path, content: bytes) -> None:
        points.passes()
        whole(path, content)
        points.passes()

    def run(argv: Sequence[str], *, environment: Mapping[str, str], **_: Any) -> Ended:
        points.passes()
        status = _played(argv, environment)
        points.passes()
        return Ended(status=status, is_late=False, took_s=0.1)

    vars(attempt).update(written_whole=written_whole, run=run)


def _played(argv: Sequence[str], environment: Mapping[str, str]) -> int:
    status, body = health(Path.cwd().parent / "host")
    return played(argv, environment, str(body["release"]), is_bad=status != 200)


def played(
    argv: Sequence[str], environment: Mapping[str, str], release: str, *, is_bad: bool
) -> int:
    """The report that the suite would have written, and its exit status."""
    given = dict(word.partition("=")[::2] for word in argv if word.startswith("--"))
    said = {
        "run": environment["SMOKEGATE_RUN"],
        "release.expected": given.get("--release"),
        "release.seen": release,
        "planned": "own/test_health.py::test_redis",
        "deselected": "0",
        "control": "none",
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    text = _REPORT.format(
        failures=int(is_bad),
        properties="".join(
            f'<property name="smokegate.{name}" value="{value}"/>'
            for name, value in said.items()
            if value
        ),
        failure='<failure message="redis is error">redis is error</failure>' if is_bad else "",
    )
    Path(given["--junitxml"]).write_text(text, "utf-8")
    return int(is_bad)


if __name__ == "__main__":
    main()
