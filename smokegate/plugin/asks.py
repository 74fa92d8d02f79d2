"""The requests that each promise needs. Equal asks are made once, whoever reads them."""

import secrets
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, urljoin, urlsplit

from smokegate.contract import Oauth, Page, Realtime, Route
from smokegate.contract_fields import RealtimeKind
from smokegate.plugin.settings import Settings
from smokegate.probe.observation import Answer, Ask
from smokegate.reading.asset import Asset, Mode
from smokegate.reading.asset import Kind as AssetKind
from smokegate.reading.authorization import stated_state
from smokegate.reading.oauth_cookie import cookie_header

FOREIGN = "smokegate.invalid"  # no host, now or ever (RFC 2606)
_PLAIN = ("accept-encoding", "identity")
_HEALTH = (
    ("accept", "application/health+json, application/json;q=0.9, text/plain;q=0.5, */*;q=0.1"),
    _PLAIN,
)
_HTML = (("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"),)
_UPGRADE = (  # RFC 6455 section 4.1
    ("connection", "Upgrade"),
    ("upgrade", "websocket"),
    ("sec-websocket-version", "13"),
    ("sec-websocket-key", b64encode(secrets.token_bytes(16)).decode()),
)
_MISSING = f"smokegate-{secrets.token_hex(8)}.js"
_ENOUGH = 4096  # to tell what it is; who knows no ranges would send all of it
_FIRST_BYTES = (_PLAIN, ("range", f"bytes=0-{_ENOUGH - 1}"))
_BOGUS = f"smokegate{secrets.token_hex(12)}"  # a state that the deployment never gave out


def health(settings: Settings) -> Ask:
    """The health endpoint, asked once for all components."""
    promise = settings.contract.health
    assert promise is not None
    return Ask(url=settings.base_url + promise.path, headers=_HEALTH)


def ready(settings: Settings) -> Ask:
    """The readiness endpoint."""
    promise = settings.contract.ready
    assert promise is not None
    return Ask(url=settings.base_url + promise.path, headers=_HEALTH)


def page(settings: Settings, promise: Page) -> Ask:
    """A page, as a browser asks for it."""
    return Ask(url=settings.base_url + promise.path, headers=_HTML, rank=-1)


def head(settings: Settings) -> Ask:
    """The head of the first page, as monitors ask for it.

    A connection of its own: a server that sends a body after all leaves it unfit for others.
    """
    first = page(settings, settings.contract.pages[0])
    return replace(first, method="HEAD", is_fresh=True, rank=0)


def second(ask: Ask) -> Ask:
    """The same once more, on a connection on which it was asked before."""
    return replace(ask, is_second=True, rank=0)


def asset(url: str) -> Ask:
    """Something that a page loads."""
    return Ask(url=url, rank=-1)  # what it names is asked for in turn


def found(one: Asset, origin: str) -> Ask:
    """An asset, however it was found, as browsers ask for it.

    Of a source map no more than tells that it is one, and of a film no more than its beginning.
    """
    if one.kind is AssetKind.MAP:
        return Ask(url=one.url, headers=_FIRST_BYTES)
    is_shared = one.mode is not Mode.NO_CORS and one.is_foreign_to(origin)
    stated = (("origin", origin),) if is_shared else ()
    if one.is_streamed:
        headers = (*_FIRST_BYTES, *stated)  # fresh, for nobody else gets an answer behind the rest
        return Ask(url=one.url, headers=headers, enough=_ENOUGH, is_fresh=True)
    return replace(asset(one.url), headers=stated)


def missing(page: Answer, loaded: Iterable[Asset]) -> Ask:
    """A script that no build made, beside the first of the page's own."""
    origin = page.ask.url
    scripts = (one for one in loaded if one.kind is AssetKind.SCRIPT)
    near = next((one.url for one in scripts if not one.is_foreign_to(origin)), origin)
    return asset(urljoin(near, _MISSING))


def deep_link(settings: Settings, path: str) -> Ask:
    """A page of the application that is not its front door."""
    return Ask(url=settings.base_url + path, headers=_HTML)


def secret_file(settings: Settings, path: str) -> Ask:
    """A file that should not be served."""
    return Ask(url=settings.base_url + path, headers=(_PLAIN,))


def start(settings: Settings, promise: Oauth, sample: int = 0) -> Ask:
    """The start of a login: a new browser each time, so a connection of its own and no cookie."""
    return Ask(
        url=settings.base_url + promise.path,
        headers=(*_HTML, _PLAIN),
        is_fresh=True,
        sample=sample,
    )


def returning(settings: Settings, promise: Oauth) -> Ask:
    """The start of a login by somebody who was sent there with another host to go on to."""
    joint = "&" if "?" in promise.path else "?"
    query = f"{joint}{promise.return_to}=https://{FOREIGN}/"
    return Ask(
        url=settings.base_url + promise.path + query, headers=(*_HTML, _PLAIN), is_fresh=True
    )


def forwarded(settings: Settings, promise: Oauth) -> Ask:
    """The start of a login by somebody who names another host."""
    return Ask(
        url=settings.base_url + promise.path,
        headers=(*_HTML, _PLAIN, ("x-forwarded-host", FOREIGN)),
        is_fresh=True,
    )


def callback(settings: Settings, promise: Oauth) -> Ask:
    """The way back from the provider with a state that the deployment never gave out."""
    joint = "&" if "?" in promise.callback else "?"
    query = f"{joint}state={_BOGUS}&code=smokegate-made-up"
    return Ask(url=settings.base_url + promise.callback + query, headers=(*_HTML, _PLAIN))


def callback_url(settings: Settings, promise: Oauth) -> str:
    """Where the provider sends people back to, at the deployment that is asked."""
    return settings.base_url + promise.callback


def way_back(start: Answer, callback: str) -> Ask | None:
    """The way back of a person who refuses: with the state, and the cookies, of this start."""
    state = stated_state(start)
    if state is None:
        return None
    joint = "&" if "?" in callback else "?"
    cookies = cookie_header(start, urlsplit(callback).path)
    return Ask(
        url=f"{callback}{joint}state={quote(state, safe='')}&error=access_denied",
        headers=(*_HTML, _PLAIN, *((("cookie", cookies),) if cookies else ())),
        is_fresh=True,
    )


def realtime(settings: Settings, promise: Realtime) -> Ask:
    """The opening of a channel, as a browser on one of our own pages asks for it."""
    url, own = settings.base_url + promise.path, (("origin", settings.origin),)
    if promise.kind is RealtimeKind.SOCKET_IO:
        joint = "&" if "?" in promise.path else "?"
        url += f"{joint}EIO=4&transport=polling"
        return Ask(url=url, headers=(_PLAIN, *own), is_fresh=True)
    return Ask(url=url, headers=(_PLAIN, *own, *_UPGRADE), is_fresh=True)


def route(settings: Settings, promise: Route) -> Ask:
    """Any other path."""
    return Ask(url=settings.base_url + promise.path, headers=(_PLAIN,))
