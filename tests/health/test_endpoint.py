"""Over HTTP: three paths, two formats, nothing cached, and an answer whatever hangs."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from smokegate import health
from smokegate.health import Checkup, fail, warn
from tests.health.looking import Dependency, check

HEALTH_JSON = "application/health+json"
OURS = "application/health+json, application/json;q=0.9, text/plain;q=0.5, */*;q=0.1"


def _ask(app: ASGIApp, path: str, *, method: str = "GET", accept: str = "*/*") -> httpx.Response:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
            return await client.request(method, path, headers={"accept": accept})

    return asyncio.run(asked())


@pytest.fixture
def database() -> Dependency:
    """What the application needs."""
    return Dependency()


@pytest.fixture
def app(database: Dependency) -> health.App:
    """All three endpoints of an application that needs one thing, and uses another."""
    checks = [check("database", database.look), check("llm", fail("refused"), is_critical=False)]
    return health.app(Checkup(checks, release="3f2a91c"))


def test_health_names_every_check(app: health.App) -> None:
    """200 with a minor failure in it, as JSON, not to be stored."""
    answer = _ask(app, "/health")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["vary"] == "Accept"
    document = answer.json()
    assert document["status"] == "degraded"
    assert document["release"] == "3f2a91c"
    assert list(document["checks"]) == ["database", "llm"]


@pytest.mark.parametrize(
    "accept, wanted",
    [
        pytest.param("*/*", "application/json", id="anything"),
        pytest.param("application/json", "application/json", id="json"),
        pytest.param(HEALTH_JSON, HEALTH_JSON, id="draft"),
        pytest.param("application/json;q=0.5, Application/Health+JSON", HEALTH_JSON, id="rather"),
        pytest.param("application/json, application/health+json;q=0.9", "application/json", id="2"),
        pytest.param("application/health+json;q=0, */*", "application/json", id="refused"),
        pytest.param("application/health+json;q=x", "application/json", id="nonsense"),
        pytest.param("text/html,*/*;q=0.8", "application/json", id="a-browser"),
        pytest.param(OURS, HEALTH_JSON, id="smokegate"),
        pytest.param("", "application/json", id="empty"),
        pytest.param(", ;q=1,,", "application/json", id="broken"),
    ],
)
def test_the_format_is_the_one_that_was_asked_for(
    app: health.App, accept: str, wanted: str
) -> None:
    """health+json for those who name it, JSON for everybody else."""
    answer = _ask(app, "/health", accept=accept)
    assert answer.headers["content-type"] == wanted
    assert answer.json()["status"] == ("warn" if wanted == HEALTH_JSON else "degraded")


def test_a_critical_failure_is_503_in_health_and_in_readiness() -> None:
    """And liveness stays 200: a restart mends no database."""
    app = health.app(Checkup([check("database", fail("refused")), check("cache", warn("full"))]))
    assert _ask(app, "/health").status_code == 503
    assert _ask(app, "/health", accept=HEALTH_JSON).json()["status"] == "fail"
    ready = _ask(app, "/ready")
    assert (ready.status_code, ready.json()["status"]) == (503, "not_ready")
    live = _ask(app, "/live")
    assert (live.status_code, live.json()) == (200, {"status": "alive"})


def test_readiness_looks_at_critical_checks_alone(app: health.App) -> None:
    """A provider's outage takes no process out of its load balancer."""
    ready = _ask(app, "/ready")
    assert ready.status_code == 200
    assert ready.json()["status"] == "ready"
    assert list(ready.json()["checks"]) == ["database"]


def test_liveness_touches_no_dependency(app: health.App, database: Dependency) -> None:
    """However often it is asked."""
    for _ in range(20):
        assert _ask(app, "/live").status_code == 200
    assert database.touches == 0


@pytest.mark.parametrize("path", ["/health", "/ready", "/live", "/none"])
def test_head_has_the_header_of_get_and_no_body(app: health.App, path: str) -> None:
    """Load balancers ask so."""
    get, head = _ask(app, path), _ask(app, path, method="HEAD")
    assert head.content == b""
    assert head.status_code == get.status_code
    assert set(head.headers) == set(get.headers)
    assert int(head.headers["content-length"]) > 0


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_refused(app: health.App, database: Dependency, method: str) -> None:
    """405 that says what will do, and nothing is looked at."""
    answer = _ask(app, "/health", method=method)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert database.touches == 0


def test_an_unknown_path_is_404(app: health.App, database: Dependency) -> None:
    """Also the one above all."""
    assert [_ask(app, path).status_code for path in ("/", "/healthz", "/health/x")] == [404] * 3
    assert database.touches == 0
    assert _ask(app, "/health/").status_code == 200


def test_it_can_be_mounted_or_routed_one_by_one(database: Dependency) -> None:
    """Below any path of an application, and beside its own."""
    checkup = Checkup([check("database", database.look)])
    app = Starlette(
        routes=[
            Route("/api/v1/health", health.report(checkup)),
            Route("/api/v1/ready", health.readiness(checkup)),
            Route("/livez", health.liveness()),
            Mount("/-", health.app(checkup, health="/h", ready="/r", live="/l/now")),
        ]
    )
    paths = ("/api/v1/health", "/api/v1/ready", "/livez", "/-/h", "/-/r", "/-/l/now", "/-/health")
    assert [_ask(app, path).status_code for path in paths] == [200] * 6 + [404]
    assert _ask(app, "/api/v1/health", method="HEAD").status_code == 200


def test_many_at_once_touch_a_dependency_once(app: health.App, database: Dependency) -> None:
    """A thousand probes in one second are one look."""

    async def asked() -> set[int]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
            answers = await asyncio.gather(*(client.get("/health") for _ in range(200)))
            return {answer.status_code for answer in answers}

    assert asyncio.run(asked()) == {200}
    assert database.touches == 1


@contextmanager
def _served(app: ASGIApp) -> Iterator[str]:
    config = uvicorn.Config(app, port=0, log_level="critical", lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until = time.monotonic() + 10
        while not server.started:
            assert time.monotonic() < until
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def test_by_itself_under_uvicorn_with_something_that_hangs() -> None:
    """It answers within the timeout, names the one that hangs, and can be stopped."""
    hanging = Dependency(gate=threading.Event())
    assert hanging.gate is not None
    checks = [check("database"), check("redis", hanging.look, timeout_s=0.3)]
    app = health.app(Checkup(checks, cache_s=0.05))
    try:
        with _served(app) as url, httpx.Client(base_url=url, trust_env=False) as client:
            started = time.monotonic()
            answer = client.get("/health")
            assert time.monotonic() - started < 1.0
            assert answer.status_code == 503
            found = answer.json()["checks"]
            assert found["redis"]["detail"] == "timed out after 0.3 s"
            assert found["database"]["status"] == "ok"
            assert client.get("/live").status_code == 200
            assert client.head("/health").headers["content-length"] != "0"
        assert hanging.touches == 1
    finally:
        hanging.gate.set()


def test_a_websocket_is_closed() -> None:
    """It is no place for one."""
    sent = []

    async def receive() -> dict[str, object]:
        return {"type": "websocket.connect"}

    async def send(message: object) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/health", "headers": []}
    asyncio.run(health.app(Checkup([check("x")]))(scope, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1000}]
