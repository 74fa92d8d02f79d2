"""Of what is long, no more should be read than is enough to tell what it is."""

import gzip

import pytest

from smokegate.probe.attempt import Limits
from smokegate.probe.observation import Ask
from tests.probe.asking import answer, observe_each
from tests.probe.server import Step, hear, keep_saying, say, serving

HEAD = b"HTTP/1.1 200 OK\r\n"
ZIPPED = gzip.compress(b"x" * 100_000)


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param((say(HEAD + b"\r\n"), keep_saying(b"x" * 1000)), id="without-an-end"),
        pytest.param(
            (say(HEAD + b"content-length: 900000000\r\n\r\n"), keep_saying(b"x" * 1000)),
            id="of-900-megabytes",
        ),
        pytest.param(
            (say(HEAD + b"content-encoding: gzip\r\ncontent-length: 999\r\n\r\n" + ZIPPED),),
            id="in-a-coding",
        ),
    ],
)
def test_the_beginning_is_an_answer(steps: tuple[Step, ...]) -> None:
    """However long the rest is, and whether or not it ever comes."""
    with serving(hear, *steps) as server:
        seen = answer(Ask(url=server.url, enough=4096))
    assert (seen.status, set(seen.body)) == (200, set(b"x"))
    assert len(seen.body) >= 4096
    assert seen.wire_bytes < Limits().wire_bytes


def test_what_is_shorter_is_read_whole() -> None:
    """And the connection serves the next request."""
    steps = (hear, say(HEAD + b"content-length: 2\r\n\r\nhi"))
    with serving(*steps, *steps) as server:
        asks = [Ask(url=server.url, enough=3), Ask(url=server.url, enough=4)]
        bodies = [getattr(one, "body", None) for one in observe_each(*asks)]
    assert bodies == [b"hi", b"hi"]
