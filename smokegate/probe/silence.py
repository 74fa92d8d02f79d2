"""Tells from an exception of the HTTP stack which kind of silence it was."""

import errno
import socket
import ssl
from collections.abc import Iterator
from dis import opmap

from smokegate.probe.observation import Kind
from smokegate.probe.reach import NotAskedError
from smokegate.redact import shown

_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.ENETDOWN}
# what no network raises, but a replaced socket or a plugin that forbids them does
_OF_RUNNER = (
    *(AttributeError, ImportError, LookupError, MemoryError, NameError, RuntimeError, TypeError),
    BaseExceptionGroup,
)
# who raises errors of the network that are meant: the standard library and the HTTP stack
_OF_NETWORK = frozenset(
    {"asyncio", "socket", "ssl", "selectors", "http", "urllib", "httpcore", "httpx", "anyio"}
    | {"h11", "h2", "urllib3", "requests", "smokegate", "uvloop", "gevent", "eventlet", "trio"}
)
_USED_UP = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS}
_RESET = {errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED}


def connection_silence(err: BaseException) -> tuple[Kind, str]:
    """The kind and the words for a fault before the request was sent."""
    for cause in _causes(err):
        if _is_made_up(cause):
            return Kind.RUNNER, f"no connection, by what replaces sockets here ({_named(cause)})"
        match cause:
            case NotAskedError():
                return Kind.UNREACHABLE if cause.is_own else Kind.NOT_ASKED, str(cause)
            case socket.gaierror():
                return Kind.DNS, f"the name does not resolve ({shown(str(cause.strerror))})"
            case ssl.SSLCertVerificationError():
                return Kind.TLS, f"the certificate is refused ({shown(cause.verify_message)})"
            case ssl.SSLError():
                return (
                    Kind.TLS,
                    f"no TLS handshake ({shown(getattr(cause, 'reason', None) or str(cause))})",
                )
            case ConnectionRefusedError():
                return Kind.REFUSED, "connection refused, nothing listens there"
            case OSError(errno=number) if number in _NO_ROUTE:
                return Kind.UNREACHABLE, "no route to the host"
            case OSError(errno=number) if number in _RESET:
                return Kind.RESET, "the connection was reset while it was made"
            case OSError(errno=number, strerror=str(words)) if number in _USED_UP:
                return Kind.RUNNER, f"no connection ({shown(words)})"
            case OSError(errno=int(), strerror=str(words)):
                return Kind.UNREACHABLE, f"no connection ({shown(words)})"
            case _:
                continue
    is_of_runner = all(isinstance(cause, _OF_RUNNER) for cause in _causes(err))
    return Kind.RUNNER if is_of_runner else Kind.PROTOCOL, f"no connection ({_named(err)})"


def stream_silence(err: BaseException) -> tuple[Kind, str]:
    """The kind and the words for a fault after the request was sent."""
    told = str(err).lower()
    if any(_is_reset(cause) for cause in _causes(err)):
        return Kind.RESET, "the connection was reset"
    if broken := next((cause for cause in _causes(err) if isinstance(cause, ssl.SSLError)), None):
        return (
            Kind.TLS,
            f"the TLS connection broke ({shown(getattr(broken, 'reason', None) or str(broken))})",
        )
    if "server disconnected" in told or "connectionterminated" in told:
        return Kind.RESET, "the connection was closed without an answer"
    if (
        "oversized header" in told
        or "receive buffer too long" in told
        or ("header" in told and "too" in told)
    ):
        return Kind.TOO_LARGE, "the header has no end, or is too large (cap)"
    if "complete message body" in told or "incomplete chunked read" in told:
        return Kind.PROTOCOL, f"the body is cut short ({shown(str(err))})"
    return Kind.PROTOCOL, f"not a valid answer ({_named(err)})"


def _is_made_up(cause: BaseException) -> bool:
    """Whether code that stands in for the network raised it; what passes a call on does not."""
    trace = cause.__traceback__
    if trace is None or not isinstance(cause, OSError):
        return False
    while trace.tb_next:
        trace = trace.tb_next
    package = str(trace.tb_frame.f_globals.get("__name__")).partition(".")[0]
    instruction = trace.tb_frame.f_code.co_code[trace.tb_lasti]
    return instruction == opmap["RAISE_VARARGS"] and package not in _OF_NETWORK


def _is_reset(cause: BaseException) -> bool:
    """http.client says that it was closed by an error of that kind, without a number."""
    is_numbered = isinstance(cause, OSError) and cause.errno in _RESET
    return is_numbered or isinstance(cause, ConnectionResetError)


def _named(err: BaseException) -> str:
    told = next((one for one in _causes(err) if not isinstance(one, BaseExceptionGroup)), err)
    return shown(f"{type(told).__name__}: {told}", 160)


def _causes(err: BaseException | None) -> Iterator[BaseException]:
    """The exception, what it was raised from, and the members of groups, outermost first."""
    seen = set[int]()
    waiting = [err]
    while waiting:
        current = waiting.pop(0)
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            waiting.extend(current.exceptions)
        waiting.extend((current.__cause__, current.__context__))
