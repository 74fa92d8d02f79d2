"""Reads a TOML file into a record, or says in one line which key is wrong and what to write."""

import datetime
import difflib
import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, NoReturn, TypeVar

import msgspec
from msgspec import inspect

from smokegate.errors import ConfigurationError
from smokegate.toml_kinds import (
    child,
    described,
    kinds_of,
    known_keys,
    plain,
    required_keys,
    tag_field,
)

MAX_BYTES = 1_000_000
# how tomllib begins when a key or a table stands there twice
_TWICE = (
    "Cannot overwrite",
    "Cannot declare",
    "Cannot mutate immutable namespace",
    "Duplicate inline table key",
)
_MANY_LINES = re.compile(r'"""[\s\S]*?"""|' + r"'''[\s\S]*?'''")
T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded(Generic[T]):
    """A record, the text it was read from, and that text's SHA-256 in hex."""

    record: T
    text: str
    sha256: str


def load(path: Path, kind: type[T]) -> Loaded[T]:
    """The file as a record of this kind.

    Raises ConfigurationError with the path of the culprit inside the file and the cure.
    """
    raw = _bytes(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise ConfigurationError(
            f"{path}: byte {err.start} is not UTF-8, got 0x{raw[err.start]:02x}; save it as UTF-8"
        ) from err
    document = _document(path, text)
    if not document and (required := required_keys(kind)):
        raise ConfigurationError(f"{path}: is empty; write at least {' and '.join(required)}")
    try:
        record = msgspec.convert(document, kind)
    except msgspec.ValidationError as err:
        raise ConfigurationError(f"{path}: {_told(str(err), document, kind)}") from err
    return Loaded(record=record, text=text, sha256=hashlib.sha256(raw).hexdigest())


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError as err:
        raise ConfigurationError(f"{path}: there is no such file; give the path of one") from err
    except IsADirectoryError as err:
        raise ConfigurationError(f"{path}: is a directory; give the path of a file") from err
    except (OSError, ValueError) as err:
        reason = getattr(err, "strerror", None) or str(err)
        raise ConfigurationError(f"{path}: cannot be read ({reason}); check the path") from err
    if len(raw) > MAX_BYTES:
        raise ConfigurationError(f"{path}: is larger than {MAX_BYTES} bytes; give a TOML file")
    return raw


def _document(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as err:
        _refuse_toml(path, text, str(err), err)
    except RecursionError as err:
        raise ConfigurationError(f"{path}: is nested too deeply; flatten it") from err


def _refuse_toml(path: Path, text: str, told: str, err: Exception) -> NoReturn:
    where = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", told)
    what = told[: where.start()] if where else told
    line = int(where[1]) if where and where[1] else text.rstrip().count("\n") + 1
    if what.startswith(_TWICE):
        raise ConfigurationError(
            f"{path}: {_key_at(text, line)} is given twice, the second time in line {line}; "
            "remove one of them"
        ) from err
    raise ConfigurationError(
        f"{path}: line {line} is not TOML ({what[:1].lower()}{what[1:]}); mend that line"
    ) from err


def _key_at(text: str, line: int) -> str:
    """The path of the key that stands in this line, its table's header being above it."""
    table, seen = "", dict[str, int]()
    lines = _MANY_LINES.sub(lambda found: "\n" * found[0].count("\n"), text).split("\n")
    for above in lines[:line]:
        if header := re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]", above):
            table = header[2]
            if header[1] == "[[":
                seen[table] = seen.get(table, -1) + 1
                table = f"{table}[{seen[table]}]"
    here = lines[line - 1].strip() if line <= len(lines) else ""
    stated = re.match(r"(?:\"[^\"]*\"|'[^']*'|[^=\"'\[])*", here)
    key = stated[0].strip() if stated else ""
    return ".".join(part for part in ("$", table, key) if part)


def _told(message: str, document: dict[str, Any], kind: type[T]) -> str:
    """msgspec's message in our own words: path, what it should be, what was got, the cure."""
    what, _, path = message.rpartition(" - at ")
    if not path.startswith(("`$", "`key` in ")):
        what, path = message, "`$`"
    is_key = path.startswith("`key` in ")
    steps = re.findall(r"\.([^.\[\]`]+)|\[(\d+)\]|(\[\.\.\.\])", path.removeprefix("`key` in "))
    shown, node = "$", inspect.type_info(kind)
    value: Any = document
    for name, index, any_key in steps:
        kinds, node = kinds_of(node), plain(node, value)
        if any_key:
            name = _bad_key(value, node)
        shown += f".{name}" if name else f"[{index}]"
        value = value[name] if name else value[int(index)]
        node = kinds if kinds and name == tag_field(node) else child(node, name)
    if is_key:
        key, node = _bad_name(value, node)
        return f"{shown}: a key should be {described(node)[0]}, got {key!r}; rename it"
    return _sentence(what, shown, value, node)


def _sentence(what: str, shown: str, value: Any, node: inspect.Type) -> str:
    if what.startswith("Object contains unknown field"):
        known = known_keys(plain(node, value))
        name = next(key for key in value if key not in known)
        near = difflib.get_close_matches(name, known, n=1)
        cure = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(known)}"
        return f"{shown}.{_as_key(name)} is not a known key; {cure}"
    if what.startswith("Object missing required field"):
        quoted = re.search(r"`([^`]+)`", what)
        assert quoted, what
        name = quoted[1]
        kinds, node = kinds_of(node), plain(node, value)
        is_kind = kinds and name == tag_field(node)
        wanted, example = described(kinds if kinds and is_kind else child(node, name))
        return f"{shown}.{name} is missing; write {wanted}, such as {name} = {example}"
    wanted, example = described(node)
    example = example.replace("[[...]]", f"[[{shown.removeprefix('$.')}]]")
    return f"{shown} should be {wanted}, got {_as_value(value)}; write {example}"


def _as_key(name: str) -> str:
    """The key as TOML writes it, as much of it as a line holds."""
    return name if re.fullmatch(r"[\w-]{1,80}", name) else json.dumps(name[:80])


def _as_value(value: Any) -> str:
    """What was given, in TOML's words rather than Python's, as much of it as a line holds."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return repr(value)[:80]


def _bad_key(value: dict[str, Any], node: inspect.Type) -> str:
    """msgspec does not name the key of a dictionary; it is the first whose value is refused."""
    assert isinstance(node, inspect.DictType), node
    assert isinstance(node.value_type, inspect.EnumType), node
    allowed = {member.value for member in node.value_type.cls}
    return next(
        key for key, item in value.items() if not (isinstance(item, str) and item in allowed)
    )


def _bad_name(value: dict[str, Any], node: inspect.Type) -> tuple[str, inspect.Type]:
    node = plain(node, value)
    assert isinstance(node, inspect.DictType), node
    pattern = getattr(plain(node.key_type, ""), "pattern", None) or ""
    return next(key for key in value if not re.search(pattern, key)), node.key_type
