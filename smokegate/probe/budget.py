"""What the bodies of a run may take together, however many exchanges there are."""

from dataclasses import dataclass

WORK_TIMES = 5  # as many bytes may be looked at as these times those that may be kept
FREE = 16 * 1024  # of each body: no asset, however big, can silence a health endpoint


@dataclass(slots=True)
class _Kept:
    body: bytes
    size: int
    holders: int = 1


class Budget:
    """Bytes of memory for bodies; equal ones are kept once, as samples of a page often are.

    left: to keep. work: to read, dropped ones included, for 300 bombs would take minutes.
    """

    def __init__(self, most: int) -> None:
        self.left = most
        self.work = WORK_TIMES * most
        self._kept: dict[bytes, _Kept] = {}

    def take(self, size: int) -> bool:
        """Whether there was room for so many bytes, which are taken then."""
        if size > self.left:
            return False
        self.left -= size
        return True

    def read(self, size: int) -> bool:
        """Whether so many more bytes may be looked at, whatever becomes of them."""
        self.work -= size
        return self.work >= 0

    def give_back(self, size: int) -> None:
        """Bytes that were taken and are no longer needed."""
        self.left += size

    def keep(self, body: bytes, size: int) -> bytes:
        """The body to hold on to: one that is kept already, if it is equal. size: taken for it."""
        if not size:
            return body
        if (known := self._kept.get(body)) is not None:
            known.holders += 1
            self.work += len(body)
            self.give_back(size)
            return known.body
        self._kept[body] = _Kept(body, size)
        return body

    def drop(self, body: bytes) -> None:
        """Somebody who held on to this body does so no longer."""
        if len(body) <= FREE or (known := self._kept.get(body)) is None:
            return
        known.holders -= 1
        self.work += len(body)
        if not known.holders:
            del self._kept[body]
            self.give_back(known.size)


class UsedUpError(Exception):
    """Nothing is left for bodies; the text says of what."""


class Body:
    """One body while it arrives, paid for as it grows. copies: its own, and its decoder's."""

    def __init__(self, budget: Budget) -> None:
        self.copies = 1
        self._budget = budget
        self._bytes = bytearray()
        self._paid = 0

    def add(self, piece: bytes) -> None:
        """More of it. Raises UsedUpError."""
        size = max(len(self._bytes) + len(piece) - FREE, 0) * self.copies
        if not self._budget.read(len(piece) if size else 0):
            raise UsedUpError("the run has read all that it will read")
        if not self._budget.take(size - self._paid):
            raise UsedUpError("the run's memory for bodies is used up")
        self._paid = size
        self._bytes += piece

    def whole(self) -> bytes:
        """All of it, once it has come to its end."""
        body = bytes(self._bytes)
        size = max(len(body) - FREE, 0)
        self._budget.give_back(self._paid - size)
        self._bytes, self._paid = bytearray(), 0
        return self._budget.keep(body, size)

    def drop(self) -> None:
        """None of it is needed."""
        self._budget.give_back(self._paid)
        self._bytes, self._paid = bytearray(), 0
