"""What is installed from the wheel should work in an empty folder, beside other plugins."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.live import CHECKS, ROOT, Live, cases, clean_environment, last_line

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


def test_the_gate_works_in_an_empty_folder(python: Path, live: Live, tmp_path: Path) -> None:
    """`smokegate gate --base-url=URL` needs no checkout, no contract and no settings."""
    done = sh(python.with_name("smokegate"), "gate", f"--base-url={live.url}", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert last_line(done.stdout).startswith(
        f"PASSED: {CHECKS} of {CHECKS} checks passed; release "
    )


def test_the_gate_asks_again_what_failed(python: Path, live: Live, tmp_path: Path) -> None:
    """The installed suite's ids are found again by the second attempt."""
    live.deploy("redis-down")
    (tmp_path / "smokegate.toml").write_text("[timings]\nattempts_s = [0, 0.2]\nsettle_s = 0\n")
    done = sh(python.with_name("smokegate"), "gate", f"--base-url={live.url}", folder=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "redis is error" in done.stdout
    assert last_line(done.stdout).endswith("nothing was changed (no --rollback was given)")


def test_the_suite_is_a_package(python: Path, live: Live, tmp_path: Path) -> None:
    """`pytest --pyargs smokegate.suite -p smokegate.plugin` is the suite of the checkout."""
    words = ("--pyargs", "smokegate.suite", "-p", "smokegate.plugin", f"--base-url={live.url}")
    done = sh(python.with_name("pytest"), *words, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{CHECKS} passed" in last_line(done.stdout)
    assert len(cases(tmp_path / "reports/junit.xml")) == CHECKS


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


def test_playwright_beside_us_changes_nothing(python: Path, live: Live, tmp_path: Path) -> None:
    """pytest-playwright brings fixtures and options of common names; the result is the same."""
    install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    assert sh(python, *install, "pytest-playwright", folder=tmp_path).returncode == 0
    words = ("--pyargs", "smokegate.suite", "-p", "smokegate.plugin", f"--base-url={live.url}")
    done = sh(python.with_name("pytest"), *words, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "playwright" in done.stdout
    assert f"{CHECKS} passed" in last_line(done.stdout)
