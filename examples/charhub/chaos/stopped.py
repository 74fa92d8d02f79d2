"""Parts that do not answer, or that answer with a refusal."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from examples.charhub.chaos.outage import Outage
from examples.charhub.deployment import Deployment
from examples.charhub.parts.part import Part

_Broken = Callable[[Deployment], AbstractContextManager[None]]


def _stopped(part: Callable[[Deployment], Part]) -> _Broken:
    @contextmanager
    def broken(deployment: Deployment) -> Iterator[None]:
        one = part(deployment)
        one.stop()
        try:
            yield
        finally:
            one.start()

    return broken


def _answering(status: int) -> _Broken:
    @contextmanager
    def broken(deployment: Deployment) -> Iterator[None]:
        deployment.llm.status = status
        try:
            yield
        finally:
            deployment.llm.status = 200

    return broken


@contextmanager
def _without_storage(deployment: Deployment) -> Iterator[None]:
    """What the cache has kept of it is forgotten too."""
    with _stopped(lambda one: one.storage)(deployment):
        deployment.cache.purge()
        yield
    deployment.cache.purge()


@contextmanager
def _without_a_second_try(deployment: Deployment) -> Iterator[None]:
    """As with a balancer that knows nothing of HTTP."""
    rules = "proxy_next_upstream off;\nproxy_hide_header Cache-Control;\n"
    deployment.edge.rule("api", rules + "add_header Cache-Control no-store always;\n")
    try:
        with _stopped(lambda one: one.backends[1])(deployment):
            yield
    finally:
        deployment.edge.rule("api", None)


OUTAGES = (
    Outage(
        what="database stopped",
        check="test_component_is_ok[database]",
        broken=_stopped(lambda one: one.database),
    ),
    Outage(
        what="database stopped before the deploy already",
        check="test_component_is_ok[database]",
        broken=_stopped(lambda one: one.database),
        is_old=True,
    ),
    Outage(
        what="read replica stopped",
        check="test_component_is_ok[replica]",
        broken=_stopped(lambda one: one.replica),
    ),
    Outage(
        what="Redis stopped",
        check="test_component_is_ok[redis]",
        broken=_stopped(lambda one: one.redis),
    ),
    Outage(
        what="storage stopped",
        check="test_component_is_ok[r2]",
        broken=_without_storage,
    ),
    Outage(
        what="LLM provider stopped",
        check="test_component_is_ok[llm]",
        broken=_stopped(lambda one: one.llm),
    ),
    Outage(
        what="LLM provider answers 429",
        check="test_health_is_not_degraded",
        broken=_answering(429),
    ),
    Outage(
        what="LLM provider answers 401",
        check="test_component_is_ok[llm]",
        broken=_answering(401),
    ),
    Outage(
        what="OpenID provider stopped",
        check="test_component_is_ok[provider]",
        broken=_stopped(lambda one: one.provider),
    ),
    Outage(
        what="realtime channel stopped",
        check="test_channel_opens[/api/v1/ws/]",
        broken=_stopped(lambda one: one.realtime),
    ),
    Outage(
        what="one of two backends stopped",
        check=None,
        broken=_stopped(lambda one: one.backends[1]),
    ),
    Outage(
        what="one of two backends stopped, and nginx tries no other one",
        check="test_every_replica_answers[health]",
        broken=_without_a_second_try,
    ),
)
