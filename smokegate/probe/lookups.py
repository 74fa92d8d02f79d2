"""Looks names up on threads that nobody waits for, since a lookup cannot be stopped."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Lookups(ThreadPoolExecutor):
    """An executor for an event loop: a daemon thread for each call, one for equal calls.

    The usual one has a few threads, so that a few names that hang would keep every other name
    waiting, and both the loop and the process would wait for them at their end.
    """

    def __init__(self) -> None:
        super().__init__(1)
        self._going: dict[object, Future[Any]] = {}
        self._lock = threading.Lock()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """What comes of the call; shared with whoever waits for the same."""
        key = (fn, args, tuple(kwargs.items()))
        with self._lock:
            if (going := self._going.get(key)) is not None:
                return going
            future: Future[T] = Future()
            future.set_running_or_notify_cancel()  # one who gives up cancels nobody else's
            self._going[key] = future
        threading.Thread(
            target=self._run, args=(key, future, fn, args, kwargs), name="lookup", daemon=True
        ).start()
        return future

    def _run(
        self,
        key: object,
        future: Future[T],
        fn: Callable[..., T],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        try:
            found = fn(*args, **kwargs)
        except BaseException as err:  # it belongs to whoever waits
            self._over(key)
            future.set_exception(err)
        else:
            self._over(key)
            future.set_result(found)

    def _over(self, key: object) -> None:
        with self._lock:
            del self._going[key]
