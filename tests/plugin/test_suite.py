"""`pytest smoke --base-url=URL` as its users run it: real processes on a live deployment."""

import re
from pathlib import Path

import pytest

from smokegate.demo.releases import RELEASES
from tests.live import CHECKS, ROOT, Live, cases, last_line, properties, run, suite

CHARHUB = f"--contract={ROOT / 'smoke/charhub.toml'}"
RED = [release for release in RELEASES.values() if release.expected == "red"]
WARNED = [release for release in RELEASES.values() if release.expected == "warned"]

# which check catches it first, and a word of the sentence that names it
CAUGHT = {
    "redis-down": ("test_component_is_ok[redis]", "redis is error"),
    "health-says-down": ("test_health_is_good", "200 but it says DOWN"),
    "healthy-503": ("test_health_is_good", "though the body says healthy"),
    "health-html": ("test_health_is_good", "HTML where health was expected"),
    "component-missing": ("test_component_is_ok[r2]", "no check named 'r2'"),
    "stale-health": ("test_health_is_fresh", "s away from now"),
    "not-ready": ("test_deployment_is_ready", "status should be 2xx, got 503"),
    "wrong-site": ("test_page_is_the_application[/]", "Welcome to nginx!"),
    "no-mount": ("test_page_is_not_blank[/]", "mount node should be #root"),
    "blank-page": ("test_page_is_not_blank[/]", "no visible text and no script that loads"),
    "no-marker": ("test_page_is_the_application[/]", "contains 'CharHub'"),
    "missing-script": ("test_every_asset_is_genuine[/]", "HTML in disguise"),
    "missing-style": ("test_every_asset_arrives[/]", ".css should be 200, got 404"),
    "wrong-type": ("test_every_asset_is_genuine[/]", "content type, got text/plain"),
    "empty-script": ("test_every_asset_arrives[/]", "200 with 0 bytes"),
    "cut-script": ("test_every_asset_arrives[/]", "the body is cut short"),
    "wrong-integrity": ("test_every_asset_keeps_its_integrity[/]", "a browser refuses it"),
    "dead-logo": ("test_every_asset_arrives[/]", ".svg should be 200, got 500"),
    "oauth-missing": ("test_start_redirects_to_the_provider[google]", "Unknown authentication"),
    "oauth-permanent": ("test_start_redirects_to_the_provider[google]", "301, which browsers"),
    "oauth-localhost": ("test_redirect_uri_is_our_callback[google]", "http://localhost:3000/"),
    "oauth-undefined-client": ("test_client_id_is_one[google]", "got undefined"),
    "oauth-constant-state": ("test_state_is_fresh[google]", "the same 32 characters"),
    "oauth-no-state": ("test_state_is_fresh[google]", "state should be present once"),
    "oauth-wrong-provider": ("test_start_redirects_to_the_provider[google]", "goog1e.example"),
    "oauth-wrong-scope": ("test_scopes_are_asked_for[google]", "scope should be with profile"),
    "oauth-token-flow": ("test_start_redirects_to_the_provider[google]", "code, got token"),
    "oauth-leaks-secret": ("test_redirect_carries_no_secret[google]", "without client_secret"),
    "callback-crash": ("test_callback_refuses_a_made_up_state[google]", "got 500"),
    "callback-page": ("test_callback_refuses_a_made_up_state[google]", "SPA fallback"),
    "hanging-health": ("test_health_is_good", "silence: timed out after 1 s"),
    "dripping-page": ("test_page_answers[/]", "silence: timed out after 1 s"),
    "dead": ("test_page_answers[/]", "closed without an answer"),
}


def test_every_red_release_has_its_line() -> None:
    """No broken release of the demo goes untested."""
    assert {release.name for release in RED} == set(CAUGHT)


REDIS_DOWN = {
    "test_health_is_good",
    "test_component_is_ok[redis]",
    "test_every_replica_answers[health]",
}

# one of each kind at every run; all of them behind -m slow
QUICK = {"redis-down", "healthy-503", "blank-page", "missing-script", "oauth-missing", "dead"}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow]) for name in CAUGHT],
)
def test_a_broken_release_is_caught_and_named(name: str, tmp_path: Path) -> None:
    """Each broken release ends with status 1, and the report names the fault."""
    check, words = CAUGHT[name]
    done = suite(f"demo:{name}", "--deadline=1", "-p", "no:allure_pytest", folder=tmp_path)
    assert done.returncode == 1, done.stdout
    seen = {case.name: case for case in cases(tmp_path / "reports/junit.xml")}
    assert (seen[check].outcome, words in str(seen[check].message)) == ("failure", True), seen[
        check
    ]
    assert words in done.stdout
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(one.name, marks=[] if one.name == "llm-down" else [pytest.mark.slow])
        for one in WARNED
    ],
)
def test_a_good_release_with_warts_passes_with_notes(name: str, tmp_path: Path) -> None:
    """What is below critical, or need not be there, is said and fails nothing."""
    done = suite(f"demo:{name}", "-p", "no:allure_pytest", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "WARNING" in done.stdout or "not covered: GET" in done.stdout


def test_a_good_deployment_passes_every_check(tmp_path: Path) -> None:
    """The good release is green: everything passed, nothing skipped, and the report says so."""
    done = suite("demo", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    report = tmp_path / "reports/junit.xml"
    seen, said = cases(report), properties(report)
    assert {case.outcome for case in seen} == {"passed"}
    assert len(said["smokegate.planned"].splitlines()) == len(seen) == CHECKS
    assert said["smokegate.release.seen"] == RELEASES["good"].commit
    assert said["smokegate.control"] == "none"
    assert said["smokegate.contract"].startswith("contract.toml sha256:")
    assert said["smokegate.finished"]
    assert "smokegate.release.expected" not in said
    assert seen[0].properties == {"severity": "critical", "answered": "yes"}
    assert list((tmp_path / "reports/allure-results").glob("*-result.json"))


def test_without_a_url_there_is_one_clear_line(tmp_path: Path) -> None:
    """No URL is a mistake in usage: status 4, one line, no report."""
    done = run("pytest", ROOT / "smoke", "-c", ROOT / "pytest.ini", folder=tmp_path)
    assert done.returncode == 4
    assert done.stderr.strip() == (
        "ERROR: --base-url: is missing; give the origin of the deployment, such as "
        "--base-url=https://charhub.app, or try --base-url=demo"
    )
    assert done.stdout == ""
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize(
    "arguments, told",
    [
        pytest.param(
            ["--base-url=https://u:p4ss@h.example"],
            "--base-url: carries credentials, got https://[redacted]@h.example; "
            "leave them out, they would stand in every report",
            id="credentials",
        ),
        pytest.param(
            ["--base-url=charhub.app"],
            "--base-url: should be an http or https URL, got 'charhub.app'; write https://host",
            id="no-scheme",
        ),
        pytest.param(
            ["--base-url=https://charhub.app/app"],
            "--base-url: should be an origin, got 'https://charhub.app/app'; "
            "paths belong into the contract",
            id="path",
        ),
        pytest.param(
            ["--base-url=http://127.0.0.1:1", "--settle=soon"],
            "--settle: should be a number from 0 to 3600, got 'soon'; write --settle=1",
            id="settle",
        ),
        pytest.param(
            ["--base-url=http://127.0.0.1:1", "--deadline=nan"],
            "--deadline: should be a number from 0.05 to 600, got 'nan'; write --deadline=1",
            id="deadline",
        ),
        pytest.param(
            ["--base-url=http://127.0.0.1:1", "--concurrency=1.5"],
            "--concurrency: should be a whole number from 1 to 256, got '1.5'; "
            "write --concurrency=1",
            id="concurrency",
        ),
        pytest.param(
            ["--base-url=http://127.0.0.1:1", "--fail-on=bad"],
            "--fail-on: should be one of blocker, critical, normal, minor, trivial, got 'bad'; "
            "write critical",
            id="fail-on",
        ),
        pytest.param(
            ["--base-url=http://127.0.0.1:1", "--contract=absent.toml"],
            "absent.toml: there is no such file; give the path of one",
            id="contract",
        ),
    ],
)
def test_bad_usage_is_one_line(arguments: list[str], told: str, tmp_path: Path) -> None:
    """A wrong option is status 4 and one line that says what to write."""
    done = run("pytest", ROOT / "smoke", "-c", ROOT / "pytest.ini", *arguments, folder=tmp_path)
    assert (done.returncode, done.stderr.strip()) == (4, f"ERROR: {told}")


def test_an_unknown_demo_release_lists_the_known_ones(tmp_path: Path) -> None:
    """A demo release that does not exist is a mistake in usage."""
    done = suite("demo:nope", folder=tmp_path)
    assert done.returncode == 4
    assert done.stderr.startswith("ERROR: --base-url: ")
    assert "redis-down" in done.stderr


def test_a_bad_contract_is_status_4(tmp_path: Path) -> None:
    """Under pytest a bad contract is status 4 and the line that `contract check` gives."""
    contract = tmp_path / "mine.toml"
    contract.write_text('app = "x"\n[[pages]]\npath = "/"\ncontians = ["x"]\n', "utf-8")
    done = suite("demo", f"--contract={contract}", folder=tmp_path)
    told = f"ERROR: {contract}: $.pages[0].contians is not a known key; did you mean contains?"
    assert (done.returncode, done.stderr.strip()) == (4, told)


def test_a_dead_address_gives_one_reason(tmp_path: Path) -> None:
    """Where nothing listens, every check fails for one reason that is told once."""
    done = suite("http://127.0.0.1:9", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout.count("   seen:    ") == 1
    assert re.search(r"seen:    GET /\S* and \d+ more -> silence: connection refused", done.stdout)
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["-n2"], id="xdist", marks=pytest.mark.slow),
        pytest.param(["-p", "no:xdist"], id="no-xdist"),
        pytest.param(["-p", "no:allure_pytest"], id="no-allure", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("name, status", [("good", 0), ("redis-down", 1)])
def test_the_result_is_the_same_however_it_is_run(
    arguments: list[str], name: str, status: int, live: Live, tmp_path: Path
) -> None:
    """Other plugins and workers change how it runs, not what it says."""
    live.deploy(name)
    done = suite(live.url, *arguments, folder=tmp_path)
    assert done.returncode == status, done.stdout
    report = tmp_path / "reports/junit.xml"
    said = properties(report)
    seen = cases(report)
    assert len(said["smokegate.planned"].splitlines()) == len(seen) == CHECKS
    assert said["smokegate.release.seen"] == RELEASES[name].commit
    assert said["smokegate.finished"]
    assert {case.name for case in seen if case.outcome == "failure"} == (
        REDIS_DOWN if status else set()
    )


def test_a_selection_runs_and_plans_only_itself(live: Live, tmp_path: Path) -> None:
    """`-k health` asks for health alone, and the report plans nothing else."""
    done = suite(live.url, "-k", "test_health", folder=tmp_path)
    assert done.returncode == 0
    planned = properties(tmp_path / "reports/junit.xml")["smokegate.planned"].splitlines()
    assert planned
    assert all("test_health.py::" in one for one in planned)


def test_one_module_runs_by_itself(live: Live, tmp_path: Path) -> None:
    """A module named alone is checked alone."""
    done = suite(live.url, folder=tmp_path, target=[ROOT / "smoke/test_oauth.py"])
    assert done.returncode == 0
    assert last_line(done.stdout).count("30 passed") == 1


def test_collecting_asks_for_nothing(tmp_path: Path) -> None:
    """`--collect-only` lists the checks of a deployment that is not there."""
    done = suite("http://127.0.0.1:9", "--collect-only", "-q", "--settle=60", folder=tmp_path)
    assert done.returncode == 0
    assert "test_health.py::test_component_is_ok[database]" in done.stdout


def test_lesser_failures_fail_the_run_when_asked_to(live: Live, tmp_path: Path) -> None:
    """`--fail-on=minor` turns a warning into a failure."""
    live.deploy("llm-down")
    assert suite(live.url, folder=tmp_path).returncode == 0
    done = suite(live.url, "--fail-on=minor", folder=tmp_path)
    assert done.returncode == 1
    assert "FAILED (minor)" in done.stdout


@pytest.mark.parametrize(
    "expected, status", [("good", 0), ("redis-down", 1)], ids=["right", "another"]
)
def test_the_expected_release_should_answer(
    expected: str, status: int, live: Live, tmp_path: Path
) -> None:
    """`--release` adds a check, which an abbreviated commit satisfies and another one does not."""
    wanted = RELEASES[expected].commit[:10]
    done = suite(live.url, f"--release={wanted}", folder=tmp_path)
    assert done.returncode == status
    said = properties(tmp_path / "reports/junit.xml")
    assert said["smokegate.release.expected"] == wanted
    if status:
        seen = cases(tmp_path / "reports/junit.xml")
        case = next(case for case in seen if case.outcome == "failure")
        assert case.name == "test_release_is_the_expected_one"
        assert case.properties["cause"] == "skew"


def test_a_release_that_cannot_be_seen_cannot_be_asked_for(live: Live, tmp_path: Path) -> None:
    """`--release` with a contract that does not say where to look is a mistake in usage."""
    contract = tmp_path / "mine.toml"
    contract.write_text('app = "x"\n[[pages]]\npath = "/"\n', "utf-8")
    done = suite(live.url, f"--contract={contract}", "--release=abc", folder=tmp_path)
    assert done.returncode == 4
    assert "has no [release], so nothing can show that abc is the one answering" in done.stderr


def test_no_secret_reaches_a_report(live: Live, tmp_path: Path) -> None:
    """Neither a leaked client secret nor any state stands in anything that a run leaves."""
    live.deploy("oauth-leaks-secret")
    done = suite(live.url, folder=tmp_path)
    assert done.returncode == 1
    left = [path for path in (tmp_path / "reports").rglob("*") if path.is_file()]
    text = done.stdout + done.stderr + "".join(path.read_text("utf-8") for path in left)
    assert "client_secret=[redacted]" in text
    assert "GOCSPX" not in text
    assert "state=[redacted]" in text


def test_an_old_report_does_not_outlive_a_new_run(live: Live, tmp_path: Path) -> None:
    """A run that is killed leaves no report, rather than the one of the run before."""
    report = tmp_path / "reports/junit.xml"
    report.parent.mkdir()
    report.write_text("<testsuites/>", "utf-8")
    suicide = tmp_path / "test_end.py"
    suicide.write_text("import os\n\n\ndef test_end() -> None:\n    os._exit(0)\n", "utf-8")
    given = ("-p", "smokegate.plugin", f"--base-url={live.url}", CHARHUB)
    done = run("pytest", suicide, *given, folder=tmp_path)
    assert done.returncode == 0
    assert not report.exists()


def test_a_team_can_add_a_check_of_its_own(live: Live, tmp_path: Path) -> None:
    """A check elsewhere that takes our records gets them, severity and sentence included."""
    mine = tmp_path / "test_mine.py"
    mine.write_text(
        "from smokegate.reading.health import Health\n\n\n"
        "def test_three_components(health: Health) -> None:\n"
        '    """There should be three."""\n'
        "    assert len(health.components) == 3, health.names\n",
        "utf-8",
    )
    given = ("-p", "smokegate.plugin", f"--base-url={live.url}", CHARHUB)
    done = run("pytest", mine, *given, folder=tmp_path)
    assert done.returncode == 1
    assert "   promise: There should be three." in done.stdout
    assert "   seen:    database, llm, r2, redis" in done.stdout


def test_without_a_url_a_check_elsewhere_is_refused_too(tmp_path: Path) -> None:
    """A check of ours in somebody's own suite needs the URL as well: status 4, one line."""
    mine = tmp_path / "test_mine.py"
    mine.write_text(
        "from smokegate.reading.health import Health\n\n\n"
        "def test_mine(health: Health) -> None:\n    assert health\n",
        "utf-8",
    )
    done = run("pytest", mine, "-p", "smokegate.plugin", folder=tmp_path)
    assert done.returncode == 4
    assert "ERROR: --base-url: is missing" in done.stderr


def test_other_suites_are_left_alone(tmp_path: Path) -> None:
    """A suite that calls its own things a provider or health runs as if we were not there."""
    other = tmp_path / "test_other.py"
    other.write_text(
        "import pytest\n\n\n@pytest.fixture\ndef health() -> int:\n    return 1\n\n\n"
        "@pytest.mark.parametrize('provider', [1, 2])\n"
        "def test_other(provider: int, health: int) -> None:\n    assert provider >= health\n",
        "utf-8",
    )
    done = run("pytest", other, "-p", "smokegate.plugin", folder=tmp_path)
    assert done.returncode == 0
    assert not (tmp_path / "reports").exists()


def test_other_suites_are_left_alone_in_a_run_of_ours_too(live: Live, tmp_path: Path) -> None:
    """A test with a fixture of a name of ours is run, whatever the contract leaves out."""
    other = tmp_path / "test_other.py"
    other.write_text(
        "import pytest\n\n\n@pytest.fixture\ndef health() -> int:\n    return 1\n\n\n"
        "@pytest.mark.parametrize('provider', [1, 2])\n"
        "def test_other(provider: int, health: int) -> None:\n    assert provider >= health\n",
        "utf-8",
    )
    contract = tmp_path / "mine.toml"
    contract.write_text('app = "x"\n[[pages]]\npath = "/"\n', "utf-8")
    options = (f"--base-url={live.url}", f"--contract={contract}")
    done = run("pytest", other, "-p", "smokegate.plugin", *options, folder=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in last_line(done.stdout)


TABLES = {
    "release": '[release]\nheader = "x-release"\n',
    "health": '[health]\npath = "/api/v1/health"\n[health.components]\nredis = "critical"\n',
    "ready": '[ready]\npath = "/api/v1/ready"\n',
    "pages": '[[pages]]\npath = "/"\n',
    "oauth": (
        '[[oauth]]\nprovider = "google"\npath = "/api/v1/oauth/google"\n'
        'authorize = "https://accounts.google.com/o/oauth2/*"\n'
        'callback = "/api/v1/oauth/google/callback"\n'
    ),
    "routes": '[[routes]]\npath = "/favicon.ico"\nstatus = 204\n',
    "latency": "[latency]\nbudget_ms = 5000\n",
}


@pytest.mark.parametrize(
    "left_out",
    [pytest.param(one, marks=[] if one == "health" else [pytest.mark.slow]) for one in TABLES],
)
def test_a_contract_may_leave_any_table_out(left_out: str, live: Live, tmp_path: Path) -> None:
    """What is not promised is not asked, and everything else is."""
    contract = tmp_path / "mine.toml"
    text = "".join(table for name, table in TABLES.items() if name != left_out)
    contract.write_text(f'app = "x"\n{text}', "utf-8")
    done = suite(live.url, f"--contract={contract}", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    (told,) = [line for line in done.stdout.splitlines() if "(no promise in the contract)" in line]
    assert left_out in told.removeprefix("not covered: ").partition(" (")[0].split(", ")


@pytest.mark.parametrize(
    "only",
    [
        "pages",
        *(
            pytest.param(one, marks=pytest.mark.slow)
            for one in ("health", "ready", "oauth", "routes")
        ),
    ],
)
def test_a_contract_may_have_one_table(only: str, live: Live, tmp_path: Path) -> None:
    """One promise is a contract."""
    contract = tmp_path / "mine.toml"
    contract.write_text(f'app = "x"\n{TABLES[only]}', "utf-8")
    done = suite(live.url, f"--contract={contract}", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "skipped" not in done.stdout


@pytest.mark.parametrize(
    "option",
    [
        "--setup-only",
        *(
            pytest.param(option, marks=pytest.mark.slow)
            for option in ("--setup-plan", "--release=", "--contract=")
        ),
    ],
)
def test_a_run_that_would_ask_nothing_is_refused(option: str, live: Live, tmp_path: Path) -> None:
    """Status 4: neither a run without checks nor an unset variable looks like a pass."""
    done = suite(live.url, option, folder=tmp_path)
    assert done.returncode == 4, done.stdout
    assert done.stderr.startswith(f"ERROR: {option.rstrip('=')}: ")


def test_a_failure_is_told_beside_what_is_not_covered(live: Live, tmp_path: Path) -> None:
    """A check that could not look at one thing and failed on another tells of both."""
    live.deploy("missing-style")
    done = suite(live.url, folder=tmp_path)
    assert done.returncode == 1
    assert ".css should be 200, got 404" in done.stdout


def test_a_report_that_is_a_directory_is_a_mistake_in_usage(live: Live, tmp_path: Path) -> None:
    """Status 4 and one line, before anything is asked."""
    (tmp_path / "reports/junit.xml").mkdir(parents=True)
    done = suite(live.url, folder=tmp_path)
    told = "ERROR: --junitxml: is a directory, got 'reports/junit.xml'; give the path of a file"
    assert (done.returncode, done.stderr.strip()) == (4, told)


def test_a_device_in_the_place_of_the_report_stays(live: Live, tmp_path: Path) -> None:
    """What is not a file of ours is not taken away."""
    done = suite(live.url, "--junitxml=/dev/null", "-k", "health", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    assert Path("/dev/null").is_char_device()


def test_no_value_of_a_query_stands_in_a_test_id(live: Live, tmp_path: Path) -> None:
    """A key in the path of a promise is nobody's business; ids stay apart all the same."""
    contract = tmp_path / "mine.toml"
    routes = "".join(
        f'[[routes]]\npath = "/favicon.ico?api_key=sk_live_{n}abcdefgh"\nstatus = 204\n'
        for n in "ab"
    )
    contract.write_text(f'app = "x"\n{routes}', "utf-8")
    done = suite(live.url, f"--contract={contract}", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    report = tmp_path / "reports/junit.xml"
    assert "sk_live" not in report.read_text("utf-8")
    assert [case.name for case in cases(report)] == [
        "test_route_answers_as_promised[/favicon.ico?api_key]",
        "test_route_answers_as_promised[/favicon.ico?api_key #2]",
    ]
