"""Reads whether another origin lets the page have what it asks for (Fetch, CORS check)."""

from collections.abc import Iterator

from smokegate.probe.observation import Observation, Silence
from smokegate.reading.asset import Asset, Mode
from smokegate.reading.problem import Problem
from smokegate.redact import shown


def sharing_problems(asset: Asset, seen: Observation, origin: str) -> Iterator[Problem]:
    """Whether a browser gets it: a module or a font of another origin only with a permission.

    It has to have been asked for with the Origin of the page. An answer that is none of the
    asset's accuses nobody.
    """
    if asset.mode is Mode.NO_CORS or not asset.is_foreign_to(origin):
        return
    if isinstance(seen, Silence) or seen.status not in (200, 206):
        return
    what, wanted = asset.shown_in(origin), f"shared with {origin}"
    allowed = seen.headers.get("access-control-allow-origin")
    is_credentialed = asset.mode is Mode.CREDENTIALED
    if allowed != origin and (allowed != "*" or is_credentialed):
        stated = "no access-control-allow-origin"
        if allowed is not None:
            stated = f"access-control-allow-origin {shown(allowed, 80) or 'that is empty'}"
        yield Problem(what=what, wanted=wanted, found=f"{stated} (a browser refuses it)")
    elif is_credentialed and seen.headers.get("access-control-allow-credentials") != "true":
        found = "no access-control-allow-credentials: true (a browser refuses it)"
        yield Problem(what=what, wanted=f"{wanted} and its cookies", found=found)
