"""Item 29: a contract gives any shipped check another severity, or turns it off, and says why."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from smokegate.cli import cli
from smokegate.contract_checks import reasons, shipped_checks
from smokegate.contract_fields import CheckLevel
from smokegate.contract_file import load_contract
from smokegate.contract_suite import shipped_suite
from smokegate.demo.server import serve
from smokegate.errors import ConfigurationError
from tests.contract.writing import APP, HEALTH, written
from tests.live import Case, cases, run, suite

CHECKS = """
[checks]
# the vendor ships it so
test_code_is_minified = "off"
test_source_is_not_public = "trivial"   # the source is public anyway
"test_health_is_fresh" = 'normal'

test_page_answers = "blocker"
"""


def test_levels_and_reasons_are_read(tmp_path: Path) -> None:
    """The reason is the comment beside an entry, or the one above it."""
    loaded = load_contract(written(tmp_path, HEALTH + CHECKS))
    assert loaded.record.checks == {
        "test_code_is_minified": CheckLevel.OFF,
        "test_source_is_not_public": CheckLevel.TRIVIAL,
        "test_health_is_fresh": CheckLevel.NORMAL,
        "test_page_answers": CheckLevel.BLOCKER,
    }
    assert reasons(loaded.text) == {
        "test_code_is_minified": "the vendor ships it so",
        "test_source_is_not_public": "the source is public anyway",
        "test_health_is_fresh": "",
        "test_page_answers": "",
    }


@pytest.mark.parametrize(
    "entry, fault",
    [
        pytest.param(
            'test_code_is_minifed = "off"',
            "$.checks.test_code_is_minifed is not a shipped check; "
            "did you mean test_code_is_minified?",
            id="misspelt",
        ),
        pytest.param(
            'zzz = "off"',
            "$.checks.zzz is not a shipped check; see the table in docs/what-it-catches.md",
            id="unlike-any",
        ),
    ],
)
def test_a_check_that_does_not_exist_is_refused(entry: str, fault: str, tmp_path: Path) -> None:
    """With the nearest one that does."""
    file = written(tmp_path, f"{HEALTH}[checks]\n{entry}\n")
    with pytest.raises(ConfigurationError) as refused:
        load_contract(file)
    assert str(refused.value) == f"{file}: {fault}"


@pytest.mark.parametrize("level", ['"of"', '"none"', "0", "false", '"Critical"'])
def test_a_level_that_does_not_exist_is_refused(level: str, tmp_path: Path) -> None:
    """It names the levels."""
    file = written(tmp_path, f"{HEALTH}[checks]\ntest_page_answers = {level}\n")
    with pytest.raises(ConfigurationError, match=r"\$\.checks\.test_page_answers.*off"):
        load_contract(file)


def test_contract_check_shows_them_with_their_reasons(tmp_path: Path) -> None:
    """With -v; whoever gave none is asked to."""
    file = written(tmp_path, HEALTH + CHECKS)
    brief = CliRunner().invoke(cli, ["contract", "check", str(file)])
    shown = CliRunner().invoke(cli, ["contract", "check", "-v", str(file)])
    assert (brief.exit_code, brief.output.count("\n")) == (0, 1)
    assert shown.output.splitlines()[1:] == [
        "test_code_is_minified: off, the vendor ships it so",
        "test_source_is_not_public: trivial, the source is public anyway",
        "test_health_is_fresh: normal, no reason is given; write it as a comment",
        "test_page_answers: blocker, no reason is given; write it as a comment",
    ]


def test_every_name_is_that_of_a_check() -> None:
    """The list is read from the shipped modules."""
    names = shipped_checks()
    assert len(names) == len(set(names)) > 60
    assert "test_health_is_good" in names


@pytest.fixture(scope="module")
def broken() -> Iterator[str]:
    """A deployment with redis down."""
    with serve("redis-down") as url:
        yield url


def _cases(url: str, checks: str, folder: Path) -> tuple[int, dict[str, Case], str]:
    components = '[health]\npath = "/api/v1/health"\n[health.components]\nredis = "critical"\n'
    file = written(folder, f"{APP}{components}[checks]\n{checks}")
    done = suite(
        url,
        f"--contract={file}",
        "--samples=1",
        "-p",
        "no:allure_pytest",
        folder=folder,
        target=[shipped_suite() / "test_health.py"],
    )
    report = folder / "reports/junit.xml"
    return done.returncode, {case.name: case for case in cases(report)}, done.stdout


def test_a_run_goes_by_them_and_says_so(broken: str, tmp_path: Path) -> None:
    """Off is not collected, a lesser one fails nothing, and both are named as not covered."""
    said = 'test_health_is_good = "off"\ntest_component_is_ok = "minor"\n'
    code, seen, output = _cases(broken, said, tmp_path)
    assert code == 0, output
    assert "test_health_is_good" not in seen
    assert seen["test_component_is_ok[redis]"].properties["severity"] == "minor"
    assert "not covered: test_health_is_good (off in [checks] of the contract)" in output
    as_minor = "test_component_is_ok as a reason to fail (minor in [checks] of the contract)"
    assert f"not covered: {as_minor}" in output


@pytest.mark.slow
def test_a_check_of_a_teams_own_by_that_name_is_another_one(broken: str, tmp_path: Path) -> None:
    """`[checks]` speaks of the shipped ones."""
    (tmp_path / "own").mkdir()
    own = "def test_health_is_good():\n    assert 1 == 2\n"
    (tmp_path / "own/test_own.py").write_text(own, "utf-8")
    file = written(tmp_path, f'{HEALTH}[checks]\ntest_health_is_good = "off"\n')
    done = run(
        "pytest",
        "own",
        "-p",
        "smokegate.plugin",
        f"--base-url={broken}",
        f"--contract={file}",
        "--own-checks-only",
        folder=tmp_path,
    )
    assert done.returncode == 1, done.stdout
