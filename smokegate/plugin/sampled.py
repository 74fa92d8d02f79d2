"""Which endpoints are sampled, what a good sample of each is, and what tells releases apart."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import cast
from urllib.parse import urlsplit

from smokegate.contract import Oauth, Page
from smokegate.contract_fields import Severity
from smokegate.plugin import asks
from smokegate.plugin.concern import Case
from smokegate.plugin.sampling import Sampling, ScriptSampling, WaysBack
from smokegate.plugin.settings import Settings
from smokegate.plugin.settling import tolerated_components
from smokegate.plugin.survey import Look
from smokegate.probe.observation import Answer, Ask, Observation, Silence
from smokegate.reading import health as health_reading
from smokegate.reading.asset import Asset, arrival_problems, disguise_problems
from smokegate.reading.asset import Kind as AssetKind
from smokegate.reading.authorization import is_redirect, not_a_redirect
from smokegate.reading.elements import assets
from smokegate.reading.page import page_problems
from smokegate.reading.problem import Problem
from smokegate.reading.release import seen_release
from smokegate.reading.route import readiness_problems

MOST_STARTS = 12  # each leaves an entry in the memory of the deployment
_HASHED = re.compile(r"[.-](?=[\w-]*\d|[\w-]*[A-Z])[\w-]{8,}\.m?js")


class Kind(StrEnum):
    """What an endpoint is, and so what a good sample of it is."""

    HEALTH = "health"
    READY = "ready"
    PAGE = "page"
    SCRIPT = "script"
    START = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Something of which samples are taken. promise: of the page or provider, if it is of one."""

    kind: Kind
    severity: Severity
    promise: Page | Oauth | None = None

    @property
    def id(self) -> str:
        """How its checks are called."""
        return self.promise.provider if isinstance(self.promise, Oauth) else str(self.kind)

    @property
    def page(self) -> Page:
        """The page that it is, or is loaded by."""
        assert isinstance(self.promise, Page)
        return self.promise

    def case(self, severity: Severity | None = None) -> Case:
        """Its case in a check, at most as bad as its own promise."""
        worst = max(self.severity, severity or self.severity, key=list(Severity).index)
        return Case(value=self, id=self.id, severity=worst)


def endpoints(settings: Settings) -> list[Endpoint]:
    """What is sampled: health, readiness, the first page and its script, each login."""
    if settings.samples == 1:
        return []
    contract = settings.contract
    found = []
    if contract.health:
        found.append(health_endpoint(settings))
    if contract.ready:
        found.append(Endpoint(kind=Kind.READY, severity=contract.ready.severity))
    for page in contract.pages[:1]:
        found += [
            Endpoint(kind=kind, severity=page.severity, promise=page)
            for kind in (Kind.PAGE, Kind.SCRIPT)
        ]
    found += [
        Endpoint(kind=Kind.START, severity=oauth.severity, promise=oauth)
        for oauth in contract.oauth
    ]
    return found


def look(settings: Settings, endpoint: Endpoint) -> Look:
    """The samples of it."""

    def fault(one: Observation) -> str | None:
        return fault_of(settings, endpoint, one)

    if endpoint.kind is Kind.SCRIPT:
        page = asks.page(settings, endpoint.page)
        return ScriptSampling(page=page, most=settings.samples, fault=fault)
    most = min(settings.samples, MOST_STARTS) if endpoint.kind is Kind.START else settings.samples
    return Sampling(ask=_ask(settings, endpoint), most=most, fault=fault)


def health_endpoint(settings: Settings) -> Endpoint:
    """The health endpoint."""
    assert settings.contract.health is not None
    return Endpoint(kind=Kind.HEALTH, severity=settings.contract.health.severity)


def later(settings: Settings, number: int) -> tuple[Ask, ...]:
    """So many samples of health more, which nobody asks for ahead."""
    ask = asks.health(settings)
    first = settings.samples
    return tuple(replace(ask, is_fresh=True, sample=first + count) for count in range(number))


def ways_back(settings: Settings, promise: Oauth) -> WaysBack:
    """The way back of each sampled start of this provider."""
    endpoint = Endpoint(kind=Kind.START, severity=promise.severity, promise=promise)
    starts = cast(Sampling, look(settings, endpoint))
    callback = asks.callback_url(settings, promise)
    return WaysBack(starts=starts, callback=callback, origin=settings.origin)


def is_required(settings: Settings, endpoint: Endpoint) -> bool:
    """Whether it has to be there at all."""
    if endpoint.kind is Kind.READY:
        return settings.contract.ready is not None and settings.contract.ready.required
    return not isinstance(endpoint.promise, Oauth) or endpoint.promise.required


def fault_of(settings: Settings, endpoint: Endpoint, one: Observation) -> str | None:
    """What is wrong with one sample, or None."""
    if isinstance(one, Silence):
        return f"silence: {one.detail}"
    return next(map(str, _problems(settings, endpoint, one)), None)


def identity(settings: Settings, endpoint: Endpoint, one: Answer) -> dict[str, str]:
    """What is the same in all answers of one release, and seldom in those of two."""
    if endpoint.kind is Kind.SCRIPT:
        is_hashed = _HASHED.search(urlsplit(one.ask.url).path)
        digest = hashlib.sha256(one.body).hexdigest()
        return {"sha256 of the script": f"{digest[:12]}..."} if is_hashed else {}
    found = {}
    if stated := settings.contract.release:
        health, page = (one, None) if endpoint.kind is Kind.HEALTH else (None, one)
        if endpoint.kind is Kind.HEALTH or not stated.json:
            found["release"] = seen_release(stated, health, page) or "none"
    if endpoint.kind is Kind.PAGE:
        found["scripts"] = _scripts(one)
    return found


def _ask(settings: Settings, endpoint: Endpoint) -> Ask:
    match endpoint.kind:
        case Kind.HEALTH:
            return asks.health(settings)
        case Kind.READY:
            return asks.ready(settings)
        case Kind.PAGE | Kind.SCRIPT:
            return asks.page(settings, endpoint.page)
        case Kind.START:
            return asks.start(settings, cast(Oauth, endpoint.promise))


def _problems(settings: Settings, endpoint: Endpoint, one: Answer) -> Iterator[Problem | str]:
    match endpoint.kind:
        case Kind.HEALTH:
            health = health_reading.read(one, settings.contract.health)
            yield from [health.problem] if health.problem else ()
            yield from health_reading.overall_problems(health, tolerated_components(settings))
        case Kind.READY:
            yield from readiness_problems(one, health_reading.read(one, settings.contract.ready))
        case Kind.PAGE:
            yield from page_problems(one)
        case Kind.SCRIPT:
            script = Asset(url=one.ask.url, kind=AssetKind.SCRIPT, page=one.ask.url)
            yield from arrival_problems(script, one, settings.origin)
            yield from disguise_problems(script, one, settings.origin)
        case Kind.START:
            yield from () if is_redirect(one) else (not_a_redirect(one),)


def _scripts(page: Answer) -> str:
    """The names of the page's own scripts; an edge adds some, which differ from time to time."""
    names = {
        urlsplit(one.url).path.rpartition("/")[2]
        for one in assets(page)
        if one.kind is AssetKind.SCRIPT
        and not one.is_foreign_to(page.ask.url)
        and "/cdn-cgi/" not in one.url
    }
    return ", ".join(sorted(names)) or "none"
