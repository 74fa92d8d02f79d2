"""Refuses URLs that cannot be asked, or must not stand in a report."""

import re
from urllib.parse import urlsplit

from smokegate.errors import ConfigurationError


def checked_origin(where: str, url: str) -> str:
    """The origin without a trailing slash. Raises ConfigurationError if it is not just that."""
    target = urlsplit(checked_url(where, url))
    if target.path not in ("", "/") or target.query or target.fragment:
        raise ConfigurationError(
            f"{where}: should be an origin, got {url!r}; paths belong into the contract"
        )
    return f"{target.scheme}://{target.netloc}"


def checked_url(where: str, url: str) -> str:
    """The URL itself. Raises ConfigurationError if it is not http(s), or carries credentials."""
    try:
        target = urlsplit(url)
        _ = target.port
    except ValueError as err:
        raise ConfigurationError(
            f"{where}: is not a URL ({err}), got {url!r}; write https://host"
        ) from err
    if "@" in target.netloc:
        raise ConfigurationError(
            f"{where}: carries credentials, got {target.scheme}://[redacted]@{target.hostname}; "
            "leave them out, they would stand in every report"
        )
    if target.scheme not in ("http", "https") or not target.hostname or re.search(r"\s", url):
        raise ConfigurationError(
            f"{where}: should be an http or https URL, got {url!r}; write https://host"
        )
    return url
