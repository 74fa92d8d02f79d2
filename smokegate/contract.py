"""What a deployment promises, as frozen records; `contract_file` reads them from TOML.

A table that is absent promises nothing, so nothing is checked for it. Every table may carry
`severity`: how bad it is if the promise is broken (Allure's words).
"""

from typing import Annotated

from msgspec import Meta, Struct, field

from smokegate.contract_fields import (
    Above0,
    Authorize,
    CheckLevel,
    Coding,
    ComponentName,
    Days,
    HealthFormat,
    Host,
    HttpStatus,
    Meaning,
    Name,
    Origin,
    Path,
    Pointer,
    Port,
    RealtimeKind,
    Severity,
    StatusKey,
    Target,
    Text,
)


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Any table of a contract: unknown keys are refused."""


class ReleaseIdentity(Table, frozen=True):
    """How the deployment says which release it is: exactly one of the three places.

    page_meta: a meta tag of the first page that should name the same release. required: whether
    one has to be stated where nobody names the release that should answer.
    """

    json: Text | None = None
    header: Text | None = None
    meta: Text | None = None
    page_meta: Text | None = None
    required: bool = True
    severity: Severity = Severity.CRITICAL


class HealthForm(Table, frozen=True):
    """An endpoint that reports on health, and how its answer is to be read where we cannot tell.

    format: the only one that will do. status, components_at: where in the JSON these stand.
    words: meanings added to ours. statuses: meanings of HTTP statuses other than 2xx.
    nullable: components that may be null. service: whose health it should be.
    """

    path: Path
    format: HealthFormat | None = None
    status: Pointer | None = None
    components_at: Pointer | None = None
    words: dict[ComponentName, Meaning] = field(default_factory=dict)
    statuses: dict[StatusKey, Meaning] = field(default_factory=dict)
    nullable: tuple[ComponentName, ...] = ()
    service: Text | None = None


class Health(HealthForm, frozen=True):
    """The endpoint that reports on each thing the deployment depends on.

    max_age_s: a timestamp in the body older than this many seconds is a cached answer.
    timestamp: where it stands. components: name -> severity; each becomes a check.
    """

    timestamp: Pointer | None = None
    max_age_s: Above0 | None = None
    components: dict[ComponentName, Severity] = field(default_factory=dict)
    severity: Severity = Severity.CRITICAL


class Ready(HealthForm, frozen=True):
    """The endpoint that says whether the deployment may be given traffic."""

    required: bool = True
    severity: Severity = Severity.CRITICAL


class Page(Table, frozen=True):
    """A page that people open, with all that it loads.

    contains: texts that the HTML should contain. mount: CSS selector of the element that the
    application fills. mount_required: whether it must be there in a page that shows text without
    it. deep_links: paths of the same application that should answer with a page
    too. foreign: hosts of other environments, which its scripts should not name. max_code_kib:
    how much its scripts and styles may weigh together, as they are sent.
    """

    path: Path
    contains: tuple[Text, ...] = ()
    mount: Text | None = None
    mount_required: bool = True
    deep_links: tuple[Path, ...] = ()
    foreign: tuple[Host, ...] = ()
    max_code_kib: Above0 | None = None
    severity: Severity = Severity.CRITICAL


class Oauth(Table, frozen=True):
    """The start of an authorization code flow (RFC 6749 section 4.1) and its callback.

    authorize: the provider's endpoint, `*` standing for any characters of the path.
    client_id: regular expression that the whole client id should match. scopes_allowed: what may
    be asked for beside `scopes`; None is anything. nonce: whether one must be there. return_to:
    the parameter of the start that says where to go after the login; it is then asked whether
    another host will do. callback_required: whether 404 or 405 of the callback breaks the promise.
    """

    provider: Name
    path: Path
    authorize: Authorize
    callback: Path
    scopes: tuple[Text, ...] = ()
    scopes_allowed: tuple[Text, ...] | None = None
    client_id: Text | None = None
    pkce: bool = False
    nonce: bool = False
    return_to: Name | None = None
    callback_required: bool = True
    required: bool = True
    severity: Severity = Severity.CRITICAL


class Route(Table, frozen=True):
    """Any other promise about one path.

    status: the status, or several any of which will do. location: where a redirect should lead,
    `*` standing for any characters; a pattern that begins with / is held against the path alone.
    """

    path: Path
    status: HttpStatus | Annotated[tuple[HttpStatus, ...], Meta(min_length=1)] = 200
    content_type: Text | None = None
    location: Target | None = None
    contains: tuple[Text, ...] = ()
    severity: Severity = Severity.CRITICAL

    @property
    def statuses(self) -> tuple[int, ...]:
        """Every status that keeps the promise."""
        return (self.status,) if isinstance(self.status, int) else self.status


class Realtime(Table, frozen=True):
    """A channel that stays open: it should open, or refuse with one of these statuses."""

    path: Path
    kind: RealtimeKind
    status: HttpStatus | tuple[HttpStatus, ...] = ()
    severity: Severity = Severity.CRITICAL

    @property
    def statuses(self) -> tuple[int, ...]:
        """Every refusal that keeps the promise, such as 401 to who has not signed in."""
        return (self.status,) if isinstance(self.status, int) else self.status


class Edge(Table, frozen=True):
    """What stands between the deployment and its users; judged over https only.

    http_port: where plain http is asked; 80, but nothing is asked where the base URL has a port.
    assets_immutable: how bad it is if files with a hash in their name may not be kept for ever.
    compression: each coding in which text is to be had, when it alone is offered.
    """

    min_certificate_days: Days = 14
    https_redirect: bool = False
    http_port: Port | None = None
    hsts: bool = False
    assets_immutable: Severity | None = None
    compression: tuple[Coding, ...] = ()
    severity: Severity = Severity.CRITICAL


class Latency(Table, frozen=True):
    """How soon the first byte of health, readiness and each page should arrive."""

    budget_ms: Above0
    severity: Severity = Severity.MINOR


class Contract(Table, frozen=True):
    """All that one deployment promises.

    public_url: the origin that people use, where it is not the one that is asked. checks: shipped
    checks by name, each with a severity of its own, or off.
    """

    app: Text
    public_url: Origin | None = None
    release: ReleaseIdentity | None = None
    health: Health | None = None
    ready: Ready | None = None
    pages: tuple[Page, ...] = ()
    oauth: tuple[Oauth, ...] = ()
    routes: tuple[Route, ...] = ()
    realtime: tuple[Realtime, ...] = ()
    edge: Edge | None = None
    latency: Latency | None = None
    checks: dict[str, CheckLevel] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is promised."""
        tables = (self.release, self.health, self.ready, self.pages, self.oauth, self.routes)
        return not any((*tables, self.realtime, self.edge))
