"""Reads a health answer into the one model; what cannot be read has a problem and no status."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from smokegate.contract import Health as Promise
from smokegate.contract import HealthForm
from smokegate.contract_fields import HealthFormat
from smokegate.probe.observation import Answer
from smokegate.reading.health.beside import beside
from smokegate.reading.health.components import component, components, time_at
from smokegate.reading.health.families import is_named_texts, texts
from smokegate.reading.health.formats import as_pinned, told_apart
from smokegate.reading.health.freshness import time_of
from smokegate.reading.health.keys import detail_of, spelled
from smokegate.reading.health.model import ComponentHealth, Health, by_name, worst
from smokegate.reading.health.said import Document, Said, only_version
from smokegate.reading.health.texts import from_page, from_text, is_sign_of_life
from smokegate.reading.health.uptime import uptime_s
from smokegate.reading.health.words import Status, Words, stated, written
from smokegate.reading.json_body import MalformedError, as_utf8, parse
from smokegate.reading.json_pointer import value_at
from smokegate.reading.problem import Problem
from smokegate.redact import shown

_ANY = HealthForm(path="/")
_BOM = b"\xef\xbb\xbf"
_TIME = ("timestamp", "time", "checked_at", "checkedAt", "finishedAt", "server_time_utc")
_SERVICE = ("serviceId", "service", "cluster_name")
_HTML = "HTML where health was expected (SPA fallback, login, proxy page)"


def read(answer: Answer, form: HealthForm | None = None) -> Health:
    """The answer as a Health; what cannot be read is one with a problem, never an exception.

    form: what the contract says of how it is written.
    """
    reader = _Reader(answer=answer, form=form or _ANY)
    return reader.refused() or reader.health()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    answer: Answer
    form: HealthForm

    def refused(self) -> Health | None:
        """What the HTTP status alone says, unless the contract gives it another meaning."""
        status = self.answer.status
        if str(status) in self.form.statuses:
            return None
        if status in (301, 302, 303, 307, 308):
            location = shown(self.answer.headers.get("location") or "")
            return self._unreadable(f"redirects to {location}")
        if status in (401, 403):
            return self._unreadable("needs a login")
        if status in (404, 405, 410):
            return self._unreadable("is not provided")
        return None

    def health(self) -> Health:
        """What the body says, told by its first characters rather than by its content type."""
        body = self.answer.body.lstrip(_BOM + b" \t\r\n")
        if body.startswith(b"<"):
            return self._from_page(body)
        looks_so = body[:1] in (b"{", b"[", b'"') and body[:3] not in (b"[+]", b"[-]")  # k8s
        if looks_so or self.answer.media_type.endswith("json"):
            try:
                value = parse(as_utf8(body)) if body else {}
            except MalformedError as err:
                return self._unreadable(str(err))
            return self._from_json(value)
        said = from_text(body, self._words, self.form.format)
        if said is None:
            return self._not_pinned(shown(body, 40) or "an empty body")
        return self._of(said)

    def _from_page(self, body: bytes) -> Health:
        pinned = self.form.format
        said = from_page(body, pinned)
        return self._of(said) if said else self._unreadable(f"{_HTML}: {shown(body, 60)}")

    def _from_json(self, value: Any) -> Health:
        if not isinstance(value, dict):
            return self._from_value(value)
        said = self._said(value)
        if said is None:
            return self._not_pinned(told_apart(value, self._words).format)
        if self.form.status is not None:
            word = value_at(value, self.form.status)
            if not isinstance(word, dict | list | None):
                said = replace(said, word=stated(word), status=self._words.status(word))
        return self._dated(self._of(said, value), spelled(value))

    def _from_value(self, value: Any) -> Health:
        if self.form.format not in (None, HealthFormat.TEXT):
            return self._not_pinned("a list" if isinstance(value, list) else "a bare value")
        found = tuple(components(value, self._words)) if isinstance(value, list) else ()
        word = "" if found else shown(written(value), 60) or '""'
        status = None if found else self._words.status(value)
        if isinstance(value, str) and is_sign_of_life(value):
            status = Status.OK
        return self._of(Said(format="text", word=word, status=status, components=found))

    def _said(self, raw: Document) -> Said | None:
        words, pinned, document = self._words, self.form.format, spelled(raw)
        said = as_pinned(document, words, pinned) if pinned else told_apart(document, words)
        if said is None:
            return None
        says_nothing = said.status is None and not said.components
        if says_nothing and self._code is Status.FAIL and is_named_texts(document):
            said = texts(document, words)  # of Go's healthcheck: "OK", or any error
        if self.form.components_at is not None:
            group = value_at(raw, self.form.components_at)
            return replace(said, components=tuple(components(group, words)))
        named = {one.name for one in said.components}
        promised = self.form.components if isinstance(self.form, Promise) else {}
        known = [
            component(name, raw[name], words)
            for name in promised
            if name in raw and name not in named
        ]
        named |= {one.name for one in known}
        has_word = said.status is not None
        is_mapped = bool(named) and said.format != HealthFormat.GRAFANA.value
        more = () if is_mapped and not has_word else beside(document, words, has_word=has_word)
        known += [one for one in more if one.name not in named]
        if not has_word and not said.components and not known:
            return replace(only_version(document), format=said.format)
        return replace(said, components=(*said.components, *known))

    def _of(self, said: Said, document: Document | None = None) -> Health:
        if missing := self._missing(document or {}):
            return self._unreadable(missing)
        found = by_name(said.components)
        for name in self.form.nullable:
            if name in found and found[name].word == "null":
                found[name] = replace(found[name], status=Status.OK)
        return Health(
            where=self.answer.where,
            http_status=self.answer.status,
            format=self._format(said),
            overall=self._overall(said, found),
            word=said.word,
            detail=detail_of(spelled(document)) if document else None,
            code=self._code,
            wanted_status=self._wanted,
            components=MappingProxyType(found),
            document=MappingProxyType(document or {}),
            notes=tuple(self._notes(is_json=document is not None)),
        )

    def _missing(self, document: Document) -> str | None:
        """What the contract says of the object, and is not so."""
        at, service = self.form.status, self.form.service
        if at is not None and isinstance(value_at(document, at), dict | list | None):
            return f"status should be at {shown(at, 60)}, got none"
        if service is not None and service != (found := _service(document)):
            return f"service should be {shown(service, 60)}, got {shown(found or 'none', 60)}"
        return None

    def _overall(self, said: Said, found: dict[str, ComponentHealth]) -> Status:
        if said.status is not None:
            return said.status
        is_empty = not self.answer.body.strip() and self.answer.status in (200, 204)
        if not found and (is_empty or str(self.answer.status) in self.form.statuses):
            return self._code  # nothing is said but by it
        return worst(found.values())

    def _format(self, said: Said) -> str:
        is_named = self.answer.media_type == "application/health+json"
        return HealthFormat.HEALTH_JSON.value if is_named and said.format == "flat" else said.format

    def _dated(self, health: Health, document: Document) -> Health:
        if health.problem:
            return health
        at = self.form.timestamp if isinstance(self.form, Promise) else None
        if at is not None:
            time = time_at({"time": value_at(document, at)}, "time")
        else:
            time = next((text for key in _TIME if (text := time_at(document, key))), None)
            looked_at = (one.stated_at for one in health.components.values() if one.stated_at)
            time = time or max(looked_at, key=_order, default=None)
        notes = health.notes
        if time is not None and time_of(time) is None and self._is_dated:
            wanted = "a time with its zone (RFC 3339)"
            notes += (Problem(what="timestamp", wanted=wanted, found=shown(time, 40)),)
        uptime, service = uptime_s(document), _service(document)
        return replace(health, stated_at=time, service=service, uptime_s=uptime, notes=notes)

    def _notes(self, *, is_json: bool) -> list[Problem]:
        found = []
        if self.answer.body.startswith(_BOM):
            found.append(Problem(what="body", wanted="without a byte order mark", found="one"))
        if is_json and as_utf8(self.answer.body) is not self.answer.body:
            found.append(Problem(what="body", wanted="UTF-8", found="bytes that are not"))
        media_type = self.answer.media_type
        if is_json and media_type and not media_type.endswith("json"):
            found.append(
                Problem(what="content type", wanted="application/json", found=shown(media_type, 60))
            )
        return found

    def _unreadable(self, problem: str) -> Health:
        return Health(
            where=self.answer.where,
            http_status=self.answer.status,
            overall=Status.UNKNOWN,
            code=self._code,
            wanted_status=self._wanted,
            problem=problem,
        )

    def _not_pinned(self, found: str) -> Health:
        assert self.form.format is not None
        return self._unreadable(f"format should be {self.form.format.value}, got {found}")

    @property
    def _is_dated(self) -> bool:
        return isinstance(self.form, Promise) and self.form.max_age_s is not None

    @property
    def _words(self) -> Words:
        return Words(self.form.words)

    @property
    def _code(self) -> Status:
        meaning = self.form.statuses.get(str(self.answer.status))
        if meaning is not None:
            return Status(meaning.value)
        return Status.OK if 200 <= self.answer.status < 300 else Status.FAIL

    @property
    def _wanted(self) -> str:
        means = sorted(self.form.statuses.items())
        good = [code for code, meaning in means if code[0] != "2" and meaning != "fail"]
        bad = [code for code, meaning in means if code[0] == "2" and meaning == "fail"]
        return " or ".join(["2xx" + "".join(f" but {code}" for code in bad), *good])


def _service(document: Document) -> str | None:
    return next((str(document[k]) for k in _SERVICE if isinstance(document.get(k), str)), None)


def _order(time: str) -> datetime:
    return time_of(time) or datetime(1970, 1, 1, tzinfo=UTC)
