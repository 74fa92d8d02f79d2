"""Reads a contract file, and refuses promises that contradict one another."""

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from smokegate.contract import Contract, Page
from smokegate.contract_checks import unknown_checks
from smokegate.contract_suite import is_in_wheel, shipped_suite
from smokegate.errors import ConfigurationError
from smokegate.origin import checked_origin
from smokegate.toml_file import Loaded, load

__all__ = ["is_in_wheel", "load_contract", "shipped_suite"]


def load_contract(path: Path) -> Loaded[Contract]:
    """The contract in this file. Raises ConfigurationError: one line, path of the culprit, cure."""
    loaded = load(path, Contract)
    for fault in _faults(loaded.record):
        raise ConfigurationError(f"{path}: {fault}")
    return loaded


def _faults(contract: Contract) -> Iterator[str]:
    if contract.is_empty:
        yield "promises nothing; write at least [health] with path, or [[pages]] with path"
    yield from unknown_checks(contract.checks)
    yield from _public_url_faults(contract.public_url)
    yield from _release_faults(contract)
    yield from _twice("pages", "path", [page.path for page in contract.pages])
    yield from _twice("oauth", "provider", [oauth.provider for oauth in contract.oauth])
    yield from _twice("routes", "path", [route.path for route in contract.routes])
    yield from _twice("realtime", "path", [one.path for one in contract.realtime])
    for index, page in enumerate(contract.pages):
        yield from _mount_faults(f"$.pages[{index}].mount", page)
    for index, oauth in enumerate(contract.oauth):
        yield from _client_id_faults(f"$.oauth[{index}].client_id", oauth.client_id)
        yield from _authorize_faults(f"$.oauth[{index}].authorize", oauth.authorize)


def _public_url_faults(url: str | None) -> Iterator[str]:
    if url is None:
        return
    try:
        origin = checked_origin("$.public_url", url)
    except ConfigurationError as err:
        yield str(err).replace("$.public_url:", "$.public_url", 1)
        return
    if origin != url.removesuffix("/"):  # applications are told it, and state it, in this form
        yield f"$.public_url should be an origin in its usual form, got {url!r}; write {origin!r}"


def _release_faults(contract: Contract) -> Iterator[str]:
    release = contract.release
    if release is None:
        return
    places = [place for place in ("json", "header", "meta") if getattr(release, place)]
    if len(places) != 1:
        got = ", ".join(places) or "none"
        yield f"$.release should name one of json, header, meta, got {got}; keep exactly one"
    if release.json and contract.health is None:
        yield "$.release.json is a key of the health body, got no [health]; add it or use header"
    if release.meta and not contract.pages:
        yield "$.release.meta is read from the first page, got no [[pages]]; add one or use header"
    if release.page_meta and (release.meta or not contract.pages):
        got = "no [[pages]]; add one" if not contract.pages else "meta too, the same tag; keep one"
        yield f"$.release.page_meta compares the first page with json or header, got {got}"
    if release.header and contract.health is None and not contract.pages:
        yield "$.release.header needs an answer to stand in; add [health] or [[pages]]"


def _twice(table: str, key: str, values: list[str]) -> Iterator[str]:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield f"$.{table}[{index}].{key} is given twice, got {value!r}; remove one of them"


def _mount_faults(where: str, page: Page) -> Iterator[str]:
    if page.mount is None:
        return
    from selectolax.lexbor import LexborHTMLParser  # lazy: most callers have no page to look into

    try:
        LexborHTMLParser("<p>").css_first(page.mount)
    except Exception:
        yield f"{where} should be a CSS selector, got {page.mount!r}; write '#root'"


def _client_id_faults(where: str, pattern: str | None) -> Iterator[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of "[[": no second line beside ours
            re.compile(pattern or "")
    except (re.error, OverflowError, RecursionError) as err:
        got = repr(pattern)[:80]
        yield f"{where} should be a regular expression, got {got} ({err}); mend it"


def _authorize_faults(where: str, authorize: str) -> Iterator[str]:
    try:
        target = urlsplit(authorize)
        host, _ = target.hostname or "", target.port
    except ValueError as err:
        yield f"{where} should be a URL, got {authorize!r} ({err}); mend it"
        return
    if not host:
        yield f"{where} should be a URL with a host, got {authorize!r}; mend it"
    elif target.scheme == "http" and host not in ("localhost", "127.0.0.1", "::1"):
        yield f"{where} should be https, got {authorize!r}; a provider is never asked in clear"
