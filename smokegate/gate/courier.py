"""Hands one message to one service through Apprise, and sees what the service answered.

Apprise says whether a message was taken, not why it was not. All its services that speak HTTP ask
through `requests.post` and its like, which make a session of their own: it is made from a class
that looks at each answer, while a message is being sent, and only then.
"""

import io
import logging
import os
import queue
import re
import threading
import warnings
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests
import urllib3
from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat

from smokegate.gate.channels import Channel
from smokegate.gate.notice import fitted, size
from smokegate.gate.sending import SEND_S, Answered, Letter, Sent, understood

MOST_BYTES = 65_536
LIMITS = {"Slack": 3000, "Discord": 2000}
LONGEST = 3000
# all of them log the URL that a message goes to, with its token
_TELLTALES = ("apprise", "urllib3.connectionpool", "urllib3.util.retry")
# who would be called by a word of the deployment's
_CALLS = re.compile(r"@(?=everyone|here|channel)|<(?=[@!#])")
LONGEST_TITLE = 150  # of a heading in Slack


@dataclass(slots=True)
class _Seen:
    """What one attempt saw of the service."""

    answers: list[Answered] = field(default_factory=list)
    silence: str | None = None


_seen: ContextVar[_Seen | None] = ContextVar("seen", default=None)


def send(
    channel: Channel,
    letter: Letter,
    limit_s: float = SEND_S,
    now: datetime | None = None,
) -> Sent:
    """One attempt. Never raises, and never takes longer than `limit_s`: then it is left behind."""
    service = _service(channel)
    if service is None:
        problem = "is not a URL that Apprise understands"
        return Sent(service=f"URL {channel.number}", problem=problem, is_refused=True)
    name = str(service.service_name)
    ended: queue.SimpleQueue[tuple[bool, _Seen]] = queue.SimpleQueue()
    threading.Thread(
        target=lambda: ended.put(_sent(service, letter, limit_s)), daemon=True, name="courier"
    ).start()
    try:
        is_taken, seen = ended.get(timeout=limit_s)
    except queue.Empty:
        return Sent(service=name, problem=f"timed out after {limit_s:.1f} s")
    if is_taken:
        return Sent(service=name)
    if seen.silence and not seen.answers:
        return Sent(service=name, problem=seen.silence)
    return understood(name, seen.answers, now or datetime.now(UTC))


def _service(channel: Channel) -> NotifyBase | None:
    """The service of the URL, anew for each message: so Apprise has nothing to wait for."""
    try:
        found = Apprise.instantiate(str(channel.url), asset=_asset())
    except Exception:  # whatever a URL does to a service: others have to be told
        return None
    return found if isinstance(found, NotifyBase) else None


def _asset() -> AppriseAsset:
    """What all services share: no pictures from elsewhere, nothing kept, no threads of its own."""
    return AppriseAsset(
        app_id="smokegate",
        app_desc="smokegate",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        image_path_mask=False,
        http_redirects=False,
        storage_mode="memory",
        async_mode=False,
        service_timeout=0,
    )


def _sent(service: NotifyBase, letter: Letter, limit_s: float) -> tuple[bool, _Seen]:
    seen = _Seen()
    _seen.set(seen)
    try:
        service.retry = 0
        service.socket_connect_timeout = min(service.socket_connect_timeout, limit_s)
        service.socket_read_timeout = min(service.socket_read_timeout, limit_s)
        _as_incident(service, letter)
        title = _uncalled(letter.title)[:LONGEST_TITLE]
        room = min(LIMITS.get(str(service.service_name), LONGEST), service.body_maxlen)
        each = Apprise(asset=service.asset)
        each.add(service)
        found = each.notify(
            title=title,
            body=fitted(_uncalled(letter.body), room - size(title) - len("\r\n")),
            notify_type=letter.kind,
            body_format=NotifyFormat.TEXT,
        )
        return bool(found), seen
    except Exception as err:  # as above
        seen.silence = seen.silence or f"could not be asked ({type(err).__name__})"
        return False, seen


def _as_incident(service: NotifyBase, letter: Letter) -> None:
    """PagerDuty: all messages about one deployment are one incident, closed when it is well.

    Unless the URL says otherwise.
    """
    if service.schema != "pagerduty":
        return
    kept: Any = service
    kept.dedup = kept.dedup or f"smokegate {letter.deployment}"
    kept.action = "map" if kept.action == "trigger" else kept.action
    kept.source = letter.deployment if kept.source == "Apprise" else kept.source


def _uncalled(text: str) -> str:
    """The text with no word in it that would call everybody."""
    return _CALLS.sub("\\g<0>\u200b", text)


class _Watched(requests.Session):
    """A session that notes each answer, follows no redirect, and reads no more than is needed."""

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Sends one request."""
        seen = _seen.get()
        if seen is None:
            return super().send(request, **kwargs)
        kwargs |= {"stream": True, "allow_redirects": False}
        if kwargs.get("verify") is not False and os.environ.get("SSL_CERT_FILE"):
            kwargs["verify"] = os.environ["SSL_CERT_FILE"]
        try:
            response = super().send(request, **kwargs)
        except requests.RequestException as err:
            seen.silence = _silence(err)
            raise
        body = _beginning(response)
        seen.answers.append(
            Answered(
                status=response.status_code,
                headers={name.lower(): value for name, value in response.headers.items()},
                body=body,
            )
        )
        if response.status_code == requests.codes.too_many:  # some services try again at once
            told = "asked to wait"
            raise requests.RequestException(told)
        response.raw = io.BytesIO(body)
        return response


def _beginning(response: requests.Response) -> bytes:
    """As much of the body as says anything; it may be endless."""
    with response:
        try:
            body: bytes = response.raw.read(MOST_BYTES, decode_content=True)
        except (urllib3.exceptions.HTTPError, OSError):
            return b""
    return body


def _silence(err: requests.RequestException) -> str:
    """Why there is no answer. Never the text of the error, for it has the URL in it."""
    match err:
        case requests.Timeout():
            return "timed out"
        case requests.exceptions.SSLError():
            return "could not be reached (TLS)"
        case requests.ConnectionError():
            return "could not be reached"
        case _:
            return f"could not be asked ({type(err).__name__})"


def _install() -> None:
    for name in _TELLTALES:
        logging.getLogger(name).disabled = True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it loads all its services, some with old modules
        Apprise.instantiate("json://localhost", asset=_asset())
    requests.sessions.Session = _Watched  # type: ignore[misc]


_install()
