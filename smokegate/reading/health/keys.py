"""Under which keys health answers say what they say, in the spelling of any family."""

import re
from collections.abc import Mapping
from typing import Any

from smokegate.reading.health.words import NOTHING, Status, Words, is_word, normal
from smokegate.redact import shown

OVERALL = ("status", "state", "health", "healthy", "ok", "success", "ready", "alive")
_ALSO = (  # where they say a word that is known
    *("passed", "outcome", "result", "globalStatus", "overallStatus", "overall_status"),
    *("aggregatedStatus", "status_name"),
)
_OF_A_PART = (*("connected", "reachable", "available", "up", "isHealthy", "is_healthy", "value"),)
NAME = (
    *("name", "label", "component", "checkName", "alias", "checker", "key", "service"),
    *("service_id", "id"),
)
ERROR = ("error", "errors", "err", "exception", "error_message")
DETAIL = (
    *("message", "msg", *ERROR, "detail", "output", "checkOutput", "description", "reason"),
    *("notificationMessage", "shortSummary", "summary", "symptom", "resource_error", "causes"),
)
_NO_PART = frozenset((*OVERALL, *_ALSO, *DETAIL, "title"))
_SETTING = re.compile(r"(?i).*(?:name|level|mode|env|environment|stage|type|version|service)")


def spelled(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record with its keys as we spell them, where it writes `Status` or `STATUS`."""
    if any(key in record for key in OVERALL) or part_word(record) is not None:
        return record
    renamed = {_lowered(key): value for key, value in record.items()}
    return renamed if len(renamed) == len(record) and part_word(renamed) is not None else record


def overall_word(record: Mapping[str, Any]) -> str | bool | None:
    """The word that a record says of itself, or None."""
    words = (_coded(record.get(key)) for key in OVERALL)
    word = next(filter(is_word, words), None)
    return word if word is not None else _known_word(record, _ALSO)


def part_word(record: Mapping[str, Any]) -> str | bool | None:
    """The word that the record of a part says of it, or None."""
    word = overall_word(record)
    keys = ("level", *_OF_A_PART) if "summary" in record else _OF_A_PART  # or it is a log's level
    return word if word is not None else _known_word(record, keys)


def is_part_name(key: str) -> bool:
    """Whether a text under this key may say how a part is: neither a setting nor a message."""
    return key not in _NO_PART and _SETTING.fullmatch(key) is None


def name_of(record: Mapping[str, Any]) -> str | None:
    """How the record calls what it is about."""
    names = (record[key] for key in NAME if isinstance(record.get(key), str) and record[key])
    return next(names, None)


def error_of(record: Mapping[str, Any]) -> str | None:
    """The error that a record states, if it states one."""
    inner = record.get("status")
    places = [record, inner] if isinstance(inner, dict) else [record]
    texts = (_text(place.get(key)) for place in places for key in ERROR)
    return next((text for text in texts if text and not _is_no_error(text)), None)


def has_no_error(record: Mapping[str, Any]) -> bool:
    """Whether it has a place for an error, and none there."""
    stated = [record[key] for key in ERROR if key in record]
    return bool(stated) and not any(stated)


def detail_of(record: Mapping[str, Any]) -> str | None:
    """What a record says beside its word, fit to be shown."""
    inner = (record.get(key) for key in ("details", "data", "status"))
    places = [record, *(place for place in inner if isinstance(place, dict))]
    texts = (_text(place.get(key)) for place in places for key in DETAIL)
    text = next(filter(None, texts), None)
    return shown(text, 120) if text else None


def _coded(value: object) -> Any:
    """The word, where it stands in an object of its own (Spring's `Status`)."""
    return value.get("code") if isinstance(value, dict) else value


def _known_word(record: Mapping[str, Any], keys: tuple[str, ...]) -> str | bool | None:
    words = (record[key] for key in keys if is_word(record.get(key)))
    return next((word for word in words if Words().status(word) is not Status.UNKNOWN), None)


def _is_no_error(text: str) -> bool:
    said = normal(text)
    return said in (*NOTHING, "no_error", "no_errors") or Words().status(text) is Status.OK


def _text(value: object) -> str | None:
    """The text that a value is, or that stands in it."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, dict):
        inner = (value.get(key) for key in ("message", "reason", "description", "code", "type"))
        return next((text for text in inner if isinstance(text, str) and text.strip()), None)
    if isinstance(value, list):
        texts = [text for item in value[:5] if not isinstance(item, list) and (text := _text(item))]
        return "; ".join(texts) or None
    return None


def _lowered(key: str) -> str:
    return key.lower() if key.isupper() else key[:1].lower() + key[1:]
