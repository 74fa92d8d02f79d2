"""Item 9: a secret should be in nothing that is written, however a team's check lets it out."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from smokegate.environment_secrets import learn_environment, secrets_of
from smokegate.redact import redacted
from smokegate.seen_secrets import remembered
from tests.live import Live, run, suite

PLANTED = {
    "DATABASE_URL": "postgres://charhub:db-pa55-planted@10.0.3.7:5432/charhub",
    "STRIPE_SECRET": "planted-Stripe-55821",
    "SESSION_KEY": "planted\nof-two-Lines-77",
    "SMOKEGATE_NOTIFY": "https://hooks.invalid/services/T0planted/B0planted/Zq81planted77",
}
SECRETS = ("db-pa55-planted", "planted-Stripe-55821", "of-two-Lines-77", "Zq81planted77")
BODY = '{"password": "json-Pa55-planted"}'
CHECKS = """
import json, logging, os, warnings
import pytest

SECRET = os.environ["STRIPE_SECRET"]
ALL = " ".join([*(os.environ.get(n, "") for n in NAMES), BODY])
ALL += "\\n::error::owned\\n\\x1b[2J\\u202e##vso[task.complete]"

@pytest.fixture
def broken():
    raise RuntimeError(ALL)

@pytest.fixture
def breaks_after():
    yield
    raise RuntimeError(ALL)

def test_raises(): raise ValueError(ALL)
def test_fails(): pytest.fail(ALL)
def test_fails_bare(): pytest.fail(ALL, pytrace=False)
def test_asserts(): assert ALL == "", ALL
def test_compares(): assert {"body": ALL} == {}
def test_key(): {}[SECRET]
def test_chain():
    try:
        raise KeyError(ALL)
    except KeyError as err:
        raise OSError(ALL) from err
def test_group(): raise ExceptionGroup(ALL, [ValueError(ALL)])
def test_note():
    err = ValueError("a")
    err.add_note(ALL)
    raise err
def test_fixture(broken): pass
def test_teardown(breaks_after): pass
def test_skips(): pytest.skip(ALL)
@pytest.mark.skip(reason=ALL)
def test_is_skipped(): pass
@pytest.mark.xfail(reason=ALL)
def test_xfails(): assert False
@pytest.mark.xfail(reason=ALL)
def test_xpasses(): pass
@pytest.mark.xfail(reason=ALL, strict=True)
def test_xpasses_strictly(): pass
def test_xfails_inside(): pytest.xfail(ALL)
def test_subtests(subtests):
    for text in (ALL, SECRET):
        with subtests.test(msg=text, given=text):
            print(text)
            raise ValueError(text)
def test_prints():
    print(ALL)
    os.write(1, ALL.encode())
    logging.getLogger("a").error("%s", ALL)
    assert False
def test_warns(): warnings.warn(ALL)
def test_properties(record_property, record_testsuite_property, record_xml_attribute):
    record_property(SECRET, ALL)
    record_testsuite_property("seen", SECRET)
    record_xml_attribute("seen", SECRET)
def test_attaches(tmp_path):
    import allure
    (tmp_path / "a.txt").write_text(ALL)
    allure.attach(ALL, name=SECRET)
    allure.attach.file(str(tmp_path / "a.txt"))
    allure.dynamic.parameter("given", ALL)
    allure.dynamic.title(SECRET)
    with allure.step(ALL):
        raise ValueError(ALL)
@pytest.mark.parametrize("given", [SECRET, SECRET + "x"])
def test_parameters(given): assert False
@pytest.mark.parametrize("given", [1, pytest.param(2, id=SECRET)], ids=[SECRET + "a", None])
def test_ids(given): pass
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A team's checks that let everything out."""
    folder = tmp_path_factory.mktemp("team")
    (folder / "own").mkdir()
    text = CHECKS.replace("NAMES", repr(list(PLANTED))).replace("BODY", repr(BODY))
    (folder / "own/test_own.py").write_text(text, "utf-8")
    return folder


def leaks(text: str) -> list[str]:
    """What stands around each secret in the text."""
    places = [(each, text.find(each)) for each in (*SECRETS, "json-Pa55-planted")]
    return [f"{each}: {text[max(at - 100, 0) : at + 60]!r}" for each, at in places if at >= 0]


def written(folder: Path) -> Iterator[tuple[Path, str]]:
    """Each file that is no check, the attachments included."""
    for each in (folder / "reports").rglob("*"):
        if each.is_file():
            yield each, f"{each}\n{each.read_bytes().decode('latin-1')}"


def assert_nothing_leaks(folder: Path, console: str) -> None:
    """In no file and on no terminal; what is printed commands nobody."""
    assert {str(each): found for each, text in written(folder) if (found := leaks(text))} == {}
    assert leaks(console) == []
    assert "\x1b" not in console
    assert "\u202e" not in console
    assert "##vso" not in console
    assert [line for line in console.splitlines() if line.lstrip().startswith("::")] == []


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="alone", marks=pytest.mark.slow),
        pytest.param(("-vv", "--showlocals", "--tb=long", "-rA"), id="everything"),
        pytest.param(("--tb=native", "-p", "no:allure_pytest"), id="native"),
        pytest.param(("-n", "2"), id="workers", marks=pytest.mark.slow),
    ],
)
def test_item_9_no_report_holds_a_secret(
    folder: Path, live: Live, arguments: tuple[str, ...]
) -> None:
    """Console, JUnit and Allure, whatever the check does; the author still sees what broke."""
    contract = Path(__file__).parents[2] / "smoke/charhub.toml"
    done = run(
        *("pytest", "own", "-p", "smokegate.plugin", f"--base-url={live.url}"),
        *(f"--contract={contract}", "-o", "junit_logging=all", "-p", "no:cacheprovider"),
        *arguments,
        folder=folder,
        environment=PLANTED,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "ValueError" in done.stdout
    assert "[redacted]" in done.stdout
    assert_nothing_leaks(folder, done.stdout + done.stderr)


@pytest.mark.slow
def test_item_9_no_gate_writes_a_secret(folder: Path, live: Live) -> None:
    """Console, verdict, record, and what `explain`, `log` and `judge` say afterwards."""
    contract = Path(__file__).parents[2] / "smoke/charhub.toml"
    (folder / "smokegate.toml").write_text(
        "[timings]\nsettle_s = 0\nattempts_s = [0, 0.1]\nharness_s = 1\nverdict_s = 20\n", "utf-8"
    )
    done = run(
        *("smokegate", "gate", f"--base-url={live.url}", f"--contract={contract}"),
        *("--suite=own", "--", "-s", "-p", "no:cacheprovider"),
        folder=folder,
        environment=PLANTED,
    )
    assert done.returncode in (1, 3), done.stdout + done.stderr
    console = done.stdout + done.stderr
    for command in (
        ("explain",),
        ("log", f"--base-url={live.url}"),
        ("judge", "reports/junit.xml", "--json"),
        ("gate", f"--base-url={live.url}", f"--release={PLANTED['STRIPE_SECRET']}", "--x=1"),
    ):
        more = run("smokegate", *command, folder=folder, environment=PLANTED)
        console += more.stdout + more.stderr
    assert_nothing_leaks(folder, console)
    state = (folder / ".smokegate/state.sqlite3").read_bytes().decode("latin-1")
    assert leaks(state) == []
    assert json.loads((folder / "reports/verdict.json").read_text("utf-8"))


def test_item_9_a_normal_run_is_as_it_was(live: Live, tmp_path: Path) -> None:
    """What is no secret stays as it is."""
    done = suite(live.url, folder=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "[redacted]" not in done.stdout


@pytest.mark.parametrize(
    "name, value, secrets",
    [
        pytest.param("API_TOKEN", "Zq81planted", {"Zq81planted"}, id="token"),
        pytest.param("githubToken", "Zq81planted", {"Zq81planted"}, id="small-letters"),
        pytest.param("DB_PASSWORD", "correct horse battery", {"correct horse battery"}, id="words"),
        pytest.param("DB_PASSWORD", "hunterhunter", {"hunterhunter"}, id="long-word"),
        pytest.param("DB_PASSWORD", "short", set(), id="short"),
        pytest.param("AUTH_MODE", "Zq81planted", set(), id="about-it"),
        pytest.param("TOKEN_URL", "https://accounts.example.com/token", set(), id="plain-url"),
        pytest.param("AUTHOR", "Zq81planted", set(), id="author"),
        pytest.param("KEYBOARD", "Zq81planted", set(), id="keyboard"),
        pytest.param("CACHE_KEY", "cb927fc0cb927fc0", set(), id="cache"),
        pytest.param("SESSION", "charhub.app", set(), id="host"),
        pytest.param("KEYS", "/etc/keys/charhub", set(), id="path"),
        pytest.param("SESSION_KEY", "disabled", set(), id="word"),
        pytest.param("SSH_AUTH_SOCK", "/run/ssh-XX1/agent.1", set(), id="socket"),
        pytest.param("PWD", "/home/runner/Work1", set(), id="working-folder"),
        pytest.param(
            "SMOKEGATE_NOTIFY",
            "json://127.0.0.1:9/Zq81planted",
            {"json://127.0.0.1:9/Zq81planted", "Zq81planted"},
            id="webhook-on-an-address",
        ),
        pytest.param("HOME_PAGE", "https://charhub.app/a/Zq81planted", set(), id="other-url"),
    ],
)
def test_item_9_what_is_secret_in_an_environment(name: str, value: str, secrets: set[str]) -> None:
    """Told by the name of the variable, unless the value is a word that everybody uses."""
    assert set(secrets_of(name, value)) == secrets


@pytest.mark.parametrize(
    "name, value, secret",
    [
        pytest.param("DATABASE_URL", "postgres://app:Zq81planted@db/app", "Zq81planted", id="dsn"),
        pytest.param("R", "redis://:Zq81%2Bplanted@cache:6379", "Zq81+planted", id="encoded"),
        pytest.param("SENTRY_DSN", "https://Zq81planted@o1.ingest.io/2", "Zq81planted", id="user"),
        pytest.param("SLACK_HOOK", "https://h.io/s/Zq81planted", "Zq81planted", id="hook"),
        pytest.param(
            "SMOKEGATE_NOTIFY",
            "https://a.io/x urgent=pagerduty://Zq81planted@Kq81planted",
            "Kq81planted",
            id="notify",
        ),
    ],
)
def test_item_9_credentials_in_a_url_are_secret(name: str, value: str, secret: str) -> None:
    """Whole and in parts, wherever they come again."""
    environment: Mapping[str, str] = {name: value}
    with remembered():
        learn_environment(environment)
        assert redacted(f"it said {secret} and more") == "it said [redacted] and more"
        assert "planted" not in redacted(f"it said {value} and more")
    assert os.environ is not environment
