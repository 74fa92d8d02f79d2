"""The requests of `pytest smoke` in a plain suite: one after another, one test each.

The runner gives the requests that our suite made, so that both make the same ones whatever is added
to it. The assertions are fewer than ours, which favours this suite.
"""

import json
import os
from pathlib import Path

import httpx
import pytest

ASKED: list[dict[str, str]] = json.loads(Path(os.environ["BENCH_ASKED"]).read_text("utf-8"))


@pytest.mark.parametrize("number", range(len(ASKED)))
def test_answer_is_no_server_error(number: int, client: httpx.Client) -> None:
    """The answer comes, whole, and is no 5xx."""
    asked = ASKED[number]
    headers = {"Accept-Encoding": asked["encoding"]}
    headers |= {"X-Forwarded-Host": asked["host"]} if asked["host"] else {}
    answer = client.get(asked["target"], headers=headers)
    client.cookies.clear()
    assert answer.status_code < 500, asked
