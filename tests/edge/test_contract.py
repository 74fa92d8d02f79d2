"""What a contract may say of the edge."""

from pathlib import Path

import pytest

from smokegate.contract import Edge
from smokegate.contract_fields import Coding
from tests.contract.writing import HEALTH, loaded, refusal, written


def test_every_key(tmp_path: Path) -> None:
    """A port for plain http, and codings by their names."""
    text = f'{HEALTH}[edge]\nhttp_port = 8080\ncompression = ["zstd", "br", "gzip"]\n'
    codings = (Coding.ZSTD, Coding.BR, Coding.GZIP)
    assert loaded(tmp_path, text).edge == Edge(http_port=8080, compression=codings)


@pytest.mark.parametrize(
    "line, told",
    [
        (
            "http_port = 0",
            "$.edge.http_port should be a port from 1 to 65535, got 0; write 80",
        ),
        (
            "http_port = 65536",
            "$.edge.http_port should be a port from 1 to 65535, got 65536; write 80",
        ),
        (
            'http_port = "80"',
            "$.edge.http_port should be a port from 1 to 65535, got '80'; write 80",
        ),
        (
            'compression = ["brotli"]',
            "$.edge.compression[0] should be one of br, gzip, zstd, got 'brotli'; write \"gzip\"",
        ),
    ],
)
def test_what_is_refused(tmp_path: Path, line: str, told: str) -> None:
    """A port that does not exist, a coding that no browser offers."""
    assert refusal(written(tmp_path, f"{HEALTH}[edge]\n{line}\n")) == f"charhub.toml: {told}"
