"""Item 1: the contract is the one that was given, or lies beside the checks; never another's."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from smokegate.contract_file import load_contract
from smokegate.contract_search import demo_contract, find_contract
from smokegate.errors import ConfigurationError
from smokegate.gate.assembly import assembled, now, with_a_contract
from smokegate.gate.order import Order
from smokegate.gate.releases import Releases, Standing
from smokegate.gate.state import State
from smokegate.gate.timings import load_gate_file
from tests.contract.writing import HEALTH
from tests.live import ROOT, run

URL = "http://127.0.0.1:9"
OTHERS = {
    "pyproject.toml": '[project]\nname = "x"\n[health]\npath = "/"\n',
    "smokegate.toml": 'base_url = "http://127.0.0.1:9"\n',
    "fly.toml": 'app = "charhub"\n[http_service]\ninternal_port = 80\n',
    "Cargo.toml": '[package]\nname = "x"\n',
    ".backup.toml": HEALTH,
    "staging.toml": 'extends = "charhub.toml"\n' + HEALTH,
    "notes.txt": HEALTH,
}
NAMED = 'contract = "kept/mine.toml"\n'


def laid_out(folder: Path, files: Mapping[str, str]) -> None:
    """These files, in this folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "files, checks, wanted",
    [
        pytest.param(
            {"smoke/contract.toml": HEALTH, "smoke/a.toml": HEALTH},
            ["smoke"],
            "smoke/contract.toml",
            id="its-usual-name",
        ),
        pytest.param(
            {"smoke/charhub.toml": HEALTH}, ["smoke"], "smoke/charhub.toml", id="the-only-other"
        ),
        pytest.param(
            {"smoke/charhub.toml": HEALTH} | {f"smoke/{name}": OTHERS[name] for name in OTHERS},
            ["smoke"],
            "smoke/charhub.toml",
            id="no-candidates-beside-it",
        ),
        pytest.param(
            {"smoke/contract.toml": 'extends = "base.toml"\n', "smoke/base.toml": HEALTH},
            ["smoke"],
            "smoke/contract.toml",
            id="its-usual-name-extends",
        ),
        pytest.param(
            {"checks/contract.toml": HEALTH, "smoke/contract.toml": HEALTH},
            ["checks/test_a.py"],
            "checks/contract.toml",
            id="beside-a-file",
        ),
        pytest.param(
            {"a/contract.toml": HEALTH, "b/test_b.py": ""},
            ["b", "a"],
            "a/contract.toml",
            id="beside-one-of-two-folders",
        ),
        pytest.param(
            {"a/contract.toml": HEALTH},
            ["a", "a/../a", "a/test_a.py"],
            "a/contract.toml",
            id="one-folder-in-several-words",
        ),
        pytest.param(
            {"smoke/broken.toml": "app = \n"}, ["smoke"], "smoke/broken.toml", id="not-toml"
        ),
        pytest.param({"smoke/contract.toml": HEALTH}, ["."], "smoke/contract.toml", id="all-of-it"),
        pytest.param({"smoke/contract.toml": HEALTH}, [], "smoke/contract.toml", id="no-checks"),
        pytest.param({"contract.toml": HEALTH}, [], "contract.toml", id="no-checks-no-smoke"),
        pytest.param(
            {"smokegate.toml": NAMED, "kept/mine.toml": HEALTH, "smoke/contract.toml": HEALTH},
            ["smoke"],
            "kept/mine.toml",
            id="named-in-smokegate.toml",
        ),
    ],
)
def test_the_contract_is_found(
    files: dict[str, str], checks: list[str], wanted: str, here: Path
) -> None:
    """In smokegate.toml, else as contract.toml beside the checks, else the only other one there."""
    laid_out(here, files)
    paths = [Path(path) for path in checks]
    assert find_contract(None, base_url=URL, checks=paths, folder=Path()) == Path(wanted)
    absolute = find_contract(None, base_url=URL, checks=paths, folder=here)
    assert absolute == Path(wanted), "a person reads the same path from pytest"


def test_a_given_contract_wins(here: Path) -> None:
    """A path that is given is used as a shell would, whatever lies beside the suite."""
    laid_out(here, {"smokegate.toml": NAMED, "contract.toml": HEALTH})
    given = find_contract("other.toml", base_url="demo", checks=[], folder=Path())
    assert given == Path("other.toml")


_CURE = 'give --contract=FILE, or write contract = "FILE" in smokegate.toml'


@pytest.mark.parametrize(
    "files, checks, sentence",
    [
        pytest.param(
            {"smoke/a.toml": HEALTH, "smoke/b.toml": HEALTH},
            ["smoke"],
            f"several contracts: smoke/a.toml, smoke/b.toml; {_CURE}, or call one of them "
            "contract.toml",
            id="two-others",
        ),
        pytest.param(
            {"a/contract.toml": HEALTH, "b/contract.toml": HEALTH},
            ["a", "b"],
            f"several contracts: a/contract.toml, b/contract.toml; {_CURE}, or call one of them "
            "contract.toml",
            id="two-folders",
        ),
        pytest.param(
            {f"smoke/{name}": OTHERS[name] for name in OTHERS},
            ["smoke"],
            f"no contract: none in smoke; {_CURE}, or put contract.toml beside the checks "
            "(docs/contract.md)",
            id="no-candidates",
        ),
        pytest.param(
            {"a/test_a.py": "", "b/test_b.py": ""},
            ["a", "b/test_b.py"],
            f"no contract: none in a and b; {_CURE}, or put contract.toml beside the checks "
            "(docs/contract.md)",
            id="two-places",
        ),
        pytest.param(
            {},
            [],
            f"no contract: none in the working folder; {_CURE}, or put contract.toml beside the "
            "checks (docs/contract.md)",
            id="nothing-anywhere",
        ),
        pytest.param(
            {"wrangler.toml": 'routes = ["charhub.app/*"]\n'},
            [],
            f"no contract: none in the working folder; {_CURE}, or put contract.toml beside the "
            "checks (docs/contract.md)",
            id="another-tools-file-and-no-checks",
        ),
        pytest.param(
            {"smoke/test_a.py": "", "contract.toml": HEALTH},
            ["smoke"],
            "no contract: none in smoke; give --contract=contract.toml, or move it beside the "
            "checks",
            id="beside-the-folder",
        ),
        pytest.param(
            {"smokegate.toml": NAMED, "smoke/contract.toml": HEALTH},
            ["smoke"],
            "smokegate.toml: $.contract should be the path of a file beside it, got "
            "'kept/mine.toml'; write contract = \"contract.toml\"",
            id="named-and-absent",
        ),
        pytest.param(
            {"smokegate.toml": "contract = 3\n", "smoke/contract.toml": HEALTH},
            ["smoke"],
            'smokegate.toml: $.contract should be a text that is not empty, got 3; write "text"',
            id="named-by-a-number",
        ),
        pytest.param(
            {"smokegate.toml": "contract\n", "smoke/contract.toml": HEALTH},
            ["smoke"],
            "smokegate.toml: line 1 is not TOML",
            id="settings-are-not-toml",
        ),
    ],
)
def test_what_is_not_certain_is_refused(
    files: dict[str, str], checks: list[str], sentence: str, here: Path
) -> None:
    """Several, or none: one line that names them, or where was looked, and says what to do."""
    laid_out(here, files)
    with pytest.raises(ConfigurationError) as refused:
        find_contract(None, base_url=URL, checks=[Path(path) for path in checks], folder=Path())
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize("deployment", ["demo", "demo:redis-down"])
def test_the_demo_brings_its_own(deployment: str, here: Path) -> None:
    """Whatever lies in the working folder promises something of another deployment."""
    laid_out(here, {"smokegate.toml": NAMED, "smoke/contract.toml": HEALTH})
    found = find_contract(None, base_url=deployment, checks=[Path("smoke")], folder=Path())
    assert found == demo_contract()


def test_the_demo_promises_what_charhub_does() -> None:
    """The demo is CharHub-shaped: the two files differ in words alone."""
    shipped = load_contract(ROOT / "smoke/charhub.toml").record
    assert load_contract(demo_contract()).record == shipped


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("gate", f"--base-url={URL}"), id="gate"),
        pytest.param(("baseline", f"--base-url={URL}"), id="baseline"),
        pytest.param(("deploy", "3f2a91c", f"--base-url={URL}"), id="deploy"),
        pytest.param(("rollback", f"--base-url={URL}"), id="rollback"),
    ],
)
def test_a_command_without_a_contract_is_exit_2(command: tuple[str, ...], tmp_path: Path) -> None:
    """Nothing is run and nothing is changed; a checkout's own contract is nobody else's."""
    done = run("smokegate", *command, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("no contract: none in the working folder; give --contract=FILE")
    assert not (tmp_path / "reports").exists()


def test_pytest_without_a_contract_is_exit_4(tmp_path: Path) -> None:
    """One line, and no report; the shipped checks of a checkout bring no contract along."""
    laid_out(
        tmp_path, {"smoke/test_own.py": "def test_own() -> None:\n    pass\n", "pytest.ini": ""}
    )
    done = run("pytest", "smoke", "-p", "smokegate.plugin", f"--base-url={URL}", folder=tmp_path)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("ERROR: no contract: none in smoke; give --contract=FILE")
    assert not (tmp_path / "reports").exists()


def test_pytest_smoke_of_this_repository_reads_charhub(tmp_path: Path) -> None:
    """The only contract beside the shipped checks is CharHub's, wherever they are called from."""
    words = (ROOT / "smoke", "-c", ROOT / "pytest.ini", f"--base-url={URL}", "--collect-only")
    done = run("pytest", *words, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "contract charhub.toml sha256:" in done.stdout


def test_every_command_reads_smokegate_toml(here: Path) -> None:
    """`contract` is a setting like the others: the parts of each run are made with it."""
    laid_out(here, {"smokegate.toml": NAMED, "kept/mine.toml": HEALTH})
    parts = assembled(Order(base_url=URL), load_gate_file(), "run")
    assert parts.smoke.suite.contract == Path("kept/mine.toml")


def test_nothing_keeps_a_person_from_going_back(here: Path) -> None:
    """Where no contract is found, a rollback by hand reads the one that is on record."""
    order, file = Order(base_url=URL), load_gate_file()
    with pytest.raises(ConfigurationError):
        with_a_contract(order, file)
    state = State(here / ".smokegate/state.sqlite3")
    releases = Releases(state, URL)
    with state.transaction() as connection:
        releases.mark(connection, "3f2a91c", Standing.KNOWN_GOOD, contract=HEALTH, now=now())
    given = with_a_contract(order, file)
    assert given.contract == ".smokegate/contract.toml"
    assert Path(given.contract).read_text("utf-8") == HEALTH
