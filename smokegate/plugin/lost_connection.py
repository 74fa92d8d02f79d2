"""The silence of the deployment, where a check asked it by httpx or requests."""

from dataclasses import dataclass
from typing import Any

import httpx

from smokegate.origin import is_same_origin
from smokegate.plugin.settings import Settings
from smokegate.probe.observation import Ask, Kind
from smokegate.probe.silence import connection_silence, stream_silence

# what the client or a proxy of the runner did
_OF_THE_RUNNER = (
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.LocalProtocolError,
    httpx.UnsupportedProtocol,
)
_REQUESTS = {"ConnectionError", "Timeout", "ChunkedEncodingError"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LostConnection:
    """No answer came. seen: what was asked and what happened instead."""

    kind: Kind
    seen: str


def lost_connection(error: BaseException, settings: Settings) -> LostConnection | None:
    """The silence that this error tells of; None for any other error, and for another origin."""
    names = _names_of_requests(error)
    is_httpx = isinstance(error, httpx.TransportError) and not isinstance(error, _OF_THE_RUNNER)
    is_requests = bool(names & _REQUESTS) and "ProxyError" not in names
    if not is_httpx and not is_requests:
        return None
    ask = _ask(error)
    if ask is None or not _is_ours(ask.url, settings):
        return None
    kind, detail = _silence(error, names)
    return LostConnection(kind=kind, seen=f"{ask.line} -> silence: {detail}")


def _names_of_requests(error: BaseException) -> set[str]:
    """The names of its classes that requests defines, which need not be installed."""
    return {
        each.__name__ for each in type(error).__mro__ if each.__module__ == "requests.exceptions"
    }


def _ask(error: Any) -> Ask | None:
    """What was asked; None where the error does not say."""
    try:
        return Ask(url=str(error.request.url), method=str(error.request.method))
    except (AttributeError, RuntimeError):  # httpx raises the latter where there is no request
        return None


def _is_ours(url: str, settings: Settings) -> bool:
    origins = (settings.base_url, settings.contract.public_url)
    return any(is_same_origin(url, origin) for origin in origins if origin)


def _silence(error: BaseException, names: set[str]) -> tuple[Kind, str]:
    if isinstance(error, httpx.ConnectTimeout) or "ConnectTimeout" in names:
        return Kind.UNREACHABLE, "no connection before the deadline"
    if isinstance(error, httpx.TimeoutException) or "Timeout" in names:
        return Kind.TIMEOUT, "timed out"
    if isinstance(error, httpx.ConnectError):
        return connection_silence(error)
    is_answering = "ChunkedEncodingError" in names or "aborted" in str(error).lower()
    if isinstance(error, httpx.TransportError) or is_answering:
        return stream_silence(error)
    return connection_silence(error)
