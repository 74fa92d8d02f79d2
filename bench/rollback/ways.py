"""Ways back from a bad release to the one before, each timed until the old release answers."""

import http.client
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.rollback.application import HEALTH, PROJECT
from bench.rollback.deployment import Deployment

_PAUSE_S = 0.01
_MOST_S = 300.0


class BenchError(Exception):
    """A way back that did not end where it should, so that its time means nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """name: of its row. begins: makes all ready, untimed. takes: goes back from `bad` to `good`,
    and says when it began.
    """

    name: str
    begins: Callable[[Deployment, str, str], None]
    takes: Callable[[Deployment, str, str], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Seconds. answers_s: until the old release answers. ends_s: until the command is at its end,
    which for ours is after the old release was verified.
    """

    answers_s: float
    ends_s: float


def timed(way: Way, site: Deployment, good: str, bad: str) -> Took:
    """One way back. Raises BenchError if the old release does not answer at its end."""
    with _watched(site, bad, good) as answered:
        began = way.takes(site, good, bad)
        ended = time.time()
        at = answered()
    return Took(answers_s=at - began, ends_s=ended - began)


def automatic(site: Deployment, good: str, bad: str) -> float:
    """`smokegate deploy` of the bad release, from its verdict: the end of the last look at it."""
    done = site.judged("deploy", bad)
    _demand(done, 1)
    if not done.stdout.endswith(f"rolled back from {bad[:7]} to {good[:7]} and verified\n"):
        raise BenchError(done.stdout)
    looks = site.work.glob("reports/runs/*/attempt-*.json")
    return max(look.stat().st_mtime for look in looks)


def by_hand(site: Deployment, good: str, bad: str) -> float:
    """`smokegate rollback`, from the moment it is typed."""
    return _began(site, bad, lambda: _demand(site.judged("rollback", good), 0))


def rebuilt(*options: str) -> Callable[[Deployment, str, str], float]:
    """`git checkout`, `docker-compose build`, `up -d`, as people do it in one folder."""

    def takes(site: Deployment, good: str, bad: str) -> float:
        return _began(site, bad, lambda: _rebuild(site, good, *options))

    return takes


def good_is_known(site: Deployment, good: str, _: str) -> None:
    """As on another day, or a third rollback by itself would be left to a person: `good` was
    deployed and is known good; the bad one is next.
    """
    shutil.rmtree(site.work / ".smokegate", ignore_errors=True)
    shutil.rmtree(site.work / "reports", ignore_errors=True)
    (site.root / ".fence").unlink(missing_ok=True)
    _demand(site.judged("deploy", good), 0)


def bad_is_current(site: Deployment, good: str, bad: str) -> None:
    """It was deployed, and nobody has gone back yet."""
    good_is_known(site, good, bad)
    _demand(site.judged("deploy", bad, "--observe"), 1)


def bad_is_checked_out(site: Deployment, good: str, bad: str) -> None:
    """The same in the folder of those who rebuild, which has been at `good` before."""
    if not _checkout(site).exists():
        site.ran(
            "git", "clone", "--quiet", str(site.remote), str(_checkout(site)), folder=site.folder
        )
        shutil.copy(site.root / "shared/.env", _checkout(site))
        _rebuild(site, good)
    _rebuild(site, bad)
    _wait_for(site, bad)


def _began(site: Deployment, bad: str, act: Callable[[], object]) -> float:
    if answering(site) != bad:
        raise BenchError(f"{answering(site)} answers, not {bad}")
    began = time.time()
    act()
    return began


def _demand(done: subprocess.CompletedProcess[str], status: int) -> None:
    if done.returncode != status:
        raise BenchError(f"{done.args}: {done.returncode}: {done.stdout}{done.stderr}")


def _checkout(site: Deployment) -> Path:
    return site.folder / "checkout"


def _rebuild(site: Deployment, release: str, *options: str) -> None:
    folder = _checkout(site)
    site.ran("git", "checkout", "--quiet", "--force", release, folder=folder)
    compose = ("docker-compose", "-p", PROJECT)
    site.ran(*compose, "build", *options, folder=folder, SMOKEGATE_RELEASE=release)
    site.ran(*compose, "up", "-d", folder=folder, SMOKEGATE_RELEASE=release)


def _wait_for(site: Deployment, release: str) -> None:
    ends_at = time.monotonic() + _MOST_S
    while answering(site) != release:
        if time.monotonic() > ends_at:
            raise BenchError(f"{site.url} does not answer as {release}")
        time.sleep(_PAUSE_S)


def answering(site: Deployment) -> str | None:
    """The release that answers now, None where nothing does."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=5)
    try:
        connection.request("GET", HEALTH)
        body = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return str(body.get("release"))


@contextmanager
def _watched(site: Deployment, bad: str, good: str) -> Iterator[Callable[[], float]]:
    """Asks all the time; gives when `good` answered first after `bad` had."""
    found, is_found, is_over = list[float](), threading.Event(), threading.Event()

    def watch() -> None:
        is_bad_seen = False
        while not is_over.is_set():
            release = answering(site)
            is_bad_seen = is_bad_seen or release == bad
            if is_bad_seen and release == good:
                found.append(time.time())
                is_found.set()
                return
            is_over.wait(_PAUSE_S)

    def answered() -> float:
        if not is_found.wait(_MOST_S):
            raise BenchError(f"{site.url} does not answer as {good}")
        return found[0]

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield answered
    finally:
        is_over.set()
        watcher.join()


OURS = (
    Way(
        name="`smokegate deploy`, by itself, from its verdict",
        begins=good_is_known,
        takes=automatic,
    ),
    Way(name="`smokegate rollback`, by hand", begins=bad_is_current, takes=by_hand),
)
REBUILT = Way(
    name="checkout, `build --no-cache`, `up -d`",
    begins=bad_is_checked_out,
    takes=rebuilt("--no-cache"),
)
CACHED = Way(
    name="checkout, `build` from a full cache, `up -d`",
    begins=bad_is_checked_out,
    takes=rebuilt(),
)
