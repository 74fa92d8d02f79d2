"""`pytest smoke` opens the channels of the contract, and leaves none of them open."""

import ssl
from pathlib import Path

import pytest
import trustme

from smokegate.contract import Realtime
from smokegate.contract_fields import RealtimeKind
from smokegate.probe.observation import Ask
from smokegate.reading.realtime import accept_of, realtime_problems
from tests.live import ROOT, cases, suite
from tests.probe.asking import answer
from tests.realtime.server import served

CONTRACT = """
app = "CharHub"

[[realtime]]
path = "/polling"
kind = "socket.io"

[[realtime]]
path = "/live"
kind = "websocket"

[[realtime]]
path = "/private"
kind = "websocket"
status = [401, 403]

[[realtime]]
path = "/wrong-proof"
kind = "websocket"

[[realtime]]
path = "/gone"
kind = "socket.io"
severity = "minor"

[[realtime]]
path = "/lost"
kind = "websocket"
"""
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
UPGRADE = (
    ("connection", "Upgrade"),
    ("upgrade", "websocket"),
    ("sec-websocket-version", "13"),
    ("sec-websocket-key", KEY),
)
LIVE = Realtime(path="/live", kind=RealtimeKind.WEBSOCKET)


def test_each_channel_is_opened(tmp_path: Path) -> None:
    """What opens, or refuses as allowed, passes; the frontend in its place does not."""
    contract = tmp_path / "contract.toml"
    contract.write_text(CONTRACT, "utf-8")
    target = [ROOT / "smoke/test_realtime.py"]
    with served() as url:
        done = suite(
            url, f"--contract={contract}", "-p", "no:allure_pytest", folder=tmp_path, target=target
        )
    seen = {case.name: case for case in cases(tmp_path / "reports/junit.xml")}
    assert done.returncode == 1, done.stdout
    assert {name: case.outcome for name, case in seen.items()} == {
        "test_channel_opens[/polling]": "passed",
        "test_channel_opens[/live]": "passed",
        "test_channel_opens[/private]": "passed",
        "test_channel_opens[/wrong-proof]": "failure",
        "test_channel_opens[/gone]": "skipped",
        "test_channel_opens[/lost]": "failure",
    }
    assert "sec-websocket-accept header should be" in str(
        seen["test_channel_opens[/wrong-proof]"].message
    )
    assert "status should be 101, got 200 <!doctype html><title>CharHub</title>" in str(
        seen["test_channel_opens[/lost]"].message
    )


@pytest.mark.parametrize("is_fresh", [True, False])
def test_a_switched_connection_is_an_answer_and_is_closed(*, is_fresh: bool) -> None:
    """The server would keep it open for ever; the exchange ends with the header."""
    with served() as url:
        seen = answer(Ask(url=f"{url}/live", headers=UPGRADE, is_fresh=is_fresh))
    assert (seen.status, seen.headers.get("sec-websocket-accept")) == (101, accept_of(KEY))
    assert list(realtime_problems(seen, LIVE)) == []
    assert seen.total_s < 2


def test_over_tls_a_channel_is_opened_without_http_2(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """HTTP/2 has no Upgrade (RFC 9113 section 8.6), so it is not offered."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    context.set_alpn_protocols(["h2", "http/1.1"])
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with served(context) as url:
        seen = answer(Ask(url=f"{url}/live", headers=UPGRADE, is_fresh=True))
    assert (seen.status, seen.tls and seen.tls.alpn) == (101, "http/1.1")
