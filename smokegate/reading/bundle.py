"""Reads what a build baked into the scripts: addresses, other environments, secrets."""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from smokegate.probe.observation import Answer
from smokegate.reading.problem import Problem
from smokegate.redact import shown

# Each pattern with words that it cannot match without: a text is quickly looked through for these.
_UNDEFINED = (
    ("undefined/", "null/", "NaN/"),
    re.compile(r"(?:[\"'`]|(?<![\w/])/)(?:undefined|null|NaN)/(?:api|v\d)(?![a-z])[^\s\"'`]{0,60}"),
)
# Names alone (axios, socket.io) and examples for people to fill in are in every healthy bundle;
# so are the ports of tools: React and Spotlight for developers, Ollama, LM Studio; and defaults of
# libraries: Supabase's auth-js, OpenTelemetry (two), Zipkin, ethers and web3
_LOCAL = (
    ("://localhost:", "://127.0.0.1:", "://0.0.0.0:"),
    re.compile(
        r"(?<!placeholder:)(?<!placeholder\":)(?<!example:)[\"'`](https?://"
        r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0):"
        r"(?!(?:8969|8097|11434|1234|9999|4318|4317|9411|8545)\b)\d{1,5}\b"
        r"[^\s\"'`]{0,60})"
    ),
)
_SECRETS = {
    "a Stripe secret key": (
        ("k_live_",),
        re.compile(r"(?<![\w-])[sr]k_live_(?=\w*\d)[A-Za-z0-9]{16,}"),
    ),
    "an AWS access key": (
        ("AKIA", "ASIA"),
        re.compile(r"(?<![\w+/=])(?:AKIA|ASIA)(?!\w*EXAMPLE)[A-Z2-7]{16}(?![\w+/=])"),
    ),
    "a private key": (
        ("PRIVATE KEY-----",),
        re.compile(
            r"-----BEGIN (?:[A-Z]{2,9} )?PRIVATE KEY-----(?:\\[nr]|[\s\"'+`\\])*+[A-Za-z0-9+/]{40,}"
        ),
    ),
    "a GitHub token": (
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        re.compile(r"(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,})"),
    ),
    "a Slack token": (("xox",), re.compile(r"(?<!\w)xox[abp]-\d{6,}-[\w-]{20,}")),
    "a Google client secret": (("GOCSPX-",), re.compile(r"(?<!\w)GOCSPX-[\w-]{20,}")),
    "a Stripe webhook secret": (
        ("whsec_",),
        re.compile(r"(?<!\w)whsec_(?=\w*\d)[A-Za-z0-9]{24,}"),
    ),
}
_TEST_KEY = (("pk_test_",), re.compile(r"(?<![\w-])pk_test_(?=\w*\d)[A-Za-z0-9]{16,}"))
_MOST_BEFORE = 240  # characters that are looked at before an address
_ALTERNATIVE = re.compile(r"(?:\?\?|\|\|)\s*\(?$")
# what a build leaves of a variable that was not set: then the alternative is what is called
_NEVER_SET = re.compile(
    r"(?:void 0|undefined|null|false|\"\"|''|``"
    r"|(?:\{\}\)?|import\.meta\.env|process\.env)\.\w+)\)*\s*$"
)
_COMPARED = re.compile(
    r"(?:[=!]==?|\.(?:startsWith|endsWith|includes|indexOf|match|search|replace)\(|\bcase"
    r"|\bnew URL\([^()]{1,200}(?:\([^()]{0,100}\))?[^()]{0,100},)\s*$"
)
_COMPARED_AFTER = re.compile(r"[\"'`]\s*[=!]==?")
_LEAST_BYTES = 5000  # smaller ones are not worth a minifier
_MOST_SPACE = 0.08
_LEAST_LINE = 500


def undefined_problems(scripts: Iterable[Answer]) -> Iterator[Problem]:
    """Whether an address begins with what a variable leaves that was not set at build time."""
    for what, text in _texts(scripts):
        if found := _found(_UNDEFINED, text):
            yield Problem(what=what, wanted="with whole addresses", found=shown(found[0], 80))


def environment_problems(
    scripts: Sequence[Answer], foreign: Iterable[str] = ()
) -> Iterator[Problem]:
    """Whether addresses of a developer's machine, or of another environment, were built in.

    One that is looked at on a developer's machine may well name itself.
    """
    hosts = [(host, _host(host)) for host in foreign]
    for answer in scripts:
        yield from _local_problems(answer)
    for what, text in _texts(scripts):
        for host, pattern in hosts:
            if host.lower() in text.lower() and pattern.search(text):
                yield Problem(what=what, wanted="of this environment", found=shown(host, 80))


def secret_problems(answers: Iterable[Answer]) -> Iterator[Problem]:
    """Which secrets anybody can read; they are named, never shown."""
    for what, text in _texts(answers):
        for secret, pattern in _SECRETS.items():
            if _found(pattern, text):
                yield Problem(what=what, wanted="without secrets", found=secret)


def sandbox_problems(answers: Iterable[Answer]) -> Iterator[Problem]:
    """Whether payments go to the provider's sandbox."""
    for what, text in _texts(answers):
        if _found(_TEST_KEY, text):
            found = "a Stripe test key (pk_test_...)"
            yield Problem(what=what, wanted="with keys of production", found=found)


def unminified_problems(answers: Iterable[Answer]) -> Iterator[Problem]:
    """Which scripts and styles were not minified: much space, in short lines."""
    for answer in answers:
        body = answer.body
        if answer.status != 200 or len(body) < _LEAST_BYTES:
            continue
        space = sum(body.count(one) for one in (b" ", b"\t", b"\n", b"\r")) / len(body)
        line = len(body) / (body.count(b"\n") + 1)
        if space > _MOST_SPACE and line < _LEAST_LINE:
            found = f"{space:.0%} space in lines of {line:.0f} bytes"
            yield Problem(what=_path(answer), wanted="minified", found=found)


def _local_problems(script: Answer) -> Iterator[Problem]:
    words, exact = _LOCAL
    own = "{0.scheme}://{0.netloc}".format(urlsplit(script.ask.url))
    for what, text in _texts([script]):
        found = exact.finditer(text) if any(word in text for word in words) else ()
        called = (one[1] for one in found if not _is_never_called(text, one.start(), one.end()))
        foreign = (one for one in called if one != own and not one.startswith(f"{own}/"))
        if address := next(foreign, None):
            wanted = "without a developer's address"
            yield Problem(what=what, wanted=wanted, found=shown(address, 80))


def _is_never_called(text: str, start: int, end: int) -> bool:
    """Whether an address only stands in for one that is known, or is only compared with."""
    before, after = text[max(0, start - _MOST_BEFORE) : start].rstrip(), text[end : end + 20]
    if _COMPARED_AFTER.match(after) or _COMPARED.search(before):
        return True
    alternative = _ALTERNATIVE.search(before)
    return alternative is not None and not _NEVER_SET.search(before[: alternative.start()])


def _found(pattern: tuple[tuple[str, ...], re.Pattern[str]], text: str) -> re.Match[str] | None:
    words, exact = pattern
    return exact.search(text) if any(word in text for word in words) else None


def _texts(answers: Iterable[Answer]) -> Iterator[tuple[str, str]]:
    for answer in answers:
        if answer.status == 200:
            yield _path(answer), answer.body.decode("utf-8", "replace")


def _host(host: str) -> re.Pattern[str]:
    """That host and no other: not one that ends or begins with it."""
    return re.compile(rf"(?i)(?<![\w.-]){re.escape(host)}(?![\w-]|\.\w)")


def _path(answer: Answer) -> str:
    return shown(urlsplit(answer.ask.url).path or "/", 120)
