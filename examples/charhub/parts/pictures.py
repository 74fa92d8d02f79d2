"""The pictures of the plans, as the storage holds them."""

import struct
import zlib
from collections.abc import Mapping

_COLOURS = {"free": (120, 200, 140), "plus": (107, 78, 255), "premium": (230, 160, 40)}
_SIDE = 96


def pictures() -> Mapping[str, tuple[str, bytes]]:
    """Name -> (type, bytes)."""
    return {f"plans/{name}.png": ("image/png", _png(rgb)) for name, rgb in _COLOURS.items()}


def _png(rgb: tuple[int, int, int]) -> bytes:
    """A square of one colour."""
    row = b"\0" + bytes(rgb) * _SIDE
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(row * _SIDE)), (b"IEND", b""))
    signed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(signed)
