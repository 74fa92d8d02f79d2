"""One message to one service, over a real socket: what is sent, and what an answer means."""

import json
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.pagerduty import PAGERDUTY_API_LOOKUP, PagerDutyRegion
from apprise.plugins.slack import NotifySlack

from smokegate.gate import courier
from smokegate.gate.channels import Channel, Url
from smokegate.gate.sending import Answered, Kind, Letter, Sent
from tests.gate.notify.services import DISCORD, SECRET, SLACK, Reply, Service, service

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LETTER = Letter(
    title="charhub.example: 9be01d7 is rolled back",
    body="FAILED: redis is <down> & out\nnext: mend the release; the old one serves\nid: r1:kept",
    deployment="https://charhub.example",
    kind=Kind.FAILURE,
)


@pytest.fixture(autouse=True)
def _no_secret_is_logged(caplog: pytest.LogCaptureFixture) -> object:
    """Whatever happens, the token of a URL stands in no log, at no level."""
    caplog.set_level(1)
    yield
    told = [one.getMessage() + repr(one.args) for one in caplog.get_records("call")]
    assert SECRET not in "".join(told)


@pytest.fixture
def deliver(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Sent]:
    """Sends to this URL as if Slack and Discord were at the service's address."""

    def sent(url: str, at: Service | None = None, limit_s: float = 5.0) -> Sent:
        if at:
            monkeypatch.setattr(NotifySlack, "webhook_url", f"{at.url}/services")
            monkeypatch.setattr(NotifySlack, "api_url", f"{at.url}/api/{{}}")
            monkeypatch.setattr(NotifyDiscord, "notify_url", f"{at.url}/api/webhooks")
        return courier.send(Channel(number=1, url=Url(url)), LETTER, limit_s, NOW)

    return sent


def test_slack_is_sent_its_own_format(deliver: Callable[..., Sent]) -> None:
    """Slack gets the text escaped as it asks, on the path that holds the secret."""
    with service() as slack:
        assert deliver(SLACK, slack) == Sent(service="Slack")
    assert slack.paths == [f"/services/T1JJ3T3L2/A1BRTD4JD/{SECRET}"]
    (attachment,) = slack.sent()[0]["attachments"]
    assert attachment["title"] == LETTER.title
    assert attachment["text"] == (
        "FAILED: redis is &lt;down&gt; &amp; out\nnext: mend the release; the old one serves\n"
        "id: r1:kept"
    )
    assert attachment["color"] == "#A32037"
    assert not {"icon_url", "footer_icon"} & {*slack.sent()[0], *attachment}


def test_discord_is_sent_its_own_format(deliver: Callable[..., Sent]) -> None:
    """Discord answers 204 and gets title and text as one."""
    with service(Reply(status=204, body=b"")) as discord:
        assert deliver(DISCORD, discord) == Sent(service="Discord")
    assert discord.paths == [f"/api/webhooks/4174216298/{SECRET}"]
    assert discord.sent() == [
        {"tts": False, "wait": True, "content": f"{LETTER.title}\r\n{LETTER.body}"}
    ]


def test_any_other_webhook_is_sent_json_or_xml(deliver: Callable[..., Sent]) -> None:
    """A service of one's own gets plain JSON or XML, with the key of the message in it."""
    with service() as other:
        assert deliver(other.json_url) == Sent(service="JSON")
        assert deliver(other.json_url.replace("json", "xml", 1)) == Sent(service="XML")
    as_json, as_xml = other.bodies
    assert json.loads(as_json)["message"] == LETTER.body
    assert b"<Subject>charhub.example: 9be01d7 is rolled back</Subject>" in as_xml
    assert b"id: r1:kept" in as_xml


@pytest.mark.parametrize(
    "url,reply,expected",
    [
        pytest.param(
            SLACK,
            Reply(status=404, body=b"no_service"),
            Sent(service="Slack", problem="answered 404", is_refused=True),
            id="slack-webhook-is-gone",
        ),
        pytest.param(
            SLACK,
            Reply(status=403, body=b"invalid_token"),
            Sent(service="Slack", problem="answered 403", is_refused=True),
            id="slack-token-is-wrong",
        ),
        pytest.param(
            DISCORD,
            Reply(status=404, body=b'{"message": "Unknown Webhook", "code": 10015}'),
            Sent(service="Discord", problem="answered 404", is_refused=True),
            id="discord-webhook-is-gone",
        ),
        pytest.param(
            SLACK,
            Reply(status=429, headers={"Retry-After": "7"}),
            Sent(service="Slack", problem="answered 429", retry_after_s=7.0),
            id="slack-asks-to-wait",
        ),
        pytest.param(
            SLACK,
            Reply(status=429, headers={"Retry-After": "Tue, 24 Nov 2026 12:00:30 GMT"}),
            Sent(service="Slack", problem="answered 429", retry_after_s=30.0),
            id="until-a-date",
        ),
        pytest.param(
            DISCORD,
            Reply(
                status=429,
                headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4102444800"},
                body=b'{"message": "You are being rate limited.", "retry_after": 12.5}',
            ),
            Sent(service="Discord", problem="answered 429", retry_after_s=12.5),
            id="discord-asks-in-its-body",
        ),
        pytest.param(
            DISCORD,
            Reply(status=429, body=b'{"retry_after": 6457, "global": false}'),
            Sent(service="Discord", problem="answered 429", retry_after_s=6.457),
            id="discord-asks-in-milliseconds",
        ),
        pytest.param(
            DISCORD,
            Reply(status=429, headers={"Retry-After": "172800"}, body=b"{}"),
            Sent(service="Discord", problem="answered 429", retry_after_s=60.0),
            id="two-days-are-too-long",
        ),
        pytest.param(
            SLACK,
            Reply(status=429),
            Sent(service="Slack", problem="answered 429"),
            id="asks-to-wait-but-not-how-long",
        ),
        pytest.param(
            SLACK,
            Reply(status=500),
            Sent(service="Slack", problem="answered 500"),
            id="out-of-order",
        ),
        pytest.param(
            DISCORD,
            Reply(status=503, headers={"Retry-After": "3"}),
            Sent(service="Discord", problem="answered 503", retry_after_s=3.0),
            id="out-of-order-for-a-while",
        ),
        pytest.param(
            SLACK,
            Reply(body=b"<html>Please log in</html>"),
            Sent(service="Slack", problem="answered 200 but did not take the message"),
            id="somebody-else-answers",
        ),
        pytest.param(
            SLACK,
            Reply(body=b'{"ok": tru'),
            Sent(service="Slack", problem="answered 200 but did not take the message"),
            id="wrong-json",
        ),
        pytest.param(
            f"slack://xoxb-1234-1234-{SECRET}/#deploys",
            Reply(body=b'{"ok": false, "error": "channel_not_found"}'),
            Sent(
                service="Slack",
                problem="answered 200 but did not take the message (channel_not_found)",
                is_refused=True,
            ),
            id="slack-says-no-with-200",
        ),
        pytest.param(
            f"slack://xoxb-1234-1234-{SECRET}/#deploys",
            Reply(body=b'{"ok": false, "error": "ratelimited"}', headers={"Retry-After": "2"}),
            Sent(
                service="Slack",
                problem="answered 200 but did not take the message (ratelimited)",
                retry_after_s=2.0,
            ),
            id="slack-asks-to-wait-with-200",
        ),
        pytest.param(
            DISCORD,
            Reply(status=400, body=b"x" * 10_000_000),
            Sent(service="Discord", problem="answered 400", is_refused=True),
            id="huge",
        ),
    ],
)
def test_an_answer_says_whether_to_come_again(
    url: str, reply: Reply, expected: Sent, deliver: Callable[..., Sent]
) -> None:
    """A refusal is for good, a service that is busy is asked again when it says; once a time."""
    with service(reply) as at:
        assert deliver(url, at) == expected
    assert len(at.bodies) == 1
    assert SECRET not in repr(expected)


def test_of_a_huge_answer_only_the_beginning_is_read(
    deliver: Callable[..., Sent], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that answers without end fills no memory."""
    seen = list[Answered]()
    monkeypatch.setattr(courier, "understood", lambda _, answers, __: seen.extend(answers))
    with service(Reply(status=400, body=b"x" * 10_000_000)) as at:
        deliver(DISCORD, at)
    assert [len(one.body) for one in seen] == [65_536]


def test_pagerduty_has_one_incident_for_a_deployment(
    deliver: Callable[..., Sent], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reminder adds to the incident, a duplicate is none, and what ends well closes it."""
    url = f"pagerduty://{SECRET}@ABCDEFGHIJKLMNOPQRST"
    with service(Reply(status=202, body=b'{"status": "success"}')) as at:
        monkeypatch.setitem(PAGERDUTY_API_LOOKUP, PagerDutyRegion.US, at.url)
        assert deliver(url) == Sent(service="Pager Duty")
        monkeypatch.setattr(f"{__name__}.LETTER", replace(LETTER, kind=Kind.SUCCESS))
        assert deliver(url) == Sent(service="Pager Duty")
        assert deliver(f"{url}?dedup=ours&action=resolve") == Sent(service="Pager Duty")
    page, end, own = at.sent()
    assert (own["event_action"], own["dedup_key"]) == ("resolve", "ours")
    assert page["event_action"] == "trigger"
    assert page["payload"]["severity"] == "critical"
    assert page["payload"]["source"] == "https://charhub.example"
    assert page["payload"]["summary"].endswith("\nid: r1:kept")
    assert end["event_action"] == "resolve"
    assert page["dedup_key"] == end["dedup_key"] == "smokegate https://charhub.example"


def test_a_private_certificate_authority_is_trusted_as_by_the_suite(
    deliver: Callable[..., Sent], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """SSL_CERT_FILE counts for messages too; without it the answer is a stranger's."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "other.pem"))
    with service(certificate=authority.issue_cert("localhost")) as at:
        url = f"jsons://user:{SECRET}@localhost:{at.port}"
        assert deliver(url) == Sent(service="JSON", problem="could not be reached (TLS)")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert deliver(url) == Sent(service="JSON")


def test_a_redirect_is_not_followed(deliver: Callable[..., Sent]) -> None:
    """A message and its token go to the host of the URL and to no other."""
    with (
        service() as elsewhere,
        service(Reply(status=307, headers={"Location": f"{elsewhere.url}/x"})) as at,
    ):
        found = deliver(f"{at.json_url}?redirect=yes")
    assert found == Sent(
        service="JSON",
        problem="answered 307, a redirect, which is not followed with a secret",
        is_refused=True,
    )
    assert elsewhere.paths == []


@pytest.mark.parametrize("reply", [Reply(is_silent=True), Reply(is_endless=True)], ids=repr)
def test_a_service_that_does_not_end_is_left_behind(
    reply: Reply, deliver: Callable[..., Sent]
) -> None:
    """Neither silence nor a byte now and then holds a message up for longer than its limit."""
    with service(reply) as at:
        assert deliver(DISCORD, at, limit_s=0.3).problem in ("timed out", "timed out after 0.3 s")


def test_nobody_listens(deliver: Callable[..., Sent]) -> None:
    """A dead port is no refusal: the service may come back."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"json://user:{SECRET}@127.0.0.1:{bound.getsockname()[1]}"
        assert deliver(url) == Sent(service="JSON", problem="could not be reached")


@pytest.mark.parametrize(
    "url",
    [f"slack://{SECRET}", f"nosuch://{SECRET}", SECRET, "https://", "slack://", "://", "json://["],
)
def test_a_malformed_url_is_refused(url: str, deliver: Callable[..., Sent]) -> None:
    """What is no URL of a service is told by its number alone."""
    assert deliver(url) == Sent(
        service="URL 1", problem="is not a URL that Apprise understands", is_refused=True
    )


def test_nobody_is_called_by_a_word_of_the_deployment(
    deliver: Callable[..., Sent], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a deployment answers reaches a channel as text: @everyone wakes nobody."""
    body = "FAILED: @everyone <@U12> <!here> mail ada@example.org\nnext: x"
    monkeypatch.setattr(f"{__name__}.LETTER", replace(LETTER, title="@here", body=body))
    with service(Reply(status=204, body=b"")) as at:
        assert deliver(DISCORD, at).problem is None
    assert at.sent()[0]["content"] == (
        "@\u200bhere\r\nFAILED: @\u200beveryone <\u200b@U12> <\u200b!here> mail ada@example.org\n"
        "next: x"
    )
