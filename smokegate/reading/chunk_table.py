"""Finds the chunks that webpack's runtime loads later, by the function that names them.

    r.u=e=>"static/js/"+({27:"login"}[e]||e)+"."+{27:"aa11bb22"}[e]+".chunk.js"   (webpack 5)
    function s(e){return i.p+"js/"+({27:"login"}[e]||e)+"."+{27:"aa11bb22"}[e]+".js"}   (4)

Where anything about it is not understood, it names nothing: nobody knows what is loaded.
"""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urljoin, urlsplit

from smokegate.reading.asset import resolved
from smokegate.reading.chunk_name import NotUnderstoodError, chunk_names

MOST = 16  # of one table, evenly spread
_LONGEST = 200_000
_MOST_RUNTIMES = 8  # other functions look alike, up to what they return

_NAMED = re.compile(
    r"(?P<runtime>[\w$]{1,30})\.u\s*+=\s*+"
    r"(?:function\s*+\(\s*+(?P<given>[\w$]++)\s*+\)\s*+\{\s*+return\b"
    r"|\(?\s*+(?P<taken>[\w$]++)\s*+\)?\s*+=>(?:\s*+\{\s*+return\b)?)"
)
_NAMED_4 = re.compile(
    r"function(?:\s++[\w$]++)?\s*+\(\s*+(?P<given>[\w$]++)\s*+\)\s*+\{\s*+return\s++"
    r"(?P<runtime>[\w$]{1,30})\.p\s*+\+(?P<taken>)"
)
# where the application sets it anew when it runs, nobody knows it
_SET_ANEW = re.compile(
    r"\.p\s*+=(?!=)[^;,\n]{0,80}?(?:window|document|location|self\b|globalThis|[Pp]ublic)"
)
# the part of the handler that tells the chunks which have a script
_HANDLER = re.compile(
    r"\.f\.j\s*+=\s*+(?:function\s*+\(\s*+(?P<given>[\w$]++)|\(\s*+(?P<taken>[\w$]++))"
    r"(?P<part>.{0,500}?)(?:new\s++Promise\b|\bimport\()",
    re.DOTALL,
)


def chunk_urls(script: str, text: str) -> Iterator[str]:
    """The URLs of some of the chunks that this script, webpack's runtime, loads later.

    Only below a public path that stands in the text, and below which the script itself lies.
    """
    runtimes = [
        found
        for pattern in (_NAMED, _NAMED_4)
        for found in islice(pattern.finditer(text), _MOST_RUNTIMES)
    ]
    for found in runtimes:
        base = _public_url(script, text, found["runtime"])
        if base is None:
            continue
        try:
            without = _scriptless(text) if found.re is _NAMED else frozenset()
            names = chunk_names(text[found.end() : found.end() + _LONGEST], _parameter(found))
        except NotUnderstoodError:
            continue
        known = [name for id_, name in names.items() if id_ not in without]
        chosen = known[:: -(-len(known) // MOST) or 1]
        urls = (resolved(base, name) for name in chosen if name.endswith((".js", ".mjs")))
        yield from filter(None, urls)


def _public_url(script: str, text: str, runtime: str) -> str | None:
    """What the names are relative to, or None where it is not surely known."""
    stated = re.findall(
        rf"(?<![\w$.]){re.escape(runtime)}\.p\s*+=\s*+([\"'])([^\"'\\\n]*+)\1", text
    )
    paths = {path for _, path in stated}
    if len(paths) != 1 or _SET_ANEW.search(text):
        return None
    (path,) = paths
    if not path.startswith(("/", "http://", "https://")) or not path.endswith("/"):
        return None  # relative to the page, whose base is not known here
    try:
        base = urljoin(script, path)
        is_above = urlsplit(script).path.startswith(urlsplit(base).path)
    except ValueError:
        return None
    return base if is_above else None


def _scriptless(text: str) -> frozenset[str]:
    """The ids of chunks that have no script, which the runtime excepts: `532!=e`."""
    handlers = list(_HANDLER.finditer(text))
    if len(handlers) != 1:
        raise NotUnderstoodError
    id_, part = re.escape(_parameter(handlers[0])), handlers[0]["part"]
    is_other = (
        rf"\.test\(\s*{id_}\s*\)|\}}\s*\)?\s*\[\s*{id_}\s*\]"
        rf"|(?<![!=])===?\s*{id_}(?![\w$])|(?<![\w$]){id_}\s*[!=]=="
    )
    if re.search(is_other, part):
        raise NotUnderstoodError
    excepted = re.findall(rf"(?<![\w\"'.-])([\w\"'.-]+)\s*!==?\s*{id_}(?![\w$])", part)
    return frozenset(one.strip("\"'") for one in excepted)


def _parameter(found: re.Match[str]) -> str:
    return found["given"] or found["taken"]
