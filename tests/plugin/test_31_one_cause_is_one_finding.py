"""Item 31: where everything answers the same error, that is said once, and not eighteen times."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from smokegate.plugin.recognition import Recognition, _error_of
from tests.gatekept import CONTRACT, Site, served
from tests.live import cases, suite
from tests.plugin.test_3_kept_out import recognised
from tests.reading.answers import answer
from tests.reading.gatekeepers import Reply


@pytest.fixture
def site() -> Iterator[Site]:
    """A site that answers well until it is changed."""
    with served() as made:
        yield made


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """The contract of the site."""
    file = tmp_path / "contract.toml"
    file.write_text(CONTRACT, "utf-8")
    return file


def _error(status: int) -> Reply:
    return Reply(status=status, headers={"content-type": "text/html"}, body="<html>Sorry</html>")


@pytest.mark.parametrize("status", [500, 502, 503])
def test_the_same_error_everywhere_is_one_cause(status: int, site: Site, contract: Path) -> None:
    """It names the status, and who answers so."""
    site.gatekeeper = lambda _: _error(status)
    recognition, settings = recognised(site, contract)
    cause = recognition.cause(settings)
    assert cause is not None
    assert cause.sentence == f"every promise is answered with {status} by BaseHTTP"
    assert cause.is_whole


@pytest.mark.parametrize(
    "status, server, error",
    [
        (503, "nginx/1.22.1", "503 by nginx"),
        (502, "cloudflare", "502 by cloudflare"),
        (500, "", "500"),
        (404, "nginx", None),
    ],
)
def test_who_answers_is_named_without_a_version(
    status: int, server: str, error: str | None
) -> None:
    """As the header Server says it; nobody, where there is none."""
    headers = [("server", server)] if server else []
    seen = _error_of(answer("<p>Ray 8f3a91c07e</p>", status=status, headers=headers))
    assert seen == (None if error is None else (error, "<p>Ray </p>"))


def test_one_good_answer_is_enough_for_none(site: Site, contract: Path) -> None:
    """Then each failure is told by itself."""
    good = site.gatekeeper
    site.gatekeeper = lambda path: _error(503) if "health" in path else good(path)
    recognition, settings = recognised(site, contract)
    assert recognition.cause(settings) is None


def test_two_errors_are_two_causes() -> None:
    """Nor is one path everything, nor two pages one; workers of xdist add theirs."""
    nginx, other = ("503 by nginx", "<p>sorry</p>"), ("503 by nginx", "[-]etcd failed")
    assert Recognition(errors={"/": nginx, "/a": nginx})._common_error() == "503 by nginx"
    assert Recognition(errors={"/": nginx, "/a": other})._common_error() is None
    assert Recognition(errors={"/": nginx, "/a": None})._common_error() is None
    assert Recognition(errors={"/": nginx})._common_error() is None
    silent = Recognition(errors={"/": nginx, "/a": nginx}, has_silence=True)
    assert silent._common_error() is None
    whole = Recognition()
    for url in ("/", "/a"):
        handed_over = json.loads(json.dumps(Recognition(errors={url: nginx}).handed_over()))
        whole.merge(handed_over)
    assert whole._common_error() == "503 by nginx"


def test_health_that_names_a_component_is_no_mere_error() -> None:
    """What it says stands in the summary."""
    assert _error_of(answer('{"redis": "error"}', status=503)) is None


def test_the_summary_says_it_once(site: Site, contract: Path, tmp_path: Path) -> None:
    """The report still holds each check, for each is evidence of its own."""
    site.gatekeeper = lambda _: _error(503)
    done = suite(site.url, f"--contract={contract}", "--samples=1", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout.count("every promise is answered with 503 by BaseHTTP") == 1
    assert "   seen:    " not in done.stdout
    failed = [case for case in cases(tmp_path / "reports/junit.xml") if case.outcome == "failure"]
    assert len(failed) > 3
