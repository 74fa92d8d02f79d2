"""One look cannot make anybody wait, nor be started twice, nor take the process down."""

import asyncio
import threading
import time

import pytest

from smokegate.health import Check, Checkup, Finding, Report, Status, fail, ok, warn
from smokegate.health.look import failure, finding_of
from tests.health.looking import Dependency, check


def _only(report: Report) -> tuple[Status, str | None]:
    (result,) = report.results
    return result.status, result.finding.detail


def test_a_thread_that_hangs_makes_nobody_wait_and_is_not_joined_by_a_second() -> None:
    """It is named at its timeout; later reports name it at once, and start no other thread."""
    hanging = Dependency(gate=threading.Event())
    checkup = Checkup([check("hangs", hanging.look, timeout_s=0.3)], cache_s=0.001)

    async def asked() -> tuple[float, Report, float, Report]:
        started = time.monotonic()
        first = await checkup.report()
        first_s, started = time.monotonic() - started, time.monotonic()
        for _ in range(20):
            last = await checkup.report()
            await asyncio.sleep(0.002)  # the report's own time is over
        return first_s, first, time.monotonic() - started, last

    assert hanging.gate is not None
    try:
        first_s, first, others_s, last = asyncio.run(asked())
        assert _only(first) == (Status.FAIL, "timed out after 0.3 s")
        assert 0.3 <= first_s < 1.0
        assert others_s < 0.3
        assert _only(last)[0] is Status.FAIL
        assert hanging.touches == 1
        names = [thread.name for thread in threading.enumerate()]
        assert names.count("smokegate-health-hangs") == 1
    finally:
        hanging.gate.set()


def test_when_a_look_that_hung_has_ended_another_one_is_made() -> None:
    """An outage that ends is seen to have ended."""
    hanging = Dependency(gate=threading.Event())
    checkup = Checkup([check("queue", hanging.look, timeout_s=0.1)], cache_s=0.001)

    async def asked() -> Report:
        assert hanging.gate is not None
        assert _only(await checkup.report())[0] is Status.FAIL
        hanging.gate.set()
        until = time.monotonic() + 10
        while (report := await checkup.report()).status is Status.FAIL:
            assert time.monotonic() < until
            await asyncio.sleep(0.01)
        return report

    assert _only(asyncio.run(asked())) == (Status.OK, None)
    assert hanging.touches == 2


def test_a_task_that_ignores_its_cancellation_is_left_behind_and_not_doubled() -> None:
    """Async code may swallow every cancellation: it is named all the same, once started."""
    touches = 0

    async def asked() -> list[Report]:
        end = asyncio.Event()

        async def deaf() -> None:
            nonlocal touches
            touches += 1
            while not end.is_set():
                try:
                    await end.wait()
                except asyncio.CancelledError:
                    continue

        checkup = Checkup([check("deaf", deaf, timeout_s=0.1)], cache_s=0.001)
        reports = []
        for _ in range(5):
            reports.append(await checkup.report())
            await asyncio.sleep(0.005)
        end.set()
        return reports

    started = time.monotonic()
    reports = asyncio.run(asked())
    assert time.monotonic() - started < 1.0
    assert [report.status for report in reports] == [Status.FAIL] * 5
    assert touches == 1


def test_a_task_that_is_too_slow_is_cancelled() -> None:
    """Nothing is left of an async check that obeys."""

    async def asked() -> int:
        cancelled = 0

        async def slow() -> None:
            nonlocal cancelled
            try:
                await asyncio.sleep(30)
            except asyncio.CancelledError:
                cancelled += 1
                raise

        checkup = Checkup([check("slow", slow, timeout_s=0.05)])
        assert _only(await checkup.report()) == (Status.FAIL, "timed out after 0.05 s")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return cancelled

    assert asyncio.run(asked()) == 1


def test_a_check_that_hangs_for_long_says_for_how_long() -> None:
    """Who reads the tenth answer learns that it is still the first look."""
    hanging = Dependency(gate=threading.Event())
    assert hanging.gate is not None
    checkup = Checkup([check("queue", hanging.look, timeout_s=0.05)], cache_s=0.001)

    async def asked() -> str | None:
        await checkup.report()
        await asyncio.sleep(0.06)
        return _only(await checkup.report())[1]

    try:
        assert asyncio.run(asked()) == "hanging for 0 s"
    finally:
        hanging.gate.set()


async def _is_well() -> bool:
    return True


async def _is_down() -> Finding:
    return fail("down")


class _Callable:
    async def __call__(self) -> None:
        """An object that is called like an async function."""


@pytest.mark.parametrize(
    "said, status, detail",
    [
        pytest.param(lambda: None, Status.OK, None, id="none"),
        pytest.param(lambda: True, Status.OK, None, id="true"),
        pytest.param(lambda: False, Status.FAIL, "the check said no", id="false"),
        pytest.param(lambda: warn("4 jobs late"), Status.WARN, "4 jobs late", id="warn"),
        pytest.param(
            lambda: "fine", Status.FAIL, "the check returned str, not a Finding", id="other"
        ),
        pytest.param(_is_well, Status.OK, None, id="async"),
        pytest.param(_is_down, Status.FAIL, "down", id="async-finding"),
        pytest.param(lambda: _is_down(), Status.FAIL, "down", id="lambda-of-async"),
        pytest.param(_Callable(), Status.OK, None, id="async-object"),
    ],
)
def test_whatever_a_function_returns_has_one_meaning(
    said: object, status: Status, detail: str | None
) -> None:
    """Nothing that is not a yes counts as one."""
    checkup = Checkup([Check(name="queue", look=said)])  # type: ignore[arg-type]
    assert _only(asyncio.run(checkup.report())) == (status, detail)


def _raise(err: BaseException) -> None:
    raise err


async def _raise_async(err: BaseException) -> None:
    raise err


@pytest.mark.parametrize("is_async", [False, True], ids=["plain", "async"])
@pytest.mark.parametrize(
    "err, detail",
    [
        pytest.param(ValueError("password=hunter22"), "raised ValueError", id="value"),
        pytest.param(SystemExit(3), "raised SystemExit", id="exit"),
        pytest.param(asyncio.CancelledError(), "raised CancelledError", id="cancelled"),
        pytest.param(ConnectionRefusedError(111, "at 10.0.0.1"), "refused", id="refused"),
        pytest.param(TimeoutError("to db.internal"), "timed out", id="timeout"),
    ],
)
def test_an_exception_is_a_failure_told_by_its_class(
    err: BaseException, detail: str, is_async: bool
) -> None:
    """Its text is nobody's business, and it takes neither the loop nor the process with it."""
    look = (lambda: _raise_async(err)) if is_async else (lambda: _raise(err))
    checkup = Checkup([Check(name="queue", look=look)])
    assert _only(asyncio.run(checkup.report())) == (Status.FAIL, detail)


def test_the_words_of_a_check_are_made_fit_for_everybody() -> None:
    """A password that a check puts into its own words is still not shown, nor a long story."""
    told = finding_of(fail("postgresql://app:hunter22@db/app refused\n::error::x"))
    assert told == fail("postgresql://[redacted]@db/app refused : :error::x")
    assert len(finding_of(fail("x" * 1000)).detail or "") == 120
    assert finding_of(ok()) == ok()
    assert failure(type("K" * 500, (Exception,), {})()).status is Status.FAIL


def test_a_thread_that_cannot_be_started_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process at its limit of threads still answers."""

    def refused(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refused)
    checkup = Checkup([check("queue")])
    assert _only(asyncio.run(checkup.report())) == (Status.FAIL, "no thread to spare")


def test_a_look_that_hangs_for_long_is_left_to_itself_and_few_are() -> None:
    """The server that it asked froze; another took its place, and answers whoever asks anew."""
    hanging, now = Dependency(gate=threading.Event()), [0.0]
    assert hanging.gate is not None
    checkup = Checkup(
        [check("database", hanging.look, timeout_s=0.02)], cache_s=0.001, clock=lambda: now[0]
    )

    async def asked(number: int) -> None:
        for _ in range(number):
            await checkup.report()
            now[0] += 16.0

    try:
        asyncio.run(asked(4))
        assert hanging.touches == 2
        asyncio.run(asked(40))
        assert hanging.touches == 4
    finally:
        hanging.gate.set()


def test_a_look_that_ends_in_a_way_of_its_own_is_made_again() -> None:
    """Such as the timeout of a library that is no Exception."""
    ends = iter([BaseExceptionGroup("odd", [GeneratorExit()]), None])

    async def odd() -> None:
        if (end := next(ends)) is not None:
            raise end

    checkup = Checkup([check("queue", odd, timeout_s=0.05)], cache_s=0.001)

    async def asked() -> list[Status]:
        seen = []
        for _ in range(2):
            seen.append(_only(await checkup.report())[0])
            await asyncio.sleep(0.01)
        return seen

    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)
    try:
        assert loop.run_until_complete(asked()) == [Status.FAIL, Status.OK]
    finally:
        loop.close()
