"""Items 9 to 11: nothing that is said or written holds a secret, or what a terminal obeys."""

import shlex
import sys
from pathlib import Path

import pytest

from tests.adversary.checks import CHECKS
from tests.adversary.conftests import AROUND
from tests.adversary.planted import (
    API_TOKEN,
    BODY,
    ENVIRONMENT,
    HOSTILE,
    NOTIFY_TOKEN,
    complaints,
    secrets_in,
)
from tests.adversary.reports import REPORTS
from tests.adversary.stage import QUICK, look_at, plant, written, wrong
from tests.adversary.way import Way, label_of
from tests.gate.test_gate import verdict
from tests.live import Live, run

RELEASES = (pytest.param("good", id="good"), pytest.param("redis-down", id="bad"))
LOUDEST = tuple(
    way
    for way in REPORTS
    if way.id
    in (
        "asserts-with-a-body",
        "fails-without-a-traceback",
        "ids-with-controls",
        "key-error-with-the-environment",
        "module-raises-a-body",
        "prints",
        "skip-reason-with-a-body",
        "subtest-with-a-body",
    )
)
# says all that it knows, and fails
LOUD_COMMAND = f"""
import os, sys
print({BODY!r}, {HOSTILE!r}, sorted(os.environ.items()))
print({BODY!r}, {HOSTILE!r}, sorted(os.environ.items()), file=sys.stderr)
sys.exit({BODY + HOSTILE!r})
"""


@pytest.mark.parametrize("release", RELEASES)
def test_items_9_and_11_a_look_lets_nothing_out(release: str, live: Live, tmp_path: Path) -> None:
    """Neither the console nor a report holds what any check said of a secret."""
    look = look_at(live, release, tmp_path, *REPORTS)
    assert look.evidence.faults == ()
    assert wrong(look, REPORTS, release) == {}
    assert complaints(look.output) == []


def everything(release: str, live: Live, folder: Path, ways: tuple[Way, ...]) -> tuple[int, str]:
    """The exit status of the real gate on this release, and all that it and `explain` leave."""
    plant(folder, ways)
    (folder / "back.py").write_text(LOUD_COMMAND, "utf-8")
    environment = {**ENVIRONMENT, "SMOKEGATE_NOTIFY": f"json://127.0.0.1:1/{NOTIFY_TOKEN}"}
    live.deploy(release)
    done = run(
        "smokegate",
        "gate",
        f"--base-url={live.url}",
        "--contract=small.toml",
        "--suite=own",
        f"--rollback={shlex.join([sys.executable, 'back.py'])}",
        *("--", *QUICK[:1]),
        folder=folder,
        environment=environment,
    )
    explained = run("smokegate", "explain", folder=folder, environment=environment)
    listed = run(
        "smokegate", "releases", f"--base-url={live.url}", folder=folder, environment=environment
    )
    said = [text for each in (done, explained, listed) for text in (each.stdout, each.stderr)]
    return done.returncode, "\n".join([*said, written(folder)])


@pytest.mark.slow
def test_items_9_to_11_the_gate_lets_nothing_out(live: Live, tmp_path: Path) -> None:
    """Not the checks' words, not the failed rollback's, not the environment of either."""
    status, text = everything("redis-down", live, tmp_path, LOUDEST)
    assert status == 4
    assert complaints(text) == []
    assert (tmp_path / "reports/verdict.json").exists()
    state = b"".join(path.read_bytes() for path in tmp_path.glob(".smokegate/*") if path.is_file())
    assert secrets_in(state.decode("latin-1")) == []


@pytest.mark.slow
@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize(
    "ways",
    [
        pytest.param(CHECKS, id="checks"),
        pytest.param(AROUND, id="conftests"),
        pytest.param(REPORTS, id="reports"),
    ],
)
def test_items_6_and_9_the_gate_itself_decides_rightly(
    ways: tuple[Way, ...], release: str, live: Live, tmp_path: Path
) -> None:
    """No good release is rolled back for what broke, no bad one is kept, and nothing gets out."""
    status, text = everything(release, live, tmp_path, ways)
    is_good = release == "good"
    assert (status, label_of(verdict(tmp_path))) == (
        (3, "INCONCLUSIVE (harness)") if is_good else (4, "FAILED")
    )
    assert complaints(text) == []


def test_the_search_finds_what_it_looks_for() -> None:
    """A secret or a control in a text is a complaint, a harmless text is none."""
    for text in (API_TOKEN, "\x1b[2J", "a\rb", "\u202e", " ::error::x", "x ##vso[a]", "\x9b"):
        assert complaints(f"before\n{text} after"), text
    assert complaints("GET /api/v1/health -> 503\n: :error::x, a::b\n") == []
