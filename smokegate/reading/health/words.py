"""What a word of a health answer means; words are compared whole, and unknown is never ok."""

import re
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
    Status.OK: "ok pass passed passing up healthy green true success working alive live ready "
    "available online connected operational running serving started pong ping good "
    "not_shutting_down",
    Status.WARN: "warn warning degraded yellow partial partially_available",
    Status.FAIL: "fail failed failing failure error down unhealthy red false crit critical crashed "
    "problem ko nok out_of_service unavailable offline disconnected shutting_down "
    "draining stopped maintenance not_ready not_available not_connected not_running starting "
    "initializing pre_initializing sealed",
}
_STATUS_OF = {word: status for status, words in _WORDS.items() for word in words.split()}
# "Prometheus Server is Healthy.", "SERVER_IS_READY", "I'm alive!"; compared when normal
_SENTENCE = re.compile(r"(?:(?P<subject>[\w@.:/]{1,60})_is|i'm|i_am)_(?P<word>\w{1,40})")
_LABELLED = re.compile(
    r"(?:server|service|application|app|api|system|health|status|gitlab|canvas|check_result|200)"
    r"_(?P<word>\w{1,40})"
)
_REASONED = re.compile(r"(?P<word>\w{1,40})(?:: | - )(?P<reason>.+)", re.DOTALL)
_NO_SUBJECT = frozenset(
    ("no", "not", "none", "nothing", "neither", "never", "only", "and", "but", "or", "if", "is")
)
_NO_REASON = frozenset(("no", "not", "none", "but", "cannot", "without", "except"))
NOTHING = (
    *("", "unknown", "null", "none", "skip", "skipped", "excluded", "disabled", "n/a"),
    "check_result_skip",
)
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
        return _STATUS_OF.get(key) or _in_a_sentence(key) or _with_a_reason(written(word))


def normal(word: object) -> str:
    """The word as it is compared: whole, in any case, its parts joined by any sign."""
    plain = written(word).strip().rstrip(".!")
    return plain.casefold().replace(" ", "_").replace("-", "_")


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


def _in_a_sentence(key: str) -> Status | None:
    """What is said of one subject; a sentence of two, or of none, has no meaning here."""
    if sentence := _SENTENCE.fullmatch(key):
        subject = (sentence["subject"] or "").split("_")
        return None if _NO_SUBJECT.intersection(subject) else _STATUS_OF.get(sentence["word"])
    labelled = _LABELLED.fullmatch(key)
    return _STATUS_OF.get(labelled["word"]) if labelled else None


def _with_a_reason(text: str) -> Status:
    """A word before its reason, "ERROR: no database"; a good one only if nothing bad follows."""
    said = _REASONED.fullmatch(text[:1000].strip())
    status = _STATUS_OF.get(said["word"].casefold(), Status.UNKNOWN) if said else Status.UNKNOWN
    if said is None or status is not Status.OK:
        return status
    rest = re.findall(r"[\w']+", said["reason"].casefold())
    is_bad = any(_STATUS_OF.get(part) in (Status.FAIL, Status.WARN) for part in rest)
    return Status.UNKNOWN if is_bad or _NO_REASON.intersection(rest) else Status.OK
