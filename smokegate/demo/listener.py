"""The uvicorn server under the deployment, taught to hang up and to stop at once."""

import asyncio
import logging
import socket

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from smokegate.demo.wire import HANG_UP


class Listener(uvicorn.Server):
    """A silent server of one application, which drops its clients when it is told to stop."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=_Protocol,
                ws="none",
                loop="asyncio",
                lifespan="off",
                log_config=None,
                log_level=logging.CRITICAL + 1,
                access_log=False,
                proxy_headers=True,  # a proxy on this machine says whether people came over https
                forwarded_allow_ips="127.0.0.1",
                server_header=False,
                timeout_keep_alive=75,  # nginx's; a client must not race with the end of 5 s
                timeout_graceful_shutdown=1,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop without waiting for clients, which may be hanging."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)  # lets the connections notice, so that no request is cancelled
        await super().shutdown(sockets)


class _Protocol(H11Protocol):
    """HTTP/1.1, where the application may close the connection itself."""

    def connection_made(  # type: ignore[override]  # as in uvicorn
        self, transport: asyncio.Transport
    ) -> None:
        super().connection_made(transport)
        self.app_state = {**self.app_state, HANG_UP: transport.close}
