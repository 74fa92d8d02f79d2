"""A provider of language models: its models are listed, which needs the key and costs nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Unpack

from smokegate.errors import ConfigurationError
from smokegate.health.check import TIMEOUT_S, Check, Finding, Options, fail, ok, warn
from smokegate.health.silence import silence

if TYPE_CHECKING:
    import httpx

EVERY_S: Final = 60.0  # a provider counts requests
_MOST_READ: Final = 64 * 1024


class Provider(StrEnum):
    """Whose API it has the shape of; many others have OpenAI's."""

    OPENAI = "openai"
    ANTHROPIC = "anthropic"
    GOOGLE = "google"


@dataclass(frozen=True, slots=True)
class _Shape:
    base_url: str
    path: str
    headers: Mapping[str, str]  # {key} stands for the key


_SHAPES: Final = {
    Provider.OPENAI: _Shape(
        "https://api.openai.com/v1", "/models", {"authorization": "Bearer {key}"}
    ),
    Provider.ANTHROPIC: _Shape(
        "https://api.anthropic.com/v1",
        "/models?limit=1",
        {"x-api-key": "{key}", "anthropic-version": "2023-06-01"},
    ),
    Provider.GOOGLE: _Shape(
        "https://generativelanguage.googleapis.com/v1beta",
        "/models?pageSize=1",
        {"x-goog-api-key": "{key}"},
    ),
}


def llm(
    name: str,
    provider: str,
    api_key: str,
    *,
    base_url: str | None = None,
    path: str | None = None,
    ca_file: str | None = None,
    **options: Unpack[Options],
) -> Check:
    """The provider lists its models for this key. Minor, and a good result is kept for 60 s.

    provider: openai, anthropic or google. base_url: what stands before /models. path: what to ask
    for instead, where models are listed to anybody, such as OpenRouter's /key. 429 is a warning; a
    wrong key and 5xx are failures.
    """
    shape = _SHAPES[_provider(provider)]
    if not api_key or not api_key.isascii() or not api_key.isprintable():
        raise ConfigurationError(
            f"smokegate.health.llm: api_key should be printable ASCII, got {len(api_key)} "
            "characters that are not; look where it is set"
        )
    terms: Options = {"is_critical": False, "every_s": EVERY_S, **options}
    look = _Llm(
        url=_url(base_url or shape.base_url, path or shape.path),
        headers={key: value.format(key=api_key) for key, value in shape.headers.items()},
        is_google=shape is _SHAPES[Provider.GOOGLE],
        client=_client(options.get("timeout_s", TIMEOUT_S), ca_file),
    ).look
    return Check(name=name, look=look, **terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Llm:
    url: str
    headers: Mapping[str, str] = field(repr=False)
    is_google: bool
    client: "httpx.Client" = field(repr=False)

    def look(self) -> Finding:
        """One request, of whose answer only the beginning is read."""
        try:
            with self.client.stream("GET", self.url, headers=self.headers) as answer:
                return self._judged(answer)
        except Exception as err:
            return fail(silence(err) or "connection failed")

    def _judged(self, answer: "httpx.Response") -> Finding:
        match answer.status_code:
            case 200 if answer.headers.get("content-type", "").split(";")[0].endswith("json"):
                return ok()
            case 200:
                return fail("answers without JSON")
            case 429:
                return warn("rate limited")
            case 401:
                return fail("authentication failed")
            case 403:
                return fail("access denied")
            case 400 if self.is_google and b"API_KEY_INVALID" in _beginning(answer):
                return fail("authentication failed")
            case 402:
                return fail("payment required")
            case status:
                return fail(f"answers {status}")


def _beginning(answer: "httpx.Response") -> bytes:
    read = b""
    for part in answer.iter_bytes(8192):
        read += part
        if len(read) >= _MOST_READ:
            break
    return read


def _client(timeout_s: float, ca_file: str | None) -> "httpx.Client":
    """One for all looks: its trust takes longer to load than a request."""
    import ssl

    import httpx  # a backend that asks no provider should not pay for it

    trust: Any = True if ca_file is None else ssl.create_default_context(cafile=ca_file)
    limits = httpx.Limits(max_keepalive_connections=0)  # each look proves a new connection
    return httpx.Client(timeout=timeout_s, verify=trust, limits=limits)


def _provider(name: str) -> Provider:
    try:
        return Provider(name)
    except ValueError as err:
        raise ConfigurationError(
            f"smokegate.health.llm: provider should be {', '.join(Provider)}, got {name!r}; "
            "most others have the shape of openai"
        ) from err


def _url(base_url: str, path: str) -> str:
    if not base_url.startswith(("https://", "http://")) or "@" in base_url:
        scheme = base_url.partition("://")[0][:10] if "://" in base_url else "no scheme"
        raise ConfigurationError(
            f"smokegate.health.llm: base_url should be an https URL without credentials, got one "
            f"with {scheme}; write https://HOST"
        )
    return base_url.rstrip("/") + (path if path.startswith("/") else f"/{path}")
