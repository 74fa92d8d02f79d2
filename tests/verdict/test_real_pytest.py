"""What a real pytest leaves behind, judged: nothing that it can do to itself becomes a pass."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from smokegate.verdict.evidence import Evidence, read
from smokegate.verdict.judge import Kind, Outcome, judge
from smokegate.verdict.policy import ONE_LOOK

CONFTEST = """
import pathlib, pytest

def pytest_collection_finish(session):
    pathlib.Path("plan.txt").write_text("\\n".join(item.nodeid for item in session.items))

def pytest_sessionfinish(session, exitstatus):
    if exitstatus in (0, 1) and not hasattr(session.config, "workerinput"):
        pathlib.Path("finished").touch()

@pytest.fixture
def breaks_before():
    raise RuntimeError("no base url")

@pytest.fixture
def breaks_after():
    yield
    raise RuntimeError("no teardown")
"""
GOOD = "import os, pytest, signal, time\ndef test_good(): pass\n"
INCOMPLETE = (Outcome.INCONCLUSIVE, Kind.INCOMPLETE)
HARNESS = (Outcome.INCONCLUSIVE, Kind.HARNESS)
INTERRUPTED = (Outcome.INCONCLUSIVE, Kind.INTERRUPTED)


@pytest.mark.parametrize(
    "suite, options, exit_status, expected",
    [
        pytest.param(GOOD, "", 0, (Outcome.PASSED, None), id="all-pass"),
        pytest.param(
            GOOD + "def test_bad(): assert False, 'down'\ndef test_more(): pass",
            "",
            1,
            (Outcome.FAILED, None),
            id="assertion-fails",
        ),
        pytest.param(
            GOOD + "def test_bad(breaks_after): assert False",
            "",
            1,
            (Outcome.FAILED, None),
            id="assertion-and-teardown-fail",
        ),
        pytest.param(GOOD + "def test_bad(breaks_after): pass", "", 1, HARNESS, id="teardown"),
        pytest.param(GOOD + "def test_bad(breaks_before): pass", "", 1, HARNESS, id="fixture"),
        pytest.param(GOOD + "import no_such_module", "", 2, HARNESS, id="import-error"),
        pytest.param(
            GOOD + "def test_bad(): os.kill(os.getpid(), signal.SIGINT); time.sleep(9)",
            "",
            2,
            INTERRUPTED,
            id="SIGINT",
        ),
        pytest.param(
            GOOD + "def test_bad(): os.kill(os.getpid(), signal.SIGKILL)",
            "",
            -9,
            INTERRUPTED,
            id="SIGKILL",
        ),
        pytest.param(
            GOOD + "def test_bad(): pytest.exit('enough', returncode=0)",
            "",
            0,
            INTERRUPTED,
            id="pytest-exit-0",
        ),
        pytest.param(GOOD + "def test_bad(): os._exit(0)", "", 0, INCOMPLETE, id="os-exit-0"),
        pytest.param(
            GOOD + "pytestmark = pytest.mark.skip", "", 0, INCOMPLETE, id="everything-skipped"
        ),
        pytest.param(
            GOOD + "pytest.skip(allow_module_level=True)", "", 5, HARNESS, id="module-skipped"
        ),
        pytest.param(GOOD, "-k nothing", 5, HARNESS, id="nothing-selected"),
        pytest.param(GOOD, "--no-such-option", 4, HARNESS, id="bad-option"),
        pytest.param(
            "def test_bad(): assert False\n" + GOOD, "-x", 1, INCOMPLETE, id="stops-at-the-first"
        ),
        pytest.param(
            GOOD + "def test_bad(): time.sleep(9)",
            "-p pytest_timeout --timeout=0.2 --timeout-method=thread",
            1,
            INCOMPLETE,
            id="timeout-by-thread",
        ),
        pytest.param(
            GOOD + "def test_bad(): time.sleep(9)\ndef test_more(): pass",
            "-p pytest_timeout --timeout=0.2 --timeout-method=signal",
            1,
            (Outcome.FAILED, None),
            id="timeout-by-signal",
        ),
        pytest.param(
            GOOD + "def test_bad(): os._exit(1)", "-p xdist -n1", 1, HARNESS, id="worker-crashes"
        ),
    ],
)
def test_what_pytest_leaves_behind(
    tmp_path: Path,
    suite: str,
    options: str,
    exit_status: int,
    expected: tuple[Outcome, Kind | None],
) -> None:
    """Only a whole green report passes, and only a whole red one fails."""
    evidence = _run(tmp_path, suite, options.split())
    assert evidence.exit_status == exit_status
    verdict = judge([evidence], policy=ONE_LOOK)
    assert (verdict.outcome, verdict.kind) == expected


def test_what_is_left_of_a_parametrized_class_has_its_node_ids(tmp_path: Path) -> None:
    """pytest's own names lead back to pytest's own ids."""
    suite = """
import pytest
class TestOuter:
    class TestInner:
        @pytest.mark.parametrize("x", ["a::b[/c.py]", "\\x1b[0m", "é"])
        def test_it(self, x): pass
"""
    evidence = _run(tmp_path, suite, [])
    assert evidence.faults == ()
    assert evidence.planned == tuple(evidence.checks)
    assert "smoke/test_suite.py::TestOuter::TestInner::test_it[a::b[/c.py]]" in evidence.checks


def _run(folder: Path, suite: str, options: list[str]) -> Evidence:
    home = folder / "smoke"
    home.mkdir()
    (folder / "conftest.py").write_text(CONFTEST)
    (home / "test_suite.py").write_text(suite)
    command = [sys.executable, "-m", "pytest", "smoke", "--junitxml=junit.xml", "-q"]
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("PYTEST")},
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    ended = subprocess.run(
        [*command, "-p", "no:cacheprovider", *options],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    return read(_with_properties(folder), name="junit.xml", exit_status=ended.returncode, run="r")


def _with_properties(folder: Path) -> bytes | None:
    """The report with what smokegate's plugin would have said in it."""
    if not (folder / "junit.xml").exists():
        return None
    root = ET.fromstring((folder / "junit.xml").read_bytes())  # noqa: S314  our own pytest wrote it
    properties = ET.Element("properties")
    plan = folder / "plan.txt"
    said = {
        "smokegate.run": "r",
        "smokegate.planned": plan.read_text() if plan.exists() else "",
        "smokegate.finished": "true" if (folder / "finished").exists() else "",
    }
    for name, value in said.items():
        if value or name != "smokegate.finished":
            ET.SubElement(properties, "property", name=name, value=value)
    root[0].insert(0, properties)
    text: bytes = ET.tostring(root)
    return text
