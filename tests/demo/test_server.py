"""A served deployment should follow its file, be silent, and stop when it is told to."""

import logging
import socket
import subprocess
import sys
import time
from pathlib import Path
from threading import active_count
from urllib.parse import urlsplit

import httpx
import pytest

from smokegate.demo.releases import RELEASES, find
from smokegate.demo.server import serve
from smokegate.demo.switch import make_live
from smokegate.errors import ConfigurationError

HEALTH = "/api/v1/health"


def ask(url: str) -> httpx.Response:
    """One exchange on a connection of its own."""
    with httpx.Client(timeout=5, trust_env=False) as client:
        return client.get(url)


def begin(url: str, path: str) -> socket.socket:
    """A connection on which a request was sent and no answer was read."""
    port = urlsplit(url).port
    assert port is not None
    connection = socket.create_connection(("127.0.0.1", port), timeout=5)
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    return connection


def test_a_name_is_served_for_good() -> None:
    """A deployment of one release is that release at a loopback address."""
    with serve("good") as url:
        assert urlsplit(url).hostname == "127.0.0.1"
        assert ask(url + HEALTH).json()["release"] == RELEASES["good"].commit


def test_the_file_says_what_is_live(tmp_path: Path) -> None:
    """A deploy and a rollback are seen by the next request, also on a connection in use."""
    live = tmp_path / "live"
    make_live(live, "good")
    with serve(live) as url, httpx.Client(base_url=url, timeout=5, trust_env=False) as client:
        for name, status in (("good", 200), ("redis-down", 503), ("good", 200)):
            make_live(live, name)
            answer = client.get(HEALTH)
            assert answer.status_code == status
            assert answer.json()["release"] == RELEASES[name].commit


def test_a_file_that_goes_wrong_is_said(tmp_path: Path) -> None:
    """A live file that names no release makes every answer an error that says so."""
    live = tmp_path / "live"
    make_live(live, "good")
    with serve(live) as url:
        live.write_text("nope")
        answer = ask(url)
        assert (answer.status_code, answer.headers["content-type"]) == (
            500,
            "text/plain; charset=utf-8",
        )
        assert answer.text == f"{error_of('nope')}\n"
        live.unlink()
        assert ask(url).status_code == 500


def test_what_is_not_known_is_not_served() -> None:
    """A name that is not known is an error before anything listens."""
    with pytest.raises(ConfigurationError) as caught, serve("nope"):
        pytest.fail("served")
    assert str(caught.value) == error_of("nope")


def test_slow_is_right_but_late() -> None:
    """The slow release answers as the good one does, 0.7 s later."""
    with serve("slow") as url:
        start = time.monotonic()
        answer = ask(url + HEALTH)
        assert time.monotonic() - start >= 0.7
        assert (answer.status_code, answer.json()["status"]) == (200, "healthy")


@pytest.mark.parametrize(
    "name, path",
    [
        pytest.param("hanging-health", HEALTH, id="hanging"),
        pytest.param("dripping-page", "/", id="dripping"),
        pytest.param("slow", "/", id="waiting"),
        pytest.param("good", "/", id="kept-alive"),
    ],
)
def test_it_stops_whatever_goes_on(
    name: str, path: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """It stops within a second, drops its clients, frees the port, and says nothing."""
    threads = active_count()
    with caplog.at_level(logging.DEBUG, logger="uvicorn"):
        with serve(name) as url:
            client = begin(url, path)
            assert ask(f"{url}/favicon.ico").status_code == 204
            start = time.monotonic()
        took_s = time.monotonic() - start
    with client:
        assert ends(client)
    assert took_s < 1
    assert active_count() == threads
    with pytest.raises(ConnectionRefusedError):
        begin(url, path)
    assert [record for record in caplog.records if record.name.startswith("uvicorn")] == []
    assert capfd.readouterr() == ("", "")


def test_an_error_inside_stops_it_too() -> None:
    """An exception in the block passes through, and nothing listens any more."""
    with pytest.raises(ZeroDivisionError), serve("good") as url:
        _ = 1 / 0
    with pytest.raises(ConnectionRefusedError):
        begin(url, "/")


def test_importing_costs_nothing() -> None:
    """Neither the catalogue nor the server loads a web framework before it is used."""
    code = (
        "import sys, smokegate.demo.releases, smokegate.demo.server, smokegate.demo.switch;"
        "sys.exit(str({'starlette', 'uvicorn', 'brotli'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == "set()\n"


def ends(connection: socket.socket) -> bool:
    """Whether the other side ended the connection, after whatever it had sent."""
    try:
        while connection.recv(65536):
            pass
    except ConnectionResetError:
        pass
    return True


def error_of(name: str) -> str:
    """What is said of a name that is not known."""
    with pytest.raises(ConfigurationError) as caught:
        find(name)
    return str(caught.value)
