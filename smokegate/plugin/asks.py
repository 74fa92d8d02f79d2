"""The requests that each promise needs. Equal asks are made once, whoever reads them."""

import secrets

from smokegate.contract import Oauth, Page, Route
from smokegate.plugin.settings import Settings
from smokegate.probe.observation import Ask

_PLAIN = ("accept-encoding", "identity")
_HEALTH = (
    ("accept", "application/health+json, application/json;q=0.9, text/plain;q=0.5, */*;q=0.1"),
    _PLAIN,
)
_HTML = (("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"),)
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
    return Ask(url=settings.base_url + promise.path, headers=_HTML)


def asset(url: str) -> Ask:
    """Something that a page loads."""
    return Ask(url=url)


def start(settings: Settings, promise: Oauth, sample: int = 0) -> Ask:
    """The start of a login: a new browser each time, so a connection of its own and no cookie."""
    return Ask(
        url=settings.base_url + promise.path,
        headers=(*_HTML, _PLAIN),
        is_fresh=True,
        sample=sample,
    )


def forwarded(settings: Settings, promise: Oauth) -> Ask:
    """The start of a login by somebody who names another host."""
    return Ask(
        url=settings.base_url + promise.path,
        headers=(*_HTML, _PLAIN, ("x-forwarded-host", "smokegate.invalid")),
        is_fresh=True,
    )


def callback(settings: Settings, promise: Oauth) -> Ask:
    """The way back from the provider with a state that the deployment never gave out."""
    joint = "&" if "?" in promise.callback else "?"
    query = f"{joint}state={_BOGUS}&code=smokegate-made-up"
    return Ask(url=settings.base_url + promise.callback + query, headers=(*_HTML, _PLAIN))


def route(settings: Settings, promise: Route) -> Ask:
    """Any other path."""
    return Ask(url=settings.base_url + promise.path, headers=(_PLAIN,))
