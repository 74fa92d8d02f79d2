"""A stub of the providers of language models: the list of models, in three shapes."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from examples.charhub.parts.port import LOOPBACK, free_port

_REFUSALS = {401: "invalid key", 429: "too many requests", 500: "internal error"}


class Llm:
    """One server that speaks as OpenAI, as Anthropic and as Google do, by the path.

    status: what it answers from now on; 401 is also answered to who does not send `key`.
    delay_s: how long it says nothing first.
    """

    def __init__(
        self, *, host: str = LOOPBACK, port: int | None = None, key: str | None = None
    ) -> None:
        self._host = host
        self.port = port or free_port()
        self.key = key or f"sk-{secrets.token_hex(16)}"
        self.status = 200
        self.delay_s = 0.0
        self._server: ThreadingHTTPServer | None = None

    @property
    def openai_url(self) -> str:
        """Before `/models`; the key is a bearer token."""
        return f"{self._url}/openai/v1"

    @property
    def anthropic_url(self) -> str:
        """Before `/models`; the key stands in x-api-key, anthropic-version has to be there."""
        return f"{self._url}/anthropic/v1"

    @property
    def google_url(self) -> str:
        """Before `/models`; the key stands in x-goog-api-key."""
        return f"{self._url}/google/v1beta"

    def start(self) -> None:
        """Returns when it takes connections."""
        if self._server is None:
            handler = type("Handler", (_Handler,), {"stub": self})
            self._server = _Server((self._host, self.port), handler)
            pace = {"poll_interval": 0.02}
            Thread(target=self._server.serve_forever, kwargs=pace, daemon=True).start()

    def stop(self) -> None:
        """Closes the port."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def _url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients may hang up."""


_Shape = tuple[str, str, Mapping[str, Any], Callable[[int, str], Mapping[str, Any]]]


class _Handler(BaseHTTPRequestHandler):
    stub: Llm
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answers the list of models, or what `status` says."""
        time.sleep(self.stub.delay_s)
        provider, _, rest = self.path.partition("?")[0].lstrip("/").partition("/")
        shape = _SHAPES.get(provider)
        if shape is None or not rest.endswith("/models"):
            self._say(404, {"error": {"message": "not found"}})
            return
        header, prefix, good, bad = shape
        is_known = self.headers.get(header) == f"{prefix}{self.stub.key}"
        if provider == "anthropic" and "anthropic-version" not in self.headers:
            self._say(400, bad(400, "anthropic-version: header is required"))
            return
        status = self.stub.status if is_known else 401
        if status == 200:
            self._say(200, good)
        else:
            self._say(status, bad(status, _REFUSALS.get(status, HTTPStatus(status).phrase)))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said of single requests."""

    def _say(self, status: int, said: Mapping[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        if status == 429:
            self.send_header("retry-after", "20")
        self.end_headers()
        self.wfile.write(body)


def _openai(status: int, said: str) -> Mapping[str, Any]:
    codes = {401: "invalid_api_key", 429: "rate_limit_exceeded"}
    kind = "server_error" if status >= 500 else "invalid_request_error"
    return {"error": {"message": said, "type": kind, "param": None, "code": codes.get(status)}}


def _anthropic(status: int, said: str) -> Mapping[str, Any]:
    kinds = {400: "invalid_request_error", 401: "authentication_error", 429: "rate_limit_error"}
    return {"type": "error", "error": {"type": kinds.get(status, "api_error"), "message": said}}


def _google(status: int, said: str) -> Mapping[str, Any]:
    words = {401: "UNAUTHENTICATED", 429: "RESOURCE_EXHAUSTED"}
    return {"error": {"code": status, "message": said, "status": words.get(status, "INTERNAL")}}


_SHAPES: Mapping[
    str, _Shape
] = {  # provider -> header of the key, what stands before the key, models, refusal
    "openai": (
        "authorization",
        "Bearer ",
        {"object": "list", "data": [{"id": "gpt-stub", "object": "model", "created": 1}]},
        _openai,
    ),
    "anthropic": (
        "x-api-key",
        "",
        {"data": [{"type": "model", "id": "claude-stub"}], "has_more": False},
        _anthropic,
    ),
    "google": (
        "x-goog-api-key",
        "",
        {"models": [{"name": "models/gemini-stub"}]},
        _google,
    ),
}
