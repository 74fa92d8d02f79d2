"""The application that bench.health measures; as a program, served on the port that it prints."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from smokegate import health
from smokegate.health import Check, Checkup

BARE: Final = "/bare"
HEALTH: Final = "/health"
TOUCHES: Final = "/touches"
NAMES: Final = ("database", "redis", "r2", "llm")


def application() -> Starlette:
    """A bare route and the health endpoint, whose four checks count how often they are made."""
    touches = 0

    def look() -> None:
        nonlocal touches
        touches += 1

    checkup = Checkup([Check(name=name, look=look) for name in NAMES], release="3f2a91c")
    constant = health.body(_report(checkup))
    touches = 0

    async def bare(_: Request) -> JSONResponse:
        return JSONResponse(constant)

    async def touched(_: Request) -> PlainTextResponse:
        return PlainTextResponse(str(touches // len(NAMES)))

    return Starlette(
        routes=[
            Route(BARE, bare),
            Route(HEALTH, health.report(checkup)),
            Route(TOUCHES, touched),
        ]
    )


def _report(checkup: Checkup) -> health.Report:
    """One report, whether or not this thread has a running event loop."""
    found: list[health.Report] = []
    thread = threading.Thread(target=lambda: found.append(asyncio.run(checkup.report())))
    thread.start()
    thread.join()
    return found[0]


def silent_port() -> int:
    """A port where connections are taken and nothing is ever said."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=100)
    _KEPT.append(listener)
    return int(listener.getsockname()[1])


def hanging(port: int, timeout_s: float) -> Iterator[tuple[str, Checkup, float]]:
    """Each kind of check with something that hangs, beside one that is well."""
    at = f"127.0.0.1:{port}"

    async def deaf() -> None:
        while True:
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(timeout_s * 2)
                return

    checks = {
        "PostgreSQL": health.postgres("hangs", f"postgresql://u:p@{at}/d", timeout_s=timeout_s),
        "a read replica": health.replica("hangs", f"postgresql://u:p@{at}/d", timeout_s=timeout_s),
        "Redis": health.redis("hangs", f"redis://:p@{at}/0", timeout_s=timeout_s),
        "storage": health.s3(
            "hangs",
            "media",
            endpoint_url=f"http://{at}",
            access_key="k",
            secret_key="s",  # noqa: S106  nobody reads it
            timeout_s=timeout_s,
        ),
        "an LLM provider": health.llm(
            "hangs", "openai", "k", base_url=f"http://{at}", timeout_s=timeout_s
        ),
        "a function that blocks its thread": Check(
            name="hangs", look=threading.Event().wait, timeout_s=timeout_s
        ),
        "an async one that ignores its cancellation": Check(
            name="hangs", look=deaf, timeout_s=timeout_s
        ),
    }
    for what, check in checks.items():
        yield what, Checkup([check, Check(name="well", look=_well)], cache_s=0.05), timeout_s


def _well() -> bool:
    return True


_KEPT: list[socket.socket] = []


def _serve() -> None:
    # asyncio turns Nagle off only where the protocol is named; 40 ms an answer else
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    print(listener.getsockname()[1], flush=True)
    config = uvicorn.Config(application(), log_level="critical", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    _serve()
