"""Item 6: a connection error of httpx or requests to an origin of the contract is silence."""

import socket
import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import requests

from smokegate.contract import Contract
from smokegate.contract_fields import Severity
from smokegate.plugin.lost_connection import lost_connection
from smokegate.plugin.settings import Settings
from tests.live import cases, run

HERE = "https://charhub.app/api?token=abc"
SETTINGS = Settings(
    base_url="http://10.0.0.7:8080",
    contract=Contract(app="x", public_url="https://charhub.app"),
    contract_name="x",
    release=None,
    settle_s=0,
    deadline_s=10,
    concurrency=1,
    samples=1,
    control=(),
    fail_on=Severity.CRITICAL,
    run="r",
    only=None,
)


def of_httpx(kind: type[httpx.TransportError], url: str = HERE) -> httpx.TransportError:
    """The error as httpx raises it."""
    return kind("said", request=httpx.Request("GET", url))


def of_requests(
    kind: type[requests.RequestException], url: str = HERE, words: str = "said"
) -> requests.RequestException:
    """The error as requests raises it."""
    return kind(words, request=requests.Request("GET", url).prepare())


def caused(error: Exception, cause: Exception) -> Exception:
    """The error with what it was raised from."""
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "made, kind",
    [
        pytest.param(
            lambda: caused(of_httpx(httpx.ConnectError), ConnectionRefusedError()),
            "refused",
            id="refused",
        ),
        pytest.param(
            lambda: caused(of_httpx(httpx.ConnectError), socket.gaierror(-2, "unknown")),
            "dns",
            id="dns",
        ),
        pytest.param(
            lambda: caused(of_httpx(httpx.ConnectError), ssl.SSLError(1, "tls")), "tls", id="tls"
        ),
        pytest.param(lambda: of_httpx(httpx.ConnectTimeout), "unreachable", id="connect-timeout"),
        pytest.param(lambda: of_httpx(httpx.ReadTimeout), "timeout", id="timeout"),
        pytest.param(
            lambda: caused(of_httpx(httpx.ReadError), ConnectionResetError(104, "reset")),
            "reset",
            id="reset",
        ),
        pytest.param(lambda: of_httpx(httpx.RemoteProtocolError), "protocol", id="protocol"),
        pytest.param(
            lambda: of_httpx(httpx.ReadTimeout, "http://10.0.0.7:8080/"), "timeout", id="base-url"
        ),
        pytest.param(
            lambda: of_httpx(httpx.ReadTimeout, "https://CharHub.app:443/"), "timeout", id="port"
        ),
        pytest.param(
            lambda: caused(of_requests(requests.ConnectionError), ConnectionRefusedError()),
            "refused",
            id="requests-refused",
        ),
        pytest.param(
            lambda: of_requests(requests.ConnectTimeout), "unreachable", id="requests-connect"
        ),
        pytest.param(lambda: of_requests(requests.ReadTimeout), "timeout", id="requests-timeout"),
        pytest.param(
            lambda: caused(of_requests(requests.exceptions.SSLError), ssl.SSLError(1, "tls")),
            "tls",
            id="requests-tls",
        ),
        pytest.param(
            lambda: caused(
                of_requests(requests.ConnectionError, words="('Connection aborted.',)"),
                ConnectionResetError("closed"),
            ),
            "reset",
            id="requests-closed",
        ),
        pytest.param(
            lambda: of_requests(requests.exceptions.ChunkedEncodingError),
            "protocol",
            id="requests-cut",
        ),
    ],
)
def test_no_answer_of_the_deployment_is_silence(made: Callable[[], Exception], kind: str) -> None:
    """The kinds are those of our own checks, so that the rules for a blind runner apply."""
    lost = lost_connection(made(), SETTINGS)
    assert lost is not None
    assert lost.kind == kind
    assert lost.seen.startswith("GET /")
    assert "abc" not in lost.seen


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda: of_httpx(httpx.ReadTimeout, "https://other.example/"), id="host"),
        pytest.param(lambda: of_httpx(httpx.ReadTimeout, "http://charhub.app/"), id="scheme"),
        pytest.param(lambda: of_httpx(httpx.ReadTimeout, "http://10.0.0.7/"), id="port"),
        pytest.param(lambda: of_httpx(httpx.ReadTimeout, "http://u@10.0.0.7:8/"), id="user"),
        pytest.param(lambda: of_httpx(httpx.PoolTimeout), id="pool"),
        pytest.param(lambda: of_httpx(httpx.ProxyError), id="proxy"),
        pytest.param(lambda: of_httpx(httpx.LocalProtocolError), id="own-request"),
        pytest.param(lambda: of_requests(requests.exceptions.ProxyError), id="requests-proxy"),
        pytest.param(lambda: of_requests(requests.exceptions.InvalidURL), id="requests-url"),
        pytest.param(lambda: of_requests(requests.HTTPError), id="requests-status"),
        pytest.param(lambda: of_requests(requests.TooManyRedirects), id="requests-redirects"),
        pytest.param(lambda: httpx.ReadTimeout("said"), id="no-request"),
        pytest.param(lambda: requests.ConnectionError("said"), id="requests-no-request"),
        pytest.param(lambda: ConnectionRefusedError(), id="bare"),
        pytest.param(lambda: AssertionError("503"), id="assertion"),
    ],
)
def test_anything_else_is_none(made: Callable[[], Exception]) -> None:
    """Another service, the runner's proxy and a wrong request are not the deployment's silence."""
    assert lost_connection(made(), SETTINGS) is None


def test_without_a_public_url_the_base_url_counts() -> None:
    """The origins of the contract are those that it names."""
    alone = replace(SETTINGS, contract=Contract(app="x"))
    assert lost_connection(of_httpx(httpx.ReadTimeout), alone) is None


def test_an_own_check_meets_silence(tmp_path: Path) -> None:
    """A dead deployment fails the check, with the cause and the kind; a fixture's is an error."""
    (tmp_path / "contract.toml").write_text('app = "x"\n[[pages]]\npath = "/"\n', "utf-8")
    (tmp_path / "test_own.py").write_text(
        "import httpx, pytest, requests\n\n"
        "@pytest.fixture\ndef page(base_url):\n    return httpx.get(base_url)\n\n"
        "def test_httpx(base_url):\n"
        '    """The page should answer."""\n'
        "    httpx.get(base_url + '/a')\n\n"
        "def test_requests(base_url):\n    requests.get(base_url + '/b')\n\n"
        "def test_elsewhere():\n    requests.get('http://127.0.0.2:9/c')\n\n"
        "def test_fixture(page):\n    pass\n",
        "utf-8",
    )
    done = run(
        "pytest",
        *("test_own.py", "-p", "smokegate.plugin", "--base-url=http://127.0.0.1:9"),
        *("--contract=contract.toml", "-p", "no:cacheprovider", "-p", "no:allure_pytest"),
        folder=tmp_path,
    )
    seen = {case.name: case for case in cases(tmp_path / "reports/junit.xml")}
    assert {name: case.outcome for name, case in seen.items()} == {
        "test_httpx": "failure",
        "test_requests": "failure",
        "test_elsewhere": "error",
        "test_fixture": "error",
    }
    for name in ("test_httpx", "test_requests"):
        said = seen[name].properties
        assert (said["cause"], said["silence"]) == ("unreachable", "refused")
    assert "and 1 more -> silence: connection refused" in done.stdout
