"""The secrets of an environment: values of variables whose name says so, credentials in URLs."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

from smokegate.seen_secrets import LEAST, remember

_ANYWHERE = re.compile(
    r"(?i)secret|token|passw|passphrase|credential|apikey|api_key|private_?key|access_?key|webhook"
)
_WORDS = frozenset(
    re.findall(
        r"\w+",
        "pass pwd key keys auth authorization cookie cookies session sid dsn jwt pat bearer creds "
        "signature salt hmac notify hook",
    )
)
# what a variable says about a secret, and is none itself
_ABOUT = frozenset(
    re.findall(
        r"\w+",
        "id url uri file path dir folder domain host port name user type mode ttl sock socket "
        "address "
        "pid timeout expires expiry algorithm alg provider method enabled age region version",
    )
)
_KNOWN = frozenset({"PWD", "OLDPWD", "XDG_SESSION_DESKTOP", "GNOME_KEYRING_CONTROL"})
_URL = re.compile(r"(?:\w+=)?[a-z][\w+.-]*://\S+", re.IGNORECASE)
_HOST = re.compile(r"[a-z-]+(?:\.[a-z-]+)+(?::\d+)?", re.IGNORECASE)
_ADDRESS = re.compile(r"\d+(?:\.\d+){3}|[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}")  # of who is told
_MADE_UP = re.compile(r"(?=[^\d]*\d)(?=\d*[^\d])[\w.~+=%:-]{8,}")


def learn_environment(environment: Mapping[str, str]) -> None:
    """Remembers each secret of the environment for as long as secrets are remembered."""
    for name, value in environment.items():
        remember(secrets_of(name, value))


def secrets_of(name: str, value: str) -> Iterator[str]:
    """The secrets in the value of one variable."""
    is_secret = _is_secret(name)
    for word in value.split():
        if _URL.fullmatch(word):
            yield from _of_url(word.partition("=")[2] if "=" in word.partition(":")[0] else word)
            if is_secret and _is_whole_secret(name):
                yield word.partition("=")[2] if "=" in word.partition(":")[0] else word
                yield from _of_hook(word)
    if is_secret and not _is_about(name) and not _URL.search(value):
        yield from (each for each in (value.strip(), *value.splitlines()) if _is_value(each))


def _is_secret(name: str) -> bool:
    words = _words(name)
    if name.upper() in _KNOWN or "cache" in words:
        return False
    return bool(_ANYWHERE.search(name) or not _WORDS.isdisjoint(words))


def _is_whole_secret(name: str) -> bool:
    """Whether a URL in this variable is secret whatever it is made of, as that of a webhook is."""
    return not {"notify", "hook", "webhook", "dsn"}.isdisjoint(_words(name))


def _is_about(name: str) -> bool:
    return _words(name)[-1] in _ABOUT


def _words(name: str) -> list[str]:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_")


def _is_value(text: str) -> bool:
    """Whether it is no word, path, number or host, which would be found in ordinary sentences."""
    if len(text) < LEAST or _HOST.fullmatch(text):
        return False
    if re.fullmatch(r"[./~]/?[\w.-]+(?:/[\w.-]+)+/?|/[\w.-]+|unix:.*", text):
        return bool(re.search(r"[A-Z].*\d|\d.*[A-Z]", text)) and "." not in text
    return not re.fullmatch(r"[a-z_ -]{1,11}|[A-Z_ -]{1,11}|[A-Z][a-z]{1,10}|[\d.:]{1,11}", text)


def _of_url(url: str) -> Iterator[str]:
    """The password of a URL, and a user name without one; secret parameters are told by name."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    credentials, at, _ = parts.netloc.rpartition("@")
    if not at:
        return
    user, colon, password = credentials.partition(":")
    for each in (password if colon else user, unquote(password if colon else user)):
        if len(each) >= LEAST and not _HOST.fullmatch(each):
            yield each
    yield credentials


def _of_hook(url: str) -> Iterator[str]:
    """Each part of a webhook's URL that looks made up: its path is its password."""
    _, _, rest = url.partition("://")
    if not _ADDRESS.match(rest):  # a text that ends with the address would be taken for a part
        yield rest
    for part in re.split(r"[/?&=@#:]", rest):
        if _MADE_UP.fullmatch(part) and not (_HOST.fullmatch(part) or _ADDRESS.fullmatch(part)):
            yield part
            yield unquote(part)
