"""Storage that speaks S3, such as R2: one key of a bucket is listed."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Unpack

from smokegate.errors import ConfigurationError
from smokegate.health.check import TIMEOUT_S, Check, Finding, Kind, Options, fail, ok, warn
from smokegate.health.extra import client
from smokegate.health.silence import silence

EVERY_S: Final = 10.0  # providers charge for each list
_CODES: Final = {
    "InvalidAccessKeyId": "authentication failed",
    "SignatureDoesNotMatch": "authentication failed",
    "InvalidToken": "authentication failed",
    "ExpiredToken": "authentication failed, the token has expired",
    "Unauthorized": "authentication failed",
    "AccessDenied": "access denied",
    "NoSuchBucket": "no such bucket",
    "RequestTimeTooSkewed": "this machine's clock is wrong",
}
_LIMITED: Final = ("SlowDown", "TooManyRequests", "ThrottlingException", "RequestLimitExceeded")
_WITHOUT_KEYS: Final = ("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError")


def s3(
    name: str,
    bucket: str,
    *,
    endpoint_url: str | None = None,
    access_key: str | None = None,
    secret_key: str | None = None,
    region: str = "auto",
    ca_file: str | None = None,
    **options: Unpack[Options],
) -> Check:
    """A key of the bucket can be listed. A good result is kept for 10 s: each list costs money.

    endpoint_url: left out, Amazon's. access_key, secret_key: left out, those that boto3 finds.
    region: "auto" is R2's; Amazon wants the bucket's.
    """
    if not bucket:
        raise ConfigurationError(
            "smokegate.health.s3: bucket should be a name, got ''; name the one that is used"
        )
    if (access_key is None) != (secret_key is None):
        raise ConfigurationError(
            "smokegate.health.s3: access_key and secret_key belong together, got one of them; "
            "give both or neither"
        )
    terms: Options = {"every_s": EVERY_S, **options}
    timeout_s = options.get("timeout_s", TIMEOUT_S)
    keys = {"aws_access_key_id": access_key, "aws_secret_access_key": secret_key}
    where = {"endpoint_url": endpoint_url, "region_name": region, "verify": ca_file}
    look = _S3(bucket=bucket, connect=_connection(timeout_s, {**keys, **where})).look
    return Check(name=name, look=look, kind=Kind.DATASTORE, **terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class _S3:
    bucket: str
    connect: Callable[[], Any] = field(repr=False)

    def look(self) -> Finding:
        """One list of at most one key, on a new connection."""
        try:
            with closing(self.connect()) as storage:
                storage.list_objects_v2(Bucket=self.bucket, MaxKeys=1)
        except Exception as err:
            return refusal(err)
        return ok()


def _connection(timeout_s: float, settings: dict[str, str | None]) -> Callable[[], Any]:
    """What makes a client that tries once. A kept one would fail when its connection is closed."""
    boto3 = client("boto3", "boto3", "s3")
    config = client("botocore.config", "boto3", "s3").Config(
        connect_timeout=timeout_s,
        read_timeout=timeout_s,
        retries={"total_max_attempts": 1},
        s3={"addressing_style": "path"},
        signature_version="s3v4",
    )
    session = boto3.session.Session()
    connect = partial(session.client, "s3", config=config, **settings)
    try:
        connect().close()  # the first one loads what all others take
    except ValueError as err:
        raise ConfigurationError(
            "smokegate.health.s3: endpoint_url should be a URL, got something else; "
            "write https://HOST"
        ) from err
    return connect


def refusal(err: Exception) -> Finding:
    """What the storage, or the way to it, had against the list."""
    answer = getattr(err, "response", None)
    if not isinstance(answer, dict):
        if type(err).__name__ in _WITHOUT_KEYS:
            return fail("no credentials")
        return fail(silence(err) or _by_name(type(err).__name__))
    code = str(answer.get("Error", {}).get("Code", ""))
    if code in _LIMITED:
        return warn("rate limited")
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode")
    if told := _CODES.get(code):
        return fail(told)
    if status == 429:
        return warn("rate limited")
    named = {401: "authentication failed", 403: "access denied", 404: "no such bucket"}
    return fail(named.get(status) or f"answers {status if isinstance(status, int) else 'nonsense'}")


def _by_name(kind: str) -> str:
    if "Timeout" in kind:
        return "timed out"
    return "connection failed" if "Connection" in kind else f"raised {kind}"
