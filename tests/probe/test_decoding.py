"""A body should come out of its Content-Encoding whole, or not at all, and never too large."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from smokegate.probe import decoding
from smokegate.probe.decoding import STEP, TooLargeError, UndecodableError, decoder

MIB = 1024 * 1024
CAP = 16 * MIB
BOMB = 300 * MIB
HELLO = b"hello " * 100


def raw_deflate(data: bytes) -> bytes:
    """Deflate without the zlib wrapper, as some servers send it."""
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(data) + machine.flush()


CODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "identity": ("", bytes),
    "gzip": ("gzip", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "raw-deflate": ("deflate", raw_deflate),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstandard.compress),
    "gzip-then-br": ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
    "br-then-zstd": ("br, zstd", lambda data: zstandard.compress(brotli.compress(data))),
    "double-gzip": ("gzip, gzip", lambda data: gzip.compress(gzip.compress(data))),
}
each_coding = pytest.mark.parametrize("encoding, encode", CODINGS.values(), ids=CODINGS)


def decoded(encoding: str, *chunks: bytes, cap: int = CAP) -> bytes:
    """The body of these chunks, brought to its end."""
    machine = decoder(encoding, cap)
    body = b"".join(piece for chunk in chunks for piece in machine.feed(chunk))
    machine.end()
    return body


@pytest.mark.parametrize(
    "encoding, body, plain",
    [
        pytest.param("", HELLO, HELLO, id="no-coding"),
        pytest.param(" Identity ", HELLO, HELLO, id="identity"),
        pytest.param("GZIP", gzip.compress(HELLO), HELLO, id="any-case"),
        pytest.param("x-gzip", gzip.compress(HELLO), HELLO, id="old-name"),
        pytest.param(", gzip ,", gzip.compress(HELLO), HELLO, id="empty-list-members"),
        pytest.param("identity, gzip", gzip.compress(HELLO), HELLO, id="identity-and-gzip"),
        pytest.param("gzip", gzip.compress(b"a") + gzip.compress(b"b"), b"ab", id="gzip-members"),
        pytest.param("gzip", gzip.compress(HELLO) + b"\0tail", HELLO, id="tail-after-gzip"),
        pytest.param("deflate", zlib.compress(HELLO) + b"tail", HELLO, id="tail-after-deflate"),
        pytest.param(
            "zstd", zstandard.compress(b"a") + zstandard.compress(b"b"), b"ab", id="zstd-frames"
        ),
        pytest.param(
            "zstd",
            b"\x50\x2a\x4d\x18\x02\0\0\0xx" + zstandard.compress(HELLO),
            HELLO,
            id="zstd-skippable-frame",
        ),
        *(pytest.param(name, b"", b"", id=f"empty-{name}") for name in ("gzip", "deflate", "br")),
        pytest.param("zstd", b"", b"", id="empty-zstd"),
    ],
)
def test_what_browsers_accept_is_decoded(encoding: str, body: bytes, plain: bytes) -> None:
    """A sound body is decoded, all at once or byte by byte."""
    assert decoded(encoding, body) == plain
    assert decoded(encoding, *(body[at : at + 1] for at in range(len(body)))) == plain


@each_coding
@given(data=st.data())
@settings(deadline=None, max_examples=40)
def test_any_bytes_round_trip(
    encoding: str, encode: Callable[[bytes], bytes], data: st.DataObject
) -> None:
    """Whatever the bytes, and wherever the network cut them, they come out as they went in."""
    plain = data.draw(st.binary(max_size=300)) * data.draw(st.sampled_from([1, 2, 300]))
    body = encode(plain)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=6)))
    chunks = [body[a:b] for a, b in zip([0, *cuts], [*cuts, len(body)], strict=True)]
    assert decoded(encoding, *chunks) == plain


@each_coding
@pytest.mark.parametrize("size", [STEP - 1, STEP, STEP + 1, 2 * STEP, 2 * STEP + 258])
def test_a_body_around_a_step_is_whole(
    encoding: str, encode: Callable[[bytes], bytes], size: int
) -> None:
    """No byte stays behind in the machine where the output fills a step."""
    assert decoded(encoding, encode(b"a" * size)) == b"a" * size


@each_coding
@given(plain=st.binary(max_size=40))
@settings(deadline=None, max_examples=20)
def test_small_steps_change_nothing(
    encoding: str, encode: Callable[[bytes], bytes], plain: bytes
) -> None:
    """The step bounds the memory, not what comes out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "STEP", 1)
        assert decoded(encoding, encode(plain * 20)) == plain * 20


@pytest.mark.parametrize(
    "encoding, body, told",
    [
        pytest.param(
            "gzip",
            HELLO,
            "gzip or deflate body is damaged (Error -3 while decompressing data: incorrect header"
            " check)",
            id="plain-as-gzip",
        ),
        pytest.param(
            "deflate",
            HELLO,
            "gzip or deflate body is damaged (Error -3 while decompressing data: incorrect header"
            " check)",
            id="plain-as-deflate",
        ),
        pytest.param("br", b"\xff" * 9, "br body is damaged", id="plain-as-br"),
        pytest.param(
            "zstd",
            HELLO,
            "zstd body is damaged (zstd decompressor error: Unknown frame descriptor)",
            id="plain-as-zstd",
        ),
        pytest.param(
            "gzip",
            gzip.compress(HELLO)[:-8] + b"\0" * 8,
            "gzip or deflate body is damaged (Error -3 while decompressing data: incorrect data"
            " check)",
            id="wrong-checksum",
        ),
        pytest.param("br", brotli.compress(HELLO) + b"tail", "br body is damaged", id="br-tail"),
        pytest.param(
            "zstd",
            b"\x28\xb5\x2f\xfd\x00\x70\x01\x00\x00",
            "zstd body is damaged (zstd decompressor error: Frame requires too much memory for"
            " decoding)",
            id="zstd-window-over-8-MiB",
        ),
        pytest.param(
            "gzip, gzip",
            gzip.compress(HELLO),
            "gzip or deflate body is damaged (Error -3 while decompressing data: incorrect header"
            " check)",
            id="one-gzip-declared-twice",
        ),
        pytest.param(
            "compress", b"", "content coding 'compress' was not offered", id="unknown-coding"
        ),
        pytest.param(
            "x" * 99, b"", f"content coding '{'x' * 40}' was not offered", id="long-coding"
        ),
        pytest.param(
            "gzip, br, zstd", b"", "3 content codings on top of each other", id="three-codings"
        ),
    ],
)
def test_a_damaged_body_is_told(encoding: str, body: bytes, told: str) -> None:
    """What is not what it says it is is told, not guessed at."""
    with pytest.raises(UndecodableError) as caught:
        decoded(encoding, body)
    assert str(caught.value) == told


@pytest.mark.parametrize(
    "encoding, body, name",
    [
        pytest.param("gzip", gzip.compress(HELLO), "gzip or deflate", id="gzip"),
        pytest.param("deflate", zlib.compress(HELLO), "gzip or deflate", id="deflate"),
        pytest.param("deflate", raw_deflate(HELLO), "gzip or deflate", id="raw-deflate"),
        pytest.param("br", brotli.compress(HELLO), "br", id="br"),
        pytest.param("zstd", zstandard.compress(HELLO), "zstd", id="zstd"),
    ],
)
def test_a_body_cut_anywhere_is_told(encoding: str, body: bytes, name: str) -> None:
    """A body that ends early is never taken for the whole, wherever it was cut."""
    for length in range(1, len(body)):
        with pytest.raises(UndecodableError) as caught:
            decoded(encoding, body[:length])
        assert str(caught.value) == f"{name} body ends before its end marker"


@each_coding
def test_the_cap_is_exact(encoding: str, encode: Callable[[bytes], bytes]) -> None:
    """A body as large as the cap passes, and one byte more does not."""
    assert decoded(encoding, encode(b"a" * 1000), cap=1000) == b"a" * 1000
    with pytest.raises(TooLargeError):
        decoded(encoding, encode(b"a" * 1001), cap=1000)


def gzip_bomb() -> bytes:
    """300 MiB of zeros, made a piece at a time."""
    machine = zlib.compressobj(1, wbits=31)
    return b"".join([*(machine.compress(bytes(MIB)) for _ in range(300)), machine.flush()])


def brotli_bomb() -> bytes:
    """300 MiB of zeros in some hundred bytes."""
    machine = brotli.Compressor(quality=5, lgwin=24)
    return b"".join([*(machine.process(bytes(MIB)) for _ in range(300)), machine.finish()])


def zstd_bomb() -> bytes:
    """300 MiB of zeros in blocks of 4 bytes that stand for 128 KiB each."""
    length = 128 * 1024
    block = (length << 3 | 1 << 1).to_bytes(3, "little") + b"\0"
    return b"\x28\xb5\x2f\xfd\x00\x38" + block * (BOMB // length)


BOMBS = {"gzip": gzip_bomb, "br": brotli_bomb, "zstd": zstd_bomb}


@pytest.fixture(scope="module", params=BOMBS)
def bomb(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    """The name of a coding and a small body that unpacks to 300 MiB."""
    return request.param, BOMBS[request.param]()


def test_a_bomb_is_stopped(bomb: tuple[str, bytes]) -> None:
    """No more than the cap comes out, and the memory for it stays bounded."""
    encoding, body = bomb
    assert len(body) < BOMB // 200
    emitted: list[int] = []
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            emitted.extend(map(len, fed(encoding, body)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sum(emitted) <= CAP
    assert peak < 40 * MIB


def test_a_bomb_in_a_bomb_is_stopped(bomb: tuple[str, bytes]) -> None:
    """The cap holds for what lies between two codings, too."""
    encoding, body = bomb
    machine = decoder(f"{encoding}, gzip", CAP)
    with pytest.raises(TooLargeError):
        list(machine.feed(gzip.compress(body)))


def fed(encoding: str, body: bytes) -> Iterator[bytes]:
    """What a decoder emits for the body in pieces as the network brings them."""
    machine = decoder(encoding, CAP)
    for start in range(0, len(body), STEP):
        yield from machine.feed(body[start : start + STEP])
