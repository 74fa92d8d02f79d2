"""Item 2: a team's own checks add to the shipped ones, and take the place of none."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from smokegate.demo.releases import RELEASES
from tests.live import ROOT, Live, cases, last_line, properties, run

NOBODY = "http://127.0.0.1:9"
CONTRACT = """
app = "CharHub"
[health]
path = "/api/v1/health"
[health.components]
redis = "critical"
[ready]
path = "/api/v1/ready"
"""
# some of the shipped checks of this contract
SHIPPED = [
    "smokegate/test_health.py::test_health_is_good",
    "smokegate/test_health.py::test_component_is_ok[redis]",
    "smokegate/test_readiness.py::test_deployment_is_ready",
]
OWN = "def test_own() -> None:\n    assert True\n"
PLUGIN = {"conftest.py": 'pytest_plugins = ["smokegate.plugin"]\n'}
TEAM = {"smoke/contract.toml": CONTRACT, **PLUGIN, "pytest.ini": "[pytest]\n"}


def laid_out(folder: Path, files: Mapping[str, str]) -> None:
    """These files, in this folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def collected(folder: Path, *arguments: str) -> list[str]:
    """The ids of the checks that would run."""
    words = (f"--base-url={NOBODY}", "--collect-only", "-q", "-p", "no:allure_pytest")
    done = run("pytest", "--samples=1", *arguments, *words, folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if "::" in line]


def own(ids: list[str]) -> list[str]:
    """Those of the team."""
    return [one for one in ids if not one.startswith("smokegate/")]


def ours(ids: list[str]) -> list[str]:
    """The shipped ones."""
    return [one for one in ids if one.startswith("smokegate/test_")]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The ids of the shipped checks of this contract, where a team has none."""
    folder = tmp_path_factory.mktemp("contract-alone")
    laid_out(folder, TEAM)
    ids = collected(folder, "smoke")
    assert own(ids) == []
    assert {*SHIPPED} <= {*ids}
    assert len(ids) == len({*ids})
    return ids


@pytest.mark.parametrize(
    "files, arguments, owned",
    [
        pytest.param(
            {"smoke/test_own.py": OWN},
            ["smoke"],
            ["smoke/test_own.py::test_own"],
            id="one-check",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            {"smoke/test_own.py": OWN}, ["."], ["smoke/test_own.py::test_own"], id="all-of-it"
        ),
        pytest.param(
            {"smoke/test_own.py": OWN, "pytest.ini": "[pytest]\ntestpaths = smoke\n"},
            [],
            ["smoke/test_own.py::test_own"],
            id="testpaths",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            {
                "smoke/__init__.py": "",
                "smoke/test_health.py": OWN.replace("test_own", "test_health_is_good"),
            },
            ["smoke"],
            ["smoke/test_health.py::test_health_is_good"],
            id="a-package-with-our-names",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            {"smoke/test_health.py": OWN, "smoke/conftest.py": "X = 1\n"},
            ["smoke", "--import-mode=importlib"],
            ["smoke/test_health.py::test_own"],
            id="importlib",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            {
                "smoke/check_own.py": OWN.replace("test_own", "look_own"),
                "pytest.ini": "[pytest]\npython_files = check_*.py\npython_functions = look_*\n"
                "python_classes = Look\nnorecursedirs = smokegate suite site-packages *\n",
            },
            ["smoke"],
            ["smoke/check_own.py::look_own"],
            id="settings-of-a-team",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            {"smoke/test_own.py": OWN, "more/test_more.py": OWN},
            ["smoke", "more/test_more.py"],
            ["smoke/test_own.py::test_own", "more/test_more.py::test_own"],
            id="a-folder-and-a-file",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_the_shipped_checks_join(
    files: dict[str, str],
    arguments: list[str],
    owned: list[str],
    shipped: list[str],
    tmp_path: Path,
) -> None:
    """They run wherever a contract is; no setting, name or package of a team hides one."""
    laid_out(tmp_path, TEAM | files)
    ids = collected(tmp_path, *arguments)
    assert (own(ids), ours(ids)) == (owned, shipped)


@pytest.mark.parametrize(
    "argument",
    [
        pytest.param("smoke/test_own.py", id="file", marks=pytest.mark.slow),
        pytest.param("smoke/test_own.py::test_own", id="node"),
    ],
)
def test_who_names_a_file_asks_for_it_alone(argument: str, tmp_path: Path) -> None:
    """As everywhere in pytest."""
    laid_out(tmp_path, TEAM | {"smoke/test_own.py": OWN})
    assert collected(tmp_path, argument) == ["smoke/test_own.py::test_own"]


@pytest.mark.slow
def test_a_copy_of_the_suite_is_a_suite_of_the_team(shipped: list[str], tmp_path: Path) -> None:
    """Its checks keep their ids, and ours keep theirs."""
    shutil.copytree(ROOT / "smoke", tmp_path / "smoke")
    laid_out(tmp_path, TEAM)
    ids = collected(tmp_path, "smoke")
    assert ours(ids) == shipped
    assert own(ids) == [one.replace("smokegate/", "smoke/") for one in shipped]


@pytest.mark.slow
def test_in_a_checkout_each_check_is_collected_once() -> None:
    """Asked for by its folder, its file or all around it, a shipped check has one id."""
    words = ("--collect-only", "-q", f"--base-url={NOBODY}", "-p", "no:allure_pytest")
    for arguments in (("smoke",), ("smoke", "smoke/test_health.py")):
        done = run("pytest", *arguments, *words, folder=ROOT)
        ids = [line for line in done.stdout.splitlines() if "::" in line]
        assert len(ids) == len({*ids}) > 90, done.stdout
        assert all(one.startswith("smoke/test_") for one in ids)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="one-process"),
        pytest.param(["-n", "2"], id="xdist", marks=pytest.mark.slow),
    ],
)
def test_a_bad_release_fails_beside_a_check_that_passes(
    arguments: list[str], live: Live, shipped: list[str], tmp_path: Path
) -> None:
    """Exit 1: the contract is read, and the report plans what was asked, by short ids."""
    live.deploy("redis-down")
    laid_out(tmp_path, TEAM | {"smoke/test_own.py": OWN})
    words = (f"--base-url={live.url}", "-p", "no:allure_pytest", "--samples=1")
    done = run("pytest", "smoke", *arguments, *words, folder=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    report = tmp_path / "reports/junit.xml"
    failed = {case.name for case in cases(report) if case.outcome == "failure"}
    assert {"test_component_is_ok[redis]", "test_health_is_good"} <= failed
    said = properties(report)
    planned = said["smokegate.planned"].splitlines()
    assert sorted(planned) == sorted([*shipped, "smoke/test_own.py::test_own"])
    assert len(planned) == len(cases(report))
    assert "smokegate.own_checks_only" not in said
    assert str(ROOT) not in report.read_text("utf-8")


def test_own_checks_only_leaves_ours_out(live: Live, tmp_path: Path) -> None:
    """The report says so, for the gate decides by it."""
    live.deploy("redis-down")
    laid_out(tmp_path, TEAM | {"smoke/test_own.py": OWN})
    words = (f"--base-url={live.url}", "-p", "no:allure_pytest", "--own-checks-only")
    done = run("pytest", "smoke", *words, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "own checks only, the shipped ones are left out" in done.stdout
    assert last_line(done.stdout).count("1 passed") == 1
    said = properties(tmp_path / "reports/junit.xml")
    assert said["smokegate.own_checks_only"] == "true"
    assert said["smokegate.planned"] == "smoke/test_own.py::test_own"


def test_own_checks_only_without_own_checks_is_exit_4(tmp_path: Path) -> None:
    """It would leave nothing."""
    words = (ROOT / "smoke", "-c", ROOT / "pytest.ini", f"--base-url={NOBODY}")
    done = run("pytest", *words, "--own-checks-only", folder=tmp_path)
    assert done.returncode == 4
    assert done.stderr.startswith("ERROR: --own-checks-only: leaves nothing to run, ")


def test_what_a_conftest_takes_away_is_counted(
    live: Live, shipped: list[str], tmp_path: Path
) -> None:
    """Nobody leaves a shipped check out without a word in the report."""
    taking = (
        "def pytest_collection_modifyitems(items):\n"
        "    items[:] = [item for item in items if 'test_own' in item.nodeid]\n"
    )
    laid_out(tmp_path, TEAM | {"smoke/test_own.py": OWN})
    (tmp_path / "conftest.py").write_text(PLUGIN["conftest.py"] + taking, "utf-8")
    words = (f"--base-url={live.url}", "-p", "no:allure_pytest", "--samples=1")
    done = run("pytest", "smoke", *words, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    left_out = properties(tmp_path / "reports/junit.xml")["smokegate.deselected"]
    assert int(left_out) == len(shipped)


def test_fixtures_of_a_team_are_for_its_own_checks(live: Live, tmp_path: Path) -> None:
    """A team may call its own things the same: each check takes what was meant for it."""
    fixtures = "import pytest\n\n\n" + "".join(
        f"@pytest.fixture\ndef {name}():\n    return 'ours'\n\n\n"
        for name in ("health", "sight", "ready_answer")
    )
    check = "def test_own(health: str) -> None:\n    assert health == 'ours'\n"
    laid_out(tmp_path, TEAM | {"smoke/test_own.py": check})
    (tmp_path / "conftest.py").write_text(PLUGIN["conftest.py"] + fixtures, "utf-8")
    words = (f"--base-url={live.url}", "-p", "no:allure_pytest", "--samples=1")
    done = run("pytest", "smoke", *words, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_demo_needs_no_contract(tmp_path: Path) -> None:
    """`pytest smoke --base-url=demo` works in a folder of own checks alone."""
    laid_out(tmp_path, PLUGIN | {"smoke/test_own.py": OWN, "pytest.ini": ""})
    words = ("--base-url=demo", "-p", "no:allure_pytest", "--samples=1")
    done = run("pytest", "smoke", *words, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    seen = properties(tmp_path / "reports/junit.xml")["smokegate.release.seen"]
    assert seen == RELEASES["good"].commit
