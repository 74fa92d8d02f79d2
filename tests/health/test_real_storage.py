"""A real server of S3, asked as R2 is."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from examples.charhub.parts.part import running
from examples.charhub.parts.storage import KEY_ID, SECRET, Storage
from smokegate import health
from smokegate.health import Check, fail, ok
from tests.health.looking import found

pytestmark = pytest.mark.slow


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    """One bucket, with something in it."""
    one = Storage(tmp_path, objects={"cover.png": ("image/png", b"\x89PNG")})
    with running(one):
        yield one


def _check(storage: Storage, bucket: str | None = None, **options: object) -> Check:
    return health.s3(
        "r2",
        bucket or storage.bucket,
        endpoint_url=storage.url,
        access_key=KEY_ID,
        secret_key=SECRET,
        **options,  # type: ignore[arg-type]
    )


def test_each_state_has_its_words(storage: Storage) -> None:
    """Listed, no such bucket, a wrong key, nobody there; and listed again by the same client."""
    check = _check(storage)
    assert check.every_s == 10
    assert found(check) == ok()
    assert found(_check(storage, "not-there")) == fail("no such bucket")
    # from now on it looks at keys, of which it knows none
    httpx.post(f"{storage.url}/moto-api/reset-auth", content=b"0", trust_env=False)
    assert found(check) == fail("authentication failed")
    storage.stop()
    assert found(check) == fail("refused")
    storage.start()
    assert found(check) == ok()


def test_a_server_without_tls_where_tls_is_wanted(storage: Storage) -> None:
    """A wrong scheme is told as what it is."""
    url = storage.url.replace("http:", "https:")
    check = health.s3("r2", storage.bucket, endpoint_url=url, access_key=KEY_ID, secret_key=SECRET)
    assert found(check) == fail("TLS failed")
