"""Reads the service worker that a page registers, and what it fetches ahead.

A browser that cannot install the new one goes on with the old one, and so with the old release.
"""

from collections.abc import Iterator

from smokegate.probe.observation import Observation, Silence
from smokegate.reading.asset import Asset, Kind, disguise_problems
from smokegate.reading.page import looks_like_html
from smokegate.reading.problem import Problem

_CODE = (".js", ".mjs", ".css")


def worker_problems(asset: Asset, seen: Observation, origin: str) -> Iterator[Problem]:
    """What is wrong with a service worker, or with a file that it fetches ahead.

    A worker that is not there is none: a script may hold code that nobody runs. For how long it
    may be kept is no matter: browsers ask for it past their cache (Service Workers, section 4.6).
    """
    if isinstance(seen, Silence):
        return
    what = asset.shown_in(origin)
    if asset.kind is Kind.PRECACHED:
        if seen.status >= 400:
            yield Problem(what=what, wanted="200", found=str(seen.status))
        elif seen.status == 200 and _is_disguised(asset, seen.body):
            yield Problem(what=what, wanted="a file of the build", found="HTML in disguise")
    elif asset.kind is Kind.WORKER:
        yield from disguise_problems(asset, seen, origin)


def _is_disguised(asset: Asset, body: bytes) -> bool:
    path = asset.url.partition("?")[0].partition("#")[0]
    return path.endswith(_CODE) and looks_like_html(body)
