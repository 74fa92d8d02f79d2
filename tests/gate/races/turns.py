"""Several runs in one process, of which one goes on at a time: a seed says which, at each point."""

import random
import threading
from collections.abc import Callable, Mapping

_STAYS = (0.0, 0.5, 0.9, 0.97)


class Turns:
    """Who goes on. A thread that is none of the runs is never kept waiting.

    Some seeds change at each point, others seldom: then a run comes far while one is in an act.
    """

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)  # noqa: S311 no secret
        self._stays = self._draw.choice(_STAYS)
        self._changed = threading.Condition()
        self._alive: list[str] = []
        self._turn: str | None = None

    def passes(self) -> None:
        """A point at which another run may go on."""
        me = threading.current_thread().name
        with self._changed:
            if me not in self._alive:
                return
            self._next()
            self._changed.wait_for(lambda: self._turn == me)

    def run(self, runs: Mapping[str, Callable[[], None]]) -> None:
        """All of them to their ends."""
        self._alive = sorted(runs)
        threads = [
            threading.Thread(target=self._whole, args=(name, act), name=name)
            for name, act in runs.items()
        ]
        for thread in threads:
            thread.start()
        with self._changed:
            self._next()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive(), f"{thread.name} did not come to its end"

    def _whole(self, name: str, act: Callable[[], None]) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._turn == name)
        try:
            act()
        finally:
            with self._changed:
                self._alive.remove(name)
                self._next()

    def _next(self) -> None:
        is_alive = self._turn in self._alive
        if not (is_alive and self._draw.random() < self._stays):
            self._turn = self._draw.choice(self._alive) if self._alive else None
        self._changed.notify_all()
