"""Wall time of the whole command `pytest smoke` beside a plain suite: `python -m bench.wall_time`.

The plain suite is given the requests that ours made (the server tells, and a difference ends the
bench), and the runs take turns. The comparison favours the plain suite: it writes no report, while
`pytest smoke` writes JUnit and Allure, it asserts less, and it asks each thing once, which plain
suites seldom do. Sampling replicas, which they do not do at all, is off. Bytecode is cached before
anything counts.
"""

import argparse
import configparser
import json
import os
import platform
import re
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
DELAYS_MS: Final = (0, 200)
JUDGED_MS: Final = 200
LIMIT: Final = 1 / 8
OURS: Final = "pytest smoke"
OURS_BARE: Final = "pytest smoke -p no:allure_pytest"
OURS_WIDE: Final = "pytest smoke --concurrency=48"
PLAIN: Final = "plain sequential suite"
_ASKED: Final = "/bench/asked"  # as in bench.server
_PASSED: Final = re.compile(r"=+ (\d+) passed in [\d.]+s")


class UnfairError(Exception):
    """The runs cannot be compared."""


@dataclass(slots=True, kw_only=True)
class Row:
    """All runs of one suite against one server.

    requests: those of the last run, sorted, without what is made up anew in each run. asked: the
    same as JSON, in order and whole.
    """

    suite: str
    delay_ms: int
    times_s: list[float] = field(default_factory=list)
    checks: int = 0
    requests: tuple[str, ...] = ()
    asked: str = "[]"

    @property
    def median_s(self) -> float:
        """The middle of its runs, in seconds."""
        return statistics.median(self.times_s)


def main() -> int:
    """Measure, print the table, and end with 1 if the suite is slower than it may be."""
    parser = argparse.ArgumentParser(prog="bench.wall_time", description="wall time of the suite")
    parser.add_argument("--rounds", type=int, default=5, help="timed runs of each (default: 5)")
    rounds = max(1, parser.parse_args().rounds)
    try:
        rows = [row for delay_ms in DELAYS_MS for row in measure(delay_ms, rounds)]
        ensure_fair(rows)
    except UnfairError as err:
        print(f"bench: {err}", file=sys.stderr)
        return 1
    print("\n".join(table(rows, rounds)))
    _keep(rows)
    print(verdict(ratio(rows)))
    return 0 if ratio(rows) <= LIMIT else 1


def measure(delay_ms: int, rounds: int) -> list[Row]:
    """Runs of each suite, taking turns, against one server with this delay."""
    rows = [Row(suite=suite, delay_ms=delay_ms) for suite in (OURS, PLAIN, OURS_BARE, OURS_WIDE)]
    with _server(delay_ms) as url, tempfile.TemporaryDirectory() as folder:
        for number in range(rounds + 1):
            for row in rows:
                _run(row, url, Path(folder), is_timed=number > 0)
                if row.suite == OURS and not number:
                    (Path(folder) / "asked.json").write_text(row.asked, "utf-8")
            print(f"{delay_ms} ms: {_progress(number, rounds)}", file=sys.stderr)
    return rows


def ensure_fair(rows: Sequence[Row]) -> None:
    """Raises UnfairError unless all suites made the same requests."""
    first = rows[0]
    for row in rows[1:]:
        if row.requests != first.requests:
            differing = sorted({*row.requests} ^ {*first.requests}) or "the same, not as often"
            raise UnfairError(f"{row.suite} and {first.suite} differ in requests: {differing}")


def ratio(rows: Sequence[Row]) -> float:
    """Our median by the plain one's, at the delay that is judged."""
    of = {row.suite: row.median_s for row in rows if row.delay_ms == JUDGED_MS}
    return of[OURS] / of[PLAIN]


def table(rows: Sequence[Row], rounds: int) -> Iterator[str]:
    """The lines of the table, with what was measured and where above it."""
    plain_s = {row.delay_ms: row.median_s for row in rows if row.suite == PLAIN}
    yield (
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load "
        f"{os.getloadavg()[0]:.1f}; {rows[0].checks} checks, {len(rows[0].requests)} requests, "
        f"{rounds} rounds"
    )
    yield f"{'delay':>7}  {'suite':<34} {'median':>8} {'min':>8} {'max':>8}  of the plain one"
    for row in rows:
        times = (row.median_s, min(row.times_s), max(row.times_s))
        shown = " ".join(f"{1000 * one:5.0f} ms" for one in times)
        part = row.median_s / plain_s[row.delay_ms]
        yield f"{row.delay_ms:4} ms  {row.suite:<34} {shown}  {part:.3f} (1/{1 / part:.1f})"


def verdict(part: float) -> str:
    """One sentence: what was wanted and what was found."""
    kept = "kept" if part <= LIMIT else "NOT kept"
    return (
        f"at {JUDGED_MS} ms: at most {LIMIT:.3f} of the plain one wanted, {part:.3f} found: {kept}"
    )


@contextmanager
def _server(delay_ms: int) -> Iterator[str]:
    command = [sys.executable, "-m", "bench.server", f"--delay-ms={delay_ms}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            port = server.stdout.readline().strip()
            if not port:
                raise UnfairError("bench.server ended before it printed its port")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _run(row: Row, url: str, folder: Path, *, is_timed: bool) -> None:
    started = time.perf_counter()
    ended = subprocess.run(
        _command(row.suite, url, folder),
        cwd=ROOT,
        env=_environment() | {"BENCH_ASKED": str(folder / "asked.json")},
        capture_output=True,
        text=True,
        check=False,
    )
    took_s = time.perf_counter() - started
    passed = _PASSED.search(ended.stdout)
    if ended.returncode or not passed:
        raise UnfairError(f"{row.suite} exited {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    if is_timed:
        row.times_s.append(took_s)
    row.checks = int(passed[1])
    with urllib.request.urlopen(url + _ASKED, timeout=10) as answer:
        row.asked = answer.read().decode()
    row.requests = tuple(sorted(map(_known, json.loads(row.asked))))


def _known(asked: dict[str, str]) -> str:
    """The request without its query and without the nonce in a made-up file's name."""
    path = re.sub(r"smokegate-[\w-]+", "smokegate-*", asked["target"].partition("?")[0])
    return f"{path} ({asked['encoding']}; {asked['host'] or 'no other host'})"


def _command(suite: str, url: str, folder: Path) -> list[str]:
    pytest = str(Path(sys.executable).with_name("pytest"))
    if suite == PLAIN:
        plain = ROOT / "bench" / "plain"
        ini = str(plain / "pytest.ini")
        return [pytest, str(plain), "-c", ini, *_left_out(), f"--base-url={url}"]
    reports = [f"--junitxml={folder / 'junit.xml'}"]
    if suite == OURS_WIDE:
        reports += ["--concurrency=48"]
    if suite in (OURS, OURS_WIDE):  # as the suite chooses, but not over somebody's reports
        reports += [f"--alluredir={folder / 'allure-results'}", "--clean-alluredir"]
    else:
        reports += ["-p", "no:allure_pytest"]
    contract = ROOT / "bench" / "charhub_like.toml"
    return [pytest, "smoke", f"--base-url={url}", f"--contract={contract}", "--samples=1", *reports]


def _left_out() -> list[str]:
    """The plugins that the project's own pytest.ini leaves out, as arguments."""
    ini = configparser.ConfigParser(interpolation=None)
    ini.read(ROOT / "pytest.ini", "utf-8")
    words = shlex.split(ini["pytest"]["addopts"])
    return [part for word in words if word.startswith("no:") for part in ("-p", word)]


def _environment() -> dict[str, str]:
    """The caller's, without what would make one suite another, and without a browser."""
    odd = ("PYTEST_", "SMOKEGATE_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(odd)}
    return kept | {"SMOKEGATE_CHROMIUM": ""}


def _progress(number: int, rounds: int) -> str:
    return f"round {number} of {rounds}" if number else "warmed up"


def _keep(rows: Sequence[Row]) -> None:
    results = ROOT / "bench" / "results"
    results.mkdir(exist_ok=True)
    kept = {"python": platform.python_version(), "rows": [asdict(row) for row in rows]}
    (results / "wall_time.json").write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
