"""Each provider's list of models, asked of the stub of the reference deployment."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from examples.charhub.parts.llm import Llm
from examples.charhub.parts.port import free_port
from smokegate import health
from smokegate.health import Check, Finding, fail, ok, warn
from tests.health.looking import found

PROVIDERS = pytest.mark.parametrize("provider", ["openai", "anthropic", "google"])


@pytest.fixture
def stub() -> Iterator[Llm]:
    """All three providers."""
    one = Llm()
    one.start()
    yield one
    one.stop()


def _check(provider: str, stub: Llm, *, key: str | None = None) -> Check:
    urls = {
        "openai": stub.openai_url,
        "anthropic": stub.anthropic_url,
        "google": stub.google_url,
    }
    return health.llm("llm", provider, key or stub.key, base_url=urls[provider], timeout_s=0.5)


@PROVIDERS
@pytest.mark.parametrize(
    "status, finding",
    [
        pytest.param(200, ok(), id="well"),
        pytest.param(429, warn("rate limited"), id="limited"),
        pytest.param(401, fail("authentication failed"), id="401"),
        pytest.param(402, fail("payment required"), id="402"),
        pytest.param(403, fail("access denied"), id="403"),
        pytest.param(404, fail("answers 404"), id="404"),
        pytest.param(500, fail("answers 500"), id="500"),
        pytest.param(503, fail("answers 503"), id="503"),
    ],
)
def test_what_it_answers(stub: Llm, provider: str, status: int, finding: Finding) -> None:
    """Busy is a warning; a refusal and an error are failures, of a minor check."""
    stub.status = status
    check = _check(provider, stub)
    assert found(check) == finding
    assert not check.is_critical
    assert check.every_s == 60


@PROVIDERS
def test_a_wrong_key_fails(stub: Llm, provider: str) -> None:
    """The key is sent where each provider looks for it."""
    assert found(_check(provider, stub)) == ok()
    assert found(_check(provider, stub, key="sk-wrong")) == fail("authentication failed")


@PROVIDERS
def test_silence_is_told_by_its_kind(stub: Llm, provider: str) -> None:
    """Nobody there, or nobody who answers."""
    check = _check(provider, stub)
    stub.delay_s = 1.0
    assert (found(check).detail or "").startswith("timed out")
    stub.stop()
    assert found(_check(provider, stub)) == fail("refused")


class _Odd(BaseHTTPRequestHandler):
    """Google's answer to a wrong key, a captive portal, and a redirect."""

    def do_GET(self) -> None:
        """Answers by the path."""
        case = self.path.split("/")[1]
        self.send_response({"google": 400, "portal": 200, "moved": 302}[case])
        self.send_header("content-type", "text/html" if case == "portal" else "application/json")
        self.send_header("location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b'{"error":{"details":[{"reason":"API_KEY_INVALID"}]}}')

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


@pytest.fixture
def odd() -> Iterator[str]:
    """Its URL."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Odd) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "case, provider, finding",
    [
        pytest.param("google", "google", fail("authentication failed"), id="google-400"),
        pytest.param("google", "openai", fail("answers 400"), id="openai-400"),
        pytest.param("portal", "openai", fail("answers without JSON"), id="portal"),
        pytest.param("moved", "openai", fail("answers 302"), id="redirect"),
    ],
)
def test_odd_answers(odd: str, case: str, provider: str, finding: Finding) -> None:
    """Only JSON with 200 is a yes."""
    check = health.llm("llm", provider, "k", base_url=f"{odd}/{case}", path="key")
    assert found(check) == finding


def test_where_it_asks() -> None:
    """The providers' own addresses, and whichever path is given."""
    own = {
        "openai": "https://api.openai.com/v1/models",
        "anthropic": "https://api.anthropic.com/v1/models?limit=1",
        "google": "https://generativelanguage.googleapis.com/v1beta/models?pageSize=1",
    }
    for provider, url in own.items():
        look = health.llm("llm", provider, "k").look
        assert getattr(look, "__self__", None).url == url  # type: ignore[union-attr]
    port = free_port()
    check = health.llm("llm", "openai", "k", base_url=f"http://127.0.0.1:{port}/v1/", path="/key")
    assert getattr(check.look, "__self__", None).url == f"http://127.0.0.1:{port}/v1/key"  # type: ignore[union-attr]
