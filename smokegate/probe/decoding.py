"""Undoes Content-Encoding in small steps, so that a bomb is stopped before it grows."""

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli
import zstandard

STEP = 64 * 1024
ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 9659: what a decoder of Content-Encoding has to support
ZSTD_SLICE = 256  # a zstd block of 4 bytes can become 128 KiB; a slice becomes 8 MiB at most


class TooLargeError(Exception):
    """The decoded body is over its cap."""


class UndecodableError(Exception):
    """The body is not what its Content-Encoding says, or ends before its end."""


class Decoder(Protocol):
    """Takes wire bytes, gives decoded bytes, keeps the cap."""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The decoded bytes of this chunk in pieces. Raises TooLargeError, UndecodableError."""

    def end(self) -> None:
        """Raises UndecodableError if the stream has not come to its end."""


def decoder(encoding: str, cap: int) -> Decoder:
    """A decoder for the value of Content-Encoding (RFC 9110 section 8.4), codings in any number.

    cap: most decoded bytes in all. Raises UndecodableError for a coding that nobody asked for.
    """
    names = [name.strip().lower() for name in encoding.split(",") if name.strip()]
    names = [name for name in names if name != "identity"]
    if len(names) > 2:
        raise UndecodableError(f"{len(names)} content codings on top of each other")
    chain: Decoder = _Identity(cap)
    for name in names:  # the last coding applied is the first undone
        chain = _chained(name, chain, cap)
    return chain


def windows(encoding: str) -> int:
    """How many times the memory of the body itself its decoding may take.

    A decoder of br or zstd keeps as much of what it has decoded as the other side asks for.
    """
    names = [name.strip().lower() for name in encoding.split(",")]
    return 1 + sum(name in ("br", "zstd") for name in names)


def _chained(name: str, inner: Decoder, cap: int) -> Decoder:
    match name:
        case "gzip" | "x-gzip":
            return _Zlib(inner, cap, wbits=31)
        case "deflate":
            return _Zlib(inner, cap, wbits=15)
        case "br":
            return _Brotli(inner, cap)
        case "zstd":
            return _Zstd(inner, cap)
        case _:
            raise UndecodableError(f"content coding {name[:40]!r} was not offered")


class _Identity:
    def __init__(self, cap: int) -> None:
        self.left = cap

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        self.left -= len(chunk)
        if self.left < 0:
            raise TooLargeError
        yield chunk

    def end(self) -> None:
        """Plain bytes end wherever they end."""


class _Capped:
    """One coding: passes on what it decodes, counts it against the cap."""

    def __init__(self, inner: Decoder, cap: int) -> None:
        self.inner, self.left = inner, cap
        self.is_started = False

    def emit(self, decoded: bytes) -> Iterator[bytes]:
        self.left -= len(decoded)
        if self.left < 0:
            raise TooLargeError
        yield from self.inner.feed(decoded)


class _Zlib(_Capped):
    def __init__(self, inner: Decoder, cap: int, *, wbits: int) -> None:
        super().__init__(inner, cap)
        self.wbits = wbits
        self.machine = zlib.decompressobj(wbits)

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        if not self.is_started and chunk and self.wbits == 15 and chunk[0] & 0x0F != 8:
            self.machine = zlib.decompressobj(-15)  # "deflate" without the zlib wrapper
        self.is_started = self.is_started or bool(chunk)
        piece = b""
        while chunk or len(piece) == STEP:  # a full step may have left more in the machine
            try:
                piece = self.machine.decompress(chunk, STEP)
            except zlib.error as err:
                raise UndecodableError(f"gzip or deflate body is damaged ({err})") from err
            yield from self.emit(piece)
            chunk = self.machine.unconsumed_tail or self._next_member()

    def _next_member(self) -> bytes:
        rest = self.machine.unused_data
        if not (self.machine.eof and self.wbits == 31 and rest.startswith(b"\x1f\x8b")):
            return b""  # browsers ignore what follows the last member, and so do we
        self.machine = zlib.decompressobj(self.wbits)
        return rest

    def end(self) -> None:
        if self.is_started and not self.machine.eof:
            raise UndecodableError("gzip or deflate body ends before its end marker")
        self.inner.end()


class _Brotli(_Capped):
    def __init__(self, inner: Decoder, cap: int) -> None:
        super().__init__(inner, cap)
        self.machine = brotli.Decompressor()

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        self.is_started = self.is_started or bool(chunk)
        try:
            piece = self.machine.process(chunk, output_buffer_limit=STEP)
            while piece:  # can_accept_more_data() is True although more is left in the machine
                yield from self.emit(piece)
                piece = self.machine.process(b"", output_buffer_limit=STEP)
        except brotli.error as err:
            raise UndecodableError("br body is damaged") from err

    def end(self) -> None:
        if self.is_started and not self.machine.is_finished():
            raise UndecodableError("br body ends before its end marker")
        self.inner.end()


class _Zstd(_Capped):
    def __init__(self, inner: Decoder, cap: int) -> None:
        super().__init__(inner, cap)
        self.machine = self._new()

    @staticmethod
    def _new() -> "zstandard.ZstdDecompressionObj":
        return zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        self.is_started = self.is_started or bool(chunk)
        try:
            for start in range(0, len(chunk), ZSTD_SLICE):
                rest = chunk[start : start + ZSTD_SLICE]
                while rest:
                    if self.machine.eof:
                        self.machine = self._new()
                    yield from self.emit(self.machine.decompress(rest))
                    rest = self.machine.unused_data if self.machine.eof else b""
        except zstandard.ZstdError as err:
            raise UndecodableError(f"zstd body is damaged ({err})") from err

    def end(self) -> None:
        if self.is_started and not self.machine.eof:
            raise UndecodableError("zstd body ends before its end marker")
        self.inner.end()
