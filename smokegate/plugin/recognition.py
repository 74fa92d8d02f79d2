"""Whether a run was let in to the deployment, and whether that is the application at all."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from smokegate.contract import Oauth
from smokegate.plugin import asks
from smokegate.plugin.settings import Settings
from smokegate.probe.observation import Answer, Observation
from smokegate.reading.kept_out import KeptOut, Refusal, kept_out, refusal_of
from smokegate.reading.unlike import (
    Impression,
    Unlike,
    is_marked,
    of_health,
    of_login,
    of_page,
    unlike,
)
from smokegate.redact import shown

_NUMBERS = re.compile(r"[0-9a-fA-F-]{6,}|[0-9]+")  # an error page names its request and the time
_MOST_PAGE = 2000


@dataclass(frozen=True, slots=True)
class Cause:
    """One sentence that stands before all that failed. is_whole: it says all there is to say."""

    sentence: str
    is_whole: bool


@dataclass(slots=True)
class Recognition:
    """What the answers to promises show, each once; workers of xdist add theirs.

    refusals: how each answer keeps the runner out, None of one that does not. impressions: what
    pages, health and logins show of the application. errors: by URL, which error of the server the
    answer is, in words and by its body, None of one that is none or says more. has_silence: whether
    one did not answer. has_good: whether a promised path was answered with 2xx.
    """

    refusals: list[Refusal | None] = field(default_factory=list)
    impressions: list[Impression] = field(default_factory=list)
    errors: dict[str, tuple[str, str] | None] = field(default_factory=dict)
    has_silence: bool = False
    has_good: bool = False

    def add(self, settings: Settings, seen: Iterable[Observation]) -> None:
        """Adds what came of a run's requests; what is no promise of this origin is left out."""
        promised = _promised(settings)
        own = {urlsplit(url).hostname or "" for url in (settings.base_url, settings.origin)}
        logins = {urlsplit(one.authorize).hostname or "" for one in settings.contract.oauth}
        for one in _in_order(seen, list(promised)):
            if isinstance(one, Answer):
                self._take(settings, one, promised[one.ask.url], own, logins)
            else:
                self.has_silence = True

    def _take(
        self,
        settings: Settings,
        answer: Answer,
        statuses: Sequence[int],
        own: set[str],
        logins: set[str],
    ) -> None:
        refusal = refusal_of(answer, own_hosts=own, login_hosts=logins)
        if refusal is not None and _is_kept(settings, answer, refusal):
            refusal = None
        if refusal is not None and answer.status in statuses:
            return  # it is what was promised, and what who is kept out would get as well
        self.errors[answer.ask.url] = None if answer.status in statuses else _error_of(answer)
        self.refusals.append(refusal)
        self.impressions += _impressions(settings, answer)
        self.has_good |= refusal is None and 200 <= answer.status < 300

    def merge(self, handed_over: Mapping[str, Any]) -> None:
        """Adds what a worker saw."""
        self.refusals += [one and Refusal(**one) for one in handed_over.get("refusals", ())]
        self.impressions += [Impression(**one) for one in handed_over.get("impressions", ())]
        for url, error in handed_over.get("errors", {}).items():
            self.errors[url] = tuple(error) if error else None
        self.has_silence |= handed_over.get("has_silence", False)
        self.has_good |= handed_over.get("has_good", False)

    def handed_over(self) -> dict[str, Any]:
        """The same, in plain values."""
        return asdict(self)

    def kept_out(self) -> KeptOut | None:
        """That the runner was kept out, or None."""
        return None if self.has_silence else kept_out(self.refusals)

    def unlike(self, settings: Settings) -> Unlike | None:
        """That what answers is not the application of the contract, or None."""
        if self.has_silence or self.kept_out():
            return None
        return unlike(settings.contract.app, self.impressions)

    def cause(self, settings: Settings) -> Cause | None:
        """What a person has to know before anything that failed, or None."""
        if found := self.kept_out():
            return Cause(found.sentence, is_whole=True)
        if other := self.unlike(settings):
            return Cause(other.sentence, is_whole=other.is_another)
        if error := self._common_error():
            return Cause(f"every promise is answered with {error}", is_whole=True)
        return None

    def _common_error(self) -> str | None:
        """The error of the server that each path is answered with, where there are several."""
        kinds = set(self.errors.values())
        kind = kinds.pop() if len(kinds) == 1 and len(self.errors) > 1 else None
        return kind[0] if kind and not self.has_silence else None

    def is_let_in(self, settings: Settings) -> bool:
        """Whether the application itself answered a promise well."""
        return self.has_good and not self.kept_out() and not self.unlike(settings)


def _error_of(answer: Answer) -> tuple[str, str] | None:
    """`503 by nginx`, and its page without numbers; None of what is no error of the server.

    JSON says more than that it is an error, such as which component is down.
    """
    if answer.status < 500 or answer.body.lstrip()[:1] in (b"{", b"["):
        return None
    server = shown((answer.headers.get("server") or "").partition("/")[0].strip(), 40)
    page = _NUMBERS.sub("", answer.body[:_MOST_PAGE].decode("utf-8", "replace"))
    return (f"{answer.status} by {server}" if server else f"{answer.status}"), page


def _in_order(seen: Iterable[Observation], urls: Sequence[str]) -> list[Observation]:
    """What came of requests for these URLs, in their order."""
    rank = {url: number for number, url in enumerate(dict.fromkeys(urls))}
    ours = [one for one in seen if one.ask.url in rank and one.ask.method == "GET"]
    return sorted(ours, key=lambda one: rank[one.ask.url])


def _promised(settings: Settings) -> dict[str, Sequence[int]]:
    """The URL of each promise about an answer, with statuses of refusals that would keep it."""
    contract, base = settings.contract, settings.base_url
    found: dict[str, Sequence[int]] = {}
    for page in contract.pages:
        found[asks.page(settings, page).url] = ()
        found |= {base + path: () for path in page.deep_links}
    for form in (contract.health, contract.ready):
        if form:
            found[base + form.path] = tuple(int(key) for key in form.statuses if key.isdecimal())
    found |= {base + oauth.path: () for oauth in contract.oauth}
    found |= {base + route.path: route.statuses for route in contract.routes}
    found |= {asks.realtime(settings, one).url: one.statuses for one in contract.realtime}
    return found


def _impressions(settings: Settings, answer: Answer) -> Iterator[Impression]:
    contract, url = settings.contract, answer.ask.url
    for page in contract.pages:
        if url == settings.base_url + page.path:
            yield of_page(answer, page, contract.app)
    for form in (contract.health, contract.ready):
        if form and url == settings.base_url + form.path:
            yield of_health(answer)
    for oauth in contract.oauth:
        if url == settings.base_url + oauth.path:
            yield of_login(answer, oauth)


def _is_kept(settings: Settings, answer: Answer, refusal: Refusal) -> bool:
    """Whether what looks like a refusal is the page, or the login, that was promised."""
    contract, path = settings.contract, answer.ask.url.removeprefix(settings.base_url)
    if answer.status == 200:
        pages = [page for page in contract.pages if page.path == path]
        return any(is_marked(answer, page, contract.app) for page in pages)
    starts = [oauth for oauth in contract.oauth if oauth.path == path]
    return not refusal.is_edge and any(_leads_to(answer, one) for one in starts)


def _leads_to(answer: Answer, promise: Oauth) -> bool:
    try:
        target = urlsplit(answer.headers.get("location") or "")
        back = parse_qs(target.query).get("redirect_uri", [""])[0]
        return (
            target.hostname == urlsplit(promise.authorize).hostname
            and urlsplit(back).path == promise.callback
        )
    except ValueError:
        return False
