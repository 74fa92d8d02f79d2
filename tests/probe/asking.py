"""Makes exchanges with the real client, one event loop per call."""

import anyio

from smokegate.probe.attempt import Limits
from smokegate.probe.client import Client
from smokegate.probe.observation import Answer, Ask, Kind, Observation, Silence

PATIENT = Limits(deadline_s=10)
HASTY = Limits(deadline_s=0.3)


def observe(ask: Ask | str, limits: Limits = PATIENT) -> Observation:
    """What comes of one request."""
    (seen,) = observe_each(ask, limits=limits)
    return seen


def observe_each(*asks: Ask | str, limits: Limits = PATIENT) -> list[Observation]:
    """What comes of the requests, made one after the other by one client."""

    async def run() -> list[Observation]:
        async with Client(limits, 1).opened() as client:
            return [await client.observe(_ask(one)) for one in asks]

    return anyio.run(run)


def observe_at_once(
    *asks: Ask | str, concurrency: int, limits: Limits = PATIENT
) -> list[Observation]:
    """What comes of the requests, all given to one client at the same time."""
    found: dict[int, Observation] = {}

    async def run() -> None:
        async with (
            Client(limits, concurrency).opened() as client,
            anyio.create_task_group() as all_,
        ):
            for number, one in enumerate(asks):
                all_.start_soon(keep, client, number, _ask(one))

    async def keep(client: Client, number: int, ask: Ask) -> None:
        found[number] = await client.observe(ask)

    anyio.run(run)
    return [found[number] for number in range(len(asks))]


def answer(ask: Ask | str, limits: Limits = PATIENT) -> Answer:
    """The answer to one request, where nothing else will do."""
    seen = observe(ask, limits)
    assert isinstance(seen, Answer), seen
    return seen


def silence(ask: Ask | str, limits: Limits = PATIENT) -> tuple[Kind, int | None, int, str]:
    """Kind, status, bytes received and detail of the silence that meets one request."""
    seen = observe(ask, limits)
    assert isinstance(seen, Silence), seen
    return seen.kind, seen.status, seen.received, seen.detail


def _ask(ask: Ask | str) -> Ask:
    return ask if isinstance(ask, Ask) else Ask(url=ask)
