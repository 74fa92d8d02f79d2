"""Text that is sent compressed to those who offer to take it so."""

import gzip
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import brotli
from starlette.responses import Response

from smokegate.demo.asked import Asked

_PREFERRED: Final = ("br", "gzip", "identity")


def encoded(
    asked: Asked, body: bytes, content_type: str, headers: Mapping[str, str], status: int = 200
) -> Response:
    """The body in the best encoding that the client takes (RFC 9110 section 12.5.3)."""
    coding = _best(asked.request.headers.get("accept-encoding", "identity"))
    response = Response(_encode(body, coding), status, dict(headers))
    response.headers["Content-Type"] = content_type
    response.headers["Vary"] = "Accept-Encoding"
    if coding != "identity":
        response.headers["Content-Encoding"] = coding
    return response


def _best(accepts: str) -> str:
    weights = dict(map(_weight, accepts.lower().split(",")))
    anything = weights.get("*", 0.0)
    # identity is acceptable unless it is ruled out, but nobody asked for it
    weights = {"identity": anything or 1e-6, "br": anything, "gzip": anything, **weights}
    return max(_PREFERRED, key=lambda coding: weights[coding])


def _weight(offer: str) -> tuple[str, float]:
    coding, _, parameter = offer.partition(";")
    _, _, q = parameter.partition("=")
    try:
        return coding.strip(), float(q or 1)
    except ValueError:
        return coding.strip(), 0.0


@lru_cache(maxsize=256)
def _encode(body: bytes, coding: str) -> bytes:
    match coding:
        case "br":
            return bytes(brotli.compress(body, quality=5))
        case "gzip":
            return gzip.compress(body, mtime=0)
        case _:
            return body
