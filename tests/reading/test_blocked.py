"""An edge that keeps the runner out should not be taken for a bad release."""

import pytest

from smokegate.reading.blocked import refusal
from tests.reading.answers import answer


@pytest.mark.parametrize(
    "status, headers, body, told",
    [
        pytest.param(
            403,
            {"cf-mitigated": "challenge"},
            b"<title>Just a moment...</title>",
            "the edge asks the runner to prove that it is a browser (cf-mitigated)",
            id="challenge",
        ),
        pytest.param(
            429,
            {},
            b"error code: 1015",
            "the edge keeps the runner out (Cloudflare 1015)",
            id="1015",
        ),
        pytest.param(
            403,
            {},
            b"error code: 1020",
            "the edge keeps the runner out (Cloudflare 1020)",
            id="1020",
        ),
        pytest.param(
            429,
            {"retry-after": "30"},
            b"",
            "the runner is asked to wait (429 with Retry-After)",
            id="429",
        ),
        pytest.param(429, {}, b'{"standby":true}', None, id="vault-standby"),
        pytest.param(403, {}, b"forbidden", None, id="the-application-forbids"),
        pytest.param(503, {"retry-after": "30"}, b"", None, id="overloaded"),
        pytest.param(530, {}, b"error code: 1033", None, id="tunnel-down"),
        pytest.param(200, {}, b"error code: 1020", None, id="only-the-words"),
    ],
)
def test_a_refusal_is_told_from_a_bad_answer(
    status: int, headers: dict[str, str], body: bytes, told: str | None
) -> None:
    """Only what an edge says to a runner counts; the release's own refusals are its own."""
    assert refusal(answer(status=status, headers=headers.items(), body=body)) == told
