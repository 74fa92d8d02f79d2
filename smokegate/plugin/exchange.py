"""Writes down an exchange for a report: everything a person needs to find it, no secrets."""

from smokegate.probe.observation import Answer, Observation, Silence
from smokegate.redact import MOST_LONG, redacted, shown, shown_header
from smokegate.seen_secrets import REDACTED

MOST_BODY = 2000


def written(seen: Observation) -> str:
    """The exchange in full: request, trace id, then the answer or the kind of silence."""
    asked = [
        f"{seen.ask.method} {shown(seen.ask.url, 2000)}",
        *(shown_header(name, value) for name, value in seen.ask.headers),
        f"trace id: {seen.trace_id}",
        f"at: {seen.at.isoformat(timespec='milliseconds')}, took {seen.total_s:.3f} s",
        "",
    ]
    if isinstance(seen, Silence):
        return "\n".join([*asked, f"silence: {seen.kind} ({shown(seen.detail, 500)})"])
    return "\n".join([*asked, *_answer(seen)])


def _answer(seen: Answer) -> list[str]:
    lines = [
        f"{seen.http_version} {seen.status}, first byte after {seen.first_byte_s:.3f} s",
        *(shown_header(name, value) for name, value in seen.headers.pairs),
    ]
    if seen.tls:
        lines.append(f"({seen.tls.version}, {seen.tls.cipher}, certificate of {seen.tls.subject})")
    return [*lines, "", _body(seen)]


def _body(seen: Answer) -> str:
    start = seen.body[: MOST_BODY + MOST_LONG]  # a secret is told whole, then cut
    if b"\0" in start:
        return f"[{len(seen.body)} bytes, not text]"
    text = _cut(redacted(start.decode("utf-8", "replace")))
    safe = "".join(
        c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text
    )
    left = len(seen.body) - MOST_BODY
    return f"{safe}\n[{left} more bytes]" if left > 0 else safe


def _cut(text: str) -> str:
    """As much as is shown, the last word that stands for a secret whole."""
    begun = text.rfind(REDACTED, 0, MOST_BODY + len(REDACTED))
    return text[: max(MOST_BODY, begun + len(REDACTED) if 0 <= begun < MOST_BODY else 0)]
