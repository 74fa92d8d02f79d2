"""What is installed from the wheel should work in an empty folder, beside other plugins."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live import CHECKS, ROOT, Live, cases, clean_environment, last_line, properties

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def sh(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command in this folder, with nothing of the checkout in its environment."""
    environment = {k: v for k, v in clean_environment().items() if k != "PYTHONPATH"}
    return subprocess.run(
        list(map(str, words)),
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel and what it depends on."""
    home = tmp_path_factory.mktemp("installed")
    built = sh(
        *(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", home, ROOT),
        folder=home,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = home.glob("smokegate-*.whl")
    assert sh(sys.executable, "-m", "venv", home / "venv", folder=home).returncode == 0
    path = home / "venv/bin/python"
    quiet = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    for words in (
        ("--no-deps", "--require-hashes", "-r", ROOT / "requirements.txt"),
        ("--no-deps", wheel),
    ):
        done = sh(path, *quiet, *words, folder=home)
        assert done.returncode == 0, done.stderr
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder that holds the contract, and nothing else."""
    shutil.copyfile(ROOT / "smoke/charhub.toml", tmp_path / "contract.toml")
    return tmp_path


def test_the_gate_needs_a_contract_alone(python: Path, live: Live, folder: Path) -> None:
    """`smokegate gate --base-url=URL` needs no checkout and no settings."""
    done = sh(python.with_name("smokegate"), "gate", f"--base-url={live.url}", folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert last_line(done.stdout).startswith(
        f"PASSED: {CHECKS} of {CHECKS} checks passed; release "
    )


def test_the_gate_asks_again_what_failed(python: Path, live: Live, folder: Path) -> None:
    """The installed suite's ids are found again by the second attempt."""
    live.deploy("redis-down")
    (folder / "smokegate.toml").write_text("[timings]\nattempts_s = [0, 0.2]\nsettle_s = 0\n")
    done = sh(python.with_name("smokegate"), "gate", f"--base-url={live.url}", folder=folder)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "redis is error" in done.stdout
    assert last_line(done.stdout).endswith("nothing was changed (no --rollback was given)")


def test_item_1_the_wheel_brings_nobodys_contract(python: Path, tmp_path: Path) -> None:
    """Exit 2 of a command and 4 of pytest: somebody else's promises convict no deployment."""
    url = "--base-url=http://127.0.0.1:9"
    done = sh(python.with_name("smokegate"), "gate", url, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("no contract: none in the working folder; ")
    words = ("--pyargs", "smokegate.suite", "-p", "smokegate.plugin", url)
    done = sh(python.with_name("pytest"), *words, folder=tmp_path)
    assert done.returncode == 4
    assert done.stderr.startswith("ERROR: no contract: none in the working folder; ")
    where = sh(python, "-c", "import smokegate; print(smokegate.__path__[0])", folder=tmp_path)
    package = Path(where.stdout.strip())
    assert [path.relative_to(package) for path in package.rglob("*.toml")] == [
        Path("demo/contract.toml")
    ]


@pytest.mark.parametrize("arguments", [(), ("-n", "2")], ids=["one-process", "xdist"])
def test_item_2_own_checks_add_to_those_of_the_wheel(
    arguments: tuple[str, ...], python: Path, live: Live, folder: Path
) -> None:
    """A package ./smoke with a module of our name hides nothing; the ids name no machine."""
    (folder / "smoke").mkdir()
    (folder / "contract.toml").rename(folder / "smoke/contract.toml")
    (folder / "smoke/__init__.py").touch()
    (folder / "smoke/test_health.py").write_text("def test_health_is_good():\n    assert True\n")
    (folder / "conftest.py").write_text('pytest_plugins = ["smokegate.plugin"]\n')
    words = ("smoke", f"--base-url={live.url}", *arguments)
    done = sh(python.with_name("pytest"), *words, folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{CHECKS + 1} passed" in last_line(done.stdout)
    planned = properties(folder / "reports/junit.xml")["smokegate.planned"].splitlines()
    shipped = [one for one in planned if one.startswith("smokegate/test_")]
    assert [one for one in planned if one not in shipped] == [
        "smoke/test_health.py::test_health_is_good"
    ]
    assert len({*shipped}) == CHECKS


def test_the_suite_is_a_package(python: Path, live: Live, folder: Path) -> None:
    """`pytest --pyargs smokegate.suite -p smokegate.plugin` is the suite of the checkout."""
    words = ("--pyargs", "smokegate.suite", "-p", "smokegate.plugin", f"--base-url={live.url}")
    done = sh(python.with_name("pytest"), *words, folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{CHECKS} passed" in last_line(done.stdout)
    assert len(cases(folder / "reports/junit.xml")) == CHECKS


def test_the_demo_tells_its_story(python: Path, tmp_path: Path) -> None:
    """`smokegate demo` works where it is installed."""
    done = sh(python.with_name("smokegate"), "demo", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "rolled back from 6b9e154 to cb927fc and verified" in done.stdout


def test_without_our_plugin_other_suites_see_nothing_of_us(python: Path, tmp_path: Path) -> None:
    """Installing smokegate changes no run that does not name it."""
    (tmp_path / "test_other.py").write_text("def test_other() -> None:\n    assert True\n")
    done = sh(python.with_name("pytest"), "-q", folder=tmp_path)
    assert done.returncode == 0
    assert "smokegate" not in done.stdout
    assert not (tmp_path / "reports").exists()


def test_playwright_beside_us_changes_nothing(python: Path, live: Live, folder: Path) -> None:
    """pytest-playwright brings fixtures and options of common names; the result is the same."""
    install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    assert sh(python, *install, "pytest-playwright", folder=folder).returncode == 0
    words = ("--pyargs", "smokegate.suite", "-p", "smokegate.plugin", f"--base-url={live.url}")
    done = sh(python.with_name("pytest"), *words, folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "playwright" in done.stdout
    assert f"{CHECKS} passed" in last_line(done.stdout)
