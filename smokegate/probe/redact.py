"""Takes secrets out of everything that is kept or shown, and makes the rest safe to print."""

import re

REDACTED = "[redacted]"

_NAMES = (
    r"[\w.-]*(?:secret|passw(?:or)?d|passwd|token|api[_-]?key|access[_-]?key|private[_-]?key"
    r"|credential|session(?:id)?|signature|authorization|cookie)[\w.-]*"
)
_PARAMETERS = r"state|code|nonce|code_challenge|code_verifier|sig|auth|user|sid"
_PATTERNS = (
    # user:password@ of a URL, a connection string in a stack trace included
    (re.compile(r"(\w+://)[^\s/@'\"<>]+@"), rf"\1{REDACTED}@"),
    # ?state=...&token=..., also where it is percent-encoded inside another URL
    (
        re.compile(rf"(?i)((?:[?&;#]|%3F|%26|^)(?:{_PARAMETERS}|{_NAMES})(?:=|%3D))[^&\s\"'<>#%]+"),
        rf"\1{REDACTED}",
    ),
    # "password": "..." and password = ... in JSON, logs and environment files
    (
        re.compile(rf"(?i)([\"']?\b{_NAMES}[\"']?\s*[:=]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&}}\"']+)"),
        rf"\1{REDACTED}",
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), rf"\1 {REDACTED}"),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.?[\w-]*"), REDACTED),  # a JSON Web Token
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), REDACTED),
    (re.compile(r"\b(?:sk|rk|pk)_(?:live|test)_\w{8,}|\bsk-[\w-]{16,}"), REDACTED),
    (re.compile(r"\bgh[pousr]_\w{20,}|\bxox[abprs]-[\w-]{10,}"), REDACTED),
    (re.compile(r"-----BEGIN [^-]+-----.*?(?:-----END [^-]+-----|$)", re.DOTALL), REDACTED),
)
_SECRET_HEADERS = re.compile(rf"(?i)^(?:{_NAMES}|www-authenticate|x-amz-security-token)$")


def redacted(text: str) -> str:
    """The text with every secret that can be told by its look or its name replaced."""
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


def shown(text: str | bytes, limit: int = 200) -> str:
    """The text for a message: redacted, one line, no control characters, at most `limit` long.

    An answer must not move the cursor, nor write a CI command (::error::) on its own line.
    """
    if isinstance(text, bytes):
        text = text[: limit * 8].decode("utf-8", "replace")
    flat = "".join(
        char if char.isprintable() else " " if char.isspace() else f"\\x{ord(char):02x}"
        for char in redacted(text)
    )
    flat = re.sub(r" {2,}", " ", flat).strip()
    return flat if len(flat) <= limit else flat[: limit - 3] + "..."


def shown_header(name: str, value: str) -> str:
    """A header field for a report: the name, and its value unless that is a secret."""
    if name.lower() == "set-cookie":
        cookie, _, attributes = value.partition(";")
        return f"set-cookie: {shown(cookie.partition('=')[0])}={REDACTED};{shown(attributes)}"
    if _SECRET_HEADERS.match(name):
        return f"{shown(name)}: {REDACTED}"
    return f"{shown(name)}: {shown(value, 2000)}"
