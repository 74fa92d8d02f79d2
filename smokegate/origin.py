"""Refuses URLs that cannot be asked, or must not stand in a report."""

import re
from urllib.parse import urlsplit

from smokegate.errors import ConfigurationError

_USER = re.compile(r"//[^/?#]*@")
_DEFAULT_PORT = {"http": ":80", "https": ":443"}


def checked_origin(where: str, url: str) -> str:
    """The origin as servers are told it (RFC 6454 section 6.1): small letters, no usual port.

    Raises ConfigurationError if it is not just an origin.
    """
    target = urlsplit(checked_url(where, url))
    if target.path not in ("", "/") or target.query or target.fragment:
        raise ConfigurationError(
            f"{where}: should be an origin, got {url!r}; paths belong into the contract"
        )
    netloc = target.netloc.lower().removesuffix(_DEFAULT_PORT[target.scheme]).removesuffix(":")
    return f"{target.scheme}://{netloc}"


def is_same_origin(url: str, origin: str) -> bool:
    """Whether the URL has that origin (RFC 6454 section 5): scheme, host and port."""
    try:
        return _parts(url) == _parts(origin)
    except ValueError:
        return False


def checked_url(where: str, url: str) -> str:
    """The URL itself. Raises ConfigurationError if it is not http(s), or carries credentials."""
    if _USER.search(url):
        raise ConfigurationError(
            f"{where}: carries credentials, got {_USER.sub('//[redacted]@', url)}; "
            "leave them out, they would stand in every report"
        )
    try:
        target = urlsplit(url)
        _ = target.port
    except ValueError as err:
        raise ConfigurationError(
            f"{where}: is not a URL ({err}), got {url!r}; write https://host"
        ) from err
    is_web = target.scheme in ("http", "https") and target.hostname
    if not is_web or re.search(r"[\s\x00-\x1f\x7f\\]", url):
        raise ConfigurationError(
            f"{where}: should be an http or https URL, got {url!r}; write https://host"
        )
    return url


def _parts(url: str) -> tuple[str, str | None, int | None]:
    target = urlsplit(url)
    usual = _DEFAULT_PORT.get(target.scheme, ":").removeprefix(":")
    return target.scheme, target.hostname, target.port or (int(usual) if usual else None)
