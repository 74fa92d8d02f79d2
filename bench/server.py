"""A CharHub-shaped deployment that delays each answer: `python -m bench.server --delay-ms=200`.

A process of its own, so that it shares no interpreter lock with the client that is measured. It
prints its port and serves until it is ended. `GET /bench/asked` tells the requests since it was
asked last, one a line, so that two clients can be held to the same requests.
"""

import argparse
import asyncio
import socket
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from smokegate.demo import frontend
from smokegate.demo.asked import Answer, Asked
from smokegate.demo.good import GOOD, PAGE, not_found
from smokegate.demo.listener import Listener
from smokegate.demo.releases import find
from smokegate.demo.states import States

ASKED: Final = "/bench/asked"
_CHUNKS: Final = tuple(
    frontend.Asset(
        path=f"/assets/chunk-{number:02}-BChQUWSn.js",
        content_type="text/javascript; charset=utf-8",
        body=b"/* chunk %d */\n" % number + frontend.VENDOR.body,
    )
    for number in range(58)  # with those of the demo and the icon: 64 assets, as a large page has
)


class Delayed:
    """The good deployment with more routes and assets, each answer so many seconds late."""

    def __init__(self, delay_s: float) -> None:
        self._delay_s = delay_s
        self._commit = find("good").commit
        self._states = States()
        self._asked: list[dict[str, str]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, late."""
        path = str(scope["path"])
        if path == ASKED:
            await JSONResponse(self._asked)(scope, receive, send)
            self._asked.clear()
            return
        self._asked.append(_asked(scope))
        await asyncio.sleep(self._delay_s)
        answer = _ANSWERS.get(path, not_found if path.startswith("/api/") else frontend.missing)
        asked = Asked(request=Request(scope), commit=self._commit, states=self._states)
        await answer(asked)(scope, receive, send)


def main() -> None:
    """Serve on a free port of the loopback interface."""
    parser = argparse.ArgumentParser(prog="bench.server", description=__doc__)
    parser.add_argument("--delay-ms", type=float, default=0.0, help="of each answer")
    app = Delayed(parser.parse_args().delay_ms / 1000)
    # TCP by name: asyncio turns off Nagle's delay only then, and it costs 40 ms an answer
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as entrance:
        entrance.bind(("127.0.0.1", 0))
        entrance.listen(128)
        print(entrance.getsockname()[1], flush=True)
        Listener(app).run([entrance])


def _asked(scope: Scope) -> dict[str, str]:
    """What tells one request from another."""
    headers = Headers(scope=scope)
    query = scope["query_string"].decode("ascii")
    return {
        "target": scope["path"] + (f"?{query}" if query else ""),
        "encoding": headers.get("accept-encoding", ""),
        "host": headers.get("x-forwarded-host", ""),
    }


def _page() -> Answer:
    links = "".join(f'<link rel="modulepreload" href="{chunk.path}">\n' for chunk in _CHUNKS)
    return frontend.page(frontend.replaced("</head>", f"{links}</head>"))


def _items(_: Asked) -> Response:
    return JSONResponse({"items": []})


def _nobody(_: Asked) -> Response:
    return JSONResponse({"error": "not signed in"}, 401)


def _robots(_: Asked) -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /api/\n")


def _sitemap(_: Asked) -> Response:
    return Response("<urlset></urlset>", media_type="application/xml")


_ANSWERS: Final[Mapping[str, Answer]] = {
    **GOOD,
    **dict.fromkeys((PAGE, "/login", "/terms", "/privacy", "/characters"), _page()),
    **{chunk.path: frontend.file(chunk) for chunk in _CHUNKS},
    **dict.fromkeys(("/api/v1/characters", "/api/v1/tags", "/api/v1/config"), _items),
    "/api/v1/session": _nobody,
    "/robots.txt": _robots,
    "/sitemap.xml": _sitemap,
}

if __name__ == "__main__":
    main()
