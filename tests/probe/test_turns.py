"""So many should go at a time, and first those on whom others depend."""

import asyncio

from smokegate.probe.turns import Turns


def test_the_lowest_rank_goes_first_and_within_it_whoever_came_first() -> None:
    """Nobody overtakes within a rank."""
    went: list[str] = []

    async def go(turns: Turns, name: str, rank: int) -> None:
        async with turns.taken(rank):
            went.append(name)
            await asyncio.sleep(0)

    async def run() -> None:
        turns = Turns(1)
        names = (("first", 0), ("page", -1), ("second", 0), ("asset", -1))
        await asyncio.gather(*(go(turns, name, rank) for name, rank in names))

    asyncio.run(run())
    assert went == ["first", "page", "asset", "second"]


def test_a_turn_that_nobody_wants_any_more_is_passed_on() -> None:
    """Whoever is cancelled while waiting, or just as it is given to him, keeps no turn."""

    async def run() -> int:
        turns = Turns(1)
        async with turns.taken(0):
            waiting = [asyncio.create_task(_take(turns)) for _ in range(3)]
            await asyncio.sleep(0)
            waiting[0].cancel()
        waiting[1].cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return turns.free

    assert asyncio.run(run()) == 1


async def _take(turns: Turns) -> None:
    async with turns.taken(0):
        await asyncio.sleep(0)
