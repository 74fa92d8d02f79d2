"""Tells an edge that keeps the runner out from a deployment that answers badly."""

import re

from smokegate.probe.observation import Answer

# https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/
_REFUSALS = re.compile(rb"error code: (10(?:0[5-9]|1[0-5]|20))\b")


# Cloudflare's own: no TCP connection in time, no route, no TLS, a certificate it does not trust.
# 521 is left out, for an origin that refuses may be a release that does not start.
_WITHOUT_ORIGIN = frozenset({522, 523, 525, 526})


def is_edge_without_origin(answer: Answer) -> bool:
    """Whether the edge says that the way from it to the deployment is broken."""
    server = (answer.headers.get("server") or "").lower()
    return answer.status in _WITHOUT_ORIGIN and server.startswith("cloudflare")


def refusal(answer: Answer) -> str | None:
    """Why this answer says nothing of the release, or None: a challenge, a limit, a ban."""
    if answer.headers.get("cf-mitigated") is not None:
        return "the edge asks the runner to prove that it is a browser (cf-mitigated)"
    if answer.status in (403, 429) and (code := _REFUSALS.search(answer.body[:4096])):
        return f"the edge keeps the runner out (Cloudflare {code[1].decode()})"
    if answer.status == 429 and answer.headers.get("retry-after") is not None:
        return "the runner is asked to wait (429 with Retry-After)"
    return None
