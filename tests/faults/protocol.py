"""P: whatever answers is hostile, or mad."""

from tests.faults import wire
from tests.faults.answers import (
    also,
    is_,
    json,
    redirect,
    turns,
    wired,
)
from tests.faults.fault import Unserved, outside, release, transient, warning
from tests.faults.places import BACK, ENTRY, HEALTH, START

HASTY = ("--deadline=0.6",)
_JSON = b'{"status":"healthy"}'
_CHUNKED = wire.ok("Content-Type: application/json", "Transfer-Encoding: chunked")

FAULTS = (
    release(
        "P09",
        "file",
        "a redirect to a file",
        {START: redirect("file:///etc/passwd")},
        "start_redirects_to_the_provider[google]",
    ),
    release(
        "P09",
        "javascript",
        "a redirect to a script",
        {START: redirect("javascript:alert(1)")},
        "start_redirects_to_the_provider[google]",
    ),
    release(
        "P09",
        "private",
        "a redirect to a private address",
        {BACK: redirect("http://169.254.169.254/latest/meta-data/")},
        "callback_refuses_a_made_up_state[google]",
    ),
    release(
        "P10",
        "malformed",
        "a Location that is no address",
        {START: redirect("http://[::1")},
        "start_redirects_to_the_provider[google]",
    ),
    transient(
        "P13",
        "bad-chunk",
        "a chunk size that is none",
        {
            HEALTH: wired(
                wire.raw(
                    _CHUNKED,
                    b"zz\r\n",
                    _JSON,
                )
            )
        },
        "health_is_good",
    ),
    transient(
        "P13",
        "cut-chunks",
        "chunks that are cut short",
        {
            HEALTH: wired(
                wire.raw(
                    _CHUNKED,
                    b"14\r\n",
                    _JSON,
                )
            )
        },
        "health_is_good",
    ),
    transient(
        "P14",
        "closed",
        "the connection is closed without an answer",
        {HEALTH: wired(wire.nothing)},
        "health_is_good",
    ),
    transient(
        "P14",
        "closed-all",
        "every connection is closed at once",
        {},
        "page_answers[/]",
        greet=wire.nothing,
    ),
    outside(
        "P15",
        "tls-on-http",
        "TLS on the port of http",
        {},
        "page_answers[/]",
        greet=wire.raw(b"\x15\x03\x01\x00\x02\x02\x46"),
    ),
    release(
        "P16",
        "http-0.9",
        "an answer without a status line",
        {HEALTH: wired(wire.raw(_JSON))},
        "health_is_good",
    ),
    release(
        "P16",
        "another-protocol",
        "another protocol on the port",
        {},
        "page_answers[/]",
        greet=wire.raw(b"SSH-2.0-OpenSSH_9.6\r\n"),
    ),
    release(
        "P19",
        "escapes",
        "control characters and CI commands in what is shown",
        {HEALTH: json({"status": "\x1b[2J::error::owned\r\n::set-output name=x::y"})},
        "health_is_good",
    ),
    release(
        "P21",
        "injected",
        "a header that a value injected",
        {
            START: lambda _, reply: reply.saying(
                (
                    "Location",
                    "https://accounts.google.com/o/oauth2/v2/auth?a=b\r\nSet-Cookie: sid=evil",
                )
            )
        },
        "start_redirects_to_the_provider[google]",
    ),
    warning(
        "P22",
        "cookies",
        "a flood of cookies",
        {START: also(*(("Set-Cookie", f"c{number}={'x' * 150}; Path=/") for number in range(80)))},
        "cookies_are_guarded",
    ),
    transient(
        "P23",
        "reset",
        "the connection is reset in the middle of the body",
        {
            ENTRY: wired(
                wire.reset(
                    wire.ok("Content-Type: text/javascript", "Content-Length: 5000"), b"x" * 500
                )
            )
        },
        "page_is_not_blank[/]",
    ),
    release(
        "P24",
        "alternating",
        "good and bad answers in turn",
        {HEALTH: turns(json({"status": "error"}, 503), None)},
        "every_replica_answers[health]",
        samples=40,
    ),
    release(
        "P26",
        "late",
        "the answer comes just after the deadline",
        {HEALTH: is_(delay_s=0.8)},
        "health_is_good",
        arguments=HASTY,
    ),
)
UNSERVED = (
    Unserved(
        "P25",
        "a browser is answered otherwise",
        "the suite has one name, and does not pretend to be a browser",
    ),
    Unserved(
        "P11",
        "credentials are carried to another host",
        "an invariant of the suite: no redirect is followed, no credential sent (tests/probe)",
    ),
    Unserved("P17", "103 Early Hints", "an oddity that stays green: see below"),
    Unserved(
        "P20",
        "secrets in what is printed",
        "an invariant of the suite, pinned in tests/probe/test_redact.py",
    ),
)
