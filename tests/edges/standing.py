"""Deployments behind a real edge, each well or with one thing wrong."""

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from examples.charhub.parts.port import LOOPBACK
from tests.edges import parts
from tests.edges.certificates import State, issued
from tests.edges.site import built

_KEPT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A deployment while it stands. trust: the authorities to trust; http_port: of plain http."""

    url: str
    trust: Path | None = None
    http_port: int | None = None


Start: TypeAlias = Callable[[Path], AbstractContextManager[Standing]]


def balanced(choice: str, *names: str) -> Start:
    """haproxy over three backends of these builds."""

    @contextmanager
    def standing(folder: Path) -> Iterator[Standing]:
        first, second, third = (built(folder, name) for name in names)
        with parts.balanced((first, second, third), choice, folder) as port:
            yield Standing(url=f"http://{LOOPBACK}:{port}")

    return standing


def with_certificate(state: State) -> Start:
    """nginx with a certificate in this state."""
    return partial(_secured, state)


def cached(*, keeps_pages: bool, is_purged: bool = False) -> Start:
    """Varnish behind nginx, which has seen the old release before the new one was deployed."""

    @contextmanager
    def standing(folder: Path) -> Iterator[Standing]:
        current = folder / "current"
        current.symlink_to(built(folder, "old"))
        with ExitStack() as stack:
            origin = stack.enter_context(parts.origin(current, folder))
            cache = stack.enter_context(parts.cached(origin, folder, keeps_pages=keeps_pages))
            if keeps_pages:
                _await_age(cache)
            current.unlink()
            current.symlink_to(built(folder, "new"))
            if is_purged:
                assert _asked(cache, "PURGE").status == http.client.OK
            certificate = issued(State.GOOD, folder)
            secured = stack.enter_context(parts.tls(certificate, cache, folder))
            yield _over_https(secured, certificate.trust)

    return standing


@contextmanager
def _secured(state: State, folder: Path) -> Iterator[Standing]:
    certificate = issued(state, folder)
    with (
        parts.origin(built(folder, "new"), folder) as origin,
        parts.tls(certificate, origin, folder) as secured,
    ):
        yield _over_https(secured, certificate.trust)


def _over_https(secured: parts.Secured, trust: Path) -> Standing:
    url = f"https://{LOOPBACK}:{secured.port}"
    return Standing(url=url, trust=trust, http_port=secured.http_port)


def _await_age(port: int) -> None:
    """Until the page that the cache keeps is older than a second, as any page is after a deploy."""
    until = time.monotonic() + _KEPT_S
    while _asked(port, "GET").headers["Age"] in (None, "0"):
        assert time.monotonic() < until, "the cache keeps no page"
        time.sleep(0.05)


def _asked(port: int, method: str) -> http.client.HTTPResponse:
    """The answer to this method for the page, its body read."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request(method, "/", headers={"Host": "edge.invalid"})
        answer = connection.getresponse()
        answer.read()
        return answer
    finally:
        connection.close()
