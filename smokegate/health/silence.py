"""What an exception of the network means, in words that hold nothing of its own text."""

import errno
import socket
import ssl
from collections.abc import Iterator

_CODES = {
    errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "connection closed",
    errno.EPIPE: "connection closed",
    errno.ECONNABORTED: "connection closed",
    errno.ENETUNREACH: "unreachable",
    errno.EHOSTUNREACH: "unreachable",
    errno.EHOSTDOWN: "unreachable",
    errno.ETIMEDOUT: "timed out",
    errno.ENOENT: "not found",
    errno.EACCES: "not permitted",
    errno.EMFILE: "too many open files",
    errno.ENFILE: "too many open files",
    errno.ENOSPC: "no space left",
}
_CERTIFICATES = {
    10: "certificate expired",
    62: "certificate is for another name",
    64: "certificate is for another name",
}
_MOST_LINKS = 30


def silence(err: BaseException) -> str | None:
    """Why nothing was answered, by the first cause of this exception that tells, or None."""
    return next((told for one in causes(err) if (told := _told(one))), None)


def causes(err: BaseException) -> Iterator[BaseException]:
    """The exception and all that led to it, the nearest first."""
    waiting, seen = [err], set[int]()
    while waiting and len(seen) < _MOST_LINKS:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = getattr(one, "exceptions", ())
        reason = getattr(one, "reason", None)  # urllib3 keeps it there
        linked = (one.__cause__, one.__context__, reason, *(inner if inner else ()))
        waiting += [other for other in linked if isinstance(other, BaseException)]


def _told(err: BaseException) -> str | None:
    if isinstance(err, ssl.SSLCertVerificationError):
        return _CERTIFICATES.get(err.verify_code, "certificate not trusted")
    if isinstance(err, ssl.SSLError):
        return "TLS failed"
    if isinstance(err, socket.gaierror):
        return "name not found"
    if isinstance(err, TimeoutError):
        return "timed out"
    if isinstance(err, ConnectionResetError | BrokenPipeError):
        return "connection closed"
    return _CODES.get(err.errno or 0) if isinstance(err, OSError) else None
