"""Item 3, the runner is kept out: the report and the summary of a run should say so."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from smokegate.contract_file import load_contract
from smokegate.plugin import asks
from smokegate.plugin.recognition import Recognition
from smokegate.plugin.settings import Settings
from smokegate.plugin.survey import Survey
from tests.gatekept import CONTRACT, Site, served, well
from tests.live import properties, suite
from tests.reading.gatekeepers import DEPLOYMENTS, EDGES, OTHERS, Gatekeeper, Reply, page, status


@pytest.fixture
def site() -> Iterator[Site]:
    """A site that answers well until it is changed."""
    with served() as one:
        yield one


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """The contract of the site."""
    file = tmp_path / "contract.toml"
    file.write_text(CONTRACT, "utf-8")
    return file


def recognised(site: Site, contract: Path) -> tuple[Recognition, Settings]:
    """What a run recognises of the site, from requests that were really made."""
    record = load_contract(contract).record
    settings = Settings(
        base_url=site.url,
        contract=record,
        contract_name="contract.toml",
        release=None,
        settle_s=0,
        deadline_s=5,
        concurrency=4,
        samples=1,
        control=(),
        fail_on=record.pages[0].severity,
        run="run-1",
        only=None,
    )
    wanted = (
        asks.health(settings),
        asks.page(settings, record.pages[0]),
        replace(asks.page(settings, record.pages[0]), method="OPTIONS"),
        asks.head(settings),
        asks.start(settings, record.oauth[0]),
        asks.callback(settings, record.oauth[0]),
        asks.secret_file(settings, "/.env"),
    )
    recognition = Recognition()
    with Survey(settings) as survey:
        survey.observations(wanted)
        recognition.add(settings, survey.arrived().values())
    return recognition, settings


@pytest.mark.parametrize("name", [*EDGES, *DEPLOYMENTS])
def test_a_gatekeeper_before_everything_is_recognised(
    name: str, site: Site, contract: Path
) -> None:
    """Each promise is answered with the same refusal or login, and the run was not let in."""
    who, site.gatekeeper = {**EDGES, **DEPLOYMENTS}[name]
    recognition, settings = recognised(site, contract)
    found = recognition.kept_out()
    assert found is not None
    assert f"kept out by {who}: every one of 3 requests" in found.sentence
    assert found.is_edge is (name in EDGES)
    assert not recognition.is_let_in(settings)
    assert recognition.unlike(settings) is None


@pytest.mark.parametrize("public", ["/", "/api/v1/health", "/api/v1/oauth/google"])
@pytest.mark.parametrize("name", ["cloudflare-access", "google-iap", "401", "own-login", "limit"])
def test_one_promise_that_is_kept_shows_that_the_runner_sees(
    name: str, public: str, site: Site, contract: Path
) -> None:
    """What is refused beside it is evidence."""
    _, gatekeeper = {**EDGES, **DEPLOYMENTS}[name]
    site.gatekeeper = lambda path: (well if path == public else gatekeeper)(path)
    recognition, settings = recognised(site, contract)
    assert recognition.kept_out() is None
    assert recognition.is_let_in(settings) is (public != "/api/v1/oauth/google")


@pytest.mark.parametrize("name", OTHERS)
def test_a_bad_release_keeps_nobody_out(name: str, site: Site, contract: Path) -> None:
    """It is judged as it always was."""
    site.gatekeeper = OTHERS[name]
    recognition, _ = recognised(site, contract)
    assert recognition.kept_out() is None


def test_a_good_release_lets_the_runner_in(site: Site, contract: Path) -> None:
    """Later runs may rely on it."""
    recognition, settings = recognised(site, contract)
    assert recognition.is_let_in(settings)
    assert recognition.cause(settings) is None


def test_a_refusal_that_was_promised_says_nothing_either_way(site: Site, contract: Path) -> None:
    """A route that should answer 401 does so for whoever is kept out, too."""
    text = CONTRACT + '[[routes]]\npath = "/api/v1/me"\nstatus = 401\n'
    contract.write_text(text, "utf-8")
    site.gatekeeper = status(401)
    recognition, _ = recognised(site, contract)
    assert recognition.kept_out() is not None


def test_workers_hand_over_what_they_saw(site: Site, contract: Path) -> None:
    """One that saw a good answer is enough."""
    site.gatekeeper = EDGES["okta"][1]
    kept_out, _ = recognised(site, contract)
    site.gatekeeper = well
    let_in, settings = recognised(site, contract)
    whole = Recognition()
    whole.merge(kept_out.handed_over())
    assert whole.kept_out() == kept_out.kept_out()
    whole.merge(let_in.handed_over())
    assert whole.kept_out() is None
    assert whole.is_let_in(settings)


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "with-workers"])
def test_item_3_is_said_first_and_written_into_the_report(
    workers: tuple[str, ...], site: Site, contract: Path, tmp_path: Path
) -> None:
    """One cause is one sentence, before the number of checks that it made fail."""
    _, site.gatekeeper = EDGES["cloudflare-access"]
    done = suite(
        site.url,
        *(f"--contract={contract}", "--samples=1", "-p", "no:allure_pytest", *workers),
        folder=tmp_path,
    )
    said = properties(tmp_path / "reports/junit.xml")
    assert said["smokegate.kept_out.by"] == "edge"
    assert "smokegate.let_in" not in said
    lines = done.stdout.splitlines()
    first = next(n for n, line in enumerate(lines) if "what was seen" in line) + 1
    assert lines[first] == said["smokegate.kept_out"]
    assert lines[first].startswith("kept out by Cloudflare Access: every one of ")
    assert sum(line.startswith("FAILED") for line in lines) == 1


def test_a_good_run_says_that_it_was_let_in(site: Site, contract: Path, tmp_path: Path) -> None:
    """That is what a later run is compared with."""
    given = (f"--contract={contract}", "--samples=1", "-p", "no:allure_pytest")
    suite(site.url, *given, folder=tmp_path)
    said = properties(tmp_path / "reports/junit.xml")
    assert said["smokegate.let_in"] == "true"
    assert not any(name.startswith("smokegate.kept_out") for name in said)


STRANGER = (
    "<!doctype html><html><title>Acme shop</title><body><h1>Buy</h1><p>shoes</p></body></html>"
)


def stranger(path: str) -> Reply:
    """Another application, which works."""
    if path == "/":
        return Reply(status=200, headers={"content-type": "text/html"}, body=STRANGER)
    return Reply(status=404, headers={"content-type": "text/html"}, body="<title>No page</title>")


def test_another_application_is_named_first(site: Site, contract: Path, tmp_path: Path) -> None:
    """Item 1, last sentence: whose contract it is not, and what answered instead."""
    site.gatekeeper = stranger
    given = (f"--contract={contract}", "--samples=1", "-p", "no:allure_pytest")
    done = suite(site.url, *given, folder=tmp_path)
    said = properties(tmp_path / "reports/junit.xml")
    assert said["smokegate.unlike"] == (
        "this does not look like CharHub: GET / -> 200, title 'Acme shop'; "
        "GET /api/v1/health -> 404; GET /api/v1/oauth/google -> 404"
    )
    assert said["smokegate.unlike.another"] == "true"
    lines = done.stdout.splitlines()
    first = next(n for n, line in enumerate(lines) if "what was seen" in line) + 1
    assert lines[first] == said["smokegate.unlike"]


def part(path: str) -> Reply:
    """The stranger's page beside the health of the application."""
    return well(path) if path == "/api/v1/health" else stranger(path)


def leading_on(path: str) -> Reply:
    """The stranger's page beside a login that begins."""
    return well(path) if path.startswith("/api/v1/oauth") else stranger(path)


@pytest.mark.parametrize(
    "gatekeeper, is_unlike, is_another",
    [
        pytest.param(stranger, True, True, id="another-application"),
        pytest.param(page(STRANGER), True, True, id="another-that-falls-back"),
        pytest.param(OTHERS["welcome-to-nginx"], True, False, id="a-default-page"),
        pytest.param(OTHERS["404"], True, False, id="nothing-there"),
        pytest.param(OTHERS["blank"], False, False, id="blank"),
        pytest.param(OTHERS["500"], False, False, id="an-error"),
        pytest.param(OTHERS["502"], False, False, id="a-proxy-without-it"),
        pytest.param(OTHERS["spa-fallback"], False, False, id="its-page-alone"),
        pytest.param(part, False, False, id="its-health-alone"),
        pytest.param(leading_on, False, False, id="its-login-alone"),
        pytest.param(well, False, False, id="itself"),
    ],
)
def test_only_where_nothing_of_it_is_shown_it_is_another(
    gatekeeper: Gatekeeper, is_unlike: bool, is_another: bool, site: Site, contract: Path
) -> None:
    """A broken release of the application stays one."""
    site.gatekeeper = gatekeeper
    recognition, settings = recognised(site, contract)
    found = recognition.unlike(settings)
    assert (found is not None) is is_unlike
    assert bool(found and found.is_another) is is_another
