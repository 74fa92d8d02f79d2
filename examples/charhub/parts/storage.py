"""Storage that speaks S3, as R2 does. It lives in memory: a start fills it anew."""

import sys
from collections.abc import Mapping
from pathlib import Path

import httpx

from examples.charhub.parts.port import LOOPBACK, free_port
from examples.charhub.parts.program import Program, StartError

KEY_ID, SECRET = "charhub", "kept-in-memory"


class Storage:
    """One bucket. objects: what is put into it at each start, name -> (type, bytes)."""

    def __init__(
        self,
        folder: Path,
        *,
        bucket: str = "charhub-media",
        objects: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> None:
        self.port = free_port()
        self.bucket = bucket
        self._objects = dict(objects or {})
        server = (sys.executable, "-m", "moto.server", "-H", LOOPBACK, "-p", str(self.port))
        self._program = Program(server, output=folder / f"storage-{self.port}.log")

    @property
    def url(self) -> str:
        """The endpoint, without the bucket."""
        return f"http://{LOOPBACK}:{self.port}"

    def start(self) -> None:
        """Returns when the bucket is there and filled."""
        self._program.start(self.is_answering)
        put(self.url, self.bucket, "application/octet-stream", b"")
        for name, (kind, body) in self._objects.items():
            put(self.url, f"{self.bucket}/{name}", kind, body)

    def stop(self) -> None:
        """Ends it; the bucket is gone until the next start."""
        self._program.stop()

    def is_answering(self) -> bool:
        """Whether it answers at all."""
        try:
            return httpx.get(self.url, timeout=2.0, trust_env=False).status_code == 200
        except httpx.TransportError:
            return False


def put(url: str, path: str, kind: str, body: bytes) -> None:
    """Puts one object, or makes a bucket, for everybody to read."""
    answer = httpx.put(
        f"{url}/{path}",
        content=body,
        headers={"content-type": kind, "x-amz-acl": "public-read"},
        timeout=10.0,
        trust_env=False,
    )
    if answer.status_code != 200:
        raise StartError(f"PUT {path}: should be 200, got {answer.status_code}")
