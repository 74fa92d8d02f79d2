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
Days = Annotated[int, Meta(ge=0, le=3650, description="days from 0 to 3650", examples=[14])]


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


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Any table of a contract: unknown keys are refused."""


class ReleaseIdentity(Table, frozen=True):
    """How the deployment says which release it is: exactly one of the three places."""

    json: Text | None = None
    header: Text | None = None
    meta: Text | None = None
    severity: Severity = Severity.CRITICAL


class Health(Table, frozen=True):
    """The endpoint that reports on each thing the deployment depends on.

    max_age_s: a timestamp in the body older than this many seconds is a cached answer.
    components: name -> severity; each becomes a check.
    """

    path: Path
    max_age_s: Above0 | None = None
    components: dict[Name, Severity] = field(default_factory=dict)
    severity: Severity = Severity.CRITICAL


class Ready(Table, frozen=True):
    """The endpoint that says whether the deployment may be given traffic."""

    path: Path
    required: bool = True
    severity: Severity = Severity.CRITICAL


class Page(Table, frozen=True):
    """A page that people open, with all that it loads.

    contains: texts that the HTML should contain. mount: CSS selector of the element that the
    application fills.
    """

    path: Path
    contains: tuple[Text, ...] = ()
    mount: Text | None = None
    severity: Severity = Severity.CRITICAL


class Oauth(Table, frozen=True):
    """The start of an authorization code flow (RFC 6749 section 4.1) and its callback.

    authorize: the provider's endpoint, `*` standing for any characters of the path.
    client_id: regular expression that the whole client id should match.
    """

    provider: Name
    path: Path
    authorize: Authorize
    callback: Path
    scopes: tuple[Text, ...] = ()
    client_id: Text | None = None
    pkce: bool = False
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


class Edge(Table, frozen=True):
    """What stands between the deployment and its users; judged over https only."""

    min_certificate_days: Days = 14
    https_redirect: bool = False
    hsts: bool = False
    assets_immutable: Severity | None = None
    compression: tuple[Text, ...] = ()
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
    edge: Edge | None = None
    latency: Latency | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is promised."""
        return not any(
            (self.release, self.health, self.ready, self.pages, self.oauth, self.routes, self.edge)
        )
