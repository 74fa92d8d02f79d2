"""One look at one dependency, which cannot make anybody wait for longer than its timeout."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from threading import Thread
from time import monotonic

from smokegate.health.check import Check, Finding, Said, Status, fail, ok
from smokegate.health.silence import silence
from smokegate.redact import shown

_LONGEST_DETAIL = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was found, and how long the look itself took."""

    finding: Finding
    latency_ms: float


class LookInFlight:
    """A look that was started. Who has waited for its timeout leaves it behind.

    A plain function runs in a daemon thread of its own: neither a pool that the application
    shares, nor the end of the process, has to wait for one that hangs. An async one runs in the
    event loop of whoever started it, since its clients belong there.
    """

    def __init__(self, check: Check, clock: Callable[[], float] = monotonic) -> None:
        self._check = check
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._done: Future[Outcome] = Future()
        self._done.set_running_or_notify_cancel()  # who waits cannot cancel it for the others
        self._thread: Thread | None = None
        self._task: asyncio.Task[None] | None = None
        self._started = clock()
        if _is_async(check.look):
            # an empty context: the run belongs to nobody's request
            self._task = self._loop.create_task(self._run_here(), context=Context())
        else:
            name = f"smokegate-health-{check.name}"
            self._thread = Thread(target=self._run_there, name=name, daemon=True)
            try:
                self._thread.start()
            except RuntimeError:
                self._settle(fail("no thread to spare"))

    @property
    def is_running(self) -> bool:
        """Whether it is still out there, left behind or not."""
        if self._done.done():
            return False
        if self._thread is not None and self._thread.is_alive():
            return True
        has_ended = self._task is not None and self._task.done()  # by what nobody expects
        return not has_ended and not self._loop.is_closed()

    @property
    def age_s(self) -> float:
        """How long ago it was started."""
        return self._clock() - self._started

    async def outcome(self) -> Outcome:
        """What it found, or that it took too long: then at once, if its time is over."""
        left_s = self._check.timeout_s - (self._clock() - self._started)
        if left_s > 0 and not self._done.done():
            await asyncio.wait({asyncio.wrap_future(self._done)}, timeout=left_s)
        if self._done.done():
            return self._done.result()
        self._leave()
        taken_s = self._clock() - self._started
        is_first = taken_s < 2 * self._check.timeout_s
        detail = f"timed out after {self._check.timeout_s:g} s"
        finding = fail(detail if is_first else f"hanging for {taken_s:.0f} s")
        return Outcome(finding=finding, latency_ms=_ms(taken_s))

    def _leave(self) -> None:
        if self._task is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._task.cancel)

    async def _run_here(self) -> None:
        try:
            said = self._check.look()
            self._settle(finding_of(await said if inspect.isawaitable(said) else said))
        except (Exception, SystemExit, asyncio.CancelledError) as err:
            self._settle(failure(err))

    def _run_there(self) -> None:
        try:
            said = self._check.look()
            if inspect.isawaitable(said):  # such as `lambda: client.ping()` of an async client
                asyncio.run_coroutine_threadsafe(self._rest_of(said), self._loop)
                return
            self._settle(finding_of(said))
        except BaseException as err:  # no exception may end as a traceback on stderr
            self._settle(failure(err))

    async def _rest_of(self, said: Awaitable[Said]) -> None:
        self._task = asyncio.current_task()
        try:
            self._settle(finding_of(await said))
        except (Exception, SystemExit, asyncio.CancelledError) as err:
            self._settle(failure(err))

    def _settle(self, finding: Finding) -> None:
        with suppress(Exception):  # a second word counts for nothing
            taken_s = self._clock() - self._started
            self._done.set_result(Outcome(finding=finding, latency_ms=_ms(taken_s)))


def finding_of(said: object) -> Finding:
    """What the return value of a check means; its words are made fit to be read by anybody."""
    match said:
        case Finding(detail=None):
            return said
        case Finding(status=status, detail=str(detail)):
            return Finding(status=status, detail=shown(detail, _LONGEST_DETAIL))
        case None | True:
            return ok()
        case False:
            return fail("the check said no")
        case _:
            return fail(f"the check returned {type(said).__name__}, not a Finding")


def failure(err: BaseException) -> Finding:
    """An exception in a few words, none of which are its own: those may hold a password."""
    told = silence(err) or f"raised {type(err).__name__}"
    return Finding(status=Status.FAIL, detail=shown(told, _LONGEST_DETAIL))


def _is_async(look: object) -> bool:
    return inspect.iscoroutinefunction(look) or inspect.iscoroutinefunction(
        getattr(look, "__call__", None)  # noqa: B004  its kind is asked for, not whether it is
    )


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)
