"""Reads what a browser saw of a page: does the application appear, speak, and stay."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from smokegate.probe.visited import Blocked, Refused, Screen, Visited
from smokegate.reading.blocked import refusal
from smokegate.reading.problem import Problem
from smokegate.reading.uncaught import uncaught_problems
from smokegate.redact import shown

_MOST_SHOWN = 3
_MOST_LOADS = 3  # of one document: the second may be a login, or a worker renewed
_LONGEST_WAIT = 60  # characters: who has more to say shows something
_WAIT = re.compile(
    r"(?i)\b(?:loading|please wait|just a moment|one moment|hang on|initiali[sz]ing|starting up"
    r"|connecting|chargement|veuillez patienter|cargando|carregando|caricamento|laden"
    r"|wird geladen|bitte warten|ładowanie|загрузка|yükleniyor)\b|読み込み中|加载中|載入中|로딩"
)
_NO_WORDS = re.compile(r"[\W\d_]*")
_KEY = re.compile(r"[a-z][a-z0-9]*(?:[_-]?[A-Za-z0-9]+)*(?:\.[A-Za-z][A-Za-z0-9]*(?:[_-]?\w+)*)+")
# what is written with dots and is no key: files, and hosts by their ends
_ENDINGS = re.compile(
    r"(?i)\.(?:js|mjs|ts|tsx|jsx|css|scss|html?|json|ya?ml|toml|md|txt|csv|xml|pdf|png|jpe?g|gif"
    r"|svg|webp|ico|zip|gz|tar|exe|dmg|mp[34]|py|rb|go|rs|java|php|sh|lock|log|env|ini|cfg|conf"
    r"|com|org|net|io|app|dev|ai|co|me|edu|gov|uk|us|eu|de|fr|es|it|nl|pl|se|ch|at|be|br|in|jp|cn"
    r"|ru|ca|au|info|biz|xyz|local|example|test|invalid)"
)
_CALL = re.compile(r"\{\{\s*(?:\$?tc?\(|['\"][\w.-]+['\"]\s*\|\s*(?:translate|transloco|i18n)\b)")
_FEW_KEYS = 3
# a runner that is cut off, or trusts other authorities than people do, says nothing of the page
_OF_THE_RUNNER = re.compile(
    r"net::ERR_(?:CERT_|NAME_|INTERNET_|NETWORK_|ADDRESS_|INSUFFICIENT_|TIMED_OUT"
    r"|CONNECTION_(?:REFUSED|TIMED_OUT|FAILED)|PROXY_|SOCKS_|TUNNEL_|SSL_)"
)
_REQUESTS = {"script": "script", "stylesheet": "style", "font": "font"}
_UNAVAILABLE = 503
_REFUSALS = (401, 403, 429)  # of who opens a page in a browser without a head
_OWN_CODE = ("script-src", "style-src", "font-src", "connect-src", "worker-src", "default-src")


def is_shown(screen: Screen) -> bool:
    """Whether the application has appeared, so that there is nothing to wait for."""
    return shows_something(screen) and not raw_keys(screen)


def shows_something(screen: Screen) -> bool:
    """Whether there is anything to see but that one should wait."""
    return screen.has_more or not _is_waiting(screen.lines)


def refused_visit(visited: Visited) -> str | None:
    """Why this visit says nothing of the release, or None: the browser was not let in."""
    if visited.fault and _OF_THE_RUNNER.match(visited.fault):
        return f"the browser did not get there ({shown(visited.fault, 80)})"
    if visited.document and (why := refusal(visited.document)):
        return why
    if visited.document and visited.document.status in _REFUSALS:
        return f"the suite is let in and a browser is answered {visited.document.status}"
    return _waits_for_another_host(visited)


def appearance_problems(visited: Visited) -> Iterator[Problem]:
    """Whether the page stays blank, or shows for ever that one should wait."""
    after = f"after {visited.total_s:.0f} s"
    if visited.fault or visited.document is None:
        yield Problem(
            what="page", wanted="opened", found=shown(visited.fault or f"nothing {after}", 160)
        )
    elif visited.document.status >= 400:
        yield Problem(what="status", wanted="200", found=str(visited.document.status))
    elif visited.left_for or _loops(visited):
        return  # nobody knows what it would have shown
    elif visited.screen is None:
        found = f"a script that has not ended {after}"
        yield Problem(what="page", wanted="such that it can be used", found=found)
    elif not shows_something(visited.screen):
        what = visited.opening.mount if visited.screen.is_mounted else None
        lines = " ".join(visited.screen.lines)
        found = f"only {shown(lines, 60)!r} {after}" if lines else f"nothing to see {after}"
        yield Problem(what=what or "page", wanted="filled by the application", found=found)


def request_problems(visited: Visited) -> Iterator[Problem]:
    """Which of the deployment's own scripts, styles and fonts do not come, which calls break.

    That a call is refused (4xx) is the application's business: who is not signed in meets 401s. So
    is 503, for what the deployment depends on; whether that is serious, its health says.
    """
    for one in _own(visited):
        path = shown(urlsplit(one.url).path or "/", 120)
        found = str(one.status) if one.status else shown(one.why, 80) or "no answer"
        if kind := _REQUESTS.get(one.kind):
            yield Problem(what=f"{kind} {path}", wanted="loaded", found=found)
        elif one.status is None or (one.status >= 500 and one.status != _UNAVAILABLE):
            yield Problem(what=f"call of {path}", wanted="answered", found=found)


def policy_problems(visited: Visited) -> Iterator[Problem]:
    """Which of the deployment's own files the page's policy keeps out."""
    yield from _blocked([one for one in _once(visited.blocked) if _is_needed(visited, one)])


def rest_problems(visited: Visited) -> Iterator[Problem]:
    """What else the policy keeps out: scripts in the page, other hosts' files, pictures."""
    yield from _blocked([one for one in _once(visited.blocked) if not _is_needed(visited, one)])


def translation_problems(visited: Visited) -> Iterator[Problem]:
    """Whether people see the names of texts instead of the texts."""
    keys = raw_keys(visited.screen) if visited.screen else ()
    if keys:
        more = f" and {len(keys) - _MOST_SHOWN} more" if len(keys) > _MOST_SHOWN else ""
        found = shown(", ".join(keys[:_MOST_SHOWN]), 200) + more
        yield Problem(what="text", wanted="translated", found=found)


def reload_problems(visited: Visited) -> Iterator[Problem]:
    """Whether the page loads itself again and again."""
    for path in _loops(visited)[:1]:
        times = f"more than {_MOST_LOADS} times in {visited.total_s:.2f} s"
        found = f"{shown(path, 120)} loaded {times}"
        yield Problem(what="page", wanted="one that stays", found=found)


def raw_keys(screen: Screen) -> tuple[str, ...]:
    """The names of texts that are shown in their place; none if it may be something else.

    Lines that are nothing but such a name, several of them, and not one in a page of others: a
    reference of some library has many dotted names, and a sentence beside each.
    """
    calls = [line for line in screen.lines if _CALL.search(line)]
    if calls:
        return tuple(dict.fromkeys(calls))
    lines = dict.fromkeys(screen.lines)
    keys = [one for one in lines if _KEY.fullmatch(one) and not _ends_as_a_name(one)]
    is_many = len(keys) >= _FEW_KEYS and 2 * len(keys) >= len(lines)
    return tuple(keys) if is_many else ()


def _waits_for_another_host(visited: Visited) -> str | None:
    """Why a page is blank that nothing of its own keeps so: another host's script did not come."""
    if visited.screen is None or shows_something(visited.screen):
        return None
    if any(request_problems(visited)) or any(uncaught_problems(visited)):
        return None
    if visited.kept_back:
        why = shown(visited.kept_back[0], 160)
        return f"there is nothing to see, and a host was kept back ({why})"
    scripts = (one for one in visited.refused if one.kind == "script")
    host = next(
        (urlsplit(it.url).netloc for it in scripts if not visited.opening.is_own(it.url)), ""
    )
    return (
        f"there is nothing to see, and a script of {shown(host, 80)} did not come" if host else None
    )


def _loops(visited: Visited) -> list[str]:
    """Paths that were loaded too often, in the order in which they were loaded first."""
    return [path for path, times in Counter(visited.loads).items() if times > _MOST_LOADS]


def _is_waiting(lines: tuple[str, ...]) -> bool:
    text = " ".join(lines)
    if _NO_WORDS.fullmatch(text):  # nothing, dots, a percentage
        return True
    return len(text) <= _LONGEST_WAIT and _WAIT.search(text) is not None


def _ends_as_a_name(text: str) -> bool:
    return _ENDINGS.fullmatch("." + text.rpartition(".")[2]) is not None


def _own(visited: Visited) -> Iterator[Refused]:
    """Each once; what the edge puts beside the application is not the application."""
    for one in dict.fromkeys(visited.refused):
        path = urlsplit(one.url).path if visited.opening.is_own(one.url) else "/cdn-cgi/"
        if not path.startswith("/cdn-cgi/") and path not in visited.opening.judged:
            yield one


def _is_needed(visited: Visited, one: Blocked) -> bool:
    return one.directive.startswith(_OWN_CODE) and visited.opening.is_own(one.what)


def _once(blocked: tuple[Blocked, ...]) -> list[Blocked]:
    return list(dict.fromkeys(blocked))


def _blocked(found: list[Blocked]) -> Iterator[Problem]:
    for one in found:
        what = shown(one.what.partition("?")[0], 160)
        wanted = f"allowed by {shown(one.directive, 40)}"
        yield Problem(what=what, wanted=wanted, found="blocked by the browser")
