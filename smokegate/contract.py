"""What a deployment promises, as frozen records; `contract_file` reads them from TOML.

A table that is absent promises nothing, so nothing is checked for it. Every table may carry
`severity`: how bad it is if the promise is broken (Allure's words).
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct, field

Path = Annotated[
    str,
    Meta(
        pattern=r"^/[^\s#\x00-\x1f\x7f]*$(?!\n)",
        description="a path that begins with / and has no spaces",
        examples=["/api/v1/health"],
    ),
]
Text = Annotated[str, Meta(min_length=1, description="a text that is not empty", examples=["text"])]
Above0 = Annotated[float, Meta(gt=0, le=1e9, description="a number above 0", examples=[60])]
HttpStatus = Annotated[
    int, Meta(ge=200, le=599, description="an HTTP status from 200 to 599", examples=[200])
]
Authorize = Annotated[
    str,
    Meta(
        pattern=r"^https?://[^\s/?#@*\\]+/[^\s?#]*$(?!\n)",
        description="the URL of the provider's authorization endpoint without a query",
        examples=["https://accounts.google.com/o/oauth2/*"],
    ),
]
Origin = Annotated[
    str,
    Meta(
        pattern=r"^https?://[^\s/?#@\\]+/?$(?!\n)",
        description="an origin",
        examples=["https://charhub.app"],
    ),
]
Target = Annotated[
    str,
    Meta(
        pattern=r"^(?:/|https?://)[^\s?#]*$(?!\n)",
        description="a path or a URL without a query",
        examples=["/api/v1/oauth/google"],
    ),
]
Name = Annotated[
    str,
    Meta(
        pattern=r"^[\w.:/-]+$(?!\n)",
        description="a word of letters, digits and . : / - _",
        examples=["database"],
    ),
]
ComponentName = Annotated[
    str,
    Meta(
        pattern=r"^(?! )"
        r"[^\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]{1,100}(?<! )$(?!\n)",
        description="a printable text of 1 to 100 characters",
        examples=["database"],
    ),
]
Pointer = Annotated[
    str,
    Meta(
        pattern=r"^(?:/(?:[^~/\x00-\x1f\x7f]|~[01])*)+$(?!\n)",
        description="a JSON pointer (RFC 6901)",
        examples=["/data/status"],
    ),
]
StatusKey = Annotated[
    str,
    Meta(
        pattern=r"^[2-5][0-9][0-9]$(?!\n)",
        description="an HTTP status from 200 to 599",
        examples=["429"],
    ),
]
Host = Annotated[
    str,
    Meta(
        pattern=r"^[\w.-]+(?::\d{1,5})?$(?!\n)",
        description="a host without a scheme",
        examples=["staging.charhub.app"],
    ),
]
Days = Annotated[int, Meta(ge=0, le=3650, description="days from 0 to 3650", examples=[14])]
Port = Annotated[int, Meta(ge=1, le=65535, description="a port from 1 to 65535", examples=[80])]


class Severity(StrEnum):
    """How bad a broken promise is. Blocker and critical fail the run; the rest is reported."""

    BLOCKER = "blocker"
    CRITICAL = "critical"
    NORMAL = "normal"
    MINOR = "minor"
    TRIVIAL = "trivial"

    def is_at_least(self, other: "Severity") -> bool:
        """Whether this is as bad as the other, or worse."""
        order = list(Severity)
        return order.index(self) <= order.index(other)


class Coding(StrEnum):
    """A content coding that browsers offer (RFC 9110 section 8.4.1, RFC 7932, RFC 8878)."""

    BR = "br"
    GZIP = "gzip"
    ZSTD = "zstd"


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Any table of a contract: unknown keys are refused."""


class ReleaseIdentity(Table, frozen=True):
    """How the deployment says which release it is: exactly one of the three places."""

    json: Text | None = None
    header: Text | None = None
    meta: Text | None = None
    severity: Severity = Severity.CRITICAL


class Meaning(StrEnum):
    """What a word, or an HTTP status, means for health."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class HealthFormat(StrEnum):
    """How health is written: one family of applications each."""

    HEALTH_JSON = "health+json"
    SPRING = "spring"
    MICROPROFILE = "microprofile"
    ASPNET_TEXT = "aspnet-text"
    ASPNET_JSON = "aspnet-json"
    TERMINUS = "terminus"
    DETAILS = "details"
    COMPONENT_MAP = "component-map"
    K8S = "k8s"
    DJANGO = "django"
    STRING_MAP = "string-map"
    SPATIE = "spatie"
    RAILS_UP = "rails-up"
    GRAFANA = "grafana"
    ELASTICSEARCH = "elasticsearch"
    VAULT = "vault"
    GITLAB = "gitlab"
    FLAT = "flat"
    TEXT = "text"
    CHARHUB = "charhub"


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
    application fills. deep_links: paths of the same application that should answer with a page
    too. foreign: hosts of other environments, which its scripts should not name.
    """

    path: Path
    contains: tuple[Text, ...] = ()
    mount: Text | None = None
    deep_links: tuple[Path, ...] = ()
    foreign: tuple[Host, ...] = ()
    severity: Severity = Severity.CRITICAL


class Oauth(Table, frozen=True):
    """The start of an authorization code flow (RFC 6749 section 4.1) and its callback.

    authorize: the provider's endpoint, `*` standing for any characters of the path.
    client_id: regular expression that the whole client id should match. nonce: whether one must
    be there. return_to: the parameter of the start that says where to go after the login; it is
    then asked whether another host will do.
    """

    provider: Name
    path: Path
    authorize: Authorize
    callback: Path
    scopes: tuple[Text, ...] = ()
    client_id: Text | None = None
    pkce: bool = False
    nonce: bool = False
    return_to: Name | None = None
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


class RealtimeKind(StrEnum):
    """How a realtime channel is opened."""

    SOCKET_IO = "socket.io"
    WEBSOCKET = "websocket"


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

    public_url: the origin that people use, where it is not the one that is asked.
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

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is promised."""
        tables = (self.release, self.health, self.ready, self.pages, self.oauth, self.routes)
        return not any((*tables, self.realtime, self.edge))
