"""Arguments that cannot be meant are refused when the application starts, and show no secret."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from smokegate import health
from smokegate.errors import ConfigurationError
from smokegate.health import Check, Checkup
from tests.health.looking import check

SECRET = "hunter22"


@pytest.mark.parametrize(
    "made, message",
    [
        pytest.param(
            lambda: Check(name="a:b", look=print),
            "smokegate.health check 'a:b': a name should be 1 to 64 printable characters without : "
            "or /, got 'a:b'; choose a word such as database",
            id="name",
        ),
        pytest.param(
            lambda: Check(name="a", look=7),  # type: ignore[arg-type]
            "smokegate.health check 'a': look should be a function, got int; "
            "give the function itself, not what it returns",
            id="look",
        ),
        pytest.param(
            lambda: Check(name="a", look=print, timeout_s=0),
            "smokegate.health check 'a': timeout_s should be above 0 and at most 60, got 0; "
            "give seconds",
            id="timeout",
        ),
        pytest.param(
            lambda: Check(name="a", look=print, every_s=float("nan")),
            "smokegate.health check 'a': every_s should be from 0 to 3600, got nan; give seconds",
            id="every",
        ),
        pytest.param(
            lambda: Checkup([]),
            "smokegate.health.Checkup: checks should name what the application needs, got none; "
            "an endpoint that looks at nothing is health.liveness()",
            id="no-check",
        ),
        pytest.param(
            lambda: Checkup([check("a"), check("b"), check("a")]),
            "smokegate.health.Checkup: each name should be there once, got 'a' 2 times; "
            "give them names of their own",
            id="twice",
        ),
        pytest.param(
            lambda: Checkup([check("a")], cache_s=0),
            "smokegate.health.Checkup: cache_s should be above 0 and at most 60, got 0; "
            "give seconds",
            id="cache",
        ),
        pytest.param(
            lambda: health.app(Checkup([check("a")]), ready="ready"),
            "smokegate.health.app: a path should begin with / and not end with it, got 'ready'; "
            "write one such as /health",
            id="path",
        ),
        pytest.param(
            lambda: health.app(Checkup([check("a")]), ready="/health"),
            "smokegate.health.app: three paths should be there, got '/health', '/health', '/live'; "
            "give each its own",
            id="paths",
        ),
        pytest.param(
            lambda: health.postgres("db", f"mysql:/{SECRET}@h/db"),
            "smokegate.health.postgres: dsn should be a connection string of PostgreSQL, got "
            "20 characters that are none; write postgresql://USER:PASSWORD@HOST/DB",
            id="dsn",
        ),
        pytest.param(
            lambda: health.replica("db", "host=h", most_lag_s=0),
            "smokegate.health.replica: most_lag_s should be above 0, got 0; give seconds",
            id="lag",
        ),
        pytest.param(
            lambda: health.redis("redis", f"{SECRET}@h:6379"),
            "smokegate.health.redis: url should begin with redis:// or rediss:// or unix://, "
            "got no scheme; write rediss://:PASSWORD@HOST:PORT/0",
            id="redis-url",
        ),
        pytest.param(
            lambda: health.redis("redis", f"redis://:{SECRET}@h:6379", ca_file="ca.pem"),
            "smokegate.health.redis: ca_file needs a url with TLS, got redis://...; "
            "write rediss:// or leave ca_file out",
            id="redis-ca",
        ),
        pytest.param(
            lambda: health.s3("r2", ""),
            "smokegate.health.s3: bucket should be a name, got ''; name the one that is used",
            id="bucket",
        ),
        pytest.param(
            lambda: health.s3("r2", "media", secret_key=SECRET),
            "smokegate.health.s3: access_key and secret_key belong together, got one of them; "
            "give both or neither",
            id="keys",
        ),
        pytest.param(
            lambda: health.s3("r2", "media", endpoint_url=f"{SECRET}"),
            "smokegate.health.s3: endpoint_url should be a URL, got something else; "
            "write https://HOST",
            id="endpoint",
        ),
        pytest.param(
            lambda: health.llm("llm", "gpt", SECRET),
            "smokegate.health.llm: provider should be openai, anthropic, google, got 'gpt'; "
            "most others have the shape of openai",
            id="provider",
        ),
        pytest.param(
            lambda: health.llm("llm", "openai", ""),
            "smokegate.health.llm: api_key should be printable ASCII, got 0 characters that are "
            "not; look where it is set",
            id="no-key",
        ),
        pytest.param(
            lambda: health.llm("llm", "openai", f"{SECRET}\n"),
            "smokegate.health.llm: api_key should be printable ASCII, got 9 characters that are "
            "not; look where it is set",
            id="key",
        ),
        pytest.param(
            lambda: health.llm("llm", "openai", "k", base_url=f"https://u:{SECRET}@h"),
            "smokegate.health.llm: base_url should be an https URL without credentials, got one "
            "with https; write https://HOST",
            id="base-url",
        ),
        pytest.param(
            lambda: health.disk("disk", "/", least_free_mib=-1),
            "smokegate.health.disk: least_free_mib should be 0 or more, got -1; 0 asks for nothing",
            id="disk",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(made: Callable[[], object], message: str) -> None:
    """One line that names place, fault, value and cure."""
    with pytest.raises(ConfigurationError) as refusal:
        made()
    assert str(refusal.value) == message
    assert SECRET not in repr(refusal.value)


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda: health.postgres("x", f"postgresql://u:{SECRET}@h/d"), id="postgres"),
        pytest.param(lambda: health.replica("x", f"postgresql://u:{SECRET}@h/d"), id="replica"),
        pytest.param(lambda: health.redis("x", f"redis://:{SECRET}@h"), id="redis"),
        pytest.param(lambda: health.s3("x", "b", access_key="k", secret_key=SECRET), id="s3"),
        pytest.param(lambda: health.llm("x", "google", SECRET), id="llm"),
    ],
)
def test_the_record_of_a_check_shows_no_secret(made: Callable[[], Check]) -> None:
    """It lands in logs and in tracebacks; so does the object whose method it looks with."""
    one = made()
    assert SECRET not in repr(one)
    assert SECRET not in repr(getattr(one.look, "__self__", None))


@pytest.mark.parametrize(
    "missing, made, package",
    [
        pytest.param("psycopg", "postgres('x', 'host=h')", "postgres: needs psycopg", id="pg"),
        pytest.param("psycopg", "replica('x', 'host=h')", "replica: needs psycopg", id="replica"),
        pytest.param("redis", "redis('x', 'redis://h')", "redis: needs redis", id="redis"),
        pytest.param("boto3", "s3('x', 'media')", "s3: needs boto3", id="s3"),
    ],
)
def test_without_the_extra_the_check_that_needs_it_says_so(
    missing: str, made: str, package: str
) -> None:
    """And only that one: the rest works without."""
    program = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from smokegate import health\n"
        "health.Checkup([health.disk('disk', '/')])\n"
        f"try: health.{made}\n"
        "except ValueError as err: print(err)\n"
    )
    told = _told(program)
    assert told.stderr == ""
    assert told.stdout.strip() == (
        f"smokegate.health.{package}, got no such package; pip install 'smokegate[health]'"
    )


def test_importing_it_loads_neither_clients_nor_test_tools() -> None:
    """It lives in other people's servers."""
    heavy = "httpx boto3 botocore psycopg redis pytest click rich starlette msgspec selectolax"
    program = (
        "import sys; import smokegate.health\n"
        f"print([one for one in {heavy.split()!r} if one in sys.modules])"
    )
    told = _told(program)
    assert (told.stderr, told.stdout.strip()) == ("", "[]")


def _told(program: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=False)
