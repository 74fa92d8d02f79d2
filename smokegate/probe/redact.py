"""Takes secrets out of everything that is kept or shown, and makes the rest safe to print."""

import re

REDACTED = "[redacted]"

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
    (re.compile(r"(?i)\b(bearer|basic)\s++[\w.~+/=-]{8,}"), rf"\1 {REDACTED}"),
    # JSON in base64: a JSON Web Token, a signed cookie
    (re.compile(r"(?<![a-zA-Z0-9])eyJ[\w+/=-]{8,}+(?:\.[\w-]++){0,4}"), REDACTED),
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), REDACTED),
    (re.compile(r"\b(?:sk|rk|pk)_(?:live|test)_\w{8,}|\bsk-[\w-]{16,}|\bwhsec_\w{8,}"), REDACTED),
    (re.compile(r"\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}"), REDACTED),
    (re.compile(r"\bxox[abeprs]-[\w-]{10,}|\bxapp-[\w-]{10,}"), REDACTED),
    (re.compile(r"\bAIza[\w-]{30,}|\bGOCSPX-[\w-]{16,}|\bya29\.[\w-]{16,}"), REDACTED),
)
_SECRET_HEADERS = re.compile(
    rf"(?i)(?:[\w.-]*?{_WORDS}[\w.-]*+|www-authenticate|x-amz-security-token)"
)


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
    flat = re.sub(r"##(?=\w*+\[)", "# #", flat)  # GitHub and Azure obey ##[...] anywhere in a line
    return flat if len(flat) <= limit else flat[: limit - 3] + "..."


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
