"""Item 2: in every command of the gate, a team's own checks add to the shipped ones."""

from dataclasses import replace
from pathlib import Path

import pytest

from smokegate.errors import ConfigurationError
from smokegate.gate.order import Order, is_own_only, ordered_before, suite
from smokegate.verdict.evidence import Evidence, left_out, read
from tests.gate.deploys.site import CONTRACT, Site, site
from tests.gate.test_gate import folder, gate, verdict
from tests.live import ROOT, Live, last_line

__all__ = ["folder"]

OWN = "def test_own() -> None:\n    assert True\n"
QUICK = ("--", "-q", "-p", "no:allure_pytest", "--samples=1")
ONLY = "; not marked known good: only your own checks ran"


@pytest.fixture
def team(folder: Path) -> Path:
    """A working folder whose ./smoke holds the contract and a check that always passes."""
    (folder / "smoke").mkdir()
    (folder / "small.toml").rename(folder / "smoke/contract.toml")
    (folder / "smoke/test_own.py").write_text(OWN, "utf-8")
    return folder


def decided(live: Live, folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and decision of the gate."""
    done = gate(live.url, *arguments, folder=folder, quick=QUICK)
    return done.returncode, last_line(done.stdout)


def failures(folder: Path) -> set[str]:
    """The files of the checks that were convicted."""
    return {check.partition("::")[0] for check in verdict(folder)["failures"]}


def test_own_checks_do_not_hide_a_bad_release(live: Live, team: Path) -> None:
    """Exit 1: the contract is read, though each of the team's own checks passes."""
    live.deploy("redis-down")
    code, sentence = decided(live, team)
    assert (code, failures(team)) == (1, {"smokegate/test_health.py"}), sentence


@pytest.mark.parametrize("place", ["smoke", "smoke/test_own.py"], ids=["folder", "file"])
def test_a_good_release_passes_all_of_them(place: str, live: Live, team: Path) -> None:
    """Exit 0 and known good: ours and theirs, though a file alone was named."""
    code, sentence = decided(live, team, f"--suite={place}")
    assert code == 0, sentence
    assert sentence.endswith(" is known good")
    trials = verdict(team)["reasons"][0]
    assert not trials.startswith("1 of 1 ")


@pytest.mark.slow
def test_two_suites_are_both_asked(live: Live, team: Path) -> None:
    """Exit 1: `--suite` may be given again, and each of them convicts."""
    (team / "more").mkdir()
    failing = OWN.replace("test_own", "test_more").replace("True", "False, 'it is bad'")
    (team / "more/test_more.py").write_text(failing, "utf-8")
    code, sentence = decided(live, team, "--suite=smoke", "--suite=more")
    assert (code, failures(team)) == (1, {"more/test_more.py"}), sentence


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("--own-checks-only", *QUICK), id="option"),
        pytest.param((*QUICK, "--own-checks-only"), id="after-the-dashes"),
    ],
)
def test_own_checks_alone_make_nothing_known_good(
    arguments: tuple[str, ...], live: Live, team: Path
) -> None:
    """Exit 0, and the decision says why the release is not known good."""
    live.deploy("redis-down")
    done = gate(live.url, folder=team, quick=arguments)
    assert done.returncode == 0, done.stdout
    assert last_line(done.stdout) == f"PASSED: 1 of 1 check passed{ONLY}"
    assert verdict(team)["known_good"] is False


def test_it_is_read_from_the_report() -> None:
    """Whoever left the shipped checks out, the gate decides by the evidence."""
    said = '<properties><property name="smokegate.own_checks_only" value="true"/></properties>'
    report = f'<testsuite>{said}<testcase classname="own" name="test_own"/></testsuite>'
    evidence = read(report.encode(), name="report", exit_status=0, run=None)
    assert left_out([replace(evidence, faults=())]) == "only your own checks ran"


def test_own_checks_only_without_any_is_exit_2(live: Live, folder: Path) -> None:
    """It would leave nothing to run."""
    done = gate(live.url, "--own-checks-only", folder=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("--own-checks-only: leaves nothing to run, got no checks")


def test_a_smoke_folder_with_a_contract_alone_is_no_suite(tmp_path: Path) -> None:
    """Case 51: `smokegate deploy` finds the contract there, and runs the shipped checks."""
    with site(tmp_path) as charhub:
        _moved(charhub)
        release = charhub.commit("Release 1")
        done = charhub.gate("deploy", release, *QUICK)
        assert done.returncode == 0, done.stdout + done.stderr
        assert last_line(done.stdout).endswith(f"; release {release[:7]} is known good")


@pytest.mark.slow
def test_a_deploy_reads_the_contract_beside_own_checks(tmp_path: Path) -> None:
    """Exit 1: a deploy of a bad release is gone back from, though the own checks pass."""
    with site(tmp_path) as charhub:
        _moved(charhub)
        (charhub.folder / "smoke/test_own.py").write_text(OWN, "utf-8")
        good, bad = charhub.commit("Release 1"), charhub.commit("Release 2", redis="error")
        assert charhub.gate("deploy", good, *QUICK).returncode == 0
        done = charhub.gate("deploy", bad, *QUICK)
        assert done.returncode == 1, done.stdout + done.stderr
        assert charhub.current == good
        done = charhub.gate("rollback", good, "--own-checks-only", *QUICK)
        assert done.returncode == 0, done.stdout + done.stderr
        assert charhub.standings()[good] == "known good"


def _moved(charhub: Site) -> None:
    """The contract lies where --contract used to look for it."""
    (charhub.folder / "contract.toml").unlink()
    (charhub.folder / "smoke").mkdir()
    (charhub.folder / "smoke/charhub.toml").write_text(CONTRACT, "utf-8")


@pytest.mark.parametrize(
    "files, wanted",
    [
        pytest.param((), (), id="no-folder"),
        pytest.param(("smoke/charhub.toml",), (), id="a-contract-alone"),
        pytest.param(("smoke/a.toml", "smoke/README.md"), (), id="a-contract-with-words"),
        pytest.param(("smoke/a.toml", "smoke/test_a.py"), ("smoke",), id="a-check"),
        pytest.param(("smoke/api/check_a.py",), ("smoke",), id="further-down"),
    ],
)
def test_what_counts_as_own_checks(
    files: tuple[str, ...], wanted: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """./smoke, if there is more in it than contracts; and whatever is given."""
    monkeypatch.chdir(tmp_path)
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", "utf-8")
    assert suite(Order(base_url="demo")) == wanted
    assert suite(Order(base_url="demo", suite=(".",))) == (".",)
    assert suite(Order(base_url="demo", suite=(str(ROOT / "smoke"), "."))) == (".",)


@pytest.mark.parametrize(
    "kept, wanted",
    [
        pytest.param({"suite": None}, (), id="none"),
        pytest.param({"suite": "smoke"}, ("smoke",), id="one"),
        pytest.param({"suite": ["a", "b"]}, ("a", "b"), id="several"),
        pytest.param({}, (), id="absent"),
    ],
)
def test_orders_of_older_runs_are_read(kept: dict[str, object], wanted: tuple[str, ...]) -> None:
    """A run that began before `--suite` could be given again is resumed all the same."""
    before = {"base_url": "demo", "control": [], "arguments": [], **kept}
    assert ordered_before(before, rollback=None, output=None).suite == wanted


def test_an_order_is_read_as_it_was_kept() -> None:
    """The suites and --own-checks-only outlive a run that died."""
    order = Order(base_url="demo", suite=("a", "b"), is_own_only=True)
    again = ordered_before(dict(order.kept()), rollback=None, output=None)
    assert (again.suite, is_own_only(again)) == (("a", "b"), True)


def test_a_suite_that_is_not_there_is_refused() -> None:
    """Each of them is looked at."""
    with pytest.raises(ConfigurationError, match="--suite: there is no such path, got 'absent'"):
        suite(Order(base_url="demo", suite=("tests", "absent")))


@pytest.mark.parametrize(
    "looks, told",
    [
        pytest.param([Evidence(name="a")], None, id="nothing"),
        pytest.param([Evidence(name="a", deselected=2)], "2 checks left out", id="deselected"),
        pytest.param(
            [Evidence(name="a"), Evidence(name="b", is_own_only=True, deselected=1)],
            "only your own checks ran",
            id="own-only",
        ),
        pytest.param(
            [Evidence(name="a", faults=("broke",), is_own_only=True), Evidence(name="b")],
            None,
            id="a-look-that-proves-nothing",
        ),
    ],
)
def test_what_was_left_out_is_told(looks: list[Evidence], told: str | None) -> None:
    """A release is known good only by all of its checks."""
    assert left_out(looks) == told
