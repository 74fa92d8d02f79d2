"""Items 7 and 8: a pass is shown to have been possible, and no setting of a team cuts a look."""

from pathlib import Path

import pytest

from tests.adversary.stage import Look, look_at
from tests.adversary.way import HARNESS, Way, Where
from tests.live import Live, cases, properties, run

REPORT = "reports/runs/run/attempt-1.xml"
SWALLOWED = """
import pytest

@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    try:
        yield
    except AssertionError:
        pass
"""


def _look(live: Live, folder: Path, *arguments: str, **planted: str) -> Look:
    """A look at a bad release with these arguments, and a conftest or pytest.ini planted."""
    names = {"conftest": "conftest.py", "settings": "../pytest.ini"}
    files = {names[name]: text for name, text in planted.items()}
    way = Way(id="way", where=Where.SETTINGS, files=files, arguments=arguments)
    return look_at(live, "redis-down", folder, way)


@pytest.mark.parametrize(
    "arguments, planted",
    [
        pytest.param(["--trace"], {}, id="trace"),
        pytest.param(["-p", "no:assertion"], {"conftest": SWALLOWED}, id="swallowed"),
    ],
)
def test_item_7_a_look_in_which_nothing_can_fail_proves_nothing(
    arguments: list[str], planted: dict[str, str], live: Live, tmp_path: Path
) -> None:
    """The sentinel that must fail did not, so that what passed shows nothing."""
    look = _look(live, tmp_path, *arguments, **planted)
    assert look.decision() == HARNESS
    (fault,) = look.evidence.faults
    assert "the one that must fail was passed" in fault


def test_item_7_people_see_no_sentinel(live: Live, tmp_path: Path) -> None:
    """No report and no count holds them, only what became of them."""
    look = _look(live, tmp_path, "-p", "no:terminal")
    names = [case.name for case in cases(tmp_path / REPORT)]
    assert not [name for name in names if "must" in name]
    assert properties(tmp_path / REPORT)["smokegate.sentinels"] == "right"
    assert look.evidence.faults == ()
    assert "test_must_fail" not in look.output
    assert "this failure is meant" not in look.output


def test_item_8_what_a_team_wrote_into_its_settings_is_set_aside_and_said(
    live: Live, tmp_path: Path
) -> None:
    """All checks are asked, and the look says which options it did not take."""
    look = _look(live, tmp_path, settings="[pytest]\naddopts = -x -k page\n")
    assert look.decision() == "FAILED"
    assert look.evidence.deselected == 0
    assert "sets aside addopts of pytest.ini: -x -k page" in (tmp_path / "said").read_text()


@pytest.mark.parametrize(
    "optimized, said",
    [
        pytest.param({}, "right", id="as-it-should-be"),
        pytest.param(
            {"PYTHONOPTIMIZE": "1"}, "the one that must fail in a helper was passed", id="optimized"
        ),
    ],
)
def test_item_7_assertions_of_helpers_are_proven_too(
    optimized: dict[str, str], said: str, live: Live, tmp_path: Path
) -> None:
    """pytest rewrites the assertions of checks alone; those of what they import Python removes."""
    (tmp_path / "test_own.py").write_text("def test_own():\n    assert True\n", "utf-8")
    (tmp_path / "contract.toml").write_text('app = "x"\n[[pages]]\npath = "/"\n', "utf-8")
    run(
        "pytest",
        *("test_own.py", "-p", "smokegate.plugin", "-p", "no:allure_pytest"),
        *(f"--base-url={live.url}", "--own-checks-only"),
        folder=tmp_path,
        environment={"SMOKEGATE_RUN": "r", **optimized},
    )
    assert properties(tmp_path / "reports/junit.xml")["smokegate.sentinels"] == said


def test_item_7_an_optimized_environment_hides_no_failure_of_a_helper(
    live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gate runs the checks with their assertions, whatever its own environment says."""
    monkeypatch.setenv("PYTHONOPTIMIZE", "1")
    files = {
        "helping.py": "def should_be(got, wanted):\n    assert got == wanted, got\n",
        "test_help.py": "import helping\n\ndef test_help():\n    helping.should_be(503, 200)\n",
    }
    way = Way(id="way", where=Where.SETTINGS, files=files)
    look = look_at(live, "good", tmp_path, way)
    assert look.decision() == "FAILED"
    assert "own/test_help.py::test_help" in look.evidence.checks
