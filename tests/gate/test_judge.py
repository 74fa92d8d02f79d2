"""`smokegate judge` on files that exist, whichever tool wrote them."""

import json
from pathlib import Path

import pytest

from smokegate.cli import cli
from tests.live import ROOT, last_line, run

CASES = ROOT / "tests/cases"
CODES = {"passed": 0, "suspect": 0, "failed": 1, "inconclusive": 3}


def foreign() -> list[Path]:
    """The golden folders whose verdict needs nothing but the files themselves."""
    folders = []
    for folder in sorted(CASES.glob("*/*")):
        given = json.loads((folder / "given.json").read_text("utf-8"))
        is_bare = set(given.get("exit_statuses", [None])) == {None}
        is_bare &= given["policy"] == {"false_rollback": 0.02}
        if is_bare and given["run"] is None and given["baseline"] is None:
            folders.append(folder)
    return folders


def arguments(folder: Path) -> list[str]:
    """What a person would write after `smokegate judge`."""
    given = json.loads((folder / "given.json").read_text("utf-8"))
    numbered = [[file.name] for file in sorted(folder.glob("report*.xml"))]
    first, *later = given.get("looks", numbered)
    names = [*first, *(word for look in later for word in ("--then", *look))]
    return [name if name == "--then" else str(folder / name) for name in names]


@pytest.mark.parametrize(
    "folder", foreign(), ids=lambda folder: f"{folder.parent.name}-{folder.name}"
)
def test_the_exit_code_is_the_verdict(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each golden folder ends with the exit code of its verdict, which is the last line too."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        cli.main(["judge", *arguments(folder)], standalone_mode=False)
    decision = last_line(capsys.readouterr().out)
    assert ended.value.code == CODES[folder.parent.name], decision
    assert decision.startswith(folder.parent.name.upper())
    written = json.loads((tmp_path / "reports/verdict.json").read_text("utf-8"))
    assert (written["decision"], written["exit"]) == (decision, ended.value.code)


@pytest.mark.parametrize("verdict", CODES)
def test_a_process_ends_with_the_verdict(verdict: str, tmp_path: Path) -> None:
    """A folder of each verdict, as a person would judge it."""
    folder = next(each for each in foreign() if each.parent.name == verdict)
    done = run("smokegate", "judge", *arguments(folder), folder=tmp_path)
    assert done.returncode == CODES[verdict], done.stdout + done.stderr
    assert last_line(done.stdout).startswith(verdict.upper())


def test_there_are_foreign_shapes_of_each_verdict() -> None:
    """The table above is not empty, nor all of one colour."""
    assert {folder.parent.name for folder in foreign()} >= {"passed", "failed", "inconclusive"}


def test_a_file_that_is_not_there_is_a_mistake_in_usage(tmp_path: Path) -> None:
    """Exit 2: nothing can be judged."""
    done = run("smokegate", "judge", "absent.xml", folder=tmp_path)
    told = "report: cannot be read (No such file or directory), got 'absent.xml'; give a JUnit file"
    assert (done.returncode, done.stderr.strip()) == (2, told)


def test_json_is_one_object(tmp_path: Path) -> None:
    """`--json` prints the decision alone."""
    report = tmp_path / "green.xml"
    report.write_text('<testsuite tests="1"><testcase classname="a" name="b"/></testsuite>')
    done = run("smokegate", "judge", "--json", report, folder=tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stdout)["verdict"] == "PASSED"
