"""What a word of a health answer means; words are compared whole, and unknown is never ok."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from smokegate.contract_fields import Meaning
from smokegate.redact import shown


class Status(StrEnum):
    """What a health answer says of one thing."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"


_WORDS = {
    Status.OK: "ok pass passed up healthy green true success working alive ready available online "
    "connected operational running serving pong ping good gitlab_ok",
    Status.WARN: "warn warning degraded yellow partial",
    Status.FAIL: "fail failed failing error down unhealthy red false critical crashed "
    "out_of_service unavailable offline disconnected shutting_down not_ready starting sealed",
}
_STATUS_OF = {word: status for status, words in _WORDS.items() for word in words.split()}
_FROM_WORST = (Status.FAIL, Status.UNKNOWN, Status.WARN, Status.OK)


@dataclass(frozen=True, slots=True)
class Words:
    """Our words, and those that the contract adds to them."""

    added: Mapping[str, Meaning] = field(default_factory=dict)

    def status(self, word: object) -> Status:
        """What this word means."""
        key = normal(word)
        for added, meaning in self.added.items():
            if normal(added) == key:
                return Status(meaning.value)
        return _STATUS_OF.get(key, Status.UNKNOWN)


def normal(word: object) -> str:
    """The word as it is compared: whole, in any case, its parts joined by any sign."""
    return written(word).strip().casefold().replace(" ", "_").replace("-", "_")


def written(value: object) -> str:
    """The value as JSON writes it."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case _:
            return str(value)


def stated(word: object) -> str:
    """The word for a message."""
    return shown(written(word), 60)


def is_word(value: object) -> bool:
    """Whether this JSON value can be a word."""
    return isinstance(value, str | bool)


def rank(status: Status) -> int:
    """0 for the worst."""
    return _FROM_WORST.index(status)
