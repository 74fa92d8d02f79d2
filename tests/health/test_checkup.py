"""However many ask, a dependency is touched once in a while."""

import asyncio
import contextvars
import threading
import time

import pytest

from smokegate.health import Checkup, Report, Status, fail, ok, warn
from tests.health.looking import Clock, Dependency, check


def test_all_checks_are_made_at_once() -> None:
    """A report takes as long as its slowest check, not as all of them."""
    gates = threading.Barrier(4, timeout=10)
    checks = [check(f"part{n}", lambda: gates.wait() >= 0) for n in range(4)]
    assert asyncio.run(Checkup(checks).report()).status is Status.OK


def test_a_thousand_who_ask_at_once_share_one_look() -> None:
    """Also those who come while the answer is still on its way."""
    slow = Dependency(gate=threading.Event())
    assert slow.gate is not None
    checkup = Checkup([check("database", slow.look)])

    async def asked() -> list[Report]:
        assert slow.gate is not None
        early = [asyncio.create_task(checkup.report()) for _ in range(500)]
        await asyncio.sleep(0.02)
        late = [asyncio.create_task(checkup.report()) for _ in range(500)]
        await asyncio.sleep(0)
        slow.gate.set()
        return list(await asyncio.gather(*early, *late))

    reports = asyncio.run(asked())
    assert slow.touches == 1
    assert all(report is reports[0] for report in reports)


def test_under_load_a_dependency_is_touched_once_in_a_cache_period() -> None:
    """Half a second of as many reports as can be asked for, each period of 0.1 s one touch."""
    database = Dependency()
    checkup = Checkup([check("database", database.look)], cache_s=0.1)

    async def asked() -> int:
        until, number = time.monotonic() + 0.5, 0
        while time.monotonic() < until:
            await asyncio.gather(*(checkup.report() for _ in range(50)))
            number += 50
            await asyncio.sleep(0)
        return number

    assert asyncio.run(asked()) >= 1000
    assert 1 <= database.touches <= 6


def test_a_report_is_handed_out_until_its_time_is_over() -> None:
    """Then the next one who asks gets a new one."""
    clock, database = Clock(), Dependency()
    checkup = Checkup([check("database", database.look)], cache_s=1.0, clock=clock)

    async def walked() -> None:
        first = await checkup.report()
        clock.now_s += 0.9
        assert await checkup.report() is first
        clock.now_s += 0.2
        second = await checkup.report()
        assert second is not first
        assert second.at >= first.at

    asyncio.run(walked())
    assert database.touches == 2


@pytest.mark.parametrize(
    "finding, touches",
    [
        pytest.param(ok(), 2, id="ok"),
        pytest.param(warn("rate limited"), 2, id="warn"),
        pytest.param(fail("refused"), 4, id="fail"),
    ],
)
def test_a_good_result_is_kept_longer_and_a_failure_never(finding: object, touches: int) -> None:
    """A failure that were kept would be all that the next three looks of a gate see."""
    clock, provider = Clock(), Dependency(finding)  # type: ignore[arg-type]
    checkup = Checkup([check("llm", provider.look, every_s=25)], cache_s=1.0, clock=clock)

    async def walked() -> None:
        for _ in range(4):
            await checkup.report()
            clock.now_s += 10

    asyncio.run(walked())
    assert provider.touches == touches


def test_who_hangs_up_hangs_up_alone() -> None:
    """A client that goes away does not take the run from the others."""
    slow = Dependency(gate=threading.Event())
    checkup = Checkup([check("database", slow.look)])

    async def asked() -> Report:
        assert slow.gate is not None
        leaver = asyncio.create_task(checkup.report())
        stayer = asyncio.create_task(checkup.report())
        await asyncio.sleep(0.02)
        leaver.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaver
        slow.gate.set()
        return await stayer

    assert asyncio.run(asked()).status is Status.OK
    assert slow.touches == 1


def test_a_run_knows_nothing_of_the_request_that_started_it() -> None:
    """What hangs on one request, such as a tenant, must not be found by a shared run."""
    tenant = contextvars.ContextVar("tenant", default="nobody's")
    seen = []

    async def look() -> None:
        seen.append(tenant.get())

    async def asked() -> None:
        tenant.set("somebody's")
        await Checkup([check("database", look)]).report()

    asyncio.run(asked())
    assert seen == ["nobody's"]


def test_event_loops_in_several_threads_share_a_look() -> None:
    """A threaded server runs a loop for each request: one look at a time, and nobody is late."""
    slow, busy = Dependency(gate=threading.Event()), threading.Lock()
    assert slow.gate is not None

    def look() -> bool:
        is_alone = busy.acquire(blocking=False)
        slow.look()
        busy.release()
        return is_alone

    checkup = Checkup([check("database", look, timeout_s=10)])
    reports: list[Report] = []
    threads = [
        threading.Thread(target=lambda: reports.append(asyncio.run(checkup.report())))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 10
    while slow.touches == 0 and time.monotonic() < until:
        time.sleep(0.01)
    slow.gate.set()
    for thread in threads:
        thread.join(10)
    assert [report.status for report in reports] == [Status.OK] * 8


@pytest.mark.parametrize(
    "findings, status, code",
    [
        pytest.param({"database": ok(), "llm": ok()}, Status.OK, 200, id="well"),
        pytest.param({"database": ok(), "llm": fail("x")}, Status.WARN, 200, id="minor-fails"),
        pytest.param({"database": ok(), "llm": warn("x")}, Status.WARN, 200, id="minor-warns"),
        pytest.param({"database": warn("x"), "llm": ok()}, Status.WARN, 200, id="critical-warns"),
        pytest.param({"database": fail("x"), "llm": ok()}, Status.FAIL, 503, id="critical-fails"),
    ],
)
def test_only_a_critical_failure_is_503(
    findings: dict[str, object], status: Status, code: int
) -> None:
    """Anything less is told, and answered with 200."""
    checks = [
        check(name, finding, is_critical=name != "llm")  # type: ignore[arg-type]
        for name, finding in findings.items()
    ]
    report = asyncio.run(Checkup(checks).report())
    assert (report.status, report.http_status) == (status, code)


def test_the_release_is_given_or_found_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is given counts; empty is none."""
    monkeypatch.setenv("SMOKEGATE_RELEASE", "3f2a91c")
    assert Checkup([check("x")]).release == "3f2a91c"
    assert Checkup([check("x")], release="9be01d7").release == "9be01d7"
    monkeypatch.setenv("SMOKEGATE_RELEASE", "")
    assert Checkup([check("x")]).release is None
