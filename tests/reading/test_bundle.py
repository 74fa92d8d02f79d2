"""What was baked into scripts is told where it is surely wrong; what every bundle holds is not."""

import pytest

from smokegate.reading.bundle import (
    environment_problems,
    sandbox_problems,
    secret_problems,
    undefined_problems,
    unminified_problems,
)
from tests.reading.answers import ORIGIN, answer, said

KEY = "a1B2c3D4e5F6g7H8i9J0"


@pytest.mark.parametrize(
    "body, found",
    [
        ('"undefined/api/v1"', '"undefined/api/v1'),
        ("`/undefined/v1/users`", "/undefined/v1/users"),
        ("'null/api'", "'null/api"),
        ('a+"/NaN/v2"', "/NaN/v2"),
    ],
)
def test_an_unset_variable_is_told(body: str, found: str) -> None:
    """Where an address begins with what it leaves."""
    given = [answer(body, url=f"{ORIGIN}/i.js")]
    assert said(undefined_problems(given)) == [f"/i.js should be with whole addresses, got {found}"]


@pytest.mark.parametrize(
    "body",
    [
        "undefined/api",
        'void 0+"/api"',
        '"/api/undefined/x"',
        '"undefined/apitoken"',
        '"undefined/value"',
        '"/v1/null/api"',
        '"undefined"',
    ],
)
def test_other_words_are_not(body: str) -> None:
    """Division, and paths that hold the word elsewhere."""
    assert said(undefined_problems([answer(body)])) == []


@pytest.mark.parametrize(
    "body, found",
    [
        ('"http://localhost:3002/api"', "http://localhost:3002/api"),
        ("`https://127.0.0.1:8000`", "https://127.0.0.1:8000"),
        ("'http://0.0.0.0:5173/'", "http://0.0.0.0:5173/"),
        ('"http://localhost:99991"', "http://localhost:99991"),
    ],
)
def test_a_developers_machine_is_told(body: str, found: str) -> None:
    """An address with a port, at the beginning of a string."""
    given = [answer(body, url=f"{ORIGIN}/i.js")]
    assert said(environment_problems(given)) == [
        f"/i.js should be without a developer's address, got {found}"
    ]


@pytest.mark.parametrize(
    "body",
    [
        '"localhost"',
        '"http://localhost"',
        '"http://localhost/api"',
        '"such as http://localhost:3000"',
        '{placeholder:"http://localhost:3000"}',
        '"http://localhost:8969/stream"',
        '"http://localhost:11434"',
        '"http://localhost:9999"',
        '"http://localhost:4318/v1/traces"',
        '"http://localhost:4317"',
        '"http://localhost:9411/api/v2/spans"',
        '"http://localhost:8545"',
        '"ws://localhost:3000"',
        '"http://localhost:"+port',
        '"http://localhost.example:3000"',
    ],
)
def test_what_every_bundle_holds_is_not(body: str) -> None:
    """Names, examples, the ports of tools, and defaults of libraries."""
    assert said(environment_problems([answer(body)])) == []


@pytest.mark.parametrize(
    "body, found",
    [
        ('"http://127.0.0.1:4873"', []),
        ('{base:"http://127.0.0.1:4873/-/static"}', []),
        ('"http://127.0.0.1:48731/"', ["http://127.0.0.1:48731/"]),
        ('"http://127.0.0.1:4873/";"http://localhost:3000/"', ["http://localhost:3000/"]),
        ('"https://127.0.0.1:4873/"', ["https://127.0.0.1:4873/"]),
    ],
)
def test_who_runs_on_a_developers_machine_may_name_itself(body: str, found: list[str]) -> None:
    """A deployment that is looked at there writes its own address into its scripts."""
    given = [answer(body, url="http://127.0.0.1:4873/i.js")]
    assert said(environment_problems(given)) == [
        f"/i.js should be without a developer's address, got {one}" for one in found
    ]


@pytest.mark.parametrize(
    "body, is_told",
    [
        ('"https://dev.charhub.app/api"', True),
        ('"//DEV.charhub.app"', True),
        ("wss://dev.charhub.app:443", True),
        ('"https://api.dev.charhub.app"', False),
        ('"https://mydev.charhub.app"', False),
        ('"https://dev.charhub.app.example"', False),
        ('"https://dev.charhub.apple"', False),
        ('"see dev.charhub.app."', True),
        ('"https://charhub.app"', False),
    ],
)
def test_another_environment_is_told_by_its_whole_host(body: str, is_told: bool) -> None:
    """Not one that only begins or ends with it."""
    given = [answer(body, url=f"{ORIGIN}/i.js")]
    told = ["/i.js should be of this environment, got dev.charhub.app"] if is_told else []
    assert said(environment_problems(given, ["dev.charhub.app"])) == told


@pytest.mark.parametrize(
    "body, found",
    [
        (f'"sk_live_{KEY}"', "a Stripe secret key"),
        (f'"rk_live_{KEY}"', "a Stripe secret key"),
        ('"AKIA' + "IOSFODNN7ABCDEFG" + '"', "an AWS access key"),
        ("-----BEGIN PRIVATE KEY-----\\n" + "MIIEvQ" * 10, "a private key"),
        ('"-----BEGIN RSA PRIVATE KEY-----" + "\n' + "MIIEvQ" * 10, "a private key"),
        ("'ghp_" + "a1B2" * 9 + "'", "a GitHub token"),
        ("'xoxb-" + "123456789-abcdefghijklmnopqrst'", "a Slack token"),
        ("'GOCSPX-" + KEY + "'", "a Google client secret"),
        ("'whsec_" + KEY + "abcd'", "a Stripe webhook secret"),
    ],
)
def test_a_secret_is_named_and_never_shown(body: str, found: str) -> None:
    """Anybody could read it; our report is not to be one more place."""
    given = [answer(body, url=f"{ORIGIN}/i.js")]
    assert said(secret_problems(given)) == [f"/i.js should be without secrets, got {found}"]


@pytest.mark.parametrize(
    "body",
    [
        '"sk_live_"',
        '"sk_live_xxxxxxxxxxxxxxxxxxxx"',
        f'"pk_live_{KEY}"',
        f'"task_live_{KEY}"',
        '"AKIAIOSFODNN7EXAMPLE"',
        "url(data:font/woff2;base64,AAAAKIAIOSFODNN7ABCDEFGAAAA)",
        '"-----BEGIN PRIVATE KEY-----"',
        '"-----BEGIN PUBLIC KEY-----\\n' + "MIIEvQ" * 10,
        "-----BEGIN PRIVATE KEY-----\\n...\\n-----END PRIVATE KEY-----",
        '"AIzaSyA-0123456789abcdefghijklmnopqrstu"',
        "ghp_short",
    ],
)
def test_what_may_be_public_is_no_secret(body: str) -> None:
    """Publishable keys, prefixes that libraries look for, examples, fonts."""
    assert said(secret_problems([answer(body)])) == []


def test_a_key_of_the_sandbox_is_told() -> None:
    """Nobody pays there."""
    given = [answer(f'"pk_test_{KEY}"', url=f"{ORIGIN}/i.js")]
    assert said(sandbox_problems(given)) == [
        "/i.js should be with keys of production, got a Stripe test key (pk_test_...)"
    ]
    assert said(sandbox_problems([answer(f'"pk_live_{KEY}" "pk_test_"')])) == []


@pytest.mark.parametrize(
    "body, found",
    [
        ("    return 1;\n" * 500, ["43% space in lines of 14 bytes"]),
        ("const a=1;\n" * 1000, ["18% space in lines of 11 bytes"]),
        ("a{b:c}" * 1000, []),
        ("word and word " * 1000, []),
        ("    return 1;\n" * 100, []),
        ("", []),
    ],
)
def test_what_was_not_minified(body: str, found: list[str]) -> None:
    """Much space in short lines, in a file that is worth it."""
    given = [answer(body, url=f"{ORIGIN}/i.js")]
    told = [f"/i.js should be minified, got {one}" for one in found]
    assert said(unminified_problems(given)) == told


def test_errors_are_not_read() -> None:
    """What a 404 says is nobody's bundle."""
    given = [answer(f'"sk_live_{KEY}" "undefined/api"', status=404)]
    assert said(secret_problems(given)) == said(undefined_problems(given)) == []
