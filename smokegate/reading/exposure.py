"""Reads what should not be there for everybody: secret files, the source of the scripts."""

import re
from collections.abc import Iterator

from smokegate.probe.observation import Answer, Observation, Silence
from smokegate.reading.asset import Asset, Kind
from smokegate.reading.page import looks_like_html
from smokegate.reading.problem import Problem

SECRET_FILES = ("/.env", "/.git/HEAD")
_SIGNS = (
    ("settings of an environment", re.compile(rb"(?m)^(?:export\s+)?[A-Z][A-Z0-9_]{1,60}=")),
    ("a git repository", re.compile(rb"\Aref: refs/|\A[0-9a-f]{40}\s*\Z")),
)
_MAP = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:\)\]\}'[^\n]{0,20}\n)?\{(?=.{0,4000}\"version\"\s*:\s*3\b)"
    rb"(?=.{0,4000}\"(?:mappings|sources|sections|file|names)\"\s*:)",
    re.DOTALL,
)


def secret_file_problems(answer: Answer) -> Iterator[Problem]:
    """Whether the answer is the file itself; an SPA answers any path with its page."""
    if answer.status != 200 or looks_like_html(answer.body):
        return
    for what, sign in _SIGNS:
        if sign.search(answer.body[:4000]):
            yield Problem(what="file", wanted="kept from the public", found=what)
            return


def source_map_problems(asset: Asset, seen: Observation) -> Iterator[Problem]:
    """Whether everybody can read the source of a script; only a real map counts."""
    if asset.kind is not Kind.MAP or isinstance(seen, Silence) or seen.status not in (200, 206):
        return
    if _MAP.match(seen.body[:8000]):
        what = asset.shown_in(asset.page)
        yield Problem(what=what, wanted="kept from the public", found="a source map")
