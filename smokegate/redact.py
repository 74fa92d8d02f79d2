"""Takes secrets out of everything that is kept or shown, and makes the rest safe to print."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from smokegate.harmless import harmless, uncoloured
from smokegate.seen_secrets import REDACTED, remember, without_seen

MOST_SHOWN = 200_000  # characters of several lines
MOST_READ = 65_536  # bytes of a body that are looked at for tokens
MOST_LONG = 4096  # of a secret: so much more than is shown has to be looked at

_WORDS = (
    r"(?:secret|passw(?:or)?d|passphrase|pwd|token|(?:api|access|account|private)[_-]?key"
    r"|credential|session(?:id)?|signature|authorization|cookie)"
)
# Possessive (`++`) and anchored, so that a hostile body costs one look at each of its characters.
_NAME = rf"(?=[\w.-]*?{_WORDS})[\w.-]++"
_PARAMETER = (
    r"(?:state|code|nonce|code_challenge|code_verifier|sig|auth|user|sid|pass|key|jwt|ticket"
    r"|(?:client_)?assertion|samlresponse)"
)
_QUOTE = r"(?:\\*+[\"']|&quot;|&\#0?3[49];)"  # also inside another string, or in HTML
_VALUE = (
    r"(?:\"(?:[^\"\\]|\\[\s\S])*+\"?|'(?:[^'\\]|\\[\s\S])*+'?"  # a string, also one cut short
    r"|\\++(?:\"[^\"]*+\"?|'[^']*+'?)|&quot;(?:(?!&quot;)[\s\S])*+(?:&quot;)?"
    r"|\[[^\[\]{}]*+\]?|[^\s,;&}\"'\[{][^\s,;&}\"']*+)"
)
_QUOTED = rf"(?:[\"']|{_QUOTE})"
# digits and both cases, or digits among small letters and nothing else: no word, no error code
_MADE_UP = (
    r"(?=(?:(?=[\w./~+%=:-]*?[a-z])(?=[\w./~+%=:-]*?[A-Z])(?=[\w./~+%=:-]*?\d)"
    r"|(?:[a-z]*+\d){3}[a-z0-9]*+(?![\w./~+%=:-])))"
)
_FIELD = re.compile(r"(?i)<(?:input|meta|button)\b[^<>]{1,2000}")
_SECRET_FIELD = re.compile(
    rf"(?i)\b(?:name|id|property)\s*+=\s*+[\"']?(?:[\w.-]*?(?:{_WORDS}|csrf|xsrf|nonce)[\w.-]*+"
    rf"|{_PARAMETER}(?![\w.-]))"
)
_FIELD_VALUE = re.compile(
    r"(?i)(\b(?:value|content)\s*+=\s*+)(?!\[redacted)(\"[^\"]*+\"?|'[^']*+'?|[^\s>\"']++)"
)
_PATTERNS = (
    # before names are looked at: what follows `private_key=` is only the first word of it
    (re.compile(r"-----BEGIN [^-]+-----.*?(?:-----END [^-]+-----|$)", re.DOTALL), REDACTED),
    # user:password@ of a URL, a connection string in a stack trace included, also cut short
    (
        re.compile(
            r"(:\\?/\\?/)(?:[^\s/'\"<>]+@|[^\s/?#'\"<>:\[]*+:(?!\d*+(?:[?#]|$))[^\s/'\"<>\[]++$)"
        ),
        rf"\1{REDACTED}@",
    ),
    # ?state=...&token=..., where `&` may be &amp; or \u0026
    (
        re.compile(
            rf"(?i)((?:[?&;#]|\\u0026|^)(?:{_PARAMETER}|{_NAME})(?:=|\\u003d))"
            r"(?!\[redacted)[^&\s\"'<>#\\]+"
        ),
        rf"\1{REDACTED}",
    ),
    # the same, percent-encoded inside another URL, or in one inside that
    (
        re.compile(
            rf"(?i)(%(?:25)*+(?:3F|26|23|3B)(?:{_PARAMETER}|{_NAME})%(?:25)*+3D)"
            r"(?!\[redacted)(?:(?!%(?:25)*+(?:26|23|22|27))[^&\s\"'<>#\\])+"
        ),
        rf"\1{REDACTED}",
    ),
    # a header line: all of it is the secret
    (
        re.compile(
            r"(?i)((?<![\w.-])(?=[\w.-]*?(?:cookie|authorization))[\w.-]++\s*+[:=]\s*+)"
            r"(?=[^\s\"'\\&\[{])[^\r\n\"'<>]+"
        ),
        rf"\1{REDACTED}",
    ),
    # "password": "..." and password = ... in JSON, logs, dumps and environment files
    (
        re.compile(rf"(?i)((?<![\w.-]){_NAME}{_QUOTE}?\]?\s*+(?:=>|[:=])\s*+){_VALUE}"),
        rf"\1{REDACTED}",
    ),
    # <password>...</password>
    (
        re.compile(
            rf"(?i)(<(?:[\w.-]+:)?{_NAME}(?:\s[^<>]{{0,200}})?>(?:<!\[CDATA\[)?)(?!\[redacted)[^<>\]]+"
        ),
        rf"\1{REDACTED}",
    ),
    # "code_verifier": "..." in JSON, whatever it is; "state": "..." if it looks made up
    (
        re.compile(
            rf"(?i)({_QUOTED}(?:code_challenge|code_verifier|nonce|jwt|sid|ticket|samlresponse"
            rf"|(?:client_)?assertion){_QUOTED}\s*+:\s*+){_QUOTED}[^\s\"'\\&]{{8,}}+(?:{_QUOTED})?"
        ),
        rf"\1{REDACTED}",
    ),
    (
        re.compile(
            rf"({_QUOTED}(?i:state|code|user|auth|key|sig){_QUOTED}\s*+:\s*+){_QUOTED}{_MADE_UP}"
            rf"[\w./~+%=:-]{{16,}}+(?:{_QUOTED})?"
        ),
        rf"\1{REDACTED}",
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s++[\w.~+/=-]{8,}"), rf"\1 {REDACTED}"),
    # JSON in base64: a JSON Web Token, a signed cookie
    (re.compile(r"(?<![a-zA-Z0-9])eyJ[\w+/=-]{8,}+(?:\.[\w-]++){0,4}"), REDACTED),
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), REDACTED),
    (re.compile(r"\b(?:sk|rk|pk)_(?:live|test)_\w{8,}|\bsk-[\w-]{16,}|\bwhsec_\w{8,}"), REDACTED),
    (re.compile(r"\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}"), REDACTED),
    (re.compile(r"\bxox[abeprs]-[\w-]{10,}|\bxapp-[\w-]{10,}"), REDACTED),
    (re.compile(r"\bAIza[\w-]{30,}|\bGOCSPX-[\w-]{16,}|\bya29\.[\w-]{16,}"), REDACTED),
)
_SECRET_PARAMETER = re.compile(rf"(?i)[?&;#](?:{_PARAMETER}|{_NAME})=([^&\s\"'<>#]+)")
_SECRET_MEMBER = re.compile(rf"(?i)\"{_NAME}\"\s*+:\s*+\"([^\"\\\s]{{8,4096}}+)\"")
_PLAIN = re.compile(r"[A-Za-z_ -]*|\d*|(?:\w+:/)?/.*")  # a word, a number, an address
_SECRET_HEADERS = re.compile(
    rf"(?i)(?:[\w.-]*?{_WORDS}[\w.-]*+|www-authenticate|x-amz-security-token)"
)


def redacted(text: str) -> str:
    """The text with every secret replaced that can be told by its value, its look or its name."""
    text = without_seen(text)
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return _FIELD.sub(_redacted_field, text)


def shown(text: str | bytes, limit: int = 200) -> str:
    """The text for a message: redacted, one line, nothing to obey, at most `limit` long."""
    if isinstance(text, bytes):
        text = text[: limit * 8 + MOST_LONG].decode("utf-8", "replace")
    window = uncoloured(text[: limit * 8 + MOST_LONG])
    flat = re.sub(r" {2,}", " ", harmless(redacted(window)[: limit * 8]))
    flat = harmless(flat.strip())
    return flat if len(flat) <= limit else flat[: limit - 3] + "..."


def shown_lines(text: str, limit: int = MOST_SHOWN) -> str:
    """The same for a text of several lines: the lines stay; of a long one the middle is left out.

    Only a line feed begins a line.
    """
    if len(text) > limit:
        half = limit // 2
        left = len(text) - 2 * half
        text = f"{text[:half]}\n[{left} more characters]\n{text[-half:]}"
    lines = redacted(uncoloured(text)).replace("\r\n", "\n").split("\n")
    return "\n".join(harmless(line.expandtabs(4)).rstrip() for line in lines)


def shown_json(content: Any) -> Any:
    """The same for a JSON value: each text in it, and each name of an object, is shown."""
    match content:
        case str():
            return shown_lines(content)
        case Mapping():
            return {shown_json(name): shown_json(value) for name, value in content.items()}
        case list() | tuple():
            return [shown_json(each) for each in content]
        case _:
            return content


def shown_header(name: str, value: str) -> str:
    """A header field for a report: the name, and its value unless that is a secret."""
    if name.lower() == "set-cookie":
        cookie, _, attributes = value.partition(";")
        key, joint, _ = cookie.partition("=")  # without a name, all of it is the value
        kept = f"{shown(key)}={REDACTED}" if joint else REDACTED
        return f"set-cookie: {kept}; {shown(attributes)}" if attributes else f"set-cookie: {kept}"
    if _SECRET_HEADERS.fullmatch(name):
        return f"{shown(name)}: {REDACTED}"
    return f"{shown(name)}: {shown(value, 2000)}"


def learn(url: str, fields: Iterable[tuple[str, str]]) -> None:
    """Remembers the secrets of one exchange: in the URL, in cookies, in header fields."""
    remember(_secrets(url, tuple(fields)))


def learn_body(body: bytes) -> None:
    """Remembers the tokens that a JSON answer gives, so that no check can tell them."""
    text = body[:MOST_READ].decode("utf-8", "replace")
    remember(value for value in _SECRET_MEMBER.findall(text) if not _PLAIN.fullmatch(value))


def _redacted_field(found: re.Match[str]) -> str:
    """A field of a form, or what a page says of itself, by its name."""
    if not _SECRET_FIELD.search(found[0]):
        return found[0]
    return _FIELD_VALUE.sub(_instead_of_value, found[0])


def _instead_of_value(found: re.Match[str]) -> str:
    return found[1] + (REDACTED if found[2].strip("\"'") else found[2])


def _secrets(url: str, fields: tuple[tuple[str, str], ...]) -> Iterator[str]:
    path = url.partition("?")[0]
    yield from _query_secrets(url)
    for name, value in fields:
        match name.lower():
            case "set-cookie":
                name, joint, rest = value.partition(";")[0].partition("=")
                values = [(rest if joint else name).strip().strip('"')]
            case "cookie":
                values = [one.partition("=")[2].strip() for one in value.split(";")]
            case "location" | "content-location" | "refresh" | "link" | "referer":
                yield from _query_secrets(value)
                continue
            case other if _SECRET_HEADERS.fullmatch(other) and other != "www-authenticate":
                values = [value, *value.split()[1:]]
            case _:
                continue
        yield from (one for one in values if one not in path)


def _query_secrets(url: str) -> Iterator[str]:
    """The secret parameters of a URL; a plain word, such as `state=authenticated`, is none."""
    for value in _SECRET_PARAMETER.findall(url):
        if len(value) >= 16 or not re.fullmatch(r"[a-z_-]*|[A-Z_-]*|\d*", value):
            yield value
