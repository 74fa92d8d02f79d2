"""Item 6: what lets the runner connect to nobody is no silence of the deployment."""

import httpx
import pytest

from smokegate.probe.observation import Kind
from smokegate.probe.silence import connection_silence


@pytest.mark.parametrize(
    "error, kind",
    [
        pytest.param(RuntimeError("A test tried to use socket.socket."), Kind.RUNNER, id="barred"),
        pytest.param(TypeError("'NoneType' object is not callable"), Kind.RUNNER, id="removed"),
        pytest.param(
            ExceptionGroup("all", [AttributeError("connect")]), Kind.RUNNER, id="in-a-group"
        ),
        pytest.param(httpx.ConnectError("?"), Kind.PROTOCOL, id="of-the-http-stack"),
        pytest.param(ConnectionRefusedError(111, "refused"), Kind.REFUSED, id="of-the-network"),
        pytest.param(
            ExceptionGroup("all", [RuntimeError("?"), OSError("?")]), Kind.PROTOCOL, id="mixed"
        ),
        pytest.param(ValueError("an answer that nobody understands"), Kind.PROTOCOL, id="value"),
    ],
)
def test_item_6_a_fault_of_the_runner_is_told_from_silence(error: Exception, kind: Kind) -> None:
    """Only what no network raises is the runner's, and only where nothing else was raised."""
    assert connection_silence(error)[0] is kind
