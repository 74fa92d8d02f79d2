"""What the health endpoint costs, and what a dependency that hangs costs: `python -m bench.health`.

The same client asks a bare starlette route that answers constant JSON of the same size, and the
endpoint beside it in the same application, in turns; the ratio of medians is what counts. Then each
kind of check is given a dependency that takes connections and says nothing. Ends with 1 if a bound
is not held; `--write` puts the table into docs/health-endpoint.md.
"""

import argparse
import asyncio
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.health_app import BARE, HEALTH, TOUCHES, application, hanging, silent_port
from smokegate.health import Checkup

PAGE: Final = Path(__file__).parents[1] / "docs" / "health-endpoint.md"
BEGIN: Final = "<!-- python -m bench.health --write -->"
END: Final = "<!-- end -->"
MOST_RATIO: Final = 1.25
MOST_LATE_S: Final = 0.25
_ROUNDS: Final = 60  # short ones, so that what else the machine does hits both alike
_REQUESTS: Final = 250
_WARM_UP: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """How long one answer takes, bare and of the endpoint, in microseconds."""

    way: str
    bare_us: float
    health_us: float

    @property
    def ratio(self) -> float:
        """The endpoint's by the bare one's."""
        return self.health_us / self.bare_us


@dataclass(frozen=True, slots=True, kw_only=True)
class Hang:
    """One answer while something hangs, and the next one after the cache's time."""

    what: str
    timeout_s: float
    first_s: float
    next_s: float
    named: str

    @property
    def is_in_time(self) -> bool:
        """Whether both came as soon as promised, with the name of the one that hangs."""
        is_named = self.named.startswith("timed out")
        return is_named and max(self.first_s, self.next_s) <= self.timeout_s + MOST_LATE_S


def main() -> int:
    """Measure, print or write the table, and end with 1 if a bound is not held."""
    parser = argparse.ArgumentParser(prog="bench.health", description="cost of the health endpoint")
    parser.add_argument("--write", action="store_true", help=f"put it into docs/{PAGE.name}")
    is_written = parser.parse_args().write
    alone, (served, touches) = asyncio.run(cost_alone()), cost_served()
    hangs = [asyncio.run(hang(what)) for what in hanging(silent_port(), 1.0)]
    text = "\n".join(table([alone, served], touches, hangs))
    print(text)
    if late := [one.what for one in hangs if not one.is_in_time]:
        print(f"bench: {', '.join(late)} should be named in time", file=sys.stderr)
        return 1
    if served.ratio > MOST_RATIO:
        print(f"bench: at most {MOST_RATIO} wanted, {served.ratio:.2f} found", file=sys.stderr)
        return 1
    if is_written:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")
    return 0


def table(costs: Sequence[Cost], touches: str, hangs: Sequence[Hang]) -> Iterator[str]:
    """The lines, in Markdown."""
    yield f"Python {platform.python_version()}, {os.cpu_count()} cores; four checks, medians."
    yield ""
    yield "| one answer | constant JSON by starlette | health endpoint | ratio |"
    yield "|---|---|---|---|"
    for one in costs:
        yield f"| {one.way} | {one.bare_us:.0f} µs | {one.health_us:.0f} µs | {one.ratio:.2f} |"
    yield ""
    yield touches
    yield ""
    yield "| what hangs | its timeout | the answer came after | the next one after | as |"
    yield "|---|---|---|---|---|"
    for hung in hangs:
        yield (
            f"| {hung.what} | {hung.timeout_s:g} s | {hung.first_s:.2f} s | {hung.next_s:.2f} s "
            f"| {hung.named} |"
        )


async def cost_alone() -> Cost:
    """The application called without a server, so that nothing else is measured."""
    app = application()

    async def ask(path: str) -> None:
        scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
        await app(scope, _receive, _send)

    bare, ours = await _in_turns(ask)
    return Cost(way="the application alone", bare_us=bare, health_us=ours)


def cost_served() -> tuple[Cost, str]:
    """Under uvicorn, over one kept connection; and how often the dependencies were touched."""

    async def asked(port: int) -> tuple[Cost, str]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)

        async def ask(path: str) -> bytes:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            return await reader.readexactly(length)

        started = time.monotonic()
        bare, ours = await _in_turns(ask)
        taken_s = time.monotonic() - started
        touches = int(await ask(TOUCHES))
        writer.close()
        await writer.wait_closed()
        number = _ROUNDS * _REQUESTS + _WARM_UP
        cost = Cost(way="under uvicorn, over one connection", bare_us=bare, health_us=ours)
        return cost, (
            f"Meanwhile {number} answers of the endpoint in {taken_s:.0f} s touched each "
            f"dependency {touches} times."
        )

    with _served() as port:
        return asyncio.run(asked(port))


async def hang(what: tuple[str, Checkup, float]) -> Hang:
    """The first answer, and the next one when the first is no longer handed out."""
    name, checkup, timeout_s = what
    started = time.monotonic()
    report = await checkup.report()
    first_s = time.monotonic() - started
    await asyncio.sleep(0.1)  # the report's own time is over
    started = time.monotonic()
    await checkup.report()
    next_s = time.monotonic() - started
    named = next(one.finding.detail or "" for one in report.results if one.check.name == "hangs")
    return Hang(what=name, timeout_s=timeout_s, first_s=first_s, next_s=next_s, named=named)


async def _in_turns(ask: Callable[[str], Awaitable[object]]) -> tuple[float, float]:
    """Median microseconds of a bare answer and of the endpoint's."""
    times: dict[str, list[float]] = {BARE: [], HEALTH: []}
    for path in times:
        for _ in range(_WARM_UP):
            await ask(path)
    for _ in range(_ROUNDS):
        for path, taken in times.items():
            started = time.perf_counter()
            for _ in range(_REQUESTS):
                await ask(path)
            taken.append(1e6 * (time.perf_counter() - started) / _REQUESTS)
    return statistics.median(times[BARE]), statistics.median(times[HEALTH])


async def _receive() -> dict[str, object]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _send(message: object) -> None:
    pass


@contextmanager
def _served() -> Iterator[int]:
    command = [sys.executable, "-m", "bench.health_app"]
    with subprocess.Popen(command, cwd=PAGE.parents[1], stdout=subprocess.PIPE, text=True) as one:
        assert one.stdout is not None
        try:
            yield int(one.stdout.readline())
        finally:
            one.kill()


if __name__ == "__main__":
    sys.exit(main())
