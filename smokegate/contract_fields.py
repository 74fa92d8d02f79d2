"""The kinds of value that a contract is made of: constrained texts and numbers, closed lists.

Each describes itself as a message would: what is wanted, and an example of it.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

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


class CheckLevel(StrEnum):
    """What becomes of a shipped check: how bad its failure is, or that it is not asked."""

    BLOCKER = "blocker"
    CRITICAL = "critical"
    NORMAL = "normal"
    MINOR = "minor"
    TRIVIAL = "trivial"
    OFF = "off"


class Coding(StrEnum):
    """A content coding that browsers offer (RFC 9110 section 8.4.1, RFC 7932, RFC 8878)."""

    BR = "br"
    GZIP = "gzip"
    ZSTD = "zstd"


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


class RealtimeKind(StrEnum):
    """How a realtime channel is opened."""

    SOCKET_IO = "socket.io"
    WEBSOCKET = "websocket"
