"""Item 6, in the gate: what breaks in a team's own checks neither convicts nor acquits."""

from pathlib import Path

import pytest

from tests.gate.test_gate import folder, gate, verdict
from tests.live import Live

__all__ = ["folder"]

QUICK = ("--", "-q", "-p", "no:allure_pytest", "--contract=small.toml")
GOOD = "def test_good():\n    assert True\n"
BAD = "def test_bad():\n    assert False, 'health is 503'\n"


def judged(live: Live, folder: Path, **files: str) -> tuple[int, str, str]:
    """Exit status, kind of verdict and reasons of a gate with these files of checks."""
    (folder / "own").mkdir()
    for name, text in files.items():
        (folder / f"own/{name}.py").write_text(text, "utf-8")
    done = gate(live.url, "--suite=own", folder=folder, quick=QUICK)
    decided = verdict(folder)
    kind = decided["verdict"] + (f" ({decided['kind']})" if decided["kind"] else "")
    return done.returncode, kind, "\n".join(decided["reasons"])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("def test_own():\n    {}['release']\n", id="body", marks=pytest.mark.slow),
        pytest.param("import no_such_module\n", id="import"),
        pytest.param("import sys\nsys.exit(0)\n", id="exit", marks=pytest.mark.slow),
        pytest.param("def test_own(:\n", id="syntax", marks=pytest.mark.slow),
        pytest.param(
            "def pytest_generate_tests(metafunc):\n    1 / 0\ndef test_own(): pass",
            id="g",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_broken_check_beside_a_good_one_is_inconclusive(
    text: str, live: Live, folder: Path
) -> None:
    """Nothing is proven either way, and the broken one is named."""
    code, kind, reasons = judged(live, folder, test_good=GOOD, test_own=text)
    assert (code, kind) == (3, "INCONCLUSIVE (harness)")
    assert "test_own" in reasons
    assert "broke and judged nothing" in reasons


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("def test_own():\n    {}['release']\n", id="body", marks=pytest.mark.slow),
        pytest.param("import no_such_module\n", id="import"),
    ],
)
def test_a_broken_check_hides_no_bad_release(text: str, live: Live, folder: Path) -> None:
    """What another check proves convicts."""
    code, kind, reasons = judged(live, folder, test_bad=BAD, test_good=GOOD, test_own=text)
    assert (code, kind) == (1, "FAILED")
    assert "health is 503" in reasons


@pytest.mark.slow
def test_a_file_that_is_mended_between_two_looks_is_asked(live: Live, folder: Path) -> None:
    """The next look asks all of its checks, and they decide."""
    once = (
        "import pathlib\n"
        "here = pathlib.Path('was_here')\n"
        "if not here.exists():\n    here.touch()\n    raise OSError('the disk of the runner')\n"
        "def test_own():\n    assert True\n"
    )
    code, kind, _ = judged(live, folder, test_good=GOOD, test_own=once)
    assert (code, kind) == (0, "PASSED")
