"""Parts that answer, and should not have been changed as they were."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from examples.charhub.backend.settings import Settings
from examples.charhub.chaos.outage import Outage
from examples.charhub.deployment import Deployment

OTHER = "77e0d15"


@contextmanager
def _without_cache_rules(deployment: Deployment) -> Iterator[None]:
    for rule in ("pages", "assets"):
        deployment.edge.rule(rule, "")
    deployment.cache.purge()
    try:
        yield
    finally:
        for rule in ("pages", "assets"):
            deployment.edge.rule(rule, None)
        deployment.cache.purge()


@contextmanager
def _without_brotli(deployment: Deployment) -> Iterator[None]:
    kept = (deployment.edge.folder / "rules" / "coding.conf").read_text("utf-8")
    lines = (line for line in kept.splitlines() if not line.startswith("brotli"))
    deployment.edge.rule("coding", "\n".join(lines))
    try:
        yield
    finally:
        deployment.edge.rule("coding", None)


@contextmanager
def _expired(deployment: Deployment) -> Iterator[None]:
    deployment.edge.show(deployment.authority.issue("expired", days=-1))
    try:
        yield
    finally:
        deployment.edge.show(deployment.authority.issue("edge"))


@contextmanager
def _without_an_asset(deployment: Deployment) -> Iterator[None]:
    """A chunk that is loaded later; what the cache has kept of it is forgotten too."""
    (chunk,) = deployment.edge.site.glob("assets/Plans-*.js")
    chunk.unlink()
    deployment.cache.purge()
    try:
        yield
    finally:
        deployment.publish(deployment.release)
        deployment.cache.purge()


@contextmanager
def _behind(deployment: Deployment) -> Iterator[None]:
    """The release was deployed in half: its frontend is the one of before."""
    deployment.publish(OTHER)
    deployment.cache.purge()
    try:
        yield
    finally:
        deployment.publish(deployment.release)
        deployment.cache.purge()


@contextmanager
def _one_with(deployment: Deployment, settings: Settings) -> Iterator[None]:
    one = deployment.backends[1]
    one.restart(settings)
    try:
        yield
    finally:
        one.restart(deployment.settings)


@contextmanager
def _one_of_another_release(deployment: Deployment) -> Iterator[None]:
    with _one_with(deployment, replace(deployment.settings, release=OTHER)):
        yield


@contextmanager
def _one_without_redis(deployment: Deployment) -> Iterator[None]:
    with _one_with(deployment, replace(deployment.settings, redis_url=_misspelt(deployment))):
        yield


@contextmanager
def _all_without_database(deployment: Deployment) -> Iterator[None]:
    good = deployment.settings
    wrong = good.database_url.replace(deployment.database.password, "wrong")
    deployment.roll(replace(good, database_url=wrong))
    try:
        yield
    finally:
        deployment.deploy(good)


def _misspelt(deployment: Deployment) -> str:
    return deployment.redis.url.replace(deployment.redis.password, "wrong")


OUTAGES = (
    Outage(
        what="release with a wrong password for the database",
        check="test_component_is_ok[database]",
        broken=_all_without_database,
    ),
    Outage(
        what="one of two backends with a wrong password for Redis",
        check="test_every_replica_answers[health]",
        broken=_one_without_redis,
    ),
    Outage(
        what="one of two backends of another release",
        check="test_every_replica_is_of_one_release[health]",
        broken=_one_of_another_release,
        either=(
            "INCONCLUSIVE: nothing was changed, a person has to look; FAILED and rolled back, if "
            "each look met the judged one first and last",
            (3, 1),
        ),
    ),
    Outage(
        what="backend deployed, frontend not",
        check="test_page_is_of_the_same_release",
        broken=_behind,
    ),
    Outage(
        what="asset deleted",
        check="test_every_chunk_loads[/]",
        broken=_without_an_asset,
    ),
    Outage(
        what="cache rules of nginx removed",
        check="test_hashed_files_are_immutable[/]",
        broken=_without_cache_rules,
    ),
    Outage(
        what="Brotli off",
        check="test_coding_is_offered[br]",
        broken=_without_brotli,
    ),
    Outage(
        what="certificate expired",
        check="test_page_answers[/]",
        broken=_expired,
    ),
)
